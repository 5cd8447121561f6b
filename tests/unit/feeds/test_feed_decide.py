"""What follows from an answer: validators, full fetches, moves, failures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.http.model import Hop
from producers.feeds.decide import (
    Failure,
    after_failure,
    after_parsed,
    after_unchanged,
    body_hash,
    failure_of,
    request_headers,
)
from producers.feeds.state import FeedState, fitted
from tests.unit.feeds.feed_builders import NOW, URL, answer, entry, feed, parsed, rate, state

KNOWN = state(
    etag='"a"',
    last_modified="Mon, 02 Mar 2026 11:00:00 GMT",
    rate=rate(5),
    full_at=NOW - timedelta(hours=1),
    polled_at=NOW - timedelta(minutes=5),
    quiet_polls=3,
)


def test_a_request_carries_the_validators() -> None:
    headers = request_headers(KNOWN, NOW)
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (KNOWN.etag, KNOWN.last_modified)


@pytest.mark.parametrize(
    "changes",
    [
        {"full_at": None},
        {"full_at": NOW - timedelta(days=1), "quiet_polls": 10},
        {"full_at": NOW - timedelta(days=8), "quiet_polls": 2},
        {"unconditional_until": NOW + timedelta(days=1)},
    ],
    ids=["never-fetched", "a-day-and-ten-polls", "a-week", "caught-with-false-304"],
)
def test_now_and_then_the_whole_document_is_fetched(changes: dict[str, object]) -> None:
    values = {name: getattr(KNOWN, name) for name in FeedState.__dataclass_fields__}
    headers = request_headers(FeedState(**(values | changes)), NOW)
    assert "If-None-Match" not in headers and "If-Modified-Since" not in headers


def test_a_304_keeps_the_validators_and_takes_new_ones() -> None:
    kept = after_unchanged(feed(), KNOWN, answer(304), NOW)
    assert (kept.etag, kept.last_modified) == (KNOWN.etag, KNOWN.last_modified)
    assert after_unchanged(feed(), KNOWN, answer(304, ETag='"b"'), NOW).etag == '"b"'


def test_the_same_body_again_takes_the_new_validators_and_costs_no_parse() -> None:
    after = after_unchanged(feed(), KNOWN, answer(200, b"same", ETag='"b"'), NOW)
    assert (after.etag, after.outcome, after.quiet_polls) == ('"b"', "unchanged", 4)


def test_a_parsed_document_is_remembered_with_its_validators_and_wishes() -> None:
    after = after_parsed(
        feed(),
        KNOWN,
        answer(200, b"new", ETag='"b"'),
        parsed(entry(), wait_seconds=3600, hub="https://hub.example/", topic=URL),
        [NOW],
        NOW,
        conditional=True,
    )
    assert (after.etag, after.last_modified, after.body_hash) == ('"b"', None, body_hash(b"new"))
    assert (after.wish_seconds, after.hub, after.outcome, after.entry_at) == (
        3600,
        "https://hub.example/",
        "new",
        NOW,
    )


def test_an_incomplete_document_leaves_no_validators() -> None:
    after = after_parsed(
        feed(),
        KNOWN,
        answer(200, b"half", complete=False, ETag='"b"'),
        parsed(entry()),
        [NOW],
        NOW,
        conditional=False,
    )
    assert (after.etag, after.body_hash, after.outcome) == (None, None, "incomplete")


def test_a_validator_of_absurd_length_is_not_kept() -> None:
    after = after_parsed(
        feed(), KNOWN, answer(200, b"x", ETag="x" * 5000), parsed(entry()), [], NOW, conditional=False
    )
    assert after.etag is None


class TestFalse304:
    def full_fetch(self, new_dates: list[object], etag: str, last_modified: str = "") -> FeedState:
        return after_parsed(
            feed(),
            KNOWN,
            answer(200, b"x", ETag=etag, Last_Modified=last_modified),
            parsed(entry()),
            new_dates,  # type: ignore[arg-type]
            NOW,
            conditional=False,
        )

    def test_is_noticed_by_news_under_the_same_validators(self) -> None:
        after = self.full_fetch([None, NOW], '"a"', KNOWN.last_modified or "")
        assert after.unconditional_until is not None

    def test_is_noticed_by_news_older_than_the_last_denial(self) -> None:
        assert self.full_fetch([NOW - timedelta(minutes=50)], '"b"').unconditional_until is not None

    def test_is_not_suspected_when_the_news_is_fresh(self) -> None:
        assert self.full_fetch([NOW - timedelta(minutes=2)], '"b"').unconditional_until is None

    def test_is_not_suspected_without_news(self) -> None:
        assert self.full_fetch([], '"a"').unconditional_until is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, None),
        (304, None),
        (410, "gone"),
        (404, "not-found"),
        (401, "forbidden"),
        (403, "forbidden"),
        (451, "forbidden"),
        (429, "rate-limited"),
        (500, "server-error"),
        (503, "server-error"),
        (418, "client-error"),
        (302, "client-error"),
    ],
)
def test_statuses_have_names(status: int, kind: str | None) -> None:
    failure = failure_of(answer(status), NOW)
    assert (failure.kind if failure else None) == kind


def test_retry_after_is_taken_from_a_refusal() -> None:
    failure = failure_of(answer(429, Retry_After="60"), NOW)
    assert failure is not None and failure.retry_after == 60


def test_a_permanent_redirect_is_remembered() -> None:
    moved = answer(200, b"x", hops=[Hop("https://old.example/feed", 301)])
    after = after_parsed(feed(), KNOWN, moved, parsed(entry()), [], NOW, conditional=False)
    assert (after.configured_url, after.url) == (URL, moved.url)


def test_a_temporary_redirect_is_not() -> None:
    elsewhere = state(url="https://old.example/feed")
    moved = answer(200, b"x", hops=[Hop("https://old.example/feed", 302)])
    assert after_parsed(feed(), elsewhere, moved, parsed(entry()), [], NOW, conditional=False).url == elsewhere.url


def test_a_feed_that_moved_and_is_not_found_there_goes_back() -> None:
    moved = state(url="https://new.example/feed", etag='"a"')
    after = after_failure(feed(), moved, Failure("gone", ""), NOW)
    assert (after.url, after.etag, after.outcome, after.parked) == (URL, None, "moved-gone", None)


def test_a_gone_feed_is_parked_and_says_so() -> None:
    after = after_failure(feed(), KNOWN, Failure("gone", "the server answers 410 Gone"), NOW)
    assert after.next_poll_at is None
    assert after.parked


def test_failures_in_a_row_are_counted_until_a_success() -> None:
    failing = after_failure(feed(), KNOWN, Failure("timeout", ""), NOW)
    assert after_failure(feed(), failing, Failure("timeout", ""), NOW).failures == 2
    assert after_unchanged(feed(), failing, answer(304), NOW).failures == 0


def test_another_address_in_the_configuration_starts_afresh() -> None:
    assert fitted(KNOWN, "news", URL) is KNOWN
    assert fitted(KNOWN, "news", "https://other.example/").etag is None


def test_a_state_survives_its_json() -> None:
    after = after_parsed(feed(), KNOWN, answer(200, b"x"), parsed(entry()), [NOW], NOW, conditional=False)
    assert FeedState.from_json(after.to_json()) == after
