"""One call's commitments, each once."""

from __future__ import annotations

from consumers.reconcile.undertakings import differences_of, undertakings_of
from pipeline.records import CommitmentKind, Modality
from tests.unit.reconcile.reconcile_builders import commitment, report

BEANS = [(20, "million tons")]


def test_wordings_of_one_undertaking_are_one_with_every_wording_kept() -> None:
    found = undertakings_of(
        "call",
        [
            report("a", commitments=[commitment("will buy 20 million tons of soybeans", figures=BEANS)]),
            report(
                "b", commitments=[commitment("to take 20 million tonnes of soya", figures=[(20, "million tonnes")])]
            ),
        ],
    )

    assert [(one.subject, len(one.wordings)) for one in found] == [("soybeans", 2)]


def test_two_figures_for_two_seasons_are_two_undertakings_on_one_line() -> None:
    first = commitment("20 million tons of soybeans this season", figures=BEANS)
    second = commitment("25 million tons of soybeans next season", figures=[(25, "million tons")], start=50)

    found = undertakings_of("call", [report("a", commitments=[first, second])])

    assert len(found) == 2
    assert len({one.thread for one in found}) == 1


def test_the_official_wording_says_how_firm_it_is_and_the_press_shows_as_a_difference() -> None:
    own = commitment("is considering 20 million tons of soybeans", modality=Modality.CONSIDERING, figures=BEANS)
    press = commitment("has agreed to 20 million tons of soybeans", figures=BEANS)

    (found,) = undertakings_of(
        "call", [report("post", official_of="NOR", commitments=[own]), report("press", commitments=[press])]
    )

    assert found.modality is Modality.CONSIDERING
    (difference,) = differences_of("NOR", [found])
    assert difference.what == "firmness"
    assert "considering (its own text)" in difference.detail
    assert "committed (Gazette press)" in difference.detail


def test_without_an_official_wording_most_wordings_decide_and_doubt_wins_a_tie() -> None:
    firm = report("a", commitments=[commitment("will visit", kind=CommitmentKind.VISIT)])
    loose = report(
        "b", commitments=[commitment("may visit", kind=CommitmentKind.VISIT, modality=Modality.CONSIDERING)]
    )

    (found,) = undertakings_of("call", [firm, loose])

    assert found.modality is Modality.CONSIDERING
