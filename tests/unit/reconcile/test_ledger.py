"""One commitment over time."""

from __future__ import annotations

from datetime import date

import pytest

from consumers.reconcile.ledger import LineState, Promise, ledger
from consumers.reconcile.undertakings import undertakings_of
from pipeline.records import Commitment, CommitmentKind, Modality
from tests.unit.reconcile.reconcile_builders import commitment, report


def promises(call: str, *commitments: Commitment) -> list[Promise]:
    return [
        Promise(call, date.fromisoformat(call[:10]), one, "claimed")
        for one in undertakings_of(call, [report(call, commitments=commitments)])
    ]


def beans(figure: float, *, start: int = 0, modality: Modality = Modality.COMMITTED) -> Commitment:
    text = f"{figure:g} million tons of soybeans"
    return commitment(text, modality=modality, figures=[(figure, "million tons")], start=start)


VISIT = commitment("Brandt will travel north in April", kind=CommitmentKind.VISIT)


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        pytest.param([VISIT], [], LineState.NEW, id="one call"),
        pytest.param([VISIT], [VISIT], LineState.RESTATED, id="said again"),
        pytest.param([beans(12)], [beans(20)], LineState.REVISED, id="another figure"),
        pytest.param([beans(12)], [beans(12, modality=Modality.REFUSED)], LineState.DROPPED, id="refused later"),
        pytest.param([beans(12, modality=Modality.REFUSED)], [], LineState.REFUSED, id="never undertaken"),
    ],
)
def test_a_line_says_what_became_of_a_commitment(
    first: list[Commitment], second: list[Commitment], state: LineState
) -> None:
    (line,) = ledger([*promises("2026-01-10-nor-swe", *first), *promises("2026-03-04-nor-swe", *second)])

    assert line.state is state


def test_a_line_keeps_every_figure_in_order() -> None:
    (line,) = ledger(
        [*promises("2026-01-10-nor-swe", beans(12)), *promises("2026-03-04-nor-swe", beans(20), beans(25, start=90))]
    )

    assert line.figures == ("12 million tons", "20 million tons", "25 million tons")
    assert [entry.changed for entry in line.entries] == [
        (),
        ("figure 12 → 20 million tons",),
        ("figure 20 → 25 million tons",),
    ]


def test_a_commitment_long_forgotten_starts_a_new_line() -> None:
    lines = ledger([*promises("2024-01-10-nor-swe", VISIT), *promises("2026-03-04-nor-swe", VISIT)])

    assert len(lines) == 2


def test_the_order_of_calls_is_by_date_not_by_arrival() -> None:
    january, march = promises("2026-01-10-nor-swe", beans(12)), promises("2026-03-04-nor-swe", beans(20))

    assert ledger([*march, *january]) == ledger([*january, *march])
