"""What is a copy and what only looks like one."""

from __future__ import annotations

import pytest

from consumers.dedupe.fingerprint import fingerprint, sentences
from consumers.dedupe.likeness import compare, same_page
from tests.unit.dedupe.dedupe_builders import OTHER_TEXT, OTHER_TITLE, SENTENCES, TEXT, TITLE, UPDATE

READOUT = (
    "President Holm spoke today with {who} of {land}. The President thanked {him} for {land}'s part in the search for"
    " the missing sailors. They agreed that the strait must be safe for ships of all flags, and that their ministers"
    " would meet soon. The President reaffirmed her commitment to a just peace, and to talks that begin in spring."
)
SUDRIA = READOUT.format(who="Prime Minister Viktor Brandt", land="Sudria", him="Brandt")
OSTIA = READOUT.format(who="King Leopold Marin", land="Ostia", him="Marin")
CREDIT = (
    "A guard of honour stands in front of the palace in Norhaven on the second of May. (Photo: Lena Dahl, Gazette)"
)


@pytest.mark.parametrize(
    ("a", "b", "days", "copy", "reason"),
    [
        pytest.param((TITLE, TEXT), (TITLE, TEXT), 0, True, "shortened", id="the same text"),
        pytest.param(
            (TITLE, TEXT),
            ("Holm gives back fishing boats after deal on strait", f"{UPDATE}\n\n{TEXT}"),
            0.2,
            True,
            "shortened",
            id="a rolling update with a new lead",
        ),
        pytest.param(
            (TITLE, TEXT),
            ("Strait to reopen", " ".join(SENTENCES[:2])),
            1,
            True,
            "shortened",
            id="a shortened version",
        ),
        pytest.param(
            (TITLE, TEXT),
            (TITLE, TEXT.replace("Officials", "Aides").replace("frank", "open").replace("Farmers", "Growers")),
            3,
            True,
            "shortened",
            id="an edited text days later",
        ),
        pytest.param(
            ("Readout of the President's Call with the Prime Minister of Sudria", SUDRIA),
            ("Readout of the President's Call with the King of Ostia", OSTIA),
            0,
            False,
            "template",
            id="a template filled with another name",
        ),
        pytest.param(
            ("Harvest of Norland will go by sea again", CREDIT),
            ("Why the opposition distrusts its own president", CREDIT),
            0.1,
            False,
            "caption",
            id="one caption under two headlines",
        ),
        pytest.param(
            ("Call on 4 March", "🇳🇴 📞 On March 4, the President of Norland held a telephone conversation with the"),
            ("Call on 9 March", "🇳🇴 📞 On March 9, the President of Norland held a telephone conversation with the"),
            5,
            False,
            "template",
            id="a brief notice of another day",
        ),
        pytest.param(
            ("🇸🇪 Minister received the ambassador to discuss trade across the border", "🇸🇪 Minister received the"),
            ("🇩🇰 Minister received the ambassador to discuss trade across the border", "🇩🇰 Minister received the"),
            0,
            False,
            "template",
            id="headlines that differ in a flag, with the text cut off before it tells more",
        ),
        pytest.param(
            (TITLE, TEXT),
            (
                "Insurers wary of the strait",
                " ".join((OTHER_TEXT.replace("museum", "exchange"), SENTENCES[2], SENTENCES[7])),
            ),
            0.5,
            False,
            "different",
            id="two paragraphs of background in another story",
        ),
        pytest.param((TITLE, TEXT), (OTHER_TITLE, OTHER_TEXT), 0, False, "different", id="another story"),
        pytest.param(("", ""), ("", ""), 0, False, "different", id="nothing at all"),
    ],
)
def test_copies(a: tuple[str, str], b: tuple[str, str], days: float, copy: bool, reason: str) -> None:
    one, other = fingerprint(*a), fingerprint(*b)
    found = compare(one, other, days)
    assert (found.copy, found.reason) == (copy, reason)
    assert compare(other, one, days) == found


def test_the_more_days_lie_between_the_more_two_texts_must_share() -> None:
    one = fingerprint(TITLE, TEXT)
    other = fingerprint(TITLE, " ".join((*SENTENCES[:5], OTHER_TEXT)))
    assert compare(one, other, 0).copy
    assert not compare(one, other, 7).copy


def test_a_page_written_anew_is_not_a_revision() -> None:
    today, changed, tomorrow = (
        fingerprint("The day in brief", TEXT),
        fingerprint("The day in brief", " ".join(SENTENCES[:4])),
        fingerprint("What happened while you slept", OTHER_TEXT),
    )
    assert same_page(compare(today, changed, 0))
    assert not same_page(compare(today, tomorrow, 0))


def test_a_text_that_only_repeats_its_title_is_compared_by_the_title() -> None:
    title = "On March 4 the President of Norland spoke by telephone with the Prime Minister of Sudria"
    assert fingerprint(title, "On March 4 the President of Norl").pairs == fingerprint("", title).pairs


def test_sentences_end_at_marks_and_lines() -> None:
    assert sentences("One. “Two?” Three\nFour 2.5 five") == ["One.", "“Two?", "Three", "Four 2.5 five"]
