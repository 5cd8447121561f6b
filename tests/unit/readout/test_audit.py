"""`readout audit`: every entry that the log retains is found again, or is said to be lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.records import encode
from pipeline.topics import ARTICLES, ENTRIES
from readout.audit import Fate, audit
from tests.unit.readout.cli_builders import Place, Said, entry


def fates(place: Place) -> dict[str, int]:
    """The fates that some entry has."""
    return {fate.value: number for fate, number in audit(place.log, place.database).fates.items() if number}


def test_nothing_published_is_nothing_lost(place: Place) -> None:
    found = audit(place.log, place.database)
    assert (found.entries, found.repeated, found.lost) == (0, 0, ())


def test_an_entry_is_in_flight_until_the_first_stage_commits_it(place: Place) -> None:
    place.publish(entry("a"), entry("b"))
    place.handled("articles", ENTRIES.name, 1)
    place.keep_article(entry("a"))
    assert fates(place) == {"stories": 1, "in_flight": 1}


def test_an_entry_is_in_flight_while_its_article_waits_for_dedupe(place: Place) -> None:
    one, other = entry("a"), entry("b")
    place.publish(one, other)
    place.handled("articles", ENTRIES.name, 2)
    place.make_articles(one, other)
    assert fates(place) == {"in_flight": 2}
    place.handled("dedupe", ARTICLES.name, 1)
    place.keep_article(one)
    assert fates(place) == {"stories": 1, "in_flight": 1}


def test_what_dedupe_decided_is_told_apart(place: Place) -> None:
    place.publish(*map(entry, "abcd"))
    place.handled("articles", ENTRIES.name, 4)
    place.keep_article(entry("a"))
    place.keep_article(entry("b"), version=1, sighting="near")
    place.keep_article(entry("c"), sighting="exact", emitted=False)
    place.keep_article(entry("d"), sighting="revision", emitted=False)
    assert fates(place) == {"stories": 1, "versions": 1, "copies": 2}


@pytest.mark.parametrize(
    ("reason", "fate"),
    [("empty", Fate.REJECTED), ("unexpected-error", Fate.DEAD_LETTER)],
    ids=["refused with a reason", "failed for an unknown one"],
)
def test_an_entry_that_was_put_aside_is_accounted_for(place: Place, reason: str, fate: Fate) -> None:
    place.publish(entry("a"))
    place.handled("articles", ENTRIES.name, 1)
    [message] = place.log.read(ENTRIES.name, 10)
    place.letter(ENTRIES.name, message.value, reason, partition=message.partition, offset=message.offset)
    assert fates(place) == {fate.value: 1}


def test_an_entry_whose_article_was_put_aside_is_accounted_for(place: Place) -> None:
    one = entry("a")
    place.publish(one)
    place.handled("articles", ENTRIES.name, 1)
    [article] = place.make_articles(one)
    place.handled("dedupe", ARTICLES.name, 1)
    place.letter(ARTICLES.name, encode(article), "unknown-signature")
    assert fates(place) == {"rejected": 1}


def test_a_message_that_is_no_entry_is_accounted_for_by_its_place(place: Place) -> None:
    place.publish(entry("a"))
    place.append_raw(ENTRIES.name, b"no JSON at all")
    place.handled("articles", ENTRIES.name, 2)
    place.keep_article(entry("a"))
    broken = next(m for m in place.log.read(ENTRIES.name, 10) if m.value.startswith(b"no"))
    place.letter(ENTRIES.name, broken.value, "not-json", partition=broken.partition, offset=broken.offset)
    assert fates(place) == {"stories": 1, "rejected": 1}


def test_an_entry_that_is_nowhere_is_lost_and_its_place_is_told(place: Place) -> None:
    place.publish(entry("a"), entry("b"))
    place.handled("articles", ENTRIES.name, 2)
    place.keep_article(entry("a"))
    [lost] = audit(place.log, place.database).lost
    assert (lost.entry, lost.place.topic, lost.offset) == ("entry-b", ENTRIES.name, 1)


def test_an_entry_published_twice_counts_once(place: Place) -> None:
    place.publish(entry("a"), entry("a"))
    place.handled("articles", ENTRIES.name, 2)
    place.keep_article(entry("a"))
    found = audit(place.log, place.database)
    assert (found.entries, found.repeated) == (1, 1)
    assert fates(place) == {"stories": 1}


def test_a_dead_letter_that_is_tried_again_is_in_flight(place: Place) -> None:
    place.publish(entry("a"))
    place.handled("articles", ENTRIES.name, 1)
    [message] = place.log.read(ENTRIES.name, 10)
    place.letter(ENTRIES.name, message.value, "empty", partition=message.partition, offset=message.offset)
    place.publish(entry("a"))
    assert fates(place) == {"in_flight": 1}


def test_the_command_tells_the_sum_and_ends_well(place: Place, tell: Callable[..., Said]) -> None:
    place.publish(entry("a"), entry("b"))
    place.handled("articles", ENTRIES.name, 2)
    place.keep_article(entry("a"))
    place.keep_article(entry("b"), sighting="exact", emitted=False)
    said = tell("audit")
    assert said.code == 0
    assert said.out.startswith("2 entries = 1 stories + 0 versions + 1 copies + 0 in flight")


def test_the_command_ends_with_1_if_anything_is_lost(place: Place, tell: Callable[..., Said]) -> None:
    place.publish(entry("a"))
    place.handled("articles", ENTRIES.name, 1)
    said = tell("audit", "--json")
    assert said.code == 1
    assert said.json["lost"] == 1
    assert [one["id"] for one in said.json["lost_entries"]] == ["entry-a"]
    assert "entry-a" in tell("audit").out
