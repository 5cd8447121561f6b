"""Which numbers are figures, of what, and which figure they replace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.extract.quantities import find_quantities

FIGURES = [
    pytest.param("$4 billion over four years", [(4, "billion $", None)], id="sign and scale"),
    pytest.param("€300m for the coastguard", [(300, "million €", None)], id="short scale"),
    pytest.param("USD 225 million in aid", [(225, "million USD", None)], id="currency code before"),
    pytest.param("NOK 5 billion", [(5, "billion NOK", None)], id="another code"),
    pytest.param("$ 90 million", [(90, "million $", None)], id="space after the sign"),
    pytest.param("35% of the catch", [(35, "%", None)], id="percent sign"),
    pytest.param("by 15 percent", [(15, "percent", None)], id="percent in words"),
    pytest.param(
        "1.5 million rounds of ammunition", [(1.5, "million rounds of ammunition", None)], id="unit with of"
    ),
    pytest.param("450,000 doses of vaccine", [(450000, "doses of vaccine", None)], id="thousands separator"),
    pytest.param("Fourteen tanks", [(14, "tanks", None)], id="number in words"),
    pytest.param("from 3 to 5 million tonnes", [(5, "million tonnes", 3)], id="former value before"),
    pytest.param("to raise it to 15 percent from 39", [(15, "percent", 39)], id="former value behind"),
    pytest.param("600,000 doses, up from the 435,000 delivered", [(600000, "doses", 435000)], id="up from"),
    pytest.param("free 1,300 more", [(1300, "", None)], id="more of what was named"),
    pytest.param("a pause of the tariffs for 30 days", [(30, "days", None)], id="a length of time by itself"),
    pytest.param("$5 million for 30 days", [(5, "million $", None)], id="a length of time beside a figure"),
    pytest.param("two icebreakers and 7 tugs", [(2, "icebreakers", None), (7, "tugs", None)], id="two figures"),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES)
def test_a_figure_has_a_value_a_unit_and_a_former_value(
    text: str, expected: list[tuple[float, str, float | None]]
) -> None:
    assert [(q.value, q.unit, q.former) for q in find_quantities(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "on April 15", "on 30 November 2026", "in 2027", "the two leaders", "the two sides", "at 10:30",
        "their second call", "the G7", "F-16 jets", "three times", "COVID-19", "within 24 hours", "",
    ],
)  # fmt: skip
def test_dates_ordinals_and_the_two_leaders_are_no_figures(text: str) -> None:
    assert find_quantities(text) == ()


@given(st.text(max_size=200))
def test_any_text_is_read_without_error(text: str) -> None:
    find_quantities(text)


@given(st.integers(min_value=3, max_value=999_999_999))
def test_a_written_number_comes_back(number: int) -> None:
    assert [q.value for q in find_quantities(f"{number:,} barrels of oil")] == [number]
