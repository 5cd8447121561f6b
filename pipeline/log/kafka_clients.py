"""A producer and a group consumer of the log on Kafka, and what they share with `kafka`."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    KafkaConfigurationError,
    KafkaError,
    MessageSizeTooLargeError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from kafka.net.compat import KafkaNetClient
from kafka.structs import OffsetAndMetadata
from kafka.structs import TopicPartition as Place

from pipeline.errors import Fenced, SettingsError, Transient
from pipeline.log.base import Message, Outgoing, TopicPartition, partition_of
from pipeline.settings import KafkaSettings

T = TypeVar("T")

LARGEST_MESSAGE = 16 * 1024 * 1024
"""Bytes of one message, key and all."""

_REQUEST_MS = 10_000
_DELIVERY_SECONDS = 30.0
_SESSION_MS = 10_000  # how long after a kill another consumer takes over
_HEARTBEAT_MS = 3_000
_KEEP_ALIVE_MS = 50
_CLOSE_SECONDS = 5.0
_PROOF_SECONDS = 5.0

_MEMBERSHIP_LOST = (CommitFailedError, IllegalGenerationError, RebalanceInProgressError, UnknownMemberIdError)


def connection_options(settings: KafkaSettings) -> dict[str, Any]:
    """What every client is told of the brokers, transport security and login.

    Raises `SettingsError` if a named file is not there.
    """
    for name in ("ssl_cafile", "ssl_certfile", "ssl_keyfile"):
        path = getattr(settings, name)
        if path is not None and not path.is_file():
            raise SettingsError(f"log.kafka.{name}: there is no file {path}")
    password = settings.sasl_password
    options = {
        "bootstrap_servers": list(settings.bootstrap),
        "security_protocol": settings.security_protocol,
        "sasl_mechanism": settings.sasl_mechanism,
        "sasl_plain_username": settings.sasl_username,
        "sasl_plain_password": None if password is None else password.get_secret_value(),
        "ssl_cafile": None if settings.ssl_cafile is None else str(settings.ssl_cafile),
        "ssl_certfile": None if settings.ssl_certfile is None else str(settings.ssl_certfile),
        "ssl_keyfile": None if settings.ssl_keyfile is None else str(settings.ssl_keyfile),
    }
    return {name: value for name, value in options.items() if value is not None} | {
        "client_id": "readout",
        "request_timeout_ms": _REQUEST_MS,
        "bootstrap_timeout_ms": _REQUEST_MS,
        "reconnect_backoff_max_ms": 2_000,
        "metadata_max_age_ms": 30_000,
    }


def connected(kind: Callable[..., T], options: Mapping[str, Any], **more: Any) -> T:
    """Make a client of kafka-python. One that can't reach a broker would keep its thread and sockets: those are
    closed here."""
    networks: list[KafkaNetClient] = []

    def network(**config: Any) -> KafkaNetClient:
        networks.append(KafkaNetClient(**config))
        return networks[-1]

    try:
        return kind(**options, **more, kafka_client=network)
    except BaseException:
        for each in networks:
            each.close()
        raise


@contextlib.contextmanager
def explained(doing: str) -> Iterator[None]:
    """Turn the library's errors into Readout's: trouble with the broker is `Transient`."""
    try:
        yield
    except KafkaConfigurationError as error:
        raise SettingsError(f"log.kafka: {error}") from error
    except KafkaError as error:
        raise Transient(f"kafka, {doing}: {type(error).__name__}: {error}") from error


def message_from(record: Any) -> Message:
    """The house's own form of a record of kafka-python."""
    return Message(
        record.topic,
        record.partition,
        record.offset,
        (record.key or b"").decode("utf-8", errors="replace"),
        record.value or b"",
        datetime.fromtimestamp(record.timestamp / 1000, UTC),
    )


