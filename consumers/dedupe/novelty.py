"""Whether a copy says something that the versions before it don't."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consumers.dedupe.fingerprint import Fingerprint, sentences
from pipeline.text.signature import MOST_WORDS, compared_words, pairs_of

NOVEL_SHARE = 0.5
"""A sentence is new if more than this share of its word pairs is …"""
NOVEL_PAIRS = 7
"""… and at least so many of them: shorter ones are credits, captions and calls to read on."""

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def says_more(text: str, before: Sequence[Fingerprint]) -> bool:
    """Whether a sentence of the text is new to all versions before, or gives a figure that none of them has."""
    pairs = frozenset[int]().union(*(version.pairs for version in before))
    vocabulary = frozenset[str]().union(*(version.vocabulary for version in before))
    left = MOST_WORDS
    for sentence in sentences(text):
        tokens = compared_words(sentence)[:left]
        left -= len(tokens)
        own = pairs_of(tokens)
        novel = len(own - pairs)
        if novel >= NOVEL_PAIRS and novel > NOVEL_SHARE * len(own):
            return True
        if len(own) >= NOVEL_PAIRS and any(_FIGURE.fullmatch(w) and w not in vocabulary for w in tokens):
            return True
    return False
