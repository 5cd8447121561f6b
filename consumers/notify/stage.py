"""The notify stage: decides with `policy`, remembers in the notification log, sends through `sender`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from consumers.notify import policy, queries
from consumers.notify.channels.base import Channel
from consumers.notify.notification import Notification, State
from consumers.notify.policy import Known, Threshold
from consumers.notify.render import render
from consumers.notify.sender import Later, Never, Result, Sender, Sent
from pipeline.records import CallEvent
from pipeline.settings_notify import NotifySettings
from pipeline.stage import Count, Effects, Outcome, StageBase, Upsert
from pipeline.topics import FLOW

_COLUMNS_OF_STATE = frozenset({"state", "reason", "call", "kind", "attempts", "due_at", "sent_at", "body"})
_MOST_ORPHANS = 500


class NotifyStage(StageBase):
    """Call events -> people.

    `handle` only writes rows; `tick` sends those that are due. A message is recorded as sent right after the channel
    took it, so a crash repeats at most what was in flight: `Channel.burst` messages per channel.
    """

    flow = FLOW["notify"]

    def __init__(self, settings: NotifySettings, channels: Sequence[Channel], *, patience: float = 2.0) -> None:
        """`channels` has one for each of `settings.channels`, by name (see `consumers.notify.factory`)."""
        self._settings = settings
        self._threshold = Threshold(settings.official_sources, settings.independent_origins)
        self._sender = Sender(channels, lambda row: render(row.content, settings.board_url), patience=patience)

    def handle(self, batch: Sequence[CallEvent], database: Connection) -> Effects:
        stored = queries.of_calls(database, {name for event in batch for name in policy.names_of(event.call)})
        # A row in flight can't be taken back any more, so decisions see it as sent.
        flying = self._sender.under_way()
        known = Known(replace(row, state=State.SENT) if row.key in flying else row for row in stored)
        before = {row.key for row in stored}
        changed: dict[tuple[str, str], Notification] = {}
        outcomes: list[Outcome] = []
        for event in batch:
            rows: list[Notification] = []
            for channel in self._settings.channels:
                decided = policy.decide(event, channel, self._threshold, known)
                known.put(decided)
                rows += decided
            changed |= {row.key: row for row in rows}
            outcomes.append(_outcome(event, rows))
        new = [row for key, row in changed.items() if key not in before]
        old = [row for key, row in changed.items() if key in before]
        return Effects(
            writes=(*_upsert(new, keep=_COLUMNS_OF_STATE), *_upsert(old)),
            outcomes=tuple(outcomes),
            counts=tuple(_count(row, "withheld") for row in new if row.state is State.WITHHELD),
        )

    def tick(self, now: datetime, database: Connection) -> Effects:
        for channel in self._sender.idle():
            self._sender.submit(channel, queries.due(database, channel.name, now, channel.burst), now)
        rows: list[Notification] = []
        outcomes: list[Outcome] = []
        counts: list[Count] = []
        for row, result in self._sender.collect():
            after, word = self._after(row, result, now)
            rows.append(after)
            outcomes.append(Outcome(f"{row.event}@{row.channel}", word, after.reason, {"call": row.call}))
            counts.append(_count(row, word))
        for row in queries.without_channel(database, [c.name for c in self._settings.channels], _MOST_ORPHANS):
            rows.append(policy.refused(row, "channel-removed", tried=False))
            outcomes.append(Outcome(f"{row.event}@{row.channel}", "failed", "channel-removed", {"call": row.call}))
            counts.append(_count(row, "failed"))
        return Effects(writes=_upsert(rows), outcomes=tuple(outcomes), counts=tuple(counts))

    def _after(self, row: Notification, result: Result, now: datetime) -> tuple[Notification, str]:
        match result:
            case Sent():
                return row.sent(now), "sent"
            case Never(reason):
                return policy.refused(row, reason), "failed"
            case Later(detail, wait):
                after = policy.retry(row, now, detail, self._settings.attempts, wait)
                return after, "failed" if after.state is State.FAILED else "retried"


def _upsert(rows: Iterable[Notification], keep: frozenset[str] = frozenset()) -> tuple[Upsert, ...]:
    made = tuple(row.as_row() for row in rows)
    return (Upsert("notifications", made, keep),) if made else ()


def _count(row: Notification, outcome: str) -> Count:
    return Count("alerts", {"channel": row.channel, "outcome": outcome})


def _outcome(event: CallEvent, rows: Sequence[Notification]) -> Outcome:
    if not rows:
        return Outcome(event.id, "known")
    queued = [row for row in rows if row.state is State.PENDING]
    reasons = sorted({row.reason for row in rows if row.reason})
    return Outcome(
        event.id,
        "queued" if queued else "withheld",
        "" if queued else ",".join(reasons),
        {"call": event.call.id, "kind": event.kind.value, "channels": [row.channel for row in queued]},
    )
