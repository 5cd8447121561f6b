"""What can be done to a running stack under load: the faults of `bench.chaos`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from pipeline.errors import Transient
from pipeline.log.base import Outgoing, Producer
from pipeline.log.kafka_clients import LARGEST_MESSAGE
from pipeline.topics import DEAD_LETTERS, ENTRIES, STORIES
from readout.app import App
from readout.idle import is_idle
from tests.services.stack import PARTS, Stack

STAGES = tuple(part for part in PARTS if part != "feeds")
_PATIENCE = 300.0
_LOOK_SECONDS = 0.3


@dataclass
class Storm:
    """A stack under load, and what was done to it."""

    stack: Stack
    app: App
    """Looks at the back ends; runs no stage."""
    load: Iterator[Sequence[Outgoing]]
    outage: float
    """How long, in seconds, what is taken away stays away."""
    producer: Producer = field(init=False)
    records: int = 0
    kills: int = 0
    poisoned: int = 0
    poisoned_entries: int = 0
    """Of the poisoned ones, those on the topic of entries."""
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.producer = self.app.log.producer()

    def feed(self) -> None:
        """The next slice of articles."""
        self.append(next(self.load, ()))

    def append(self, batch: Sequence[Outgoing]) -> None:
        """Append articles, however long that takes."""
        insist(lambda: self.producer.append(batch))
        self.records += len(batch)

    def poison(self, topic: str) -> None:
        """Append something that is no record."""
        insist(lambda: self.producer.append([Outgoing(topic, "poison", b"\xff{ this is no record")]))
        self.poisoned += 1
        self.poisoned_entries += topic == ENTRIES.name

    def revive(self) -> None:
        """Start again whatever has ended, as a supervisor does."""
        for part in STAGES:
            self.stack.start_part(part)

    def settle(self) -> None:
        """Wait until all work is done."""
        deadline = time.monotonic() + _PATIENCE
        while not insist(lambda: is_idle(self.app)):
            self.revive()
            if time.monotonic() > deadline:
                raise SystemExit(f"not done within {_PATIENCE:.0f} s: {self.app.places()}")
            time.sleep(_LOOK_SECONDS)


def insist(what: Callable[[], Any]) -> Any:
    """Do it, however often the back ends refuse, for as long as patience lasts."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return what()
        except Transient:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_SECONDS)


def kill_each_stage(storm: Storm) -> None:
    """kill -9 of each stage, one after the other."""
    for part in STAGES:
        storm.feed()
        time.sleep(_LOOK_SECONDS)
        for process in storm.stack.parts[part]:
            process.kill()
            storm.kills += 1
        storm.feed()
        storm.stack.start_part(part)


def restart_a_broker(storm: Storm) -> None:
    """A broker stops in good order and comes back."""
    node = storm.stack.kafka.nodes[0]
    node.process.stop(60)
    storm.feed()
    node.start()
    storm.feed()
    node.wait()


def lose_a_broker(storm: Storm) -> None:
    """kill -9 of one of the three brokers, which stays away for a while."""
    node = storm.stack.kafka.nodes[1]
    node.process.kill()
    storm.kills += 1
    storm.feed()
    time.sleep(storm.outage)
    storm.feed()
    node.start()
    node.wait()


def restart_postgres(storm: Storm) -> None:
    """The database restarts while stages write."""
    storm.feed()
    storm.stack.postgres.stop()
    storm.stack.postgres.start()
    storm.feed()


def refuse_connections(storm: Storm) -> None:
    """The database is away for a while."""
    storm.feed()
    storm.stack.postgres.process.kill()
    storm.kills += 1
    storm.feed()
    time.sleep(storm.outage)
    storm.stack.postgres.start()


def rebalance(storm: Storm) -> None:
    """Of two extract workers one leaves in good order under load, comes back, and then the other does."""
    for process in storm.stack.parts["extract"]:
        storm.feed()
        process.stop(60)
        storm.feed()
        storm.stack.start_part("extract")
        storm.stack.wait_healthy("extract")


def poison(storm: Storm) -> None:
    """Records that are none, on the topics of entries and stories."""
    storm.poison(ENTRIES.name)
    storm.poison(STORIES.name)
    storm.feed()


def full_dead_letters(storm: Storm) -> None:
    """The topic of dead letters takes nothing while a record must go there; then it does again."""
    _limit(storm, 1)
    storm.poison(ENTRIES.name)
    storm.feed()
    time.sleep(min(storm.outage, 10.0))
    _limit(storm, LARGEST_MESSAGE)
    storm.feed()


def _limit(storm: Storm, size: int) -> None:
    admin = KafkaAdminClient(bootstrap_servers=list(storm.stack.kafka.bootstrap))
    try:
        admin.alter_configs(
            [ConfigResource(ConfigResourceType.TOPIC, DEAD_LETTERS.name, {"max.message.bytes": str(size)})]
        )
    finally:
        admin.close()


FAULTS: tuple[Callable[[Storm], None], ...] = (
    kill_each_stage,
    restart_a_broker,
    lose_a_broker,
    restart_postgres,
    refuse_connections,
    rebalance,
    poison,
    full_dead_letters,
)
