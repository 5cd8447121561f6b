"""One poll of one feed, from request to conclusion. Publishes nothing and remembers nothing itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.clock import Clock
from pipeline.http.client import HttpClient
from pipeline.http.model import FetchFailed, Response
from pipeline.records import Entry
from producers.feeds import decide
from producers.feeds.decide import Failure
from producers.feeds.identity import Sorted, name_entries, sort_out
from producers.feeds.model import ParsedFeed, Unreadable
from producers.feeds.parser_pool import ParserPool
from producers.feeds.publish import to_record
from producers.feeds.settings import FeedSettings
from producers.feeds.state import FeedState, SeenEntry

SeenLookup = Callable[[str, frozenset[str], frozenset[str], frozenset[str]], Awaitable[list[SeenEntry]]]
"""Finds remembered entries by feed, identities, link keys and content hashes, see `FeedStates.seen`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one poll led to."""

    state: FeedState
    entries: tuple[Entry, ...] = ()
    """New and changed entries, to be published before `state` and `seen` are remembered."""
    seen: tuple[SeenEntry, ...] = ()
    failure: Failure | None = None
    parsed: ParsedFeed | None = None
    restless: int = 0
    """Changes left out because an entry changes all the time."""


class Checker:
    """Polls feeds, one call for each."""

    def __init__(self, http: HttpClient, parser: ParserPool, seen: SeenLookup, clock: Clock) -> None:
        self._http = http
        self._parser = parser
        self._seen = seen
        self._clock = clock

    async def check(self, feed: FeedSettings, state: FeedState, *, pushed: bool = False) -> Checked:
        """Fetch the feed and conclude. Raises `Transient` if the memory can't be read now."""
        headers = decide.request_headers(state, self._clock.now())
        try:
            answer = await self._http.get(state.url, headers=headers, allow_private=feed.allow_private)
        except FetchFailed as error:
            return self._failed(feed, state, decide.fetch_failure(error))
        now = self._clock.now()
        failure = decide.failure_of(answer, now)
        if failure:
            return self._failed(feed, state, failure)
        conditional = "If-None-Match" in headers or "If-Modified-Since" in headers
        if answer.status == 304 and not conditional:
            return self._failed(feed, state, Failure("protocol", "304 to a request without conditions"))
        return await self.conclude(feed, state, answer, conditional=conditional, pushed=pushed)

    async def conclude(
        self, feed: FeedSettings, state: FeedState, answer: Response, *, conditional: bool, pushed: bool = False
    ) -> Checked:
        """What follows from a good answer, fetched or pushed by a hub."""
        now = self._clock.now()
        if answer.status == 304 or (answer.complete and decide.body_hash(answer.body) == state.body_hash):
            return Checked(decide.after_unchanged(feed, state, answer, now, pushed=pushed))
        try:
            parsed = await self._parser.parse(answer.body, answer.headers, answer.url)
        except Unreadable as error:
            return self._failed(feed, state, decide.parse_failure(error))
        sorted_out = await self._sorted(feed, parsed, now)
        entries = tuple(to_record(feed, fresh, parsed.language, now) for fresh in sorted_out.fresh)
        new_dates = [entry.published for entry in entries if entry.revision == 0]
        after = decide.after_parsed(
            feed,
            state,
            answer,
            parsed,
            new_dates,
            now,
            conditional=conditional,
            changed=len(entries) - len(new_dates),
            pushed=pushed,
        )
        return Checked(after, entries, sorted_out.remember, parsed=parsed, restless=sorted_out.restless)

    async def take_pushed(
        self, feed: FeedSettings, state: FeedState, body: bytes, headers: Mapping[str, str]
    ) -> Checked:
        """What follows from entries that a hub sent. They are some of the document, so that what is remembered of
        the document itself stays. Raises `Transient` if the memory can't be read now."""
        now = self._clock.now()
        lowered = {name.lower(): value for name, value in headers.items()}
        try:
            parsed = await self._parser.parse(body, lowered, state.url)
        except Unreadable as error:
            return Checked(state, failure=decide.parse_failure(error))
        sorted_out = await self._sorted(feed, parsed, now)
        entries = tuple(to_record(feed, fresh, parsed.language, now) for fresh in sorted_out.fresh)
        new_dates = [entry.published for entry in entries if entry.revision == 0]
        return Checked(decide.after_pushed(state, new_dates, now), entries, sorted_out.remember, parsed=parsed)

    async def _sorted(self, feed: FeedSettings, parsed: ParsedFeed, now: datetime) -> Sorted:
        named = name_entries(parsed.entries)
        seen = await self._seen(
            feed.id,
            frozenset(one.identity for one in named),
            frozenset(one.link_key for one in named if one.link_key),
            frozenset(one.content_hash for one in named),
        )
        return sort_out(named, seen, now)

    def _failed(self, feed: FeedSettings, state: FeedState, failure: Failure) -> Checked:
        return Checked(decide.after_failure(feed, state, failure, self._clock.now()), failure=failure)
