"""Whether two articles are copies of one text.

Word pairs say how much they share; three things then tell a copy from what only looks like one. A *template*
(readouts of two calls, joint statements with two countries) names other people and places in its lead. A
*caption* taken for the text of an article stands under many titles, and has nothing to do with them. Shared
*background* is a part of two texts that differ in their lead; it shares less than a copy does, and the more
days lie between two texts, the more they must share.
"""

from __future__ import annotations

from dataclasses import dataclass

from consumers.dedupe.fingerprint import Fingerprint

LEAST_SCORE = 0.48
TITLE_WEIGHT = 0.1
DAY_WEIGHT = 0.05

CAPTION_PAIRS = 90
"""A text with fewer word pairs may be a caption."""
CAPTION_TITLED = 0.35
"""Of its title's words, a caption has less than this share."""

TEMPLATE_JACCARD = 0.9
"""Above this similarity, two texts are copies even if names in their leads differ (a correction does that)."""

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

    if shorter < CAPTION_PAIRS and titles < 0.34 and min(a.titled, b.titled) < CAPTION_TITLED:
        return verdict(False, "caption")
    strangers = min(len(a.names - b.vocabulary), len(b.names - a.vocabulary))
    if jaccard < TEMPLATE_JACCARD and (strangers >= 2 or (strangers == 1 and titles >= 0.5)):
        return verdict(False, "template")
    if containment >= SHORTENED_CONTAINMENT and shorter >= SHORTENED_PAIRS:
        return verdict(True, "shortened")
    if score >= LEAST_SCORE:
        return verdict(True, "alike")
    return verdict(False, "different")


def same_page(likeness: Likeness) -> bool:
    """Whether two articles with one URL are revisions of one article."""
    return likeness.copy or likeness.score >= SAME_PAGE_SCORE


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 0.0
