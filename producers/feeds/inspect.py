"""A look at one address: what would be taken from it, why, and when it would be asked again. Keeps nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.clock import Clock
from pipeline.http.client import HttpClient
from pipeline.http.model import FetchFailed, Response
from pipeline.records import Entry
from producers.feeds import decide, hints
from producers.feeds.checker import Checked, Checker
from producers.feeds.decide import Failure
from producers.feeds.discover import Candidate, discover, usual_places
from producers.feeds.parser_pool import ParserPool
from producers.feeds.settings import FeedSettings, feed_id_for
from producers.feeds.state import SeenEntry, fresh_state

_MOST_TRIED = 6


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What was found at an address."""

    url: str
    """The address of the feed: the one asked for, or one found on its page."""
    discovered: tuple[Candidate, ...] = ()
    """Feeds that the page at the address announces, if the address is a page."""
    answered_from: str = ""
    redirects: tuple[tuple[str, int], ...] = ()
    status: int | None = None
    content_type: str = ""
    conditional: tuple[str, ...] = ()
    """Which validators the server gives: ``ETag``, ``Last-Modified``; without any each poll costs the whole."""
    fresh_seconds: int | None = None
    """How long the headers ask to keep the answer."""
    format: str = ""
    title: str = ""
    language: str | None = None
    hub: str | None = None
    wish_seconds: int | None = None
    """How long the document asks to be kept."""
    flaw: str = ""
    entries: tuple[Entry, ...] = ()
    """The records that a first poll would publish, oldest first."""
    failure: Failure | None = None
    """Why nothing can be taken."""
    next_poll_at: datetime | None = None
    next_reason: str = ""


def inspect_feed(
    url: str, clock: Clock, *, feed: FeedSettings | None = None, allow_private: bool = False
) -> FeedReport:
    """Look at an address as a first poll would. A page is searched for the feeds it announces; the first that can
    be read is reported. `feed` gives settings to poll with; without it those of an ordinary feed are taken."""
    settings = feed or FeedSettings(id=feed_id_for(url), url=url, source=url[:200], allow_private=allow_private)
    return asyncio.run(_inspect(settings, clock))


async def _inspect(feed: FeedSettings, clock: Clock) -> FeedReport:
    async with HttpClient() as http, ParserPool() as parser:
        checker = Checker(http, parser, _nothing_seen, clock)
        report, page = await _look(feed, http, checker, clock)
        if report.failure is None or page is None:
            return report
        candidates = discover(page.body.decode("utf-8", "replace"), page.url) or usual_places(page.url)
        announced = tuple(candidate for candidate in candidates if candidate.how != "usual-place")
        for candidate in candidates[:_MOST_TRIED]:
            found, _ = await _look(feed.model_copy(update={"url": candidate.url}), http, checker, clock, announced)
            if found.failure is None and found.entries:
                return found
        return replace(report, discovered=announced)


async def _look(
    feed: FeedSettings, http: HttpClient, checker: Checker, clock: Clock, discovered: tuple[Candidate, ...] = ()
) -> tuple[FeedReport, Response | None]:
    """The report, and the answer if it is a web page."""
    state = fresh_state(feed.id, feed.url)
    now = clock.now()
    try:
        answer = await http.get(
            feed.url, headers=decide.request_headers(state, now), allow_private=feed.allow_private
        )
    except FetchFailed as error:
        failure = decide.fetch_failure(error)
        after = decide.after_failure(feed, state, failure, now)
        return FeedReport(
            feed.url, discovered, failure=failure, next_poll_at=after.next_poll_at, next_reason=after.next_reason
        ), None
    wrong = decide.failure_of(answer, now)
    if wrong:
        checked = Checked(decide.after_failure(feed, state, wrong, now), failure=wrong)
    else:
        checked = await checker.conclude(feed, state, answer, conditional=False)
    is_page = checked.failure is not None and checked.failure.kind == "html"
    return _report(feed, answer, checked, now, discovered), answer if is_page else None


def _report(
    feed: FeedSettings, answer: Response, checked: Checked, now: datetime, discovered: tuple[Candidate, ...]
) -> FeedReport:
    parsed = checked.parsed
    return FeedReport(
        url=feed.url,
        discovered=discovered,
        answered_from=answer.url,
        redirects=tuple((hop.url, hop.status) for hop in answer.hops),
        status=answer.status,
        content_type=answer.headers.get("Content-Type", ""),
        conditional=tuple(name for name in ("ETag", "Last-Modified") if answer.headers.get(name)),
        fresh_seconds=hints.fresh_seconds(answer.headers, now),
        format=parsed.format if parsed else "",
        title=parsed.title if parsed else "",
        language=parsed.language if parsed else None,
        hub=parsed.hub if parsed else None,
        wish_seconds=parsed.wait_seconds if parsed else None,
        flaw=parsed.flaw if parsed else "",
        entries=checked.entries,
        failure=checked.failure,
        next_poll_at=checked.state.next_poll_at,
        next_reason=checked.state.next_reason,
    )


async def _nothing_seen(
    feed: str, identities: frozenset[str], link_keys: frozenset[str], content_hashes: frozenset[str]
) -> list[SeenEntry]:
    return []
