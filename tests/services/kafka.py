"""Apache Kafka in KRaft mode: brokers that are controllers too, each one process of the JDK."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from kafka import KafkaAdminClient

from tests.services.processes import Missing, Process, StartFailed, free_ports

VERSION = "4.1.1"
_CLUSTER = "cmVhZG91dC1yZWFkb3V0MQ"  # any 16 bytes in base64
_START_SECONDS = 60.0
_JAVA = ("-Xms128m", "-Xmx320m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
_LOGGING = """\
rootLogger.level = WARN
rootLogger.appenderRef.stdout.ref = stdout
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = INFO
appender.stdout.type = Console
appender.stdout.name = stdout
appender.stdout.layout.type = PatternLayout
appender.stdout.layout.pattern = %d %p %m (%c)%n
"""
_STARTED = "Kafka Server started"


def cache_directory() -> Path:
    """Where downloaded jars and tools are kept between runs, outside the repository."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "readout"
    return Path(os.environ.get("READOUT_CACHE") or default)


def jars() -> Path:
    """The folder with Kafka's jars. Raises `Missing` if `make services` has not put them there."""
    folder = cache_directory() / f"kafka-{VERSION}"
    if not folder.is_dir() or shutil.which("java") is None:
        raise Missing(f"Kafka {VERSION} or a JDK is not installed: run `make services`, or set READOUT_TEST_KAFKA")
    return folder


class KafkaNode:
    """One broker."""

    def __init__(self, ident: int, directory: Path, port: int, properties: Mapping[str, str]) -> None:
        self.ident = ident
        self.port = port
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        (directory / "log4j2.properties").write_text(_LOGGING)
        (directory / "server.properties").write_text("".join(f"{k}={v}\n" for k, v in properties.items()))
        self.process = Process(
            f"kafka-{ident}", [*self._java(), "kafka.Kafka", "server.properties"], directory, working=directory
        )
        self._seen = 0

    def formatting(self) -> Process:
        """The process that makes the storage ready, not started yet."""
        command = [*self._java(), "kafka.tools.StorageTool", "format", "-c", "server.properties", "-t", _CLUSTER]
        return Process(f"format-{self.ident}", command, self._directory)

    @property
    def formatted(self) -> bool:
        return (self._directory / "data" / "meta.properties").exists()

    def start(self) -> None:
        self._seen = self._started_lines()
        self.process.start()

    def wait(self) -> None:
        self.process.wait_until(lambda: self._started_lines() > self._seen, _START_SECONDS)

    def _started_lines(self) -> int:
        return self.process.log.read_text(errors="replace").count(_STARTED) if self.process.log.exists() else 0

    def _java(self) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self._directory / 'log4j2.properties'}"
        return ["java", *_JAVA, logging, "-cp", f"{jars()}/*"]


class KafkaCluster:
    """Brokers on free loopback ports, with their data in `directory`."""

    def __init__(
        self, directory: Path, brokers: int = 1, *, protocol: str = "PLAINTEXT", more: Mapping[str, str] | None = None
    ) -> None:
        ports = free_ports(2 * brokers)
        self._clients, controllers = ports[:brokers], ports[brokers:]
        voters = ",".join(f"{n + 1}@127.0.0.1:{port}" for n, port in enumerate(controllers))
        internal_copies = str(min(3, brokers))
        self.nodes = [
            KafkaNode(
                n + 1,
                directory / f"kafka-{n + 1}",
                self._clients[n],
                {
                    "process.roles": "broker,controller",
                    "node.id": str(n + 1),
                    "controller.quorum.voters": voters,
                    "controller.listener.names": "CONTROLLER",
                    "listeners": (
                        f"{protocol}://127.0.0.1:{self._clients[n]},CONTROLLER://127.0.0.1:{controllers[n]}"
                    ),
                    "inter.broker.listener.name": protocol,
                    "listener.security.protocol.map": f"CONTROLLER:PLAINTEXT,{protocol}:{protocol}",
                    "log.dirs": str(directory / f"kafka-{n + 1}" / "data"),
                    "auto.create.topics.enable": "false",
                    "default.replication.factor": internal_copies,
                    "offsets.topic.replication.factor": internal_copies,
                    "offsets.topic.num.partitions": "4",
                    "transaction.state.log.replication.factor": internal_copies,
                    "transaction.state.log.min.isr": "1",
                    "share.coordinator.state.topic.replication.factor": internal_copies,
                    "share.coordinator.state.topic.min.isr": "1",
                    "group.initial.rebalance.delay.ms": "0",
                    "broker.session.timeout.ms": "3000",
                    "broker.heartbeat.interval.ms": "500",
                    "num.network.threads": "2",
                    "num.io.threads": "4",
                    **(more or {}),
                },
            )
            for n in range(brokers)
        ]

    @property
    def bootstrap(self) -> tuple[str, ...]:
        return tuple(f"127.0.0.1:{port}" for port in self._clients)

    def start(self) -> None:
        formatting = [node.formatting() for node in self.nodes if not node.formatted]
        for process in formatting:
            process.start()
        for process in formatting:
            if process.wait(_START_SECONDS) != 0:
                raise StartFailed(f"Kafka's storage could not be formatted:\n{process.tail()}")
        for node in self.nodes:
            node.start()
        for node in self.nodes:
            node.wait()

    def remove(self) -> None:
        """End it for good: its data is not wanted any more, so it need not be left in order."""
        for node in self.nodes:
            node.process.kill()


def wipe(bootstrap: tuple[str, ...]) -> None:
    """Remove all topics and groups, so that a test starts with nothing."""
    admin = KafkaAdminClient(bootstrap_servers=list(bootstrap))
    try:
        groups = [group["group_id"] for group in admin.list_groups()]
        if groups:
            admin.delete_groups(groups)
        topics = [name for name in admin.list_topics() if not name.startswith("__")]
        if topics:
            admin.delete_topics(topics)
    finally:
        admin.close()
