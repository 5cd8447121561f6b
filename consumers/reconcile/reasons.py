"""Why a report belongs to a call, or to none: reasons are data, so that a person can be shown them."""

from __future__ import annotations

from enum import StrEnum

from pipeline.records import Value


class Join(StrEnum):
    """The ways in which a report comes to a call, or stays without one."""

    SAME_DAY = "same-day"
    """Names the day of the call."""
    OFFICIAL_DAY = "official-day"
    """An official text without a date, published on the day of the call."""
    TWO_DAYS = "two-days"
    """Names two days (a night, a time zone); the call took place on one of them."""
    NEXT_DAY = "next-day"
    """Names the day before or after, as another calendar would, and nothing speaks for a second call."""
    WITHIN = "within-interval"
    """Names a longer interval in which the call lies."""
    LATEST = "latest-before"
    """Names no day; this is the latest call before it was published."""
    UPCOMING = "next-after"
    """A plan without a day; this is the first call after it was published."""
    IN_CONVERSATION = "in-conversation"
    """Tells of the same people in conversation about that day, without saying that it was a call."""
    NEAR_IN_TIME = "near-in-time"
    """Names no day, nor do the others; published within days of them."""
    BY_HAND = "by-hand"
    """A person decided so."""
    SUPERSEDED = "superseded"
    """A later revision of the article takes its place."""
    NOT_A_CALL_YET = "no-call-to-join"
    """Only proposed, uncertain, or background without a day, and no call is in reach."""
    TOO_VAGUE = "too-vague"
    """Names an interval so long that it may be any call."""
    UNPAIRED = "one-party"
    """Names fewer than two parties."""


class JoinReason(Value):
    """One reason, in a form to count and in a form to read."""

    code: Join
    detail: str = ""
