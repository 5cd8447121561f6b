"""A sighting: one cue of a text that tells of a call, with all that its sentence says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from consumers.extract.cues import Anchor, Cue
from consumers.extract.sentences import LEADER, Sentence
from pipeline.records import CallStatus, DateInterval, Medium, Participant

_HABIT = re.compile(
    r"\b(?:frequent(?:ly)?|often|regular(?:ly)?|repeatedly|usually|sometimes|routine(?:ly)?|periodically"
    r"|constantly|always"
    r"|(?:numerous|countless)\s+(?:\w+\s+)?(?:calls|conversations|talks|times|occasions)"
    r"|(?:several|many|multiple|a dozen|dozens of|hundreds of) times|over the years)\b",
    re.IGNORECASE,
)


_HAD = re.compile(r"\b(?:had|held)\s+(?:[\w-]+\s+)?$", re.IGNORECASE)
"""For "had telephone conversations with X", in a line cut off before the others."""
_DEFINITE = re.compile(r"\b(?:the|their|that|this)\s+(?:(?!call)[\w-]+\s+){0,1}$", re.IGNORECASE)


@dataclass(frozen=True)
class Sighting:
    """One cue that tells of a call."""

    sentence: Sentence
    anchor: Anchor
    people: tuple[Participant, ...]
    status: CallStatus
    medium: Medium
    date: DateInterval | None
    initiator: str | None
    explicit: bool
    ordinal: str | None = None
    parsed: bool = False
    """Whether the parse joins the cue with the people too."""
    apart: bool = False
    """True for one of several calls told of together, "calls with X and Y"."""

    picked: bool = False
    """Whether the call is told from others by its date: "the May 3 call"."""
    news: bool = False
    """Whether somebody who was on the line tells of it on that day or the next."""
    hub: str | None = None
    """The one who, if the rest of the text has it so, spoke with each of the others apart."""

    @property
    def remote(self) -> bool:
        """Whether the words themselves say that the two were not in one room."""
        return self.medium is not Medium.UNSPECIFIED

    @property
    def word(self) -> str:
        """The cue as it stands in the text, in lower case."""
        return self.sentence.text[self.anchor.start : self.anchor.end].lower()

    @property
    def is_meeting(self) -> bool:
        """Whether the words are those of a meeting: "will meet with" in a text on a virtual meeting."""
        return meets(self.sentence, self.anchor)

    @property
    def generic(self) -> bool:
        """Whether the words may mean calls at large: "their telephone conversations", "the two speak by phone"."""
        text, start, end = self.sentence.text, self.anchor.start, self.anchor.end
        if _HABIT.search(text[max(0, start - 30) : end + 30]):
            return True
        words = text[start:end].lower()
        plural = (
            self.anchor.cue is Cue.NOUN
            and words.endswith("s")
            and not words.endswith(("talks", "discussions", "consultations", "negotiations"))
            and not self.apart
            and not (self.sentence.is_title and text[max(0, start - 2) : start] == LEADER + " ")
            and not (_HAD.search(text[:start]) and re.search(r"\w$", text))
        )
        vague = not self.explicit and re.match(r"speak|talk$", words) is not None
        return (plural or vague) and self.date is None

    @property
    def is_definite(self) -> bool:
        """Whether the words point back to a call told of before: "the call", "their conversation"."""
        before = self.sentence.text[: self.anchor.start]
        return self.anchor.cue is Cue.NOUN and _DEFINITE.search(before) is not None

    @cached_property
    def sides(self) -> frozenset[str]:
        """The participants' countries (or names, where the country is unknown)."""
        return frozenset(p.country or p.name for p in self.people)


def meets(sentence: Sentence, anchor: Anchor) -> bool:
    return sentence.text[anchor.start : anchor.end].lower().startswith(("meet", "met", "bilateral"))
