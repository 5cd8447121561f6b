"""Files of articles (JSON lines) into the same topics as the feeds: replay, backfill, evaluation.

A line is an object with `id`, `title`, `text` and, where known, `source`, `url`, `published` (a date or an ISO 8601
time; a time without an offset is taken as UTC), `official_of`, `speaker`, `outlet_country`, `byline`, `lang`. Other
keys are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from pipeline.errors import NotFound
from pipeline.log.base import Outgoing
from pipeline.records import Entry, Origin, OutletTime, encode, stable_id
from pipeline.topics import ENTRIES
from pipeline.urls import canonical_url


def _aware(value: object) -> object:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return value  # pydantic knows more forms, and says what is wrong with the rest
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.replace(tzinfo=UTC)
    return value


class ArchivedArticle(BaseModel):
    """One line of a file of articles."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: Annotated[str, Field(min_length=1, max_length=512)]
    title: str = ""
    text: str = ""
    source: str | None = None
    url: str | None = None
    published: Annotated[OutletTime | None, BeforeValidator(_aware)] = None
    official_of: str | None = None
    speaker: str | None = None
    outlet_country: str | None = None
    byline: str | None = None
    lang: str | None = None

    @property
    def origin(self) -> Origin:
        """Whose article it is."""
        return Origin(
            source=self.source or "unnamed source",
            outlet_country=self.outlet_country,
            official_of=self.official_of,
            speaker=self.speaker,
        )


@dataclass(frozen=True)
class BadLine:
    """A line that is no article."""

    file: Path
    number: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.number}: {self.reason}"


def read_articles(file: Path) -> Iterator[ArchivedArticle | BadLine]:
    """The articles of a file, and what is wrong with the lines that are none; blank lines are passed over.

    Raises `NotFound` if there is no such file or it can't be read.
    """
    try:
        lines = file.open("rb")
    except OSError as error:
        raise NotFound(f"{file}: {error.strerror}") from None
    with lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _read(file, number, line)


def _read(file: Path, number: int, line: bytes) -> ArchivedArticle | BadLine:
    try:
        return ArchivedArticle.model_validate(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        return BadLine(file, number, f"not JSON: {error}")
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        return BadLine(file, number, f"{where}: {first['msg']}")


def entry_of(article: ArchivedArticle, file: Path, at: datetime) -> Entry:
    """The article as an entry. Its id depends on the article alone, so replaying a file makes the same ids."""
    feed = f"archive:{file.name}"
    url = (canonical_url(article.url) if article.url else None) or f"urn:archive:{stable_id(feed, article.id)}"
    return Entry(
        id=stable_id("archive", article.id, article.title, article.text),
        ref=article.id,
        feed=feed,
        origin=article.origin,
        url=url,
        link=article.url,
        title=article.title,
        content=article.text,
        byline=article.byline,
        language=article.lang,
        published=article.published,
        fetched_at=at,
    )


def messages(entries: Iterable[Entry]) -> list[Outgoing]:
    """The entries as messages for the log."""
    return [Outgoing(ENTRIES.name, ENTRIES.key(entry), encode(entry)) for entry in entries]
