"""Every metric of Readout, on a registry that is handed in.

Counters of what happened are raised only after the effects are durable (`pipeline.runner`), so a replay after a
crash may count again but never counts what was lost. Each counter with a small closed set of labels starts at zero
for each of them: Prometheus can't see the increase of a series that is born at 1.
"""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from pipeline.records import CommitmentKind, ConflictKind, EventKind
from pipeline.stage import Count
from pipeline.topics import FLOWS

_SECONDS = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60)


class Metrics:
    """The metrics of one process. `prometheus_client` adds `_total` to the names of counters."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.items = Counter(
            "readout_items", "Records handled by a stage, by outcome", ["stage", "outcome"], registry=registry
        )
        self.dead_letters = Counter(
            "readout_dead_letters", "Records sent to the dead letters", ["stage", "reason"], registry=registry
        )
        self.failures = Counter(
            "readout_stage_failures", "Batches that failed and were tried again", ["stage"], registry=registry
        )
        self.batch_seconds = Histogram(
            "readout_batch_seconds",
            "Time that a stage took for a batch, with its writes",
            ["stage"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.lag = Gauge(
            "readout_lag_messages", "Messages that a stage has not handled yet", ["stage"], registry=registry
        )
        self.oldest = Gauge(
            "readout_oldest_unprocessed_seconds",
            "Age of the oldest message that a stage has not handled yet; 0 if there is none",
            ["stage"],
            registry=registry,
        )
        self.last_success = Gauge(
            "readout_stage_last_success_timestamp_seconds",
            "When a stage last finished a batch or found nothing to do",
            ["stage"],
            registry=registry,
        )
        self.entries = Counter(
            "readout_entries", "Entries published by the feeds, by kind of sight", ["kind"], registry=registry
        )
        self.feed_polls = Counter("readout_feed_polls", "Polls of feeds, by outcome", ["outcome"], registry=registry)
        self.feed_poll_seconds = Histogram(
            "readout_feed_poll_seconds", "Time of one poll of a feed", buckets=_SECONDS, registry=registry
        )
        self.feed_last_success = Gauge(
            "readout_feed_last_success_timestamp_seconds",
            "When a feed was last polled with success",
            ["feed"],
            registry=registry,
        )
        self.feed_interval = Gauge(
            "readout_feed_interval_seconds", "Time between two polls of a feed", ["feed"], registry=registry
        )
        self.articles = Counter(
            "readout_articles", "Articles, by where their text came from", ["text_source"], registry=registry
        )
        self.copies = Counter(
            "readout_copies", "Articles that are copies of a known story", ["kind"], registry=registry
        )
        self.reports = Counter(
            "readout_reports", "Reports of a call found in articles", ["status"], registry=registry
        )
        self.calls = Counter("readout_calls", "Calls first seen", ["status"], registry=registry)
        self.call_pairs = Counter(
            "readout_call_pairs", "Calls first seen, by the sides on the line", ["parties"], registry=registry
        )
        self.conflicts = Counter(
            "readout_conflicts", "Conflicts between accounts first seen", ["kind", "grade"], registry=registry
        )
        self.commitments = Counter("readout_commitments", "Commitments first seen", ["kind"], registry=registry)
        self.events = Counter("readout_events", "Events about calls", ["kind"], registry=registry)
        self.alerts = Counter(
            "readout_alerts", "Messages to people, by channel and outcome", ["channel", "outcome"], registry=registry
        )
        self._start_at_zero()

    def _start_at_zero(self) -> None:
        for flow in FLOWS:
            self.failures.labels(flow.stage)
            self.batch_seconds.labels(flow.stage)
        for text_source in ("page", "feed", "summary", "archive"):
            self.articles.labels(text_source)
        for copy in ("exact", "near", "revision"):
            self.copies.labels(copy)
        for entry in ("new", "revision"):
            self.entries.labels(entry)
        for status in ("held", "planned", "proposed", "denied"):
            self.calls.labels(status)
            self.reports.labels(status)
        for kind in ConflictKind:
            for grade in ("reported", "observed"):
                self.conflicts.labels(kind, grade)
        for commitment in CommitmentKind:
            self.commitments.labels(commitment)
        for event in EventKind:
            self.events.labels(event)

    def expect_channels(self, names: Iterable[str]) -> None:
        """Start the alerts of these channels at zero."""
        for name in names:
            for outcome in ("sent", "retried", "failed", "withheld"):
                self.alerts.labels(name, outcome)

    def add(self, counts: Iterable[Count]) -> None:
        """Raise the counters named. Raises `AttributeError` for a name that is none."""
        for count in counts:
            metric: Counter = getattr(self, count.metric)
            (metric.labels(**count.labels) if count.labels else metric).inc(count.amount)
