"""The contract of a stage: a pure decision over a batch, with its effects returned as data.

The runner (`pipeline.runner`) applies the effects in this order: database writes and outbox rows in one
transaction; outgoing records and pending outbox rows appended to the log; position committed. A crash at any point
replays the batch, so a stage must return the same effects for a record it has handled before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from pipeline.errors import Reject
from pipeline.records import Record
from pipeline.topics import Flow

R_contra = TypeVar("R_contra", bound=Record, contravariant=True)


@dataclass(frozen=True)
class Upsert:
    """Rows to write into a table, by its primary key. All rows have the same columns."""

    table: str
    rows: tuple[Mapping[str, Any], ...]
    keep: frozenset[str] = frozenset()
    """Columns whose stored value stays when the row is there already."""


@dataclass(frozen=True)
class Delete:
    """Rows to remove, each given by its primary key columns."""

    table: str
    keys: tuple[Mapping[str, Any], ...]


Write = Upsert | Delete


@dataclass(frozen=True)
class Outcome:
    """What became of one record of the batch: one log line and one count each."""

    item: str
    """Id of the record."""
    name: str
    """A short, stable word: ``story``, ``copy``, ``no-call`` …"""
    reason: str = ""
    """Why, as a short, stable word."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """More for the log line."""


@dataclass(frozen=True)
class Count:
    """Something to add to a metric, by the name of its field in `pipeline.metrics.Metrics`."""

    metric: str
    labels: Mapping[str, str] = field(default_factory=dict)
    amount: float = 1


@dataclass(frozen=True)
class Effects:
    """All that a batch leads to."""

    writes: tuple[Write, ...] = ()
    outgoing: tuple[Record, ...] = ()
    """Records that a replay of the batch makes again."""
    outbox: tuple[Record, ...] = ()
    """Records that must leave with the writes: kept in the same transaction, sent from there, once."""
    outcomes: tuple[Outcome, ...] = ()
    rejected: tuple[tuple[Record, Reject], ...] = ()
    """Records of the batch that can't be handled, and why."""
    counts: tuple[Count, ...] = ()


NOTHING = Effects()


class Stage(Protocol[R_contra]):
    """One stage. `StageBase` has the defaults of all but `handle`."""

    flow: Flow
    batch: int
    """How many records it wants at most at once."""

    def start(self, database: Connection) -> None:
        """Load what it remembers; called when it gains a partition, before the first batch."""

    def handle(self, batch: Sequence[R_contra], database: Connection) -> Effects:
        """Decide. `database` is for reading. Raises `Transient` to have the whole batch tried again."""

    def applied(self, effects: Effects) -> None:
        """Called after the effects are durable: what it remembers follows here, not in `handle`."""

    def tick(self, now: datetime, database: Connection) -> Effects:
        """Work that time brings, not a record; called about once a second between batches."""


class StageBase:
    """Defaults for a stage without memory or timers."""

    batch = 200

    def start(self, database: Connection) -> None:
        """Nothing is remembered."""

    def applied(self, effects: Effects) -> None:
        """Nothing is remembered."""

    def tick(self, now: datetime, database: Connection) -> Effects:
        """Nothing happens with time."""
        return NOTHING
