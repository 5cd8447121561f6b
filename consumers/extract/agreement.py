"""The parse as a second opinion on what the patterns found."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

_NEAR = 5
"""Steps in the tree between a cue and the people it joins: through its verb, a preposition, a title, a list."""


def parse_agrees(doc: Doc, cue: tuple[int, int], people: Iterable[tuple[int, int]]) -> bool:
    """Whether the parse joins the cue closely with two of the people.

    `cue` and `people` are [start, end) in the document's text. A document without a parse never agrees.
    """
    if not len(doc):
        return False
    anchor = _root(doc, cue)
    if anchor is None:
        return False
    steps = {token.i: distance for distance, token in enumerate(_upwards(anchor))}
    near = 0
    for place in people:
        person = _root(doc, place)
        for distance, token in enumerate(_upwards(person) if person is not None else ()):
            if token.i in steps:
                near += distance + steps[token.i] <= _NEAR
                break
    return near >= 2


def _root(doc: Doc, place: tuple[int, int]) -> Token | None:
    span = doc.char_span(*place, alignment_mode="expand")
    return span.root if span is not None and len(span) else None


def _upwards(token: Token) -> list[Token]:
    return [token, *token.ancestors]
