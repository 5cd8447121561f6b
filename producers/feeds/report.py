"""One log line and one count for each poll."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from prometheus_client import Counter, Gauge

from pipeline.metrics import Metrics
from producers.feeds.checker import Checked


class PollReport:
    """Tells the log and the metrics what polls led to."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._log = structlog.get_logger("feeds")
        # To look a labelled metric up costs more than to set it.
        self._gauges: dict[str, tuple[Gauge, Gauge]] = {}
        self._outcomes: dict[str, Counter] = {}

    def polled(self, checked: Checked, seconds: float) -> None:
        """One poll, durably concluded, that took so many seconds."""
        state = checked.state
        new, changed = self._published(checked)
        self._outcome(state.outcome).inc()
        self._metrics.feed_poll_seconds.observe(seconds)
        wait = (state.next_poll_at - state.polled_at).total_seconds() if state.next_poll_at and state.polled_at else 0
        if checked.failure is None and state.succeeded_at is not None:
            last_success, interval = self._gauges_of(state.id)
            last_success.set(state.succeeded_at.timestamp())
            interval.set(wait)
        log: Callable[..., object] = self._log.info if checked.failure is None else self._log.warning
        log(
            "poll",
            feed=state.id,
            outcome=state.outcome,
            new=new,
            changed=changed,
            restless=checked.restless,
            seconds=round(seconds, 3),
            next_in=round(wait),
            why=state.next_reason,
            detail=state.detail,
        )

    def pushed(self, checked: Checked) -> None:
        """What a hub sent, durably concluded."""
        new, changed = self._published(checked)
        failure = checked.failure.detail if checked.failure else ""
        self._log.info("pushed", feed=checked.state.id, new=new, changed=changed, detail=failure)

    def _published(self, checked: Checked) -> tuple[int, int]:
        """Count the entries of a poll; returns how many were new and how many changed."""
        if not checked.entries:
            return 0, 0
        new = sum(1 for entry in checked.entries if entry.revision == 0)
        changed = len(checked.entries) - new
        self._metrics.entries.labels("new").inc(new)
        self._metrics.entries.labels("revision").inc(changed)
        return new, changed

    def _outcome(self, name: str) -> Counter:
        if name not in self._outcomes:
            self._outcomes[name] = self._metrics.feed_polls.labels(name)
        return self._outcomes[name]

    def _gauges_of(self, feed: str) -> tuple[Gauge, Gauge]:
        if feed not in self._gauges:
            labelled = self._metrics.feed_last_success.labels(feed), self._metrics.feed_interval.labels(feed)
            self._gauges[feed] = labelled
        return self._gauges[feed]
