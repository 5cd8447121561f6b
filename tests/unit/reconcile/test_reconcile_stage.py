"""The stage on a real database: the same calls in any order, the same events in any batches, nothing twice."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from consumers.reconcile.decisions import Decision
from consumers.reconcile.queries import call_by_id
from consumers.reconcile.rows import decision_row
from consumers.reconcile.sightings import sighting_of
from consumers.reconcile.stage import ReconcileStage
from consumers.reconcile.view import Call
from pipeline.log.base import Outgoing
from pipeline.records import CallEvent, CallReport, CallStatus, EventKind, encode
from pipeline.stage import Effects, Upsert
from pipeline.store import schema
from pipeline.store.database import Database, sqlite_url
from tests.unit.reconcile.reconcile_builders import NOON, commitment, passage, position, report, reported

TABLES = (schema.reports, schema.calls, schema.accounts, schema.commitments, schema.conflicts)


class House:
    """A database with the stage on it, as the runner would drive it."""

    def __init__(self, file: Path) -> None:
        self.database = Database(sqlite_url(file))
        schema.metadata.create_all(self.database.engine)
        self.stage = ReconcileStage(omission_window_hours=6)
        self.events: list[CallEvent] = []

    def handle(self, *reports: CallReport) -> Effects:
        with self.database.reading() as connection:
            effects = self.stage.handle(reports, connection)
        return self._apply(effects)

    def tick(self, now: datetime) -> Effects:
        with self.database.reading() as connection:
            effects = self.stage.tick(now, connection)
        return self._apply(effects)

    def _apply(self, effects: Effects) -> Effects:
        events = [event for event in effects.outbox if isinstance(event, CallEvent)]
        outbox = [(event.id, Outgoing("calls.events", event.call.id, encode(event))) for event in events]
        self.database.apply(effects.writes, outbox, at=NOON)
        self.events += events
        return effects

    def rows(self) -> dict[str, list[Any]]:
        """All rows of the stage's tables, without the ids that calls had on the way."""
        with self.database.reading() as connection:
            rows = {
                table.name: [dict(row._mapping) for row in connection.execute(select(table).order_by(table.c.id))]
                for table in TABLES
            }
        for row in rows["calls"]:
            row["body"]["summary"].pop("aliases")
        return rows

    def call(self, ident: str) -> Call:
        with self.database.reading() as connection:
            found = call_by_id(connection, ident)
        assert found is not None
        return found

    def calls(self) -> dict[str, int]:
        return {row["id"]: row["reports"] for row in self.rows()["calls"]}

    def told(self, kind: EventKind) -> list[CallEvent]:
        return [event for event in self.events if event.kind is kind]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "readout.sqlite")
    yield made
    made.database.close()


# --- what comes out ----------------------------------------------------------------------------------------


def test_a_new_call_is_told_once_however_many_reports_follow(house: House) -> None:
    house.handle(report("a", on="2026-03-04"))
    house.handle(*(report(f"more{n}", on="2026-03-04", hours=n, source="Gazette a") for n in range(5)))

    assert house.calls() == {"2026-03-04-nor-swe": 6}
    assert [event.kind for event in house.events] == [EventKind.NEW_CALL]


def test_a_second_independent_origin_is_told_as_a_change(house: House) -> None:
    house.handle(report("a", on="2026-03-04"), report("b", on="2026-03-04"))

    (changed,) = house.told(EventKind.CALL_CHANGED)
    assert changed.changed == ("Independent origins: 1, now 2 (Gazette b).",)


def test_a_report_handled_before_changes_nothing(house: House) -> None:
    first = report("a", on="2026-03-04")
    house.handle(first)

    effects = house.handle(first)

    assert (effects.writes, effects.outbox) == ((), ())
    assert [outcome.name for outcome in effects.outcomes] == ["known"]


def test_a_date_that_becomes_known_moves_the_id_and_keeps_the_old_one_as_an_alias(house: House) -> None:
    house.handle(report("a"))
    house.handle(report("b", on="2026-03-04", hours=3))

    assert house.calls() == {"2026-03-04-nor-swe": 2}
    assert house.call("undated-2026-03-nor-swe").id == "2026-03-04-nor-swe"
    (changed,) = house.told(EventKind.CALL_CHANGED)
    assert changed.changed[:2] == (
        "Date: not known, now 2026-03-04.",
        "Id: undated-2026-03-nor-swe, now 2026-03-04-nor-swe.",
    )
    assert changed.call.aliases == ("undated-2026-03-nor-swe",)


def test_a_planned_call_that_is_held_is_told_as_a_change_of_the_same_call(house: House) -> None:
    house.handle(report("plan", on="2026-03-04", status=CallStatus.PLANNED, hours=-20))
    house.handle(report("held", on="2026-03-04"))

    assert [event.kind for event in house.events] == [EventKind.NEW_CALL, EventKind.CALL_CHANGED]
    assert "Status: planned, now held." in house.events[1].changed


