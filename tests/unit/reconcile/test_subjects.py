"""What claims and conflicts are about."""

from __future__ import annotations

import pytest

from consumers.reconcile.subjects import subject_of
from consumers.reconcile.undertakings import subject_of_commitment
from pipeline.records import CommitmentKind
from tests.unit.reconcile.reconcile_builders import commitment


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("soya bean purchases", "soybeans"),
        ("the Soybean count", "soybeans"),
        ("US soybeans", "soybeans"),
        ("the expected trip in April", "visit"),
        ("an invitation to the capital", "visit"),
        ("weapons sold to Taiwan, arms included", "arms-taiwan"),
        ("who placed the call", "placed-call"),
        ("de-escalate the tension", "diplomacy"),
        ("nothing known", "other"),
    ],
)
def test_different_words_for_one_thing_have_one_subject(text: str, subject: str) -> None:
    assert subject_of(text) == subject


def test_a_figure_without_its_goods_is_about_what_the_same_side_was_said_to_buy_in_that_unit() -> None:
    beans = commitment("They look at 20 million tons of soybeans.", figures=[(20, "million tons")])
    more = commitment("They have promised 25 million tonnes.", figures=[(25, "million tonnes")])
    ships = commitment("They have promised 3 ships.", figures=[(3, "ships")])

    assert subject_of_commitment(more, [beans, more]) == "soybeans"
    assert subject_of_commitment(ships, [beans, ships]) == "trade"


def test_a_visit_is_a_visit_whatever_else_is_said_of_it() -> None:
    visit = commitment("I will travel there in April to talk about oil.", kind=CommitmentKind.VISIT)

    assert subject_of_commitment(visit) == "visit"
