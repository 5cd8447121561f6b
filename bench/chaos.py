"""`python -m bench.chaos`: break the running stack again and again under load, then count what is missing.

The stack of docker-compose.yml runs on this machine with three brokers and two extract workers, and articles keep
coming while each fault of `FAULTS` strikes and is mended. At the end every entry must be accounted for, every event
of the database must be on the log, and each alert must have reached people once. Exit code 1 if not.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from sqlalchemy import select

from bench.mix import articles
from pipeline.clock import SystemClock
from pipeline.errors import Transient
from pipeline.log.base import EventLog, Outgoing, Producer
from pipeline.log.kafka_clients import LARGEST_MESSAGE
from pipeline.records import CallEvent, DeadLetter, decode
from pipeline.settings import load
from pipeline.store import schema
from pipeline.topics import DEAD_LETTERS, ENTRIES, EVENTS, STORIES
from producers.archive import ArchivedArticle, entry_of, messages
from readout.app import App
from readout.audit import Audit, audit
from readout.idle import is_idle
from tests.services.stack import PARTS, Stack
from tests.unit.notify.notify_site import Site, running_site

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


# --- faults ------------------------------------------------------------------------------------------------


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


# --- counting ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """What a campaign came to. All but the first four must be as expected, see `wrong`."""

    records: int
    faults: int
    kills: int
    calls: int
    audit: Audit
    poisoned: int
    poisoned_entries: int
    letters: int
    """Dead letters, each counted once."""
    events: int
    events_lost: int
    """In the database, and not on the log."""
    alerts: int
    alerts_lost: int
    """Sent, says the notification log, and told to nobody."""
    alerts_repeated: int
    unanswered: int
    """Events without a decision on them in the notification log."""

    def wrong(self) -> list[str]:
        """What is not as it must be, in words."""
        checks = {
            "entries are lost": len(self.audit.lost),
            "entries do not add up": abs(self.records + self.poisoned_entries - self.audit.entries),
            "dead letters do not add up": self.letters - self.poisoned,
            "events are lost": self.events_lost,
            "alerts are lost": self.alerts_lost,
            "alerts are repeated": self.alerts_repeated,
            "events were never decided on": self.unanswered,
        }
        return [f"{number} {what}" for what, number in checks.items() if number]

    def __str__(self) -> str:
        return (
            f"records {self.records}, faults {self.faults}, kills {self.kills}, calls {self.calls},"
            f" events {self.events}, alerts {self.alerts}, dead letters {self.letters} of {self.poisoned} poisoned;"
            f" lost: entries {len(self.audit.lost)}, events {self.events_lost}, alerts {self.alerts_lost};"
            f" repeated: alerts {self.alerts_repeated}"
        )


def count(storm: Storm, desk: Site) -> Figures:
    """Look at everything once all work is done."""
    log, database = storm.app.log, storm.app.database
    on_log = {event.id for event in (decode(CallEvent, value) for value in _values(log, EVENTS.name))}
    letters = {letter.id for letter in (decode(DeadLetter, value) for value in _values(log, DEAD_LETTERS.name))}
    tables = schema.metadata.tables
    with database.reading() as connection:
        outbox = {ident.split(":", 1)[1] for ident in connection.execute(select(tables["outbox"].c.id)).scalars()}
        calls = len(connection.execute(select(tables["calls"].c.id)).all())
        notified = connection.execute(select(tables["notifications"].c.event, tables["notifications"].c.state)).all()
    sent = sum(1 for row in notified if row.state == "sent")
    told = _told(desk, sent)
    return Figures(
        records=storm.records,
        faults=len(storm.done),
        kills=storm.kills,
        calls=calls,
        audit=audit(log, database),
        poisoned=storm.poisoned,
        poisoned_entries=storm.poisoned_entries,
        letters=len(letters),
        events=len(outbox),
        events_lost=len(outbox - on_log),
        alerts=sent,
        alerts_lost=max(0, sent - len(told)),
        alerts_repeated=sum(number - 1 for number in told.values()),
        unanswered=len(outbox - {row.event for row in notified}),
    )


def _told(desk: Site, expected: int) -> Counter[str]:
    """How often each alert came, once all have come or patience is over."""
    deadline = time.monotonic() + 30.0
    while True:
        came = Counter(
            alert["fingerprint"]
            for request in list(desk.requests)
            for alert in request.body["alerts"]
            if alert["labels"]["alertname"] in ("ReadoutNewCall", "ReadoutConflict", "ReadoutCallChanged")
        )
        if len(came) >= expected or time.monotonic() > deadline:
            return came
        time.sleep(_LOOK_SECONDS)


def _values(log: EventLog, topic: str) -> Iterator[bytes]:
    seen: dict[int, int] = {}
    while page := log.read(topic, 500, after=seen):
        for message in page:
            seen[message.partition] = message.offset
            yield message.value


# --- campaign ----------------------------------------------------------------------------------------------


def campaign(
    directory: Path,
    config: Path,
    *,
    number: int,
    seed: int,
    outage: float,
    faults: Sequence[Callable[[Storm], None]] = FAULTS,
    tell: Callable[[str], None] = lambda _: None,
) -> Figures:
    """Run the stack through the faults. `config` is a configuration whose feeds may be polled."""
    with running_site() as desk:
        stack = Stack(
            directory,
            scale={"feeds": 0, "extract": 2},
            brokers=3,
            change=lambda routes: _one_alert_a_message(routes, desk),
            environment={
                "READOUT_CONFIG_DIR": str(config),
                "READOUT_NOTIFY__INDEPENDENT_ORIGINS": "1",
                "READOUT_FAILURE__LONGEST_WAIT": "3",  # or the end of the campaign would be spent on waiting
            },
        )
        began = time.monotonic()
        try:
            stack.start(watched=False)
            stack.start_alertmanager()
            app = App(load(None, environment=stack.environment("migrate", 0)), feeds=())
            tell(f"started: {time.monotonic() - began:.1f} s")
            storm = Storm(stack, app, _slices(number, seed, 4 * len(STAGES) + 4 * len(faults)), outage)
            for fault in faults:
                began = time.monotonic()
                fault(storm)
                storm.revive()
                storm.done.append(fault.__name__)
                tell(f"{fault.__name__.replace('_', ' ')}: {time.monotonic() - began:.1f} s")
            began = time.monotonic()
            for rest in storm.load:
                storm.append(rest)
            storm.settle()
            tell(f"settled: {time.monotonic() - began:.1f} s")
            figures = count(storm, desk)
            storm.producer.close()
            app.stop()
            app.join()
            return figures
        finally:
            stack.stop()


def _one_alert_a_message(routes: dict[str, Any], desk: Site) -> None:
    routes["route"] |= {"group_by": ["..."], "group_wait": "0s", "group_interval": "1s"}
    for receiver in routes["receivers"]:
        receiver["webhook_configs"] = [{"url": f"http://{desk.address}/", "send_resolved": False}]


def _slices(number: int, seed: int, parts: int) -> Iterator[Sequence[Outgoing]]:
    now = SystemClock().now()
    lines = [ArchivedArticle.model_validate(line) for line in articles(number, seed=seed, calls=0.3)]
    size = max(1, number // parts)
    for start in range(0, number, size):
        yield messages(entry_of(line, Path("chaos.jsonl"), now) for line in lines[start : start + size])


@click.command()
@click.option("--articles", "number", default=3000, show_default=True)
@click.option("--rounds", default=3, show_default=True, help="How often to go through all faults.")
@click.option("--outage", default=60.0, show_default=True, help="Seconds that a broker or the database is away.")
@click.option("--seed", default=1, show_default=True)
def main(number: int, rounds: int, outage: float, seed: int) -> None:
    """Break the running stack again and again under load, then count what is missing."""
    directory = Path(tempfile.mkdtemp(prefix="readout-chaos-"))
    try:
        config = Path(__file__).parent.parent / "config"
        figures = campaign(
            directory, config, number=number, seed=seed, outage=outage, faults=FAULTS * rounds, tell=click.echo
        )
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    click.echo(str(figures))
    for what in figures.wrong():
        click.echo(what)
    sys.exit(1 if figures.wrong() else 0)


if __name__ == "__main__":
    main()
