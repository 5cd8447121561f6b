"""What the stage reads from the table `articles`, and the rows it writes there."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from consumers.dedupe.decide import Decision, Sighting, day_of
from consumers.dedupe.index import Signed
from pipeline.records import Article
from pipeline.store import schema

_TABLE = schema.articles.c
_CHUNK = 400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_META = (
    _TABLE.id,
    _TABLE.url,
    _TABLE.content_hash,
    func.coalesce(_TABLE.published, _TABLE.fetched_at, type_=schema.Instant()).label("at"),
    _TABLE.story,
    _TABLE.version,
    _TABLE.emitted,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the table without its text."""

    id: str
    url: str
    content_hash: str
    when: datetime
    story: str
    version: int
    emitted: bool


def decided(database: Connection, ids: Iterable[str]) -> dict[str, Decision]:
    """The decisions on those of the articles that were handled before."""
    columns = (*_META, _TABLE.sighting, _TABLE.copy_of, _TABLE.similarity, _TABLE.reason)
    return {
        row.id: Decision(
            row.id,
            row.story,
            row.version,
            Sighting(row.sighting),
            row.copy_of,
            row.similarity,
            row.emitted,
            row.reason,
        )
        for row in _among(database, columns, _TABLE.id, ids)
    }


def of_pages(database: Connection, urls: Iterable[str]) -> list[Stored]:
    """Articles with one of these URLs."""
    return [_stored(row) for row in _among(database, _META, _TABLE.url, urls)]


def of_hashes(database: Connection, hashes: Iterable[str]) -> list[Stored]:
    """Articles with one of these content hashes."""
    return [_stored(row) for row in _among(database, _META, _TABLE.content_hash, hashes)]


def of_ids(database: Connection, ids: Iterable[str]) -> list[Stored]:
    """These articles, as far as they are known."""
    return [_stored(row) for row in _among(database, _META, _TABLE.id, ids)]


def versions(database: Connection, stories: Iterable[str]) -> list[Stored]:
    """The articles that went on as versions of these stories."""
    return [_stored(row) for row in _among(database, _META, _TABLE.story, stories, _TABLE.emitted.is_(True))]


def texts(database: Connection, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Title and text of these articles, by id."""
    rows = _among(database, (_TABLE.id, _TABLE.title, _TABLE.text), _TABLE.id, ids)
    return {row.id: (row.title, row.text) for row in rows}


def signed(database: Connection, days: Sequence[int]) -> Iterator[Signed]:
    """The articles with a signature from the first to the last of the days."""
    if not days:
        return
    start, end = _EPOCH + timedelta(days=min(days)), _EPOCH + timedelta(days=max(days) + 1)
    query = select(_TABLE.id, _TABLE.published, _TABLE.fetched_at, _TABLE.signature).where(
        _TABLE.signature.is_not(None),
        or_(
            and_(_TABLE.published >= start, _TABLE.published < end),
            and_(_TABLE.published.is_(None), _TABLE.fetched_at >= start, _TABLE.fetched_at < end),
        ),
    )
    for row in database.execute(query.order_by(_TABLE.id)):
        yield Signed(row.id, day_of(row.published or row.fetched_at), _unpacked(row.signature))


def row_of(article: Article, decision: Decision) -> Mapping[str, Any]:
    """The row that keeps an article and what was decided on it."""
    return {
        "id": article.id,
        "ref": article.ref,
        "feed": article.feed,
        "source": article.origin.source,
        "outlet_country": article.origin.outlet_country,
        "official_of": article.origin.official_of,
        "speaker": article.origin.speaker,
        "url": article.url,
        "link": article.link,
        "title": article.title,
        "text": article.text,
        "text_source": article.text_source.value,
        "language": article.language,
        "byline": article.byline,
        "agency": article.agency,
        "published": article.published,
        "revision": article.revision,
        "fetched_at": article.fetched_at,
        "content_hash": article.content_hash,
        "signature": _packed(article.signature) if article.signature else None,
        "story": decision.story,
        "version": decision.version,
        "sighting": decision.sighting.value,
        "copy_of": decision.copy_of,
        "similarity": decision.similarity,
        "emitted": decision.emitted,
        "reason": decision.reason,
    }


def signed_row(row: Mapping[str, Any]) -> Signed | None:
    """The index entry of a row made by `row_of`; None for one without a signature."""
    if row["signature"] is None:
        return None
    return Signed(row["id"], day_of(row["published"] or row["fetched_at"]), _unpacked(row["signature"]))


def _among(
    database: Connection,
    columns: Sequence[ColumnElement[Any]],
    column: ColumnElement[str],
    values: Iterable[str],
    *conditions: ColumnElement[bool],
) -> Iterator[Row[Any]]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        yield from database.execute(select(*columns).where(column.in_(chunk), *conditions).order_by(_TABLE.id))


def _stored(row: Row[Any]) -> Stored:
    return Stored(row.id, row.url, row.content_hash, row.at, row.story, row.version, row.emitted)


def _packed(signature: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(signature)}I", *signature)


def _unpacked(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)
