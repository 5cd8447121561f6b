"""Builders for tests of the feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from multidict import CIMultiDict

from pipeline.errors import Transient
from pipeline.http.model import Hop, Response
from pipeline.log.base import Outgoing
from producers.feeds.model import ParsedEntry, ParsedFeed
from producers.feeds.rate import Rate
from producers.feeds.settings import FeedSettings
from producers.feeds.state import FeedState

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://news.example/feed"


def feed(**changes: object) -> FeedSettings:
    values: dict[str, object] = {"id": "news", "url": URL, "source": "The Example"}
    return FeedSettings.model_validate(values | changes)


def state(**changes: object) -> FeedState:
    values: dict[str, object] = {"id": "news", "configured_url": URL, "url": URL}
    return FeedState(**(values | changes))  # type: ignore[arg-type]


def entry(title: str = "Ministers met", **changes: object) -> ParsedEntry:
    values: dict[str, object] = {"guid": None, "link": None, "title": title, "summary": ""}
    return ParsedEntry(**(values | changes))  # type: ignore[arg-type]


def parsed(*entries: ParsedEntry, **changes: object) -> ParsedFeed:
    values: dict[str, object] = {"format": "rss20", "title": "The Example", "entries": entries}
    return ParsedFeed(**(values | changes))  # type: ignore[arg-type]


def answer(
    status: int = 200, body: bytes = b"", hops: Sequence[Hop] = (), complete: bool = True, **headers: str
) -> Response:
    named = CIMultiDict((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(URL, status, named, body, complete, tuple(hops))


def rate(a_day: float, at: datetime = NOW) -> Rate:
    return Rate(a_day * 10, 864_000.0, (0.0,) * 24, at)


@dataclass
class NotingProducer:
    """A log that notes what is appended, and refuses as often as it is told to."""

    refusals: int = 0
    appended: list[Outgoing] = field(default_factory=list)

    def append(self, batch: Sequence[Outgoing]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Transient("the log is not there", retry_after=0.01)
        self.appended += batch

    def close(self) -> None:
        """Nothing is open."""
