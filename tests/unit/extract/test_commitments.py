"""Which constructions tell of an undertaking, by whom, how firmly, and who says so."""

from __future__ import annotations

import pytest

from consumers.extract.commitments import MOST, find_commitments
from consumers.extract.document import Document
from pipeline.records import CallStatus, Commitment
from tests.unit.extract.extract_documents import a_call, document, gazetteer

USA_CHN = a_call("USA", "CHN")
GBR_UKR = a_call("GBR", "UKR")
FRA_IND = a_call("FRA", "IND")


def found(doc: Document, calls: tuple = USA_CHN) -> tuple[Commitment, ...]:  # type: ignore[type-arg]
    return find_commitments(doc, calls, gazetteer())


CONSTRUCTIONS = [
    pytest.param(
        "Donald Trump said China had agreed to buy 40 aircraft from Boeing by the end of June.",
        ("CHN",), "purchase", "committed", "USA", id="reported agreement to buy",
    ),
    pytest.param(
        "Xi Jinping pledged to release three detained engineers next week.",
        ("CHN",), "release", "committed", "outlet", id="pledge in the outlet's voice",
    ),
    pytest.param(
        "Donald Trump invited Xi Jinping to visit Florida in the autumn.",
        ("CHN",), "visit", "requested", "outlet", id="an invitation asks the guest",
    ),
    pytest.param(
        "Donald Trump accepted the invitation to visit Shanghai in May.",
        ("USA",), "visit", "committed", "outlet", id="an accepted invitation binds the traveller",
    ),
    pytest.param(
        "Xi Jinping asked Donald Trump to lift the tariffs on electric buses before the summer.",
        ("USA",), "trade", "requested", "outlet", id="a request binds nobody but names who is asked",
    ),
    pytest.param(
        "Donald Trump is considering a cut in tariffs on Chinese steel, the White House said.",
        ("USA",), "trade", "considering", "USA", id="weighing",
    ),
    pytest.param(
        "Xi Jinping ruled out a purchase of American pipeline gas this year.",
        ("CHN",), "purchase", "refused", "outlet", id="ruling out",
    ),
    pytest.param(
        "China will send a delegation to Washington on March 3, Xi Jinping told Donald Trump.",
        ("CHN",), "talks", "committed", "CHN", id="future with the speaker's tag behind it",
    ),
    pytest.param(
        "The two leaders agreed to hold another round of trade talks in Geneva in March.",
        ("USA", "CHN"), "talks", "committed", "outlet", id="the two leaders are those on the line",
    ),
    pytest.param(
        "The US president is expected to visit Shanghai in May.",
        ("USA",), "visit", "committed", "outlet", id="expected visit",
    ),
    pytest.param(
        "According to the White House, China promised to resume imports of poultry by June.",
        ("CHN",), "trade", "committed", "USA", id="according to",
    ),
    pytest.param(
        "Donald Trump announced an agreement by China to purchase 200 locomotives.",
        ("CHN",), "purchase", "committed", "USA", id="agreement as a noun with its agent",
    ),
    pytest.param(
        "Donald Trump persuaded Xi Jinping to lift the ban on wheat imports.",
        ("CHN",), "trade", "committed", "outlet", id="who is persuaded is to act",
    ),
    pytest.param(
        "Xi Jinping gave his word that the ban on wheat exports would be lifted by July.",
        ("CHN",), "trade", "committed", "outlet", id="a word given",
    ),
    pytest.param(
        "Donald Trump signed off on a cut in poultry tariffs.",
        ("USA",), "trade", "committed", "outlet", id="signing off",
    ),
    pytest.param(
        "Donald Trump called for China to cut its tariff on wine.",
        ("CHN",), "trade", "requested", "outlet", id="a call for somebody to act",
    ),
    pytest.param(
        "BEIJING — Donald Trump will send medicine for two hospitals next week.",
        ("USA",), "aid", "committed", "outlet", id="the place of a dateline does not act",
    ),
    pytest.param(
        "Donald Trump expressed gratitude to Xi Jinping for the decision to free two American teachers.",
        ("CHN",), "release", "committed", "outlet", id="who is thanked has decided",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actor", "kind", "modality", "asserted_by"), CONSTRUCTIONS)
def test_a_construction_tells_who_does_what_how_firmly_and_who_says_so(
    text: str, actor: tuple[str, ...], kind: str, modality: str, asserted_by: str
) -> None:
    lead = "Donald Trump and Xi Jinping spoke by telephone on Wednesday. "
    commitments = found(document(lead + text))
    assert [(set(c.actor), c.kind, c.modality, c.asserted_by) for c in commitments] == [
        (set(actor), kind, modality, asserted_by)
    ]


GOODWILL = [
    "The two leaders agreed to strengthen ties and deepen cooperation.",
    "They agreed to stay in close contact in the coming weeks.",
    "Xi Jinping stressed the importance of dialogue and mutual respect.",
    "The leaders agreed on the need for stability in the region.",
    "Donald Trump reaffirmed the commitment of the United States to peace.",
    "The presidents congratulated each other on the New Year.",
    "Both sides agreed to work closely together on shared challenges.",
]


@pytest.mark.parametrize("text", GOODWILL)
def test_goodwill_is_no_commitment(text: str) -> None:
    lead = "Donald Trump and Xi Jinping spoke by telephone on Wednesday. "
    assert found(document(lead + text)) == ()


@pytest.mark.parametrize("status", [CallStatus.PLANNED, CallStatus.PROPOSED, CallStatus.DENIED])
def test_without_a_held_call_there_are_no_commitments(status: CallStatus) -> None:
    doc = document("Xi Jinping pledged to buy 30 aircraft from Boeing next year.")
    assert found(doc, a_call("USA", "CHN", status=status)) == ()


def test_in_an_official_text_its_own_side_asserts_everything() -> None:
    doc = document(
        "The Prime Minister spoke with President Zelenskyy this morning. The Prime Minister announced that the UK "
        "would send 12 more air defence missiles by April.",
        title="PM call with President Zelenskyy",
        official_of="GBR",
    )
    [commitment] = found(doc, GBR_UKR)
    assert (commitment.actor, commitment.kind, commitment.asserted_by) == (("GBR",), "arms", "GBR")
    assert [q.value for q in commitment.quantities] == [12]


def test_in_the_first_person_i_is_the_speaker_and_they_are_the_others() -> None:
    doc = document(
        "Just finished a very good call with President Xi. I will be visiting Beijing in April. "
        "They have committed to buying 900 tractors this season!",
        official_of="USA",
        speaker="Donald Trump",
    )
    assert [(c.actor, c.kind) for c in found(doc)] == [(("USA",), "visit"), (("CHN",), "purchase")]


def test_a_figure_keeps_the_value_it_replaces() -> None:
    doc = document(
        "Donald Trump and Xi Jinping spoke by phone. Donald Trump said China had agreed to raise its purchases of "
        "sorghum from 3 million tonnes to 5 million tonnes this season."
    )
    [commitment] = found(doc)
    assert [(q.value, q.former, q.unit) for q in commitment.quantities] == [(5, 3, "million tonnes")]
    assert commitment.deadline == "this season"


def test_a_promise_of_an_earlier_occasion_is_left_out() -> None:
    doc = document(
        "Emmanuel Macron and Narendra Modi spoke by phone. India approved a $2 billion purchase of jets in 2019."
    )
    assert found(doc, FRA_IND) == ()


def test_what_is_told_twice_is_one_commitment_with_both_passages_as_evidence() -> None:
    doc = document(
        "Emmanuel Macron telephoned Narendra Modi on Tuesday. He agreed to visit Mumbai in March.",
        title="Macron agrees to visit Mumbai in March",
    )
    commitments = found(doc, FRA_IND)
    assert len(commitments) == 1
    assert len(commitments[0].evidence) == 2


def test_evidence_is_verbatim_and_in_order() -> None:
    doc = document(
        "Donald Trump and Xi Jinping spoke by phone. Xi Jinping pledged to buy 10 tankers of LNG in March. "
        "Donald Trump agreed to lift tariffs on Chinese toys in April."
    )
    commitments = found(doc)
    spans = [e for c in commitments for e in c.evidence]
    assert all(doc.text[e.start : e.end] == e.exact for e in spans)
    assert [c.evidence[0].start for c in commitments] == sorted(c.evidence[0].start for c in commitments)


def test_a_long_list_is_cut_to_the_likeliest() -> None:
    goods = [
        "rice",
        "maize",
        "sorghum",
        "barley",
        "oats",
        "wheat",
        "cotton",
        "sugar",
        "beef",
        "pork",
        "butter",
        "cheese",
        "coffee",
        "cocoa",
        "tea",
    ]
    pledges = " ".join(
        f"Xi Jinping pledged to buy {n + 2} million tonnes of {good} in March." for n, good in enumerate(goods)
    )
    assert len(found(document(f"Donald Trump and Xi Jinping spoke by phone. {pledges}"))) == MOST


@pytest.mark.parametrize("text", ["", " ", "\n\n", "“", "To to to.", "Agreed to.", "💬 📞"])
def test_a_text_that_says_nothing_yields_nothing(text: str) -> None:
    assert found(document(text)) == ()
