"""A call as it is stored and shown: the JSON of `readout call ID` and of the exports, as typed models."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Literal

from consumers.reconcile.reasons import JoinReason
from pipeline.records import (
    CallStatus,
    CallSummary,
    CommitmentKind,
    Confidence,
    ConflictSummary,
    DateInterval,
    Medium,
    Modality,
    OutletTime,
    Passage,
    Quantity,
    Quote,
    Role,
    UtcDatetime,
    Value,
)


class JoinedReport(Value):
    """One report of a call, and why it belongs here."""

    id: str
    article: str
    ref: str
    story: str
    source: str
    url: str | None
    title: str
    published: OutletTime | None
    official_of: str | None
    status: CallStatus
    role: Role
    origin: str
    """The independent origin that it counts for."""
    reason: JoinReason
    quotes: tuple[Quote, ...]


class Difference(Value):
    """Two wordings of one side that differ in substance, or two editions of one official page."""

    what: str
    """``firmness``, ``figure``, ``deadline`` or ``edition``."""
    detail: str
    """One sentence."""
    quotes: tuple[Quote, ...]


class Account(Value):
    """What one side says of the call."""

    side: str
    official: bool
    """True if the side's own text is in hand; false if articles attribute words to it."""
    published: OutletTime | None
    """When the side first spoke."""
    articles: tuple[str, ...]
    """Refs of the articles that it is taken from, the first published first."""
    topics: tuple[str, ...]
    passages: tuple[Passage, ...]
    quotes: tuple[Quote, ...]
    differences: tuple[Difference, ...] = ()
    """What its editions and wordings differ in."""


class Wording(Value):
    """One article's wording of a commitment."""

    asserted_by: str
    official: bool
    modality: Modality
    quantities: tuple[Quantity, ...]
    deadline: str | None
    quote: Quote


class Undertaking(Value):
    """One commitment of one call, merged over its reports."""

    id: str
    thread: str
    """The ledger's line that it belongs to."""
    subject: str
    actor: tuple[str, ...]
    beneficiary: tuple[str, ...]
    kind: CommitmentKind
    modality: Modality
    action: str
    object: str
    quantities: tuple[Quantity, ...]
    deadline: str | None
    claimed_by: tuple[str, ...]
    """Sides that say so, and ``outlet`` if articles say so in their own voice."""
    confidence: Confidence
    published: OutletTime | None
    wordings: tuple[Wording, ...]


class CellState(StrEnum):
    """What one side's account does with one matter."""

    ASSERTED = "asserted"
    OMITTED = "omitted"
    CONTRADICTED = "contradicted"
    DENIED = "denied"
    NO_ACCOUNT = "no account yet"


class Cell(Value):
    """One matter, and what each side says of it."""

    what: str
    kind: str
    """A commitment's kind, or ``position``."""
    subject: str
    actor: tuple[str, ...]
    states: dict[str, CellState]
    evidence: dict[str, Quote | None]
    slots: tuple[str, ...] = ()
    """What differs, for a contradiction: ``figure``, ``firmness``, ``actor``, ``deadline``."""


class Conflict(Value):
    """One conflict of one call, however many articles carry it."""

    summary: ConflictSummary
    key: tuple[str, str, str]
    """Kind, by, subject: what makes it this one."""
    withdrawn: bool
    why: str
    """One sentence: what the grade and the severity rest on."""
    due_at: UtcDatetime | None
    """When the waiting window closes, for one that waits for the other side."""


class Call(Value):
    """A call with all that is known of it."""

    summary: CallSummary
    parties: tuple[str, ...]
    presumed_date: bool
    initiator: str | None
    initiator_disputed: bool
    multi: bool
    first_published: OutletTime | None
    updated_at: UtcDatetime
    """Ingest time of its latest report."""
    reports: tuple[JoinedReport, ...]
    earlier: tuple[str, ...]
    """Ids of reports that later editions of their articles took the place of."""
    accounts: tuple[Account, ...]
    commitments: tuple[Undertaking, ...]
    cells: tuple[Cell, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def id(self) -> str:
        return self.summary.id

    @property
    def date(self) -> DateInterval | None:
        return self.summary.date

    @property
    def medium(self) -> Medium:
        return self.summary.medium

    @property
    def first_side(self) -> tuple[str, float | None] | None:
        """The side that published first, and the hours until the next side did (None: not yet).

        None if no side has spoken for itself, or if that can't be told: archives write a day without an hour as
        midnight.
        """
        spoke = sorted((a.published, a.side) for a in self.accounts if a.official and a.published)
        if not spoke or any(at.time() == time() for at, _ in spoke):
            return None
        later = (spoke[1][0] - spoke[0][0]).total_seconds() / 3600 if len(spoke) > 1 else None
        return spoke[0][1], later

    def lapsed(self, now: datetime) -> bool:
        """Whether this is a plan whose time has passed without a report that the call took place."""
        if self.summary.status is not CallStatus.PLANNED:
            return False
        if self.date is not None:
            return self.date.end + _LATE_NEWS < now.date()
        return (self.first_published or self.updated_at) + _OPEN_PLAN < now


_LATE_NEWS = timedelta(days=2)
_OPEN_PLAN = timedelta(days=14)

Severity = Literal["low", "medium", "high"]
