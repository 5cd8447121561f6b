"""Words for meetings that nobody is at yet: what leaders talk of when they talk from afar."""

from __future__ import annotations

import re

_PLANS = re.compile(
    r"\b(?:(?:about|regarding|concerning|discuss(?:es|ed|ing)?)\s+(?:an?|the|his|her|their|possible|planned)"
    r"|upcoming|forthcoming|coming|next|planned|proposed|possible|mooted|future"
    r"|ahead\s+of|in\s+preparation\s+for|preparations\s+for|prior\s+to|before"
    r"|(?:want|hope|agree|plan|promise|invite|offer)(?:s|d|ed)?\s+(?:\S+\s+){0,2}?(?:to|for|on))\s+"
    r"(?:[\w’'-]+\s+){0,4}?(?:summits?|meet(?:ings?)?(?:\s+in\s+person)?|visit|trips?|tour|face-to-face)\b"
    r"|\b(?:set|due|expected|scheduled|likely|invited)\s+to\s+(?:visit|tour|travel)\b"
    r"(?:[^.;,]{0,40}?\bin\s+(?:his|her|their)\s+first\s+(?:visit|trip|tour))?",
    re.IGNORECASE,
)


def without_plans(text: str) -> str:
    """The text without the meetings and visits that it only looks forward to, or that were talked about."""
    return _PLANS.sub(" ", text)
