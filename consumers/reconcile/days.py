"""Reports gathered by the day they name: when two days are one call, and when one day is two."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from consumers.reconcile.clusters import canonical
from consumers.reconcile.reasons import Join, JoinReason
from consumers.reconcile.sightings import Sighting
from pipeline.records import CallStatus

_DAY = timedelta(days=1)

_FIRST = re.compile(r"\b(first|earlier|morning|initial)\b", re.I)
_LATER = re.compile(r"\b(second|third|later|evening|night|another|again|new|follow-up|subsequent)\b", re.I)


@dataclass(frozen=True)
class DayGroup:
    """The reports of one family that name one day (or were parted from such a group)."""

    day: date
    members: tuple[Sighting, ...]
    reasons: Mapping[str, JoinReason]

    @classmethod
    def of(cls, day: date, found: Sequence[tuple[Sighting, JoinReason]]) -> DayGroup:
        members = sorted((s for s, _ in found), key=canonical)
        return cls(day, tuple(members), {s.id: reason for s, reason in found})

    def only(self, members: Iterable[Sighting]) -> DayGroup:
        """The part of the group with these members."""
        ordered = tuple(sorted(members, key=canonical))
        return DayGroup(self.day, ordered, {s.id: self.reasons[s.id] for s in ordered})

    @property
    def held(self) -> bool:
        return any(s.status is CallStatus.HELD for s in self.members)

    @property
    def articles(self) -> frozenset[str]:
        return frozenset(s.article for s in self.members)

    @property
    def officials(self) -> frozenset[tuple[str | None, str]]:
        """The organs of the sides whose own texts are among the reports."""
        return frozenset(s.voice for s in self.members if s.official)

    @property
    def naming(self) -> frozenset[str | None]:
        """The sides whose own texts name the day."""
        return frozenset(s.official_of for s in self.members if s.official and s.dated)


def join_neighbours(groups: Sequence[DayGroup]) -> list[DayGroup]:
    """Join days next to each other where the calendar, not a second call, has parted them. `groups` by day.

    A day that an official text names gives the date, else the stronger one. Each day takes part in one joining at
    most, the strongest pairs first, so that a week of daily calls never becomes one.
    """
    pairs = [
        (_weight(one) + _weight(two), index)
        for index, (one, two) in enumerate(pairwise(groups))
        if two.day - one.day == _DAY and _may_be_one(one, two)
    ]
    taken: set[int] = set()
    joined: list[DayGroup] = []
    for _, index in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if taken & {index, index + 1}:
            continue
        taken |= {index, index + 1}
        joined.append(_join(groups[index], groups[index + 1]))
    joined += [group for index, group in enumerate(groups) if index not in taken]
    return sorted(joined, key=lambda group: group.day)


def _weight(group: DayGroup) -> int:
    """How well a day is attested: a plan is worth nothing, an official text as much as three others."""
    return sum((3 if s.official else 1) for s in group.members if s.status is CallStatus.HELD)


def _is_named(group: DayGroup) -> bool:
    """Whether an official text says in words that the call was held that day, and was not merely published then."""
    return any(s.official and s.dated and s.status is CallStatus.HELD for s in group.members)


def _may_be_one(one: DayGroup, two: DayGroup) -> bool:
    if one.articles & two.articles or one.officials & two.officials or one.naming & two.naming:
        return False  # one article, one organ's own texts, or one side's by name, tell of both
    if not one.held or not two.held:
        return one.held or two.held  # a plan for the day before or after, moved or in another calendar
    if one.officials and two.officials:
        return True  # each side dates its own readout
    weak, strong = sorted((_weight(one), _weight(two)))
    return weak <= 1 and strong >= 3


def _join(one: DayGroup, two: DayGroup) -> DayGroup:
    main, other = (one, two) if (_is_named(one), _weight(one)) >= (_is_named(two), _weight(two)) else (two, one)
    moved = JoinReason(code=Join.NEXT_DAY, detail=f"names {other.day}")
    return DayGroup.of(
        main.day, [(s, main.reasons[s.id]) for s in main.members] + [(s, moved) for s in other.members]
    )


def part_day(group: DayGroup) -> list[DayGroup]:
    """Part one day's reports where people, one article's two calls, or ordinals tell calls apart; in order."""
    return [part for same_people in _by_people(group) for part in _by_ordinal(same_people)]


def _by_people(group: DayGroup) -> list[DayGroup]:
    """One part for each set of people; who is not sure of the people goes with the most frequent that fit."""
    complete = Counter(s.people for s in group.members if len(s.people) == len(s.parties))
    if len(complete) < 2:
        return [group]
    ranked = sorted(complete, key=lambda people: (-complete[people], people))
    parts: dict[tuple[tuple[str, str], ...], list[Sighting]] = defaultdict(list)
    for s in group.members:
        known = set(s.people)
        home = next((people for people in ranked if known <= set(people)), ranked[0])
        parts[home].append(s)
    return [group.only(parts[people]) for people in sorted(parts)]


def _by_ordinal(group: DayGroup) -> list[DayGroup]:
    ranks = {s.id: _rank(s) for s in group.members}
    told = Counter(s.article for s in group.members)
    twice = {article for article, count in told.items() if count > 1}
    for article in twice:
        pair = [s for s in group.members if s.article == article]
        ordered = sorted(pair, key=lambda s: (ranks[s.id] or 1, s.id))
        for s, rank in zip(ordered, (1, 2, *([2] * len(ordered))), strict=False):
            ranks[s.id] = rank
    if not {1, 2} <= set(ranks.values()):
        return [group]
    second = min(s.at for s in group.members if ranks[s.id] == 2)
    first: list[Sighting] = []
    later: list[Sighting] = []
    for s in group.members:
        rank = ranks[s.id] or (1 if s.at < second else 2)
        (first if rank == 1 else later).append(s)
    return [group.only(first), group.only(later)]


def _rank(sighting: Sighting) -> int | None:
    """1 for the day's first call, 2 for a later one, None if the report does not say."""
    words = sighting.ordinal or ""
    if _LATER.search(words):
        return 2
    return 1 if _FIRST.search(words) else None
