"""The contract of the event log. `tests/contracts/test_log.py` states it again as behaviour, for every back end.

A topic is a fixed number of partitions; a partition is an ordered sequence of messages with growing offsets.
Messages of one key land on one partition, in the order they were appended. A consumer group reads every message
of its topics; each partition is read by at most one consumer of a group at a time, and when that consumer goes
away, however it goes, another one of the group takes over at the committed position.

Delivery is *at least once*: what was polled and not committed is delivered again.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from pipeline.topics import Topic


class TopicPartition(NamedTuple):
    topic: str
    partition: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to append."""

    topic: str
    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message as read."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    appended_at: datetime
    """Ingest time, aware, UTC."""


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a group is behind on one partition."""

    topic: str
    partition: int
    committed: int
    """The next offset the group will read."""
    end: int
    """The offset that the next appended message will get."""
    oldest: datetime | None
    """When the oldest message not yet committed was appended; None if there is none, or it can't be told."""

    @property
    def messages(self) -> int:
        return max(0, self.end - self.committed)


class Producer(Protocol):
    """Appends messages. Used by one thread at a time."""

    def append(self, batch: Sequence[Outgoing]) -> None:
        """Append all messages; they are durable, and readable by consumers, when this returns.

        Raises `Transient` if the log can't take them now; then none or some of them may have been appended,
        and appending the batch again is right. Raises `KeyError` for a topic that was never created.
        """

    def close(self) -> None: ...


class Consumer(Protocol):
    """One member of a consumer group. Used by one thread at a time."""

    def poll(self, most: int, timeout: float) -> list[Message]:
        """The next messages of the assigned partitions, at most `most`, in order within a partition.

        Waits up to `timeout` seconds if there are none. A message is returned once, until `rewind` or a change
        of assignment. Raises `Transient` if the log can't be read now.
        """

    def commit(self, positions: Mapping[TopicPartition, int]) -> None:
        """Store, for each partition, the next offset the group is to read; durable when this returns.

        Raises `Fenced` if a partition has meanwhile gone to another consumer: what was done since is done again
        there.
        """

    def rewind(self) -> None:
        """Go back to the committed positions, so that what was polled since is delivered again."""

    def keep_alive(self) -> None:
        """Stay a member of the group without reading; to be called every second or so during long work."""

    def assignment(self) -> frozenset[TopicPartition]:
        """The partitions this consumer reads now; changes only inside `poll` and `keep_alive`."""

    def close(self) -> None:
        """Leave the group, so that another consumer takes over at once. Commits nothing."""


class EventLog(Protocol):
    """A log that topics, producers and consumers live in. May be used by several threads."""

    def ensure_topics(self, topics: Sequence[Topic[Any]]) -> None:
        """Create the topics that are missing, with their partitions and retention. Never shrinks one."""

    def producer(self) -> Producer: ...

    def consumer(self, group: str, topics: Sequence[str]) -> Consumer: ...

    def lag(self, group: str, topics: Sequence[str]) -> list[Lag]:
        """One row a partition. A group that never committed is behind by all that is retained."""

    def read(self, topic: str, most: int, *, after: Mapping[int, int] | None = None) -> list[Message]:
        """Look at the messages retained, oldest first in each partition, outside any group.

        `after` gives, for each partition, the last offset already seen.
        """

    def apply_retention(self, now: datetime) -> int:
        """Drop messages older than their topic's retention; returns how many, where the back end can tell."""

    def close(self) -> None: ...


def partition_of(key: str, partitions: int) -> int:
    """The partition that a key belongs to: the same on every machine and back end."""
    return zlib.crc32(key.encode()) % partitions
