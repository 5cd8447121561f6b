"""The runner: poll -> handle -> write -> produce -> commit, and what it does when something fails."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Connection, select

from pipeline.errors import Reject, StageHalted, Transient
from pipeline.log.base import Outgoing
from pipeline.log.embedded import EmbeddedLog
from pipeline.metrics import Metrics
from pipeline.records import Article, DeadLetter, Entry, Origin, TextSource, decode, encode
from pipeline.runner import Runner, RunnerSettings
from pipeline.stage import NOTHING, Effects, Outcome, StageBase, Upsert
from pipeline.store import schema
from pipeline.store.database import Database, sqlite_url
from pipeline.topics import ARTICLES, DEAD_LETTERS, ENTRIES, FLOW, TOPICS
from tests.conftest import StandingClock

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GROUP = FLOW["articles"]


def entry(name: str) -> Entry:
    return Entry(
        id=name,
        ref=name,
        feed="test",
        origin=Origin(source="Test"),
        url=f"https://news.example/{name}",
        title=name,
        fetched_at=AT,
    )


def article(of: Entry) -> Article:
    return Article(
        id=f"article-{of.id}",
        entry_id=of.id,
        ref=of.ref,
        feed=of.feed,
        origin=of.origin,
        url=of.url,
        title=of.title,
        text="",
        text_source=TextSource.FEED,
        fetched_at=AT,
        content_hash="0",
    )


def row(name: str) -> Upsert:
    return Upsert("imports", ({"id": name, "file": name, "lines": 1, "updated_at": AT},))


@dataclass
class EchoStage(StageBase):
    """Writes a row and an article for each entry; `on` says what else happens to an entry of that name."""

    on: dict[str, Callable[[], Effects]] = field(default_factory=dict)
    batch: int = 10
    seen: list[str] = field(default_factory=list)
    started: int = 0
    applied_to: list[str] = field(default_factory=list)
    flow = GROUP

    def start(self, database: Connection) -> None:
        self.started += 1

    def handle(self, batch: Sequence[Entry], database: Connection) -> Effects:
        effects = NOTHING
        for one in batch:
            self.seen.append(one.id)
            more = self.on[one.id]() if one.id in self.on else NOTHING
            effects = Effects(
                writes=(*effects.writes, *more.writes, row(one.id)),
                outgoing=(*effects.outgoing, article(one)),
                outbox=(*effects.outbox, *more.outbox),
                outcomes=(*effects.outcomes, Outcome(one.id, "echoed")),
                rejected=(*effects.rejected, *((one, reject) for _, reject in more.rejected)),
            )
        return effects

    def applied(self, effects: Effects) -> None:
        self.applied_to += [outcome.item for outcome in effects.outcomes]


class World:
    """A log, a database and a runner for a stage."""

    def __init__(self, directory: Path) -> None:
        self.log = EmbeddedLog(directory)
        self.log.ensure_topics(TOPICS)
        self.database = Database(sqlite_url(directory / "readout.sqlite"))
        self.database.migrate()
        self.metrics = Metrics(CollectorRegistry())
        self.clock = StandingClock(AT)

    def publish(self, *names: str) -> None:
        self.publish_raw(*(encode(entry(name)) for name in names))

    def publish_raw(self, *values: bytes) -> None:
        producer = self.log.producer()
        producer.append([Outgoing(ENTRIES.name, "one key", value) for value in values])
        producer.close()

    def run(self, stage: EchoStage, **settings: float) -> Runner[Entry]:
        """Run the stage until nothing is left, or it halts."""
        runner = Runner(
            stage,
            self.log,
            self.database,
            self.metrics,
            self.clock,
            RunnerSettings(**settings),  # type: ignore[arg-type]
        )
        stop = threading.Event()
        thread = threading.Thread(target=lambda: _halting(runner, stop))
        thread.start()
        until = time.monotonic() + 20
        while thread.is_alive() and self.left() and time.monotonic() < until:
            time.sleep(0.02)
        stop.set()
        thread.join(20)
        return runner

    def left(self) -> int:
        return sum(row.messages for row in self.log.lag(GROUP.stage, [ENTRIES.name]))

    def rows(self) -> set[str]:
        with self.database.reading() as connection:
            return set(connection.execute(select(schema.imports.c.id)).scalars())

    def articles(self) -> list[str]:
        return [decode(Article, m.value).entry_id for m in self.log.read(ARTICLES.name, 1000)]

    def letters(self) -> list[DeadLetter]:
        return [decode(DeadLetter, m.value) for m in self.log.read(DEAD_LETTERS.name, 1000)]

    def close(self) -> None:
        self.log.close()
        self.database.close()


def _halting(runner: Runner[Entry], stop: threading.Event) -> None:
    with contextlib.suppress(StageHalted):
        runner.run(stop)


@pytest.fixture
def world(tmp_path: Path) -> object:
    world = World(tmp_path)
    yield world
    world.close()


def raising(error: Exception, times: int = 10**9) -> Callable[[], Effects]:
    left = [times]

    def act() -> Effects:
        if left[0] > 0:
            left[0] -= 1
            raise error
        return NOTHING

    return act


def test_every_record_is_written_then_produced_then_committed(world: World) -> None:
    world.publish("a", "b", "c")
    stage = EchoStage()
    world.run(stage)
    assert world.rows() == {"a", "b", "c"}
    assert world.articles() == ["a", "b", "c"]
    assert world.left() == 0
    assert stage.started == 1
    assert stage.applied_to == ["a", "b", "c"]


def test_each_item_is_counted_by_its_outcome(world: World) -> None:
    world.publish("a", "b")
    world.run(EchoStage())
    value = world.metrics.registry.get_sample_value("readout_items_total", {"stage": "articles", "outcome": "echoed"})
    assert value == 2


def test_a_transient_failure_is_tried_again_and_nothing_is_skipped(world: World) -> None:
    world.publish("a", "b")
    world.run(EchoStage(on={"b": raising(Transient("the network is down"), times=3)}))
    assert world.articles() == ["a", "b"]
    assert world.letters() == []
    assert world.metrics.registry.get_sample_value("readout_stage_failures_total", {"stage": "articles"}) == 3


def test_a_wait_that_was_asked_for_is_kept(world: World) -> None:
    world.publish("a")
    began = world.clock.now()
    world.run(EchoStage(on={"a": raising(Transient("slow down", retry_after=120), times=1)}))
    assert (world.clock.now() - began).total_seconds() >= 120


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"no json at all", "not-json"),
        (b"[1, 2]", "invalid-record"),
        (b'{"schema_version": 7, "id": "x"}', "unknown-schema-version"),
        (b'{"schema_version": 1, "id": "x"}', "invalid-record"),
        (b"\xff\xfe", "not-json"),
    ],
    ids=["not JSON", "a list", "a version of the future", "fields missing", "not even text"],
)
def test_a_record_that_cannot_be_read_is_a_dead_letter_with_its_place_and_reason(
    world: World, value: bytes, reason: str
) -> None:
    world.publish("a")
    world.publish_raw(value)
    world.publish("b")
    world.run(EchoStage())
    assert world.articles() == ["a", "b"]
    [letter] = world.letters()
    assert (letter.reason, letter.stage, letter.topic, letter.offset) == (reason, "articles", ENTRIES.name, 1)
    assert letter.payload == value.decode("utf-8", errors="replace")


def test_a_record_that_the_stage_rejects_is_a_dead_letter_and_the_others_go_on(world: World) -> None:
    world.publish("a", "bad", "c")
    stage = EchoStage(on={"bad": lambda: Effects(rejected=((entry("bad"), Reject("too-odd", "no text")),))})
    world.run(stage)
    assert [(x.reason, x.detail) for x in world.letters()] == [("too-odd", "no text")]
    assert world.left() == 0


def test_an_unknown_error_is_retried_then_the_record_at_fault_alone_is_put_aside(world: World) -> None:
    world.publish(*"abcdefgh")
    world.run(EchoStage(on={"f": raising(ZeroDivisionError("divided by nothing"))}))
    assert sorted(world.articles()) == list("abcdegh")
    [letter] = world.letters()
    assert letter.reason == "unexpected-error"
    assert "ZeroDivisionError: divided by nothing" in letter.detail
    assert '"id":"f"' in letter.payload


def test_an_unknown_error_that_passes_costs_no_record(world: World) -> None:
    world.publish("a", "b")
    world.run(EchoStage(on={"a": raising(ZeroDivisionError(), times=2)}))
    assert world.articles() == ["a", "b"]
    assert world.letters() == []


def test_a_stage_whose_records_nearly_all_fail_halts_uncommitted(world: World) -> None:
    world.publish_raw(*[b"broken"] * 60)
    runner = world.run(EchoStage(batch=60), dead_letter_share=0.5)
    assert runner.halted is not None
    assert "can't be handled" in runner.halted
    assert world.left() == 60
    assert world.letters() == []


def test_a_few_bad_records_do_not_halt_a_stage(world: World) -> None:
    world.publish(*(f"good {n}" for n in range(50)))
    world.publish_raw(*[b"broken"] * 20)
    runner = world.run(EchoStage(batch=100))
    assert runner.halted is None
    assert len(world.letters()) == 20


def test_an_event_in_the_outbox_leaves_even_if_the_process_died_before_sending_it(world: World) -> None:
    message = Outgoing(ARTICLES.name, "k", encode(article(entry("left over"))))
    world.database.apply([], [("x", message)], at=AT)
    world.publish("a")
    world.run(EchoStage())
    assert world.articles() == ["left over", "a"]
    assert world.database.pending(10) == []


def test_an_event_in_the_outbox_is_sent_once_however_often_it_is_made(world: World) -> None:
    world.publish("a", "a", "a")
    event = article(entry("event"))
    world.run(EchoStage(on={"a": lambda: Effects(outbox=(event,))}, batch=1))
    assert world.articles().count("event") == 1


def test_what_it_did_is_kept_for_status_and_goes_on_over_restarts(world: World) -> None:
    world.publish("a", "b")
    world.run(EchoStage())
    world.publish("c")
    world.publish_raw(b"broken")
    world.run(EchoStage())
    with world.database.reading() as connection:
        [progress] = connection.execute(select(schema.stage_progress)).mappings().all()
    assert (progress["stage"], progress["handled"], progress["rejected"]) == ("articles", 4, 1)
