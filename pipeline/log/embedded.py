"""The event log in one SQLite file: durable, safe across processes, no server.

Writers append in one transaction each (WAL, `synchronous=FULL`), so a killed process leaves whole batches or
nothing. A partition is held by one consumer of a group through a lock on a small file, which the operating system
releases however the process ends: a restart takes over at once, without waiting for a lease to run out.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from typing import Any

from pipeline.clock import Clock, SystemClock
from pipeline.errors import Fenced, ReadoutError, Transient
from pipeline.log.base import Lag, Message, Outgoing, TopicPartition, partition_of
from pipeline.topics import Topic

_BUSY_SECONDS = 30.0
_LOOK_AGAIN_SECONDS = 0.05
_CLAIM_AGAIN_SECONDS = 1.0

_TABLES = """
CREATE TABLE IF NOT EXISTS topics (
    name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, retention_seconds REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS ends (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL, partition INTEGER NOT NULL, "offset" INTEGER NOT NULL,
    key TEXT NOT NULL, value BLOB NOT NULL, appended_at REAL NOT NULL,
    UNIQUE (topic, partition, "offset")
) STRICT;
CREATE INDEX IF NOT EXISTS messages_by_age ON messages (topic, appended_at);
CREATE TABLE IF NOT EXISTS positions (
    consumer_group TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (consumer_group, topic, partition)
) STRICT, WITHOUT ROWID;
"""


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into Readout's: what may pass is `Transient`, the rest says which file is bad."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            raise ReadoutError(f"{path} is not an event log: {error}") from error
        raise Transient(f"event log {path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise ReadoutError(f"event log {path} can't be read: {error}; restore it from a backup") from error


class _Connection:
    """A connection to the file, with its transactions spelled out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _explained(path):
            self._sqlite = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._sqlite.execute("PRAGMA journal_mode=WAL")
            self._sqlite.execute("PRAGMA synchronous=FULL")

    def create_tables(self) -> None:
        with _explained(self._path):
            self._sqlite.executescript(_TABLES)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with _explained(self._path):
            return self._sqlite.execute(sql, parameters).fetchall()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One write transaction: all of it or nothing."""
        with _explained(self._path):
            self._sqlite.execute("BEGIN IMMEDIATE")
            try:
                yield self._sqlite
                self._sqlite.execute("COMMIT")
            except BaseException:
                if self._sqlite.in_transaction:
                    self._sqlite.execute("ROLLBACK")
                raise

    def close(self) -> None:
        self._sqlite.close()


class EmbeddedLog:
    """The log in `directory`: `log.sqlite`, and `claims/` with one lock file per group and partition.

    Raises `ReadoutError` if the file is there but is no event log.
    """

    def __init__(self, directory: Path, clock: Clock | None = None) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / "log.sqlite"
        self._claims = directory / "claims"
        self._claims.mkdir(exist_ok=True)
        self._clock: Clock = clock or SystemClock()
        self._appended = threading.Condition()
        self._lock = threading.Lock()
        self._own = _Connection(self._path)
        self._own.create_tables()

    def ensure_topics(self, topics: Sequence[Topic[Any]]) -> None:
        with self._lock, self._own.writing() as sqlite:
            for topic in topics:
                sqlite.execute(
                    "INSERT INTO topics VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                    " partitions = max(partitions, excluded.partitions),"
                    " retention_seconds = excluded.retention_seconds",
                    (topic.name, topic.partitions, topic.retention.total_seconds()),
                )
                sqlite.executemany(
                    "INSERT OR IGNORE INTO ends VALUES (?, ?, 0)",
                    [(topic.name, partition) for partition in range(topic.partitions)],
                )

    def producer(self) -> EmbeddedProducer:
        return EmbeddedProducer(_Connection(self._path), self._clock, self._appended)

    def consumer(self, group: str, topics: Sequence[str]) -> EmbeddedConsumer:
        return EmbeddedConsumer(_Connection(self._path), self._claims, group, topics, self._appended)

    def lag(self, group: str, topics: Sequence[str]) -> list[Lag]:
        marks = ",".join("?" * len(topics))
        with self._lock:
            rows = self._own.rows(
                f"""
                SELECT e.topic, e.partition, e.next,
                       coalesce(p.next,
                                (SELECT min(m."offset") FROM messages m
                                 WHERE m.topic = e.topic AND m.partition = e.partition), e.next),
                       (SELECT m.appended_at FROM messages m
                        WHERE m.topic = e.topic AND m.partition = e.partition AND m."offset" >= coalesce(p.next, 0)
                        ORDER BY m."offset" LIMIT 1)
                FROM ends e LEFT JOIN positions p
                  ON p.consumer_group = ? AND p.topic = e.topic AND p.partition = e.partition
                WHERE e.topic IN ({marks}) ORDER BY e.topic, e.partition
                """,  # noqa: S608 (only question marks are put in)
                (group, *topics),
            )
        return [
            Lag(topic, partition, committed, end, None if oldest is None else _instant(oldest))
            for topic, partition, end, committed, oldest in rows
        ]

    def read(self, topic: str, most: int, *, after: Mapping[int, int] | None = None) -> list[Message]:
        after = after or {}
        with self._lock:
            partitions = [row[0] for row in self._own.rows("SELECT partition FROM ends WHERE topic = ?", (topic,))]
            found = [
                _read(self._own, TopicPartition(topic, partition), after.get(partition, -1) + 1, most)
                for partition in partitions
            ]
        return [message for _, message in merge(*found, key=lambda pair: pair[0])][:most]

    def apply_retention(self, now: datetime) -> int:
        dropped = 0
        with self._lock, self._own.writing() as sqlite:
            for name, seconds in sqlite.execute("SELECT name, retention_seconds FROM topics").fetchall():
                dropped += sqlite.execute(
                    "DELETE FROM messages WHERE topic = ? AND appended_at < ?", (name, now.timestamp() - seconds)
                ).rowcount
        return dropped

    def close(self) -> None:
        with self._lock:
            self._own.close()


class EmbeddedProducer:
    """Appends in one transaction a batch."""

    def __init__(self, connection: _Connection, clock: Clock, appended: threading.Condition) -> None:
        self._connection = connection
        self._clock = clock
        self._appended = appended

    def append(self, batch: Sequence[Outgoing]) -> None:
        if not batch:
            return
        now = self._clock.now().timestamp()
        with self._connection.writing() as sqlite:
            counts = dict(sqlite.execute("SELECT topic, count(*) FROM ends GROUP BY topic").fetchall())
            ends: dict[TopicPartition, int] = {}
            rows = []
            for message in batch:
                if message.topic not in counts:
                    raise KeyError(f"topic {message.topic} was never created")
                place = TopicPartition(message.topic, partition_of(message.key, counts[message.topic]))
                if place not in ends:
                    ends[place] = sqlite.execute(
                        "SELECT next FROM ends WHERE topic = ? AND partition = ?", place
                    ).fetchone()[0]
                rows.append((*place, ends[place], message.key, message.value, now))
                ends[place] += 1
            sqlite.executemany(
                'INSERT INTO messages (topic, partition, "offset", key, value, appended_at)'
                " VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )
            sqlite.executemany(
                "UPDATE ends SET next = ? WHERE topic = ? AND partition = ?",
                [(end, *place) for place, end in ends.items()],
            )
        with self._appended:
            self._appended.notify_all()

    def close(self) -> None:
        self._connection.close()


class EmbeddedConsumer:
    """Reads the partitions that it could claim, in the order in which their messages were appended."""

    def __init__(
        self,
        connection: _Connection,
        claims: Path,
        group: str,
        topics: Sequence[str],
        appended: threading.Condition,
    ) -> None:
        self._connection = connection
        self._claims = claims
        self._group = group
        self._topics = tuple(topics)
        self._appended = appended
        self._held: dict[TopicPartition, int] = {}
        self._next: dict[TopicPartition, int] = {}
        self._claim_at = 0.0

    def poll(self, most: int, timeout: float) -> list[Message]:
        deadline = time.monotonic() + timeout
        while True:
            self.keep_alive()
            found = self._take(most)
            left = deadline - time.monotonic()
            if found or left <= 0:
                return found
            with self._appended:
                # Another process can't notify this condition, so never sleep long.
                self._appended.wait(min(left, _LOOK_AGAIN_SECONDS))

    def commit(self, positions: Mapping[TopicPartition, int]) -> None:
        lost = sorted(place for place in positions if place not in self._held)
        if lost:
            raise Fenced(f"{self._group} no longer holds {lost[0].topic}/{lost[0].partition}")
        with self._connection.writing() as sqlite:
            sqlite.executemany(
                "INSERT INTO positions VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET next = excluded.next",
                [(self._group, *place, position) for place, position in positions.items()],
            )

    def rewind(self) -> None:
        for place in self._held:
            self._next[place] = self._committed(place)

    def keep_alive(self) -> None:
        """Claim what is free: a lock file needs no heartbeat."""
        if time.monotonic() < self._claim_at:
            return
        self._claim_at = time.monotonic() + _CLAIM_AGAIN_SECONDS
        marks = ",".join("?" * len(self._topics))
        places = self._connection.rows(
            f"SELECT topic, partition FROM ends WHERE topic IN ({marks})",  # noqa: S608 (only question marks)
            self._topics,
        )
        for place in (TopicPartition(*row) for row in places):
            if place not in self._held and (lock := self._claim(place)) is not None:
                self._held[place] = lock
                self._next[place] = self._committed(place)

    def assignment(self) -> frozenset[TopicPartition]:
        return frozenset(self._held)

    def close(self) -> None:
        for lock in self._held.values():
            os.close(lock)
        self._held.clear()
        self._connection.close()

    def _claim(self, place: TopicPartition) -> int | None:
        path = self._claims / f"{self._group}.{place.topic}.{place.partition}.lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def _committed(self, place: TopicPartition) -> int:
        rows = self._connection.rows(
            "SELECT next FROM positions WHERE consumer_group = ? AND topic = ? AND partition = ?",
            (self._group, *place),
        )
        return int(rows[0][0]) if rows else 0

    def _take(self, most: int) -> list[Message]:
        found = [_read(self._connection, place, self._next[place], most) for place in sorted(self._held)]
        taken = [message for _, message in merge(*found, key=lambda pair: pair[0])][:most]
        for message in taken:
            self._next[TopicPartition(message.topic, message.partition)] = message.offset + 1
        return taken


def _read(connection: _Connection, place: TopicPartition, start: int, most: int) -> list[tuple[int, Message]]:
    rows = connection.rows(
        'SELECT seq, "offset", key, value, appended_at FROM messages'
        ' WHERE topic = ? AND partition = ? AND "offset" >= ? ORDER BY "offset" LIMIT ?',
        (*place, start, most),
    )
    return [(seq, Message(*place, offset, key, value, _instant(at))) for seq, offset, key, value, at in rows]


def _instant(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)
