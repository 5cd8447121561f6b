"""Whose "I" it is on an official site, and which calls follow from it. Texts of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from consumers.extract.calls import CallFinder
from consumers.extract.document import Document
from consumers.extract.first_person import first_person, spoken_on
from pipeline.records import Medium, ReportedCall, Role
from tests.unit.extract.extract_documents import TODAY, document, gazetteer

HARD_DAY = "I have thought hard about this. "


def calls_in(text: str, *, title: str, official_of: str = "USA") -> tuple[ReportedCall, ...]:
    return CallFinder(gazetteer()).find(document(text, title=title, official_of=official_of))


def sides(calls: tuple[ReportedCall, ...]) -> list[set[str | None]]:
    return [{p.country for p in call.participants} for call in calls]


def speakers(text: str, *, title: str, official_of: str) -> list[str]:
    """Whose each "I" of the text is, in order; "-" for nobody's."""
    found = document(text, title=title, official_of=official_of)
    voice = first_person(found, gazetteer(), TODAY.date())
    places = [i for i in range(len(title), len(found.text)) if found.text[i : i + 2] == "I "]
    return [who.country or "?" if (who := voice.at(place)) else "-" for place in places]


@pytest.mark.parametrize(
    ("title", "official_of"),
    [
        pytest.param("Statement from President Donald Trump on the Flood in Spain", "USA", id="statement from"),
        pytest.param("Remarks by President Trump on Grain Exports", "USA", id="remarks by"),
        pytest.param("We will rebuild the bridge – address by the President of Ukraine", "UKR", id="behind a dash"),
        pytest.param("President Volodymyr Zelenskyy's address to the rectors", "UKR", id="possessor"),
    ],
)
def test_the_title_says_whose_words_they_are(title: str, official_of: str) -> None:
    assert speakers("I am grateful for the help.", title=title, official_of=official_of) == [official_of]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(
            "Statement by Press Secretary Ann Example on the Call with President Macron", id="a spokeswoman's"
        ),
        pytest.param("Remarks by Vice President Vance in Ohio", id="a vice president's"),
        pytest.param("Remarks by President Trump and President Macron of France", id="two leaders'"),
        pytest.param("Joint Statement by President Trump and Prime Minister Starmer", id="a joint statement"),
        pytest.param("Background Press Call on the Visit to Paris", id="officials who stay unnamed"),
    ],
)
def test_other_titles_make_the_words_nobodys(title: str) -> None:
    text = "I spoke with President Zelenskyy today. I was glad. I said so. I did."
    assert set(speakers(text, title=title, official_of="USA")) == {"-"}


def test_a_text_full_of_i_that_nobody_puts_a_name_to_is_the_hosts() -> None:
    text = "I slept little. I read your letters. I thank you for them, and I spoke with President Macron by phone."
    assert sides(calls_in(text, title="Courage needs steel", official_of="UKR")) == [{"UKR", "FRA"}]


def test_a_text_that_speaks_of_the_host_in_the_third_person_is_not_the_hosts() -> None:
    text = HARD_DAY * 4 + "President Zelenskyy was of my mind. I had a call with President Macron."
    assert calls_in(text, title="Courage needs steel", official_of="UKR") == ()


def test_in_a_transcript_only_the_leaders_own_turns_are_the_leaders() -> None:
    text = (
        "THE PRESIDENT: I am glad to be here.\n\nIt rains, and I like it.\n\nQ Sir, I wonder, will it stop?\n\n"
        "THE VICE PRESIDENT: I hope so.\n\nMR. EXAMPLE: I have no umbrella.\n\nPRESIDENT TRUMP: I have two."
    )
    found = speakers(text, title="Remarks by President Trump in the Garden", official_of="USA")
    assert found == ["USA", "USA", "-", "-", "-", "USA"]


