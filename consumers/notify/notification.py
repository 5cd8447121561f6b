"""A row of the notification log, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from pipeline.records import CallEvent, EventKind


class State(StrEnum):
    PENDING = "pending"
    """To be sent, at `due_at` or later."""
    SENT = "sent"
    WITHHELD = "withheld"
    """Not to be told; the reason says why. A withheld new call may be released by a later event."""
    FAILED = "failed"
    """Given up; the reason says why."""


@dataclass(frozen=True)
class Notification:
    """What became of one event on one channel."""

    event: str
    """Id of the event."""
    channel: str
    state: State
    reason: str
    """A short, stable word, or empty; of a failed send also what the other side said."""
    content: CallEvent
    """What is told. For a released new call it is the call as the later event knows it."""
    attempts: int = 0
    due_at: datetime | None = None
    sent_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.event, self.channel

    @property
    def kind(self) -> EventKind:
        return self.content.kind

    @property
    def call(self) -> str:
        return self.content.call.id

    def sent(self, at: datetime) -> Notification:
        """The row after a send that succeeded at `at`."""
        return replace(self, state=State.SENT, reason="", attempts=self.attempts + 1, due_at=None, sent_at=at)

    def as_row(self) -> dict[str, Any]:
        """The columns of table `notifications`."""
        return {
            "event": self.event,
            "channel": self.channel,
            "state": self.state.value,
            "reason": self.reason,
            "call": self.call,
            "kind": self.kind.value,
            "attempts": self.attempts,
            "due_at": self.due_at,
            "sent_at": self.sent_at,
            "body": self.content.model_dump(mode="json"),
        }


def from_row(row: Mapping[Any, Any]) -> Notification:
    """The inverse of `Notification.as_row`."""
    return Notification(
        event=row["event"],
        channel=row["channel"],
        state=State(row["state"]),
        reason=row["reason"] or "",
        content=CallEvent.model_validate(row["body"]),
        attempts=row["attempts"],
        due_at=row["due_at"],
        sent_at=row["sent_at"],
    )
