"""The contract of the event log (`pipeline/log/base.py`), as behaviour. Runs on every back end."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import Fenced
from pipeline.log.base import Consumer, EventLog, Message, Outgoing, TopicPartition, partition_of
from pipeline.log.embedded import EmbeddedLog
from pipeline.log.kafka import KafkaLog
from pipeline.records import Entry
from pipeline.settings import KafkaSettings
from pipeline.topics import Topic

_names = count()
PATIENCE = 30.0  # seconds that a back end may take to hand over a partition


class Bench:
    """A log, and topics of its own for one test."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        self._open: list[Consumer] = []

    def topic(self, partitions: int = 1, retention: timedelta = timedelta(days=1)) -> str:
        name = f"test.{int(time.time() * 1000)}.{next(_names)}"
        self.log.ensure_topics([Topic(name, Entry, lambda r: r.url, partitions, retention)])
        return name

    def append(self, topic: str, *values: str, key: str = "k") -> None:
        producer = self.log.producer()
        producer.append([Outgoing(topic, key, value.encode()) for value in values])
        producer.close()

    def consumer(self, group: str, topic: str) -> Consumer:
        consumer = self.log.consumer(group, [topic])
        self._open.append(consumer)
        return consumer

    def close(self, consumer: Consumer) -> None:
        self._open.remove(consumer)
        consumer.close()

    def close_all(self) -> None:
        for consumer in self._open:
            consumer.close()


def take(consumer: Consumer, number: int) -> list[Message]:
    """Poll until `number` messages came."""
    found: list[Message] = []
    until = time.monotonic() + PATIENCE
    while len(found) < number and time.monotonic() < until:
        found += consumer.poll(number - len(found), 0.2)
    return found


def nothing_comes(consumer: Consumer) -> bool:
    """A poll of a consumer that has its partitions brings nothing."""
    until = time.monotonic() + PATIENCE
    while not consumer.assignment() and time.monotonic() < until:
        if consumer.poll(10, 0.1):
            return False
    return consumer.poll(10, 0.3) == []


def texts(messages: list[Message]) -> list[str]:
    return [message.value.decode() for message in messages]


def commit(consumer: Consumer, messages: list[Message]) -> None:
    consumer.commit({TopicPartition(m.topic, m.partition): m.offset + 1 for m in messages})


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.services)])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    log: EventLog
    if request.param == "kafka":
        log = KafkaLog(KafkaSettings(bootstrap=request.getfixturevalue("kafka_servers")))
    else:
        log = EmbeddedLog(tmp_path)
    bench = Bench(log)
    yield bench
    bench.close_all()
    log.close()


def test_what_is_appended_is_read_with_its_key_place_and_time(bench: Bench) -> None:
    topic = bench.topic()
    before = datetime.now(UTC) - timedelta(seconds=1)
    bench.append(topic, "first", "second", key="a key with ünicode")
    one, two = take(bench.consumer("g", topic), 2)
    assert texts([one, two]) == ["first", "second"]
    assert (one.topic, one.partition, two.offset - one.offset) == (topic, 0, 1)
    assert one.key == "a key with ünicode"
    assert before <= one.appended_at <= datetime.now(UTC) + timedelta(seconds=1)


def test_an_empty_batch_appends_nothing(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic)
    assert bench.log.read(topic, 10) == []


def test_a_topic_that_was_never_created_is_refused(bench: Bench) -> None:
    with pytest.raises(KeyError):
        bench.append("test.never-created", "x")


def test_a_poll_brings_at_most_what_was_asked_for(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, *"abcdef")
    consumer = bench.consumer("g", topic)
    assert texts(take(consumer, 2)) == ["a", "b"]
    assert len(consumer.poll(3, 1)) <= 3


def test_messages_of_one_key_stay_in_order_on_one_partition(bench: Bench) -> None:
    topic = bench.topic(partitions=4)
    producer = bench.log.producer()
    producer.append([Outgoing(topic, f"key {n % 5}", str(n).encode()) for n in range(50)])
    producer.close()
    by_key: dict[str, list[Message]] = defaultdict(list)
    for message in take(bench.consumer("g", topic), 50):
        by_key[message.key].append(message)
    for key, messages in by_key.items():
        assert {m.partition for m in messages} == {partition_of(key, 4)}
        assert [int(m.value) for m in messages] == sorted(int(m.value) for m in messages)
    assert sum(map(len, by_key.values())) == 50


