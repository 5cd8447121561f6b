"""What a text names of the closed list of topics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.extract.topics import TOPICS, topics_of

NAMED = [
    ("They spoke about tariffs on cars.", {"trade"}),
    ("Wheat and soya bean harvests came up.", {"agriculture"}),
    ("Gas supplies through the pipeline were reviewed.", {"energy"}),
    ("Fentanyl and drug trafficking were discussed.", {"drugs"}),
    ("He raised the Taiwan question.", {"taiwan"}),
    ("The situation in Ukraine was on the agenda.", {"ukraine"}),
    ("Sanctions on Russia will stay.", {"russia_sanctions"}),
    ("The New START treaty is about to end.", {"arms_control"}),
    ("The war in Gaza and the fate of the hostages", {"middle_east", "detainees"}),
    ("Talks on the Iranian nuclear programme", {"iran"}),
    ("Missile tests by North Korea", {"north_korea"}),
    ("Ransomware attacks from abroad", {"cyber"}),
    ("Vaccine deliveries against the pandemic", {"health"}),
    ("He asked for more air defence and ammunition.", {"military_aid"}),
    ("A loan and budget support", {"economic_aid"}),
    ("He invited the president to pay a state visit.", {"visits"}),
    ("The victory in World War II", {"history"}),
    ("The parliamentary elections and the reforms", {"domestic_politics"}),
    ("The Black Sea grain initiative", {"food_security", "agriculture"}),
    ("The state of bilateral relations", {"bilateral_ties"}),
    ("Our present relationship with that country is a poor one.", {"bilateral_ties"}),
    ("He asked for long-range missiles.", {"military_aid"}),
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[text[:30] for text, _ in NAMED])
def test_a_text_names_these_topics_and_no_others(text: str, expected: set[str]) -> None:
    assert set(topics_of(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They spoke for an hour.",
        "The trade union met.",
        "The climate of the talks was good.",
        "He will not come because of the pandemic.",
        "She called it a crude insult.",
        "",
    ],
)
def test_a_text_may_name_none(text: str) -> None:
    assert topics_of(text) == ()


@given(st.text(max_size=300))
def test_topics_come_from_the_list_in_its_order(text: str) -> None:
    named = topics_of(text)
    assert list(named) == [topic for topic in TOPICS if topic in named]
