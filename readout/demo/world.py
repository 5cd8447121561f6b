"""The recorded world: what it consists of, and what of it is published at a given second."""

from __future__ import annotations

import tomllib
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

from pydantic import AwareDatetime, Field

from pipeline.records import Value

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_CREATOR = "http://purl.org/dc/elements/1.1/"


class WorldFeed(Value):
    """A feed of the world. `broken` breaks off in the middle, `dead` has a host that does not answer."""

    id: str
    name: str
    format: Literal["rss", "atom", "broken", "dead"]
    full_text: bool = False
    official_of: str | None = None
    speaker: str | None = None
    outlet_country: str | None = None


class WorldItem(Value):
    """An item of a feed, which appears `at` a second of the demonstration and may be edited later."""

    feed: str
    at: float
    published: AwareDatetime
    title: str
    text: str
    summary: str = ""
    byline: str | None = None
    edited_at: float | None = None
    edited_text: str | None = None

    def text_at(self, second: float) -> str:
        """The text as it reads at that second."""
        edited = self.edited_at is not None and second >= self.edited_at
        return (self.edited_text if edited and self.edited_text else self.text).strip()


class World(Value):
    """All feeds and items."""

    feeds: tuple[WorldFeed, ...] = Field(alias="feed")
    items: tuple[WorldItem, ...] = Field(alias="item")

    @property
    def length(self) -> float:
        """Seconds until nothing more appears or changes."""
        return max(max(item.at, item.edited_at or 0) for item in self.items)

    def items_of(self, feed: str, second: float) -> list[tuple[int, WorldItem]]:
        """The items of a feed that are out at that second, with their numbers, the newest first."""
        return [(n, item) for n, item in enumerate(self.items) if item.feed == feed and item.at <= second][::-1]


def load_world(path: Path = Path(__file__).parent / "world.toml") -> World:
    """The world that comes with the program."""
    return World.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def feed_document(world: World, feed: WorldFeed, base: str, second: float) -> bytes:
    """The feed's document at that second; `base` is the address of the server."""
    items = [(f"{base}/page/{number}", item) for number, item in world.items_of(feed.id, second)]
    if feed.format == "broken":
        return b'<?xml version="1.0"?><rss version="2.0"><channel><title>Breaks off</title><item><title>Half a ti'
    root = _atom(feed, items, base, second) if feed.format == "atom" else _rss(feed, items, base, second)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def page(item: WorldItem, source: str, second: float) -> bytes:
    """The item's page at that second, with the furniture that pages have."""
    paragraphs = "".join(f"<p>{escape(part)}</p>\n" for part in item.text_at(second).split("\n\n"))
    byline = f'<p class="byline" rel="author">By {escape(item.byline)}</p>' if item.byline else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(item.title)} | {escape(source)}'
        f'</title></head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article>'
        f"<h1>{escape(item.title)}</h1>{byline}\n{paragraphs}</article>"
        f"<footer>{escape(source)}. All rights reserved.</footer></body></html>"
    ).encode()


def _rss(feed: WorldFeed, items: list[tuple[str, WorldItem]], base: str, second: float) -> ET.Element:
    ET.register_namespace("content", _CONTENT)
    ET.register_namespace("dc", _CREATOR)
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", feed.name)
    _add(channel, "link", base)
    _add(channel, "description", feed.name)
    for address, item in items:
        node = ET.SubElement(channel, "item")
        _add(node, "title", item.title)
        _add(node, "link", address)
        _add(node, "guid", address)
        _add(node, "pubDate", _rfc822(item.published))
        _add(node, "description", item.summary or _first_sentence(item.text_at(second)))
        if item.byline:
            _add(node, f"{{{_CREATOR}}}creator", item.byline)
        if feed.full_text:
            _add(node, f"{{{_CONTENT}}}encoded", _html(item.text_at(second)))
    return root


def _atom(feed: WorldFeed, items: list[tuple[str, WorldItem]], base: str, second: float) -> ET.Element:
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, f"{{{_ATOM}}}title", feed.name)
    _add(root, f"{{{_ATOM}}}id", f"{base}/feeds/{feed.id}")
    for address, item in items:
        node = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _add(node, f"{{{_ATOM}}}title", item.title)
        _add(node, f"{{{_ATOM}}}id", address)
        ET.SubElement(node, f"{{{_ATOM}}}link", href=address)
        _add(node, f"{{{_ATOM}}}published", item.published.isoformat())
        _add(node, f"{{{_ATOM}}}updated", item.published.isoformat())
        if item.byline:
            _add(ET.SubElement(node, f"{{{_ATOM}}}author"), f"{{{_ATOM}}}name", item.byline)
        _add(node, f"{{{_ATOM}}}summary", item.summary or _first_sentence(item.text_at(second)))
        if feed.full_text:
            content = ET.SubElement(node, f"{{{_ATOM}}}content", type="html")
            content.text = _html(item.text_at(second))
    return root


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _html(text: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n"))


def _first_sentence(text: str) -> str:
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "."


def _rfc822(when: datetime) -> str:
    return when.strftime("%a, %d %b %Y %H:%M:%S %z")
