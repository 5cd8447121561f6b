"""From parsed entries to the records of `news.entries`. Pure."""

from __future__ import annotations

import re
from datetime import datetime

from pipeline.records import Entry, stable_id
from pipeline.text.plain import plain_text, without_tail
from producers.feeds.dates import doubt
from producers.feeds.identity import Fresh
from producers.feeds.settings import FeedSettings

WHOLE_CONTENT = 600
"""Characters from which on a `content` is taken for the whole text."""
WHOLE_SUMMARY = 1500
"""Characters from which on a summary is taken for the whole text."""
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\b(?:read more|continue reading|read the full \w+))\W*$", re.IGNORECASE)
_MOST_TEXT = 200_000
_MOST_TITLE = 1_000


def to_record(feed: FeedSettings, fresh: Fresh, language: str | None, now: datetime) -> Entry:
    """The record of one entry. `language` is what the document says of itself."""
    named, entry = fresh.named, fresh.named.entry
    published = entry.published or entry.updated
    summary, content = _texts(feed, entry.summary[:_MOST_TEXT], (entry.content or "")[:_MOST_TEXT])
    return Entry(
        id=stable_id(feed.id, named.identity, named.content_hash),
        ref=entry.guid or entry.link or named.identity,
        feed=feed.id,
        origin=feed.origin,
        url=named.url or f"urn:readout:{feed.id}:{named.identity}",
        link=entry.link if named.url else None,
        title=entry.title[:_MOST_TITLE],
        summary=summary,
        content=content,
        byline=entry.author,
        language=feed.language or entry.language or language,
        published=published,
        updated=entry.updated,
        revision=fresh.revision,
        changed=fresh.changed,
        date_doubt=doubt(published, now),
        fetched_at=now,
    )


def _texts(feed: FeedSettings, summary: str, content: str) -> tuple[str, str | None]:
    """The summary, and the full text if one of the two is that."""
    if feed.full_text:
        return summary, max(content, summary, key=len)
    if content and _is_whole(content, WHOLE_CONTENT):
        return summary, content
    if _is_whole(summary, WHOLE_SUMMARY):
        return summary, summary
    return max(summary, content, key=len), None


def _is_whole(text: str, least: int) -> bool:
    plain = without_tail(plain_text(text))
    return len(plain) >= least and _CUT_OFF.search(plain[-300:]) is None
