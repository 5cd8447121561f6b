"""`python -m bench.back_ends`: records a second through Kafka, against kafka-python alone, and rows into Postgres.

The pass-through copies entries from one topic to another, batch by batch, each batch appended and flushed before its
position is committed: once with kafka-python alone, once with Readout's log, once as a stage under the runner, which
also parses and writes every record.
"""

from __future__ import annotations

import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
from kafka import KafkaConsumer, KafkaProducer
from kafka.structs import OffsetAndMetadata
from prometheus_client import CollectorRegistry
from sqlalchemy import Connection

from bench.mix import articles
from pipeline.clock import SystemClock
from pipeline.log.base import Outgoing, TopicPartition
from pipeline.log.kafka import KafkaLog
from pipeline.metrics import Metrics
from pipeline.records import Article, Entry, TextSource, decode, encode
from pipeline.runner import Runner
from pipeline.settings import KafkaSettings
from pipeline.stage import Effects, StageBase, Upsert
from pipeline.store.database import Database
from pipeline.topics import ARTICLES, ENTRIES, Flow, Topic
from producers.archive import ArchivedArticle, entry_of
from tests.services.kafka import KafkaCluster, wipe
from tests.services.postgres import PostgresServer, create_database

_BATCH = 500
_ROUNDS = 3
_BATCH_SIZES = (1, 10, 100, 500, 1000)


class PassThrough(StageBase):
    """Hands every entry on as an article."""

    batch = _BATCH

    def __init__(self, name: str) -> None:
        self.flow = Flow(name, ENTRIES, (ARTICLES,))
        self.began = 0.0
        self.handled = 0

    def handle(self, batch: Sequence[Entry], database: Connection) -> Effects:
        self.began = self.began or time.monotonic()
        self.handled += len(batch)
        return Effects(outgoing=tuple(_as_article(entry) for entry in batch))


def _as_article(entry: Entry) -> Article:
    shared = {name: getattr(entry, name) for name in ("ref", "feed", "origin", "url", "link", "title", "fetched_at")}
    return Article(
        id=entry.id,
        entry_id=entry.id,
        text=entry.content or "",
        text_source=TextSource.ARCHIVE,
        content_hash=entry.id,
        **shared,
    )


def entries(number: int) -> Iterator[Entry]:
    """Invented entries with whole texts."""
    now = SystemClock().now()
    for line in articles(number, seed=1):
        yield entry_of(ArchivedArticle.model_validate(line), Path("bench.jsonl"), now)


def fill(log: KafkaLog, values: Sequence[tuple[str, bytes]]) -> float:
    """Append all; seconds."""
    producer = log.producer()
    producer.append([])
    began = time.monotonic()
    for start in range(0, len(values), 5000):
        producer.append([Outgoing(ENTRIES.name, key, value) for key, value in values[start : start + 5000]])
    seconds = time.monotonic() - began
    producer.close()
    return seconds


def alone(bootstrap: Sequence[str], number: int, group: str) -> float:
    """kafka-python by itself, with the same settings and the same order of things; seconds."""
    consumer = KafkaConsumer(
        ENTRIES.name,
        bootstrap_servers=list(bootstrap),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        metrics_enabled=False,
    )
    producer = KafkaProducer(
        bootstrap_servers=list(bootstrap),
        compression_type="lz4",
        batch_size=256 * 1024,
        linger_ms=20,
        metrics_enabled=False,
    )
    done, began = 0, 0.0
    while done < number:
        found = consumer.poll(timeout_ms=500, max_records=_BATCH)
        if not found:
            continue
        began = began or time.monotonic()
        for records in found.values():
            for record in records:
                producer.send(ARTICLES.name, key=record.key, value=record.value, partition=0)
        producer.flush()
        consumer.commit({p: OffsetAndMetadata(records[-1].offset + 1, "", -1) for p, records in found.items()})
        done += sum(map(len, found.values()))
    seconds = time.monotonic() - began
    producer.close()
    consumer.close(autocommit=False)
    return seconds


