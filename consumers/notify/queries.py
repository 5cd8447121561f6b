"""What the notify stage reads of the notification log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from consumers.notify.notification import Notification, State, from_row
from pipeline.records import EventKind
from pipeline.store.schema import notifications


def of_calls(database: Connection, calls: Collection[str]) -> tuple[Notification, ...]:
    """All rows about these calls."""
    query = select(notifications).where(notifications.c.call.in_(sorted(calls)))
    return tuple(from_row(row) for row in database.execute(query).mappings())


def due(database: Connection, channel: str, now: datetime, most: int) -> tuple[Notification, ...]:
    """Rows of a channel that are to be sent now, the longest due first.

    People hear of a call first: what else is about it waits until its announcement has left, or was given up.
    """
    announcement = notifications.alias()
    call_waits = (
        select(announcement.c.event)
        .where(
            announcement.c.state == State.PENDING.value,
            announcement.c.kind == EventKind.NEW_CALL.value,
            announcement.c.channel == channel,
            announcement.c.call == notifications.c.call,
        )
        .exists()
    )
    query = (
        select(notifications)
        .where(
            notifications.c.state == State.PENDING.value,
            notifications.c.channel == channel,
            notifications.c.due_at <= now,
            or_(notifications.c.kind == EventKind.NEW_CALL.value, ~call_waits),
        )
        .order_by(notifications.c.due_at, notifications.c.event)
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
