"""When all work is done: nothing on the way, nothing waiting to be sent or told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.log.base import Outgoing, TopicPartition
from pipeline.settings import Settings
from pipeline.stage import Upsert
from pipeline.topics import EVENTS, FLOWS, Flow
from readout.app import App
from readout.idle import is_idle
from tests.conftest import StandingClock


@pytest.fixture
def app(tmp_path: Path, clock: StandingClock) -> Iterator[App]:
    app = App(Settings(data_dir=tmp_path), feeds=(), clock=clock)
    yield app
    app.join()


def notification(app: App, state: str, due_in: float) -> None:
    now = app.clock.now()
    row = {
        "event": "e",
        "channel": "console",
        "state": state,
        "call": "c",
        "kind": "new_call",
        "attempts": 0,
        "due_at": now + timedelta(seconds=due_in),
        "body": {},
    }
    app.database.apply([Upsert("notifications", (row,))], at=now)


def test_an_empty_pipeline_is_idle(app: App) -> None:
    assert is_idle(app)


@pytest.mark.parametrize("flow", FLOWS, ids=[flow.stage for flow in FLOWS])
def test_a_message_that_a_stage_has_not_committed_is_work(app: App, flow: Flow) -> None:
    producer = app.log.producer()
    producer.append([Outgoing(flow.reads.name, "k", b"{}")])
    producer.close()
    assert not is_idle(app)
    consumer = app.log.consumer(flow.stage, [flow.reads.name])
    [message] = consumer.poll(1, 1)
    assert not is_idle(app)
    consumer.commit({TopicPartition(message.topic, message.partition): message.offset + 1})
    consumer.close()
    assert is_idle(app)


def test_an_event_in_the_outbox_is_work(app: App) -> None:
    now = app.clock.now()
    app.database.apply([], [("e", Outgoing(EVENTS.name, "k", b"{}"))], at=now)
    assert not is_idle(app)
    app.database.mark_sent(["e"], now)
    assert is_idle(app)


@pytest.mark.parametrize(
    ("state", "due_in", "idle"),
    [("pending", 0, False), ("pending", -60, False), ("pending", 60, True), ("sent", -60, True), ("failed", 0, True)],
    ids=["due now", "overdue", "due later", "sent", "given up"],
)
def test_a_message_to_people_is_work_when_it_is_due(app: App, state: str, due_in: float, idle: bool) -> None:
    notification(app, state, due_in)
    assert is_idle(app) is idle
