"""The stage on a real database: what is written, sent, tried again, and what a crash may repeat."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from consumers.notify.stage import NotifyStage
from pipeline.errors import Reject, Transient
from pipeline.records import EventKind
from pipeline.settings_notify import NotifySettings
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from tests.unit.notify.notify_builders import NOON, call, channel, conflict, event
from tests.unit.notify.notify_house import LATER, House, Mailbox


@pytest.fixture(scope="module")
def shared_database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    database = Database(sqlite_url(Path(tmp_path_factory.mktemp("notify")) / "readout.sqlite"))
    metadata.create_all(database.engine)
    return database


def emptied(database: Database) -> Database:
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM notifications"))
    return database


@pytest.fixture
def database(shared_database: Database) -> Iterator[Database]:
    yield emptied(shared_database)


ANOTHER = call(id="2026-03-01-ken-per")


def fail() -> None:
    raise Transient("no answer")


def test_a_message_goes_out_once_and_is_logged_as_sent(database: Database) -> None:
    house = House(database, [box := Mailbox()])
    house.handle(event())
    first, second = house.tick(), house.tick()
    assert [m.title for m in box.got] == ["New call: Ada Fjord (NOR) – Luis Andes (PER), 1 March 2026"]
    assert house.rows() == {("e1", "desk"): ("sent", "")}
    assert [(c.metric, c.labels["outcome"]) for c in first.counts] == [("alerts", "sent")]
    assert second.writes == ()


def test_a_batch_handled_again_changes_nothing(database: Database) -> None:
    house = House(database, [box := Mailbox()])
    house.handle(event())
    house.tick()
    effects = house.handle(event())
    house.tick()
    assert effects.writes == ()
    assert effects.outcomes[0].name == "known"
    assert len(box.got) == 1


def test_writes_of_a_batch_applied_late_do_not_undo_a_send(database: Database) -> None:
    house = House(database, [Mailbox()])
    effects = house.handle(event())
    house.tick()
    database.apply(effects.writes, at=NOON)
    assert house.rows() == {("e1", "desk"): ("sent", "")}


def test_a_withheld_call_goes_out_with_the_event_that_confirms_it(database: Database) -> None:
    house = House(database, [box := Mailbox()])
    assert house.handle(event(call=call())).outcomes[0].reason == "too-few-sources"
    house.tick()
    assert box.got == []
    house.handle(event(EventKind.CALL_CHANGED, number=2))
    house.tick()
    assert [m.kind for m in box.got] == [EventKind.NEW_CALL]
    assert house.rows() == {("e1", "desk"): ("sent", ""), ("e2", "desk"): ("withheld", "not-wanted")}


def test_withheld_and_confirmed_in_one_batch_is_one_message(database: Database) -> None:
    house = House(database, [box := Mailbox()])
    house.handle(event(call=call()), event(EventKind.CALL_CHANGED, number=2))
    house.tick()
    assert len(box.got) == 1


def test_a_channel_in_trouble_is_tried_again_later_and_harms_no_other(database: Database) -> None:
    house = House(database, [bad := Mailbox("bad", fail), good := Mailbox("good")])
    house.handle(event())
    house.tick(NOON + timedelta(hours=1))
    assert len(good.got) == 1
    assert house.rows()["e1", "bad"] == ("pending", "no answer")
    bad.trouble = lambda: None
    house.tick(NOON + timedelta(hours=1, seconds=4))
    assert bad.got == []
    house.tick(NOON + timedelta(hours=1, seconds=5))
    assert (len(bad.got), len(good.got)) == (1, 1)
    assert house.rows()["e1", "bad"] == ("sent", "")


def test_a_message_that_never_goes_through_ends_as_failed_with_the_reason(database: Database) -> None:
    house = House(database, [Mailbox(trouble=fail)], NotifySettings(channels=(channel(),), attempts=3))
    house.handle(event())
    outcomes = [o.name for n in range(5) for o in house.tick(NOON + timedelta(hours=1 + n)).outcomes]
    assert outcomes == ["retried", "retried", "failed"]
    assert house.rows() == {("e1", "desk"): ("failed", "gave-up: no answer")}


def test_a_message_that_a_channel_refuses_is_failed_at_once(database: Database) -> None:
    def refuse() -> None:
        raise Reject("refused", "too long")

    house = House(database, [Mailbox(trouble=refuse)])
    house.handle(event())
    house.tick()
    assert house.rows() == {("e1", "desk"): ("failed", "refused: too long")}


def test_an_error_that_nobody_thought_of_is_tried_again_and_does_not_tell_its_text(database: Database) -> None:
    def burst() -> None:
        raise RuntimeError("token=hush-hush")

    house = House(database, [Mailbox(trouble=burst)])
    house.handle(event())
    house.tick()
    assert house.rows() == {("e1", "desk"): ("pending", "RuntimeError in channel desk")}


def test_a_channel_that_hangs_holds_up_no_other_and_gets_nothing_new_meanwhile(database: Database) -> None:
    go, began = threading.Event(), threading.Event()

    def hang() -> None:
        began.set()
        go.wait()

    slow, quick = Mailbox("slow", hang), Mailbox("quick")
    house = House(database, [slow, quick])
    house.stage = NotifyStage(house.settings, [slow, quick], patience=0.05)
    try:
        house.handle(event())
        while not quick.got:
            house.tick()
        began.wait()
        house.handle(event(EventKind.CONFLICT, number=2))
        while len(quick.got) < 2:
            house.tick()
        assert house.rows()["e1", "slow"] == ("pending", "")
    finally:
        go.set()
    while len(slow.got) < 2:
        house.tick()
    while house.pending():
        house.tick()
    assert (len(slow.got), len(quick.got)) == (2, 2)


def test_a_message_on_its_way_is_not_taken_back(database: Database) -> None:
    go = threading.Event()
    box = Mailbox(trouble=lambda: (go.wait(), None)[1])
    house = House(database, [box])
    house.stage = NotifyStage(house.settings, [box], patience=0)
    try:
        house.handle(event(EventKind.CONFLICT))
        house.tick()
        house.handle(event(EventKind.CONFLICT_WITHDRAWN, number=2))
    finally:
        go.set()
    while house.pending():
        house.tick()
    assert [m.kind for m in box.got] == [EventKind.CONFLICT, EventKind.CONFLICT_WITHDRAWN]


def test_rows_of_a_channel_that_is_gone_are_failed(database: Database) -> None:
    House(database, [Mailbox("old")]).handle(event())
    house = House(database, [Mailbox("new")])
    house.tick()
    assert house.rows() == {("e1", "old"): ("failed", "channel-removed")}


def test_the_longest_due_go_first_and_no_more_than_the_channel_takes_at_once(database: Database) -> None:
    house = House(database, [box := Mailbox(burst=2)])
    house.handle(
        *(event(EventKind.CONFLICT, number=n, conflict=conflict(id=f"c{n}", topic=f"topic {n}")) for n in (3, 1, 2))
    )
    house.tick()
    assert [m.conflict for m in box.got] == ["c1", "c2"]
    house.tick()
    assert [m.conflict for m in box.got] == ["c1", "c2", "c3"]


def test_people_hear_of_a_call_before_its_conflicts(database: Database) -> None:
    house = House(database, [box := Mailbox(burst=2)])
    house.handle(event(EventKind.CONFLICT, number=1, at=NOON), event(number=2, at=NOON))
    house.tick()
    assert [m.kind for m in box.got] == [EventKind.NEW_CALL]
    house.tick()
    assert [m.kind for m in box.got] == [EventKind.NEW_CALL, EventKind.CONFLICT]


def test_a_conflict_does_not_overtake_the_announcement_of_its_call(database: Database) -> None:
    house = House(database, [box := Mailbox(trouble=fail)])
    house.handle(event(), event(EventKind.CONFLICT, number=2), event(EventKind.CONFLICT, number=3, call=ANOTHER))
    house.tick(LATER)
    box.trouble = lambda: None
    for seconds in (1, 2, 5, 6, 7):
        house.tick(LATER + timedelta(seconds=seconds))
    assert [(m.kind, m.call) for m in box.got] == [
        (EventKind.CONFLICT, ANOTHER.id),
        (EventKind.NEW_CALL, call().id),
        (EventKind.CONFLICT, call().id),
    ]


@settings(max_examples=30, deadline=None)
@given(crashes=st.lists(st.booleans(), max_size=6), again=st.integers(0, 3))
def test_crashes_lose_nothing_and_repeat_only_what_was_in_flight(
    shared_database: Database, crashes: list[bool], again: int
) -> None:
    house = House(emptied(shared_database), [box := Mailbox()])
    events = [
        event(call=call()),
        event(EventKind.CALL_CHANGED, number=2),
        event(EventKind.CONFLICT, number=3),
    ]
    for crash in (*crashes, *(False,) * 4):
        house.handle(*events[: max(again, 1)])
        house.handle(*events)
        house.tick(crash=crash)
    assert house.rows() == {
        ("e1", "desk"): ("sent", ""),
        ("e2", "desk"): ("withheld", "not-wanted"),
        ("e3", "desk"): ("sent", ""),
    }
    assert len(box.got) <= 2 + sum(crashes)
    assert {m.kind for m in box.got} == {EventKind.NEW_CALL, EventKind.CONFLICT}