def through_the_log(log: KafkaLog, number: int, group: str) -> float:
    """The same with Readout's log; seconds."""
    consumer, producer = log.consumer(group, [ENTRIES.name]), log.producer()
    done, began = 0, 0.0
    while done < number:
        found = consumer.poll(_BATCH, 0.5)
        if not found:
            continue
        began = began or time.monotonic()
        producer.append([Outgoing(ARTICLES.name, message.key, message.value) for message in found])
        consumer.commit({TopicPartition(m.topic, m.partition): m.offset + 1 for m in found})
        done += len(found)
    seconds = time.monotonic() - began
    producer.close()
    consumer.close()
    return seconds


def through_a_stage(log: KafkaLog, database: Database, number: int, group: str) -> float:
    """The same as a stage under the runner; seconds."""
    stage = PassThrough(group)
    runner = Runner(stage, log, database, Metrics(CollectorRegistry()), SystemClock())
    stop = threading.Event()
    thread = threading.Thread(target=runner.run, args=(stop,))
    thread.start()
    while stage.handled < number:
        time.sleep(0.01)
    stop.set()
    thread.join()  # the batch in hand is finished first
    return time.monotonic() - stage.began


def parsing(values: Sequence[tuple[str, bytes]]) -> float:
    """Parsing and writing the records, without any log; seconds."""
    began = time.monotonic()
    for _, value in values:
        encode(_as_article(decode(Entry, value)))
    return time.monotonic() - began


def rows_a_second(database: Database, size: int, number: int) -> float:
    """Rows upserted in transactions of `size`."""
    now = SystemClock().now()
    rows: list[dict[str, Any]] = [
        {"id": f"{size}-{n}", "kind": "merge", "body": {"calls": ["a", "b"]}, "decided_at": now}
        for n in range(number)
    ]
    began = time.monotonic()
    for start in range(0, number, size):
        database.apply([Upsert("decisions", tuple(rows[start : start + size]))], at=now)
    return number / (time.monotonic() - began)


@click.command()
@click.option("--records", "number", default=20_000, show_default=True)
@click.option("--rows", default=10_000, show_default=True)
def main(number: int, rows: int) -> None:
    """Measure both back ends on this machine."""
    with tempfile.TemporaryDirectory(prefix="readout-bench-") as directory:
        cluster, postgres = KafkaCluster(Path(directory)), PostgresServer()
        try:
            cluster.start()
            postgres.start()
            database = Database(create_database(postgres.url, "readout"))
            database.migrate()
            _kafka(cluster, database, number)
            for size in _BATCH_SIZES:
                click.echo(f"postgres, transactions of {size}: {rows_a_second(database, size, rows):,.0f} rows/s")
            database.close()
        finally:
            cluster.remove()
            postgres.remove()


def _kafka(cluster: KafkaCluster, database: Database, number: int) -> None:
    values = [(entry.url, encode(entry)) for entry in entries(number)]
    size = statistics.mean(len(value) for _, value in values)
    log = KafkaLog(KafkaSettings(bootstrap=cluster.bootstrap))
    wipe(cluster.bootstrap)
    log.ensure_topics([Topic(ENTRIES.name, Entry, ENTRIES.key, 1, timedelta(days=1)), ARTICLES])
    click.echo(f"kafka, append: {number / fill(log, values):,.0f} records/s of {size:,.0f} bytes")
    found: dict[str, list[float]] = {"kafka-python alone": [], "readout's log": [], "a stage": []}
    for turn in range(_ROUNDS):
        found["kafka-python alone"].append(alone(cluster.bootstrap, number, f"alone-{turn}"))
        found["readout's log"].append(through_the_log(log, number, f"log-{turn}"))
        found["a stage"].append(through_a_stage(log, database, number, f"stage-{turn}"))
    base = statistics.median(found["kafka-python alone"])
    for name, times in found.items():
        seconds = statistics.median(times)
        click.echo(f"kafka, pass-through by {name}: {number / seconds:,.0f} records/s, {base / seconds:.2f} of raw")
    click.echo(f"parsing and writing the records alone: {number / parsing(values):,.0f} records/s")
    log.close()


if __name__ == "__main__":
    main()
