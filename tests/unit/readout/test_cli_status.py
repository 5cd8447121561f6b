"""`readout status`: each stage and feed, from what they left in the log and the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pipeline.stage import Upsert
from pipeline.topics import ENTRIES
from tests.unit.readout.cli_builders import AT, Place, Said, entry

Tell = Callable[..., Said]


def progress(place: Place, worker: str, **changes: Any) -> None:
    row = {
        "stage": "articles",
        "worker": worker,
        "last_success_at": AT,
        "last_failure_at": None,
        "last_failure": None,
        "handled": 0,
        "rejected": 0,
        "failures": 0,
        "updated_at": AT,
    }
    place.database.apply([Upsert("stage_progress", (row | changes,))], at=AT)


def test_a_stage_that_never_ran_is_shown_with_what_waits_for_it(place: Place, tell: Tell) -> None:
    place.publish(entry("a"), entry("b"))
    stages = tell("status", "--json").json["stages"]
    assert list(stages) == ["articles", "dedupe", "extract", "reconcile", "notify"]
    assert (stages["articles"]["lag"], stages["articles"]["last_success_at"]) == (2, None)
    assert stages["articles"]["oldest_at"] is not None
    assert (stages["dedupe"]["lag"], stages["dedupe"]["oldest_at"]) == (0, None)


def test_what_a_stage_committed_is_no_lag(place: Place, tell: Tell) -> None:
    place.publish(entry("a"), entry("b"))
    place.handled("articles", ENTRIES.name, 2)
    assert tell("status", "--json").json["stages"]["articles"]["lag"] == 0


def test_the_workers_of_a_stage_are_added_up_and_the_latest_failure_is_told(place: Place, tell: Tell) -> None:
    later = AT + timedelta(minutes=1)
    progress(place, "one", handled=3, rejected=1, failures=2, last_failure_at=AT, last_failure="first")
    progress(place, "two", handled=4, last_success_at=later, failures=1, last_failure_at=later, last_failure="last")
    found = tell("status", "--json").json["stages"]["articles"]
    assert (found["handled"], found["rejected"], found["failures"], found["last_failure"]) == (7, 1, 3, "last")
    assert "last" in tell("status").out


def test_feeds_are_shown_with_how_they_do(place: Place, tell: Tell) -> None:
    row: dict[str, Any] = {
        "id": "harbour",
        "url": "https://gazette.example/feed",
        "body": {},
        "next_poll_at": None,
        "last_success_at": None,
        "last_entry_at": None,
        "failures": 4,
        "outcome": "dns",
        "detail": "the name can't be looked up",
        "updated_at": AT,
    }
    assert "No feed has been polled yet." in tell("status").out
    place.database.apply([Upsert("feeds", (row,))], at=AT)
    said = tell("status")
    for words in ("harbour", "never", "dns", "the name can't be looked up"):
        assert words in said.out


def test_what_has_been_found_is_counted(place: Place, tell: Tell) -> None:
    place.keep_article(entry("a"))
    assert tell("status", "--json").json["counts"]["articles"] == 1
    assert "1 articles, 0 reports, 0 calls" in tell("status").out
