"""Which words belong to which side, and what positions they take."""

from __future__ import annotations

from itertools import pairwise

import pytest

from consumers.extract.accounts import find_passages
from consumers.extract.commitments import find_commitments
from consumers.extract.document import Document
from consumers.extract.positions import find_positions
from tests.unit.extract.extract_documents import a_call, document, gazetteer

USA_CHN = a_call("USA", "CHN")
RUS_TUR = a_call("RUS", "TUR")


def sides(doc: Document) -> list[tuple[str, str]]:
    return [(p.side, p.evidence.exact) for p in find_passages(doc, USA_CHN, gazetteer())]


def test_an_official_text_is_its_sides_account_paragraph_by_paragraph() -> None:
    doc = document(
        "Vladimir Putin had a telephone conversation with Recep Tayyip Erdogan.\n\nGrain exports were discussed.",
        title="Telephone conversation with President of Turkey",
        official_of="RUS",
    )
    passages = find_passages(doc, RUS_TUR, gazetteer())
    assert [(p.side, p.official) for p in passages] == [("RUS", True)] * 3
    assert passages[-1].topics == ("trade", "agriculture", "food_security")


def test_words_after_a_verb_of_speech_belong_to_its_subject() -> None:
    doc = document("Xi Jinping said the island question must be handled with care and patience.")
    assert [side for side, _ in sides(doc)] == ["CHN"]


def test_according_to_makes_the_sentence_the_sources() -> None:
    doc = document("According to the White House, the tariffs on toys came up twice in the conversation.")
    assert [side for side, _ in sides(doc)] == ["USA"]


def test_the_ministry_added_goes_on_with_the_side_that_spoke_last() -> None:
    doc = document(
        "The Chinese foreign ministry said both countries should respect each other. "
        "The statement added that visas would be a matter for later talks."
    )
    assert [side for side, _ in sides(doc)] == ["CHN"]


def test_a_quotation_belongs_to_the_speaker_behind_it() -> None:
    doc = document("“We had a long and very good talk about farms and factories,” Donald Trump said.")
    assert [side for side, _ in sides(doc)] == ["USA"]


def test_the_outlets_own_words_belong_to_nobody() -> None:
    assert sides(document("Markets in Asia rose on Thursday after a long week of losses.")) == []


def test_a_third_country_has_no_account_of_the_call() -> None:
    assert sides(document("Japan said it was watching the talks between the two powers closely.")) == []


def test_passages_are_verbatim_and_do_not_overlap() -> None:
    doc = document(
        "Donald Trump said the call went very well indeed. Xi Jinping said that trade should be fair to both. "
        "Donald Trump said that he had raised the case of two jailed sailors."
    )
    spans = [p.evidence for p in find_passages(doc, USA_CHN, gazetteer())]
    assert all(doc.text[e.start : e.end] == e.exact for e in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_warning_with_content_is_a_position() -> None:
    doc = document(
        "The President warned against new arms sales to Taiwan and voiced concern over the tariffs on solar panels.",
        official_of="CHN",
    )
    positions = find_positions(doc, USA_CHN, gazetteer())
    assert {p.asserted_by for p in positions} == {"CHN"}
    assert {topic for p in positions for topic in p.topics} >= {"taiwan", "trade"}


def test_pleasantries_are_no_position() -> None:
    doc = document("The leaders exchanged New Year greetings and agreed to maintain contacts.", official_of="RUS")
    assert find_positions(doc, RUS_TUR, gazetteer()) == ()


def test_what_is_told_as_a_commitment_is_not_told_again_as_a_position() -> None:
    doc = document("Xi Jinping pledged to buy 30 million tonnes of American wheat next season.", official_of="USA")
    commitments = find_commitments(doc, USA_CHN, gazetteer())
    assert len(commitments) == 1
    assert find_positions(doc, USA_CHN, gazetteer(), commitments) == ()


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        pytest.param(
            "The President expressed regret that the ferry company had closed two harbours for the winter.",
            "CHN",
            id="no topic of the list",
        ),
        pytest.param(
            "Attention was drawn to the careless words of two ministers about the lighthouse keepers.",
            "CHN",
            id="nobody says who drew it",
        ),
        pytest.param(
            "Firmly reiterated the old demand that the lighthouse be painted before autumn.",
            "CHN",
            id="no subject at all",
        ),
        pytest.param(
            "Donald Trump thanked the harbour master for rescuing eleven sailors from the ice.",
            "USA",
            id="thanks for a deed",
        ),
    ],
)
def test_a_sentence_of_an_official_text_with_content_is_a_position(text: str, actor: str) -> None:
    (found,) = find_positions(document(text, official_of="CHN"), USA_CHN, gazetteer())
    assert (found.actor, found.asserted_by) == ((actor,), "CHN")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The President agreed with him on this.", id="hardly a word of content"),
        pytest.param("Xi Jinping congratulated Donald Trump on his re-election and birthday.", id="courtesy"),
        pytest.param("Xi Jinping spoke with Donald Trump about lighthouses, ferries and harbours.", id="opening"),
    ],
)
def test_formulas_of_an_official_text_are_no_positions(text: str) -> None:
    assert find_positions(document(text, official_of="CHN"), USA_CHN, gazetteer()) == ()


def test_congratulations_on_an_event_are_a_position() -> None:
    text = "Xi Jinping congratulated Donald Trump on the successful rescue of every sailor from the frozen strait."
    (found,) = find_positions(document(text, official_of="CHN"), USA_CHN, gazetteer())
    assert found.actor == ("CHN",)


def test_two_sides_joined_in_one_sentence_hold_a_position_each() -> None:
    text = (
        "Donald Trump praised the rescue of eleven sailors from the ice, and Xi Jinping demanded that the "
        "lighthouse be painted before autumn."
    )
    found = find_positions(document(text, official_of="CHN"), USA_CHN, gazetteer())
    assert [p.actor for p in found] == [("USA",), ("CHN",)]
