"""Which reports are of one call: a pure function of the set of reports and of the decisions made by hand.

The order of arrival plays no part. Reports are sorted into a canonical order first, calls are found from the
reports that name a day, and the others are placed among those calls afterwards, each on its own, so that no
placement depends on another one:

1. a later revision of an article takes the place of an earlier one;
2. reports that name a day, and official texts (published on the day of the call unless they say otherwise),
   are gathered by day; days next to each other become one where only time zones can have parted them;
3. a day's reports are parted where different people were on the line, where one article tells of two calls, and
   where ordinals ("first", "second call") do;
4. reports without a day join the call in their reach, and where there is none, each other;
5. decisions by hand have the last word.

The result for one report depends only on reports whose span lies within `HORIZON` of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from consumers.reconcile.clusters import Cluster, canonical, parties_of
from consumers.reconcile.days import DayGroup, join_neighbours, part_day
from consumers.reconcile.decisions import Decision, apply_decisions
from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.sightings import BROAD, GROUP, Sighting
from pipeline.records import CallStatus, DateInterval, Role

HORIZON = timedelta(days=45)
"""No report has a say in the identity of another one whose span is farther away than this."""

_DAY = timedelta(days=1)
_AHEAD_OF_OTHERS = timedelta(hours=3)
"""An article that says nothing of the day is not of a call that all others report later by more than this."""
_CHAIN = timedelta(days=3)


@dataclass(frozen=True)
class Identity:
    """Which calls a family of reports tells of."""

    clusters: tuple[Cluster, ...]
    loose: Mapping[str, JoinReason] = field(default_factory=dict)
    """Reports that belong to no call, and why."""


def identify(sightings: Iterable[Sighting], decisions: Sequence[Decision] = ()) -> Identity:
    """The calls that these reports, of one family or of several, tell of."""
    ordered = sorted(set(sightings), key=canonical)
    active, successors = _latest_editions(ordered)
    loose = {id_: JoinReason(code=Join.SUPERSEDED) for id_ in successors}
    families: dict[str, list[Sighting]] = defaultdict(list)
    for sighting in active:
        if len(sighting.parties) < 2:
            loose[sighting.id] = JoinReason(code=Join.UNPAIRED)
        else:
            families[sighting.family].append(sighting)
    clusters = [cluster for name in sorted(families) for cluster in _family(families[name], loose)]
    clusters = apply_decisions(clusters, decisions, successors)
    return Identity(tuple(sorted(clusters, key=_cluster_order)), loose)


def _family(active: Sequence[Sighting], loose: dict[str, JoinReason]) -> list[Cluster]:
    """The calls of one family's reports; adds to `loose` those that belong to none."""
    drafts = _from_days(active)
    placed = {s.id for draft in drafts for s in draft.members}
    rest: list[Sighting] = []
    for sighting in active:
        if sighting.id in placed:
            continue
        found = _place(sighting, drafts)
        if found is None:
            rest.append(sighting)
        else:
            index, reason = found
            drafts[index].late.append((sighting, reason))
    return [draft.finish() for draft in drafts] + _from_nearness(rest, active, loose)


def _cluster_order(cluster: Cluster) -> tuple[object, ...]:
    start = cluster.date.start if cluster.date else cluster.members[0].day
    return (start, canonical(cluster.members[0]))


def _latest_editions(ordered: Sequence[Sighting]) -> tuple[list[Sighting], dict[str, str]]:
    """The reports of each article's latest edition, and for each earlier report the one that stands for it."""
    newest: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}
    for s in ordered:
        key = (s.article, s.parties)
        newest[key] = max(newest.get(key, s.edition), s.edition)
    active = [s for s in ordered if s.edition == newest[s.article, s.parties]]
    current: dict[tuple[str, tuple[str, ...]], list[Sighting]] = defaultdict(list)
    for s in active:
        current[s.article, s.parties].append(s)
    successors = {
        s.id: min(current[s.article, s.parties], key=lambda heir, s=s: (_apart(heir, s), heir.id)).id  # type: ignore[misc]
        for s in ordered
        if s.edition != newest[s.article, s.parties]
    }
    return active, successors


def _apart(one: Sighting, other: Sighting) -> int:
    return abs((one.span[1] - other.span[1]).days)


# --- calls from days ----------------------------------------------------------------------------------------


@dataclass
class _Draft:
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
    if sighting.uncertain and not (sighting.official and sighting.role is Role.MAIN):
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


def _from_days(active: Sequence[Sighting]) -> list[_Draft]:
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
        return [_Draft(group) for group in groups]
    return [_Draft(part) for group in join_neighbours(groups) for part in part_day(group)]


def _add_official_texts(days: dict[date, list[tuple[Sighting, JoinReason]]], texts: Sequence[Sighting]) -> None:
    """Put each text on its day of publication, or on the day before where only that one is reported.

    A side publishes one readout of a call: two of its texts that were published on different days are of two.
    """
    own = {(s.official_of, s.day) for s in texts}
    own |= {(s.official_of, day) for day, found in days.items() for s, _ in found if s.official}
    named = set(days)
    for s in texts:
        eve = s.day - _DAY
        day = eve if s.day not in named and eve in named and (s.official_of, eve) not in own else s.day
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


