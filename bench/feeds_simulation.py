"""Ten thousand feeds over seven days in virtual time: what the schedule costs, and how soon entries are seen.

    python bench/feeds_simulation.py [--feeds 10000] [--days 7] [--seed 1]

The producer's own parts decide: `rate` estimates, `schedule` plans, `Agenda` holds hosts to their limits. Only the
network is made up: feeds publish by a Poisson process that follows the hours of the day and the days of the week
where they are; some give no validators, wish for longer waits, fail for a while, or are gone for good. Nothing
sleeps.
"""

from __future__ import annotations

import argparse
import bisect
import heapq
import json
import math
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from producers.feeds import schedule
from producers.feeds.agenda import Agenda
from producers.feeds.rate import Rate, first_rate, watched

START = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
DAY = 86_400.0
_WORKING_HOURS = (0.1,) * 6 + (
    0.4,
    0.8,
    1.4,
    1.9,
    2.0,
    2.0,
    1.7,
    1.7,
    1.9,
    2.0,
    2.0,
    1.9,
    1.5,
    1.1,
    0.8,
    0.5,
    0.3,
    0.2,
)
_HISTORY = 20  # entries that a feed shows when it is first seen
_REQUEST_SECONDS = 0.3


@dataclass(slots=True)
class Feed:
    """A made-up feed: what it is, what it published when, and what the producer knows of it."""

    name: str
    host: str
    official: bool
    published: list[float]
    """Seconds from the start; negative for what was there before."""
    validators: bool
    wish: float
    dead: str = ""
    outages: tuple[tuple[float, float], ...] = ()
    seen: int = 0
    rate: Rate | None = None
    failures: int = 0


