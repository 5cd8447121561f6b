"""What an article is compared by, worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.text.signature import LEAD, compared_words, pairs_of, words

_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])[\"'”’»)\]]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_][\w'’\-]*")


BRIEF_PAIRS = 60
"""A body with fewer word pairs is a sentence or two."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One article, as far as comparing it with others goes."""

    pairs: frozenset[int]
    """Word pairs of the body: the text, or the title where the text only repeats its start."""
    stems: frozenset[str]
    """Beginnings of the longer words of title and body, if the body is a sentence or two; empty for a longer one."""
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
    spoken = compared_words(text)
    heading = compared_words(title)
    body = heading if _repeats(spoken, heading) else spoken
    pairs = pairs_of(body)
    telling = frozenset(word for word in heading if _tells(word))
    return Fingerprint(
        pairs=pairs,
        stems=stems(word for word in (*heading, *body) if _tells(word)) if len(pairs) < BRIEF_PAIRS else frozenset(),
        vocabulary=frozenset(spoken) | frozenset(heading),
        names=_names(text),
        title=telling,
        titled=len(telling.intersection(spoken)) / len(telling) if telling else 1.0,
    )


def stems(tokens: Iterable[str]) -> frozenset[str]:
    """Beginnings of the words, so that *delay* meets *delayed*."""
    return frozenset(token[:5] for token in tokens)


def _tells(word: str) -> bool:
    return len(word) > 3 or not word.isascii() or word[0].isdigit()


def _repeats(spoken: list[str], heading: list[str]) -> bool:
    """Whether a text is only the start of its title: some feeds cut a post into both."""
    if not spoken or len(spoken) >= len(heading):
        return False
    pairs = pairs_of(spoken)
    return len(pairs & pairs_of(heading)) >= 0.6 * len(pairs)


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