def test_a_correction_moves_the_call_and_says_so(house: House) -> None:
    house.handle(report("a", on="2026-03-03"))
    house.handle(report("a", on="2026-03-04", revision=1))

    assert house.calls() == {"2026-03-04-nor-swe": 1}
    assert house.events[-1].changed[0] == "Date: 2026-03-03, now 2026-03-04."


def test_rows_of_a_call_that_is_no_more_are_gone(house: House) -> None:
    promise = commitment("Brandt will buy ten ferries.")
    house.handle(report("a", on="2026-03-03", commitments=[promise]))
    house.handle(report("a", on="2026-03-04", revision=1))

    assert house.rows()["commitments"] == []


def test_a_fact_without_evidence_is_put_aside_and_the_rest_of_the_batch_is_handled(house: House) -> None:
    bad = report("bad", on="2026-03-04", commitments=[commitment("x").model_copy(update={"evidence": ()})])

    effects = house.handle(bad, report("good", on="2026-03-04"))

    assert [(record.article.ref, reject.reason) for record, reject in effects.rejected] == [  # type: ignore[attr-defined]
        ("bad", "fact-without-evidence")
    ]
    assert house.calls() == {"2026-03-04-nor-swe": 1}


# --- conflicts ---------------------------------------------------------------------------------------------


def test_one_omission_in_many_outlets_is_one_conflict_and_one_event(house: House) -> None:
    house.handle(
        *(
            report(
                f"r{n}", on="2026-03-04", hours=n, seen=NOON + timedelta(days=1), conflicts=[reported(topic, "SWE")]
            )
            for n, topic in enumerate(["soya bean purchases", "the soybeans", "purchases of soybeans"])
        )
    )

    (row,) = house.rows()["conflicts"]
    assert (row["kind"], row["by"], row["topic"], row["grade"]) == ("omission", "SWE", "soybeans", "reported")
    assert len(house.told(EventKind.CONFLICT)) == 1


def test_an_omission_is_provisional_until_the_window_closes_and_then_told_as_settled(house: House) -> None:
    house.handle(report("a", on="2026-03-04", conflicts=[reported("the ferries", "SWE")]))

    assert [event.conflict.provisional for event in house.told(EventKind.CONFLICT) if event.conflict] == [True]
    assert house.tick(NOON + timedelta(hours=5)).outbox == ()

    house.tick(NOON + timedelta(hours=6))
    house.tick(NOON + timedelta(hours=7))

    assert [event.conflict.provisional for event in house.told(EventKind.CONFLICT) if event.conflict] == [True, False]
    assert house.told(EventKind.CONFLICT)[1].at == NOON + timedelta(hours=6)


def test_a_settled_omission_is_told_as_settled_once_even_when_older_reports_are_caught_up(house: House) -> None:
    house.handle(report("a", on="2026-03-04", conflicts=[reported("the ferries", "SWE")]))
    house.tick(NOON + timedelta(hours=6))

    house.handle(report("b", on="2026-03-04", hours=1))
    house.tick(NOON + timedelta(hours=6, seconds=1))

    assert [row["provisional"] for row in house.rows()["conflicts"]] == [False]
    assert len({event.id for event in house.told(EventKind.CONFLICT)}) == 2


def test_an_omission_is_withdrawn_when_the_other_side_speaks_of_it(house: House) -> None:
    north = commitment("Brandt agreed to buy 20 new ferries from our yards.", by="NOR", of="ferries")
    south = commitment("Sweden will buy 20 new ferries from yards in the north.", by="SWE", of="ferries")
    house.handle(report("north", on="2026-03-04", official_of="NOR", commitments=[north]))
    house.handle(report("press", on="2026-03-04", hours=1, conflicts=[reported("the purchase of ferries", "SWE")]))
    house.handle(report("south", on="2026-03-04", hours=4, official_of="SWE", commitments=[south]))

    assert [row["withdrawn"] for row in house.rows()["conflicts"]] == [True]
    (event,) = house.told(EventKind.CONFLICT_WITHDRAWN)
    assert event.conflict is not None
    assert event.conflict.id == house.told(EventKind.CONFLICT)[0].conflict.id  # type: ignore[union-attr]


def test_an_observed_omission_is_withdrawn_when_a_later_text_of_the_side_speaks_of_it(house: House) -> None:
    north = commitment("Brandt agreed to buy 20 new ferries from our yards.", by="NOR", of="ferries")
    south = commitment("Sweden will buy 20 new ferries from yards in the north.", by="SWE", of="ferries")
    silent = passage("The two spoke about the weather at sea.", "SWE")
    house.handle(report("north", on="2026-03-04", official_of="NOR", commitments=[north]))
    house.handle(report("short", on="2026-03-04", hours=1, official_of="SWE", passages=[silent]))
    house.handle(report("long", on="2026-03-04", hours=3, official_of="SWE", commitments=[south]))

    (found,), (withdrawn,) = house.told(EventKind.CONFLICT), house.told(EventKind.CONFLICT_WITHDRAWN)
    assert found.conflict is not None
    assert withdrawn.conflict is not None
    assert (found.conflict.grade, found.conflict.id) == ("observed", withdrawn.conflict.id)
    assert house.rows()["conflicts"] == []


