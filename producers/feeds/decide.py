"""What follows from an answer: the next state of the feed, and when to come back. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.http.model import FetchFailed, Response
from producers.feeds import hints, schedule
from producers.feeds.model import ParsedFeed, Unreadable
from producers.feeds.rate import first_rate, watched
from producers.feeds.settings import FeedSettings
from producers.feeds.state import FeedState, back_to_configured

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
FULL_AFTER = timedelta(days=1)
FULL_AFTER_POLLS = 10
FULL_AT_LATEST = timedelta(days=7)
DISTRUST = timedelta(days=7)
_SETTLED = timedelta(minutes=30)
_LONGEST_VALIDATOR = 1_000


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a poll brought nothing."""

    kind: str
    detail: str
    retry_after: float | None = None


def needs_full(state: FeedState, now: datetime) -> bool:
    """Whether the document is to be fetched without conditions, so that a server's false 304 can't hide news."""
    if state.unconditional_until is not None and now < state.unconditional_until:
        return True
    if state.full_at is None or now - state.full_at >= FULL_AT_LATEST:
        return True
    return now - state.full_at >= FULL_AFTER and state.quiet_polls >= FULL_AFTER_POLLS


def request_headers(state: FeedState, now: datetime) -> dict[str, str]:
    """The headers of the next request."""
    headers = {"Accept": ACCEPT}
    if not needs_full(state, now):
        if state.etag:
            headers["If-None-Match"] = state.etag
        if state.last_modified:
            headers["If-Modified-Since"] = state.last_modified
    return headers


def failure_of(answer: Response, now: datetime) -> Failure | None:
    """What is wrong with an answer by its status; None for 200-299 and 304."""
    status = answer.status
    if 200 <= status < 300 or status == 304:
        return None
    wait = hints.retry_after_seconds(answer.headers, now)
    if status == 410:
        return Failure("gone", "the server answers 410 Gone")
    if status == 429:
        return Failure("rate-limited", f"the server answers {status}", wait)
    if status in (401, 403, 451):
        return Failure("forbidden", f"the server answers {status}", wait)
    if status == 404:
        return Failure("not-found", "the server answers 404 Not Found", wait)
    kind = "server-error" if status >= 500 else "client-error"
    return Failure(kind, f"the server answers {status}", wait)


def after_failure(feed: FeedSettings, state: FeedState, failure: Failure, now: datetime) -> FeedState:
    """The state after a failed poll. A feed that is gone is parked; one that moved goes back to its old address."""
    if state.url != state.configured_url and failure.kind in ("gone", "not-found", "dns", "html", "not-a-feed"):
        state = back_to_configured(state)
        failure = replace(failure, kind=f"moved-{failure.kind}")
    failures = state.failures + 1
    verdict = schedule.after_failure(
        feed.pace, failure.kind, failures, now, name=feed.id, retry_after=failure.retry_after
    )
    return replace(
        state,
        polled_at=now,
        failures=failures,
        outcome=failure.kind,
        detail=failure.detail[:500],
        next_poll_at=verdict.at,
        next_reason=verdict.reason,
        parked=verdict.reason if verdict.at is None else None,
    )


def fetch_failure(error: FetchFailed) -> Failure:
    return Failure(str(error.kind), error.detail)


def parse_failure(error: Unreadable) -> Failure:
    return Failure(error.reason, error.detail)


