"""What the producer remembers of a feed from one poll to the next."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Protocol, Self

from producers.feeds.rate import NO_HOURS, Rate


@dataclass(frozen=True, slots=True)
class FeedState:
    """The memory of one feed. Times are aware and in UTC."""

    id: str
    configured_url: str
    """The address in the configuration when this was written; another one there starts afresh."""
    url: str
    """The address to ask: the configured one, or where it moved to for good."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    wish_seconds: int | None = None
    """How long the document itself asks to be kept."""
    hub: str | None = None
    topic: str | None = None
    rate: Rate | None = None
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    full_at: datetime | None = None
    """When the document was last fetched without conditions."""
    quiet_polls: int = 0
    """Polls since then that brought nothing new."""
    unconditional_until: datetime | None = None
    """Until then no conditions are sent: the server was caught answering 304 to a changed document."""
    entry_at: datetime | None = None
    """When the last new entry was seen."""
    outcome: str = "never-polled"
    detail: str = ""
    failures: int = 0
    """Failures in a row."""
    next_poll_at: datetime | None = None
    next_reason: str = ""
    parked: str | None = None
    """Why the feed is not polled any more."""

    def to_json(self) -> dict[str, Any]:
        """This state as plain JSON values; what has its default is left out."""
        kept = {name: value for name, default in _FIELDS if (value := getattr(self, name)) != default}
        for name in _TIMES:
            if name in kept:
                kept[name] = kept[name].timestamp()
        if self.rate is not None:
            hours = [round(hour, 3) for hour in self.rate.hours] if any(self.rate.hours) else []
            kept["rate"] = [self.rate.entries, self.rate.seconds, hours, self.rate.at.timestamp()]
        return kept

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The state that `to_json` wrote. Fields it doesn't know are left out, missing ones take their default."""
        kept = {name: values[name] for name, _ in _FIELDS if name in values}
        for name in _TIMES:
            if name in kept:
                kept[name] = _time(kept[name])
        if "rate" in kept:
            entries, seconds, hours, at = kept["rate"]
            kept["rate"] = Rate(entries, seconds, tuple(hours) or NO_HOURS, _time(at))
        return cls(**kept)


_FIELDS = tuple((field.name, field.default) for field in fields(FeedState))
_TIMES = tuple(name for name, _ in _FIELDS if name.endswith(("_at", "_until")))


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def fresh_state(feed_id: str, url: str) -> FeedState:
    """The memory of a feed that was never polled."""
    return FeedState(id=feed_id, configured_url=url, url=url)


def fitted(state: FeedState | None, feed_id: str, url: str) -> FeedState:
    """The remembered state if it is of this address, else a fresh one."""
    if state is None or state.configured_url != url:
        return fresh_state(feed_id, url)
    return state


def back_to_configured(state: FeedState) -> FeedState:
    """The state after the address that the feed moved to stopped working: the configured one is asked again."""
    return replace(state, url=state.configured_url, etag=None, last_modified=None, body_hash=None)


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry that was published already."""

    identity: str
    """Hash of the guid, or of what stands in for it."""
    link_key: str
    """Hash of the canonical URL; "" without one."""
    content_hash: str
    parts: str
    """Short hashes of title, summary and content, to tell what changed."""
    revision: int
    seen_at: datetime
    """When it was last in the feed, to the day."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one poll adds to the memory."""

    state: FeedState
    seen: tuple[SeenEntry, ...] = ()


class FeedStates(Protocol):
    """Remembers feeds and the entries they have shown. Used by one thread at a time."""

    def load(self) -> dict[str, FeedState]:
        """All remembered feeds by id."""

    def seen(
        self, feed: str, identities: frozenset[str], link_keys: frozenset[str], content_hashes: frozenset[str]
    ) -> list[SeenEntry]:
        """The entries of this feed that match one of these. Raises `Transient`."""

    def save(self, changes: list[Change], at: datetime) -> None:
        """Remember all of these, at once or not at all. Raises `Transient`."""

    def forget_entries(self, feed: str, before: datetime) -> None:
        """Drop entries that were last in this feed before then. Raises `Transient`."""
