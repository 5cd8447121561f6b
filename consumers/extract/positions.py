"""What a side says in an account that is no undertaking: warnings, demands, concerns, assertions with content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from consumers.extract.attribution import Voices
from consumers.extract.document import Document
from consumers.extract.formulas import is_empty, says_something
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.parties import Parties
from consumers.extract.topics import topics_of
from consumers.extract.wordlists import words
from pipeline.records import Commitment, Evidence, Position, ReportedCall

_STATING = words(
    "say tell note stress emphasize emphasise underscore underline highlight reiterate affirm reaffirm "
    "confirm voice express warn urge call state make point recall outline welcome condemn raise agree "
    "support oppose reject believe understand hope recognise recognize acknowledge explain insist add "
    "demand convey remind appreciate praise commend thank accuse criticise criticize deplore draw focus "
    "share assess propose inform brief task instruct promise pledge vow applaud commend set pay hail regret reply "
    "respond assure mention ask declare vouch lay report remark observe request want seek reassure commit look"
)
"""Verbs by which a leader takes a position."""

_DISCUSSING = words("discuss address cover touch review consider talk exchange include speak")
_JOINTLY = words("discuss address cover touch review exchange")
"""Verbs by which an account says what was talked about: whoever is named, the position is that of all."""

_TELLING = words("call warn demand agree task instruct condemn reject urge oppose propose")
"""Verbs whose content counts even where it names no topic of the list."""

_LEAST_WORDS = 6
_MOST_WORDS = 60


def find_positions(
    document: Document,
    calls: Sequence[ReportedCall],
    gazetteer: Gazetteer,
    commitments: Sequence[Commitment] = (),
) -> tuple[Position, ...]:
    """The positions told in a document, in order of the text; none in a document without a call.

    `commitments` are those found in it: words that tell of one are not told again as a position. In a text that
    is no side's own, only what is attributed to a side counts.
    """
    if not calls:
        return ()
    parties = Parties(document, calls, gazetteer)
    reader = _PositionReader(document, parties, Voices(document, parties))
    taken = [(e.start, e.end) for c in commitments for e in c.evidence]
    return tuple(p for s in document.doc.sents for p in reader.of_sentence(s) if not _is_taken(p, taken))


class _PositionReader:
    def __init__(self, document: Document, parties: Parties, voices: Voices) -> None:
        self._document = document
        self._parties = parties
        self._voices = voices
        self._speaker: tuple[str, ...] = ()
        """Who was last said to speak: in a readout whole paragraphs follow one "President X noted that"."""

    def of_sentence(self, sentence: Span) -> Iterator[Position]:
        if sentence.start_char < self._document.title_end:
            return
        predicates = _predicates(sentence.root)
        if not any(t.lemma_.lower() in _STATING | _DISCUSSING for t in predicates):
            yield from self._assertion(sentence)
            return
        for number, predicate in enumerate(predicates):
            start = sentence.start if number == 0 else predicate.left_edge.i
            end = predicates[number + 1].left_edge.i if number + 1 < len(predicates) else sentence.end
            end = max(end, predicate.i + 1)
            actor = self._actor(predicate)
            if predicate.lemma_.lower() not in _DISCUSSING and actor:
                self._speaker = actor
            telling = predicate.lemma_.lower() in _TELLING
            yield from self._position(actor, self._document.doc[start:end], topic_needed=not telling)

    def _assertion(self, sentence: Span) -> Iterator[Position]:
        """A plain sentence: it is held by its own subject, else by who spoke last, or whose first person it is."""
        official = self._document.origin.official_of
        if self._document.origin.speaker and official:
            yield from self._position((official,), sentence)
            return
        named = self._voices.inner_at(sentence.root)
        if official is None:
            yield from self._position((named,) if named else (), sentence)
            return
        subject = _subject(sentence.root)
        own = self._parties.sides_of(subject) if subject is not None and subject.pos_ != "PRON" else ()
        yield from self._position((named,) if named else own or self._speaker or (official,), sentence)

    def _actor(self, predicate: Token) -> tuple[str, ...]:
        """Who takes the position: the subject, else the nearest side named before, else whose text this is."""
        official = self._document.origin.official_of
        for verb in (predicate, *predicate.ancestors):
            subject = _subject(verb)
            if subject is None:
                continue
            sides = self._parties.sides_of(subject)
            if sides:
                return sides
            if predicate.lemma_.lower() in _JOINTLY or subject.lower_ == "it":
                return self._parties.participants
            return (official,) if official else ()
        if official is None:
            return ()
        return self._parties.named_in(predicate.sent.start, predicate.i)[-1:] or (official,)

    def _position(self, actor: tuple[str, ...], span: Span, *, topic_needed: bool = True) -> Iterator[Position]:
        words = _trimmed(span)
        count = sum(1 for t in words if t.is_alpha)
        side = self._voices.at(words.root)
        if not actor or side is None or not _LEAST_WORDS <= count <= _MOST_WORDS * 3 or is_empty(words):
            return
        topics = topics_of(words.text)
        official = self._document.origin.official_of is not None
        if not topics and (not says_something(words) if official else topic_needed):
            return
        evidence = Evidence(exact=words.text, start=words.start_char, end=words.end_char)
        yield Position(actor=actor, asserted_by=side, topics=topics, evidence=(evidence,))


def _predicates(root: Token) -> list[Token]:
    """The verbs of a sentence's main clauses, in order: its root, what says more by the same subject, and whatever
    is joined to it with a subject of its own."""
    joined = (c for c in root.conjuncts if c.pos_ in ("VERB", "AUX"))
    more = (
        c for c in joined if c.lemma_.lower() in _STATING | _DISCUSSING or any(t.dep_ == "nsubj" for t in c.lefts)
    )
    return sorted((root, *more), key=lambda t: t.i)


def _subject(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)


def _trimmed(span: Span) -> Span:
    start, end = span.start, span.end
    while end - 1 > start and (span.doc[end - 1].is_space or span.doc[end - 1].lower_ in ("and", ",", "but")):
        end -= 1
    while start < end - 1 and (span.doc[start].is_space or span.doc[start].lower_ in ("and", ",", "but")):
        start += 1
    return span.doc[start:end]


def _is_taken(position: Position, taken: Sequence[tuple[int, int]]) -> bool:
    evidence = position.evidence[0]
    length = evidence.end - evidence.start
    return any(min(evidence.end, end) - max(evidence.start, start) > 0.6 * length for start, end in taken)
