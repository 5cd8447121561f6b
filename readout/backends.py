"""The back ends that the settings name."""

from __future__ import annotations

from pipeline.clock import Clock
from pipeline.log.base import EventLog
from pipeline.log.embedded import EmbeddedLog
from pipeline.settings import Settings
from pipeline.store.database import Database, sqlite_url
from pipeline.topics import TOPICS


def open_log(settings: Settings, clock: Clock) -> EventLog:
    """The event log that the settings name, with its topics."""
    log: EventLog
    if settings.log.backend == "kafka":
        from pipeline.log.kafka import KafkaLog

        log = KafkaLog(settings.log.kafka)
    else:
        log = EmbeddedLog(settings.data_dir, clock)
    log.ensure_topics(TOPICS)
    return log


def open_database(settings: Settings) -> Database:
    """The database that the settings name, with its schema up to date."""
    url = settings.database.url.get_secret_value() if settings.database.url else None
    if url is None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        url = sqlite_url(settings.data_dir / "readout.sqlite")
    database = Database(url)
    database.migrate()
    return database
