"""What an article says, as values with their evidence: calls, commitments, conflicts, positions, passages."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from pipeline.values import Value


class Evidence(Value):
    """The exact words that a fact rests on, with their place in the document text."""

    exact: str
    start: int
    end: int

    @model_validator(mode="after")
    def _span_fits(self) -> Self:
        if self.end - self.start != len(self.exact) or self.start < 0:
            raise ValueError("evidence offsets do not fit its words")
        return self


class Participant(Value):
    """A leader on the line."""

    name: str
    country: str | None = None
    qid: str | None = None
    office: str | None = None
    resolved: bool = True
    """False for a person with a leader's title who is not in the gazetteer."""


class DateInterval(Value):
    """An interval of whole days, both ends included, in the outlet's own calendar."""

    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError("a date interval ends before it starts")
        return self


class CallStatus(StrEnum):
    HELD = "held"
    PLANNED = "planned"
    PROPOSED = "proposed"
    DENIED = "denied"


class Medium(StrEnum):
    PHONE = "phone"
    VIDEO = "video"
    UNSPECIFIED = "unspecified"


class Role(StrEnum):
    MAIN = "main"
    BACKGROUND = "background"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CommitmentKind(StrEnum):
    PURCHASE = "purchase"
    VISIT = "visit"
    TALKS = "talks"
    AID = "aid"
    ARMS = "arms"
    TRADE = "trade"
    SANCTIONS = "sanctions"
    CEASEFIRE = "ceasefire"
    RELEASE = "release"
    ENERGY = "energy"
    INVESTMENT = "investment"
    LAW_ENFORCEMENT = "law_enforcement"
    SECURITY = "security"
    OTHER = "other"


class Modality(StrEnum):
    """How firm an undertaking is."""

    COMMITTED = "committed"
    CONSIDERING = "considering"
    REQUESTED = "requested"
    REFUSED = "refused"


class Quantity(Value):
    value: float | int
    unit: str
    """As written, without the number: ``million tonnes``, ``billion dollars``."""
    former: float | int | None = None
    """The value it replaces, in the same unit, if the text says so."""


class Commitment(Value):
    """One specific undertaking, as one article words it."""

    actor: tuple[str, ...]
    beneficiary: tuple[str, ...] = ()
    kind: CommitmentKind
    modality: Modality
    action: str = ""
    object: str = ""
    quantities: tuple[Quantity, ...] = ()
    deadline: str | None = None
    """The words that say when, or for which period."""
    asserted_by: str
    """Country code of the side that says so, or ``outlet``."""
    confidence: Confidence = Confidence.MEDIUM
    evidence: tuple[Evidence, ...]


class Position(Value):
    """A statement with content that is no commitment: a warning, a demand, a concern, an assertion."""

    actor: tuple[str, ...]
    """Whose position it is."""
    asserted_by: str
    """Country code of the side that says so, or ``outlet``."""
    topics: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...]


class ConflictKind(StrEnum):
    OMISSION = "omission"
    CONTRADICTION = "contradiction"
    DENIAL = "denial"


class ReportedConflict(Value):
    """What the article itself says about accounts that differ."""

    kind: ConflictKind
    claimed_by: str | None
    by: str | None
    """The side that omits, contradicts or denies."""
    topic: str
    evidence: tuple[Evidence, ...]


class Passage(Value):
    """Words that belong to one side's account of the call."""

    side: str
    evidence: Evidence
    topics: tuple[str, ...] = ()
    official: bool = False
    """True in an official text of that side; false for words that an article attributes to it."""


class ReportedCall(Value):
    """One call as one article tells it."""

    participants: tuple[Participant, ...]
    status: CallStatus
    medium: Medium
    date: DateInterval | None
    role: Role
    initiator: str | None = None
    multi: bool = False
    uncertain: bool = False
    ordinal: str | None = None
    """Words that tell two calls of one day apart: ``second call``, ``earlier``, ``morning``."""
    confidence: Confidence = Confidence.MEDIUM
    evidence: tuple[Evidence, ...]
