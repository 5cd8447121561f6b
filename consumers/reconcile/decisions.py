"""What people decided by hand about identity. The machine applies it last and never undoes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from consumers.reconcile.clusters import Cluster, merged, parted
from consumers.reconcile.reasons import Join, JoinReason
from pipeline.records import UtcDatetime, Value, stable_id


class Decision(Value):
    """One decision. Reports are named by id; a later edition of the same article stands for the one named."""

    id: str
    kind: Literal["merge", "split"]
    reports: tuple[str, ...]
    """merge: reports of the calls that are one; split: the reports to be taken out of their call."""
    families: tuple[str, ...]
    """The families of those reports."""
    decided_at: UtcDatetime

    @classmethod
    def make(
        cls, kind: Literal["merge", "split"], reports: Sequence[str], families: Sequence[str], at: datetime
    ) -> Decision:
        """A decision taken at `at` (aware)."""
        ids = tuple(sorted(set(reports)))
        return cls(
            id=stable_id("decision", kind, ids, at.isoformat()),
            kind=kind,
            reports=ids,
            families=tuple(sorted(set(families))),
            decided_at=at,
        )


def apply_decisions(
    clusters: Sequence[Cluster], decisions: Sequence[Decision], successors: Mapping[str, str]
) -> list[Cluster]:
    """`clusters` as the decisions want them; later decisions override earlier ones.

    `successors` says which report stands for one whose article has a later edition.
    """
    result = list(clusters)
    for decision in sorted(decisions, key=lambda d: (d.decided_at, d.id)):
        named = frozenset(successors.get(report, report) for report in decision.reports)
        reason = JoinReason(code=Join.BY_HAND, detail=f"{decision.kind} of {decision.decided_at:%Y-%m-%d}")
        touched = [c for c in result if named & c.reasons.keys()]
        untouched = [c for c in result if not named & c.reasons.keys()]
        if decision.kind == "split":
            result = untouched + [part for cluster in touched for part in parted(cluster, named, reason)]
        elif len(touched) > 1:
            result = [*untouched, merged(touched, reason)]
    return result
