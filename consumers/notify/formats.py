"""A `Rendered` as plain text, Markdown or HTML, escaped for each and within the length that a channel takes.

Chat services act on more than markup: ``@everyone`` and ``<!channel>`` ring every member. So an ``@`` is parted
from the word behind it by a word joiner, which is not visible.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from consumers.notify.clean import shorten
from consumers.notify.render import Rendered, Section, Words

_MENTION = re.compile(r"(?<=@)(?=\S)|(?<=<)(?=!)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:&])")

# Tried in turn until the message fits: how many quotes of a side, and how long each.
_STEPS = ((6, 1000), (4, 500), (2, 300), (1, 200), (1, 100))


class Style(Protocol):
    """How one markup writes the parts of a message. Every text that comes in is plain."""

    newline: str

    def text(self, plain: str) -> str:
        """The text, so that it shows as it is."""

    def strong(self, plain: str) -> str:
        """The text with emphasis."""

    def quote(self, words: Words) -> str:
        """Somebody's words with their source and link."""

    def link(self, url: str) -> str:
        """The address, so that it can be followed."""


class Plain:
    """Plain text for chat services."""

    newline = "\n"

    def text(self, plain: str) -> str:
        return _still(plain)

    def strong(self, plain: str) -> str:
        return _still(plain)

    def quote(self, words: Words) -> str:
        return f"  “{_still(words.words)}”\n  — {_still(words.source)}" + (f" {words.link}" if words.link else "")

    def link(self, url: str) -> str:
        return url


class Markdown:
    """CommonMark."""

    newline = "\n\n"

    def text(self, plain: str) -> str:
        return _MARKDOWN.sub(r"\\\1", _still(plain))

    def strong(self, plain: str) -> str:
        return f"**{self.text(plain)}**"

    def quote(self, words: Words) -> str:
        where = f" {self.link(words.link)}" if words.link else ""
        return f"> “{self.text(words.words)}”\n> — {self.text(words.source)}{where}"

    def link(self, url: str) -> str:
        return f"<{url}>"


class Html:
    """The few tags that mail and chat services know."""

    newline = "<br />\n"

    def text(self, plain: str) -> str:
        return html.escape(_still(plain))

    def strong(self, plain: str) -> str:
        return f"<b>{self.text(plain)}</b>"

    def quote(self, words: Words) -> str:
        where = f" {self.link(words.link)}" if words.link else ""
        return f"“{self.text(words.words)}”<br />\n— {self.text(words.source)}{where}"

    def link(self, url: str) -> str:
        return f'<a href="{html.escape(url)}">{html.escape(url)}</a>'


def compose(message: Rendered, style: Style, limit: int | None = None, *, with_title: bool) -> str:
    """The message in a style, at most `limit` characters long.

    To fit, quotes are shortened and left out (which shows), then facts; what is left is never cut within markup.
    """
    for quotes, length in _STEPS:
        text = style.newline.join(_lines(_smaller(message, quotes, length), style, with_title))
        if limit is None or len(text) <= limit:
            return text
    return _bare(message, style, limit or 0, with_title)


def title(message: Rendered, limit: int | None = None) -> str:
    """The title alone, for a channel with a field for it."""
    return shorten(_still(message.title), limit) if limit else _still(message.title)


def _lines(message: Rendered, style: Style, with_title: bool) -> Iterator[str]:
    if with_title:
        yield style.strong(message.title)
    for name, value in message.facts:
        yield f"{style.strong(name)}: {style.text(value)}"
    for line in message.changed:
        yield f"{style.strong('Changed')}: {style.text(line)}"
    for section in message.sections:
        yield style.strong(section.heading)
        yield from map(style.quote, section.quotes)
        if section.left_out:
            yield style.text(f"… and {section.left_out} more")
    if message.link:
        yield style.link(message.link)


def _smaller(message: Rendered, quotes: int, length: int) -> Rendered:
    return replace(message, sections=tuple(_smaller_section(s, quotes, length) for s in message.sections))


def _smaller_section(section: Section, quotes: int, length: int) -> Section:
    kept = tuple(replace(q, words=shorten(q.words, length)) for q in section.quotes[:quotes])
    return replace(section, quotes=kept, left_out=section.left_out + len(section.quotes) - len(kept))


def _bare(message: Rendered, style: Style, limit: int, with_title: bool) -> str:
    """The title, as many facts as fit, and the link; where even the title is too long, as much of it as fits."""
    lines = list(_lines(replace(message, sections=(), changed=(), link=None), style, with_title))
    last = [style.link(message.link)] if message.link else []
    for count in range(len(lines), 0, -1):
        for tail in (last, []):
            text = style.newline.join([*lines[:count], *tail])
            if len(text) <= limit:
                return text
    for length in range(min(limit, len(message.title)), 0, -1):
        text = style.text(shorten(message.title, length))
        if len(text) <= limit:
            return text
    return ""


def _still(text: str) -> str:
    return _MENTION.sub("\u2060", text)
