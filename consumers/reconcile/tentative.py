"""Tentative reports: the same people in conversation, with nothing said of whether it was a call.

Such a report joins a call that others tell of as their main matter or plainly, about the day that it names or was
published. It makes no call, dates none, and no other report is placed by it. One that leaves some of the people
unnamed (`multi`, perhaps with a single party) joins a call of several in which those named took part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from consumers.reconcile.clusters import Cluster, canonical
from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.sightings import A_DAY, NARROW, Sighting
from pipeline.records import CallStatus, Role

_AHEAD_OF_OTHERS = timedelta(hours=12)
"""A conversation told of is not the call that all others report later by more than this."""


def with_tentative(
    clusters: Sequence[Cluster], tentative: Sequence[Sighting], loose: dict[str, JoinReason]
) -> list[Cluster]:
    """One family's calls with its tentative reports among them; adds to `loose` those that fit no call.

    A call told of before the report was published comes before one told of since, a nearer one before others.
    """
    if not tentative:
        return list(clusters)
    joining: dict[int, list[Sighting]] = defaultdict(list)
    calls = [_Told.of(cluster) for cluster in clusters]
    for sighting in tentative:
        found = [
            (sighting.by < call.since, apart, -index)
            for index, call in enumerate(calls)
            if (apart := _days_apart(sighting, call)) is not None and _fits(sighting, call)
        ]
        if found:
            joining[-min(found)[2]].append(sighting)
        else:
            loose[sighting.id] = JoinReason(code=Join.NOT_A_CALL_YET, detail="nobody tells of a call")
    return [_joined(cluster, joining[index]) for index, cluster in enumerate(clusters)]


def _joined(cluster: Cluster, sightings: Sequence[Sighting]) -> Cluster:
    if not sightings:
        return cluster
    reasons = {s.id: JoinReason(code=Join.IN_CONVERSATION, detail=f"published {s.day}") for s in sightings}
    return replace(
        cluster,
        reasons={**cluster.reasons, **reasons},
        members=tuple(sorted([*cluster.members, *sightings], key=canonical)),
    )


@dataclass(frozen=True)
class _Told:
    """What all reports of a call tell together, worked out once for all that look for theirs."""

    parties: frozenset[str]
    articles: frozenset[str]
    people: Mapping[str, str]
    """Who was on the line, by party."""
    since: datetime
    """When the first report was published."""
    held_since: datetime | None
    """When the first that tells of a call held, surely or as its main matter, was; None if none does."""
    first: date
    last: date

    @classmethod
    def of(cls, cluster: Cluster) -> _Told:
        first, last = _days(cluster)
        return cls(
            parties=frozenset(cluster.parties),
            articles=frozenset(s.article for s in cluster.members),
            people=dict(person for s in cluster.members for person in s.people),
            since=min(s.at for s in cluster.members),
            held_since=min(
                (
                    s.at
                    for s in cluster.members
                    if s.status is CallStatus.HELD and (not s.uncertain or s.role is Role.MAIN)
                ),
                default=None,
            ),
            first=first,
            last=last,
        )


def _fits(sighting: Sighting, call: _Told) -> bool:
    """Whether the same people are told of in a call that was held, and known of when this was published."""
    if call.held_since is None or sighting.article in call.articles:
        return False
    if not (sighting.multi and call.parties > set(sighting.parties)) and call.parties != set(sighting.parties):
        return False
    if sighting.status is CallStatus.HELD and sighting.by < call.held_since - _AHEAD_OF_OTHERS:
        return False
    return all(call.people.get(party, person) == person for party, person in sighting.people)


def _days_apart(sighting: Sighting, call: _Told) -> int | None:
    """Days between the conversation and the call; None if they are too many, or not to be told."""
    if sighting.when is not None and not sighting.dated:
        return None
    start, end = (sighting.when.start, sighting.when.end) if sighting.when else (sighting.day, sighting.day)
    if sighting.when is None and sighting.status is CallStatus.PLANNED and call.last < start:
        return None
    apart = max((call.first - end).days, (start - call.last).days, 0)
    return apart if apart <= A_DAY.days else None


def _days(cluster: Cluster) -> tuple[date, date]:
    """The days of the call; where they are not known, those on which it was told of."""
    if cluster.date is not None and cluster.date.end - cluster.date.start <= NARROW:
        return cluster.date.start, cluster.date.end
    told = [s.day for s in cluster.members]
    return min(told), max(told)
