"""How well copies are told from what only looks like one, on labelled pairs of real articles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from consumers.dedupe.stage import DedupeStage
from pipeline.records import Article, Origin, TextSource, stable_id
from pipeline.stage import Upsert
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from pipeline.text.signature import content_hash, sign

FETCHED = datetime(2026, 9, 1, tzinfo=UTC)
BATCH = 50


@dataclass(frozen=True)
class Score:
    """Precision and recall of the pairs taken for copies."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_bytes().splitlines():
        yield orjson.loads(line)


def article(row: dict[str, Any]) -> Article:
    published = datetime.fromisoformat(row["published"])
    return Article(
        id=stable_id("article", row["id"]),
        entry_id=row["id"],
        ref=row["id"],
        feed="archive",
        origin=Origin(source=row["source"]),
        url=row["url"] or f"urn:archive:{row['id']}",
        title=row["title"],
        text=row["text"],
        text_source=TextSource.ARCHIVE,
        published=published if published.tzinfo else published.replace(tzinfo=UTC),
        fetched_at=FETCHED,
        content_hash=content_hash(row["title"], row["text"]),
        signature=sign(row["text"]),
    )


def stories(articles: list[Article], directory: Path) -> dict[str, str]:
    """The story of each article, by its ref."""
    database = Database(sqlite_url(directory / "readout.db"))
    metadata.create_all(database.engine)
    stage = DedupeStage()
    found: dict[str, str] = {}
    for start in range(0, len(articles), BATCH):
        with database.reading() as connection:
            effects = stage.handle(articles[start : start + BATCH], connection)
        database.apply(effects.writes, at=FETCHED)
        stage.applied(effects)
        for write in effects.writes:
            if isinstance(write, Upsert):
                found.update({row["ref"]: row["story"] for row in write.rows})
    database.close()
    return found


def score(labels: Path, story: dict[str, str]) -> Score:
    pairs = [(story[row["a"]] == story[row["b"]], row["copy"]) for row in lines(labels)]
    hits = sum(taken and copy for taken, copy in pairs)
    return Score(hits / sum(taken for taken, _ in pairs), hits / sum(copy for _, copy in pairs))


@pytest.mark.parametrize("order", ["as they are", "as published", "shuffled"])
def test_copies_are_told_from_templates_captions_and_shared_background(
    shared: Path, tmp_path: Path, order: str
) -> None:
    articles = [article(row) for row in lines(shared / "eval" / "dedupe.dev.jsonl")]
    if order == "as published":
        articles.sort(key=lambda one: one.published or FETCHED)
    elif order == "shuffled":
        random.Random(3).shuffle(articles)
    reached = score(shared / "eval" / "dedupe.dev.labels.jsonl", stories(articles, tmp_path))
    assert reached.f1 >= 0.93, reached
    assert reached.precision >= 0.95, reached
