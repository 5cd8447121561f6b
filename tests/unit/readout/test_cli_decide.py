"""`readout merge` and `readout split`: what a person decides holds."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.unit.readout.cli_builders import Place, Said
from tests.unit.reconcile.reconcile_builders import report

Tell = Callable[..., Said]


def calls(tell: Tell) -> dict[str, set[str]]:
    """The documents of each call."""
    return {call["summary"]["id"]: {r["ref"] for r in call["reports"]} for call in tell("calls", "--json").json}


@pytest.fixture
def two_calls(place: Place) -> Place:
    place.reconcile(
        report("a", on="2026-03-04"),
        report("b", on="2026-03-04"),
        report("c", on="2026-03-11", hours=7 * 24),
    )
    return place


def test_two_calls_become_one(two_calls: Place, tell: Tell) -> None:
    assert len(calls(tell)) == 2
    assert tell("merge", "2026-03-04-nor-swe", "2026-03-11-nor-swe").code == 0
    two_calls.tick()
    assert list(calls(tell).values()) == [{"a", "b", "c"}]


def test_a_merge_outlives_reports_that_come_later(two_calls: Place, tell: Tell) -> None:
    tell("merge", "2026-03-04-nor-swe", "2026-03-11-nor-swe")
    two_calls.tick()
    two_calls.reconcile(report("d", on="2026-03-04"))
    assert list(calls(tell).values()) == [{"a", "b", "c", "d"}]


def test_a_report_leaves_its_call(two_calls: Place, tell: Tell) -> None:
    assert tell("split", "2026-03-04-nor-swe", "https://news.example/b").code == 0
    two_calls.tick()
    assert sorted(map(sorted, calls(tell).values())) == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("merge", "2026-03-04-nor-swe"), "merge needs two different calls"),
        (("merge", "2026-03-04-nor-swe", "2026-03-04-nor-swe"), "merge needs two different calls"),
        (("merge", "2026-03-04-nor-swe", "2020-01-01-nor-swe"), "there is no call 2020-01-01-nor-swe"),
        (("split", "2020-01-01-nor-swe", "a"), "there is no call 2020-01-01-nor-swe"),
        (("split", "2026-03-04-nor-swe", "z"), "2026-03-04-nor-swe has no report in z"),
        (("split", "2026-03-04-nor-swe", "a", "b"), "nothing would be left of 2026-03-04-nor-swe"),
    ],
    ids=["one call", "the same call", "no such call", "split of no call", "no such document", "all of a call"],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    two_calls: Place, tell: Tell, arguments: tuple[str, ...], told: str
) -> None:
    before = calls(tell)
    said = tell(*arguments)
    assert said.code == 2
    assert told in said.err
    assert "Traceback" not in said.err
    two_calls.tick()
    assert calls(tell) == before
