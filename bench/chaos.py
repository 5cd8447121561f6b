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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from bench.mix import articles
from bench.storm import FAULTS, STAGES, Storm
from pipeline.clock import SystemClock
from pipeline.log.base import EventLog, Outgoing
from pipeline.records import CallEvent, DeadLetter, decode
from pipeline.settings import load
from pipeline.store import schema
from pipeline.topics import DEAD_LETTERS, EVENTS
from producers.archive import ArchivedArticle, entry_of, messages
from readout.app import App
from readout.audit import Audit, audit
from tests.services.stack import Stack
from tests.unit.notify.notify_site import Site, running_site

_LOOK_SECONDS = 0.3


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
