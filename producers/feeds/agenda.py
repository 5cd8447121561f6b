"""Which feed is next: due times, and hosts that are asked gently. Holds no clock and does no I/O."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Politeness:
    """How one host is asked: at most so many requests at once, their starts so many seconds apart."""

    at_once: int = 2
    apart: float = 1.0


@dataclass(slots=True)
class _Host:
    running: int = 0
    free_at: float = 0.0
    waiting: deque[str] = field(default_factory=deque)
    queued: bool = False
    """Whether the host stands in the agenda itself, to let its next waiting feed go."""


class Agenda:
    """Feeds in the order they are to be polled. Times are seconds on any one scale."""

    def __init__(self, politeness: Callable[[str], Politeness] = lambda host: Politeness()) -> None:
        self._politeness = politeness
        self._due: list[tuple[float, int, str, str]] = []  # when, number, feed or "", host
        self._hosts: dict[str, _Host] = defaultdict(_Host)
        self._host_of: dict[str, str] = {}
        self._planned: dict[str, int] = {}
        self._number = 0

    def plan(self, feed: str, host: str, when: float) -> None:
        """Poll this feed at `when`; an earlier plan for it no longer holds."""
        self._host_of[feed] = host
        self._planned[feed] = self._push(when, feed, host)

    def hold(self, host: str, until: float) -> None:
        """Leave this host alone until then."""
        self._hosts[host].free_at = max(self._hosts[host].free_at, until)

    def take(self, now: float) -> str | None:
        """The feed to poll now, if one is due and its host may be asked. `done` must follow."""
        while self._due and self._due[0][0] <= now:
            _, number, feed, name = heapq.heappop(self._due)
            host = self._hosts[name]
            if feed:
                if self._planned.get(feed) != number:
                    continue  # planned anew or dropped meanwhile
                host.waiting.append(feed)
            else:
                host.queued = False
            ready = self._next_of(host, name, now)
            if ready is not None:
                return ready
        return None

    def done(self, feed: str, now: float) -> None:
        """The poll of this feed has ended."""
        name = self._host_of[feed]
        host = self._hosts[name]
        host.running -= 1
        self._requeue(host, name, now)

    def next_at(self) -> float | None:
        """When there may be something to take; None if nothing is planned."""
        return self._due[0][0] if self._due else None

    def _next_of(self, host: _Host, name: str, now: float) -> str | None:
        manner = self._politeness(name)
        ready = None
        if host.running < manner.at_once and host.free_at <= now:
            while host.waiting and ready is None:
                candidate = host.waiting.popleft()
                if candidate in self._planned:
                    ready = candidate
        if ready is not None:
            del self._planned[ready]
            host.running += 1
            host.free_at = now + manner.apart
        self._requeue(host, name, now)
        return ready

    def _requeue(self, host: _Host, name: str, now: float) -> None:
        if host.waiting and not host.queued and host.running < self._politeness(name).at_once:
            host.queued = True
            self._push(max(now, host.free_at), "", name)

    def _push(self, when: float, feed: str, host: str) -> int:
        self._number += 1
        heapq.heappush(self._due, (when, self._number, feed, host))
        return self._number
