"""`readout merge` and `readout split`: what a person decides, and what the next tick makes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from consumers.reconcile.by_hand import merge, split
from consumers.reconcile.queries import all_calls
from consumers.reconcile.stage import ReconcileStage
from pipeline.errors import NotFound, ReadoutError
from pipeline.records import CallReport
from pipeline.stage import Upsert
from pipeline.store import schema
from pipeline.store.database import Database, sqlite_url
from tests.unit.reconcile.reconcile_builders import NOON, report

MONDAY, FRIDAY = "2026-03-02-nor-swe", "2026-03-06-nor-swe"


class Room:
    """A database with three reports of two calls."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stage = ReconcileStage()
        self.take(report("a", on="2026-03-02"), report("b", on="2026-03-06"), report("c", on="2026-03-06", hours=50))

    def take(self, *reports: CallReport) -> None:
        with self.database.reading() as connection:
            effects = self.stage.handle(reports, connection)
        self.database.apply(effects.writes, at=NOON)

    def decide(self, make: Callable[[Connection], Upsert]) -> dict[str, list[str]]:
        with self.database.reading() as connection:
            write = make(connection)
        self.database.apply((write,), at=NOON)
        with self.database.reading() as connection:
            effects = self.stage.tick(NOON + timedelta(days=9), connection)
        self.database.apply(effects.writes, at=NOON)
        return self.calls()

    def calls(self) -> dict[str, list[str]]:
        with self.database.reading() as connection:
            return {call.id: [r.ref for r in call.reports] for call in all_calls(connection)}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    database = Database(sqlite_url(tmp_path / "readout.sqlite"))
    schema.metadata.create_all(database.engine)
    yield Room(database)
    database.close()


def test_calls_merged_by_hand_become_the_one_best_attested(room: Room) -> None:
    assert room.decide(lambda database: merge(database, [MONDAY, FRIDAY], NOON)) == {FRIDAY: ["a", "b", "c"]}


def test_reports_split_off_by_hand_become_a_call_of_their_own(room: Room) -> None:
    calls = room.decide(lambda database: split(database, FRIDAY, ["c"], NOON))

    assert calls == {MONDAY: ["a"], FRIDAY: ["b"], f"{FRIDAY}-2": ["c"]}


def test_a_split_undoes_an_earlier_merge_for_later_reports_too(room: Room) -> None:
    room.decide(lambda database: merge(database, [MONDAY, FRIDAY], NOON))
    room.decide(lambda database: split(database, FRIDAY, ["a"], NOON + timedelta(hours=1)))
    room.take(report("d", on="2026-03-02", hours=3), report("e", on="2026-03-06", hours=60))

    calls = room.calls()
    assert sorted(map(sorted, calls.values())) == [["a", "d"], ["b", "c", "e"]]


@pytest.mark.parametrize(
    ("make", "error"),
    [
        pytest.param(lambda database: merge(database, [MONDAY, "2020-01-01-nor-swe"], NOON), NotFound, id="no call"),
        pytest.param(lambda database: merge(database, [MONDAY, MONDAY], NOON), ReadoutError, id="one call twice"),
        pytest.param(lambda database: split(database, MONDAY, ["z"], NOON), NotFound, id="no such document"),
        pytest.param(lambda database: split(database, MONDAY, ["a"], NOON), ReadoutError, id="nothing left"),
    ],
)
def test_a_decision_that_can_t_be_is_refused(
    room: Room, make: Callable[[Connection], Upsert], error: type[Exception]
) -> None:
    with room.database.reading() as connection, pytest.raises(error):
        make(connection)
