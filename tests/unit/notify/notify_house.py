"""The notify stage with its database, run as the runner would, and a channel that keeps what it gets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from consumers.notify.channels.base import Channel
from consumers.notify.queries import pending
from consumers.notify.render import Rendered
from consumers.notify.stage import NotifyStage
from pipeline.records import CallEvent
from pipeline.settings_notify import NotifySettings
from pipeline.stage import Effects
from pipeline.store.database import Database
from pipeline.store.schema import notifications
from tests.unit.notify.notify_builders import NOON, channel

LATER = NOON + timedelta(hours=1)


class Mailbox:
    """A channel that keeps what it gets, after doing as `trouble` says."""

    def __init__(self, name: str = "desk", trouble: Callable[[], None] = lambda: None, burst: int = 1) -> None:
        self.name = name
        self.burst = burst
        self.trouble = trouble
        self.got: list[Rendered] = []

    def send(self, message: Rendered, now: datetime) -> None:
        self.trouble()
        self.got.append(message)


class House:
    """A stage with its database, run as the runner would."""

    def __init__(
        self, database: Database, channels: Sequence[Channel], configured: NotifySettings | None = None
    ) -> None:
        self.database = database
        self.settings = configured or NotifySettings(channels=tuple(channel(c.name) for c in channels))
        self.channels = channels
        self.restart()

    def restart(self) -> None:
        """A new process: nothing is remembered but what is in the database."""
        self.stage = NotifyStage(self.settings, self.channels, patience=5)

    def handle(self, *batch: CallEvent) -> Effects:
        with self.database.reading() as connection:
            effects = self.stage.handle(batch, connection)
        self.database.apply(effects.writes, at=NOON)
        return effects

    def tick(self, now: datetime = LATER, *, crash: bool = False) -> Effects:
        """With `crash`, the process dies before anything is written."""
        with self.database.reading() as connection:
            effects = self.stage.tick(now, connection)
        if crash:
            self.restart()
        else:
            self.database.apply(effects.writes, at=now)
        return effects

    def rows(self) -> dict[tuple[str, str], tuple[str, str]]:
        query = select(notifications.c.event, notifications.c.channel, notifications.c.state, notifications.c.reason)
        with self.database.reading() as connection:
            return {(r.event, r.channel): (r.state, r.reason) for r in connection.execute(query)}

    def pending(self) -> int:
        """How many rows are still to be sent."""
        with self.database.reading() as connection:
            return pending(connection)
