"""Pages that are not the article: pay walls, consent forms, checks for robots. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

SHORT = 1_200
"""Characters below which a text with the words of a wall is the wall."""

_CONSENT_HOST = re.compile(r"^(?:consent|guce|cmp|privacy-gate|idsync)\.|\.consent\.", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"just a moment\W|verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|unusual (?:traffic|activity) from"
    r"|enable javascript and cookies to continue|please enable (?:cookies|javascript|js)|checking your browser"
    r"|access (?:to this page )?(?:has been )?denied|request unsuccessful|attention required",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue to|we (?:value|respect) your privacy|we (?:and our (?:\d+ )?partners )?use cookies"
    r"|accept all cookies|manage (?:your )?(?:cookie|privacy) (?:settings|preferences)|your privacy choices"
    r"|consent to the use of cookies|store and/or access information on a device",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(?:subscribe|sign (?:in|up)|log in|register|create (?:a|your)(?: free)? account)[^.\n]{0,40}"
    r"(?:to (?:continue|keep|read|access|unlock)|for full access)"
    r"|to (?:continue|keep) reading[^.\n]{0,60}(?:subscri|regist|sign|log in|account)"
    r"|already (?:a subscriber|have an account|a member)|(?:for|available to|exclusive to) subscribers(?: only)?"
    r"|this (?:article|content|story) is (?:only )?(?:available|reserved)[^.\n]{0,30}subscri"
    r"|you(?:'ve|’ve| have) (?:reached|used|read)[^.\n]{0,40}(?:limit|free articles)"
    r"|unlimited (?:digital )?access|choose (?:your|a) (?:subscription|plan)|start your free trial",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)


def wall_of(*, html: str, title: str, text: str, url: str) -> str | None:
    """``consent``, ``challenge`` or ``paywall`` if that is what the page is instead of the article; else None.

    `text` is what was taken from the page, `url` the address that answered in the end.
    """
    if _CONSENT_HOST.search(urlsplit(url).hostname or ""):
        return "consent"
    short = len(text) < SHORT
    if _CHALLENGE.search(title) or (short and _CHALLENGE.search(text)):
        return "challenge"
    if short and _CONSENT.search(text):
        return "consent"
    if short and (_PAYWALL.search(text) or _NOT_FREE.search(html)):
        return "paywall"
    return None


def without_wall_lines(text: str) -> str:
    """The text of an open article without the lines that advertise a subscription at its end."""
    lines = text.split("\n")
    while len(lines) > 1 and len(lines[-1]) < 300 and (_PAYWALL.search(lines[-1]) or _CONSENT.search(lines[-1])):
        lines.pop()
    return "\n".join(lines)
