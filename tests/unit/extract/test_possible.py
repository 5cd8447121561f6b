"""Which texts open with leaders in conversation without saying whether they were on the line.

Rows read: the title; the text; the conversations expected, as "COUNTRY COUNTRY date", "-" for no date.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

import pytest

from consumers.extract.extraction import Extraction, Extractor
from consumers.extract.language import load_model
from pipeline.records import CallStatus, Confidence, Origin, ReportedCall, Value
from readout.annotation import annotated
from tests.unit.extract.extract_documents import gazetteer


class Text(Value):
    """The smallest thing that can be extracted from."""

    title: str = ""
    text: str = ""
    published: datetime | None = datetime(2025, 6, 12, 9, tzinfo=UTC)  # a Thursday
    origin: Origin = Origin(source="a test")


@cache
def extractor() -> Extractor:
    return Extractor(gazetteer(), load_model())


def extract(title: str, text: str = "", origin: Origin | None = None) -> Extraction:
    return extractor().extract([Text(title=title, text=text, origin=origin or Origin(source="a test"))])[0]


def shown(call: ReportedCall) -> str:
    sides = sorted(str(person.country) for person in call.participants)
    return " ".join([*sides, str(call.date.start) if call.date else "-"])


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        pytest.param("Macron urges Putin to let grain ships pass", "", ["FRA RUS -"], id="one urges the other"),
        pytest.param(
            "Macron tells Putin that grain ships must pass", "He said so on Wednesday.", ["FRA RUS -"], id="tells"
        ),
        pytest.param("Modi, Albanese discuss fishing rights", "", ["AUS IND -"], id="headline of two names"),
        pytest.param("Modi and Albanese hold talks on fishing", "", ["AUS IND -"], id="hold talks"),
        pytest.param("Modi and his Australian counterpart agree on fishing", "", ["AUS IND -"], id="counterpart"),
        pytest.param("Grain prices fall after Macron-Putin talks", "", ["FRA RUS -"], id="compound"),
        pytest.param(
            "Grain ships to pass, says Paris",
            "Emmanuel Macron said in a conversation with President Vladimir Putin on Tuesday that it is due.",
            ["FRA RUS 2025-06-10"],
            id="in the first sentence, with its day",
        ),
        pytest.param(
            "Macron talks with Putin, Zelensky",
            "",
            ["FRA RUS -", "FRA RUS UKR -", "FRA UKR -"],
            id="together or each, at the end of a headline",
        ),
        pytest.param("Macron meets Putin, urges him to let ships pass", "", [], id="they met"),
        pytest.param("Macron and Putin hold talks at summit in Ankara", "", [], id="at a summit"),
        pytest.param(
            "Macron, Putin discuss grain", "Macron welcomed Putin to the Elysee on Thursday.", [], id="met further on"
        ),
        pytest.param("Macron warns Putin over grain ships", "", ["FRA RUS -"], id="warned, by whatever means"),
        pytest.param("Macron slams Putin over grain ships", "", [], id="said from a platform"),
        pytest.param("Macron tells of many conversations with Putin", "", [], id="a habit"),
        pytest.param("Macron had a call with Putin and Zelensky", "", [], id="part of a plain call"),
        pytest.param(
            "Macron, Putin discuss grain",
            "Emmanuel Macron receives Vladimir Putin, Paris, May 2. (A. Name/AFP/Getty Images)",
            ["FRA RUS -"],
            id="a picture of another day",
        ),
        pytest.param("Macron calls Putin a tyrant", "", [], id="calls names"),
        pytest.param("Macron will not talk to Putin", "", [], id="no conversation"),
        pytest.param("Macron may talk to Putin", "", [], id="only thought of"),
        pytest.param("Foreign minister urges Putin to let ships pass", "", [], id="a minister"),
        pytest.param("Macron urges parliament to pass the budget", "Putin votes on Sunday.", [], id="nobody abroad"),
        pytest.param(
            "Grain prices fall",
            "Wheat is cheap. Maize is cheap. Rye is cheap. Oats are cheap. Macron urged Putin to let ships pass.",
            [],
            id="deep in the text",
        ),
    ],
)
def test_conversations_that_a_text_opens_with(title: str, text: str, expected: list[str]) -> None:
    assert sorted(map(shown, extract(title, text).possible)) == expected


def test_a_possible_mention_claims_little() -> None:
    (call,) = extract("Macron urges Putin to let grain ships pass").possible

    assert (call.uncertain, call.confidence, call.status) == (True, Confidence.LOW, CallStatus.HELD)
    assert call.evidence[0].exact == "Macron urges Putin to let grain ships pass"


def test_a_conversation_to_come_is_a_plan() -> None:
    (call,) = extract("Macron set to urge Putin to let grain ships pass").possible

    assert call.status is CallStatus.PLANNED


def test_a_call_that_is_told_of_plainly_is_no_possible_one() -> None:
    found = extract("Macron urges Putin to let grain ships pass", "The two leaders spoke by telephone on Wednesday.")

    assert [shown(call) for call in found.calls] == ["FRA RUS 2025-06-11"]
    assert found.possible == ()


def test_an_earlier_call_told_in_passing_leaves_the_news_possible() -> None:
    found = extract("Macron urges Putin to let grain ships pass", "The two had a telephone call on May 2.")

    assert [shown(call) for call in (*found.calls, *found.possible)] == ["FRA RUS 2025-05-02", "FRA RUS -"]


def test_an_earlier_call_is_not_told_twice() -> None:
    found = extract("", "Macron told Putin in a telephone call on May 2 that ships must pass.")

    assert [shown(call) for call in (*found.calls, *found.possible)] == ["FRA RUS 2025-05-02"]


def test_the_other_texts_of_an_official_site_are_no_accounts_of_calls() -> None:
    site = Origin(source="Office of the President", official_of="FRA")

    assert extract("President Macron urges President Putin to let grain ships pass", origin=site).possible == ()


def test_a_leader_s_own_words_are() -> None:
    own = Origin(source="an account", official_of="FRA", speaker="Emmanuel Macron")
    found = extract("", "I have just spoken to President Putin. We must now prepare the summit of Ankara.", own)

    assert [shown(call) for call in (*found.calls, *found.possible)] == ["FRA RUS 2025-06-12"]


def test_possible_mentions_are_not_printed() -> None:
    found = extract("Macron urges Putin to let grain ships pass", "Macron promised Putin to lift sanctions on ports.")

    assert found.possible
    assert annotated("a", found) == {"id": "a", "calls": [], "commitments": [], "conflicts": []}


@pytest.mark.parametrize(
    ("title", "worth"),
    [
        ("Macron urges Putin to let grain ships pass", True),
        ("Macron and Putin are the same age", False),
        ("Macron urges farmers to grow more grain", False),
    ],
)
def test_the_first_pass_lets_through_only_leaders_in_conversation(title: str, worth: bool) -> None:
    assert extractor().is_candidate(Text(title=title)) is worth
