"""Public ids of calls: readable, and a function of the call's parties and date alone.

``2026-02-04-chn-usa``, and ``2026-02-04-chn-usa-2`` for a second call of those parties on that day. A call
known to a longer interval is named by its first day's month (``2026-02-chn-usa``), one without any date by the
month of its first report (``undated-2026-02-chn-usa``). When a date becomes known or moves, the id follows it,
and the old id is kept as an alias: an id that says a wrong day would mislead for ever, and an id frozen at first
sight would depend on the order in which reports happened to arrive.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from consumers.reconcile.clusters import Cluster

_MOST_CODES = 12
_LONGEST = 72
"""Characters of the parties in an id: with the date and a number it fits the 96 of its column."""


def name_calls(clusters: Sequence[Cluster]) -> list[str]:
    """The public id of each cluster; `clusters` in the order of `Identity.clusters`."""
    taken: Counter[str] = Counter()
    names = []
    for cluster in clusters:
        base = f"{_when(cluster)}-{_who(cluster.parties)}"
        taken[base] += 1
        names.append(base if taken[base] == 1 else f"{base}-{taken[base]}")
    return names


def _when(cluster: Cluster) -> str:
    interval = cluster.date
    if interval is None:
        return f"undated-{cluster.members[0].day:%Y-%m}"
    if interval.start == interval.end:
        return interval.start.isoformat()
    return f"{interval.start:%Y-%m}"


def _who(parties: Sequence[str]) -> str:
    codes = [re.sub(r"[^a-z0-9]+", "-", party.casefold()).strip("-") or "unknown" for party in sorted(parties)]
    if len(codes) > _MOST_CODES:
        return f"{len(codes)}-leaders"
    return "-".join(codes)[:_LONGEST]
