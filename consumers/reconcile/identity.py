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
5. tentative reports join a call found so far, or none;
6. decisions by hand have the last word.

The result for one report depends only on reports whose span lies within `HORIZON` of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from consumers.reconcile.clusters import Cluster, canonical
from consumers.reconcile.dated import drafts_of
from consumers.reconcile.decisions import Decision, apply_decisions
from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.sightings import Sighting
from consumers.reconcile.tentative import with_tentative
from consumers.reconcile.undated import place, undated_calls

HORIZON = timedelta(days=45)
"""No report has a say in the identity of another one whose span is farther away than this."""


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
        if len(sighting.parties) < 2 and not (sighting.tentative and sighting.multi):
            loose[sighting.id] = JoinReason(code=Join.UNPAIRED)
        else:
            families[sighting.family].append(sighting)
    clusters = [cluster for name in sorted(families) for cluster in _family(families[name], loose)]
    clusters = apply_decisions(clusters, decisions, successors)
    for cluster in clusters:
        if len(cluster.parties) < 2:  # taken out of its call by hand, with nobody named at the other end
            loose |= dict.fromkeys(cluster.reasons, JoinReason(code=Join.UNPAIRED))
    clusters = [cluster for cluster in clusters if len(cluster.parties) > 1]
    return Identity(tuple(sorted(clusters, key=_cluster_order)), loose)


def _family(active: Sequence[Sighting], loose: dict[str, JoinReason]) -> list[Cluster]:
    """The calls of one family's reports; adds to `loose` those that belong to none."""
    told = [s for s in active if not s.tentative]
    drafts = drafts_of(told)
    placed = {s.id for draft in drafts for s in draft.members}
    rest: list[Sighting] = []
    for sighting in told:
        if sighting.id in placed:
            continue
        found = place(sighting, drafts)
        if found is None:
            rest.append(sighting)
        else:
            index, reason = found
            drafts[index].late.append((sighting, reason))
    clusters = [draft.finish() for draft in drafts] + undated_calls(rest, told, loose)
    return with_tentative(clusters, [s for s in active if s.tentative], loose)


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
