"""Which words of a document belong to which side's account of the call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from consumers.extract.attribution import Voices
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.nearby import stretches
from consumers.extract.parties import Parties
from consumers.extract.topics import topics_of
from pipeline.records import Evidence, Passage, ReportedCall

_FEWEST_WORDS = 4
"""A shorter stretch says nothing that could be laid beside the other side's words."""


def find_passages(document: Document, calls: Sequence[ReportedCall], gazetteer: Gazetteer) -> tuple[Passage, ...]:
    """The passages of each side on the line, in order of the text, not overlapping.

    An official text is its side's account wherever it is about the call, a passage for each paragraph. In any other
    text a passage is a run of sentences that one side is said to have said.
    """
    sides = tuple(dict.fromkeys(p.country for call in calls for p in call.participants if p.country))
    official = document.origin.official_of
    if official is not None:
        if official not in sides:
            return ()
        return tuple(
            Passage(side=official, evidence=words, topics=topics_of(words.exact), official=True)
            for words in _paragraphs(document, stretches(document, calls))
        )
    parties = Parties(document, calls, gazetteer)
    voices = Voices(document, parties)
    return tuple(
        Passage(side=side, evidence=words, topics=topics_of(words.exact))
        for side, words in _attributed(document, voices)
        if side in sides
    )


def _paragraphs(document: Document, about: Sequence[tuple[int, int]]) -> Iterator[Evidence]:
    """The paragraphs, or what of them lies in the stretches `about`."""
    for start, end in about:
        at = start
        for line in document.text[start:end].split("\n"):
            bare = line.strip()
            if bare:
                left = at + line.index(bare[0])
                yield Evidence(exact=bare, start=left, end=left + len(bare))
            at += len(line) + 1


def _attributed(document: Document, voices: Voices) -> Iterator[tuple[str, Evidence]]:
    """Runs of neighbouring sentences that are mostly one side's words."""
    run_side: str | None = None
    run: tuple[int, int] = (0, 0)
    for sentence in document.doc.sents:
        words = [t for t in sentence if not t.is_space and not t.is_punct]
        if len(words) < _FEWEST_WORDS or sentence.start_char < document.title_end:
            continue
        side = _mostly(words, voices)
        joined = "\n" not in document.text[run[1] : sentence.start_char].strip(" ")
        if side is not None and side == run_side and joined:
            run = (run[0], sentence.end_char)
            continue
        if run_side is not None:
            yield run_side, _evidence(document, *run)
        run_side, run = side, (sentence.start_char, sentence.end_char)
    if run_side is not None:
        yield run_side, _evidence(document, *run)


def _mostly(words: Sequence[Token], voices: Voices) -> str | None:
    counts: dict[str, int] = {}
    for word in words:
        side = voices.at(word)
        if side is not None:
            counts[side] = counts.get(side, 0) + 1
    if not counts:
        return None
    side = max(counts, key=lambda s: counts[s])
    return side if counts[side] * 2 >= len(words) else None


def _evidence(document: Document, start: int, end: int) -> Evidence:
    words = document.text[start:end]
    bare = words.strip()
    left = start + words.index(bare)
    return Evidence(exact=bare, start=left, end=left + len(bare))
