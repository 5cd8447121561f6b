"""What a response's headers say about when to ask again. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from producers.feeds.dates import from_text

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[,\s])(?:no-cache|no-store|must-revalidate\s*,\s*max-age=0)", re.IGNORECASE)


def fresh_seconds(headers: Mapping[str, str], now: datetime) -> int | None:
    """For how many more seconds a cache may call this response fresh (RFC 9111); None if it doesn't say."""
    control = headers.get("Cache-Control") or ""
    if _NEVER_FRESH.search(control):
        return None
    found = _MAX_AGE.search(control)
    if found:
        left = int(found[1]) - (_whole(headers.get("Age")) or 0)
        return left if left > 0 else None
    expires = from_text(headers.get("Expires"))
    if expires is None:
        return None
    served = from_text(headers.get("Date")) or now
    left = int((expires - served).total_seconds())
    return left if left > 0 else None


def retry_after_seconds(headers: Mapping[str, str], now: datetime) -> int | None:
    """How many seconds the server asks to wait; None if it doesn't say, or not understandably."""
    text = (headers.get("Retry-After") or "").strip()
    if not text:
        return None
    seconds = _whole(text)
    if seconds is not None:
        return seconds
    at = from_text(text)
    return max(0, int((at - now).total_seconds())) if at else None


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
