"""What the notify stage reads of the notification log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, case, func, select

from consumers.notify.notification import Notification, State, from_row
from pipeline.records import EventKind
from pipeline.store.schema import notifications

_CALL_FIRST = case((notifications.c.kind == EventKind.NEW_CALL.value, 0), else_=1)
"""A call and its conflicts may come in one moment; people hear of the call first."""


def of_calls(database: Connection, calls: Collection[str]) -> tuple[Notification, ...]:
    """All rows about these calls."""
    query = select(notifications).where(notifications.c.call.in_(sorted(calls)))
    return tuple(from_row(row) for row in database.execute(query).mappings())


def due(database: Connection, channel: str, now: datetime, most: int) -> tuple[Notification, ...]:
    """Rows of a channel that are to be sent now, the longest due first."""
    query = (
        select(notifications)
        .where(
            notifications.c.state == State.PENDING.value,
            notifications.c.channel == channel,
            notifications.c.due_at <= now,
        )
        .order_by(notifications.c.due_at, _CALL_FIRST, notifications.c.event)
        .limit(most)
    )
    return tuple(from_row(row) for row in database.execute(query).mappings())


def without_channel(database: Connection, channels: Collection[str], most: int) -> tuple[Notification, ...]:
    """Pending rows of channels that are not among those given."""
    query = (
        select(notifications)
        .where(notifications.c.state == State.PENDING.value, notifications.c.channel.not_in(sorted(channels)))
        .order_by(notifications.c.event, notifications.c.channel)
        .limit(most)
    )
    return tuple(from_row(row) for row in database.execute(query).mappings())


def pending(database: Connection) -> int:
    """How many rows are still to be sent, due or not."""
    query = select(func.count()).select_from(notifications).where(notifications.c.state == State.PENDING.value)
    return int(database.execute(query).scalar_one())
