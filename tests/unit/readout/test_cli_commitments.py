"""`readout commitments`: the ledger, and asking for a part of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.records import CommitmentKind, Modality
from tests.unit.readout.cli_builders import Place, Said
from tests.unit.reconcile.reconcile_builders import commitment, report

Tell = Callable[..., Said]


@pytest.fixture
def ledger(place: Place) -> Place:
    ten = commitment("Sweden will buy 10 ferries", of="ferries", figures=((10, "ferries"),))
    twelve = commitment("Sweden will buy 12 ferries", of="ferries", figures=((12, "ferries"),))
    visit = commitment(
        "The king will come to Oslo", "SWE", kind=CommitmentKind.VISIT, of="Oslo", modality=Modality.CONSIDERING
    )
    cables = commitment("Norway will lay two cables", "NOR", kind=CommitmentKind.ENERGY, of="cables", by="SWE")
    place.reconcile(
        report("a", on="2026-03-04", commitments=(ten, visit)),
        report("b", on="2026-03-11", hours=7 * 24, commitments=(twelve, cables)),
    )
    return place


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        ((), ["energy", "purchase", "visit"]),
        (("--actor", "swe"), ["purchase", "visit"]),
        (("--actor", "NOR"), ["energy"]),
        (("--kind", "visit"), ["visit"]),
        (("--state", "revised"), ["purchase"]),
        (("--actor", "NOR", "--kind", "visit"), []),
        (("--beneficiary", "DNK"), []),
    ],
    ids=["all", "by actor", "by another", "by kind", "by state", "none", "by beneficiary"],
)
def test_the_ledger_can_be_asked_for_a_part(
    ledger: Place, tell: Tell, arguments: tuple[str, ...], kinds: list[str]
) -> None:
    said = tell("commitments", *arguments, "--json")
    assert sorted(line["kind"] for line in said.json) == kinds


def test_a_person_sees_what_became_of_a_figure(ledger: Place, tell: Tell) -> None:
    said = tell("commitments", "--kind", "purchase")
    assert "10 ferries → 12 ferries" in said.out
    assert "revised" in said.out


def test_no_commitments_is_said(place: Place, tell: Tell) -> None:
    assert tell("commitments").out == "No commitments.\n"
    assert tell("commitments", "--json").json == []


def test_a_kind_that_is_none_is_refused_with_those_there_are(place: Place, tell: Tell) -> None:
    said = tell("commitments", "--kind", "promise")
    assert said.code == 2
    assert "'ceasefire'" in said.err
