"""`readout dead-letters`: what was put aside, why, and trying it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.records import encode
from pipeline.topics import ARTICLES, ENTRIES
from tests.unit.readout.cli_builders import Place, Said, entry

Tell = Callable[..., Said]


@pytest.fixture
def letters(place: Place) -> Place:
    place.letter(ENTRIES.name, encode(entry("a")), "empty", offset=0)
    place.letter(ENTRIES.name, b"{", "not-json", offset=1)
    place.letter(ARTICLES.name, b"{}", "unexpected-error", offset=0)
    return place


def listed(tell: Tell, *arguments: str) -> list[str]:
    return [letter["reason"] for letter in tell("dead-letters", "list", *arguments, "--json").json]


def test_none_is_said(place: Place, tell: Tell) -> None:
    assert tell("dead-letters", "list").out == "No dead letters.\n"


def test_they_are_listed_with_the_reason_the_oldest_first(letters: Place, tell: Tell) -> None:
    assert listed(tell) == ["empty", "not-json", "unexpected-error"]
    assert listed(tell, "--stage", "dedupe") == ["unexpected-error"]
    assert listed(tell, "--reason", "not-json") == ["not-json"]
    assert "3 dead letters" in tell("dead-letters", "list").out


def test_one_is_shown_with_its_record(letters: Place, tell: Tell) -> None:
    ident = tell("dead-letters", "list", "--json").json[0]["id"]
    assert tell("dead-letters", "show", ident[:8], "--json").json["payload"] == encode(entry("a")).decode()
    assert "Headline a" in tell("dead-letters", "show", ident).out


def test_one_that_is_not_there_is_told(letters: Place, tell: Tell) -> None:
    said = tell("dead-letters", "show", "zzz")
    assert said.code == 2
    assert "no dead letter has an id that starts with zzz" in said.err


def test_a_retry_puts_the_record_back_where_it_came_from(letters: Place, tell: Tell) -> None:
    ident = tell("dead-letters", "list", "--json").json[0]["id"]
    assert tell("dead-letters", "retry", ident).out == "1 put back to be handled again\n"
    [message] = letters.log.read(ENTRIES.name, 10)
    assert message.value == encode(entry("a"))
    assert [letter["retried"] for letter in tell("dead-letters", "list", "--json").json] == [True, False, False]


def test_all_are_retried_once(letters: Place, tell: Tell) -> None:
    assert tell("dead-letters", "retry", "--all").out == "3 put back to be handled again\n"
    assert tell("dead-letters", "retry", "--all").out == "0 put back to be handled again\n"
    assert len(letters.log.read(ENTRIES.name, 10)) == 2


@pytest.mark.parametrize("arguments", [(), ("abc", "--all")], ids=["neither", "both"])
def test_which_ones_to_retry_must_be_said(letters: Place, tell: Tell, arguments: tuple[str, ...]) -> None:
    said = tell("dead-letters", "retry", *arguments)
    assert said.code == 2
    assert "name the dead letters to retry, or say --all" in said.err
