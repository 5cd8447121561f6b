"""The always-on poller: keeps the agenda, polls what is due, publishes what is new."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

import structlog

from pipeline.clock import Clock
from pipeline.errors import Transient
from pipeline.http.client import HttpClient
from pipeline.log.base import Producer
from pipeline.metrics import Metrics
from producers.feeds.agenda import Agenda, Politeness
from producers.feeds.checker import Checked, Checker, SeenLookup
from producers.feeds.decide import Failure, after_failure
from producers.feeds.parser_pool import ParserPool
from producers.feeds.recorder import Recorder
from producers.feeds.report import PollReport
from producers.feeds.schedule import first_poll
from producers.feeds.settings import FeedSettings
from producers.feeds.state import Change, FeedState, FeedStates, SeenEntry, fitted
from producers.feeds.websub_server import Leases, WebSub, WebSubOptions

FORGET_AFTER = timedelta(days=60)
"""Entries that have not been in their feed for so long are forgotten."""
_STOP_CHECK = 0.2
_SHORTEST_SLEEP = 0.005
_AFTER_CRASH = timedelta(minutes=5)
_FINISH_SECONDS = 5.0
_OWN_HOST = Politeness(at_once=50, apart=0.0)


@dataclass(frozen=True)
class PollerOptions:
    """How the poller behaves as a whole."""

    concurrency: int = 200
    """Polls at one time."""
    parsers: int = 1
    """Processes that parse."""
    starts_per_second: float = 50
    """Feeds that are due at the start are polled at this rate."""
    politeness: Politeness = field(default_factory=Politeness)


class FeedPoller:
    """Polls feeds and publishes their entries.

    `producer` and `states` are used on one thread, not the caller's. `websub` and `leases`, both or none, have
    feeds that name a hub announced by it. `http` makes the client.
    """

    def __init__(
        self,
        feeds: Sequence[FeedSettings],
        states: FeedStates,
        producer: Producer,
        *,
        clock: Clock,
        metrics: Metrics,
        options: PollerOptions | None = None,
        websub: WebSubOptions | None = None,
        leases: Leases | None = None,
        http: Callable[[], HttpClient] | None = None,
    ) -> None:
        self._feeds = {feed.id: feed for feed in feeds if feed.enabled}
        self._store = states
        self._producer = producer
        self._clock = clock
        self._report = PollReport(metrics)
        self._options = options or PollerOptions()
        self._http = http or (lambda: HttpClient(concurrency=self._options.concurrency))
        self._websub_options = websub
        self._leases = leases
        self._websub: WebSub | None = None
        self._log = structlog.get_logger("feeds")
        self._busy: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._states: dict[str, FeedState] = {}
        own = {feed.host for feed in feeds if feed.allow_private}
        self._agenda = Agenda(lambda host: _OWN_HOST if host in own else self._options.politeness)
        self._pruned_at: dict[str, datetime] = {}

    def run(self, stop: threading.Event) -> None:
        """Poll until `stop` is set, then finish what can be finished within seconds and return.

        Raises what the log and the memory raise, except `Transient`, which is waited out.
        """
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        # Name lookups block a thread each; with the default few, some dead name servers would stop all feeds.
        lookups = ThreadPoolExecutor(64, thread_name_prefix="feeds-lookup")
        asyncio.get_running_loop().set_default_executor(lookups)
        recorder = Recorder(self._producer, self._store, self._clock)
        recording = asyncio.create_task(recorder.run())
        try:
            async with self._http() as http, ParserPool(self._options.parsers) as parser:
                await self._plan_all(recorder, stop)
                checker = Checker(http, parser, _lookup(recorder, self._store), self._clock)
                await self._start_websub(http, checker, recorder)
                await self._keep_polling(checker, recorder, recording, stop)
        finally:
            if self._websub is not None:
                await self._websub.stop()
            recorder.close()
            await recording

    async def _plan_all(self, recorder: Recorder, stop: threading.Event) -> None:
        remembered: dict[str, FeedState] = {}
        while not stop.is_set():
            try:
                remembered = await recorder.in_thread(self._store.load)
                break
            except Transient as error:
                self._log.warning("feeds-not-loaded", reason=str(error))
                await asyncio.sleep(1)
        now = self._clock.now()
        spread = len(self._feeds) / self._options.starts_per_second
        for feed in self._feeds.values():
            state = fitted(remembered.get(feed.id), feed.id, feed.url)
            self._states[feed.id] = state
            if state.parked:
                self._log.warning("feed-parked", feed=feed.id, reason=state.parked)
                continue
            when = state.next_poll_at
            if when is None or when < now:  # after a long pause, too, not all at once
                when = first_poll(now, name=feed.id, spread=spread)
            if feed.interval_seconds is not None:
                when = min(when, now + timedelta(seconds=feed.interval_seconds))
            self._agenda.plan(feed.id, _host(state), when.timestamp())

    async def _start_websub(self, http: HttpClient, checker: Checker, recorder: Recorder) -> None:
        if self._websub_options is None or self._leases is None:
            return

        async def receive(feed_id: str, body: bytes, headers: Mapping[str, str]) -> None:
            feed = self._feeds.get(feed_id)
            if feed is not None and feed_id in self._states:
                async with self._busy[feed_id]:
                    checked = await checker.take_pushed(feed, self._states[feed_id], body, headers)
                    await self._keep(feed, checked, recorder)
                self._report.pushed(checked)

        self._websub = WebSub(self._websub_options, http, self._leases, self._clock, receive)
        await self._websub.start()

    async def _keep_polling(
        self, checker: Checker, recorder: Recorder, recording: asyncio.Task[None], stop: threading.Event
    ) -> None:
        running: set[asyncio.Task[None]] = set()

        def ended(task: asyncio.Task[None]) -> None:
            running.discard(task)
            if not stop.is_set():
                start_due()

        def start_due() -> None:
            now = self._clock.now().timestamp()
            while len(running) < self._options.concurrency and (feed_id := self._agenda.take(now)):
                task = asyncio.create_task(self._poll(self._feeds[feed_id], checker, recorder))
                running.add(task)
                task.add_done_callback(ended)

        while not stop.is_set() and not recording.done():
            start_due()
            due = self._agenda.next_at()
            wait = _STOP_CHECK if due is None else due - self._clock.now().timestamp()
            await asyncio.sleep(min(max(wait, _SHORTEST_SLEEP), _STOP_CHECK))
        if running:
            _, late = await asyncio.wait(running, timeout=_FINISH_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _poll(self, feed: FeedSettings, checker: Checker, recorder: Recorder) -> None:
        state = self._states[feed.id]
        began = self._clock.monotonic()
        try:
            async with self._busy[feed.id]:
                checked = await self._checked(feed, self._states[feed.id], checker)
                await self._keep(feed, checked, recorder)
            self._report.polled(checked, self._clock.monotonic() - began)
            if checked.parsed is not None:
                await self._prune(feed, recorder)
            if self._websub is not None and checked.failure is None:
                await self._websub.follow(checked.state, allow_private=feed.allow_private)
        except Transient as error:  # the memory or the log could not be used: as if the poll had not been
            self._log.warning("poll-undone", feed=feed.id, reason=str(error))
            retry = self._clock.now() + timedelta(seconds=error.retry_after or 5)
            self._states[feed.id] = replace(self._states[feed.id], next_poll_at=retry)
        except Exception:  # whatever it is, the feed must come up again, and the log must tell
            self._log.exception("poll-crashed", feed=feed.id)
            self._states[feed.id] = replace(self._states[feed.id], next_poll_at=self._clock.now() + _AFTER_CRASH)
        finally:
            self._next(feed, state)

    async def _keep(self, feed: FeedSettings, checked: Checked, recorder: Recorder) -> None:
        change = Change(checked.state, checked.seen)
        if checked.entries or checked.seen:
            await recorder.publish(checked.entries, change)
        else:
            recorder.remember(change, soon=checked.state.outcome != self._states[feed.id].outcome)
        self._states[feed.id] = checked.state

    async def _checked(self, feed: FeedSettings, state: FeedState, checker: Checker) -> Checked:
        try:
            pushed = self._websub is not None and self._websub.active(feed.id)
            return await checker.check(feed, state, pushed=pushed)
        except Transient:
            raise
        except Exception as error:  # one feed's surprise is not to stop the others; it is logged, counted, retried
            self._log.exception("poll-crashed", feed=feed.id)
            failure = Failure("internal-error", f"{type(error).__name__}: {error}"[:300])
            return Checked(after_failure(feed, state, failure, self._clock.now()), failure=failure)

    def _next(self, feed: FeedSettings, before: FeedState) -> None:
        now = self._clock.now()
        state = self._states[feed.id]
        self._agenda.done(feed.id, now.timestamp())
        if state.parked or state.next_poll_at is None:
            return
        if state.outcome == "rate-limited":  # 429 is said to the client, not of the one feed
            self._agenda.hold(_host(before), state.next_poll_at.timestamp())
        self._agenda.plan(feed.id, _host(state), state.next_poll_at.timestamp())

    async def _prune(self, feed: FeedSettings, recorder: Recorder) -> None:
        now = self._clock.now()
        if now - self._pruned_at.setdefault(feed.id, now) < timedelta(days=1):
            return
        self._pruned_at[feed.id] = now
        await recorder.in_thread(lambda: self._store.forget_entries(feed.id, now - FORGET_AFTER))


def _host(state: FeedState) -> str:
    return _host_of(state.url)


@lru_cache(maxsize=50_000)
def _host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _lookup(recorder: Recorder, states: FeedStates) -> SeenLookup:
    def look(
        feed: str, identities: frozenset[str], link_keys: frozenset[str], content_hashes: frozenset[str]
    ) -> Awaitable[list[SeenEntry]]:
        return recorder.in_thread(lambda: states.seen(feed, identities, link_keys, content_hashes))

    return look
