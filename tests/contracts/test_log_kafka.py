"""What the log on Kafka does beyond the contract: brokers that go away, partitions that change hands, security."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.structs import TopicPartition as Place
from pydantic import SecretStr

from pipeline.errors import Fenced, SettingsError, Transient
from pipeline.log.base import Consumer, Message, Outgoing, TopicPartition
from pipeline.log.kafka import KafkaLog
from pipeline.log.kafka_clients import LARGEST_MESSAGE, KafkaGroupConsumer
from pipeline.records import Entry
from pipeline.settings import KafkaSettings
from pipeline.topics import ENTRIES, TOPICS, Topic
from tests.services.kafka import KafkaCluster

pytestmark = pytest.mark.services

PATIENCE = 45.0

Consumers = Callable[[str, str], KafkaGroupConsumer]


@pytest.fixture
def log(kafka: KafkaSettings) -> Iterator[KafkaLog]:
    log = KafkaLog(kafka)
    yield log
    log.close()


@pytest.fixture
def consumers(log: KafkaLog) -> Iterator[Consumers]:
    made: list[KafkaGroupConsumer] = []

    def make(group: str, name: str) -> KafkaGroupConsumer:
        made.append(log.consumer(group, [name]))
        return made[-1]

    yield make
    for each in made:
        each.close()


def topic(name: str, partitions: int = 1, retention: timedelta = timedelta(days=1)) -> Topic[Entry]:
    return Topic(name, Entry, lambda r: r.url, partitions, retention)


def append(log: KafkaLog, name: str, *values: str) -> None:
    producer = log.producer()
    try:
        producer.append([Outgoing(name, value, value.encode()) for value in values])
    finally:
        producer.close()


def take(consumer: Consumer, number: int) -> list[Message]:
    found: list[Message] = []
    until = time.monotonic() + PATIENCE
    while len(found) < number and time.monotonic() < until:
        try:
            found += consumer.poll(number - len(found), 0.2)
        except Transient:
            continue
    return found


def wait_for(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < until:
        time.sleep(0.1)
    return what()


class TestTopics:
    def test_have_the_partitions_and_the_retention_of_the_topology(self, log: KafkaLog, kafka: KafkaSettings) -> None:
        log.ensure_topics(TOPICS)
        admin = KafkaAdminClient(bootstrap_servers=list(kafka.bootstrap))
        try:
            found = {each["name"]: len(each["partitions"]) for each in admin.describe_topics()}
            configs = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, ENTRIES.name)])
        finally:
            admin.close()
        assert {each.name: found.get(each.name) for each in TOPICS} == {each.name: each.partitions for each in TOPICS}
        assert str(int(ENTRIES.retention.total_seconds() * 1000)) in str(configs)

    def test_grow_in_partitions_when_the_topology_does_and_never_shrink(self, log: KafkaLog) -> None:
        log.ensure_topics([topic("grows", partitions=2)])
        log.ensure_topics([topic("grows", partitions=4)])
        assert wait_for(lambda: len(log.lag("g", ["grows"])) == 4)
        log.ensure_topics([topic("grows", partitions=1)])
        assert len(log.lag("g", ["grows"])) == 4

    def test_made_by_several_processes_at_once_are_made_once(self, log: KafkaLog, kafka: KafkaSettings) -> None:
        logs = [KafkaLog(kafka) for _ in range(3)]
        failed: list[BaseException] = []

        def make(each: KafkaLog) -> None:
            try:
                each.ensure_topics(TOPICS)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=make, args=(each,)) for each in logs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for each in logs:
            each.close()
        assert failed == []
        assert len(log.lag("g", [ENTRIES.name])) == ENTRIES.partitions

    def test_drop_what_is_older_than_their_retention(self, log: KafkaLog) -> None:
        log.ensure_topics([topic("short", retention=timedelta(days=7))])
        append(log, "short", "old", "older")
        assert log.apply_retention(datetime.now(UTC)) == 0
        assert log.apply_retention(datetime.now(UTC) + timedelta(days=8)) == 2
        append(log, "short", "new")
        assert [message.value for message in log.read("short", 10)] == [b"new"]
        [lag] = log.lag("g", ["short"])
        assert (lag.messages, lag.committed) == (1, 2)


def test_a_message_beyond_the_largest_is_refused_and_nothing_of_its_batch_is_appended(log: KafkaLog) -> None:
    log.ensure_topics([topic("large")])
    producer = log.producer()
    with pytest.raises(ValueError, match="larger than"):
        producer.append([Outgoing("large", "k", b"small"), Outgoing("large", "k", bytes(LARGEST_MESSAGE))])
    producer.close()
    assert log.read("large", 10) == []


class TestPartitionsThatChangeHands:
    def test_fence_the_commit_of_the_one_who_had_them(self, log: KafkaLog, consumers: Consumers) -> None:
        log.ensure_topics([topic("shared", partitions=2)])
        append(log, "shared", *map(str, range(20)))
        first, second = consumers("g", "shared"), consumers("g", "shared")
        messages = take(first, 20)
        assert len(first.assignment()) == 2

        def handed_over() -> bool:
            first.keep_alive()
            second.poll(1, 0.1)
            return len(first.assignment()) == len(second.assignment()) == 1

        assert wait_for(handed_over)
        [moved], [kept] = second.assignment(), first.assignment()
        with pytest.raises(Fenced, match="shared"):
            first.commit({TopicPartition(m.topic, m.partition): m.offset + 1 for m in messages})
        mine = max(m.offset for m in messages if m.partition == kept.partition) + 1

        def committed() -> bool:
            for consumer in (first, second):
                consumer.keep_alive()
            with contextlib.suppress(Fenced):
                first.commit({kept: mine})
            return {row.partition: row.messages for row in log.lag("g", ["shared"])}[kept.partition] == 0

        assert wait_for(committed)
        assert {row.partition: row.messages for row in log.lag("g", ["shared"])}[moved.partition] > 0

    def test_and_come_back_before_the_next_poll_are_shown_as_gone_once(
        self, log: KafkaLog, consumers: Consumers
    ) -> None:
        log.ensure_topics([topic("single")])
        append(log, "single", "a", "b")
        consumer = consumers("h", "single")
        [message] = take(consumer, 1)
        place = TopicPartition("single", 0)
        theirs = Place("single", 0)
        # What kafka-python tells its listener when a session ran out and the group was joined anew.
        consumer.on_partitions_lost([theirs])
        consumer.on_partitions_assigned([theirs])
        with pytest.raises(Fenced):
            consumer.commit({place: message.offset + 1})
        assert consumer.poll(10, 0.2) == []
        assert consumer.assignment() == frozenset()
        consumer.rewind()
        assert [m.value for m in take(consumer, 2)] == [b"a", b"b"]
        assert consumer.assignment() == {place}
        consumer.commit({place: 2})


# kafka-python leaves the sockets of failed attempts to connect to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.timeout(180)
class TestABrokerThatGoesAway:
    @pytest.fixture
    def cluster(self, tmp_path: Path, kafka_servers: tuple[str, ...]) -> Iterator[KafkaCluster]:
        cluster = KafkaCluster(tmp_path)
        cluster.start()
        yield cluster
        cluster.remove()

    def test_is_transient_for_all_and_nothing_is_lost_by_it(self, cluster: KafkaCluster) -> None:
        log = KafkaLog(KafkaSettings(bootstrap=cluster.bootstrap))
        log.ensure_topics([topic("t")])
        producer, consumer = log.producer(), log.consumer("g", ["t"])
        producer.append([Outgoing("t", "k", b"before")])
        [message] = take(consumer, 1)
        consumer.commit({TopicPartition("t", 0): message.offset + 1})
        [node] = cluster.nodes
        node.process.kill()

        with pytest.raises(Transient):
            log.lag("g", ["t"])
        with pytest.raises(Transient):
            for _ in range(100):
                consumer.poll(1, 0.5)
        consumer.keep_alive()

        node.start()
        node.wait()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                producer.append([Outgoing("t", "k", b"after")])
                break
            except Transient:
                continue
        assert [m.value for m in take(consumer, 1)] == [b"after"]
        for each in (producer, consumer, log):
            each.close()
        gc.collect()


def _as_pkcs8(key: bytes) -> bytes:
    """The one form of a private key that Kafka reads."""
    loaded = serialization.load_pem_private_key(key, password=None)
    return loaded.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class TestSecurity:
    def test_a_file_that_is_not_there_is_named_with_its_setting(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"log\.kafka\.ssl_cafile.*nowhere\.pem"):
            KafkaLog(KafkaSettings(security_protocol="SSL", ssl_cafile=tmp_path / "nowhere.pem"))

    @pytest.fixture
    def secured(self, tmp_path: Path, kafka_servers: tuple[str, ...]) -> Iterator[KafkaSettings]:
        authority = trustme.CA()
        certificate = authority.issue_cert("127.0.0.1")
        ca, pem = tmp_path / "ca.pem", tmp_path / "broker.pem"
        authority.cert_pem.write_to_path(ca)
        pem.write_bytes(_as_pkcs8(certificate.private_key_pem.bytes()))
        for part in certificate.cert_chain_pems:
            part.write_to_path(pem, append=True)
        login = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="{0}" password="{1}"'
        cluster = KafkaCluster(
            tmp_path,
            protocol="SASL_SSL",
            more={
                "sasl.enabled.mechanisms": "PLAIN",
                "sasl.mechanism.inter.broker.protocol": "PLAIN",
                "listener.name.sasl_ssl.plain.sasl.jaas.config": (
                    login.format("broker", "inner") + ' user_broker="inner" user_readout="a secret";'
                ),
                "ssl.keystore.type": "PEM",
                "ssl.keystore.location": str(pem),
                "ssl.truststore.type": "PEM",
                "ssl.truststore.location": str(ca),
            },
        )
        cluster.start()
        yield KafkaSettings(
            bootstrap=cluster.bootstrap,
            security_protocol="SASL_SSL",
            sasl_mechanism="PLAIN",
            sasl_username="readout",
            sasl_password=SecretStr("a secret"),
            ssl_cafile=ca,
        )
        cluster.remove()

    def test_login_and_encryption_reach_every_client(self, secured: KafkaSettings) -> None:
        log = KafkaLog(secured)
        log.ensure_topics([topic("secret")])
        append(log, "secret", "hidden")
        consumer = log.consumer("g", ["secret"])
        [message] = take(consumer, 1)
        consumer.commit({TopicPartition("secret", 0): message.offset + 1})
        assert [row.messages for row in log.lag("g", ["secret"])] == [0]
        consumer.close()
        log.close()
        with pytest.raises(Transient):
            KafkaLog(secured.model_copy(update={"sasl_password": SecretStr("wrong")})).lag("g", ["secret"])
