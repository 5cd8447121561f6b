"""The stage on a real database: stories, sightings, versions, restarts and replays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.dedupe.decide import story_id
from consumers.dedupe.stage import DedupeStage
from pipeline.records import Article, Story
from pipeline.stage import Effects, Upsert
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from tests.unit.dedupe.dedupe_builders import (
    NOON,
    OTHER_TEXT,
    OTHER_TITLE,
    SENTENCES,
    TEXT,
    UPDATE,
    article,
)

UPDATED = f"{UPDATE}\n\n{TEXT}"
SHORT = " ".join(SENTENCES[:2])


class Desk:
    """A stage with its database, worked by hand."""

    def __init__(self, database: Database, window_days: int = 7) -> None:
        self.database = database
        self.window_days = window_days
        self.restart()

    def restart(self) -> None:
        self.stage = DedupeStage(self.window_days)
        with self.database.reading() as connection:
            self.stage.start(connection)

    def handle(self, *batch: Article) -> Effects:
        with self.database.reading() as connection:
            return self.stage.handle(batch, connection)

    def take(self, *batch: Article) -> Effects:
        effects = self.handle(*batch)
        self.database.apply(effects.writes, at=NOON)
        self.stage.applied(effects)
        return effects


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    database = fresh(tmp_path / "readout.db")
    yield Desk(database)
    database.close()


def fresh(path: Path) -> Database:
    database = Database(sqlite_url(path))
    metadata.create_all(database.engine)
    return database


def rows(effects: Effects) -> dict[str, tuple[str, int, str, str | None]]:
    """By article: its story, version, sighting, model."""
    found = [row for write in effects.writes if isinstance(write, Upsert) for row in write.rows]
    return {row["id"]: (row["story"], row["version"], row["sighting"], row["copy_of"]) for row in found}


def sent(effects: Effects) -> list[tuple[str, int]]:
    return [(story.article.id, story.version) for story in effects.outgoing if isinstance(story, Story)]


def test_a_first_article_begins_a_story_and_goes_on(desk: Desk) -> None:
    effects = desk.take(article("a"))
    assert rows(effects)["a"][1:] == (0, "first", None)
    assert sent(effects) == [("a", 0)]
    assert [(outcome.item, outcome.name) for outcome in effects.outcomes] == [("a", "story")]
    assert effects.counts == ()


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "in two batches"])
@pytest.mark.parametrize(
    ("copy", "version", "sighting", "goes_on"),
    [
        pytest.param(article("b", source="Daily Anchor"), 0, "exact", False, id="the same text elsewhere"),
        pytest.param(article("b", text=SHORT, hours=2), 0, "near", False, id="a shortened version"),
        pytest.param(article("b", text=UPDATED, hours=2), 1, "near", True, id="a rolling update"),
        pytest.param(
            article("b", text=TEXT.replace("frank", "open"), url="https://gazette.example/a", revision=1),
            1,
            "revision",
            True,
            id="a changed word on the same page",
        ),
        pytest.param(
            article("b", url="https://gazette.example/a", revision=1), 0, "exact", False, id="the same page unchanged"
        ),
        pytest.param(
            article("b", text=SHORT, url="https://gazette.example/a", hours=24 * 30),
            1,
            "revision",
            True,
            id="the same page cut down a month later",
        ),
    ],
)
def test_a_copy_joins_the_story(
    desk: Desk, copy: Article, version: int, sighting: str, goes_on: bool, together: bool
) -> None:
    if together:
        effects = desk.take(article("a"), copy)
    else:
        desk.take(article("a"))
        effects = desk.take(copy)
    assert rows(effects)["b"] == (story_id("a"), version, sighting, "a")
    assert ("b" in dict(sent(effects))) is goes_on
    assert [count.labels["kind"] for count in effects.counts] == [sighting]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(article("b", OTHER_TITLE, OTHER_TEXT), id="another text"),
        pytest.param(article("b", hours=24 * 8), id="the same text after the window"),
        pytest.param(
            article("b", OTHER_TITLE, OTHER_TEXT, url="https://gazette.example/a"), id="a page written anew"
        ),
    ],
)
def test_what_is_no_copy_begins_its_own_story(desk: Desk, other: Article) -> None:
    desk.take(article("a"))
    effects = desk.take(other)
    assert rows(effects)["b"][1:] == (0, "first", None)
    assert sent(effects) == [("b", 0)]


def test_two_empty_items_of_one_name_are_two_stories(desk: Desk) -> None:
    effects = desk.take(article("a", "Live updates", ""), article("b", "Live updates", ""))
    assert [row[2] for row in rows(effects).values()] == ["first", "first"]


def test_the_window_counts_the_fetch_where_the_date_is_unknown(desk: Desk) -> None:
    desk.take(article("a", published=None))
    assert rows(desk.take(article("b", hours=5)))["b"][2] == "exact"
    assert rows(desk.take(article("c", published=None, hours=24 * 20)))["c"][2] == "first"


def test_what_a_copy_adds_is_sent_once(desk: Desk) -> None:
    desk.take(article("a"))
    assert sent(desk.take(article("b", text=UPDATED, hours=1))) == [("b", 1)]
    assert sent(desk.take(article("c", text=UPDATED + " Read on.", hours=2))) == []
    assert sent(desk.take(article("d", text=TEXT.replace("nine ships", "14 ships"), hours=3))) == [("d", 2)]


def test_a_restarted_stage_knows_the_articles_before(desk: Desk) -> None:
    desk.take(article("a"))
    desk.restart()
    assert rows(desk.take(article("b", text=SHORT)))["b"][2:] == ("near", "a")


def test_nothing_is_remembered_of_effects_that_were_not_applied(desk: Desk) -> None:
    desk.handle(article("a"))
    assert rows(desk.take(article("b", text=SHORT)))["b"][2] == "first"


@pytest.mark.parametrize("restart", [True, False], ids=["after a restart", "without a restart"])
def test_a_batch_taken_again_has_the_same_effects(desk: Desk, restart: bool) -> None:
    batch = (article("a"), article("b", text=UPDATED, hours=1), article("c", text=SHORT, hours=2))
    first = desk.take(*batch)
    desk.take(article("d", text=f"{UPDATED} {OTHER_TEXT}", hours=3))
    if restart:
        desk.restart()
    again = desk.take(*batch)
    assert again == first


def test_an_article_twice_in_a_batch_is_handled_once(desk: Desk) -> None:
    effects = desk.take(article("a"), article("a"))
    assert list(rows(effects)) == ["a"]


@pytest.mark.parametrize(
    "signature", [pytest.param((1, 2, 3), id="of another size"), pytest.param((-1,) * 240, id="of other numbers")]
)
def test_a_signature_of_another_kind_is_rejected(desk: Desk, signature: tuple[int, ...]) -> None:
    strange = article("a").model_copy(update={"signature": signature})
    effects = desk.take(strange, article("b"))
    assert [(record.id, reject.reason) for record, reject in effects.rejected if isinstance(record, Article)] == [
        ("a", "unknown-signature")
    ]
    assert list(rows(effects)) == ["b"]


ARRIVALS: Sequence[Article] = (
    article("a"),
    article("b", source="Daily Anchor", hours=1),
    article("c", text=SHORT, hours=2),
    article("d", text=UPDATED, hours=3),
    article("x", OTHER_TITLE, OTHER_TEXT, hours=1),
    article("y", OTHER_TITLE, OTHER_TEXT + " Tickets cost nothing in the first week.", hours=30),
)


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(ARRIVALS), cuts=st.sets(st.integers(1, len(ARRIVALS) - 1)), restarts=st.booleans())
def test_copies_meet_in_whatever_order_and_batches_they_come(
    tmp_path_factory: pytest.TempPathFactory, order: list[Article], cuts: set[int], restarts: bool
) -> None:
    database = fresh(tmp_path_factory.mktemp("orders") / "readout.db")
    desk = Desk(database)
    stories: dict[str, str] = {}
    bounds = [0, *sorted(cuts), len(order)]
    for start, end in pairwise(bounds):
        stories.update({ident: row[0] for ident, row in rows(desk.take(*order[start:end])).items()})
        if restarts:
            desk.restart()
    database.close()
    assert len({stories[ident] for ident in "abcd"}) == 1
    assert len({stories[ident] for ident in "xy"}) == 1
    assert stories["a"] != stories["x"]


def test_an_archive_in_any_order_of_days_is_searched_day_by_day(tmp_path: Path) -> None:
    database = fresh(tmp_path / "readout.db")
    desk = Desk(database, window_days=1)
    for day in (40, 0, 80, 20, 60):
        desk.take(article(f"a{day}", published=NOON + timedelta(days=day)))
    for day in (60, 20, 0, 80, 40):
        effects = desk.take(article(f"b{day}", text=SHORT, published=NOON + timedelta(days=day)))
        assert rows(effects)[f"b{day}"][3] == f"a{day}"
    database.close()
