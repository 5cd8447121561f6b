"""Sitemaps, with the news extension: official sites without a feed often have one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

from pipeline.text.plain import tidy
from producers.feeds import dates
from producers.feeds.model import ParsedEntry, ParsedFeed, Unreadable

MOST_PAGES = 500
"""A sitemap lists a whole site; only the pages that changed last are news."""

_DIGITS = re.compile(r"^[\d-]*$")


def read_news_sitemap(body: bytes, url: str) -> ParsedFeed:
    """Read a sitemap. Pages without a news title get one from their address.

    Raises `Unreadable` with ``sitemap-index`` for a list of sitemaps (the detail names the newest), or
    ``not-a-feed``.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("not-a-feed", f"the sitemap can't be read: {error}") from None
    if root is None:
        raise Unreadable("not-a-feed", "the sitemap can't be read")
    if _name(root) == "sitemapindex":
        raise Unreadable("sitemap-index", f"the address lists other sitemaps; take one of them: {_newest(root)}")
    entries = [entry for page in root if _name(page) == "url" and (entry := _entry(page, url)) is not None]
    entries.sort(key=_age_key, reverse=True)
    return ParsedFeed(
        format="news-sitemap", title=urlsplit(url).hostname or "", entries=tuple(entries[:MOST_PAGES]), site=None
    )


def _age_key(entry: ParsedEntry) -> datetime:
    return entry.published or entry.updated or datetime.min.replace(tzinfo=UTC)


def _entry(page: Any, url: str) -> ParsedEntry | None:
    values = {_name(one): tidy(one.text or "") for one in page.iter() if isinstance(one.tag, str)}
    location = values.get("loc", "")
    if not location:
        return None
    try:
        link = urljoin(url, location)
    except ValueError:
        return None
    return ParsedEntry(
        guid=None,
        link=link,
        title=values.get("title") or _title_from(link),
        summary="",
        author=None,
        language=values.get("language") or None,
        published=dates.from_text(values.get("publication_date")),
        updated=dates.from_text(values.get("lastmod")),
    )


def _title_from(link: str) -> str:
    """The last part of the address in words: ``/news/talks-with-japan.html`` -> ``talks with japan``."""
    parts = [part for part in unquote(urlsplit(link).path).split("/") if part and not _DIGITS.match(part)]
    return parts[-1].rsplit(".", 1)[0].replace("-", " ").replace("_", " ").strip() if parts else ""


def _newest(root: Any) -> str:
    listed = []
    for sitemap in root:
        values = {_name(one): (one.text or "").strip() for one in sitemap if isinstance(one.tag, str)}
        if values.get("loc"):
            listed.append((values.get("lastmod", ""), values["loc"]))
    return max(listed)[1][:300] if listed else "it names none"


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
