"""Text from the net made safe to show: no terminal escapes, no hidden or reordering characters, no endless text.

What remains is word for word what the source wrote. Markup is not touched here: what is markup depends on the
channel, and `consumers.notify.formats` escapes for each.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

# Whole escape sequences, so that no "[31m" is left: CSI, OSC and other strings up to their end, two-byte ones.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]?"
)
_SPACES = re.compile(r"\s+")
_JOINERS = {"\u200c", "\u200d"}  # part of the spelling of Persian, of Indic scripts and of emoji
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}

LONGEST_URL = 2000


def clean(text: str, limit: int | None = None) -> str:
    """One line of visible text. Longer than `limit` characters, it is cut between words and ends in ``…``."""
    if limit is not None:
        # Hostile input may be endless; the factor leaves room for what is removed below.
        text = text[: limit * 4 + 1000]
    text = _SPACES.sub(" ", _ESCAPES.sub("", text))
    text = "".join(c for c in text if c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    text = _SPACES.sub(" ", text).strip()
    return text if limit is None else shorten(text, limit)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words where there are any; a cut shows as ``…``."""
    if len(text) <= limit:
        return text
    head = text[: max(0, limit - 1)]
    at_word = head.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else head).rstrip() + "…"


def clean_url(url: str | None) -> str | None:
    """The address if it may be shown as a link: http or https with a host, of bearable length; else None.

    Whatever could end a link in some markup comes out percent-encoded.
    """
    if url is None or len(url) > LONGEST_URL or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
        if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
            return None
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except ValueError:  # UnicodeError, of a name that can't be one, among them
        return None
    return quote(urlunsplit(parts._replace(netloc=host)), safe="%/:=&?~#+!$,;[]")