def test_what_was_not_committed_is_delivered_again_to_the_next_consumer(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, *"abcd")
    first = bench.consumer("g", topic)
    got = take(first, 4)
    commit(first, got[:2])
    bench.close(first)
    assert texts(take(bench.consumer("g", topic), 2)) == ["c", "d"]


def test_rewind_goes_back_to_the_committed_position(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, *"abc")
    consumer = bench.consumer("g", topic)
    commit(consumer, take(consumer, 3)[:1])
    consumer.rewind()
    assert texts(take(consumer, 2)) == ["b", "c"]


def test_rewind_without_a_commit_goes_back_to_the_start(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, *"ab")
    consumer = bench.consumer("g", topic)
    take(consumer, 2)
    consumer.rewind()
    assert texts(take(consumer, 2)) == ["a", "b"]


def test_a_message_is_returned_once_by_one_consumer(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, "a")
    consumer = bench.consumer("g", topic)
    take(consumer, 1)
    assert nothing_comes(consumer)


def test_groups_read_independently(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, "a")
    one, other = bench.consumer("one", topic), bench.consumer("other", topic)
    commit(one, take(one, 1))
    assert texts(take(other, 1)) == ["a"]


def test_one_partition_has_one_reader_in_a_group_and_a_standby_takes_over(bench: Bench) -> None:
    topic = bench.topic()
    active = bench.consumer("g", topic)
    bench.append(topic, "a")
    commit(active, take(active, 1))
    standby = bench.consumer("g", topic)
    standby.poll(1, 0.2)
    bench.append(topic, "b")
    readers = {"active": active, "standby": standby}
    seen: list[str] = []
    until = time.monotonic() + PATIENCE
    while not seen and time.monotonic() < until:
        for name, consumer in readers.items():
            if got := consumer.poll(1, 0.2):
                seen.append(name)
                commit(consumer, got)
    assert len(seen) == 1
    loser = readers["standby" if seen == ["active"] else "active"]
    bench.append(topic, "c")
    bench.close(readers[seen[0]])
    assert texts(take(loser, 1)) == ["c"]


