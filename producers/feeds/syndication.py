"""RSS 0.9-2.0, RDF and Atom, read by feedparser."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import feedparser

from pipeline.text.plain import plain_text
from producers.feeds import dates
from producers.feeds.model import ParsedEntry, ParsedFeed, Unreadable, text_of

_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


def read_syndication(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed:
    """Read RSS, RDF or Atom. `format` is "" if the document is none of them. Raises `Unreadable`."""
    try:
        found = feedparser.parse(
            io.BytesIO(body),
            response_headers={**headers, "content-location": url},
            sanitize_html=False,  # texts are turned into plain text, markup is never shown
            resolve_relative_uris=False,
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # feedparser lets errors of its parts through: ValueError, KeyError, AssertionError …
        raise Unreadable("parser-error", f"{type(error).__name__}: {error}"[:300]) from error
    feed = found.feed
    links = feed.get("links") or []
    return ParsedFeed(
        format=found.get("version") or "",
        title=plain_text(text_of(feed.get("title"))),
        entries=tuple(_entry(item) for item in found.entries),
        language=text_of(feed.get("language")) or None,
        site=text_of(feed.get("link")) or None,
        wait_seconds=_wait(feed),
        hub=_link(links, "hub"),
        topic=_link(links, "self"),
        flaw=_flaw(found),
    )


def _entry(item: Any) -> ParsedEntry:
    summary = text_of(item.get("summary"))
    contents = [text_of(part.get("value")) for part in item.get("content") or []]
    content = max(contents, key=len, default="")
    # feedparser copies the content into the summary where there is no summary of its own.
    return ParsedEntry(
        guid=text_of(item.get("id")) or None,
        link=text_of(item.get("link")) or None,
        title=plain_text(text_of(item.get("title"))),
        summary=summary,
        content=content if content and content != summary else None,
        author=plain_text(text_of(item.get("author"))) or None,
        language=_language(item),
        published=_date(item, "published") or _date(item, "created"),
        updated=_date(item, "updated"),
    )


def _date(item: Any, name: str) -> datetime | None:
    # `dict.get`, because feedparser's own look-up answers "published" where only "updated" is there.
    return dates.from_struct(dict.get(item, f"{name}_parsed")) or dates.from_text(dict.get(item, name))


def _language(item: Any) -> str | None:
    for name in ("title_detail", "summary_detail"):
        language = (item.get(name) or {}).get("language")
        if language:
            return str(language)
    return text_of(item.get("language")) or None


def _link(links: Any, rel: str) -> str | None:
    for link in links:
        if link.get("rel") == rel and text_of(link.get("href")):
            return text_of(link.get("href"))
    return None


def _wait(feed: Any) -> int | None:
    waits = []
    ttl = _number(feed.get("ttl"))
    if ttl:
        waits.append(ttl * 60)
    period = _PERIODS.get(text_of(feed.get("sy_updateperiod")).lower())
    if period:
        waits.append(period / (_number(feed.get("sy_updatefrequency")) or 1))
    return int(max(waits)) if waits else None


def _number(value: object) -> float | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return number if 0 < number < 1_000_000 else None


def _flaw(found: Any) -> str:
    if not found.get("bozo"):
        return ""
    error = found.get("bozo_exception")
    return f"{type(error).__name__}: {error}"[:200]
