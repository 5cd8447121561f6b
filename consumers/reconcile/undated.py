"""Reports that name no day: each joins the call in its reach, and where there is none, they join each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from consumers.reconcile.clusters import Cluster, canonical, parties_of
from consumers.reconcile.dated import Draft
from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.sightings import BROAD, GROUP, Sighting
from pipeline.records import CallStatus, DateInterval, Role

_AHEAD_OF_OTHERS = timedelta(hours=3)
"""An article that says nothing of the day is not of a call that all others report later by more than this."""
_CHAIN = timedelta(days=3)
"""Reports of a call that nobody dates are published no farther apart than this."""


def place(sighting: Sighting, drafts: Sequence[Draft]) -> tuple[int, JoinReason] | None:
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


def _compatible(sighting: Sighting, draft: Draft) -> bool:
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

    A plan in an article that also tells of a call held is as a rule the same call, seen from before. A call told of
    in passing needs at least a week or month of its own.
    """
    if sighting.uncertain and (sighting.role is not Role.MAIN or sighting.family == GROUP):
        return False
    if sighting.role is not Role.MAIN:
        return sighting.status is CallStatus.HELD and sighting.when is not None
    if sighting.status is CallStatus.PLANNED:
        return not told_as_held
    return sighting.status is not CallStatus.PROPOSED


def undated_calls(
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
    for s in sorted(makers, key=lambda s: (s.span[1], canonical(s))):
        run = next((run for run in reversed(runs) if _goes_on(run, s)), None)
        if run is None:
            runs.append([s])
        else:
            run.append(s)
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


def _goes_on(run: Sequence[Sighting], sighting: Sighting) -> bool:
    """Whether the report is of the same people as those of a run, and published soon after them."""
    if run[-1].parties != sighting.parties or sighting.span[1] - run[-1].span[1] > _CHAIN:
        return False
    known = dict(person for s in run for person in s.people)
    same = all(known.get(party, person) == person for party, person in sighting.people)
    return same and sighting.article not in {s.article for s in run}


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