def test_partitions_are_shared_out_and_every_message_is_read_once(bench: Bench) -> None:
    topic = bench.topic(partitions=4)
    producer = bench.log.producer()
    producer.append([Outgoing(topic, f"key {n}", str(n).encode()) for n in range(40)])
    producer.close()
    seen: list[int] = []
    lock = threading.Lock()
    done = threading.Event()

    def work(consumer: Consumer) -> None:
        while not done.is_set():
            messages = consumer.poll(3, 0.1)
            if not messages:
                continue
            try:
                commit(consumer, messages)
            except Fenced:
                consumer.rewind()
                continue
            with lock:
                seen.extend(int(m.value) for m in messages)
                if len(set(seen)) == 40:
                    done.set()

    threads = [threading.Thread(target=work, args=(bench.consumer("g", topic),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert done.wait(PATIENCE)
    for thread in threads:
        thread.join()
    assert set(seen) == set(range(40))


def test_lag_counts_what_is_not_committed_and_tells_the_age_of_the_oldest(bench: Bench) -> None:
    topic = bench.topic()
    assert [row.messages for row in bench.log.lag("g", [topic])] == [0]
    assert bench.log.lag("g", [topic])[0].oldest is None
    bench.append(topic, *"abc")
    [behind] = bench.log.lag("g", [topic])
    assert behind.messages == 3
    assert behind.oldest is not None
    consumer = bench.consumer("g", topic)
    commit(consumer, take(consumer, 3)[:2])
    [row] = bench.log.lag("g", [topic])
    assert (row.messages, row.end - row.committed) == (1, 1)
    commit(consumer, take(consumer, 0) or bench.log.read(topic, 3))
    [row] = bench.log.lag("g", [topic])
    assert (row.messages, row.oldest) == (0, None)


def test_reading_without_a_group_shows_what_is_retained_and_moves_nothing(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, *"abc")
    assert texts(bench.log.read(topic, 2)) == ["a", "b"]
    seen = {m.partition: m.offset for m in bench.log.read(topic, 2)}
    assert texts(bench.log.read(topic, 10, after=seen)) == ["c"]
    assert [row.messages for row in bench.log.lag("g", [topic])] == [3]


def test_reading_a_topic_with_nothing_in_it_brings_nothing(bench: Bench) -> None:
    assert bench.log.read(bench.topic(partitions=3), 10) == []


def test_creating_a_topic_again_keeps_what_is_in_it(bench: Bench) -> None:
    topic = bench.topic(partitions=2)
    bench.append(topic, "a")
    bench.log.ensure_topics([Topic(topic, Entry, lambda r: r.url, 2, timedelta(days=1))])
    assert texts(bench.log.read(topic, 10)) == ["a"]


def test_staying_alive_without_reading_loses_no_place_and_no_message(bench: Bench) -> None:
    topic = bench.topic()
    bench.append(topic, *"ab")
    consumer = bench.consumer("g", topic)
    got = take(consumer, 1)
    for _ in range(5):
        consumer.keep_alive()
    commit(consumer, got)
    assert texts(take(consumer, 1)) == ["b"]


def test_a_poll_waits_for_a_message_that_comes(bench: Bench) -> None:
    topic = bench.topic()
    consumer = bench.consumer("g", topic)
    nothing_comes(consumer)
    threading.Timer(0.2, lambda: bench.append(topic, "late")).start()
    assert texts(take(consumer, 1)) == ["late"]


def test_large_messages_come_back_whole(bench: Bench) -> None:
    topic = bench.topic()
    text = "é" * 400_000
    bench.append(topic, text)
    assert texts(take(bench.consumer("g", topic), 1)) == [text]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=20)), max_size=6), max_size=5),
    polls=st.lists(st.integers(1, 4), max_size=8),
)
def test_any_sequence_of_batches_is_read_completely_in_key_order(
    bench: Bench, batches: list[list[tuple[str, bytes]]], polls: list[int]
) -> None:
    topic = bench.topic(partitions=2)
    producer = bench.log.producer()
    wanted: dict[str, list[bytes]] = defaultdict(list)
    for batch in batches:
        producer.append([Outgoing(topic, key, value) for key, value in batch])
        for key, value in batch:
            wanted[key].append(value)
    producer.close()
    total = sum(map(len, wanted.values()))
    consumer = bench.consumer("g" + topic, topic)
    found: list[Message] = []
    for most in polls:
        found += take(consumer, min(most, total - len(found)))
    found += take(consumer, total - len(found))
    bench.close(consumer)
    got: dict[str, list[bytes]] = defaultdict(list)
    for message in found:
        got[message.key].append(message.value)
    assert got == wanted


@pytest.fixture
def aged(tmp_path: Path) -> Iterator[Callable[[datetime], EmbeddedLog]]:
    logs: list[EmbeddedLog] = []

    def at(now: datetime) -> EmbeddedLog:
        from tests.conftest import StandingClock

        logs.append(EmbeddedLog(tmp_path, StandingClock(now)))
        return logs[-1]

    yield at
    for log in logs:
        log.close()


class TestEmbedded:
    """What only the embedded back end can show on demand."""

    def test_retention_drops_what_is_too_old_and_no_offset_is_used_twice(
        self, aged: Callable[[datetime], EmbeddedLog]
    ) -> None:
        old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 10, tzinfo=UTC)
        past, present = Bench(aged(old)), Bench(aged(new))
        topic = past.topic(retention=timedelta(days=7))
        past.append(topic, "old")
        present.append(topic, "new")
        assert present.log.apply_retention(new) == 1
        assert texts(present.log.read(topic, 10)) == ["new"]
        assert present.log.apply_retention(new + timedelta(days=30)) == 1
        present.append(topic, "newest")
        assert [m.offset for m in present.log.read(topic, 10)] == [2]

    def test_a_group_whose_messages_were_dropped_goes_on_with_what_is_left(
        self, aged: Callable[[datetime], EmbeddedLog]
    ) -> None:
        old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 10, tzinfo=UTC)
        past, present = Bench(aged(old)), Bench(aged(new))
        topic = past.topic(retention=timedelta(days=7))
        past.append(topic, "old")
        present.append(topic, "new")
        present.log.apply_retention(new)
        [lag] = present.log.lag("g", [topic])
        assert (lag.messages, lag.oldest) == (1, new)
        consumer = present.consumer("g", topic)
        assert texts(take(consumer, 1)) == ["new"]
        present.close_all()
