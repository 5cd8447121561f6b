"""Calls that a text tells of without saying whose, and calls of one leader with others who go unnamed.

Rows read: the title; the text; the conversations expected, as "COUNTRY COUNTRY date", "-" for no date.
"""

from __future__ import annotations

import pytest

from pipeline.records import CallStatus, Confidence, Origin, Role
from tests.unit.extract.test_possible import Text, extract, extractor, shown


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        pytest.param("Putin Was Losing Patience. Then Macron Called.", "", ["FRA RUS -"], id="then he called"),
        pytest.param(
            "Macron makes peace with Putin over grain",
            "The row ended after a single phone call.",
            ["FRA RUS -"],
            id="after a call",
        ),
        pytest.param(
            "Macron invites Russia's president to the Elysee",
            "The quarrel was laid to rest in a call on Tuesday.",
            ["FRA RUS 2025-06-10"],
            id="whatever visit is to come, with the day of the call",
        ),
        pytest.param(
            "Macron plans to buy grain",
            "Reporters were allowed to listen in on a phone call with Vladimir Putin last night, as Macron let know.",
            ["FRA RUS 2025-06-11"],
            id="others listened in",
        ),
        pytest.param(
            "Macron scolds Putin over grain",
            "He spoke to farmers after a phone call with them.",
            [],
            id="the other end is somebody else",
        ),
        pytest.param(
            "Macron scolds Putin over grain",
            "He told Le Journal so in a phone call.",
            [],
            id="said to a newspaper by telephone",
        ),
        pytest.param(
            "Macron scolds Putin over grain",
            "His foreign minister had said as much in a call.",
            [],
            id="the call of a minister",
        ),
        pytest.param(
            "Macron scolds Putin over grain",
            "Western nations agreed on a conference call to buy none.",
            [],
            id="the call of nations",
        ),
        pytest.param(
            "Macron scolds Putin over grain", "He gave a radio interview after a phone call.", [], id="an interview"
        ),
        pytest.param("Macron scolds Putin over grain", "There was no phone call.", [], id="no call"),
        pytest.param("Macron scolds Putin over grain", "He joins the call for a boycott.", [], id="an appeal"),
        pytest.param(
            "Macron, Modi scold Putin over grain", "The row ended after a phone call.", [], id="three leaders"
        ),
        pytest.param("Macron scolds traders over grain", "The row ended after a phone call.", [], id="one leader"),
        pytest.param(
            "Macron scolds Putin over grain",
            "Macron had a phone call with Modi on Wednesday. After the call he flew home.",
            [],
            id="the call of one of them with a third",
        ),
    ],
)
def test_a_call_of_nobody_named_is_that_of_the_two_leaders_whom_the_text_opens_with(
    title: str, text: str, expected: list[str]
) -> None:
    assert sorted(map(shown, extract(title, text).possible)) == expected


def test_a_conversation_that_a_side_gave_a_readout_of_is_an_uncertain_call() -> None:
    text = "A readout of Wednesday's conversation between Emmanuel Macron and Vladimir Putin speaks of grain."
    (call,) = extract("Macron and Putin hope to meet", text).calls

    assert (shown(call), call.role, call.uncertain) == ("FRA RUS 2025-06-11", Role.MAIN, True)


def test_an_official_site_says_whose_call_it_was() -> None:
    site = Origin(source="Office of the President", official_of="FRA")

    assert extract("Macron makes peace with Putin", "It took a single phone call.", site).possible == ()


@pytest.mark.parametrize(
    ("title", "text", "status"),
    [
        pytest.param("Macron to call world leaders", "", CallStatus.PLANNED, id="to call"),
        pytest.param("Macron calls European partners to discuss grain", "", CallStatus.HELD, id="calls to discuss"),
        pytest.param(
            "France stands by its word",
            "President Macron, in a conference call with world leaders, said so.",
            CallStatus.HELD,
            id="in a call",
        ),
        pytest.param("Macron to hold call with NATO allies", "", CallStatus.PLANNED, id="a call with allies"),
        pytest.param(
            "Macron tells allies: no grain",
            "He held phone calls with several leaders on it.",
            None,
            id="subject unknown",
        ),
        pytest.param("Macron calls European allies cowards", "", None, id="calls them names"),
        pytest.param("Macron calls on world leaders to buy grain", "", None, id="an appeal"),
        pytest.param("Macron holds call with business leaders", "", None, id="leaders of no state"),
        pytest.param("Macron holds call with European leaders' envoys", "", None, id="envoys"),
        pytest.param("Macron's phone calls with world leaders fill a book", "", None, id="calls at large"),
        pytest.param("Foreign minister holds call with allies", "Macron was told.", None, id="a minister"),
        pytest.param("Macron and Modi hold call with world leaders", "", None, id="two who are named"),
    ],
)
def test_a_call_of_one_leader_with_unnamed_ones(title: str, text: str, status: CallStatus | None) -> None:
    found = [call for call in extract(title, text).possible if len(call.participants) == 1]

    assert [(shown(call), call.status) for call in found] == ([("FRA -", status)] if status else [])
    assert all(call.multi and call.uncertain and call.confidence is Confidence.LOW for call in found)


@pytest.mark.parametrize(
    ("title", "worth"),
    [
        ("Putin Was Losing Patience. Then Macron Called.", True),
        ("Macron to call world leaders", True),
        ("Macron calls world leaders cowards", False),
    ],
)
def test_the_first_pass_lets_them_through(title: str, worth: bool) -> None:
    assert extractor().is_candidate(Text(title=title)) is worth