def test_a_quotation_is_in_the_first_person_of_somebody_else() -> None:
    text = "I met a farmer. He told me: “I have sown nothing this year at all.” I promised help."
    assert speakers(text, title="Remarks by President Trump", official_of="USA") == ["USA", "-", "USA"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("I had a phone call with President Macron.", {"USA", "FRA"}, id="I had a call"),
        pytest.param("President Macron called me in January.", {"USA", "FRA"}, id="called me"),
        pytest.param(
            "I just got off the phone with — the second call with Prime Minister Starmer.",
            {"USA", "GBR"},
            id="broken off",
        ),
    ],
)
def test_calls_told_in_the_first_person(text: str, expected: set[str]) -> None:
    (call,) = calls_in(HARD_DAY + text, title="Remarks by President Trump on Steel")
    assert {p.country for p in call.participants} == expected
    assert not call.uncertain


def test_a_talk_of_that_day_without_a_word_of_a_telephone_is_an_uncertain_main_call() -> None:
    (call,) = calls_in(
        HARD_DAY * 8 + "I spoke with President Macron today.", title="Statement from President Trump on Grain"
    )
    assert (call.uncertain, call.role, call.medium) == (True, Role.MAIN, Medium.UNSPECIFIED)


def test_leaders_of_listed_countries_are_the_people_of_the_talk() -> None:
    text = "Yesterday I also spoke with the leaders of Spain, Portugal, and Greece."
    assert sides(calls_in(text, title="Remarks by President Trump on Steel")) == [{"USA", "ESP", "PRT", "GRC"}]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("My team spoke with President Macron by phone. I was told so.", id="a team"),
        pytest.param("I asked Secretary Rubio to call President Macron.", id="somebody sent to call"),
        pytest.param("I have spoken with President Macron a dozen times.", id="a habit"),
        pytest.param(
            "President Macron sent his best. The families and I were able to speak to them on the telephone.",
            id="them, who are no leaders",
        ),
        pytest.param(
            "President Macron wants peace. I have spoken with all the leaders about this.", id="all the leaders"
        ),
        pytest.param("I have not spoken with President Macron in two years.", id="no talk for years"),
    ],
)
def test_no_call_of_the_speaker(text: str) -> None:
    assert calls_in(text, title="Remarks by President Trump on Steel") == ()


def test_whom_a_transcript_has_in_the_room_is_not_on_the_telephone() -> None:
    text = "PRESIDENT TRUMP: I spoke with President Macron about steel.\n\nPRESIDENT MACRON: Thank you."
    title = "Remarks by President Trump and President Macron of France"
    assert calls_in(text, title=title) == ()


def test_him_is_the_other_end_of_the_call_told_of_last() -> None:
    text = "I had a phone conversation with President Macron. And today I had a long conversation with him."
    (call,) = calls_in(text, title="Address by the President of Ukraine", official_of="UKR")
    assert call.date is not None
    assert call.date.start == TODAY.date()


ROLL = (
    "Today was one long row of phone conversations. Spain. I thanked the Prime Minister for the tents. "
    "Next, Norway. We agreed on gas."
)


def test_a_day_of_calls_told_country_by_country() -> None:
    found = calls_in(ROLL, title="Address by the President of Ukraine", official_of="UKR")
    assert sides(found) == [{"UKR", "ESP"}, {"UKR", "NOR"}]
    assert all(call.medium is Medium.PHONE and call.date is not None for call in found)


def test_countries_in_a_row_are_no_calls_where_nothing_says_so() -> None:
    text = (
        "Today was a long day of work. Spain. I thanked the Prime Minister for the tents. Norway. We agreed on gas."
    )
    assert calls_in(text, title="Address by the President of Ukraine", official_of="UKR") == ()


def _published(hour: int) -> Document:
    kyiv = timezone(timedelta(hours=2))
    found = document("I thank you.", title="Address by the President of Ukraine", official_of="UKR")
    return replace(found, published=datetime(2026, 2, 5, hour, 40, tzinfo=kyiv))


@pytest.mark.parametrize(("hour", "day"), [(1, 4), (23, 5)], ids=["small hours", "evening"])
def test_an_address_put_up_in_the_small_hours_speaks_of_the_day_before(hour: int, day: int) -> None:
    found = _published(hour)
    voice = first_person(found, gazetteer(), TODAY.date())
    assert spoken_on(found, voice, TODAY.date()).day == day
