"""What `readout status` shows of a stage: one row of its table, written with each batch."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from pipeline.stage import Upsert
from pipeline.store import schema
from pipeline.store.database import Database


@dataclass(frozen=True)
class Progress:
    """How one worker of a stage is doing. Counts go on over restarts of the worker on one host."""

    stage: str
    handled: int = 0
    rejected: int = 0
    failures: int = 0
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_failure: str | None = None

    def load(self, database: Database) -> Progress:
        """The counts as they were stored last by a worker of this name."""
        table = schema.stage_progress
        query = select(table).where(table.c.stage == self.stage, table.c.worker == worker_name())
        with database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return self
        return Progress(**{name: row[name] for name in row if name not in ("worker", "updated_at")})

    def after(self, handled: int, rejected: int, at: datetime) -> Progress:
        """After a batch that went well."""
        return replace(self, handled=self.handled + handled, rejected=self.rejected + rejected, last_success_at=at)

    def failed(self, reason: str, at: datetime) -> Progress:
        """After an attempt that did not."""
        return replace(self, failures=self.failures + 1, last_failure=reason, last_failure_at=at)

    def row(self) -> Upsert:
        """The row to write."""
        at = max(filter(None, (self.last_success_at, self.last_failure_at)))
        return Upsert(
            "stage_progress",
            (
                {
                    "stage": self.stage,
                    "worker": worker_name(),
                    "handled": self.handled,
                    "rejected": self.rejected,
                    "failures": self.failures,
                    "last_success_at": self.last_success_at,
                    "last_failure_at": self.last_failure_at,
                    "last_failure": self.last_failure,
                    "updated_at": at,
                },
            ),
        )


def worker_name() -> str:
    """The host, which names one worker of a stage: a container, or the machine of the embedded default."""
    return os.environ.get("HOSTNAME") or socket.gethostname()
