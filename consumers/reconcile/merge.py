"""The fields of a call from its reports: what most say, where an official text counts for several outlets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from consumers.reconcile.clusters import Cluster
from pipeline.records import CallReport, CallStatus, Medium, Participant, Role

H = TypeVar("H", bound=Hashable)

_OFFICIAL_VOTES = 3

_STATUS_ORDER = (CallStatus.HELD, CallStatus.DENIED, CallStatus.PLANNED, CallStatus.PROPOSED)


@dataclass(frozen=True)
class Facts:
    """What the reports together say of the call itself."""

    status: CallStatus
    medium: Medium
    participants: tuple[Participant, ...]
    initiator: str | None
    initiator_disputed: bool
    multi: bool
    official: tuple[str, ...]
    """Sides whose own text reports it, in alphabetical order."""


def facts_of(cluster: Cluster, reports: Sequence[CallReport]) -> Facts:
    """Merge the reports of one cluster."""
    initiator, disputed = _initiator(reports)
    return Facts(
        status=_status(reports),
        medium=_medium(reports),
        participants=_participants(cluster.parties, reports),
        initiator=initiator,
        initiator_disputed=disputed,
        multi=any(r.call.multi for r in reports) or len(cluster.parties) > 2,
        official=tuple(sorted({side for r in reports if (side := official_side(r, cluster.parties))})),
    )


def official_side(report: CallReport, parties: Iterable[str]) -> str | None:
    """The party whose own text this is, if it is one."""
    side = report.article.origin.official_of
    return side if side in set(parties) else None


def weight(report: CallReport) -> int:
    """How many votes a report has."""
    official = report.article.origin.official_of in {p.country for p in report.call.participants}
    return _OFFICIAL_VOTES if official and report.call.role is Role.MAIN else 1


def _status(reports: Sequence[CallReport]) -> CallStatus:
    """Held as soon as somebody says so plainly: a denial beside it is a conflict, not a status."""
    plain = [r.call.status for r in reports if not r.call.uncertain] or [r.call.status for r in reports]
    return next(status for status in _STATUS_ORDER if status in plain)


def _medium(reports: Sequence[CallReport]) -> Medium:
    said = [(r.call.medium, weight(r)) for r in reports if r.call.medium is not Medium.UNSPECIFIED]
    return _most(said, order=list(Medium).index) or Medium.UNSPECIFIED


def _participants(parties: Sequence[str], reports: Sequence[CallReport]) -> tuple[Participant, ...]:
    """For each party the person most reports name; one who is resolved comes before one who is not."""
    votes: dict[str, list[tuple[Participant, int]]] = defaultdict(list)
    for report in reports:
        for person in report.call.participants:
            votes[person.country or person.name].append((person, weight(report)))
    chosen = []
    for party in parties:
        resolved = [vote for vote in votes[party] if vote[0].resolved] or votes[party]
        best = _most(resolved, order=lambda p: (p.name, p.qid or "", p.office or ""))
        if best is not None:
            chosen.append(best)
    return tuple(chosen)


def _initiator(reports: Sequence[CallReport]) -> tuple[str | None, bool]:
    """Who placed the call, and whether official texts dispute it; a disputed initiator is None."""
    said = [(r.call.initiator, weight(r)) for r in reports if r.call.initiator]
    official = {code for code, votes in said if votes == _OFFICIAL_VOTES}
    if len(official) > 1:
        return None, True
    return _most(said, order=str), False


def _most(votes: Iterable[tuple[H, int]], order: object) -> H | None:
    """What has most votes; of equals the first by `order`."""
    tally: Counter[H] = Counter()
    for value, votes_for in votes:
        tally[value] += votes_for
    if not tally:
        return None
    key = order if callable(order) else str
    return min(tally, key=lambda value: (-tally[value], key(value)))
