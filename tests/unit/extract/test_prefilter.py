"""The first pass: what it must let through, and what it must keep from the language model."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.extract.gazetteer import load
from consumers.extract.prefilter import FirstPass
from pipeline.records import Origin

CONFIG = Path(__file__).parents[3] / "config"
TODAY = date(2025, 6, 12)
OUTLET = Origin(source="a paper")


@cache
def first_pass() -> FirstPass:
    return FirstPass(load(CONFIG / "leaders.toml", CONFIG / "countries.toml"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Macron and Merz spoke on Monday.", id="two names and a verb"),
        pytest.param("Macron held a call with the German chancellor.", id="a name and an office"),
        pytest.param("The Turkish president rang his Egyptian counterpart.", id="two offices"),
        pytest.param("MACRON AND MERZ HOLD VIDEO CALL", id="capitals"),
        pytest.param("macron and merz hold phone talks", id="small letters"),
        pytest.param("📞 Macron, Merz", id="a telephone sign"),
        pytest.param("Macron spoke by phone with Prime Minister Jone Vakatawa of Fiji.", id="an unknown leader"),
    ],
)
def test_lets_through(text: str) -> None:
    assert first_pass().passages(text, OUTLET, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Macron called for calm.", id="one leader, no call"),
        pytest.param("Macron met Merz in Berlin.", id="two leaders, no cue"),
        pytest.param("Macron held a call with reporters.", id="one leader and a cue"),
        pytest.param("Biden held a call with Theresa May.", id="nobody in office that day"),
        pytest.param("A phone call woke the mayor. " + "Rain fell. " * 60 + "Macron met Merz.", id="far apart"),
        pytest.param("", id="nothing"),
    ],
)
def test_keeps_out(text: str) -> None:
    assert first_pass().passages(text, OUTLET, TODAY) == []


def test_an_official_site_needs_only_the_other_leader() -> None:
    text = "Telephone conversation with the President of Kazakhstan"
    assert first_pass().passages(text, Origin(source="a palace", official_of="RUS"), TODAY)


def test_points_to_the_sentences_around_the_cue() -> None:
    text = "Rain fell all day.\nMacron phoned Merz.\nThe trains ran late."
    assert [text[start:end] for start, end in first_pass().passages(text, OUTLET, TODAY)] == ["Macron phoned Merz."]


@given(st.text(max_size=200), st.sampled_from(["Macron phoned Merz.", "İ 📞 ﬀ Macron, Merz", "call\n"]))
def test_any_text_gives_spans_inside_it_in_order(noise: str, told: str) -> None:
    text = f"{noise} {told} {noise}"
    spans = first_pass().passages(text, OUTLET, TODAY)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] < other[0] for one, other in pairwise(spans))