# --- decisions by hand -------------------------------------------------------------------------------------


def test_a_merge_by_hand_is_done_by_the_next_tick_and_never_undone(house: House) -> None:
    one, other = report("a", on="2026-03-02"), report("b", on="2026-03-06")
    house.handle(one, other)
    merge = Decision.make("merge", [one.id, other.id], [sighting_of(one).family], NOON)
    house.database.apply((Upsert("decisions", (decision_row(merge, None),)),), at=NOON)

    house.tick(NOON)
    assert list(house.calls().values()) == [2]

    assert house.tick(NOON) == Effects()
    house.handle(report("c", on="2026-03-06", hours=70))
    assert list(house.calls().values()) == [3]


# --- order, batches, replay --------------------------------------------------------------------------------


def world(seed: int, count: int = 24) -> list[CallReport]:
    """Reports of a handful of calls with accounts, commitments and conflicts, by a seed."""
    chance = random.Random(seed)
    goods = ["ferries", "soybeans", "natural gas", "air defence"]
    made = []
    for n in range(count):
        parties = chance.choice([("NOR", "SWE"), ("NOR", "DNK"), ("NOR", "SWE", "DNK", "FIN")])
        side = chance.choice([None, None, None, *parties[:2]])
        good = chance.choice(goods)
        figure = chance.choice([10, 20])
        text = f"{parties[1]} agreed to take {figure} million tons of {good}."
        made.append(
            report(
                chance.choice([f"r{n}", f"r{n}", "page"]),
                parties,
                on=chance.choice([None, "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-02/2026-03-08"]),
                hours=chance.randrange(-50, 50),
                seen=NOON + timedelta(days=chance.randrange(0, 9)),
                source=f"Gazette {chance.randrange(6)}",
                official_of=side,
                status=chance.choice([CallStatus.HELD] * 5 + [CallStatus.PLANNED, CallStatus.DENIED]),
                multi=len(parties) > 3,
                revision=chance.randrange(2),
                number=n,
                commitments=[
                    commitment(text, parties[1], by=side or "outlet", of=good, figures=[(figure, "million tons")])
                ],
                conflicts=[reported(good, parties[1])] if chance.random() < 0.3 else [],
                passages=[passage(text, side, topics=["trade"])] if side else [],
                positions=[position(f"{side} is concerned about the {good} in the sound.", side)] if side else [],
            )
        )
    return list({one.id: one for one in made}.values())


def run(file: Path, reports: Sequence[CallReport], sizes: Sequence[int]) -> tuple[dict[str, list[Any]], list[str]]:
    house = House(file)
    rest = list(reports)
    sizes = list(sizes)
    while rest:
        size = sizes.pop(0) if sizes else len(rest)
        house.handle(*rest[:size])
        rest = rest[size:]
    rows, events = house.rows(), [event.model_dump_json() for event in house.events]
    house.database.close()
    return rows, events


SLOW = settings(max_examples=10, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
"""A database for each example: no time to look for the smallest one that fails."""


@given(seed=st.integers(0, 10_000), sizes=st.lists(st.integers(1, 6), max_size=24))
@SLOW
def test_the_size_of_batches_changes_neither_rows_nor_events(
    tmp_path_factory: pytest.TempPathFactory, seed: int, sizes: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("batches")
    reports = world(seed)

    assert run(folder / "one", reports, sizes) == run(folder / "two", reports, [])


@given(seed=st.integers(0, 10_000), chance=st.randoms(use_true_random=False))
@SLOW
def test_the_order_of_arrival_changes_no_row(
    tmp_path_factory: pytest.TempPathFactory, seed: int, chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    reports = world(seed)
    shuffled = list(reports)
    chance.shuffle(shuffled)

    assert run(folder / "one", shuffled, [5, 5, 5, 5])[0] == run(folder / "two", reports, [])[0]


@given(seed=st.integers(0, 10_000), at=st.integers(1, 20))
@SLOW
def test_a_replay_from_any_point_changes_no_row_and_tells_nothing_again(
    tmp_path_factory: pytest.TempPathFactory, seed: int, at: int
) -> None:
    house = House(tmp_path_factory.mktemp("replay") / "readout.sqlite")
    reports = world(seed)
    house.handle(*reports)
    rows, told = house.rows(), len(house.events)

    house.handle(*reports[-at:])

    assert (house.rows(), len(house.events)) == (rows, told)
    house.database.close()
