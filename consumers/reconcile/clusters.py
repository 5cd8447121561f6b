"""The reports of one call, and what may be done with such clusters by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from consumers.reconcile.reasons import JoinReason
from consumers.reconcile.sightings import Sighting
from pipeline.records import DateInterval


@dataclass(frozen=True)
class Cluster:
    """The reports of one call."""

    parties: tuple[str, ...]
    date: DateInterval | None
    """None if no report lets one tell."""
    presumed: bool
    """The date is only that of an official text's publication."""
    reasons: Mapping[str, JoinReason]
    """Why each report is here, by report id."""
    members: tuple[Sighting, ...]
    """In canonical order."""


def canonical(sighting: Sighting) -> tuple[object, ...]:
    """The one order in which reports are looked at."""
    return (sighting.at, sighting.article, sighting.id)


def parties_of(members: Iterable[Sighting]) -> tuple[str, ...]:
    """Everyone whom a report puts on the line, sorted."""
    return tuple(sorted({party for s in members for party in s.parties}))


def merged(parts: Sequence[Cluster], reason: JoinReason) -> Cluster:
    """All `parts` as one call, dated by the part best attested; the others' reports join it for `reason`."""
    best = max(parts, key=lambda c: (c.date is not None, not c.presumed, len(c.members), c.members[0].id))
    members = tuple(sorted((s for part in parts for s in part.members), key=canonical))
    reasons = {s.id: best.reasons.get(s.id, reason) for s in members}
    return replace(best, parties=parties_of(members), reasons=reasons, members=members)


def parted(cluster: Cluster, out: frozenset[str], reason: JoinReason) -> list[Cluster]:
    """`cluster` without the reports in `out`, and those as a call of their own for `reason`."""
    leaving = tuple(s for s in cluster.members if s.id in out)
    staying = tuple(s for s in cluster.members if s.id not in out)
    if not leaving or not staying:
        return [cluster]
    rest = replace(
        cluster,
        parties=parties_of(staying),
        reasons={s.id: cluster.reasons[s.id] for s in staying},
        members=staying,
    )
    dates = Counter(s.when for s in leaving if s.when is not None).most_common(1)
    own = replace(
        cluster,
        parties=parties_of(leaving),
        date=dates[0][0] if dates else cluster.date,
        presumed=cluster.presumed if not dates else False,
        reasons=dict.fromkeys((s.id for s in leaving), reason),
        members=leaving,
    )
    return [rest, own]
