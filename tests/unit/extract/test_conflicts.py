"""What a document says about accounts that differ: who leaves out, denies or contradicts."""

from __future__ import annotations

import pytest

from consumers.extract.conflicts import find_conflicts
from pipeline.records import CallStatus, ReportedCall
from tests.unit.extract.extract_documents import a_call, document, gazetteer

USA_CHN = a_call("USA", "CHN")
LEAD = "Donald Trump said he and Xi Jinping spoke by telephone on Wednesday about beef and visas. "


def kinds(text: str, calls: tuple[ReportedCall, ...] = USA_CHN) -> list[tuple[str, str | None, str | None]]:
    return [(c.kind, c.claimed_by, c.by) for c in find_conflicts(document(text), calls, gazetteer())]


OMISSIONS = [
    "The Chinese statement made no reference to beef.",
    "China's readout did not mention the visas.",
    "There was no mention of beef in the Chinese readout.",
    "Beijing's summary is silent on beef.",
    "Neither beef nor visas figured in the Chinese account.",
    "The Chinese version left out the visas.",
    "There was not a word about beef in Beijing's statement.",
    "The statement from Beijing omitted any agreement on visas.",
    "The Chinese readout stopped short of mentioning beef.",
    "The Chinese communiqué made do without the beef.",
    "The beef went unmentioned in Beijing's summary.",
    "There was no word of beef from Beijing.",
    "One searches the Chinese statement in vain for the visas.",
    "The beef did not make it into the note that China's embassy circulated.",
    "China published four paragraphs on the call, none of which touched on beef.",
    "The Chinese note referred merely to friendship.",
]
DENIALS = [
    "China's foreign ministry denied that Xi Jinping had made any promise on beef.",
    "A Chinese spokesman said there was no such agreement.",
    "Beijing dismissed the claim as groundless.",
    "“This is completely untrue,” a Chinese foreign ministry spokesman said.",
    "China disputes that beef was so much as touched upon.",
    "“No visas were discussed,” a spokesman for Beijing said.",
    "According to China, Mr Xi gave no undertaking of the kind.",
    "Xi did NOT give way on beef, a Chinese official retorted.",
    "The beef was never on the table, China said.",
]
CONTRADICTIONS = [
    "China's account differed on the date of the visit.",
    "Beijing said it was the other way round.",
    "“No date has been set,” the Chinese foreign ministry said.",
    "The White House put the figure at 90 aircraft; China spoke of 45 aircraft.",
    "In the Chinese telling, it was Mr Trump who asked for the call.",
    "China's version differs: nothing had been settled.",
    "Whereas Washington speaks of a sale, Beijing speaks of an offer.",
    "China's foreign ministry put it less firmly.",
]


@pytest.mark.parametrize("text", OMISSIONS)
def test_an_omission_is_by_the_side_whose_account_it_is(text: str) -> None:
    assert kinds(LEAD + text) == [("omission", "USA", "CHN")]


@pytest.mark.parametrize("text", DENIALS)
def test_a_denial_is_by_the_side_that_speaks(text: str) -> None:
    assert kinds(LEAD + text) == [("denial", "USA", "CHN")]


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_a_contradiction_is_by_the_side_that_answers(text: str) -> None:
    assert kinds(LEAD + text) == [("contradiction", "USA", "CHN")]


def test_an_omission_of_both_sides_is_two() -> None:
    text = LEAD + "The name of the jailed captain is to be found in neither statement."
    assert {(kind, by) for kind, _, by in kinds(text)} == {("omission", "USA"), ("omission", "CHN")}


def test_a_denied_call_is_a_denial() -> None:
    text = "Donald Trump and Xi Jinping have not spoken since October, a Chinese foreign ministry spokesman said."
    assert kinds(text, a_call("USA", "CHN", status=CallStatus.DENIED)) == [("denial", "USA", "CHN")]


@pytest.mark.parametrize(
    "text",
    [
        "The statement was released in Beijing on Thursday.",
        "Xi Jinping did not attend the summit in Rome.",
        "The ambassador denied the sovereignty of the island.",
        "Prices differed little from those of the year before.",
        "Farmers said there was no rain in June.",
    ],
)
def test_other_negatives_are_no_conflicts(text: str) -> None:
    assert kinds(LEAD + text) == []


def test_what_goes_on_in_the_next_sentence_is_one_conflict() -> None:
    text = LEAD + "The Chinese statement made no reference to beef. It did not mention the visas."
    assert len(kinds(text)) == 1


def test_without_a_call_only_a_named_account_can_omit() -> None:
    assert kinds("The Turkish statement made no mention of the jailed mayor.", ()) == [("omission", None, "TUR")]
    assert kinds("They denied everything.", ()) == []


def test_evidence_is_verbatim() -> None:
    doc = document(LEAD + "The Chinese statement made no reference to beef.")
    [conflict] = find_conflicts(doc, USA_CHN, gazetteer())
    [evidence] = conflict.evidence
    assert doc.text[evidence.start : evidence.end] == evidence.exact
    assert "beef" in conflict.topic


def test_another_figure_in_the_next_sentence_is_a_contradiction() -> None:
    text = f"{LEAD}The White House said China would buy 90 jets. China's foreign ministry said it would buy 45 jets."
    assert ("contradiction", "USA", "CHN") in kinds(text)


def test_one_omission_told_in_two_sentences_has_both_as_evidence() -> None:
    text = LEAD + "China's readout did not mention the visas. Nor did it contain a word on beef."
    (conflict,) = find_conflicts(document(text), USA_CHN, gazetteer())
    assert [words.exact for words in conflict.evidence] == [
        "China's readout did not mention the visas.",
        "Nor did it contain a word on beef.",
    ]
