"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import orjson

from pipeline.text.plain import plain_text
from producers.feeds import dates
from producers.feeds.guard import MOST_ENTRIES
from producers.feeds.model import ParsedEntry, ParsedFeed, Unreadable, text_of


def read_json_feed(body: bytes, url: str) -> ParsedFeed:
    """Read a JSON Feed. Raises `Unreadable` with ``not-a-feed`` or ``broken-json``."""
    try:
        document = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Unreadable("broken-json", str(error)) from None
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        raise Unreadable("not-a-feed", "the document is JSON, but no JSON Feed")
    items = document["items"]
    if len(items) > MOST_ENTRIES:
        raise Unreadable("too-many-entries", f"{len(items)} entries; {MOST_ENTRIES} are allowed")
    hubs = document.get("hubs")
    return ParsedFeed(
        format="json-feed",
        title=plain_text(text_of(document.get("title"))),
        entries=tuple(_entry(item, url) for item in items if isinstance(item, dict)),
        language=text_of(document.get("language")) or None,
        site=text_of(document.get("home_page_url")) or None,
        hub=next((text_of(hub.get("url")) for hub in _dicts(hubs) if hub.get("type") == "WebSub"), None) or None,
        topic=text_of(document.get("feed_url")) or None,
    )


def _entry(item: dict[str, Any], url: str) -> ParsedEntry:
    text = text_of(item.get("content_text")) or text_of(item.get("content_html"))
    summary = text_of(item.get("summary"))
    link = text_of(item.get("url")) or text_of(item.get("external_url"))
    title = plain_text(text_of(item.get("title")))
    ident = item.get("id")
    return ParsedEntry(
        guid=str(ident).strip() if isinstance(ident, str | int | float) and str(ident).strip() else None,
        link=_joined(url, link) if link else None,
        title=title,
        summary=summary or text,
        content=text if summary and text else None,
        author=", ".join(filter(None, (text_of(one.get("name")) for one in _authors(item)))) or None,
        language=text_of(item.get("language")) or None,
        published=dates.from_text(item.get("date_published")),
        updated=dates.from_text(item.get("date_modified")),
    )


def _authors(item: dict[str, Any]) -> list[dict[str, Any]]:
    return _dicts(item.get("authors")) or _dicts([item.get("author")])


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _joined(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link)
    except ValueError:
        return None
