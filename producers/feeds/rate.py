"""How often a feed publishes: an estimate that follows it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_LIFE = timedelta(days=10)
"""After this long an observation counts half."""
_WINDOW = timedelta(days=14)
_PRIOR_ENTRIES = 0.01  # a feed that was silent for months is taken to publish once in four years
_FIRST_GUESS = 2.0  # entries a day of a feed that gives no dates
_SMOOTHING = 6.0  # entries that the even profile of the day is worth
_HOURS_FADE = 0.99  # of the profile, with each new entry


NO_HOURS = (0.0,) * 24


@dataclass(frozen=True, slots=True)
class Rate:
    """Entries seen and seconds watched, both fading with time; the hours of the day (UTC) that the latest hundred or
    so fell into."""

    entries: float
    seconds: float
    hours: tuple[float, ...]
    at: datetime

    def per_second(self, at: datetime) -> float:
        """Expected entries a second around this hour of the day."""
        even = self.entries + _PRIOR_ENTRIES
        average = even / max(self.seconds, 3600.0)
        here = self.hours[at.hour] + self.hours[(at.hour + 1) % 24]
        share = (here / 2 + _SMOOTHING / 24) / (sum(self.hours) + _SMOOTHING)
        return average * share * 24


def first_rate(published: Sequence[datetime], now: datetime) -> Rate:
    """An estimate from the dates of the entries that a feed shows when it is first seen."""
    recent = sorted(moment for moment in published if now - _WINDOW < moment <= now)
    hours = [0.0] * 24
    if not recent:
        # Dates that are all old tell of a quiet feed; no dates tell nothing.
        entries = 0.0 if any(moment <= now for moment in published) else _FIRST_GUESS
        seconds = _WINDOW.total_seconds() if published else 86_400.0
        return Rate(entries, seconds, tuple(hours), now)
    for moment in recent:
        hours[moment.hour] += 1
    older = any(moment <= now - _WINDOW for moment in published)
    seconds = _WINDOW.total_seconds() if older else (now - recent[0]).total_seconds()
    return Rate(float(len(recent)), max(seconds, 3600.0), tuple(hours), now)


def watched(rate: Rate, published: Sequence[datetime], new: int, now: datetime) -> Rate:
    """The estimate after watching until `now` and seeing `new` entries, some with the dates `published`."""
    passed = max(0.0, (now - rate.at).total_seconds())
    fade = math.pow(0.5, passed / HALF_LIFE.total_seconds())
    hours = rate.hours
    if new:
        counted = [hour * _HOURS_FADE**new for hour in hours]
        for moment in published:
            if timedelta(0) <= now - moment < timedelta(days=1):
                counted[moment.hour] += 1
        hours = tuple(counted)
    return Rate(rate.entries * fade + new, rate.seconds * fade + passed, hours, now)
