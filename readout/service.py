"""The parts of the service that are no stages: the feeds, and keeping house."""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog
from sqlalchemy import delete

from pipeline.errors import Transient
from pipeline.store import schema
from producers.feeds.leases_sql import SqlLeases
from producers.feeds.poller import FeedPoller
from producers.feeds.states_sql import SqlFeedStates
from producers.feeds.websub_server import WebSubOptions
from readout.app import App, Worker

_HOUSEKEEPING_SECONDS = 600.0
_SENT_KEPT = timedelta(days=30)


def add_feeds(app: App) -> None:
    """Have the feeds polled."""
    websub = app.settings.websub
    poller = FeedPoller(
        app.feeds,
        SqlFeedStates(app.database),
        app.log.producer(),
        clock=app.clock,
        metrics=app.metrics,
        websub=WebSubOptions(websub.public_url, websub.host, websub.port) if websub.public_url else None,
        leases=SqlLeases(app.database, app.clock) if websub.public_url else None,
    )
    app.workers.append(Worker("feeds", poller.run))


def add_housekeeping(app: App) -> None:
    """Have what is too old dropped: messages past their topic's retention, outbox records long sent."""
    logger = structlog.get_logger("readout.housekeeping")

    def work(stop: threading.Event) -> None:
        while not stop.is_set():
            now = app.clock.now()
            try:
                dropped = app.log.apply_retention(now)
                sent = schema.outbox.c.sent_at
                app.database.remove(delete(schema.outbox).where(sent.is_not(None), sent < now - _SENT_KEPT))
                logger.info("kept house", dropped_messages=dropped)
            except Transient as error:
                logger.warning("could not keep house", reason=str(error))
            app.clock.wait(_HOUSEKEEPING_SECONDS, stop)

    app.workers.append(Worker("housekeeping", work))
