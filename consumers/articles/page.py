"""What is taken from a page: the article's text, its byline, its own address. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import orjson
import trafilatura
from lxml import etree, html

from consumers.articles.credit import clean_byline
from consumers.articles.walls import wall_of, without_wall_lines
from pipeline.text.plain import tidy

FEWEST = 120
"""Characters below which nothing that was taken from a page is taken for an article."""
_MOST_TEXT = 200_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageText:
    """An article as its page has it."""

    text: str
    title: str
    byline: str | None
    language: str | None
    url: str
    """The page's own address: what it calls canonical on its own host, else where it was found."""


@dataclass(frozen=True, slots=True)
class NoText:
    """Why a page gave no text: a short, stable name."""

    reason: str


def read_page(body: bytes, content_type: str, asked: str, url: str) -> PageText | NoText:
    """Take the article out of a page that was asked for at `asked` and answered from `url`."""
    if content_type and not re.search(r"html|xml|text/plain", content_type, re.IGNORECASE):
        return NoText("not-html")
    if urlsplit(url).path in ("", "/") and urlsplit(asked).path not in ("", "/"):
        return NoText("sent-to-front-page")
    root = _tree(body, content_type)
    if root is None:
        return NoText("not-html")
    source = etree.tostring(root, encoding="unicode", method="html")
    title = _first(root, "//meta[@property='og:title']/@content", "//title/text()")
    text = without_headline(tidy(_main_text(source, url)), title)[:_MOST_TEXT]
    wall = wall_of(html=source, title=title, text=text, url=url)
    if wall:
        return NoText(wall)
    text = without_wall_lines(text)
    if len(text) < FEWEST:
        return NoText("no-text")
    language = _first(root, "/html/@lang", "//meta[@property='og:locale']/@content").replace("_", "-")
    return PageText(text, title, _byline(root), language or None, _own_address(root, url))


def without_headline(text: str, title: str) -> str:
    """The text without a first line that only says its title again."""
    first, _, rest = text.partition("\n")
    same = rest and len(first) > 10 and _letters(first) in _letters(title)
    return rest if same else text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _tree(body: bytes, content_type: str) -> Any | None:
    found = _CHARSET.search(content_type)
    for encoding in (found[1] if found else None, None):
        try:
            parser = html.HTMLParser(encoding=encoding, remove_comments=True, no_network=True)
            return html.document_fromstring(body, parser=parser)
        except (etree.LxmlError, ValueError, LookupError, AssertionError):
            continue
    return None


def _main_text(source: str, url: str) -> str:
    try:
        return trafilatura.extract(source, url=url, include_comments=False, include_tables=True) or ""
    except (ValueError, TypeError, AttributeError, RecursionError, LookupError, AssertionError, etree.LxmlError):
        # What its heuristics stumble over is a page without text, not a failure of the batch.
        return ""


def _first(root: Any, *paths: str) -> str:
    for path in paths:
        for value in root.xpath(path):
            text = tidy(str(value))
            if text:
                return text[:500]
    return ""


def _own_address(root: Any, url: str) -> str:
    stated = _first(root, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    if not stated:
        return url
    try:
        full = urljoin(url, stated)
        same_host = _bare(urlsplit(full).hostname) == _bare(urlsplit(url).hostname)
        has_path = urlsplit(full).path not in ("", "/")
    except ValueError:
        return url
    return full if same_host and has_path else url


def _bare(host: str | None) -> str:
    return ".".join((host or "").split(".")[-2:])


def _byline(root: Any) -> str | None:
    stated = _first(root, "//meta[@name='author']/@content", "//meta[@name='byl']/@content")
    if not stated or stated.startswith("http"):
        stated = _from_linked_data(root)
    return clean_byline(stated)


def _from_linked_data(root: Any) -> str:
    for script in root.xpath("//script[@type='application/ld+json']/text()"):
        try:
            data = orjson.loads(str(script).strip())
        except orjson.JSONDecodeError:
            continue
        nodes = data if isinstance(data, list) else [data]
        nodes += [node for one in nodes if isinstance(one, dict) for node in _list(one.get("@graph"))]
        for node in nodes:
            if isinstance(node, dict):
                names = [_name(author) for author in _list(node.get("author"))]
                if any(names):
                    return ", ".join(filter(None, names))
    return ""


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _name(author: Any) -> str:
    name = author.get("name") if isinstance(author, dict) else author
    return name if isinstance(name, str) and not name.startswith("http") else ""
