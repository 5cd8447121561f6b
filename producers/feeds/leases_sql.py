"""Subscriptions at hubs, in the database."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from sqlalchemy import select

from pipeline.clock import Clock
from pipeline.stage import Upsert
from pipeline.store.database import Database
from pipeline.store.schema import hub_leases
from producers.feeds.websub import Lease


class SqlLeases:
    """`Leases` on the table `hub_leases`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def load(self) -> list[Lease]:
        return await asyncio.to_thread(self._load)

    async def save(self, lease: Lease) -> None:
        await asyncio.to_thread(self._database.apply, [Upsert("hub_leases", (asdict(lease),))], at=self._clock.now())

    def _load(self) -> list[Lease]:
        with self._database.reading() as connection:
            return [Lease(**row) for row in connection.execute(select(hub_leases)).mappings()]
