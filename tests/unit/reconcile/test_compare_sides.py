"""The two sides' own texts laid side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from consumers.reconcile.claims import Claim, claims_of
from consumers.reconcile.compare import compare
from consumers.reconcile.view import Cell, CellState
from pipeline.records import CommitmentKind, Modality, Quote
from tests.unit.reconcile.reconcile_builders import commitment, position, report, words

NAMES = frozenset({"ada", "holm", "viktor", "brandt"})


def north(*texts: str, commitments: Sequence[object] = ()) -> tuple[Claim, ...]:
    return _claims("NOR", texts, commitments)


def south(*texts: str, commitments: Sequence[object] = ()) -> tuple[Claim, ...]:
    return _claims("SWE", texts, commitments)


def _claims(side: str, texts: Sequence[str], commitments: Sequence[object]) -> tuple[Claim, ...]:
    positions = [position(text, side, start=1000 * (n + 1)) for n, text in enumerate(texts)]
    made = report(side, official_of=side, positions=positions, commitments=commitments)  # type: ignore[arg-type]
    return claims_of(side, [made], NAMES)


def matrix(nor: tuple[Claim, ...], swe: tuple[Claim, ...] | None, said: str = "") -> tuple[Cell, ...]:
    spoke = [Quote(source="x", url=None, published=None, evidence=words(said))] if said else []
    passages = {"NOR": spoke} | ({"SWE": spoke} if swe is not None else {})
    return compare({"NOR": nor, "SWE": swe or ()}, passages, NAMES)


def test_what_both_say_in_other_words_is_one_row_asserted_by_both() -> None:
    (row,) = matrix(
        north("Holm reaffirmed her support for the sovereignty of the islands."),
        south("Brandt thanked Holm for backing the islands' territorial integrity."),
    )

    assert set(row.states.values()) == {CellState.ASSERTED}


def test_the_only_two_statements_on_a_narrow_subject_are_one_row_though_the_rest_differs() -> None:
    (row,) = matrix(
        north(
            "Holm holds that neighbours must share coast patrols and winter harbours, and honour old accords on "
            "ransomware gangs."
        ),
        south("Brandt named ransomware gangs the gravest menace to every hospital, kiosk and bakery."),
    )

    assert set(row.states.values()) == {CellState.ASSERTED}


def test_what_one_side_leaves_out_is_omitted_with_the_other_side_s_words() -> None:
    (row,) = matrix(north("Holm warned that the sanctions will be tightened."), ())

    assert row.states == {"NOR": CellState.ASSERTED, "SWE": CellState.OMITTED}
    assert row.evidence["SWE"] is None
    assert row.evidence["NOR"] is not None


def test_a_side_without_a_text_of_its_own_has_no_account_yet() -> None:
    (row,) = matrix(north("Holm warned that the sanctions will be tightened."), None)

    assert row.states["SWE"] is CellState.NO_ACCOUNT


def test_a_sentence_that_says_the_same_counts_though_no_claim_was_read_from_it() -> None:
    (row,) = matrix(
        north("The ferries will be delivered before winter."), (), said="The ferries come before winter, said Brandt."
    )

    assert row.states["SWE"] is CellState.ASSERTED


@pytest.mark.parametrize(
    ("nor", "swe", "slot"),
    [
        pytest.param(
            commitment("will buy 20 new ferries", figures=[(20, "ferries")], of="ferries"),
            commitment("will buy 12 new ferries", figures=[(12, "ferries")], of="ferries"),
            "figure",
            id="another figure in the same unit",
        ),
        pytest.param(
            commitment("agreed to buy the new ferries", of="ferries"),
            commitment("is considering to buy the new ferries", of="ferries", modality=Modality.CONSIDERING),
            "firmness",
            id="agreed against considered",
        ),
        pytest.param(
            commitment("will pay for the new ferries", "SWE", of="ferries"),
            commitment("will pay for the new ferries", "NOR", of="ferries"),
            "actor",
            id="each says that the other acts",
        ),
        pytest.param(
            commitment("will deliver the new ferries in May", of="ferries", deadline="in May"),
            commitment("will deliver the new ferries in August", of="ferries", deadline="in August"),
            "deadline",
            id="another month",
        ),
    ],
)
def test_accounts_that_differ_in_substance_contradict_each_other(nor: object, swe: object, slot: str) -> None:
    (row,) = matrix(north(commitments=[nor]), south(commitments=[swe]))

    assert row.slots == (slot,)
    assert set(row.states.values()) == {CellState.CONTRADICTED}


def test_two_acts_of_one_kind_that_share_a_word_do_not_contradict_each_other() -> None:
    rows = matrix(
        north(
            commitments=[commitment("will host the fisheries summit in the old harbour town", "NOR", of="ferries")]
        ),
        south(commitments=[commitment("will send two engineers to mend a ferry", "SWE", of="ferries")]),
    )

    assert not any(row.slots for row in rows)


def test_neighbouring_statements_on_one_subject_that_say_different_things_are_rows_of_their_own() -> None:
    text = (
        "Holm demanded sanctions on the herring traders. "
        "She insisted that sanctions never touch island schools, hospitals or lighthouses."
    )
    first, second = text[:47], text[48:]
    made = report("NOR", official_of="NOR", positions=[position(first, "NOR"), position(second, "NOR", start=48)])

    assert len(matrix(claims_of("NOR", [made], NAMES), ())) == 2


def test_a_relative_clause_is_no_undertaking_of_its_own() -> None:
    text = "will meet the islanders in the old town hall where they will discuss the ferry"
    rows = matrix(
        north(
            commitments=[
                commitment(text[:44], of="meeting"),
                commitment(text[text.index("where") :], of="ferry"),
            ]
        ),
        (),
    )

    assert len(rows) == 1


def test_pleasantries_and_lists_of_topics_are_no_rows() -> None:
    rows = matrix(
        north(
            "It was an excellent and warm conversation in a friendly spirit.",
            "The leaders paid special attention to energy.",
        ),
        (),
    )

    assert rows == ()


def test_what_a_text_says_again_counts_once() -> None:
    rows = matrix(
        north(
            "The islands must keep their sovereignty, and will never be divided by a fence.",
            "The islands will keep their sovereignty and never be divided.",
        ),
        (),
    )

    assert len(rows) == 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("However, the company does not let them use this opportunity.", id="refers back"),
        pytest.param("The sailors were on the ice.", id="says little and takes no stand"),
    ],
)
def test_words_that_say_nothing_by_themselves_are_a_row_only_with_the_other_side_s(text: str) -> None:
    assert matrix(north(text), ()) == ()
    (row,) = matrix(north(text), (), said=text)
    assert set(row.states.values()) == {CellState.ASSERTED}


def test_a_clause_finds_its_like_through_the_sentence_it_stands_in() -> None:
    whole = "Brandt spoke of sealing harbours in winter, and of lighthouse keepers who stay on the ice."
    clause = whole[whole.index("lighthouse") :]
    nor = north("Holm wants the harbours sealed while keepers stay.")
    at = whole.index(clause)
    made = report("SWE", official_of="SWE", positions=[position(clause, "SWE", start=at)])
    swe = claims_of("SWE", [made], NAMES)
    link = swe[0].quote

    spoke = {"NOR": [], "SWE": [link.model_copy(update={"evidence": words(whole)})]}
    (row,) = compare({"NOR": nor, "SWE": swe}, spoke, NAMES)

    assert set(row.states.values()) == {CellState.ASSERTED}


def test_the_matrix_shows_firm_steps_before_statements_and_never_more_than_eleven_rows() -> None:
    statements = [f"Holm is concerned about the {word} lighthouse." for word in "abcdefghijklmnopqrstuvw"]
    promise = commitment("will release the sailors", kind=CommitmentKind.RELEASE)

    rows = matrix(
        north(*[s.replace(" lighthouse", f" {n}{n}{n}") for n, s in enumerate(statements)], commitments=[promise]), ()
    )

    assert len(rows) == 11
    assert rows[0].kind == "release"
