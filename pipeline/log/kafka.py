"""The event log on Apache Kafka: topics, lag, retention, and looking at messages outside any group.

Producers and consumers are in `kafka_clients`. Nothing here connects before it is first used, so that a stage can
start while no broker answers: that is a `Transient` like any other.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
    TopicAlreadyExistsError,
)
from kafka.protocol.consumer import OffsetSpec
from kafka.structs import TopicPartition as Place

from pipeline.errors import Transient
from pipeline.log.base import Lag, Message
from pipeline.log.kafka_clients import (
    LARGEST_MESSAGE,
    KafkaGroupConsumer,
    KafkaLogProducer,
    connected,
    connection_options,
    explained,
    message_from,
)
from pipeline.settings import KafkaSettings
from pipeline.topics import Topic

_SEGMENT_MS = 24 * 3600 * 1000  # only whole segments expire, so one a day lets retention hold to the day
_LOOK_SECONDS = 20.0
_LOOK_WAIT_MS = 250
_COORDINATOR_SECONDS = 10.0
_COORDINATOR_COMING = (CoordinatorLoadInProgressError, CoordinatorNotAvailableError, NotCoordinatorError)


class KafkaLog:
    """The log on the brokers that `settings` names."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._options = connection_options(settings)
        self._lock = threading.Lock()
        self._admin_client: KafkaAdminClient | None = None
        self._viewer_client: KafkaConsumer | None = None
        self._topics: dict[str, Topic[Any]] = {}

    def ensure_topics(self, topics: Sequence[Topic[Any]]) -> None:
        with self._lock, explained("creating topics"):
            admin = self._admin()
            counts = self._counts([topic.name for topic in topics])
            missing = [topic for topic in topics if topic.name not in counts]
            if missing:
                with contextlib.suppress(TopicAlreadyExistsError):  # another process was faster: right for both
                    admin.create_topics({topic.name: self._creation(topic) for topic in missing})
                admin.wait_for_topics([topic.name for topic in missing])
            known = [topic for topic in topics if topic.name in counts]
            grown = {topic.name: topic.partitions for topic in known if topic.partitions > counts[topic.name]}
            if grown:
                admin.create_partitions(grown)
            if known:
                admin.alter_configs(
                    [ConfigResource(ConfigResourceType.TOPIC, t.name, self._topic_config(t)) for t in known]
                )
            self._topics.update({topic.name: topic for topic in topics})

    def producer(self) -> KafkaLogProducer:
        return KafkaLogProducer(self._options, self._partition_count)

    def consumer(self, group: str, topics: Sequence[str]) -> KafkaGroupConsumer:
        return KafkaGroupConsumer(self._options, group, topics)

    def lag(self, group: str, topics: Sequence[str]) -> list[Lag]:
        with self._lock, explained("reading lag"):
            places = self._places(topics)
            if not places:
                return []
            committed = self._committed(group, places)
            starts, ends = self._bounds(places)
            positions = {
                # -1: never committed; below the start: retention has dropped what was not read in time
                place: max(starts[place], committed[place].offset if place in committed else -1)
                for place in places
            }
            behind = {place: positions[place] for place in places if positions[place] < ends[place]}
            first = self._look(behind, ends, most_each=1)
            return [
                Lag(
                    place.topic,
                    place.partition,
                    positions[place],
                    ends[place],
                    first[place][0].appended_at if first.get(place) else None,
                )
                for place in places
            ]

    def read(self, topic: str, most: int, *, after: Mapping[int, int] | None = None) -> list[Message]:
        seen = after or {}
        with self._lock, explained(f"reading {topic}"):
            places = self._places([topic])
            starts, ends = self._bounds(places)
            wanted = {place: max(starts[place], seen.get(place.partition, -1) + 1) for place in places}
            found = self._look({p: at for p, at in wanted.items() if at < ends[p]}, ends, most_each=most)
        # Merged, not sorted: whatever clocks say, the order within a partition is that of its offsets.
        return list(islice(merge(*found.values(), key=lambda message: message.appended_at), most))

    def apply_retention(self, now: datetime) -> int:
        """The broker drops whole segments by itself; this drops, of the topics ensured here, the rest as well."""
        with self._lock, explained("applying retention"):
            places = self._places(list(self._topics))
            if not places:
                return 0
            starts, ends = self._bounds(places)
            cutoffs = {p: int((now - self._topics[p.topic].retention).timestamp() * 1000) for p in places}
            kept = self._admin().list_partition_offsets({p: ms for p, ms in cutoffs.items() if ms >= 0})
            until = {p: ends[p] if found.offset < 0 else found.offset for p, found in kept.items()}
            expired = {p: offset for p, offset in until.items() if offset > starts[p]}
            if expired:
                self._admin().delete_records(expired)
            return sum(offset - starts[p] for p, offset in expired.items())

    def close(self) -> None:
        with self._lock:
            if self._admin_client is not None:
                self._admin_client.close()
            if self._viewer_client is not None:
                self._viewer_client.close(autocommit=False)
            self._admin_client = self._viewer_client = None

    # --- under the lock ----------------------------------------------------------------------------------------

    def _admin(self) -> KafkaAdminClient:
        if self._admin_client is None:
            self._admin_client = connected(KafkaAdminClient, self._options)
        return self._admin_client

    def _viewer(self) -> KafkaConsumer:
        if self._viewer_client is None:
            self._viewer_client = connected(
                KafkaConsumer,
                self._options,
                group_id=None,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                allow_auto_create_topics=False,
                metrics_enabled=False,
            )
        return self._viewer_client

    def _creation(self, topic: Topic[Any]) -> dict[str, Any]:
        return {
            "num_partitions": topic.partitions,
            "replication_factor": self._settings.replication,
            "configs": self._topic_config(topic),
        }

    def _topic_config(self, topic: Topic[Any]) -> dict[str, str]:
        copies = self._settings.replication
        return {
            "cleanup.policy": "delete",
            "retention.ms": str(int(topic.retention.total_seconds() * 1000)),
            "segment.ms": str(_SEGMENT_MS),
            "max.message.bytes": str(LARGEST_MESSAGE),
            "message.timestamp.type": "LogAppendTime",
            # With three copies one broker may be lost without losing a record or refusing one.
            "min.insync.replicas": str(max(1, copies - 1)),
        }

    def _counts(self, topics: Sequence[str]) -> dict[str, int]:
        if not topics:
            return {}
        found = self._admin().describe_topics(list(topics))
        return {topic["name"]: len(topic["partitions"]) for topic in found if topic["error_code"] == 0}

    def _partition_count(self, topic: str) -> int | None:
        with self._lock:
            return self._counts([topic]).get(topic)

    def _places(self, topics: Sequence[str]) -> list[Place]:
        counts = self._counts(topics)
        return [Place(topic, partition) for topic in topics for partition in range(counts.get(topic, 0))]

    def _committed(self, group: str, places: Sequence[Place]) -> Mapping[Place, Any]:
        """A new cluster first has to make the topic that keeps the positions: for that it is given some time."""
        deadline = time.monotonic() + _COORDINATOR_SECONDS
        while True:
            try:
                found: Mapping[Place, Any] = self._admin().list_group_offsets({group: list(places)})[group]
                return found
            except _COORDINATOR_COMING:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    def _bounds(self, places: Sequence[Place]) -> tuple[dict[Place, int], dict[Place, int]]:
        """The first offset that is kept and the next that will be given, of each partition."""
        if not places:
            return {}, {}
        starts = self._admin().list_partition_offsets(dict.fromkeys(places, OffsetSpec.EARLIEST))
        ends = self._admin().list_partition_offsets(dict.fromkeys(places, OffsetSpec.LATEST))
        return {p: at.offset for p, at in starts.items()}, {p: at.offset for p, at in ends.items()}

    def _look(
        self, starts: Mapping[Place, int], ends: Mapping[Place, int], *, most_each: int
    ) -> dict[Place, list[Message]]:
        """Read up to `most_each` messages of each partition, from its start to its end."""
        if not starts:
            return {}
        viewer = self._viewer()
        viewer.assign(list(starts))
        viewer.resume(*starts)  # a partition that is assigned again stays paused if it was
        for place, start in starts.items():
            viewer.seek(place, start)
        found: dict[Place, list[Message]] = {place: [] for place in starts}
        open_places = set(starts)
        deadline = time.monotonic() + _LOOK_SECONDS
        while open_places:
            for place, records in viewer.poll(timeout_ms=_LOOK_WAIT_MS).items():
                wanted = [record for record in records if record.offset < ends[place]]
                found[place] += [message_from(record) for record in wanted[: most_each - len(found[place])]]
                if len(found[place]) >= most_each or records[-1].offset + 1 >= ends[place]:
                    open_places.discard(place)
                    viewer.pause(place)
            if open_places and time.monotonic() > deadline:
                raise Transient(f"kafka: no messages within {_LOOK_SECONDS:.0f} s from {sorted(open_places)[0]}")
        return found
