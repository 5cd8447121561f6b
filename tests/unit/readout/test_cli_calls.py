"""`readout calls`, `call` and `conflicts`: what has been found, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.records import CallStatus
from tests.unit.readout.cli_builders import Place, Said
from tests.unit.reconcile.reconcile_builders import commitment, passage, report, reported

Tell = Callable[..., Said]


@pytest.fixture
def found(place: Place) -> Place:
    """A call of March 4 with an omission, one of March 11, and one without a date."""
    ferries = commitment("Sweden will buy ten ferries", of="ferries")
    place.reconcile(
        report("a", on="2026-03-04", commitments=(ferries,), conflicts=(reported("ferries", "SWE"),)),
        report("b", on="2026-03-04", official_of="SWE", passages=(passage("We spoke of fish.", "SWE"),)),
        report("c", ("DNK", "NOR"), on="2026-03-11", hours=7 * 24),
        report("d", ("FIN", "ISL"), status=CallStatus.PLANNED),
    )
    return place


def ids(said: Said) -> list[str]:
    return [call["summary"]["id"] for call in said.json]


def test_calls_are_listed_the_latest_first_and_those_without_a_date_last(found: Place, tell: Tell) -> None:
    listed = ids(tell("calls", "--json"))
    assert listed[:2] == ["2026-03-11-dnk-nor", "2026-03-04-nor-swe"]
    assert len(listed) == 3


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (("--country", "swe"), ["2026-03-04-nor-swe"]),
        (("--since", "2026-03-05", "--until", "2026-03-31"), ["2026-03-11-dnk-nor"]),
        (("--until", "2026-03-04", "--country", "NOR"), ["2026-03-04-nor-swe"]),
        (("--country", "EU"), []),
    ],
    ids=["by side", "since", "until", "none"],
)
def test_calls_can_be_asked_for_by_side_and_day(
    found: Place, tell: Tell, arguments: tuple[str, ...], wanted: list[str]
) -> None:
    assert ids(tell("calls", *arguments, "--json")) == wanted


def test_a_person_sees_a_table(found: Place, tell: Tell) -> None:
    said = tell("calls")
    assert "3 calls" in said.out
    assert "Ada Holm (NOR) – Viktor Brandt (SWE)" in said.out


def test_one_call_is_shown_with_both_sides_and_the_words_it_rests_on(found: Place, tell: Tell) -> None:
    said = tell("call", "2026-03-04-nor-swe")
    for words in ("Viktor Brandt", "SWE (official text)", "Sweden will buy ten ferries", "omission", "Office of SWE"):
        assert words in said.out
    assert tell("call", "2026-03-04-nor-swe", "--json").json["parties"] == ["NOR", "SWE"]


def test_a_call_that_is_not_there_is_told(found: Place, tell: Tell) -> None:
    said = tell("call", "2020-01-01-nor-swe")
    assert (said.code, said.err) == (2, "readout: there is no call 2020-01-01-nor-swe; see `readout calls`\n")


def test_conflicts_are_listed_with_their_call(found: Place, tell: Tell) -> None:
    rows = tell("conflicts", "--json").json
    assert {(row["call"], row["summary"]["kind"], row["summary"]["by"]) for row in rows} == {
        ("2026-03-04-nor-swe", "omission", "SWE")
    }
    assert "omission" in tell("conflicts").out
    assert tell("conflicts", "--country", "ISL").out == "No conflicts.\n"


def test_text_from_the_net_cannot_steer_the_terminal(place: Place, tell: Tell) -> None:
    place.reconcile(report("a", on="2026-03-04", source="Evil \x1b[2J Gazette [bold]"))
    said = tell("call", "2026-03-04-nor-swe")
    assert "\x1b" not in said.out
    assert "[bold]" in said.out
