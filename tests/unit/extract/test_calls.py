"""Which calls a text tells of: constructions of English and of diplomacy, one a row.

Rows read: the text; the calls expected, as "COUNTRY COUNTRY standing medium date". Dates leave out what is the
same as in the published day's year where none is expected: "-" stands for no date.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.records import Confidence, Medium, Origin
from tests.unit.extract.told_calls import Text, check, extract


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Emmanuel Macron spoke by phone with Friedrich Merz on Tuesday.",
            ["DEU FRA held phone 2025-06-10"],
            id="spoke by phone with",
        ),
        pytest.param(
            "Emmanuel Macron spoke with Friedrich Merz by telephone on Tuesday.",
            ["DEU FRA held phone 2025-06-10"],
            id="spoke with, by telephone",
        ),
        pytest.param(
            "French President Emmanuel Macron and Germany's chancellor, Friedrich Merz, conferred over the phone.",
            ["DEU FRA held phone -"],
            id="joint subject",
        ),
        pytest.param(
            "Giorgia Meloni telephoned Keir Starmer on Wednesday to discuss migration.",
            ["GBR ITA held phone 2025-06-11"],
            id="telephoned",
        ),
        pytest.param(
            "In a call with Keir Starmer on Wednesday, Giorgia Meloni promised help.",
            ["GBR ITA held phone 2025-06-11"],
            id="in a call with, subject after",
        ),
        pytest.param(
            "Giorgia Meloni told Keir Starmer in a telephone call that Rome would pay.",
            ["GBR ITA held phone -"],
            id="told in a call",
        ),
        pytest.param(
            "Tuesday's video call between Mark Carney and Anthony Albanese lasted an hour.",
            ["AUS CAN held video 2025-06-10"],
            id="possessive date, video",
        ),
        pytest.param(
            "Mark Carney held a virtual meeting with Anthony Albanese last week.",
            ["AUS CAN held video 2025-06-02..2025-06-08"],
            id="virtual meeting",
        ),
        pytest.param(
            "Mark Carney took a call from the Australian prime minister this morning.",
            ["AUS CAN held phone 2025-06-12"],
            id="took a call from, office only",
        ),
        pytest.param(
            "Narendra Modi had taken Mark Carney’s call, his office said.",
            ["CAN IND held phone -"],
            id="took somebody's call",
        ),
        pytest.param(
            "Volodymyr Zelensky said he had spoken by phone with the Polish president.",
            ["POL UKR held phone -"],
            id="reported speech, pronoun, office only",
        ),
        pytest.param(
            "The Japanese prime minister and his Indian counterpart held a phone conversation on Monday.",
            ["IND JPN held phone 2025-06-09"],
            id="counterpart",
        ),
        pytest.param(
            "Recep Tayyip Erdogan rang Vladimir Putin on Sunday and Volodymyr Zelensky a day later.",
            ["RUS TUR held phone 2025-06-08", "TUR UKR held phone 2025-06-09"],
            id="two calls, a day apart",
        ),
        pytest.param(
            "Recep Tayyip Erdogan held separate phone calls with Vladimir Putin and Volodymyr Zelensky.",
            ["RUS TUR held phone -", "TUR UKR held phone -"],
            id="separate calls",
        ),
        pytest.param(
            "Keir Starmer, Emmanuel Macron and Friedrich Merz spoke by phone with Volodymyr Zelensky on Sunday.",
            ["DEU FRA GBR UKR held phone 2025-06-08"],
            id="one call of four",
        ),
        pytest.param(
            "The United States and Mexico are close to a deal. Donald Trump and Claudia Sheinbaum discussed it. "
            "The two leaders spoke by phone on Monday.",
            ["MEX USA held phone 2025-06-09"],
            id="the two leaders",
        ),
        pytest.param(
            "Donald Trump, who met Narendra Modi in February, was briefed by Keir Starmer in a call on Sunday.",
            ["GBR USA held phone 2025-06-08"],
            id="a relative clause is not on the line",
        ),
        pytest.param(
            "Friedrich Merz was telephoned by Emmanuel Macron on Tuesday.",
            ["DEU FRA held phone 2025-06-10"],
            id="passive",
        ),
        pytest.param(
            "A phone call from Emmanuel Macron reached Friedrich Merz late on Tuesday.",
            ["DEU FRA held phone 2025-06-10"],
            id="the call is the subject",
        ),
        pytest.param(
            "It was in a phone call that Emmanuel Macron told Friedrich Merz of the plan.",
            ["DEU FRA held phone -"],
            id="it was in a call that",
        ),
        pytest.param(
            "The plan was agreed between Emmanuel Macron and Friedrich Merz in a telephone call.",
            ["DEU FRA held phone -"],
            id="agreed between",
        ),
        pytest.param(
            "Emmanuel Macron had Friedrich Merz and Keir Starmer on the phone in turn.",
            ["DEU FRA held phone -", "FRA GBR held phone -"],
            id="had them on the phone",
        ),
        pytest.param(
            "Friedrich Merz, with whom Emmanuel Macron spoke by phone on Monday, agrees.",
            ["DEU FRA held phone 2025-06-09"],
            id="with whom",
        ),
        pytest.param(
            "After his call with Volodymyr Zelensky, Donald Trump will phone Vladimir Putin on Friday.",
            ["RUS USA planned phone 2025-06-13", "UKR USA held phone -"],
            id="a pronoun looks ahead",
        ),
        pytest.param(
            "Tanks will come, Emmanuel Macron told Friedrich Merz by phone, according to his envoy.",
            ["DEU FRA held phone -"],
            id="according to is no far end",
        ),
        pytest.param(
            "Donald Trump held a joint call with the leaders of France and Germany.",
            ["DEU FRA USA held phone -"],
            id="the leaders of",
        ),
        pytest.param(
            "Friedrich Merz said what Emmanuel Macron had told him by telephone the evening before.",
            ["DEU FRA held phone 2025-06-11"],
            id="the evening before",
        ),
        pytest.param(
            "Donald Trump said on Monday he would visit Rome in March after a phone call with Giorgia Meloni.",
            ["ITA USA held phone -"],
            id="a visit to come dates no call",
        ),
        pytest.param(
            "PARIS, June 3 - Emmanuel Macron spoke by phone with Friedrich Merz.",
            ["DEU FRA held phone -"],
            id="a dateline dates no call",
        ),
        pytest.param(
            "It was one telephone conversation. "
            "Emmanuel Macron said he and Friedrich Merz had talked on Tuesday about beef.",
            ["DEU FRA held phone 2025-06-10"],
            id="the call named apart from its people",
        ),
    ],
)
def test_calls_that_were_held(text: str, expected: list[str]) -> None:
    check(Text(text), expected)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Macron, Merz hold call on tariffs", ["DEU FRA held phone -"], id="comma for and"),
        pytest.param("Modi dials Zelensky", ["IND UKR held phone -"], id="dials"),
        pytest.param("Macron-Merz call fails to end row", ["DEU FRA held phone -"], id="compound"),
        pytest.param("Macron warns of ‘grave risk’ in call with Merz", ["DEU FRA held phone -"], id="in call with"),
        pytest.param("Carney to speak with Xi by phone Friday", ["CAN CHN planned phone 2025-06-13"], id="to speak"),
        pytest.param("Macron calls Merz after vote", ["DEU FRA held phone -"], id="calls as a verb"),
        pytest.param("Macron calls Merz a coward", [], id="calls him something"),
        pytest.param("Macron calls for Merz to act", [], id="calls for"),
        pytest.param("Macron’s call on Merz goes unheard", [], id="call on"),
    ],
)
def test_headlines(title: str, expected: list[str]) -> None:
    check(Text("", title=title), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "Keir Starmer will speak to Mark Carney by phone on Monday.",
            ["CAN GBR planned phone 2025-06-16"],
            id="will speak",
        ),
        pytest.param(
            "A telephone call scheduled for Friday between Keir Starmer and Mark Carney has been cancelled.",
            ["CAN GBR planned phone 2025-06-13"],
            id="cancelled stays planned",
        ),
        pytest.param(
            "Keir Starmer has called off Friday's telephone call with Mark Carney.",
            ["CAN GBR planned phone 2025-06-13"],
            id="called off stays planned",
        ),
        pytest.param(
            "A call that Keir Starmer was due to hold with Mark Carney on Friday will not go ahead.",
            ["CAN GBR planned phone 2025-06-13"],
            id="was due to hold",
        ),
        pytest.param(
            "Keir Starmer offered to speak to Vladimir Putin by phone.",
            ["GBR RUS proposed phone -"],
            id="offered",
        ),
        pytest.param(
            "Vladimir Putin is ready to hold a telephone conversation with Keir Starmer, the Kremlin said.",
            ["GBR RUS proposed phone -"],
            id="ready to",
        ),
        pytest.param(
            "Downing Street denied that Keir Starmer had spoken with Vladimir Putin by telephone.",
            ["GBR RUS denied phone -"],
            id="denied that they spoke",
        ),
        pytest.param(
            "No telephone conversation took place between Keir Starmer and Vladimir Putin.",
            ["GBR RUS denied phone -"],
            id="no conversation took place",
        ),
        pytest.param(
            "Downing Street denied that Keir Starmer had promised arms in his telephone call with Vladimir Putin.",
            ["GBR RUS held phone -"],
            id="a denial of what was said is none of the call",
        ),
        pytest.param(
            "Xi Jinping and Donald Trump spoke by phone on Monday. They agreed to speak again next week.",
            ["CHN USA held phone 2025-06-09", "CHN USA planned unspecified 2025-06-16..2025-06-22"],
            id="held, and another to come",
        ),
    ],
)
def test_standing(text: str, expected: list[str]) -> None:
    check(Text(text), expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Sergey Lavrov spoke by phone with Marco Rubio about a meeting of Putin and Trump.", id="ministers"
        ),
        pytest.param("Donald Trump held a call with reporters about Vladimir Putin.", id="reporters"),
        pytest.param(
            "Vladimir Putin spoke by video link with the governor of Kursk about Xi Jinping.", id="own governor"
        ),
        pytest.param("Putin's envoy Kirill Dmitriev spoke by phone with Donald Trump.", id="an envoy"),
        pytest.param("Joe Biden spoke by phone with Volodymyr Zelensky.", id="a former leader"),
        pytest.param("Donald Trump and Vladimir Putin met in Alaska; reporters were on a call.", id="in person"),
        pytest.param("Xi Jinping sent Vladimir Putin a message of congratulations.", id="a message"),
        pytest.param("Emmanuel Macron called on Xi Jinping to help end the war.", id="called on"),
        pytest.param("Spies hacked the telephone of Pedro Sánchez and that of Emmanuel Macron.", id="hacked phones"),
        pytest.param(
            "Melania Trump spoke by phone with Olena Zelenska, as Volodymyr Zelensky had asked.", id="wives"
        ),
        pytest.param("A prankster posing as Volodymyr Zelensky held a call with Giorgia Meloni.", id="a prank"),
        pytest.param("Xi Jinping and Vladimir Putin addressed the forum via video link.", id="speeches on a screen"),
        pytest.param("Suppose that Xi Jinping were to telephone Lai Ching-te tomorrow.", id="a supposition"),
        pytest.param("On an earnings call the firm praised Emmanuel Macron and Xi Jinping.", id="an earnings call"),
        pytest.param(
            "Viktor Orban is virtually the only friend of Vladimir Putin in Europe.", id="virtually as almost"
        ),
    ],
)
def test_what_is_no_call_between_leaders(text: str) -> None:
    check(Text(text), [])


def test_an_official_site_speaks_for_its_own_leader() -> None:
    text = Text(
        "The sides discussed trade.",
        title="Telephone conversation with President of Kazakhstan Kassym-Jomart Tokayev",
        origin=Origin(source="a palace", official_of="RUS"),
    )
    check(text, ["KAZ RUS held phone -"])


def test_the_first_person_is_the_speaker_and_just_is_today() -> None:
    text = Text(
        "Just had a very good call with President Tokayev, of Kazakhstan. More soon!",
        origin=Origin(source="an account", official_of="USA", speaker="Donald Trump"),
    )
    check(text, ["KAZ USA held phone 2025-06-12"])


def test_who_rings_me_asked_for_the_call() -> None:
    text = Text(
        "President Tokayev of Kazakhstan called this morning to wish me well.",
        origin=Origin(source="an account", official_of="USA", speaker="Donald Trump"),
    )
    (call,) = extract(text).calls
    assert call.initiator == "KAZ"


def test_spoke_with_alone_is_uncertain() -> None:
    (call,) = extract(Text("Emmanuel Macron spoke with Friedrich Merz on Tuesday.")).calls
    assert (call.uncertain, call.medium) == (True, Medium.UNSPECIFIED)


def test_spoke_with_under_a_heading_that_says_call_is_a_call() -> None:
    text = Text(
        "The president spoke today with Prime Minister Carney.", title="Readout of Macron’s call with Mark Carney"
    )
    check(text, ["CAN FRA held phone 2025-06-12"])


def test_spoke_with_in_a_text_about_a_meeting_is_none() -> None:
    check(Text("Emmanuel Macron spoke with Friedrich Merz at their meeting in Berlin."), [])


def test_a_heading_takes_its_standing_from_the_text() -> None:
    text = Text(
        "Keir Starmer will hold a video call with Mark Carney on Monday.",
        title="Statement on Starmer’s video call with Mark Carney",
    )
    check(text, ["CAN GBR planned video 2025-06-16"])


def test_the_call_means_the_one_told_of_before() -> None:
    text = Text("Giorgia Meloni promised help in a call with Keir Starmer. The call took place on Sunday.")
    check(text, ["GBR ITA held phone 2025-06-08"])


def test_offers_that_led_to_a_call_are_not_calls_of_their_own() -> None:
    text = Text("Keir Starmer offered to phone Mark Carney. They spoke by phone on Sunday.")
    check(text, ["CAN GBR held phone 2025-06-08"])


def test_leaders_are_those_of_the_documents_own_day() -> None:
    text = Text("Angela Merkel spoke by phone with Theresa May.", published=datetime(2017, 9, 5, tzinfo=UTC))
    check(text, ["DEU GBR held phone -"])


def test_an_unknown_leader_is_kept_as_unresolved() -> None:
    (call,) = extract(Text("Emmanuel Macron spoke by phone with Prime Minister Jone Vakatawa of Fiji.")).calls
    unknown = next(p for p in call.participants if p.country == "FJI")
    assert not unknown.resolved


def test_a_text_without_a_date_gives_calls_without_a_date() -> None:
    text = Text("Emmanuel Macron spoke by phone with Friedrich Merz on Tuesday.", published=None)
    assert [call.date for call in extract(text).calls] == [None]


def test_the_day_is_the_official_sites_own() -> None:
    evening = datetime(2025, 6, 13, 2, 30, tzinfo=UTC)  # still the 12th in Washington
    text = Text(
        "President Donald Trump spoke by phone today with Prime Minister Mark Carney.",
        published=evening,
        origin=Origin(source="a house", official_of="USA"),
    )
    check(text, ["CAN USA held phone 2025-06-12"])


def test_every_call_shows_its_words() -> None:
    text = Text("Emmanuel Macron phoned Friedrich Merz on Tuesday.", title="Élysée, 🇫🇷 briefly")
    document = f"{text.title}\n\n{text.text}"
    for call in extract(text).calls:
        assert call.evidence
        assert all(document[e.start : e.end] == e.exact for e in call.evidence)


def test_patterns_and_parse_together_are_high_confidence() -> None:
    (call,) = extract(Text("Emmanuel Macron telephoned Friedrich Merz on Tuesday.")).calls
    assert call.confidence is Confidence.HIGH


@pytest.mark.parametrize(
    "text", ["In a call him by phone.", "Him who told us Xi Jinping.", "He, who called him, called."]
)
def test_a_pronoun_that_only_pronouns_could_explain_means_nobody(text: str) -> None:
    check(Text(text), [])


@pytest.mark.parametrize("text", ["", " ", "\n\n", "call " * 500, "(((((", "Macron " * 200, "\u202e phone \x00 call"])
def test_odd_texts_give_nothing_and_do_no_harm(text: str) -> None:
    check(Text(text, title=text[:50]), [])
