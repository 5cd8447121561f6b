"""Finds the feeds of a site from one of its pages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from pipeline.http.address import why_not_url
from pipeline.text.plain import tidy

_TYPES = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/rdf+xml": 1,
    "application/feed+json": 1,
    "application/json": 3,
    "application/xml": 2,
    "text/xml": 2,
}
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._?&=-])(?:rss|atom|feeds?|rdf)(?:$|[/._?&=-])|\.(?:rss|atom|rdf)$", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment", re.IGNORECASE)
_USUAL_PLACES = (
    "/feed/",
    "/rss.xml",
    "/feed.xml",
    "/rss",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/news-sitemap.xml",
)
_MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed."""

    url: str
    title: str
    how: str
    """``link`` (the page announces it), ``anchor`` (the page links to it), ``usual-place`` (a guess)."""


def discover(page: str, base: str) -> list[Candidate]:
    """The feeds that a page announces or links to, best first; its own feed stands before those of comments."""
    try:
        root = html.document_fromstring(page)
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    base = _base(root, base)
    ranked = [(*rank, candidate) for rank, candidate in (*_links(root, base), *_anchors(root, base))]
    ranked.sort(key=lambda row: row[:-1])
    found = {candidate.url: candidate for *_, candidate in reversed(ranked)}
    ordered = [candidate for *_, candidate in ranked if found.pop(candidate.url, None) is not None]
    return ordered[:_MOST]


def usual_places(site: str) -> list[Candidate]:
    """Where sites keep feeds that they don't announce."""
    parts = urlsplit(site)
    return [Candidate(f"{parts.scheme}://{parts.netloc}{path}", "", "usual-place") for path in _USUAL_PLACES]


def _base(root: Any, base: str) -> str:
    stated = root.xpath("//base/@href")
    return _joined(base, str(stated[0])) or base if stated else base


def _links(root: Any, base: str) -> Iterator[tuple[tuple[int, int, int], Candidate]]:
    for number, link in enumerate(root.xpath("//link[@href]")):
        relations = str(link.get("rel", "")).lower().split()
        kind = _TYPES.get(str(link.get("type", "")).split(";")[0].strip().lower())
        if kind is None or not ({"alternate", "feed"} & set(relations)):
            continue
        url = _joined(base, str(link.get("href")))
        if kind >= 2 and not _LOOKS_LIKE_FEED.search(url):
            continue
        if url:
            title = tidy(str(link.get("title", "")))
            about_comments = bool(_COMMENTS.search(f"{title} {url}"))
            yield (int(about_comments), kind, number), Candidate(url, title, "link")


def _anchors(root: Any, base: str) -> Iterator[tuple[tuple[int, int, int], Candidate]]:
    for number, anchor in enumerate(root.xpath("//a[@href]")):
        url = _joined(base, str(anchor.get("href")))
        if url and _LOOKS_LIKE_FEED.search(urlsplit(url).path + "?" + urlsplit(url).query):
            title = tidy(anchor.text_content())[:100]
            about_comments = bool(_COMMENTS.search(f"{title} {url}"))
            yield (int(about_comments), 5, number), Candidate(url, title, "anchor")


def _joined(base: str, href: str) -> str:
    try:
        url = urljoin(base, href.strip()).split("#", 1)[0]
    except ValueError:
        return ""
    return "" if why_not_url(url) else url
