"""What an article is compared by, worked out once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.text.signature import LEAD, compared_words, pairs_of, words

_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"'”’»)\]]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_][\w'’\-]*")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One article, as far as comparing it with others goes."""

    pairs: frozenset[int]
    """Word pairs of the text."""
    lead: frozenset[int]
    """Word pairs of its first words."""
    vocabulary: frozenset[str]
    """Words of title and text."""
    names: frozenset[str]
    """Capitalised words in the lead, but for those that begin a sentence."""
    title: frozenset[str]
    """The title's words, without the short ones that any title has."""
    titled: float
    """Share of the title's words that the text has too; 1 without a title."""


def fingerprint(title: str, text: str) -> Fingerprint:
    """Fingerprint of the article with this title and text."""
    tokens = compared_words(text)
    spoken = frozenset(tokens)
    heading = words(title)
    telling = frozenset(word for word in heading if len(word) > 3 or not word.isascii() or word.isdigit())
    return Fingerprint(
        pairs=pairs_of(tokens),
        lead=pairs_of(tokens[:LEAD]),
        vocabulary=spoken | frozenset(heading),
        names=_names(text),
        title=telling,
        titled=len(telling & spoken) / len(telling) if telling else 1.0,
    )


def sentences(text: str) -> list[str]:
    """The text cut at line ends and after marks that end a sentence; an abbreviation may cut one too often."""
    return [piece for piece in _SENTENCE_END.split(text) if piece]


def _names(text: str) -> frozenset[str]:
    start = " ".join(text[: LEAD * 16].split(maxsplit=LEAD)[:LEAD])
    found: set[str] = set()
    for sentence in sentences(start):
        for word in _WORD.findall(sentence)[1:]:
            if len(word) > 2 and word[0].isupper():
                found.update(words(word))
    return frozenset(found)