class KafkaLogProducer:
    """Appends with an idempotent producer: every in-sync copy has a message before `append` returns."""

    def __init__(self, options: Mapping[str, Any], partition_count: Callable[[str], int | None]) -> None:
        self._options = options
        self._partition_count = partition_count
        self._known: set[str] = set()
        self._client: KafkaProducer | None = None

    def append(self, batch: Sequence[Outgoing]) -> None:
        """As the contract says; raises `ValueError` for a message larger than `LARGEST_MESSAGE`."""
        if not batch:
            return
        for message in batch:
            if len(message.key.encode()) + len(message.value) > LARGEST_MESSAGE:
                raise ValueError(f"a message for {message.topic} is larger than {LARGEST_MESSAGE} bytes")
        with explained("appending"):
            client = self._connected()
            counts = {topic: self._count(client, topic) for topic in {message.topic for message in batch}}
            sent = [
                client.send(
                    message.topic,
                    key=message.key.encode(),
                    value=message.value,
                    partition=partition_of(message.key, counts[message.topic]),
                )
                for message in batch
            ]
            client.flush(timeout=_DELIVERY_SECONDS + _REQUEST_MS / 1000)
            for result in sent:
                try:
                    result.get(timeout=_DELIVERY_SECONDS)
                except MessageSizeTooLargeError as error:
                    raise ValueError(f"the broker refuses a message as too large: {error}") from error

    def close(self) -> None:
        if self._client is not None:
            self._client.close(timeout=_CLOSE_SECONDS)
            self._client = None

    def _connected(self) -> KafkaProducer:
        if self._client is None:
            self._client = connected(
                KafkaProducer,
                self._options,
                acks="all",
                enable_idempotence=True,
                compression_type="lz4",
                batch_size=256 * 1024,
                linger_ms=20,
                max_request_size=LARGEST_MESSAGE + 1024 * 1024,
                delivery_timeout_ms=int(_DELIVERY_SECONDS * 1000),
                max_block_ms=_REQUEST_MS,
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
        return self._client

    def _count(self, client: KafkaProducer, topic: str) -> int:
        if topic not in self._known:
            # The producer itself would wait for an unknown topic as if it were a broker that is slow.
            if self._partition_count(topic) is None:
                raise KeyError(f"topic {topic} was never created")
            self._known.add(topic)
        return len(client.partitions_for(topic))


class KafkaGroupConsumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """A member of a consumer group with cooperative rebalancing, whose positions are committed by hand.

    Partitions come and go only inside `poll` and `keep_alive`. One that went away and came back between two polls
    is shown as gone by the next one, so that nobody mistakes it for one that was held all along.
    """

    def __init__(self, options: Mapping[str, Any], group: str, topics: Sequence[str]) -> None:
        self._options = options
        self._group = group
        self._topics = tuple(topics)
        self._client: KafkaConsumer | None = None
        self._assigned: frozenset[TopicPartition] = frozenset()
        self._gone: set[Place] = set()
        """Taken away, at least for a moment, since its messages were last polled: no commit is right."""
        self._gone_now: set[Place] = set()
        """Taken away, and no poll has shown it yet."""
        self._parked: set[Place] = set()
        """Held, but paused until the next poll."""
        self._keeping_alive = False
        self._rewinding = False
        self._proof_at = 0.0

    def poll(self, most: int, timeout: float) -> list[Message]:
        with explained("polling"):
            client = self._connected()
            client.resume(*((self._parked - self._gone_now) & client.assignment()))
            self._parked &= self._gone_now
            if self._rewinding:
                self._seek_committed(client)
                self._rewinding = False
            _keep_finished_join(client)
            found = client.poll(timeout_ms=int(timeout * 1000), max_records=most)
            self._look_at_assignment(client)
            self._gone_now.clear()
            if found:
                self._proof_at = time.monotonic() + _PROOF_SECONDS
            else:
                self._prove_reachable(client)
        self._gone -= set(found)
        return [message_from(record) for records in found.values() for record in records]

    def commit(self, positions: Mapping[TopicPartition, int]) -> None:
        offsets = {Place(*place): OffsetAndMetadata(position, "", -1) for place, position in positions.items()}
        lost = sorted(p for p in offsets if TopicPartition(*p) not in self._assigned or p in self._gone)
        if lost:
            raise Fenced(f"{self._group} no longer holds {lost[0].topic}/{lost[0].partition}")
        with explained("committing"):
            try:
                self._connected().commit(offsets, timeout_ms=_REQUEST_MS)
            except _MEMBERSHIP_LOST as error:
                raise Fenced(f"{self._group} is changing hands: {type(error).__name__}") from error

    def rewind(self) -> None:
        # Done by the next poll, which may wait for the broker and say so.
        self._rewinding = True

    def keep_alive(self) -> None:
        if self._client is None:
            return
        self._keeping_alive = True
        try:
            held = self._client.assignment()
            self._client.pause(*held)
            self._parked |= held
            # Trouble with the broker shows in the poll or commit that follows; here nothing is lost by it.
            with contextlib.suppress(KafkaError):
                _keep_finished_join(self._client)
                self._client.poll(timeout_ms=_KEEP_ALIVE_MS)
            self._look_at_assignment(self._client)
        finally:
            self._keeping_alive = False

    def assignment(self) -> frozenset[TopicPartition]:
        return self._assigned

    def close(self) -> None:
        self._assigned = frozenset()
        if self._client is not None:
            with contextlib.suppress(KafkaError):
                self._client.close(autocommit=False, timeout_ms=int(_CLOSE_SECONDS * 1000))
            self._client = None

    # --- called by kafka-python, on its own thread, while `poll` or `keep_alive` waits --------------------------

    def on_partitions_revoked(self, revoked: Collection[Place]) -> None:
        self._gone.update(revoked)
        self._gone_now.update(revoked)

    def on_partitions_lost(self, lost: Collection[Place]) -> None:
        self.on_partitions_revoked(lost)

    def on_partitions_assigned(self, assigned: Collection[Place]) -> None:
        parked = set(assigned) if self._keeping_alive else set(assigned) & self._gone_now
        if self._client is not None and parked:
            self._client.pause(*parked)
            self._parked |= parked

    # --- inside ------------------------------------------------------------------------------------------------

    def _connected(self) -> KafkaConsumer:
        if self._client is None:
            client = connected(
                KafkaConsumer,
                self._options,
                group_id=self._group,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                allow_auto_create_topics=False,
                partition_assignment_strategy=[CooperativeStickyAssignor],
                session_timeout_ms=_SESSION_MS,
                heartbeat_interval_ms=_HEARTBEAT_MS,
                metrics_enabled=False,
            )
            # A member that joins before it knows the partitions of its topics may, as leader, share out none.
            if unknown := [topic for topic in self._topics if not client.partitions_for_topic(topic)]:
                client.close(autocommit=False)
                raise Transient(f"kafka: there is no topic {unknown[0]} yet")
            client.subscribe(topics=list(self._topics), listener=self)
            self._client = client
        return self._client

    def _look_at_assignment(self, client: KafkaConsumer) -> None:
        held = client.assignment() - (self._parked & self._gone_now)
        self._assigned = frozenset(TopicPartition(*place) for place in held)

    def _seek_committed(self, client: KafkaConsumer) -> None:
        for place in client.assignment():
            position = client.committed(place, timeout_ms=_REQUEST_MS)
            if position is None:
                client.seek_to_beginning(place)
            else:
                client.seek(place, position)

    def _prove_reachable(self, client: KafkaConsumer) -> None:
        """Tell an empty topic from brokers that are gone: the library's poll returns nothing for both."""
        now = time.monotonic()
        if now >= self._proof_at:
            client.end_offsets([Place(self._topics[0], 0)], timeout_ms=_REQUEST_MS)
            self._proof_at = now + _PROOF_SECONDS


class _FinishedJoin:
    """A join that is over, in the shape of one that still runs and tells its result as soon as it is waited for."""

    is_done = False

    def __init__(self, join: Any) -> None:
        self.add_callback = join.add_callback
        self.add_errback = join.add_errback


def _keep_finished_join(client: KafkaConsumer) -> None:
    """Have the next poll take the result of a join that finished since the last one.

    kafka-python 3.0 either forgets such a result and joins again, a rebalance for all members, so that two that
    work between their polls rebalance for ever; or it sees no more need to join, and goes on without heartbeats
    and without the right to commit.
    """
    coordinator = client._coordinator
    join = getattr(coordinator, "_join_task", None)
    if join is not None and join.is_done:
        coordinator._join_task = _FinishedJoin(join)
        coordinator.request_rejoin()
