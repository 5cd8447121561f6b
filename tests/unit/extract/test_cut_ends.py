"""Texts that a feed has cut off inside an office or a name, on 12 June 2025, in a Russian ministry's channel."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from consumers.extract.gazetteer import load
from consumers.extract.mentions import MentionFinder
from pipeline.records import Origin

CONFIG = Path(__file__).parents[3] / "config"


@cache
def finder() -> MentionFinder:
    return MentionFinder(load(CONFIG / "leaders.toml", CONFIG / "countries.toml"))


def last(text: str, on: date = date(2025, 6, 12)) -> tuple[str, str]:
    """(words, name of the leader or "-") of the last mention."""
    found = finder().find(text, None, on, Origin(source="a ministry", official_of="RUS"))
    return found[-1].text, found[-1].participant.name if found[-1].participant else "-"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        pytest.param(
            "🇷🇺 🇰🇿 vladimir putin rang the president of the republic of ka",
            "president of the republic of ka",
            "Kassym-Jomart Tokayev",
            id="country",
        ),
        pytest.param(
            "🇷🇺 🇬🇧 vladimir putin rang the prime minister of the un",
            "prime minister of the un",
            "Keir Starmer",
            id="country, by the flag alone",
        ),
        pytest.param(
            "🇷🇺 🇫🇷 vladimir putin rang president of the french",
            "president of the french",
            "Emmanuel Macron",
            id="country, after its adjective",
        ),
        pytest.param(
            "vladimir putin rang president of kazakhs",
            "president of kazakhs",
            "Kassym-Jomart Tokayev",
            id="country that can be no other",
        ),
        pytest.param(
            "🇷🇺 🇹🇷 putin rang president of", "president of", "Recep Tayyip Erdoğan", id="all but the office"
        ),
        pytest.param(
            "🇷🇺 🇰🇬 vladimir putin spoke by telephone with preside", "preside", "Sadyr Japarov", id="the office itself"
        ),
        pytest.param(
            "🇷🇺 🇦🇲 vladimir putin spoke by telephone with pr",
            "pr",
            "Nikol Pashinyan",
            id="an office of two, the leader's",
        ),
        pytest.param(
            "a call between vladimir putin and us pres", "us pres", "Donald Trump", id="the office of a country"
        ),
        pytest.param("Putin rings Serbian President Aleks", "Serbian President Aleks", "Aleksandar Vučić", id="name"),
        pytest.param(
            "putin rings president of the european council anto",
            "president of the european council anto",
            "António Costa",
            id="name that tells which of two offices",
        ),
        pytest.param(
            "at the request of france vladimir putin rang president emm",
            "president emm",
            "Emmanuel Macron",
            id="name, of a country in the line",
        ),
        pytest.param("🇷🇺 🇫🇷 putin rang president emm…", "president emm", "Emmanuel Macron", id="name, of a flag"),
    ],
)
def test_an_end_is_completed_from_its_line(text: str, words: str, name: str) -> None:
    assert last(text) == (words, name)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("vladimir putin rang the president of the un", id="no flag"),
        pytest.param("🇷🇺 🇰🇿 🇺🇿 vladimir putin rang the president of the republic of", id="two flags that fit"),
        pytest.param("🇷🇺 🇨🇭 vladimir putin rang the president of the internat", id="no state"),
    ],
)
def test_an_end_that_cannot_be_completed_is_nobody_s_office(text: str) -> None:
    assert last(text)[1] == "-"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("The Kremlin said the president of the republic", "Vladimir Putin", id="a whole word"),
        pytest.param("🇷🇺 🇫🇷 putin rang the former president of the french", "-", id="a former one"),
        pytest.param("🇷🇺 🇫🇷 putin rang the deputy prime minister of the fr", "-", id="a deputy"),
        pytest.param("🇷🇺 🇫🇷 putin rang president nic", "Vladimir Putin", id="somebody of neither side"),
    ],
)
def test_an_end_that_is_something_else_is_left_alone(text: str, name: str) -> None:
    assert last(text)[1] == name


def test_a_subject_in_small_letters_is_somebody() -> None:
    found = finder().find(
        "🇷🇺 🇮🇳 on june 12, igor #smirnov spoke by telephone with prime minister narendra modi",
        None,
        date(2025, 6, 12),
        Origin(source="a ministry", official_of="RUS"),
    )
    assert [(m.text, m.participant is None) for m in found] == [
        ("igor #smirnov", True),
        ("prime minister narendra modi", False),
    ]
