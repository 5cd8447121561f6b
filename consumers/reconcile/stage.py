"""The stage: call reports in, calls with their accounts, commitments and conflicts out, events through the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from consumers.reconcile.conflicts import Waiting, closed
from consumers.reconcile.events import window_closed
from consumers.reconcile.queries import (
    StoredMemory,
    calls_waiting,
    children,
    decisions_waiting,
    sightings_of,
)
from consumers.reconcile.rows import call_row, conflict_rows, decision_row, writes_of
from consumers.reconcile.sightings import sighting_of
from consumers.reconcile.workbench import Changes, Workbench
from pipeline.errors import Reject
from pipeline.records import CallEvent, CallReport, EventKind
from pipeline.stage import NOTHING, Count, Effects, Outcome, StageBase, Upsert
from pipeline.topics import FLOW


class ReconcileStage(StageBase):
    """Joins reports into calls. One active worker: everything about one call is decided in one place."""

    flow = FLOW["reconcile"]
    batch = 100

    def __init__(self, omission_window_hours: float = 6) -> None:
        self._waiting = Waiting(timedelta(hours=omission_window_hours))

    def handle(self, batch: Sequence[CallReport], database: Connection) -> Effects:
        rejected = tuple((report, reject) for report in batch if (reject := _fault(report)) is not None)
        faulty = {report.id for report, _ in rejected}
        sound = [report for report in batch if report.id not in faulty]
        bench = Workbench(StoredMemory(database), self._waiting)
        bench.load([sighting_of(report) for report in sound])
        outcomes = []
        for report in sound:
            known = bench.knows(report.id)
            call = bench.add(report)
            name = "known" if known else "joined" if call else "loose"
            outcomes.append(Outcome(report.id, name, details={"call": call, "article": report.article.ref}))
        return replace(_effects(bench.changes(), database, tuple(outcomes)), rejected=rejected)

    def tick(self, now: datetime, database: Connection) -> Effects:
        """Close waiting windows that have run out, and apply decisions taken by hand."""
        decided = self._decided(now, database)
        return decided if decided is not NOTHING else self._settled(now, database)

    def _decided(self, now: datetime, database: Connection) -> Effects:
        decisions = decisions_waiting(database)
        if not decisions:
            return NOTHING
        bench = Workbench(StoredMemory(database), self._waiting)
        bench.load(sightings_of(database, {ident for d in decisions for ident in d.reports}))
        for decision in decisions:
            bench.decide(decision)
        effects = _effects(bench.changes(), database, tuple(Outcome(d.id, d.kind) for d in decisions))
        done = Upsert("decisions", tuple(decision_row(d, now) for d in decisions))
        return replace(effects, writes=(*effects.writes, done))

    def _settled(self, now: datetime, database: Connection) -> Effects:
        calls = calls_waiting(database, now)
        if not calls:
            return NOTHING
        events: list[CallEvent] = []
        after = []
        for call in calls:
            settled = tuple(closed(conflict, now) for conflict in call.conflicts)
            changed = call.model_copy(update={"conflicts": settled})
            events += [
                window_closed(changed, new)
                for old, new in zip(call.conflicts, settled, strict=True)
                if new != old and not new.withdrawn
            ]
            after.append(changed)
        return Effects(
            writes=(
                Upsert("calls", tuple(call_row(call) for call in after)),
                Upsert("conflicts", tuple(row for call in after for row in conflict_rows(call))),
            ),
            outbox=tuple(events),
            outcomes=tuple(Outcome(event.id, "window-closed", details={"call": event.call.id}) for event in events),
            counts=tuple(Count("events", {"kind": event.kind.value}) for event in events),
        )


def _fault(report: CallReport) -> Reject | None:
    """Why a report can't be taken: a fact without the words that it rests on is no fact."""
    said = [c.evidence for c in report.commitments] + [c.evidence for c in report.conflicts]
    if all((report.call.evidence, *said, *(p.evidence for p in report.positions))):
        return None
    return Reject("fact-without-evidence", f"report {report.id} of {report.article.ref}")


def _effects(changes: Changes, database: Connection, outcomes: tuple[Outcome, ...]) -> Effects:
    touched = {call.id for call in changes.calls} | set(changes.gone)
    stored = children(database, touched)
    return Effects(
        writes=writes_of(changes, stored),
        outbox=changes.events,
        outcomes=outcomes,
        counts=_counts(changes, stored["commitments"]),
    )


def _counts(changes: Changes, known_commitments: set[str]) -> tuple[Count, ...]:
    counts = []
    for event in changes.events:
        counts.append(Count("events", {"kind": event.kind.value}))
        if event.kind is EventKind.NEW_CALL:
            parties = "+".join(sorted(p.country or "?" for p in event.call.participants))
            counts.append(Count("calls", {"status": event.call.status.value}))
            counts.append(Count("call_pairs", {"parties": parties}))
        if event.kind is EventKind.CONFLICT and event.conflict is not None:
            labels = {"kind": event.conflict.kind.value, "grade": event.conflict.grade}
            counts.append(Count("conflicts", labels))
    for call in changes.calls:
        for one in call.commitments:
            if one.id not in known_commitments:
                counts.append(Count("commitments", {"kind": one.kind.value}))
    return tuple(counts)
