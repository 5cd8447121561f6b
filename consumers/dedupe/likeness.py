"""Whether two articles are copies of one text.

Word pairs say how much they share; three things then tell a copy from what only looks like one. A *template*
(readouts of two calls, joint statements with two countries) names other people and places in its lead. A
*caption* taken for the text of an article stands under many titles, and has nothing to do with them. Shared
*background* is a part of two texts that differ in their lead; it shares less than a copy does, and the more
days lie between two texts, the more they must share.
"""

from __future__ import annotations

from dataclasses import dataclass

from consumers.dedupe.fingerprint import Fingerprint, stems

LEAST_SCORE = 0.47
TITLE_WEIGHT = 0.1
DAY_WEIGHT = 0.05

CAPTION_TITLES = 0.34
"""Titles with less in common than this may stand over one caption by mistake."""
CAPTION_TITLED = 0.35
"""A text that has less than this share of its title's words may be no article of that title …"""
CAPTION_PAIRS = 90
"""… but a caption, if it has fewer word pairs than this, …"""
BLURB_PAIRS = 200
"""… or, if this holds of both, the blurb of a channel, with fewer word pairs than this."""

BRIEF_STRANGERS = 2
"""Two brief texts are not copies if each has so many words that the other lacks."""

EQUAL_JACCARD = 0.9
EQUAL_CONTAINMENT = 0.95
"""Above one of these, two texts are copies even if their titles, or names in their leads, differ …"""
EQUAL_PAIRS = 20
"""… unless they have fewer word pairs than this: a feed's text may be cut off before it comes to the point."""

SHORTENED_CONTAINMENT = 0.9
"""A text of which this share stands in a longer one is a shortened version of it …"""
SHORTENED_PAIRS = 12
"""… if it has at least so many word pairs."""

SAME_PAGE_SCORE = 0.2
"""Two texts of one URL that share less than this are two articles: some pages are written anew each day."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two articles are."""

    copy: bool
    reason: str
    """Why, as a short, stable word."""
    similarity: float
    """Jaccard similarity of their word pairs, 0 to 1."""
    score: float
    """Ranks several models of one copy: the higher, the likelier."""


def compare(a: Fingerprint, b: Fingerprint, days: float) -> Likeness:
    """Compare two articles that were published `days` apart."""
    shared = len(a.pairs & b.pairs)
    either = len(a.pairs) + len(b.pairs) - shared
    shorter = min(len(a.pairs), len(b.pairs))
    jaccard = shared / either if either else 0.0
    containment = shared / shorter if shorter else 0.0
    titles = _jaccard(a.title, b.title)
    score = (jaccard + containment) / 2 + TITLE_WEIGHT * titles - DAY_WEIGHT * days

    def verdict(copy: bool, reason: str) -> Likeness:
        return Likeness(copy, reason, jaccard, score)

    if titles < CAPTION_TITLES and _captioned(a, b, shorter):
        return verdict(False, "caption")
    equal = shorter >= EQUAL_PAIRS and (jaccard >= EQUAL_JACCARD or containment >= EQUAL_CONTAINMENT)
    if not equal and _substituted(a, b, titles):
        return verdict(False, "template")
    if containment >= SHORTENED_CONTAINMENT and shorter >= SHORTENED_PAIRS:
        return verdict(True, "shortened")
    if score >= LEAST_SCORE:
        return verdict(True, "alike")
    return verdict(False, "different")


def same_page(likeness: Likeness) -> bool:
    """Whether two articles with one URL are revisions of one article."""
    return likeness.copy or likeness.score >= SAME_PAGE_SCORE


def _captioned(a: Fingerprint, b: Fingerprint, shorter: int) -> bool:
    if shorter < CAPTION_PAIRS:
        return min(a.titled, b.titled) < CAPTION_TITLED
    return shorter < BLURB_PAIRS and max(a.titled, b.titled) < CAPTION_TITLED


def _substituted(a: Fingerprint, b: Fingerprint, titles: float) -> bool:
    """Whether each has words in the place of words of the other.

    Names in the lead count; in brief texts, other long words, figures (the day, most of all) and flags count too.
    """
    names = min(len(a.names - b.vocabulary), len(b.names - a.vocabulary))
    if names >= 2 or (names == 1 and titles >= 0.5):
        return True
    if not a.stems or not b.stems:
        return False
    own, others = a.stems - stems(b.vocabulary), b.stems - stems(a.vocabulary)
    return min(len(own), len(others)) >= BRIEF_STRANGERS or (_telling(own) and _telling(others))


def _telling(words: frozenset[str]) -> bool:
    """Whether a figure or a flag is among the words."""
    return any(word[0].isdigit() or "\U0001f1e6" <= word[0] <= "\U0001f1ff" for word in words)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0
