"""Which entries of a document are new, which are changed, and which are known. Pure."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.text.plain import plain_text
from pipeline.urls import canonical_url
from producers.feeds.model import ParsedEntry
from producers.feeds.state import SeenEntry

PARTS = ("title", "summary", "content")
LONG_ENOUGH = 200
"""Characters from which on the same text under another name is taken for the same entry."""
MOST_REVISIONS = 20
"""An entry that changes more often than this (a counter in its text) is not news any more."""
_TOUCH_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Named:
    """An entry with the marks it is known by."""

    entry: ParsedEntry
    identity: str
    link_key: str
    url: str
    """Canonical URL, "" without one."""
    content_hash: str
    parts: str
    size: int
    """Characters of its text."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """An entry to publish."""

    named: Named
    revision: int
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """What became of the entries of one document."""

    fresh: tuple[Fresh, ...]
    """In the order of the document, last first: oldest to newest as feeds are usually written."""
    remember: tuple[SeenEntry, ...]
    """Rows to write: of new, changed, renamed and long untouched entries."""
    restless: int = 0
    """Changes that were left out because the entry changes all the time."""


def name_entries(entries: Sequence[ParsedEntry]) -> list[Named]:
    """The entries with their marks; doubles within the document are left out, empty ones too."""
    urls = [canonical_url(entry.link) if entry.link else "" for entry in entries]
    guids = [_guid(entry.guid) for entry in entries]
    often = Counter(guid for guid in guids if guid)
    shared = Counter(url for url in urls if url)
    named: dict[str, Named] = {}
    for entry, guid, url in zip(entries, guids, urls, strict=True):
        texts = [_normal(entry.title), _normal(plain_text(entry.summary)), _normal(plain_text(entry.content or ""))]
        if not any(texts):
            continue
        content_hash = _hash("\n".join(texts))
        identity = _identity(guid, often, url, shared, texts[0], content_hash)
        if identity not in named:
            parts = ":".join(_hash(text)[:8] for text in texts)
            link_key = _hash(f"url {url}") if url else ""
            named[identity] = Named(entry, identity, link_key, url, content_hash, parts, sum(map(len, texts)))
    return list(named.values())


def sort_out(named: Sequence[Named], seen: Iterable[SeenEntry], now: datetime) -> Sorted:
    """Compare a document's entries with those seen before.

    `seen` holds every remembered entry of the feed that matches one of them by identity, link or content.
    """
    by_identity = {row.identity: row for row in seen}
    here = {one.identity for one in named}
    elsewhere = [row for row in by_identity.values() if row.identity not in here]
    by_link = {row.link_key: row for row in elsewhere if row.link_key}
    by_content = {row.content_hash: row for row in elsewhere}
    links_here = Counter(one.link_key for one in named if one.link_key)
    fresh: list[Fresh] = []
    remember: list[SeenEntry] = []
    restless = 0
    for one in named:
        row = by_identity.get(one.identity)
        renamed = False
        if row is None:
            row = _under_another_name(one, by_link, by_content, links_here)
            renamed = row is not None
        if row is None:
            fresh.append(Fresh(one, 0))
            remember.append(_row(one, 0, now))
        elif row.content_hash == one.content_hash:
            if renamed or now - row.seen_at >= _TOUCH_AFTER:
                remember.append(_row(one, row.revision, now))
        elif row.revision >= MOST_REVISIONS:
            restless += 1
        else:
            fresh.append(Fresh(one, row.revision + 1, _changed(row.parts, one.parts)))
            remember.append(_row(one, row.revision + 1, now))
    return Sorted(tuple(reversed(fresh)), tuple(remember), restless)


def _under_another_name(
    one: Named, by_link: dict[str, SeenEntry], by_content: dict[str, SeenEntry], links_here: Counter[str]
) -> SeenEntry | None:
    """The entry that this one was before its guid changed; only entries that left the document qualify."""
    if one.link_key and links_here[one.link_key] == 1:
        row = by_link.get(one.link_key)
        if row is not None:
            return row
    return by_content.get(one.content_hash) if one.size >= LONG_ENOUGH else None


def _guid(guid: str | None) -> str:
    if not guid:
        return ""
    # A guid that is an address changes with tracking parameters and, at the BBC, a fragment for each edit.
    return canonical_url(guid) if guid.startswith(("http://", "https://")) else guid.strip()


def _identity(guid: str, often: Counter[str], url: str, shared: Counter[str], title: str, content_hash: str) -> str:
    if guid and often[guid] == 1:
        return _hash(f"guid {guid}")
    if url and shared[url] == 1:
        return _hash(f"url {url}")
    if guid or url:  # a name that several entries of the document share is half a name
        return _hash(f"shared {guid} {url} {title or content_hash}")
    return _hash(f"text {title or content_hash}")


def _row(one: Named, revision: int, now: datetime) -> SeenEntry:
    return SeenEntry(one.identity, one.link_key, one.content_hash, one.parts, revision, now)


def _changed(before: str, after: str) -> tuple[str, ...]:
    pairs = zip(PARTS, before.split(":"), after.split(":"), strict=False)
    return tuple(name for name, old, new in pairs if old != new)


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
