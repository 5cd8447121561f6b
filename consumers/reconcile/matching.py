"""Which call a cluster of reports was until now: identity makes calls anew, people know them by what they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from consumers.reconcile.clusters import Cluster, canonical
from consumers.reconcile.identity import Identity
from consumers.reconcile.reasons import Join
from consumers.reconcile.sightings import Sighting


@dataclass(frozen=True)
class Matches:
    """By the public id that a cluster gets now."""

    before: Mapping[str, str] = field(default_factory=dict)
    """The id of the call it was until now; no entry for a new call."""
    inherited: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Ids of calls that are no more and live on in it."""


def earlier_editions(hood: Iterable[Sighting], identity: Identity) -> Mapping[str, tuple[str, ...]]:
    """By the first report of each cluster: the reports that later editions of its articles took the place of."""
    former: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for s in sorted(hood, key=canonical):
        reason = identity.loose.get(s.id)
        if reason is not None and reason.code is Join.SUPERSEDED:
            former.setdefault((s.article, s.parties), []).append(s.id)
    return {
        cluster.members[0].id: tuple(
            dict.fromkeys(ident for s in cluster.members for ident in former.get((s.article, s.parties), ()))
        )
        for cluster in identity.clusters
    }


def match(
    changed: Sequence[tuple[str, Cluster]],
    places: Mapping[str, str | None],
    gone: Iterable[str],
    earlier: Mapping[str, tuple[str, ...]],
) -> Matches:
    """Match clusters (with their new ids) to the calls that their reports are in now, by most reports shared.

    `places` says which call each report is in; `gone` are the ids that no cluster bears any more; `earlier` is
    from `earlier_editions`.
    """
    shares: Counter[tuple[str, str]] = Counter()
    for name, cluster in changed:
        shares.update(
            (place, name)
            for ident in (*(s.id for s in cluster.members), *earlier[cluster.members[0].id])
            if (place := places.get(ident)) is not None
        )
    ranked = sorted(shares, key=lambda pair: (-shares[pair], pair))
    before: dict[str, str] = {}
    taken: set[str] = set()
    for place, name in ranked:
        if place not in taken and name not in before:
            before[name] = place
            taken.add(place)
    inherited: dict[str, tuple[str, ...]] = {}
    for ident in sorted(set(gone)):
        heir = next((name for place, name in ranked if place == ident), None)
        if heir is not None:
            inherited[heir] = (*inherited.get(heir, ()), ident)
    return Matches(before, inherited)
