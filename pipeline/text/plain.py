"""HTML fragments, as feeds and pages carry them, turned into plain text."""

from __future__ import annotations

import re
from html import unescape

from lxml import etree

_TAG = re.compile(r"<[a-zA-Z/!?]")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_TAIL = re.compile(r"\n?\bThe post [^\n]{1,300} (?:appeared first|first appeared) on [^\n]{1,120}$")

_SILENT = frozenset({"script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object"})
_BREAKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "center", "dd", "details", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"}
    | {"nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)


def plain_text(text: str) -> str:
    """The text without markup: blocks become lines, blanks are joined, nothing invisible stays.

    Text that holds no markup is only tidied, so that plain text passes through. Never raises.
    """
    if "<" in text and _TAG.search(text):
        text = _without_tags(text)
    elif "&" in text:
        text = unescape(text)
    return tidy(text)


def tidy(text: str) -> str:
    """Plain text with single blanks, single newlines between lines, and no invisible characters."""
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _LINES.sub("\n", text).strip()


def without_tail(text: str) -> str:
    """Plain text without the line that WordPress adds to every item of a feed, which the author never wrote."""
    return _TAIL.sub("", text).rstrip()


def _without_tags(text: str) -> str:
    parser = etree.HTMLParser(recover=True, remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    try:
        root = etree.fromstring(f"<div>{text}</div>".encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        return unescape(re.sub(r"<[^<>]*>", " ", text))
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = element.tag
        if event == "start":
            if name in _SILENT:
                walk.skip_subtree()
                continue
            if name in _BREAKS:
                pieces.append("\n")
            if element.text:
                # A line break in the source of HTML is a blank like any other.
                pieces.append(element.text if name == "pre" else element.text.replace("\n", " "))
        else:
            if name in _BREAKS:
                pieces.append("\n")
            if element.tail:
                pieces.append(element.tail.replace("\n", " "))
    return "".join(pieces)
