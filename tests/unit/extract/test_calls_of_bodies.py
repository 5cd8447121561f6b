"""Calls of bodies of states and calls whose participants the text lists, on 12 June 2025."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from consumers.extract.extraction import Extractor
from consumers.extract.gazetteer import load
from consumers.extract.language import load_model
from pipeline.records import Origin

CONFIG = Path(__file__).parents[3] / "config"
SITE = Origin(source="a site", official_of="FRA")
G7 = "CAN DEU FRA GBR ITA JPN USA"


@dataclass(frozen=True)
class Text:
    """The smallest thing that can be extracted from."""

    text: str
    title: str = ""
    published: datetime | None = datetime(2025, 6, 12, tzinfo=UTC)
    origin: Origin = SITE


@cache
def extractor() -> Extractor:
    return Extractor(load(CONFIG / "leaders.toml", CONFIG / "countries.toml"), load_model())


def told(text: str) -> list[str]:
    """The sides and the standing of each call."""
    calls = extractor().extract([Text(text)])[0].calls
    return sorted(
        " ".join(sorted(p.country or p.name for p in call.participants)) + f" {call.status}" for call in calls
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Emmanuel Macron and Mark Carney spoke by phone today. "
            "They will hold a virtual G7 leaders’ meeting soon.",
            [f"{G7} planned", "CAN FRA held"],
            id="a virtual meeting of its leaders",
        ),
        pytest.param(
            "Emmanuel Macron and Mark Carney spoke by phone today "
            "and will go on in the coming virtual meeting of G7 partners.",
            [f"{G7} planned", "CAN FRA held"],
            id="a meeting of partners, not of the pair that is named",
        ),
        pytest.param(
            "Emmanuel Macron was tired after a video call with Volodymyr Zelensky and the leaders of the G7 nations.",
            [f"{G7[:19]} JPN UKR USA held"],
            id="a guest, and no call of the guest's own",
        ),
        pytest.param(
            "Emmanuel Macron took part in a summit held via videoconference. "
            "Luiz Inácio Lula da Silva, Narendra Modi and Cyril Ramaphosa are also taking part in it.",
            ["BRA FRA IND ZAF held"],
            id="those who also took part",
        ),
        pytest.param(
            "Emmanuel Macron held a call with friends in the east.\n\nOn the call were the following:\n\n"
            "- Estonian President Alar Karis\n- Latvian President Edgars Rinkēvičs\n- Polish President Andrzej Duda"
            "\n\nThe weather was fine.",
            ["EST FRA LVA POL held"],
            id="a list on lines of its own",
        ),
        pytest.param(
            "Emmanuel Macron took part in a summit in Rome.\n\n"
            "Narendra Modi and Cyril Ramaphosa are also taking part in it. A video call was not mentioned.",
            [],
            id="a list of those in one room",
        ),
    ],
)
def test_who_is_on_the_line(text: str, expected: list[str]) -> None:
    assert told(text) == expected
