"""Reports handled one after the other on a state in memory; what is to be written falls out at the end.

Each report is decided on exactly the reports within reach of it, never on how many happened to be loaded, so that
neither the size of a batch nor a crash between two batches changes a call or an event.
"""

from __future__ import annotations

from collections import defaultdict
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
        self._members: dict[str, set[str]] = defaultdict(set)
        self._calls: dict[str, Call] = {}
        self._decisions: dict[str, Decision] = {}
        self._moved: set[str] = set()
        self._changed: set[str] = set()
        self._stored: set[str] = set()
        self._events: list[CallEvent] = []

    def load(self, sightings: Sequence[Sighting]) -> None:
        """Fetch all that these sightings may have to do with."""
        by_family: dict[str, list[Sighting]] = defaultdict(list)
        for sighting in sightings:
            by_family[sighting.family].append(sighting)
        for family, found in sorted(by_family.items()):
            families = self._linked({family})
            for first, last in _windows(found):
                for joined in self._memory.joined(families, first, last):
                    self._remember(joined)

    def _remember(self, joined: Joined) -> None:
        if joined.sighting.id not in self._joined:
            self._joined[joined.sighting.id] = joined
            if joined.call is not None:
                self._members[joined.call].add(joined.sighting.id)
                self._stored.add(joined.call)

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
            if near & cluster.reasons.keys()
            and not self._is_as_stored(name, cluster, earlier[cluster.members[0].id], center.id)
        ]
        freed = [s for s in hood if s.id in identity.loose and s.id in near]
        moving = {s.id for _, cluster in changed for s in cluster.members} | {s.id for s in freed}
        kept = {name for name, _ in named}
        gone = {place for ident in moving if (place := self._joined[ident].call) is not None and place not in kept}
        places = {s.id: self._joined[s.id].call for s in hood}
        matches = match(changed, places, gone, earlier)
        wanted = {*matches.before.values(), *(ident for ids in matches.inherited.values() for ident in ids)}
        former = {ident: self._call(ident) for ident in sorted(wanted)}
        for name, cluster in changed:
            before = former[matches.before[name]] if name in matches.before else None
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

    def _is_as_stored(self, name: str, cluster: Cluster, earlier: Sequence[str], center: str) -> bool:
        """Whether the call has exactly these reports already, for these reasons; all else of it follows from them."""
        return (
            center not in earlier
            and self._members.get(name, set()) == set(cluster.reasons)
            and all(self._joined[ident].reason == reason for ident, reason in cluster.reasons.items())
        )

    def _call(self, ident: str) -> Call:
        if ident not in self._calls:
            (self._calls[ident],) = self._memory.calls([ident])
        return self._calls[ident]

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
        known = self._joined[sighting.id]
        if known != joined:
            if known.call is not None:
                self._members[known.call].discard(sighting.id)
            if call is not None:
                self._members[call].add(sighting.id)
            self._joined[sighting.id] = joined
            self._moved.add(sighting.id)

    def _fetch(self, ids: Iterable[str]) -> None:
        missing = [ident for ident in ids if ident not in self._reports]
        for report in self._memory.reports(missing):
            self._reports[report.id] = report


def _windows(sightings: Sequence[Sighting]) -> list[tuple[date, date]]:
    """The days to load for these sightings, as few intervals as possible."""
    windows: list[tuple[date, date]] = []
    for first, last in sorted((s.span[0] - 2 * HORIZON, s.span[1] + 2 * HORIZON) for s in sightings):
        if windows and first <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(windows[-1][1], last))
        else:
            windows.append((first, last))
    return windows


def _all_ids(call: Call) -> tuple[str, ...]:
    return (call.id, *call.summary.aliases)


def _days_apart(one: Sighting, other: Sighting) -> int:
    """Days between two sightings' spans; 0 if they meet."""
    return max(0, (one.span[0] - other.span[1]).days, (other.span[0] - one.span[1]).days)