# --- reports without a day ----------------------------------------------------------------------------------


def _place(sighting: Sighting, drafts: Sequence[_Draft]) -> tuple[int, JoinReason] | None:
    """The call among `drafts` that a report without a day is of, by its index."""
    first, last = sighting.span
    reach = [
        (draft.day, index)
        for index, draft in enumerate(drafts)
        if first <= draft.day <= last and _compatible(sighting, draft)
    ]
    if not reach:
        return None
    if sighting.when is not None and not sighting.dated and sighting.when.end - sighting.when.start <= BROAD:
        before = [found for found in reach if found[0] <= sighting.day] or reach
        detail = f"{sighting.when.start} to {sighting.when.end}"
        return max(before)[1], JoinReason(code=Join.WITHIN, detail=detail)
    if sighting.dated:
        return max(reach)[1], JoinReason(code=Join.SAME_DAY, detail=max(reach)[0].isoformat())
    if sighting.status in (CallStatus.PLANNED, CallStatus.PROPOSED):
        ahead = [found for found in reach if found[0] >= sighting.day]
        day, index = min(ahead) if ahead else max(reach)
        code = Join.UPCOMING if ahead else Join.LATEST
        return index, JoinReason(code=code, detail=day.isoformat())
    before = [found for found in reach if found[0] <= sighting.day] or reach
    known = [found for found in before if sighting.by >= drafts[found[1]].first_told - _AHEAD_OF_OTHERS] or before
    return max(known)[1], JoinReason(code=Join.LATEST, detail=max(known)[0].isoformat())


def _compatible(sighting: Sighting, draft: _Draft) -> bool:
    """Same people, same company, and not a call that the same article tells of besides."""
    if sighting.article in draft.articles:
        return False
    if sighting.family == GROUP:
        mine, theirs = set(sighting.parties), set(parties_of(draft.members))
        if not (len(mine & theirs) * 2 > len(mine | theirs) or (sighting.multi and mine <= theirs)):
            return False
    return all(draft.people.get(party, person) == person for party, person in sighting.people)


def _can_stand_alone(sighting: Sighting, told_as_held: bool) -> bool:
    """Whether the report may start a call without naming its day.

    A plan in an article that also tells of a call held is as a rule the same call, seen from before.
    """
    if sighting.role is not Role.MAIN or (sighting.uncertain and not sighting.official):
        return False
    if sighting.status is CallStatus.PLANNED:
        return not told_as_held
    return sighting.status is not CallStatus.PROPOSED


def _from_nearness(
    rest: Sequence[Sighting], active: Sequence[Sighting], loose: dict[str, JoinReason]
) -> list[Cluster]:
    """Calls that no report dates: main reports published within days of each other, by the same people."""
    makers, others = [], []
    held = {s.article for s in active if s.status is CallStatus.HELD}
    for s in rest:
        if s.when is not None and s.when.end - s.when.start > BROAD:
            loose[s.id] = JoinReason(code=Join.TOO_VAGUE, detail=f"{s.when.start} to {s.when.end}")
        elif _can_stand_alone(s, s.article in held):
            makers.append(s)
        else:
            others.append(s)
    runs: list[list[Sighting]] = []
    for s in sorted(makers, key=lambda s: (s.parties, s.people, s.span[1], canonical(s))):
        last = runs[-1][-1] if runs else None
        close = last is not None and s.span[1] - last.span[1] <= _CHAIN
        told = bool(runs) and s.article in {r.article for r in runs[-1]}
        if last and (last.parties, last.people) == (s.parties, s.people) and close and not told:
            runs[-1].append(s)
        else:
            runs.append([s])
    joined: list[list[Sighting]] = [list(run) for run in runs]
    for s in others:
        near = [
            (abs((run[0].span[1] - s.span[1]).days), index)
            for index, run in enumerate(runs)
            if run[0].parties == s.parties and s.article not in {r.article for r in run}
        ]
        if near and min(near)[0] <= _CHAIN.days:
            joined[min(near)[1]].append(s)
        else:
            loose[s.id] = JoinReason(code=Join.NOT_A_CALL_YET, detail=s.status.value)
    return [_undated(members) for members in joined]


def _undated(members: Sequence[Sighting]) -> Cluster:
    ordered = sorted(members, key=canonical)
    named = [s.when for s in ordered if s.when is not None]
    start, end = max((d.start for d in named), default=None), min((d.end for d in named), default=None)
    interval = DateInterval(start=start, end=end) if start and end and start <= end else None
    if interval is None and named:
        interval = Counter(named).most_common(1)[0][0]
    reason = JoinReason(code=Join.NEAR_IN_TIME, detail=f"published {ordered[0].day}")
    return Cluster(
        parties=parties_of(ordered),
        date=interval,
        presumed=False,
        reasons={s.id: reason for s in ordered},
        members=tuple(ordered),
    )
