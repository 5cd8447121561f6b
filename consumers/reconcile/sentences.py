"""Sentences of a passage, good enough to quote: official readouts are plain prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.records import Evidence

_END = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Jr|Sr|St|Gen|Sen|Rep|Gov|No|vs|Nov|Dec|Jan|Feb|Oct|Sept?|Aug)|U\.S|U\.N|U\.K|E\.U)\.$"
)


def sentences(passage: Evidence) -> Iterator[Evidence]:
    """The sentences of a passage, with their places in the document text."""
    start = 0
    text = passage.exact
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[start : match.start()]) and "\n" not in match.group():
            continue
        yield from _trimmed(passage, start, match.end())
        start = match.end()
    yield from _trimmed(passage, start, len(text))


def _trimmed(passage: Evidence, start: int, end: int) -> Iterator[Evidence]:
    piece = passage.exact[start:end]
    words = piece.strip()
    if words:
        at = passage.start + start + piece.index(words)
        yield Evidence(exact=words, start=at, end=at + len(words))
