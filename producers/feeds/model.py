"""What a feed document says, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import ReadoutError


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One item as the document gives it. Times are aware; unknown ones are None, never guessed."""

    guid: str | None
    link: str | None
    title: str
    """Plain text."""
    summary: str
    """Plain text or HTML."""
    content: str | None = None
    """The fuller text, plain or HTML, where the item carries one beside its summary."""
    author: str | None = None
    language: str | None = None
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """One feed document."""

    format: str
    """``rss20``, ``atom10``, ``json-feed``, ``news-sitemap`` …"""
    title: str
    entries: tuple[ParsedEntry, ...]
    language: str | None = None
    site: str | None = None
    """Address of the site that the feed belongs to."""
    wait_seconds: int | None = None
    """How long the feed says it may be kept before it is asked again (`ttl`, `sy:updatePeriod`)."""
    hub: str | None = None
    """Address of a WebSub hub."""
    topic: str | None = None
    """The address the feed gives itself, which a hub knows it by."""
    flaw: str = ""
    """What was wrong with the document although entries could be read; "" for a clean one."""


class Unreadable(ReadoutError):
    """The document is no feed; `reason` is a short, stable name (``html``, ``not-a-feed``, ``empty`` …)."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def text_of(value: object) -> str:
    """The value if it is text, trimmed and fit for UTF-8; "" otherwise."""
    if not isinstance(value, str):
        return ""
    text = value.strip()
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
