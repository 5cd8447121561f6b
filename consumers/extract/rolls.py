"""Rolls of calls: a leader says what calls the day had and goes through them country by country.

"A day of telephone talks. Spain. I thanked the Prime Minister ... Next, Chile. We agreed ...": only the head says
what they were, and only sentences that are a country's name part them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from consumers.extract.cues import Anchor, Cue
from consumers.extract.sentences import LEADER, Sentence
from consumers.extract.standing import standing
from pipeline.records import CallStatus, Medium

_ITEM = re.compile(
    r"\W*(?:(?:and|next|then|also|after that|finally|further)\b[\s,:–—-]*)*(?:the\s+)?"
    r"(?P<name>[^\W\d_][\w .'’-]{2,40}?)\W*",
    re.IGNORECASE,
)
_REACH = 6
"""How many sentences may go by from the head, or from one country, to the next."""


@dataclass(frozen=True)
class Item:
    """A country of the roll: its sentence, and the head that says what all of them tell of."""

    country: str
    sentence: Sentence
    head: Sentence
    cue: Anchor


class Roll:
    """Follows the sentences of one document in order."""

    def __init__(self, countries: Mapping[str, str]) -> None:
        """`countries`: codes by the words for countries, in lower case."""
        self._countries = countries
        self._head: tuple[Sentence, Anchor] | None = None
        self._last = 0

    def item(self, sentence: Sentence, cues: list[Anchor]) -> Item | None:
        """The country that this sentence goes on to, if a roll of calls is under way."""
        cue = next((a for a in cues if _opens(sentence, a)), None)
        if cue is not None:
            self._head, self._last = (sentence, cue), sentence.index
            return None
        if self._head is None or sentence.index - self._last > _REACH:
            self._head = None
            return None
        match = _ITEM.fullmatch(sentence.text)
        country = self._countries.get(match["name"].lower()) if match is not None else None
        if country is None:
            return None
        self._last = sentence.index
        return Item(country, sentence, *self._head)


def _opens(sentence: Sentence, cue: Anchor) -> bool:
    """Whether a cue speaks of several remote calls and the sentence does not say with whom."""
    several = cue.cue is Cue.NOUN and sentence.text[cue.start : cue.end].endswith("s")
    told = cue.medium is not Medium.UNSPECIFIED and LEADER not in sentence.text
    return several and told and standing(sentence, cue) is CallStatus.HELD
