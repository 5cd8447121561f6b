"""Checks of a document before the real parser sees it: entries, elements, depth, charset."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Mapping
from xml.parsers import expat

from producers.feeds.model import Unreadable

MOST_ENTRIES = 5_000
MOST_ELEMENTS = 300_000
DEEPEST = 150

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"""^(\s*<\?xml[^>]{0,200}?)\sencoding\s*=\s*["']([^"']{0,200})["']""")
_OTHER_THAN_CHARSETS = frozenset(
    # Python codecs that are no charsets: some take quadratic time, some run a decompressor.
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf_7", "palmos"}
)


def check_size(body: bytes) -> None:
    """Raise `Unreadable` for a document that is well within the byte limit and still too much to parse."""
    entries = count_entries(body)
    if entries > MOST_ENTRIES:
        raise Unreadable("too-many-entries", f"about {entries} entries; {MOST_ENTRIES} are allowed")
    if body.count(b"<") > MOST_ELEMENTS:
        elements, deepest = _measure(body)
        if elements > MOST_ELEMENTS:
            raise Unreadable("too-many-elements", f"more than {MOST_ELEMENTS} elements")
    else:
        _, deepest = _measure(body)
    if deepest > DEEPEST:
        raise Unreadable("too-deep", f"elements nested more than {DEEPEST} deep")


def count_entries(body: bytes) -> int:
    """About how many entries an XML feed has."""
    return body.count(b"<item") + body.count(b"<entry")


def _measure(body: bytes) -> tuple[int, int]:
    """How many elements, and how deep they lie, as far as the document is well-formed XML.

    Raises `Unreadable` for entities made of entities: no feed needs them, and nine lines make a billion words.
    """
    elements = depth = deepest = 0

    def start(_: str, __: object) -> None:
        nonlocal elements, depth, deepest
        elements += 1
        depth += 1
        if depth > deepest:
            deepest = depth
            if deepest > DEEPEST:
                raise _Enough
        if elements > MOST_ELEMENTS:
            raise _Enough

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(name: str, _: object, value: str | None, *__: object) -> None:
        if value is not None and "&" in value:
            raise Unreadable("entity-bomb", f"the document declares the entity {name[:40]!r} in terms of others")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = entity
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    # What is not well-formed is measured as far as it goes.
    with contextlib.suppress(_Enough, expat.ExpatError, LookupError, ValueError):
        parser.Parse(body, True)
    return elements, deepest


class _Enough(Exception):
    """The measure is full."""


def safe_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers that matter for parsing, without a charset that is none."""
    kept = {name: headers[name] for name in ("content-type", "content-language") if headers.get(name)}
    found = _CHARSET.search(kept.get("content-type", ""))
    if found and not is_charset(found[1]):
        kept["content-type"] = kept["content-type"].split(";", 1)[0]
    return kept


def without_hostile_charset(body: bytes) -> bytes:
    """The document with an ``encoding`` in its XML declaration only if that is a charset."""
    found = _DECLARED.match(body[:600])
    if found is None or is_charset(found[2].decode("ascii", "replace")):
        return body
    return found[1] + body[found.end() :]


def is_charset(name: str) -> bool:
    """Whether this names a text encoding that may decode a document from the network."""
    if len(name) > 40:
        return False
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    is_text: bool = getattr(info, "_is_text_encoding", True)
    return is_text and info.name.replace("-", "_") not in _OTHER_THAN_CHARSETS
