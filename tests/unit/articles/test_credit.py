"""Who wrote a text first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.articles.credit import agency_of, clean_byline

BODY = "The two leaders agreed on Monday to meet again before the summer, an official said. " * 6


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("GENEVA, March 2 (Reuters) - ", "Reuters"),
        ("GENEVA (AP) — ", "AP"),
        ("Geneva (AFP) – ", "AFP"),
        ("GENEVA, March 2 (Xinhua) -- ", "Xinhua"),
        ("GENEVA, March 2. /TASS/. ", "TASS"),
        ("SEOUL, March 2 (Yonhap) -- ", "Yonhap"),
        ("New Delhi [India], March 2 (ANI): ", "ANI"),
        ("New Delhi, Mar 2 (PTI) ", "PTI"),
        ("ANKARA (AA) - ", "Anadolu"),
        ("(ANSA) - ROME, MAR 2 - ", "ANSA"),
        ("Madrid, 2 Mar (EFE).- ", "EFE"),
        ("Berlin (dpa) - ", "dpa"),
        ("TOKYO (Kyodo) -- ", "Kyodo"),
        ("GENEVA — ", None),
        ("Speaking to Reuters on Monday, she said: ", None),
    ],
)
def test_a_dateline_credits_an_agency(opening: str, agency: str | None) -> None:
    assert agency_of(source="The Example", byline=None, text=opening + BODY) == agency


@pytest.mark.parametrize(
    ("closing", "agency"),
    [
        ("\n— Reuters", "Reuters"),
        ("\nBLOOMBERG", "Bloomberg"),
        (" — AP", "AP"),
        ("\n(AFP)", "AFP"),
        ("\n© Agence France-Presse", "AFP"),
        ("\nCopyright 2026 The Associated Press. All rights reserved.", "AP"),
        ("\nWith inputs from ANI.", "ANI"),
        ("\nSource: Xinhua", "Xinhua"),
        ("\n(Reporting by Ann Other in Geneva; Editing by Sam Body)", "Reuters"),
        ("\nShe told Reuters that she would come.", None),
        ("", None),
    ],
)
def test_a_closing_line_credits_an_agency(closing: str, agency: str | None) -> None:
    assert agency_of(source="The Example", byline=None, text=BODY.rstrip() + closing) == agency


@pytest.mark.parametrize(
    ("byline", "agency"),
    [
        ("Reuters", "Reuters"),
        ("By Ann Other, Associated Press", "AP"),
        ("AFP", "AFP"),
        ("ANN OTHER / BLOOMBERG", "Bloomberg"),
        ("Ann Other", None),
        ("Capital Staff", None),
        ("Stefan Apfel", None),
        (None, None),
    ],
)
def test_a_byline_credits_an_agency(byline: str | None, agency: str | None) -> None:
    assert agency_of(source="The Example", byline=byline, text=BODY) == agency


@pytest.mark.parametrize(
    ("source", "agency"),
    [("TASS", "TASS"), ("Xinhua: China", "Xinhua"), ("Yonhap News Agency", "Yonhap"), ("APA", None), ("News", None)],
)
def test_an_agency_s_own_feed_is_credited_to_it(source: str, agency: str | None) -> None:
    assert agency_of(source=source, byline=None, text=BODY) == agency


@pytest.mark.parametrize(
    ("byline", "clean"),
    [
        ("By Ann Other", "Ann Other"),
        ("  by   Ann\nOther ,", "Ann Other"),
        ("desk@news.example (Ann Other)", "Ann Other"),
        ("desk@news.example", None),
        ("Byron Smith", "Byron Smith"),
        ("", None),
        (None, None),
    ],
)
def test_bylines_are_cleaned(byline: str | None, clean: str | None) -> None:
    assert clean_byline(byline) == clean


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_text_crashes_it(text: str, byline: str) -> None:
    agency_of(source=byline, byline=byline, text=text)
    clean_byline(byline)
