"""Bytes in, a `ParsedFeed` out: finds out what the document is and hands it to the reader of that format.

Every input ends in a `ParsedFeed` or an `Unreadable` with a reason. Time and memory that a hostile document may
take are bounded by the process this runs in, see `producers.feeds.parser_pool`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from pipeline.http.decode import GZIP_MAGIC, TooMuch, gunzip
from producers.feeds.guard import check_size, safe_headers, without_hostile_charset
from producers.feeds.json_feed import read_json_feed
from producers.feeds.model import ParsedFeed, Unreadable
from producers.feeds.sitemap import read_news_sitemap
from producers.feeds.syndication import read_syndication

MOST_BYTES = 8_000_000

_BLANK = re.compile(rb"^(?:\xef\xbb\xbf)?\s*")
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:\w{1,20}:)?(urlset|sitemapindex)[\s>]")


def parse_feed(body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed:
    """Read one feed document.

    `headers` are those of the response, names in lower case (``content-type`` tells the charset); `url` is the
    address that relative links start from. Raises `Unreadable`.
    """
    if body.startswith(GZIP_MAGIC):
        body = _unpacked(body)
    if len(body) > MOST_BYTES:
        raise Unreadable("too-large", f"{len(body)} bytes; {MOST_BYTES} are allowed")
    start = body[_BLANK.match(body).end() :][:2048]  # type: ignore[union-attr]  # it always matches
    if not start:
        raise Unreadable("empty", "the document is empty")
    if start[:1] in (b"{", b"["):
        return read_json_feed(body, url)
    check_size(body)
    if _SITEMAP.search(start):
        return read_news_sitemap(body, url)
    feed = read_syndication(without_hostile_charset(body), safe_headers(headers), url)
    if feed.entries or feed.format:
        return feed
    if _HTML.search(start):
        raise Unreadable("html", "the address answers with a web page, not with a feed")
    raise Unreadable("not-a-feed", "the document is neither RSS, RDF, Atom, JSON Feed nor a news sitemap")


def _unpacked(body: bytes) -> bytes:
    try:
        return gunzip(body, MOST_BYTES)
    except TooMuch:
        raise Unreadable("too-large", f"more than {MOST_BYTES} bytes after decompressing") from None
    except zlib.error as error:
        raise Unreadable("broken-gzip", str(error)) from None
