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
    kept: tuple[str, ...] = ()
    """split: the reports that were to stay."""
    families: tuple[str, ...]
    """The families of those reports."""
    decided_at: UtcDatetime

    @classmethod
    def make(
        cls,
        kind: Literal["merge", "split"],
        reports: Sequence[str],
        families: Sequence[str],
        at: datetime,
        kept: Sequence[str] = (),
    ) -> Decision:
        """A decision taken at `at` (aware)."""
        ids = tuple(sorted(set(reports)))
        return cls(
            id=stable_id("decision", kind, ids, at.isoformat()),
            kind=kind,
            reports=ids,
            kept=tuple(sorted(set(kept))),
            families=tuple(sorted(set(families))),
            decided_at=at,
        )


def apply_decisions(
    clusters: Sequence[Cluster], decisions: Sequence[Decision], successors: Mapping[str, str]
) -> list[Cluster]:
    """`clusters`, as the machine found them, made what the decisions want; later ones override earlier ones.

    `successors` says which report stands for one whose article has a later edition. A report that came after a
    split goes with those that the machine put it together with, if all of them were sent the same way, and else
    it stays.
    """
    company = {ident: frozenset(cluster.reasons) for cluster in clusters for ident in cluster.reasons}
    result = list(clusters)
    for decision in sorted(decisions, key=lambda d: (d.decided_at, d.id)):
        named, kept = ({successors.get(i, i) for i in ids} for ids in (decision.reports, decision.kept))
        reason = JoinReason(code=Join.BY_HAND, detail=f"{decision.kind} of {decision.decided_at:%Y-%m-%d}")
        touched = [c for c in result if named & c.reasons.keys()]
        untouched = [c for c in result if not named & c.reasons.keys()]
        if decision.kind == "split":
            out = frozenset(named | {i for i in company if i not in kept and _all_left(company[i], named, kept)})
            result = untouched + [part for cluster in touched for part in parted(cluster, out, reason)]
        elif len(touched) > 1:
            result = [*untouched, merged(touched, reason)]
    return result


def _all_left(company: frozenset[str], named: set[str], kept: set[str]) -> bool:
    return bool(company & named) and not company & kept
