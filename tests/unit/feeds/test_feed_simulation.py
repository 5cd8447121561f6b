"""The aims of the schedule, on a short run of the simulation in `bench/`."""

from __future__ import annotations

import pytest

from bench.feeds_simulation import Result, quantile, run


@pytest.fixture(scope="module")
def two_days() -> Result:
    return run(150, 2.0, 7)


def test_entries_of_official_feeds_are_seen_within_a_minute_and_a_half(two_days: Result) -> None:
    assert two_days.official_delays
    assert quantile(two_days.official_delays, 0.5) < 90


def test_it_takes_less_than_a_third_of_the_requests_of_polling_all_every_minute(two_days: Result) -> None:
    assert two_days.requests < two_days.feeds * two_days.days * 24 * 60 / 3


def test_other_entries_are_seen_within_minutes(two_days: Result) -> None:
    assert quantile(two_days.other_delays, 0.5) < 600


def test_no_host_is_asked_more_than_once_a_second(two_days: Result) -> None:
    assert two_days.busiest <= 60


def test_the_same_seed_gives_the_same_run() -> None:
    assert run(40, 0.5, 3).figures() == run(40, 0.5, 3).figures()
