"""Several calls in one text, texts that break off, and what only sounds like a call. Rows as in `test_calls`."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.records import Origin, Role
from tests.unit.extract.told_calls import Text, check, extract

SITE = Origin(source="a site", official_of="FRA")
POST = Origin(source="a network", official_of="USA", speaker="Donald Trump")
TALK = "Emmanuel Macron spoke by phone today with Friedrich Merz. "
HELD = "DEU FRA held phone 2025-06-12"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "They built on their May 3 conversation.", "DEU FRA held phone 2025-05-03", id="their May 3 one"
        ),
        pytest.param(
            "It follows what was settled in the May 3 video conference.", "DEU FRA held video 2025-05-03", id="the"
        ),
        pytest.param(
            "They built on the phone call of May 3.", "DEU FRA held phone 2025-05-03", id="the call of May 3"
        ),
    ],
)
def test_an_earlier_call_is_told_from_the_new_one_by_its_date(text: str, expected: str) -> None:
    check(Text(TALK + text, origin=SITE), [HELD, expected])


def test_an_earlier_call_is_background_beside_the_new_one() -> None:
    text = (
        "Emmanuel Macron had a telephone conversation with Friedrich Merz. "
        "He told him of a video call with Donald Trump on June 2."
    )
    assert {call.participants[1].country: call.role for call in extract(Text(text, origin=SITE)).calls} == {
        "DEU": Role.MAIN,
        "USA": Role.BACKGROUND,
    }


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        pytest.param(
            "Macron talks to allies",
            "Emmanuel Macron spoke with leaders including the presidents of Turkey and Ukraine.",
            ["FRA TUR held unspecified -", "FRA UKR held unspecified -"],
            id="leaders including",
        ),
        pytest.param(
            "Macron speaks with Merz, Starmer",
            "In both calls he asked for patience.",
            ["DEU FRA held phone -", "FRA GBR held phone -"],
            id="both calls",
        ),
        pytest.param(
            "Macron in first call with the German chancellor",
            "Emmanuel Macron spoke with Friedrich Merz and Keir Starmer about fishing.",
            ["DEU FRA held phone -", "FRA GBR held unspecified -"],
            id="the heading has him speak with one of them",
        ),
        pytest.param(
            "Crown prince discusses grain",
            "Mohammed bin Salman received calls from Emmanuel Macron and Keir Starmer.",
            ["FRA SAU held phone -", "GBR SAU held phone -"],
            id="received calls from both",
        ),
        pytest.param(
            "Macron, Merz and Starmer on the line",
            "Emmanuel Macron held a joint call with Friedrich Merz and Keir Starmer.",
            ["DEU FRA GBR held phone -"],
            id="jointly",
        ),
    ],
)
def test_several_people_are_on_one_line_or_each_on_their_own(title: str, text: str, expected: list[str]) -> None:
    check(Text(text, title=title), expected)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        pytest.param(
            "Macron and grain",
            "The recent phone call between Donald Trump and his French",
            ["FRA USA held phone -"],
            id="his French",
        ),
        pytest.param(
            "Macron invited to Washington",
            "Emmanuel Macron was invited by Donald Trump, he said, during a phone",
            ["FRA USA held phone -"],
            id="during a phone",
        ),
        pytest.param(
            "What Macron wants",
            "Donald Trump spoke to reporters on Tuesday following his long-awaited phone call with",
            ["FRA USA held phone 2025-06-10"],
            id="call with nobody",
        ),
        pytest.param(
            "Macron and Trump on grain",
            "During a telephone conversation on Tuesday, the French and American presidents Emmanu",
            ["FRA USA held phone 2025-06-10"],
            id="in a call, at the head of a text on two",
        ),
    ],
)
def test_a_text_that_breaks_off_is_read_as_far_as_it_goes(title: str, text: str, expected: list[str]) -> None:
    check(Text(text, title=title), expected)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        pytest.param(
            "New phone call between Macron, Trump not on agenda", "A new phone conversation bet", id="not on agenda"
        ),
        pytest.param("No Macron-Trump call scheduled for tonight", "", id="no call scheduled"),
        pytest.param(
            "", "Paris said it had no plans to hold a call between Emmanuel Macron and Donald Trump.", id="no plans"
        ),
        pytest.param("Macron still hasn't spoken to Trump", "", id="still has not"),
        pytest.param("Aides liken Macron's private calls with Trump to comedy", "", id="calls as a habit"),
        pytest.param("", "Macron and Trump talked on the sidelines of the summit in Bari.", id="at a summit"),
    ],
)
def test_what_tells_of_no_call(title: str, text: str) -> None:
    check(Text(text, title=title), [])


def test_just_over_means_today_and_in_the_small_hours_too() -> None:
    text = "A telephone conversation between Emmanuel Macron and Friedrich Merz has just concluded."
    check(Text(text, published=datetime(2025, 6, 12, 20, tzinfo=UTC)), ["DEU FRA held phone 2025-06-12"])


def test_a_leader_who_will_speak_to_him_again_tells_of_a_second_call() -> None:
    text = "Just spoke by phone to Emmanuel Macron. Will be speaking to him again on Friday."
    ordinals = [(call.status, call.ordinal) for call in extract(Text(text, origin=POST)).calls]
    assert ordinals == [("held", None), ("planned", "again")]


def test_a_long_official_text_gives_a_call_the_sentences_that_follow_its_mention() -> None:
    filler = "Our farmers need rain and better roads this year. " * 20
    text = (
        f"{filler}I spoke by phone today with Friedrich Merz. "
        "We agreed that Germany will deliver forty trains in May. "
        f"{filler}{filler}France will build two canals next year."
    )
    found = extract(Text(text, title="Address by the President", origin=SITE))

    assert [c.evidence[0].exact for c in found.commitments if "canals" in c.evidence[0].exact] == []
    assert any("forty trains" in passage.evidence.exact for passage in found.passages)
    assert not any("canals" in passage.evidence.exact for passage in found.passages)
