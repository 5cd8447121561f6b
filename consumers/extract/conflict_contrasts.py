"""Accounts that differ without a word that says so: two sides, each with its own figure or its own yes and no."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from spacy.tokens import Span, Token

from consumers.extract.attribution import Voices, speaker_of
from consumers.extract.conflict_cues import CONTRAST, REPORTED
from consumers.extract.parties import Parties
from consumers.extract.quantities import locate_quantities
from consumers.extract.wordlists import words
from pipeline.records import Quantity

Told = tuple[str, Quantity]
"""A side and a figure that it gave."""

_WORDING = words("speak talk describe call refer put insist maintain frame present portray")
"""Verbs for how a side puts a thing."""
_SHARED_WORDS = 2
"""Words of substance that a negated sentence has in common with what it gainsays."""


class Contrasts:
    """Finds the side that gives another figure, or says no where the other said yes."""

    def __init__(self, parties: Parties, voices: Voices, sides: Collection[str]) -> None:
        self._parties = parties
        self._voices = voices
        self._sides = sides

    def by_figures(self, sentence: Span) -> str | None:
        """Who puts a figure differently: than the other side in this sentence, or in the one before it."""
        told = self._told(sentence)
        if CONTRAST.search(sentence.text):
            for number, (side, quantity) in enumerate(told):
                if any(_differ((side, quantity), earlier) for earlier in told[:number]):
                    return side
        before = _before(sentence)
        earlier = self._told(before) if before is not None else []
        if len({s for s, _ in earlier}) != 1 or len({s for s, _ in told}) != 1:
            return None
        if any(q.value == p.value for _, q in told for _, p in earlier):
            return None
        return next((now[0] for now in told if any(_differ(now, then) for then in earlier)), None)

    def by_wording(self, sentence: Span) -> str | None:
        """Who words it otherwise: "whereas X speaks of a sale, Y speaks of a loan"."""
        if not any(t.lower_ in ("whereas", "while", "but", ";") for t in sentence):
            return None
        heard: list[tuple[str, str]] = []
        for verb in (t for t in sentence if t.lemma_.lower() in _WORDING and t.pos_ == "VERB"):
            subject = speaker_of(verb)
            sides = self._parties.sides_of(subject) if subject is not None else ()
            if len(sides) == 1 and sides[0] in self._sides:
                heard.append((verb.lemma_.lower(), sides[0]))
        for number, (lemma, side) in enumerate(heard):
            if any(lemma == other and side != told for other, told in heard[:number]):
                return side
        return None

    def by_negation(self, sentence: Span) -> str | None:
        """Who says that something was not done which the other side said, just before, was done."""
        before = _before(sentence)
        if before is None:
            return None
        for token in sentence:
            side = self._voices.inner_at(token) if token.dep_ == "neg" else None
            verb = token.head
            if side not in self._sides or not _is_of_the_past(verb):
                continue
            denied = _substance(verb.subtree)
            for voice in self._voices.spoken:
                if (
                    voice.side == side
                    or voice.side not in self._sides
                    or not before.start <= voice.start < before.end
                ):
                    continue
                claimed = [t for t in before.doc[voice.start : voice.end] if t.i < before.end]
                if not any(t.dep_ == "neg" for t in claimed) and len(denied & _substance(claimed)) >= _SHARED_WORDS:
                    return side
        return None

    def _told(self, sentence: Span) -> list[Told]:
        told: list[Told] = []
        for start, quantity in locate_quantities(sentence.text):
            side = self._teller(sentence, sentence.start_char + start)
            if side is not None:
                told.append((side, quantity))
        return told

    def _teller(self, sentence: Span, at: int) -> str | None:
        """Whose figure it is that stands at that offset: the side whose words it is among, else the nearest named."""
        span = sentence.doc.char_span(at, at + 1, alignment_mode="expand")
        if not span:
            return None
        side = self._voices.inner_at(span[0])
        if side in self._sides:
            return side
        if not REPORTED.search(sentence.text):
            return None
        first, last = _segment(sentence, span.start)
        marks = [m for m in self._parties.mentions if first <= m.start < last and m.code in self._sides]
        return min(marks, key=lambda m: abs(m.start - span.start)).code if marks else None


def _before(sentence: Span) -> Span | None:
    return sentence.doc[sentence.start - 1].sent if sentence.start else None


def _differ(one: Told, other: Told) -> bool:
    """Whether two figures are of one thing, from two sides, and not the same."""
    return one[0] != other[0] and one[1].value != other[1].value and _alike(one[1], other[1])


def _alike(one: Quantity, other: Quantity) -> bool:
    """Whether two figures can be of one thing: they share a word of their units, or one has none."""
    a, b = ({word.rstrip("s") for word in q.unit.lower().split()} for q in (one, other))
    return not a or not b or bool(a & b)


def _is_of_the_past(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBN") or any(c.dep_ == "aux" and c.tag_ == "VBD" for c in verb.children)


def _substance(tokens: Iterable[Token]) -> set[str]:
    return {t.lemma_.lower() for t in tokens if t.pos_ in ("NOUN", "VERB", "ADJ", "NUM") and not t.is_stop}


def _segment(sentence: Span, index: int) -> tuple[int, int]:
    """The part of a sentence around a token, as cut by semicolons and contrasting conjunctions."""
    cuts = [t.i for t in sentence if t.text == ";" or t.lower_ in ("but", "while", "whereas", "and")]
    before = [c for c in cuts if c <= index]
    after = [c for c in cuts if c > index]
    return (before[-1] if before else sentence.start), (after[0] if after else sentence.end)
