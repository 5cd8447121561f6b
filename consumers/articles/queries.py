"""The cache of pages in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from consumers.articles.page import NoText, PageText
from pipeline.records import stable_id
from pipeline.stage import Delete, Upsert
from pipeline.store.schema import pages

_MOST_DELETED = 500


@dataclass(frozen=True, slots=True)
class CachedPage:
    """What a page gave, and when."""

    result: PageText | NoText
    fetched_at: datetime


def cached_pages(database: Connection, urls: Iterable[str]) -> dict[str, CachedPage]:
    """The cached pages among these, by URL."""
    keys = {stable_id(url): url for url in urls}
    query = select(pages).where(pages.c.key.in_(list(keys)))
    return {keys[row.key]: CachedPage(_result(row.body), row.fetched_at) for row in database.execute(query)}


def cache_write(results: Mapping[str, PageText | NoText], now: datetime) -> Upsert | None:
    """The write that keeps these results."""
    rows = tuple(
        {
            "key": stable_id(url),
            "url": url,
            "body": asdict(result),
            "fetched_at": now,
        }
        for url, result in results.items()
    )
    return Upsert("pages", rows) if rows else None


def outdated(database: Connection, before: datetime) -> Delete | None:
    """The removal of pages fetched before then, some at a time."""
    query = select(pages.c.key).where(pages.c.fetched_at < before).limit(_MOST_DELETED)
    keys = tuple({"key": key} for key in database.scalars(query))
    return Delete("pages", keys) if keys else None


def _result(body: dict[str, str]) -> PageText | NoText:
    if "reason" in body:
        return NoText(body["reason"])
    return PageText(body["text"], body["title"], body["byline"], body["language"], body["url"])
