"""When to ask a feed again: a pure function of its history and of what it last said.

The wait between two polls balances the cost of a request against the delay of an entry. With entries at `rate`
a second, polls every `t` seconds cost ``1/t`` requests a second and keep entries waiting ``t/2`` on average;
``1/t + worth * rate * t/2`` is least at ``t = sqrt(2 / (worth * rate))``. `worth` is what a second of one entry's
delay is worth in requests.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from producers.feeds.rate import Rate

DAY = 86_400.0
PARKED = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a feed is to be polled. Times in seconds."""

    floor: float = 180
    ceiling: float = DAY
    worth: float = 0.03
    longest_hint: float = DAY
    """How far the feed's own wish to be asked less often is followed."""
    fixed: float | None = None
    """Set by the operator: always this wait, whatever the feed publishes or wishes."""


OFFICIAL = Pace(floor=60, worth=10.0, longest_hint=300)
"""For official sites and leaders' own accounts. Their entries are what Readout waits for, and an unchanged
feed costs them an empty answer; so a general wish like WordPress's hourly default is followed for five minutes
only. `Retry-After` and refusals are followed in full."""
ORDINARY = Pace()


@dataclass(frozen=True, slots=True)
class Verdict:
    """When to poll next, and why then. `at` is None for a feed that is parked: not polled until it is changed."""

    at: datetime | None
    reason: str


def after_success(
    pace: Pace, rate: Rate, now: datetime, *, name: str, wish: float | None = None, pushed: bool = False
) -> Verdict:
    """The next poll after an answer that was fine.

    `wish` is the longest of what the feed and its headers ask for, in seconds. `pushed`: a hub announces new
    entries, so that polling is only the safety net.
    """
    if pace.fixed is not None:
        return _in(pace.fixed, now, name, "set by the operator")
    expected = rate.per_second(now)
    wait = math.sqrt(2 / (pace.worth * expected))
    reason = f"about {expected * DAY:.1f} entries a day at this hour"
    if wait <= pace.floor:
        wait, reason = pace.floor, f"{reason}; not more often than every {pace.floor:.0f} s"
    if wait >= pace.ceiling:
        wait, reason = pace.ceiling, "quiet; at least once in this time"
    asked = min(wish or 0.0, pace.longest_hint)
    if asked > wait:
        wait, reason = asked, "the feed asks for it"
    if pushed and wait < _PUSHED_WAIT:
        wait, reason = _PUSHED_WAIT, "its hub announces entries; polling is the safety net"
    return _in(wait, now, name, reason)


_PUSHED_WAIT = 900.0


@dataclass(frozen=True, slots=True)
class Backoff:
    """First wait after a failure of some kind, doubled with each further one up to the longest. In seconds."""

    first: float
    longest: float


_BACKOFF: dict[str, Backoff] = {
    "timeout": Backoff(120, 4 * 3600),
    "connect": Backoff(120, 4 * 3600),
    "protocol": Backoff(300, 12 * 3600),
    "server-error": Backoff(120, 4 * 3600),
    "dns": Backoff(300, 12 * 3600),
    "tls": Backoff(900, DAY),
    "rate-limited": Backoff(900, DAY),
    "forbidden": Backoff(1800, DAY),
    "not-found": Backoff(1800, DAY),
    "parse-timeout": Backoff(3600, DAY),
}
_BACKOFF_OTHERWISE = Backoff(900, DAY)


def after_failure(
    pace: Pace, kind: str, failures: int, now: datetime, *, name: str, retry_after: float | None = None
) -> Verdict:
    """The next poll after the `failures`-th failure in a row (1 for the first).

    `retry_after` is what the server asked for, in seconds; it is followed up to a day. A feed that is ``gone``
    is parked.
    """
    if kind == "gone":
        return Verdict(PARKED, "the server says that the feed is gone for good")
    backoff = _BACKOFF.get(kind, _BACKOFF_OTHERWISE)
    wait = min(backoff.first * 2.0 ** min(failures - 1, 20), backoff.longest)
    reason = f"{kind}, {failures} in a row"
    if pace.fixed is not None:
        wait = max(wait, pace.fixed)
    if retry_after is not None and retry_after > wait:
        wait, reason = min(retry_after, DAY), f"{kind}; the server asks to wait"
    return _in(wait, now, name, reason)


def first_poll(now: datetime, *, name: str, spread: float) -> datetime:
    """When to poll a feed for the first time: feeds start spread over `spread` seconds."""
    return now + timedelta(seconds=spread * _share(name))


def _in(wait: float, now: datetime, name: str, reason: str) -> Verdict:
    # A small shift, different for each poll and each feed, keeps feeds from falling into step. It never shortens
    # the wait: a floor or a wish stays kept.
    shift = wait * 0.05 * _share(f"{name} {now.timestamp():.0f}")
    return Verdict(now + timedelta(seconds=wait + shift), reason)


def _share(text: str) -> float:
    return zlib.crc32(text.encode()) / 2**32
