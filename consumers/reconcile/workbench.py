"""Reports handled one after the other on a state in memory; what is to be written falls out at the end.

Each report is decided on exactly the reports within reach of it, never on how many happened to be loaded, so that
neither the size of a batch nor a crash between two batches changes a call or an event.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from consumers.reconcile.assemble import assemble
from consumers.reconcile.clusters import Cluster
from consumers.reconcile.conflicts import Waiting
from consumers.reconcile.decisions import Decision
from consumers.reconcile.events import events_of
from consumers.reconcile.identity import HORIZON, identify
from consumers.reconcile.ids import name_calls
from consumers.reconcile.matching import earlier_editions, match
from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.sightings import Sighting, sighting_of
from consumers.reconcile.view import Call
from pipeline.records import CallEvent, CallReport


@dataclass(frozen=True)
class Joined:
    """A report's place: its call, or none, and why."""

    sighting: Sighting
    call: str | None
    reason: JoinReason


class Memory(Protocol):
    """What is stored, as the workbench asks for it."""

    def joined(self, families: Collection[str], first: date, last: date) -> list[Joined]:
        """Reports of these families whose call can lie between two days, both included."""

    def reports(self, ids: Collection[str]) -> list[CallReport]:
        """Reports by id."""

    def calls(self, ids: Collection[str]) -> list[Call]:
        """Calls by id."""

    def decisions(self, families: Collection[str]) -> list[Decision]:
        """Decisions by hand that name a report of one of these families."""


@dataclass(frozen=True)
class Changes:
    """What a batch leads to."""

    joined: tuple[tuple[CallReport, Joined], ...]
    """Reports that are new or have a new place."""
    calls: tuple[Call, ...]
    """New and changed ones."""
    gone: tuple[str, ...]
    """Ids of calls that are no more: joined with another, renamed, or without reports."""
    events: tuple[CallEvent, ...]


