"""From an entry, and what its page gave, to the article. Pure."""

from __future__ import annotations

from datetime import datetime

from consumers.articles.credit import agency_of, clean_byline
from consumers.articles.language import language_of
from consumers.articles.page import NoText, PageText
from pipeline.records import Article, Entry, TextSource, stable_id
from pipeline.text.plain import plain_text, without_tail
from pipeline.text.signature import content_hash, sign
from pipeline.urls import canonical_url

ARCHIVE = "archive:"


def wants_page(entry: Entry) -> bool:
    """Whether the entry's page is to be fetched: it has one, and brings no full text of its own."""
    return entry.content is None and entry.link is not None and not entry.feed.startswith(ARCHIVE)


def article_id(entry: str) -> str:
    """Id of the article made from the entry with this id."""
    return stable_id(entry)


def compose(entry: Entry, page: PageText | NoText | None) -> Article:
    """The article. Given the same entry and page it is the same in every field."""
    text, text_source = _text(entry, page)
    taken = page if isinstance(page, PageText) and text_source is TextSource.PAGE else None
    title = entry.title or (plain_text(taken.title) if taken else "")
    byline = clean_byline(entry.byline) or (taken.byline if taken else None)
    archived = text_source is TextSource.ARCHIVE
    hint = entry.language or (taken.language if taken else None)
    return Article(
        id=article_id(entry.id),
        entry_id=entry.id,
        ref=entry.ref,
        feed=entry.feed,
        origin=entry.origin,
        url=(canonical_url(taken.url) if taken else "") or entry.url,
        link=entry.link,
        title=title,
        text=text,
        text_source=text_source,
        language=hint if archived and hint else language_of(f"{title}\n{text}", hint),
        byline=byline,
        agency=agency_of(source=entry.origin.source, byline=byline, text=text),
        published=_published(entry),
        revision=entry.revision,
        fetched_at=entry.fetched_at,
        content_hash=content_hash(title, text),
        signature=sign(text),
    )


def _published(entry: Entry) -> datetime | None:
    return None if entry.date_doubt == "absurd" else entry.published


def _text(entry: Entry, page: PageText | NoText | None) -> tuple[str, TextSource]:
    if entry.feed.startswith(ARCHIVE):
        # Evidence counts in these very characters: nothing is tidied.
        return entry.content if entry.content is not None else entry.summary, TextSource.ARCHIVE
    if entry.content is not None:
        return without_tail(plain_text(entry.content)), TextSource.FEED
    summary = without_tail(plain_text(entry.summary))
    if isinstance(page, PageText) and len(page.text) >= len(summary):
        return page.text, TextSource.PAGE
    return summary, TextSource.SUMMARY