def body_hash(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def after_unchanged(
    feed: FeedSettings, state: FeedState, answer: Response, now: datetime, *, pushed: bool = False
) -> FeedState:
    """The state after a 304, or a 200 with the very body of last time."""
    full = answer.status != 304 and needs_full(state, now)
    rate = watched(state.rate, (), 0, now) if state.rate else first_rate((), now)
    verdict = schedule.after_success(
        feed.pace, rate, now, name=feed.id, wish=_wish(state.wish_seconds, answer.headers, now), pushed=pushed
    )
    etag, last_modified = validators(answer.headers)
    return replace(
        state,
        # A 304 may leave a validator out; what was sent stays valid then.
        etag=etag or state.etag,
        last_modified=last_modified or state.last_modified,
        url=answer.permanent_url or state.url,
        rate=rate,
        polled_at=now,
        succeeded_at=now,
        full_at=now if full else state.full_at,
        quiet_polls=0 if full else state.quiet_polls + 1,
        outcome="not-modified" if answer.status == 304 else "unchanged",
        detail="",
        failures=0,
        next_poll_at=verdict.at,
        next_reason=verdict.reason,
    )


def after_parsed(
    feed: FeedSettings,
    state: FeedState,
    answer: Response,
    parsed: ParsedFeed,
    new_dates: Sequence[datetime | None],
    now: datetime,
    *,
    conditional: bool,
    changed: int = 0,
    pushed: bool = False,
) -> FeedState:
    """The state after a document was read. `new_dates`: one item for each new entry, its date where known.

    `conditional` says whether the request carried validators, `changed` how many known entries were changed.
    """
    dates = [moment for moment in new_dates if moment is not None]
    if state.rate is None:
        shown = [moment for entry in parsed.entries if (moment := entry.published or entry.updated)]
        rate = first_rate(shown, now)
    else:
        rate = watched(state.rate, dates, len(new_dates), now)
    wish = parsed.wait_seconds
    verdict = schedule.after_success(
        feed.pace, rate, now, name=feed.id, wish=_wish(wish, answer.headers, now), pushed=pushed
    )
    etag, last_modified = validators(answer.headers) if answer.complete else (None, None)
    caught = not conditional and hid_news(state, dates, etag, last_modified, now)
    fresh = bool(new_dates) or bool(changed)
    return replace(
        state,
        url=answer.permanent_url or state.url,
        etag=etag,
        last_modified=last_modified,
        body_hash=body_hash(answer.body) if answer.complete else None,
        wish_seconds=wish,
        hub=parsed.hub,
        topic=parsed.topic,
        rate=rate,
        polled_at=now,
        succeeded_at=now,
        # A changed document that answers a conditional request proves as much as a full fetch.
        full_at=now,
        quiet_polls=0,
        unconditional_until=now + DISTRUST if caught else state.unconditional_until,
        entry_at=now if new_dates else state.entry_at,
        outcome=_outcome(parsed, answer, fresh=fresh),
        detail="" if answer.complete else "the connection ended before the document did",
        failures=0,
        next_poll_at=verdict.at,
        next_reason=verdict.reason,
    )


def after_pushed(state: FeedState, new_dates: Sequence[datetime | None], now: datetime) -> FeedState:
    """The state after a hub sent entries: the schedule stays, the estimate of the feed's rate learns."""
    dates = [moment for moment in new_dates if moment is not None]
    rate = watched(state.rate, dates, len(new_dates), now) if state.rate else state.rate
    return replace(state, rate=rate, entry_at=now if new_dates else state.entry_at)


def hid_news(
    state: FeedState,
    new_dates: Sequence[datetime],
    etag: str | None,
    last_modified: str | None,
    now: datetime,
) -> bool:
    """Whether a full fetch shows that earlier 304s were false: news that was there while the server denied it."""
    if not state.quiet_polls or state.full_at is None or state.polled_at is None:
        return False
    same_validators = (etag, last_modified) == (state.etag, state.last_modified) and bool(etag or last_modified)
    if same_validators and new_dates:
        return True
    return any(state.full_at < moment < state.polled_at - _SETTLED for moment in new_dates if moment <= now)


def validators(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    """ETag and Last-Modified, to be sent back as they came; None for one that is absurdly long."""
    found = []
    for name in ("ETag", "Last-Modified"):
        value = headers.get(name)
        found.append(value if value and len(value) <= _LONGEST_VALIDATOR and value.isprintable() else None)
    return found[0], found[1]


def _wish(document: int | None, headers: Mapping[str, str], now: datetime) -> float:
    return max(document or 0, hints.fresh_seconds(headers, now) or 0)


def _outcome(parsed: ParsedFeed, answer: Response, *, fresh: bool) -> str:
    if not parsed.entries:
        return "no-entries"
    if not answer.complete:
        return "incomplete"
    return "new" if fresh else "nothing-new"