class Workbench:
    """The state of one batch. Not for more than one batch: what it remembers is as of its making."""

    def __init__(self, memory: Memory, waiting: Waiting) -> None:
        self._memory = memory
        self._waiting = waiting
        self._joined: dict[str, Joined] = {}
        self._reports: dict[str, CallReport] = {}
        self._calls: dict[str, Call] = {}
        self._decisions: dict[str, Decision] = {}
        self._moved: set[str] = set()
        self._changed: set[str] = set()
        self._stored: set[str] = set()
        self._events: list[CallEvent] = []

    def load(self, sightings: Sequence[Sighting]) -> None:
        """Fetch all that these sightings may have to do with."""
        if not sightings:
            return
        families = self._linked({s.family for s in sightings})
        first = min(s.span[0] for s in sightings) - 2 * HORIZON
        last = max(s.span[1] for s in sightings) + 2 * HORIZON
        for joined in self._memory.joined(families, first, last):
            self._joined.setdefault(joined.sighting.id, joined)
        missing = {j.call for j in self._joined.values() if j.call} - self._calls.keys()
        for call in self._memory.calls(missing):
            self._calls[call.id] = call
            self._stored.add(call.id)

    def add(self, report: CallReport) -> str | None:
        """Take in one report; returns the id of its call, None if it joins none. Known ones change nothing."""
        known = self._joined.get(report.id)
        if known is not None:
            return known.call
        sighting = sighting_of(report)
        self._reports[report.id] = report
        self._joined[report.id] = Joined(sighting, None, JoinReason(code=Join.NOT_A_CALL_YET))
        self._moved.add(report.id)
        self._settle(sighting, cause=report.id, at=report.article.fetched_at)
        return self._joined[report.id].call

    def knows(self, report: str) -> bool:
        """Whether the report was handled before."""
        return report in self._joined

    def decide(self, decision: Decision) -> None:
        """Apply a decision taken by hand; its reports must have been loaded."""
        self._decisions[decision.id] = decision
        for ident in decision.reports:
            if ident in self._joined:
                self._settle(self._joined[ident].sighting, cause=decision.id, at=decision.decided_at)

    def changes(self) -> Changes:
        """All that changed since the workbench was made."""
        self._fetch(self._moved)
        live = {ident for ident in self._changed if ident in self._calls}
        return Changes(
            joined=tuple((self._reports[ident], self._joined[ident]) for ident in sorted(self._moved)),
            calls=tuple(self._calls[ident] for ident in sorted(live)),
            gone=tuple(sorted((self._changed - live) & self._stored)),
            events=tuple(self._events),
        )

    # --- one report ----------------------------------------------------------------------------------------

    def _linked(self, families: Collection[str]) -> set[str]:
        """The families, and those that decisions by hand tie to them; fetches the decisions on the way."""
        linked = set(families)
        while True:
            for decision in self._memory.decisions(linked):
                self._decisions.setdefault(decision.id, decision)
            tied = self._tied(linked)
            if tied == linked:
                return linked
            linked = tied

    def _tied(self, families: Collection[str]) -> set[str]:
        """The families and those that decisions in hand tie to them."""
        tied = set(families)
        while more := {f for d in self._decisions.values() if tied & set(d.families) for f in d.families} - tied:
            tied |= more
        return tied

    def _settle(self, center: Sighting, cause: str, at: datetime) -> None:
        """Decide anew on the calls around one sighting."""
        families = self._tied({center.family})
        hood = [
            j.sighting
            for j in self._joined.values()
            if j.sighting.family in families and _days_apart(j.sighting, center) <= 2 * HORIZON.days
        ]
        near = {s.id for s in hood if _days_apart(s, center) <= HORIZON.days}
        decisions = [d for d in self._decisions.values() if families & set(d.families)]
        identity = identify(hood, decisions)
        named = list(zip(name_calls(identity.clusters), identity.clusters, strict=True))
        earlier = earlier_editions(hood, identity)
        changed = [
            (name, cluster)
            for name, cluster in named
            if near & cluster.reasons.keys() and not self._is_as_stored(name, cluster, earlier[cluster.members[0].id])
        ]
        freed = [s for s in hood if s.id in identity.loose and s.id in near]
        moving = {s.id for _, cluster in changed for s in cluster.members} | {s.id for s in freed}
        kept = {name for name, _ in named}
        gone = {place for ident in moving if (place := self._joined[ident].call) is not None and place not in kept}
        places = {ident: joined.call for ident, joined in self._joined.items()}
        matches = match(changed, places, gone, earlier)
        former = dict(self._calls)
        for name, cluster in changed:
            before = former.get(matches.before.get(name, ""))
            inherited = [alias for ident in matches.inherited.get(name, ()) for alias in _all_ids(former[ident])]
            call = self._assembled(name, cluster, before, inherited, earlier[cluster.members[0].id])
            self._events += events_of(before, call, cause, at)
            self._calls[name] = call
            self._changed.add(name)
            for s in cluster.members:
                self._move(s, name, cluster.reasons[s.id])
        for s in freed:
            self._move(s, None, identity.loose[s.id])
        for ident in gone:
            self._calls.pop(ident, None)
            self._changed.add(ident)

    def _is_as_stored(self, name: str, cluster: Cluster, earlier: Sequence[str]) -> bool:
        call = self._calls.get(name)
        return (
            call is not None
            and (call.date, call.presumed_date, call.parties) == (cluster.date, cluster.presumed, cluster.parties)
            and {r.id: r.reason for r in call.reports} == dict(cluster.reasons)
            and call.earlier == tuple(earlier)
        )

    def _assembled(
        self, name: str, cluster: Cluster, before: Call | None, inherited: Sequence[str], earlier: Sequence[str]
    ) -> Call:
        members = [s.id for s in cluster.members]
        self._fetch([*members, *earlier])
        return assemble(
            name,
            cluster,
            [self._reports[ident] for ident in members],
            self._waiting,
            aliases=[*(before.summary.aliases if before else ()), *inherited],
            earlier=[self._reports[ident] for ident in earlier],
        )

    def _move(self, sighting: Sighting, call: str | None, reason: JoinReason) -> None:
        joined = Joined(sighting, call, reason)
        if self._joined[sighting.id] != joined:
            self._joined[sighting.id] = joined
            self._moved.add(sighting.id)

    def _fetch(self, ids: Iterable[str]) -> None:
        missing = [ident for ident in ids if ident not in self._reports]
        for report in self._memory.reports(missing):
            self._reports[report.id] = report


def _all_ids(call: Call) -> tuple[str, ...]:
    return (call.id, *call.summary.aliases)


def _days_apart(one: Sighting, other: Sighting) -> int:
    """Days between two sightings' spans; 0 if they meet."""
    return max(0, (one.span[0] - other.span[1]).days, (other.span[0] - one.span[1]).days)
