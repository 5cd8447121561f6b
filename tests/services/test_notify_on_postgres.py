"""The notification log on a real Postgres."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pipeline.errors import Transient
from pipeline.records import EventKind
from pipeline.store.database import Database
from tests.unit.notify.notify_builders import call, event
from tests.unit.notify.notify_house import LATER, House, Mailbox

pytestmark = pytest.mark.services


def fail() -> None:
    raise Transient("no answer")


def test_messages_are_withheld_released_sent_and_tried_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    try:
        database.migrate()
        house = House(database, [good := Mailbox("good"), bad := Mailbox("bad", fail)])
        house.handle(event(call=call()))
        house.handle(event(EventKind.CALL_CHANGED, number=2), event(EventKind.CONFLICT, number=3))
        house.handle(event(call=call()), event(EventKind.CALL_CHANGED, number=2))
        house.tick()
        bad.trouble = lambda: None
        for seconds in (10, 11):
            house.tick(LATER + timedelta(seconds=seconds))
        assert [m.kind for m in good.got] == [m.kind for m in bad.got] == [EventKind.NEW_CALL, EventKind.CONFLICT]
        assert house.pending() == 0
        assert house.rows()["e2", "bad"] == ("withheld", "not-wanted")
    finally:
        database.close()
