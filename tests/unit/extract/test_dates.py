"""Date words and the days they mean, seen from Wednesday 12 June 2024."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.extract.dates import find_dates
from pipeline.records import DateInterval

TODAY = date(2024, 6, 12)


def days(text: str, *, forward: bool = False) -> list[tuple[str, str]]:
    found = find_dates(text, TODAY, forward=forward)
    return [(word.interval.start.isoformat(), word.interval.end.isoformat()) for word in found]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        pytest.param("They spoke today.", "2024-06-12", "2024-06-12", id="today"),
        pytest.param("They spoke this morning.", "2024-06-12", "2024-06-12", id="part of today"),
        pytest.param("They spoke last night.", "2024-06-11", "2024-06-11", id="last night"),
        pytest.param("They spoke on Wednesday.", "2024-06-12", "2024-06-12", id="the same weekday is today"),
        pytest.param("They spoke on Monday.", "2024-06-10", "2024-06-10", id="the latest weekday"),
        pytest.param("They spoke on Friday.", "2024-06-07", "2024-06-07", id="a later weekday is last week's"),
        pytest.param("They spoke last Wednesday.", "2024-06-05", "2024-06-05", id="last weekday is not today"),
        pytest.param("They spoke on 3 March.", "2024-03-03", "2024-03-03", id="day and month"),
        pytest.param("They spoke on Nov. 24.", "2023-11-24", "2023-11-24", id="a date without a year is past"),
        pytest.param("Their call of July 4, 2021 ended.", "2021-07-04", "2021-07-04", id="full date"),
        pytest.param("On Sunday, June 9, they spoke.", "2024-06-09", "2024-06-09", id="weekday and date are one"),
        pytest.param("They spoke last week.", "2024-06-03", "2024-06-09", id="last week runs Monday to Sunday"),
        pytest.param("They spoke at the weekend.", "2024-06-08", "2024-06-09", id="weekend"),
        pytest.param(
            "They spoke in October.", "2023-10-01", "2023-10-31", id="a month not yet reached is last year's"
        ),
        pytest.param("They spoke in early April.", "2024-04-01", "2024-04-10", id="early in a month"),
        pytest.param("They spoke in late February.", "2024-02-21", "2024-02-29", id="late in a month"),
        pytest.param("They spoke three days ago.", "2024-06-09", "2024-06-09", id="days ago"),
        pytest.param("They spoke last month.", "2024-05-01", "2024-05-31", id="last month"),
    ],
)
def test_words_for_the_past_mean_the_latest_such_days(text: str, start: str, end: str) -> None:
    assert days(text) == [(start, end)]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        pytest.param("They will speak on Monday.", "2024-06-17", id="the coming weekday"),
        pytest.param("They will speak on Wednesday.", "2024-06-12", id="today's weekday is still today"),
        pytest.param("They will speak tomorrow.", "2024-06-13", id="tomorrow"),
        pytest.param("They will speak on 2 January.", "2025-01-02", id="a date without a year is to come"),
        pytest.param("They will speak next Wednesday.", "2024-06-19", id="next weekday is not today"),
    ],
)
def test_words_for_plans_look_forward(text: str, start: str) -> None:
    assert days(text, forward=True) == [(start, start)]


def test_that_day_and_a_day_later_lean_on_the_date_before() -> None:
    assert days("He rang her on Sunday and him a day later.") == [
        ("2024-06-09", "2024-06-09"),
        ("2024-06-10", "2024-06-10"),
    ]


def test_words_that_lean_on_a_date_mean_nothing_without_one() -> None:
    assert days("They spoke again that evening.") == []


@pytest.mark.parametrize(
    "text",
    ["They spoke recently.", "in the coming days", "He may march.", "They sat down.", "31 February", "12 million"],
)
def test_vague_words_are_no_date(text: str) -> None:
    assert days(text) == []


@given(
    st.text(alphabet=st.sampled_from("Mondaylstweknx 0123456789JuneMarch,.-'"), max_size=60),
    st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)),
    st.booleans(),
)
def test_any_text_gives_ordered_intervals_inside_the_text(text: str, today: date, forward: bool) -> None:
    found = find_dates(text, today, forward=forward)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_never_more_than_six_days_away(today: date, weekday: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    (past,) = find_dates(f"on {name}", today)
    (future,) = find_dates(f"on {name}", today, forward=True)
    assert past.interval.start.weekday() == future.interval.start.weekday() == weekday
    assert timedelta(0) <= today - past.interval.start <= timedelta(6)
    assert timedelta(0) <= future.interval.start - today <= timedelta(6)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("In the afternoon they spoke.", id="in the afternoon"),
        pytest.param("Later in the evening they spoke.", id="later in the evening"),
    ],
)
def test_a_part_of_the_day_is_of_the_day_named_last(text: str) -> None:
    monday = DateInterval(start=date(2024, 6, 10), end=date(2024, 6, 10))
    assert [word.interval for word in find_dates(text, TODAY, before=monday)] == [monday]
    assert find_dates(text, TODAY) == []
