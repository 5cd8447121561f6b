"""When a feed is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.feeds.hints import fresh_seconds, retry_after_seconds
from producers.feeds.rate import first_rate, watched
from producers.feeds.schedule import DAY, OFFICIAL, ORDINARY, Pace, Verdict, after_failure, after_success, first_poll
from tests.unit.feeds.feed_builders import NOW, rate


def wait(verdict: Verdict) -> float:
    assert verdict.at is not None
    return (verdict.at - NOW).total_seconds()


def about(seconds: float) -> object:
    """Up to a twentieth is added, so that feeds don't fall into step."""
    approximate: object = pytest.approx(seconds * 1.025, rel=0.026)
    return approximate


@pytest.mark.parametrize(
    ("pace", "a_day", "seconds"),
    [
        (OFFICIAL, 200, 60),
        (OFFICIAL, 10, 60),
        (ORDINARY, 500, 180),
    ],
    ids=["busy-official", "official", "busy-outlet"],
)
def test_the_wait_follows_the_rate_between_floor_and_ceiling(pace: Pace, a_day: float, seconds: float) -> None:
    verdict = after_success(pace, rate(a_day), NOW, name="x")
    assert wait(verdict) == about(seconds)


def test_a_feed_that_is_silent_for_a_year_is_polled_once_a_day() -> None:
    silent = rate(1, NOW - timedelta(days=365))
    for day in range(365):
        silent = watched(silent, (), 0, NOW - timedelta(days=364 - day))
    assert wait(after_success(ORDINARY, silent, NOW, name="x")) == about(DAY)


@given(st.floats(0.01, 1000), st.floats(1.1, 10))
def test_a_faster_feed_is_never_polled_less_often(a_day: float, factor: float) -> None:
    slow = wait(after_success(ORDINARY, rate(a_day), NOW, name="x"))
    fast = wait(after_success(ORDINARY, rate(a_day * factor), NOW, name="x"))
    assert fast <= slow


@given(st.floats(0, 1000), st.floats(0, 10 * DAY), st.sampled_from([OFFICIAL, ORDINARY]))
def test_the_wait_stays_within_its_bounds(a_day: float, wish: float, pace: Pace) -> None:
    seconds = wait(after_success(pace, rate(a_day), NOW, name="x", wish=wish))
    assert pace.floor <= seconds <= pace.ceiling * 1.05


def test_a_wish_of_the_feed_is_followed() -> None:
    verdict = after_success(ORDINARY, rate(500), NOW, name="x", wish=3600)
    assert wait(verdict) == about(3600)
    assert "asks" in verdict.reason


def test_a_general_wish_delays_an_official_feed_by_minutes_only() -> None:
    assert wait(after_success(OFFICIAL, rate(500), NOW, name="x", wish=3600)) == about(300)


def test_the_operator_s_word_is_final() -> None:
    verdict = after_success(Pace(fixed=7), rate(500), NOW, name="x", wish=3600)
    assert wait(verdict) == about(7)


def test_a_feed_that_a_hub_announces_is_polled_as_a_safety_net() -> None:
    assert wait(after_success(OFFICIAL, rate(500), NOW, name="x", pushed=True)) == about(900)


def test_waits_differ_from_feed_to_feed() -> None:
    waits = {wait(after_success(ORDINARY, rate(5), NOW, name=f"feed-{number}")) for number in range(50)}
    assert len(waits) > 45


def test_first_polls_are_spread() -> None:
    starts = sorted((first_poll(NOW, name=f"feed-{n}", spread=100) - NOW).total_seconds() for n in range(200))
    assert starts[0] < 5 and starts[-1] > 95
    assert 30 < starts[100] < 70