@dataclass(slots=True)
class Result:
    """What happened."""

    feeds: int
    days: float
    official_feeds: int
    requests: int = 0
    not_modified: int = 0
    failed: int = 0
    entries: int = 0
    official_delays: list[float] = field(default_factory=list)
    other_delays: list[float] = field(default_factory=list)
    busiest_host: str = ""
    busiest: int = 0
    """Most requests to one host within one minute."""
    _minute: int = -1
    _in_minute: Counter[str] = field(default_factory=Counter)

    def requested(self, host: str, now: float) -> None:
        """Count one request."""
        self.requests += 1
        if int(now // 60) != self._minute:
            self._minute = int(now // 60)
            self._in_minute.clear()
        self._in_minute[host] += 1
        if self._in_minute[host] > self.busiest:
            self.busiest_host, self.busiest = host, self._in_minute[host]

    def figures(self) -> dict[str, float | int | str]:
        """The figures of the report; delays in seconds."""
        every_minute = self.feeds * self.days * 24 * 60
        return {
            "feeds": self.feeds,
            "official feeds": self.official_feeds,
            "days": self.days,
            "requests": self.requests,
            "requests a minute": round(self.requests / (self.days * 24 * 60), 1),
            "share of polling all every minute": round(self.requests / every_minute, 4),
            "share of 304": round(self.not_modified / self.requests, 3),
            "share failed": round(self.failed / self.requests, 4),
            "entries": self.entries,
            "official: median delay": round(quantile(self.official_delays, 0.5), 1),
            "official: 95th delay": round(quantile(self.official_delays, 0.95), 1),
            "others: median delay": round(quantile(self.other_delays, 0.5), 1),
            "others: 95th delay": round(quantile(self.other_delays, 0.95), 1),
            "busiest host": self.busiest_host,
            "most requests to one host in a minute": self.busiest,
        }


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of them lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def make_feeds(count: int, days: float, chance: random.Random) -> list[Feed]:
    """A mix as a news watcher has it: 4 % official, 56 % outlets, 40 % quiet; a few hosts carry many feeds."""
    feeds = []
    for number in range(count):
        kind = chance.random()
        official = kind < 0.04
        median, spread = (4.0, 0.9) if official else (30.0, 1.1) if kind < 0.6 else (0.4, 1.2)
        a_day = min(median * math.exp(chance.gauss(0, spread)), 600.0)
        # Three in ten live on 300 shared hosts, the largest of which carries about four in a hundred.
        host = f"host-{number}" if chance.random() < 0.7 else f"shared-{int(300 ** chance.random())}"
        outages = tuple(
            (start, start + chance.expovariate(1 / 1800))
            for start in (chance.uniform(0, days * DAY) for _ in range(chance.choice((0, 0, 0, 1, 2))))
        )
        feeds.append(
            Feed(
                name=f"feed-{number}",
                host=host,
                official=official,
                published=_publish(a_day, days, chance.randrange(24), weekdays=official, chance=chance),
                validators=chance.random() < 0.75,
                wish=_wish(chance),
                dead=chance.choice(("gone", "dns", "not-found")) if chance.random() < 0.02 else "",
                outages=outages,
            )
        )
    return feeds


def _publish(a_day: float, days: float, shift: int, *, weekdays: bool, chance: random.Random) -> list[float]:
    highest = a_day / DAY * max(_WORKING_HOURS)
    moment = -min(_HISTORY / a_day * DAY, 60 * DAY)
    published: list[float] = []
    while True:
        moment += chance.expovariate(highest)
        if moment >= days * DAY:
            return published
        hour = int(moment // 3600 + shift) % 24
        weekend = int((moment + shift * 3600) // DAY) % 7 >= 5
        if chance.random() * 2.0 < _WORKING_HOURS[hour] * (0.4 if weekend and weekdays else 1.0):
            published.append(moment)


def _wish(chance: random.Random) -> float:
    """What a feed asks for: WordPress's hourly default, a `ttl`, a `max-age`, or nothing."""
    kind = chance.random()
    if kind < 0.2:
        return 3600.0
    if kind < 0.32:
        return chance.choice((5, 15, 30, 60)) * 60.0
    return chance.choice((60.0, 120.0, 300.0, 600.0, 900.0)) if kind < 0.7 else 0.0


def simulate(feeds: list[Feed], days: float, chance: random.Random) -> Result:
    """Poll these feeds for so many virtual days."""
    result = Result(len(feeds), days, sum(feed.official for feed in feeds))
    by_name = {feed.name: feed for feed in feeds}
    agenda = Agenda()
    for feed in feeds:
        start = schedule.first_poll(START, name=feed.name, spread=len(feeds) / 50)
        agenda.plan(feed.name, feed.host, (start - START).total_seconds())
    running: list[tuple[float, str]] = []  # when a request ends, of which feed
    now, end = 0.0, days * DAY
    while now < end:
        while running and running[0][0] <= now:
            at, name = heapq.heappop(running)
            feed = by_name[name]
            agenda.done(name, at)
            planned = _answer(feed, at, result, chance)
            if planned is not None:
                agenda.plan(name, feed.host, planned)
        while name := agenda.take(now) or "":
            result.requested(by_name[name].host, now)
            heapq.heappush(running, (now + _REQUEST_SECONDS * chance.uniform(0.3, 3), name))
        coming = [when for when in (agenda.next_at(), running[0][0] if running else None) if when is not None]
        if not coming:
            break
        now = max(now, min(coming))
    return result


def _answer(feed: Feed, now: float, result: Result, chance: random.Random) -> float | None:
    """What a poll that ends now brings; returns when to poll again, None for never."""
    moment = START + timedelta(seconds=now)
    pace = schedule.OFFICIAL if feed.official else schedule.ORDINARY
    failure = feed.dead or ("server-error" if any(a <= now < b for a, b in feed.outages) else "")
    if not failure and chance.random() < 0.002:
        failure = "timeout"
    if failure:
        result.failed += 1
        feed.failures += 1
        verdict = schedule.after_failure(pace, failure, feed.failures, moment, name=feed.name)
        return (verdict.at - START).total_seconds() if verdict.at else None
    feed.failures = 0
    there = bisect.bisect_right(feed.published, now, lo=feed.seen)
    fresh = feed.published[feed.seen : there]
    first = feed.rate is None
    if first:
        feed.rate = first_rate(
            [START + timedelta(seconds=at) for at in feed.published[max(0, there - _HISTORY) : there]], moment
        )
    else:
        assert feed.rate is not None
        feed.rate = watched(feed.rate, [START + timedelta(seconds=at) for at in fresh], len(fresh), moment)
        result.entries += len(fresh)
        (result.official_delays if feed.official else result.other_delays).extend(now - at for at in fresh)
    feed.seen = there
    result.not_modified += not fresh and not first and feed.validators
    verdict = schedule.after_success(pace, feed.rate, moment, name=feed.name, wish=feed.wish)
    assert verdict.at is not None
    return (verdict.at - START).total_seconds()


def run(count: int, days: float, seed: int) -> Result:
    """One simulation; the same arguments give the same result."""
    chance = random.Random(seed)
    return simulate(make_feeds(count, days, chance), days, chance)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--days", type=float, default=7.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    began = time.perf_counter()
    figures = run(asked.feeds, asked.days, asked.seed).figures()
    figures["seconds to simulate"] = round(time.perf_counter() - began, 1)
    if asked.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:40} {value}")


if __name__ == "__main__":
    main()
