"""`kill -9` at any point leaves whole batches or nothing, in the embedded log and in the SQLite database."""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pipeline.errors import ReadoutError
from pipeline.log.base import Message
from pipeline.log.embedded import EmbeddedLog
from pipeline.records import Entry
from pipeline.store import schema
from pipeline.store.database import Database, sqlite_url
from pipeline.topics import Topic
from tests.unit.pipeline.kill_builders import (
    APPEND,
    BATCH,
    CONSUME,
    FILL,
    PARTITIONS,
    TOPIC,
    WRITE,
    running,
    said,
    until_killed,
)

KILLS_AFTER = (1, 2, 4, 7)
"""Batches after which a process is killed; the moment within the next one is as chance will have it."""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EmbeddedLog]:
    log = EmbeddedLog(tmp_path)
    log.ensure_topics([Topic(TOPIC, Entry, lambda r: r.url, PARTITIONS, timedelta(days=1))])
    yield log
    log.close()


def everything(log: EmbeddedLog) -> list[Message]:
    return log.read(TOPIC, 1_000_000)


def batches(messages: list[Message]) -> Counter[str]:
    """How many messages of each batch there are."""
    return Counter(message.value.decode().split(":")[0] for message in messages)


def assert_offsets_have_no_gap(messages: list[Message]) -> None:
    by_partition: dict[int, list[int]] = defaultdict(list)
    for message in messages:
        by_partition[message.partition].append(message.offset)
    for offsets in by_partition.values():
        assert offsets == list(range(len(offsets)))


def test_a_producer_that_is_killed_leaves_whole_batches(tmp_path: Path, log: EmbeddedLog) -> None:
    durable: set[str] = set()
    for run, after in enumerate(KILLS_AFTER):
        lines = until_killed(APPEND, tmp_path, after, f"run{run}", 1000)
        durable |= {f"run{run}-{number}" for (number,) in lines}
        found = everything(log)
        assert set(batches(found).values()) == {BATCH}
        assert durable <= set(batches(found))
        assert_offsets_have_no_gap(found)


def test_a_consumer_that_is_killed_loses_no_message_and_no_commit(tmp_path: Path, log: EmbeddedLog) -> None:
    with running(APPEND, tmp_path, "a", 3) as producer:
        said(producer)
    handled: list[tuple[int, int]] = []
    for after in (5, 11, 17):
        lines = until_killed(CONSUME, tmp_path, after)
        handled += [(int(partition), int(offset)) for partition, offset in lines]
        for row in log.lag("g", [TOPIC]):
            told = [offset for partition, offset in handled if partition == row.partition]
            # The last commit may have been made and not been told.
            assert row.committed in (max(told, default=-1) + 1, max(told, default=-1) + 2)
    left = 3 * BATCH - sum(row.committed for row in log.lag("g", [TOPIC]))
    with running(CONSUME, tmp_path) as consumer:
        assert len(said(consumer, left)) == left
    assert [row.messages for row in log.lag("g", [TOPIC])] == [0] * PARTITIONS


def test_the_partitions_of_a_killed_consumer_are_free_at_once(tmp_path: Path, log: EmbeddedLog) -> None:
    with running(APPEND, tmp_path, "a", 1) as producer:
        said(producer)
    with running(CONSUME, tmp_path) as holder:
        said(holder, 1)
        refused = log.consumer("g", [TOPIC])
        assert refused.poll(10, 0) == []
        refused.close()
        holder.kill()
        holder.wait()
        taker = log.consumer("g", [TOPIC])
        taker.poll(1, 0)
        assert len(taker.assignment()) == PARTITIONS
        taker.close()


def test_several_processes_append_and_read_at_once(tmp_path: Path, log: EmbeddedLog) -> None:
    total = 3 * 10 * BATCH
    with ExitStack() as stack:
        readers = [stack.enter_context(running(CONSUME, tmp_path)) for _ in range(2)]
        writers = [stack.enter_context(running(APPEND, tmp_path, name, 10)) for name in "abc"]
        for writer in writers:
            assert len(said(writer)) == 10
            assert writer.wait() == 0
        while sum(row.messages for row in log.lag("g", [TOPIC])):
            assert all(reader.poll() is None for reader in readers)
            threading.Event().wait(0.05)
        for reader in readers:
            reader.kill()
        read = [line for reader in readers for line in said(reader)]
    found = everything(log)
    assert batches(found) == {f"{name}-{number}": BATCH for name in "abc" for number in range(10)}
    assert_offsets_have_no_gap(found)
    assert total - len(readers) <= len(read) == len(set(read)) <= total
    for partition in range(PARTITIONS):
        order = [m.value.decode().split(":")[0] for m in found if m.partition == partition]
        for name in "abc":
            mine = [int(batch.split("-")[1]) for batch in order if batch.startswith(name)]
            assert mine == sorted(mine)


def test_a_full_disk_is_told_and_what_failed_can_be_appended_again(tmp_path: Path, log: EmbeddedLog) -> None:
    with running(FILL, tmp_path) as process:
        lines = said(process)
        assert process.wait() == 0
    number = int(lines[0][1])
    assert lines == [("full", str(number)), ("again", str(number))]
    found = everything(log)
    assert batches(found) == {f"a-{n}": BATCH for n in range(number + 1)}
    assert_offsets_have_no_gap(found)


@pytest.mark.parametrize("garbage", [b"no database at all, but many words " * 100, b"\x00" * 8192])
def test_a_file_that_is_no_log_is_told(tmp_path: Path, garbage: bytes) -> None:
    (tmp_path / "log.sqlite").write_bytes(garbage)
    with pytest.raises(ReadoutError, match=r"log\.sqlite"):
        EmbeddedLog(tmp_path)


def test_a_writer_to_the_database_that_is_killed_leaves_whole_transactions(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "readout.sqlite"))
    database.migrate()
    table = schema.imports
    start = 0
    for after in KILLS_AFTER:
        lines = until_killed(WRITE, tmp_path, after, start)
        with database.reading() as connection:
            query = select(table.c.lines, func.count()).group_by(table.c.lines).order_by(table.c.lines)
            rows = {row[0]: row[1] for row in connection.execute(query)}
        events = {int(one.id) for one in database.pending(10_000)}
        last = int(lines[-1][0])
        assert set(rows.values()) == {50}
        assert set(rows) == events == set(range(max(rows) + 1))
        assert max(rows) in (last, last + 1)
        start = max(rows) + 1
    database.close()
    with sqlite3.connect(tmp_path / "readout.sqlite") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