class TestFailures:
    @pytest.mark.parametrize(
        ("kind", "failures", "seconds"),
        [
            ("timeout", 1, 120),
            ("timeout", 3, 480),
            ("timeout", 99, 4 * 3600),
            ("dns", 1, 300),
            ("not-found", 1, 1800),
            ("not-found", 99, DAY),
            ("rate-limited", 1, 900),
            ("something-new", 1, 900),
        ],
    )
    def test_are_backed_off_by_kind(self, kind: str, failures: int, seconds: float) -> None:
        assert wait(after_failure(ORDINARY, kind, failures, NOW, name="x")) == about(seconds)

    def test_park_a_feed_that_is_gone(self) -> None:
        verdict = after_failure(ORDINARY, "gone", 1, NOW, name="x")
        assert verdict.at is None
        assert "gone" in verdict.reason

    @pytest.mark.parametrize(
        ("asked", "seconds"),
        [(3600.0, 3600.0), (10.0, 900.0), (10 * DAY, DAY)],
        ids=["followed", "shorter-than-ours", "no-longer-than-a-day"],
    )
    def test_follow_retry_after(self, asked: float, seconds: float) -> None:
        assert wait(after_failure(ORDINARY, "rate-limited", 1, NOW, name="x", retry_after=asked)) == about(seconds)

    def test_follow_retry_after_even_against_the_operator(self) -> None:
        verdict = after_failure(Pace(fixed=1), "rate-limited", 1, NOW, name="x", retry_after=3600.0)
        assert wait(verdict) == about(3600)


class TestRate:
    def test_is_first_told_by_the_dates_shown(self) -> None:
        dates = [NOW - timedelta(hours=number) for number in range(24)]
        assert first_rate(dates, NOW).per_second(NOW) * DAY == pytest.approx(25, rel=0.2)

    def test_of_a_feed_with_old_entries_only_is_low(self) -> None:
        assert first_rate([NOW - timedelta(days=200)], NOW).per_second(NOW) * DAY < 0.1

    def test_of_a_feed_without_dates_is_a_guess(self) -> None:
        assert first_rate([], NOW).per_second(NOW) * DAY == pytest.approx(2, rel=0.2)

    def test_falls_with_silence_and_rises_with_entries(self) -> None:
        start = first_rate([NOW - timedelta(hours=25 * number) for number in range(10)], NOW)
        later = NOW + timedelta(days=30)
        silent = watched(start, (), 0, later)
        busy = watched(start, [later - timedelta(minutes=1.4 * number) for number in range(1000)], 1000, later)
        assert silent.per_second(later) < start.per_second(NOW) < busy.per_second(later)

    def test_follows_the_hours_of_the_day(self) -> None:
        mornings = [NOW.replace(hour=9) - timedelta(days=number) for number in range(14)]
        learned = first_rate(mornings, NOW)
        assert learned.per_second(NOW.replace(hour=9)) > 3 * learned.per_second(NOW.replace(hour=22))

    @given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30))
    def test_is_positive_whatever_the_dates(self, dates: list[datetime]) -> None:
        assert first_rate(dates, NOW).per_second(NOW) > 0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=300"}, 300),
        ({"Cache-Control": "public, s-maxage=9, max-age=300"}, 300),
        ({"Cache-Control": "max-age=300", "Age": "100"}, 200),
        ({"Cache-Control": "max-age=300", "Age": "400"}, None),
        ({"Cache-Control": "no-cache, max-age=300"}, None),
        ({"Cache-Control": "max-age=0"}, None),
        ({"Cache-Control": "max-age=nonsense"}, None),
        ({"Cache-Control": "x-max-age=5"}, None),
        ({"Expires": "Mon, 02 Mar 2026 13:00:00 GMT"}, 3600),
        ({"Expires": "Mon, 02 Mar 2026 13:00:00 GMT", "Date": "Mon, 02 Mar 2026 12:30:00 GMT"}, 1800),
        ({"Expires": "0"}, None),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"Cache-Control": "max-age=60", "Expires": "Mon, 02 Mar 2026 13:00:00 GMT"}, 60),
    ],
)
def test_headers_tell_how_long_an_answer_is_fresh(headers: dict[str, str], seconds: int | None) -> None:
    assert fresh_seconds(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("Mon, 02 Mar 2026 12:10:00 GMT", 600),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("9" * 40, None),
        ("１２", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(text: str, seconds: int | None) -> None:
    assert retry_after_seconds({"Retry-After": text}, NOW) == seconds
