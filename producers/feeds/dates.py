"""Reading and doubting dates."""

from __future__ import annotations

import calendar
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""No feed is older; a date before it is a default value of some program."""
TOLERANCE = timedelta(minutes=10)
"""How far ahead a clock of a publisher may be."""
FAR_AHEAD = timedelta(days=2)
"""Wrong time zones and scheduled items lie within this; what is further ahead is absurd."""


def from_struct(value: time.struct_time | None) -> datetime | None:
    """A time that feedparser read (in UTC) as an aware datetime; None for what no calendar holds."""
    if value is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def from_text(value: object) -> datetime | None:
    """An ISO 8601 or RFC 5322 date as an aware datetime; without an offset it is taken as UTC. None if unreadable."""
    if not isinstance(value, str) or not value.strip() or len(value) > 100:
        return None
    text = value.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def doubt(published: datetime | None, now: datetime) -> Literal["future", "absurd"] | None:
    """Why this date is not to be relied on; None for a date that may well be right, or no date."""
    if published is None:
        return None
    if published < EARLIEST or published > now + FAR_AHEAD:
        return "absurd"
    return "future" if published > now + TOLERANCE else None
