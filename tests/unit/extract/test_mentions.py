"""Who is mentioned: names, offices, nationalities, and everybody who is no leader, on 12 June 2025."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.extract.document import Mention, MentionKind
from consumers.extract.gazetteer import load
from consumers.extract.language import LanguageModel, load_model
from consumers.extract.mentions import MentionFinder
from pipeline.records import Origin

CONFIG = Path(__file__).parents[3] / "config"


@cache
def finder() -> MentionFinder:
    return MentionFinder(load(CONFIG / "leaders.toml", CONFIG / "countries.toml"))


@cache
def model() -> LanguageModel:
    return load_model()


def mentions(text: str, on: date = date(2025, 6, 12), *, parse: bool = False, **origin: str) -> tuple[Mention, ...]:
    doc = model()(text) if parse else None
    return finder().find(text, doc, on, Origin(source="a paper", **origin))


def people(text: str, on: date = date(2025, 6, 12), *, parse: bool = False, **origin: str) -> list[tuple[str, str]]:
    """(words, country of the leader or "-")."""
    return [
        (m.text, (m.participant.country or "?") if m.participant else "-")
        for m in mentions(text, on, parse=parse, **origin)
    ]


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        pytest.param("Emmanuel Macron left.", "Emmanuel Macron", "FRA", id="full name"),
        pytest.param("Macron left.", "Macron", "FRA", id="surname"),
        pytest.param("MACRON LEFT", "MACRON", "FRA", id="capitals"),
        pytest.param("Mr Xi left.", "Xi", "CHN", id="honorific"),
        pytest.param("French President Emmanuel Macron left.", "French President Emmanuel Macron", "FRA", id="title"),
        pytest.param(
            "France’s president, Emmanuel Macron, left.",
            "France’s president, Emmanuel Macron",
            "FRA",
            id="apposition",
        ),
        pytest.param(
            "President of the French Republic Emmanuel Macron left.",
            "President of the French Republic Emmanuel Macron",
            "FRA",
            id="full style",
        ),
        pytest.param(
            "Prime Minister Modi of India left.", "Prime Minister Modi of India", "IND", id="country behind"
        ),
        pytest.param("The Turkish president left.", "Turkish president", "TUR", id="office alone"),
        pytest.param("The president of Mexico left.", "president of Mexico", "MEX", id="office of a country"),
        pytest.param("The Chinese leader left.", "Chinese leader", "CHN", id="leader"),
        pytest.param("Pope Leo XIV left.", "Pope Leo XIV", "VAT", id="pope"),
        pytest.param("NATO chief Mark Rutte left.", "NATO chief Mark Rutte", "NATO", id="chief of an organisation"),
        pytest.param("Volodymyr\u00a0Zelensky left.", "Volodymyr\u00a0Zelensky", "UKR", id="unbreakable space"),
        pytest.param("president vladimir putin left", "president vladimir putin", "RUS", id="small letters"),
    ],
)
def test_leaders(text: str, words: str, country: str) -> None:
    assert people(text) == [(words, country)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Former President Joe Biden left.", id="former"),
        pytest.param("Angela Merkel left.", id="former, without a title"),
        pytest.param("Foreign Minister Wang Yi left.", id="minister"),
        pytest.param("Putin's special envoy left.", id="envoy"),
        pytest.param("The Trump administration left.", id="administration"),
        pytest.param("Vice President JD Vance left.", id="vice president"),
        pytest.param("Deputy Prime Minister Angela Rayner left.", id="deputy"),
        pytest.param("Lara Trump left.", id="same surname"),
        pytest.param("Donald Trump Jr. left.", id="son"),
    ],
)
def test_others_are_no_leaders(text: str) -> None:
    found = mentions(text, parse=True)
    assert found
    assert {m.kind for m in found} == {MentionKind.OTHER}


def test_a_name_that_colours_a_word_is_nobody() -> None:
    assert people("The Trump-era rule and the pro-Putin party stay.") == []


@pytest.mark.parametrize(
    ("on", "country"),
    [
        pytest.param(date(2017, 5, 1), "DEU", id="in office"),
        pytest.param(date(2023, 5, 1), "-", id="out of office"),
    ],
)
def test_office_is_that_of_the_documents_day(on: date, country: str) -> None:
    assert people("Angela Merkel left.", on) == [("Angela Merkel", country)]


def test_the_counterpart_holds_the_same_office_elsewhere() -> None:
    found = people("French President Emmanuel Macron and his Turkish counterpart left.")
    assert found[-1] == ("Turkish counterpart", "TUR")


def test_a_ministers_counterpart_is_no_leader() -> None:
    found = people("Foreign Minister Sergey Lavrov and his Turkish counterpart left.")
    assert found[-1] == ("Turkish counterpart", "-")


def test_several_countries_share_one_title() -> None:
    assert [country for _, country in people("The presidents of Russia and Ukraine left.")] == ["RUS", "UKR"]
    assert [country for _, country in people("French and German leaders left.")] == ["FRA", "DEU"]


def test_the_president_is_the_one_at_home() -> None:
    assert people("The president left.", official_of="FRA") == [("president", "FRA")]
    assert people("The president left.") == []


def test_an_unknown_leader_keeps_title_and_country() -> None:
    (found,) = mentions("Fijian Prime Minister Jone Vakatawa left.", parse=True)
    assert found.kind is MentionKind.UNRESOLVED
    assert found.participant is not None
    assert (found.participant.country, found.participant.office) == ("FJI", "prime minister")


@given(
    st.lists(
        st.sampled_from(
            [
                "Macron",
                "President",
                "of",
                "France’s",
                "the",
                "Xi",
                "Jinping",
                ",",
                "and",
                "\n",
                "📞",
                "former",
                "leader",
                "–",
                "’s",
            ]
        ),
        max_size=25,
    )
)
def test_mentions_are_in_order_and_show_their_own_words(words: list[str]) -> None:
    text = " ".join(words)
    found = mentions(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "The head of the Syrian administration left.",
            [("head of the Syrian administration", "SYR")],
            id="administration",
        ),
        pytest.param(
            "The head of the new Syrian administration, Ahmed al-Sharaa, left.",
            [("head of the new Syrian administration, Ahmed al-Sharaa", "SYR")],
            id="administration and name",
        ),
        pytest.param(
            "The head of the Russian government left.", [("head of the Russian government", "RUS")], id="state"
        ),
        pytest.param(
            "The head of the Syrian delegation left.", [("head of the Syrian delegation", "-")], id="no state"
        ),
        pytest.param(
            "The prime minister of the Islamic Republic of Pakistan left.",
            [("prime minister of the Islamic Republic of Pakistan", "PAK")],
            id="republic of one country that is short for another",
        ),
        pytest.param(
            "Crown Prince and Prime Minister Mohammed bin Salman left.",
            [("Crown Prince and Prime Minister Mohammed bin Salman", "SAU")],
            id="two offices of one",
        ),
    ],
)
def test_offices_in_other_words(text: str, found: list[tuple[str, str]]) -> None:
    assert people(text) == found


def test_a_prince_s_first_name_is_the_prince_s_that_the_text_names_in_full() -> None:
    text = "Keir Starmer dined with Mohammed bin Salman. The prime minister and Prince Mohammed then spoke."
    assert people(text, outlet_country="GB") == [
        ("Keir Starmer", "GBR"),
        ("Mohammed bin Salman", "SAU"),
        ("prime minister", "GBR"),
        ("Prince Mohammed", "SAU"),
    ]
