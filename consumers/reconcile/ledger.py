"""The ledger: one commitment followed over the calls that speak of it. Pure; made when it is asked for.

Each call stores its commitments with the line they belong to (`undertakings.thread_of`), so that no call's rows
depend on another call's; what became of a commitment is read off the line's entries in the order of the calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from consumers.reconcile.undertakings import unit_of
from consumers.reconcile.view import Undertaking
from pipeline.records import CommitmentKind, Modality, Quantity, Quote, Value, stable_id

FORGOTTEN = timedelta(days=300)
"""A line that no call speaks of for so long has ended; what comes later is another commitment."""


@dataclass(frozen=True)
class Promise:
    """A commitment as one call carries it."""

    call: str
    day: date
    """First day of the call, or of its first report where the call has no date."""
    undertaking: Undertaking
    acknowledgement: str
    """``acknowledged``, ``contradicted``, ``omitted`` or ``claimed``: see `rows.acknowledgement`."""


class LineState(StrEnum):
    """What became of a commitment, by the latest call that speaks of it."""

    NEW = "new"
    """One call speaks of it."""
    RESTATED = "restated"
    """Later calls say the same."""
    REVISED = "revised"
    """A figure, the firmness or the time changed."""
    DROPPED = "dropped"
    """Undertaken or considered once, refused in the latest call."""
    REFUSED = "refused"
    """Never undertaken."""


class LineEntry(Value):
    """What one call says of the commitment."""

    call: str
    day: date
    modality: Modality
    quantities: tuple[Quantity, ...]
    deadline: str | None
    claimed_by: tuple[str, ...]
    acknowledgement: str
    changed: tuple[str, ...]
    """One phrase for each thing that differs from the entry before."""
    quote: Quote


class Line(Value):
    """One commitment over time."""

    id: str
    actor: tuple[str, ...]
    beneficiary: tuple[str, ...]
    kind: CommitmentKind
    subject: str
    object: str
    state: LineState
    modality: Modality
    """As of the latest entry."""
    figures: tuple[str, ...]
    """The figures promised, oldest first, each with its unit, the one given as replaced included."""
    claimed_by: tuple[str, ...]
    acknowledged: bool
    """Whether the sides' own texts agree on it in some call."""
    first: date
    last: date
    entries: tuple[LineEntry, ...]


def ledger(promises: Iterable[Promise]) -> tuple[Line, ...]:
    """The lines of the ledger, the one spoken of last first."""
    threads: dict[str, list[Promise]] = defaultdict(list)
    for promise in promises:
        threads[promise.undertaking.thread].append(promise)
    lines = [_line(thread, run) for thread, found in threads.items() for run in _runs(found)]
    return tuple(sorted(lines, key=lambda line: (-line.last.toordinal(), line.kind, line.id)))


def _runs(found: Sequence[Promise]) -> list[list[Promise]]:
    runs: list[list[Promise]] = []
    for promise in sorted(found, key=_order):
        if runs and promise.day - runs[-1][-1].day <= FORGOTTEN:
            runs[-1].append(promise)
        else:
            runs.append([promise])
    return runs


def _order(promise: Promise) -> tuple[object, ...]:
    first = promise.undertaking.wordings[0].quote.evidence
    return (promise.day, promise.call, first.start, promise.undertaking.id)


def _line(thread: str, run: Sequence[Promise]) -> Line:
    entries: list[LineEntry] = []
    for promise in run:
        entries.append(_entry(promise, run[len(entries) - 1] if entries else None))
    latest = run[-1].undertaking
    return Line(
        id=stable_id("line", thread, run[0].call),
        actor=latest.actor,
        beneficiary=tuple(sorted({code for p in run for code in p.undertaking.beneficiary})),
        kind=latest.kind,
        subject=latest.subject,
        object=next((p.undertaking.object for p in reversed(run) if p.undertaking.object), ""),
        state=_state(run, entries),
        modality=latest.modality,
        figures=_figures(run),
        claimed_by=tuple(sorted({side for p in run for side in p.undertaking.claimed_by})),
        acknowledged=any(p.acknowledgement == "acknowledged" for p in run),
        first=run[0].day,
        last=run[-1].day,
        entries=tuple(entries),
    )


def _entry(promise: Promise, before: Promise | None) -> LineEntry:
    now = promise.undertaking
    return LineEntry(
        call=promise.call,
        day=promise.day,
        modality=now.modality,
        quantities=now.quantities,
        deadline=now.deadline,
        claimed_by=now.claimed_by,
        acknowledgement=promise.acknowledgement,
        changed=_changed(before.undertaking, now) if before else _changed_within(now),
        quote=now.wordings[0].quote,
    )


def _changed_within(now: Undertaking) -> tuple[str, ...]:
    return tuple(f"figure {_amount(q.former)} → {_amount(q.value)} {q.unit}" for q in now.quantities if q.former)


def _changed(before: Undertaking, now: Undertaking) -> tuple[str, ...]:
    changed = []
    known = {unit_of(q): q for q in before.quantities}
    for q in now.quantities:
        was = known.get(unit_of(q))
        if was is not None and was.value != q.value:
            changed.append(f"figure {_amount(was.value)} → {_amount(q.value)} {q.unit}")
    if before.modality is not now.modality:
        changed.append(f"firmness {before.modality.value} → {now.modality.value}")
    if before.deadline and now.deadline and before.deadline.casefold() != now.deadline.casefold():
        changed.append(f"time {before.deadline} → {now.deadline}")
    return tuple(changed)


def _state(run: Sequence[Promise], entries: Sequence[LineEntry]) -> LineState:
    if run[-1].undertaking.modality is Modality.REFUSED:
        meant = any(p.undertaking.modality in (Modality.COMMITTED, Modality.CONSIDERING) for p in run)
        return LineState.DROPPED if meant else LineState.REFUSED
    if any(entry.changed for entry in entries):
        return LineState.REVISED
    return LineState.RESTATED if len({p.call for p in run}) > 1 else LineState.NEW


def _figures(run: Sequence[Promise]) -> tuple[str, ...]:
    said: list[str] = []
    for promise in run:
        for q in promise.undertaking.quantities:
            if q.former is not None:
                said.append(f"{_amount(q.former)} {q.unit}")
            said.append(f"{_amount(q.value)} {q.unit}")
    return tuple(dict.fromkeys(said))


def _amount(value: float | int | None) -> str:
    return f"{value:g}" if value is not None else "?"
