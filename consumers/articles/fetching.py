"""Fetches pages: gently to each host, after its robots.txt, again after a passing failure."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from consumers.articles.page import NoText, PageText, read_page
from pipeline.clock import Clock
from pipeline.http.client import HttpClient
from pipeline.http.model import FailureKind, FetchFailed, Limits, Response

ROBOTS_NAME = "Readout"
_PAGE_LIMITS = Limits(total_seconds=20, wire_bytes=2_000_000, body_bytes=3_000_000)
_ROBOTS_LIMITS = Limits(total_seconds=10, wire_bytes=500_000, body_bytes=500_000)
_ROBOTS_KEPT = 86_400.0
_ROBOTS_KEPT_AFTER_FAILURE = 600.0
_LONGEST_CRAWL_DELAY = 10.0
_PASSING = frozenset({FailureKind.TIMEOUT, FailureKind.CONNECT, FailureKind.PROTOCOL, FailureKind.DNS})
_HEADERS = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1", "Accept-Language": "en, *;q=0.5"}


@dataclass(frozen=True)
class Manner:
    """How pages are asked for. Times in seconds."""

    at_once: int = 2
    """Requests to one host at one time."""
    apart: float = 0.5
    """Between the starts of two requests to one host."""
    waits: tuple[float, ...] = (1.0, 4.0)
    """Before each further try after a passing failure."""
    longest_retry_after: float = 20.0
    """A server that asks for a longer wait is not asked again in this batch."""
    give_up_after: int = 3
    """Failures in a row after which a host is left alone."""
    leave_alone: float = 300.0
    """For how long."""
    concurrency: int = 40
    limits: Limits = field(
        default_factory=lambda: Limits(total_seconds=20, wire_bytes=2_000_000, body_bytes=3_000_000)
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page to fetch."""

    url: str
    allow_private: bool = False


@dataclass(slots=True)
class _Host:
    next_start: float = 0.0
    failures: int = 0
    closed_until: float = 0.0
    robots: Protego | None = None
    robots_reason: str = ""
    robots_until: float = 0.0


class PageFetcher:
    """Fetches batches of pages and remembers how each host is to be treated. Used by one thread at a time.

    `http` makes the client for a batch.
    """

    def __init__(self, http: Callable[[], HttpClient], clock: Clock, manner: Manner | None = None) -> None:
        self._http = http
        self._clock = clock
        self._manner = manner or Manner()
        self._hosts: dict[str, _Host] = defaultdict(_Host)

    def fetch(self, wanted: Sequence[Wanted]) -> dict[str, PageText | NoText]:
        """What each page gave, by its URL. Never raises for a page; a passing failure ends in `NoText` too."""
        return asyncio.run(self._fetch_all(wanted)) if wanted else {}

    async def _fetch_all(self, wanted: Sequence[Wanted]) -> dict[str, PageText | NoText]:
        # Name lookups and the reading of pages share these threads.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(16, thread_name_prefix="pages"))
        gates: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(self._manner.at_once))
        whole = asyncio.Semaphore(self._manner.concurrency)
        robots_locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        async with self._http() as http:

            async def one(page: Wanted) -> PageText | NoText:
                name = urlsplit(page.url).netloc.lower()
                async with gates[
                    name
                ]:  # the host's turn comes first, so that a slow host holds no place of the whole
                    async with robots_locks[name]:
                        reason = await self._refused_by_robots(http, page, self._hosts[name])
                    if reason:
                        return NoText(reason)
                    async with whole:
                        return await self._with_retries(http, page, self._hosts[name])

            pages = {page.url: page for page in wanted}
            found = await asyncio.gather(*(one(page) for page in pages.values()))
        return dict(zip(pages, found, strict=True))

    async def _with_retries(self, http: HttpClient, page: Wanted, host: _Host) -> PageText | NoText:
        result: PageText | NoText = NoText("host-left-alone")
        for wait in (*self._manner.waits, None):
            if self._clock.monotonic() < host.closed_until:
                return NoText("host-left-alone")
            await self._turn(host, page)
            result, again_in = await self._try(http, page, host)
            if again_in is None or wait is None or again_in > self._manner.longest_retry_after:
                return result
            await asyncio.sleep(max(wait, again_in))
        return result

    async def _turn(self, host: _Host, page: Wanted) -> None:
        now = self._clock.monotonic()
        start = max(now, host.next_start)
        apart = 0.0 if page.allow_private else self._manner.apart
        if host.robots is not None:
            apart = max(apart, min(host.robots.crawl_delay(ROBOTS_NAME) or 0.0, _LONGEST_CRAWL_DELAY))
        host.next_start = start + apart
        if start > now:
            await asyncio.sleep(start - now)

    async def _try(self, http: HttpClient, page: Wanted, host: _Host) -> tuple[PageText | NoText, float | None]:
        """The result, and after how many seconds to try again at the earliest; None: that is final."""
        try:
            answer = await http.get(
                page.url, headers=_HEADERS, limits=self._manner.limits, allow_private=page.allow_private
            )
        except FetchFailed as error:
            passing = error.kind in _PASSING
            if passing:
                self._failed(host)
            return NoText(str(error.kind)), 0.0 if passing else None
        if answer.status == 429 or answer.status >= 500:
            self._failed(host)
            return NoText(f"http-{answer.status}"), _retry_after(answer)
        host.failures = 0
        if not 200 <= answer.status < 300:
            return NoText(f"http-{answer.status}"), None
        found = await asyncio.to_thread(
            read_page, answer.body, answer.headers.get("Content-Type", ""), page.url, answer.url
        )
        return found, None

    def _failed(self, host: _Host) -> None:
        host.failures += 1
        if host.failures >= self._manner.give_up_after:
            host.failures = 0
            host.closed_until = self._clock.monotonic() + self._manner.leave_alone

    async def _refused_by_robots(self, http: HttpClient, page: Wanted, host: _Host) -> str:
        now = self._clock.monotonic()
        if now >= host.robots_until:
            await self._read_robots(http, page, host, now)
        if host.robots_reason:
            return host.robots_reason
        if host.robots is not None and not host.robots.can_fetch(page.url, ROBOTS_NAME):
            return "robots"
        return ""

    async def _read_robots(self, http: HttpClient, page: Wanted, host: _Host, now: float) -> None:
        """As RFC 9309 says: without a robots.txt all is allowed; while it can't be had for now, nothing is."""
        parts = urlsplit(page.url)
        host.robots, host.robots_reason = None, ""
        host.robots_until = now + _ROBOTS_KEPT
        try:
            answer = await http.get(
                f"{parts.scheme}://{parts.netloc}/robots.txt", limits=_ROBOTS_LIMITS, allow_private=page.allow_private
            )
        except FetchFailed as error:
            host.robots_reason = f"robots-{error.kind}"
            host.robots_until = now + _ROBOTS_KEPT_AFTER_FAILURE
            return
        if answer.status >= 500 or answer.status == 429:
            host.robots_reason = f"robots-http-{answer.status}"
            host.robots_until = now + _ROBOTS_KEPT_AFTER_FAILURE
        elif 200 <= answer.status < 300:
            host.robots = Protego.parse(answer.body.decode("utf-8", "replace"))


def _retry_after(answer: Response) -> float:
    text = (answer.headers.get("Retry-After") or "").strip()
    return float(text) if text.isascii() and text.isdigit() else 0.0
