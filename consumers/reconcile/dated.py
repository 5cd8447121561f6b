"""Calls from the reports that date them: those that name a day, and official texts, which appear on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from consumers.reconcile.clusters import Cluster, canonical, parties_of
from consumers.reconcile.days import DayGroup, join_neighbours, part_day
from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.sightings import GROUP, Sighting
from pipeline.records import CallStatus, DateInterval, Role

_DAY = timedelta(days=1)


@dataclass
class Draft:
    """A call that some report dates, while other reports are still looking for theirs."""

    group: DayGroup
    late: list[tuple[Sighting, JoinReason]] = field(default_factory=list)

    @property
    def members(self) -> tuple[Sighting, ...]:
        return self.group.members

    @property
    def day(self) -> date:
        return self.group.day

    @cached_property
    def articles(self) -> frozenset[str]:
        return self.group.articles

    @cached_property
    def people(self) -> Mapping[str, str]:
        """Who was on the line, by party."""
        return dict(person for s in self.members for person in s.people)

    @cached_property
    def first_told(self) -> datetime:
        """When the first report that the call was held was published."""
        held = [s.at for s in self.members if s.status is CallStatus.HELD]
        return min(held or [s.at for s in self.members])

    def finish(self) -> Cluster:
        reasons = dict(self.group.reasons) | {s.id: reason for s, reason in self.late}
        members = sorted([*self.group.members, *(s for s, _ in self.late)], key=canonical)
        return Cluster(
            parties=parties_of(members),
            date=DateInterval(start=self.day, end=self.day),
            presumed=not any(s.dated for s in self.group.members),
            reasons=reasons,
            members=tuple(members),
        )


def _names_a_day(sighting: Sighting) -> bool:
    """Whether the report can stand for a call on the day it names."""
    if not sighting.dated or sighting.status is CallStatus.PROPOSED:
        return False
    if sighting.uncertain and (sighting.role is not Role.MAIN or sighting.family == GROUP):
        return False
    return sighting.role is Role.MAIN or sighting.status is CallStatus.HELD


def _speaks_officially(sighting: Sighting) -> bool:
    """Whether it is a side's own text about a call just held."""
    return (
        sighting.official
        and sighting.when is None
        and sighting.role is Role.MAIN
        and sighting.status is CallStatus.HELD
    )


def drafts_of(active: Sequence[Sighting]) -> list[Draft]:
    """The calls of one family that have a day, in the order of days."""
    days: dict[date, list[tuple[Sighting, JoinReason]]] = defaultdict(list)
    nights = []
    for s in active:
        if not _names_a_day(s) or s.when is None:
            continue
        if s.when.start == s.when.end:
            days[s.when.start].append((s, JoinReason(code=Join.SAME_DAY, detail=s.when.start.isoformat())))
        else:
            nights.append(s)
    firm = {day: len(found) for day, found in days.items()}
    for s in nights:
        assert s.when is not None
        day = max((s.when.end, s.when.start), key=lambda d: firm.get(d, 0))
        days[day].append((s, JoinReason(code=Join.TWO_DAYS, detail=f"{s.when.start} or {s.when.end}")))
    _add_official_texts(days, [s for s in active if _speaks_officially(s)])
    groups = [DayGroup.of(day, found) for day, found in sorted(days.items())]
    if groups and groups[0].members[0].family == GROUP:
        groups = [part for group in groups for part in _by_company(group)]
        return [Draft(group) for group in groups]
    return [Draft(part) for group in join_neighbours(groups) for part in part_day(group)]


def _add_official_texts(days: dict[date, list[tuple[Sighting, JoinReason]]], texts: Sequence[Sighting]) -> None:
    """Put each text on its day of publication, or on the day before where only that one is reported.

    One organ publishes one readout of a call: two of its texts that were published on different days are of two.
    """
    own = {(s.voice, s.day) for s in texts}
    own |= {(s.voice, day) for day, found in days.items() for s, _ in found if s.official}
    named = set(days)
    for s in texts:
        eve = s.day - _DAY
        day = eve if s.day not in named and eve in named and (s.voice, eve) not in own else s.day
        days[day].append((s, JoinReason(code=Join.OFFICIAL_DAY, detail=f"published {s.day}")))


def _by_company(group: DayGroup) -> list[DayGroup]:
    """Part one day's calls of three and more by who was on the line: one list covers most of the other."""
    parts: list[tuple[set[str], list[Sighting]]] = []
    for s in sorted(group.members, key=lambda s: (-len(s.parties), canonical(s))):
        mine = set(s.parties)
        for parties, members in parts:
            if len(mine & parties) * 2 > len(mine | parties) or (s.multi and mine <= parties):
                members.append(s)
                break
        else:
            parts.append((mine, [s]))
    return [group.only(members) for _, members in parts]
