"""What stages and views may rely on in the database (`pipeline/store/database.py`), on every back end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, func, select
from sqlalchemy.exc import IntegrityError, StatementError

from pipeline.errors import ReadoutError, SettingsError, Transient
from pipeline.log.base import Outgoing
from pipeline.stage import Delete, Upsert, Write
from pipeline.store import schema
from pipeline.store.database import Database, sqlite_url

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.services)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        address: str = request.getfixturevalue("postgres_url")
        return address
    return sqlite_url(tmp_path / "data" / "readout.sqlite")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    database.migrate()
    yield database
    database.close()


def row(ident: str, **changes: Any) -> dict[str, Any]:
    return {"id": ident, "file": "f", "lines": 1, "updated_at": AT, **changes}


def upsert(*rows: dict[str, Any], keep: str = "") -> Upsert:
    return Upsert("imports", rows, keep=frozenset(keep.split()))


def gone(*idents: str) -> Delete:
    return Delete("imports", tuple({"id": ident} for ident in idents))


def rows(database: Database, table: Table = schema.imports) -> list[dict[str, Any]]:
    with database.reading() as connection:
        query = select(table).order_by(*table.primary_key.columns)
        return [dict(found) for found in connection.execute(query).mappings()]


def lines(database: Database) -> dict[str, int]:
    return {found["id"]: found["lines"] for found in rows(database)}


def event(name: str) -> tuple[str, Outgoing]:
    return name, Outgoing("calls.events", f"key of {name}", name.encode())


# --- writes ------------------------------------------------------------------------------------------------


def test_a_row_is_written_and_read_back(database: Database) -> None:
    database.apply([upsert(row("a", file="é", lines=3))], at=AT)
    assert rows(database) == [{"id": "a", "file": "é", "lines": 3, "updated_at": AT}]


def test_a_row_that_is_there_is_replaced(database: Database) -> None:
    database.apply([upsert(row("a", lines=1), row("b", lines=1))], at=AT)
    database.apply([upsert(row("b", lines=2), row("c", lines=3))], at=AT)
    assert lines(database) == {"a": 1, "b": 2, "c": 3}


def test_columns_that_are_to_be_kept_stay_as_they_were_first_written(database: Database) -> None:
    database.apply([upsert(row("a", file="first", lines=1), keep="file")], at=AT)
    database.apply([upsert(row("a", file="second", lines=2), keep="file")], at=AT)
    assert [(found["file"], found["lines"]) for found in rows(database)] == [("first", 2)]


def test_a_row_of_which_everything_is_kept_stays_as_it_is(database: Database) -> None:
    database.apply([upsert(row("a", lines=1))], at=AT)
    database.apply([upsert(row("a", lines=2), keep="file lines updated_at")], at=AT)
    assert lines(database) == {"a": 1}


def test_a_row_twice_in_one_write_ends_as_its_last(database: Database) -> None:
    database.apply([upsert(row("a", lines=1), row("a", lines=2))], at=AT)
    assert lines(database) == {"a": 2}


def test_many_rows_are_all_written(database: Database) -> None:
    database.apply([upsert(*(row(f"{number:05}", lines=number) for number in range(1203)))], at=AT)
    assert list(lines(database).values()) == list(range(1203))


def test_rows_are_removed_by_key_and_others_stay(database: Database) -> None:
    database.apply([upsert(row("a"), row("b"), row("c"))], at=AT)
    database.apply([gone("a", "c", "never there")], at=AT)
    assert list(lines(database)) == ["b"]


def test_a_key_of_two_columns_names_one_row(database: Database) -> None:
    def progress(stage: str, worker: str) -> dict[str, Any]:
        return {"stage": stage, "worker": worker, "handled": 1, "rejected": 0, "failures": 0, "updated_at": AT}

    everyone = [progress(stage, worker) for stage in "xy" for worker in "12"]
    database.apply([Upsert("stage_progress", tuple(everyone))], at=AT)
    database.apply([Delete("stage_progress", ({"stage": "x", "worker": "2"},))], at=AT)
    left = rows(database, schema.stage_progress)
    assert [(found["stage"], found["worker"]) for found in left] == [("x", "1"), ("y", "1"), ("y", "2")]


def test_writes_happen_in_the_order_given(database: Database) -> None:
    database.apply([upsert(row("a"), row("b")), gone("a", "b"), upsert(row("b"))], at=AT)
    assert list(lines(database)) == ["b"]


@pytest.mark.parametrize("write", [upsert(), gone()], ids=["no rows", "no keys"])
def test_a_write_of_nothing_changes_nothing(database: Database, write: Write) -> None:
    database.apply([upsert(row("a")), write], at=AT)
    assert list(lines(database)) == ["a"]


def test_what_hangs_on_a_call_goes_with_it(database: Database) -> None:
    call = {"id": "c", "parties": "NOR+SWE", "status": "held", "medium": "phone", "reports": 1, "origins": 1}
    account = {"id": "a", "call": "c", "side": "NOR", "official": True, "article": "x", "body": {}}
    database.apply(
        [
            Upsert("calls", ({**call, "official": 1, "body": {}, "updated_at": AT},)),
            Upsert("accounts", (account,)),
        ],
        at=AT,
    )
    database.apply([Delete("calls", ({"id": "c"},))], at=AT)
    assert rows(database, schema.accounts) == []


def test_one_write_that_fails_undoes_all_of_them(database: Database) -> None:
    database.apply([upsert(row("a", lines=1))], at=AT)
    orphan = {"id": "x", "call": "no such call", "side": "NOR", "official": True, "article": "x", "body": {}}
    with pytest.raises(IntegrityError):
        database.apply([upsert(row("a", lines=2), row("b")), Upsert("accounts", (orphan,))], [event("e")], at=AT)
    assert lines(database) == {"a": 1}
    assert database.pending(10) == []
    database.apply([upsert(row("c"))], at=AT)
    assert list(lines(database)) == ["a", "c"]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("abcd"), st.one_of(st.none(), st.tuples(st.integers(0, 9), st.booleans()))),
            max_size=5,
        ),
        max_size=4,
    )
)
def test_any_sequence_of_writes_ends_as_it_does_in_a_dictionary(
    database: Database, batches: list[list[tuple[str, tuple[int, bool] | None]]]
) -> None:
    database.remove(delete(schema.imports))
    wanted: dict[str, int] = {}
    for batch in batches:
        writes: list[Write] = []
        for ident, change in batch:
            if change is None:
                writes.append(gone(ident))
                wanted.pop(ident, None)
            else:
                number, kept = change
                writes.append(upsert(row(ident, lines=number), keep="lines" if kept else ""))
                wanted[ident] = wanted.get(ident, number) if kept else number
        database.apply(writes, at=AT)
    assert lines(database) == wanted


def test_writers_in_several_threads_lose_nothing(database: Database) -> None:
    def write(name: str) -> None:
        for number in range(10):
            database.apply([upsert(row(f"{name}-{number}"), row("shared", lines=number))], at=AT)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines(database)) == 31


def test_a_deletion_tells_how_many_rows_went(database: Database) -> None:
    database.apply([upsert(row("a", lines=1), row("b", lines=2), row("c", lines=3))], at=AT)
    assert database.remove(delete(schema.imports).where(schema.imports.c.lines > 1)) == 2
    assert list(lines(database)) == ["a"]


# --- outbox ------------------------------------------------------------------------------------------------


def test_the_outbox_keeps_records_with_the_writes_in_their_order(database: Database) -> None:
    database.apply([upsert(row("a"))], [event("z"), event("y")], at=AT)
    database.apply([], [event("x")], at=AT + timedelta(seconds=1))
    pending = database.pending(10)
    assert [one.id for one in pending] == ["z", "y", "x"]
    assert pending[0].message == event("z")[1]
    assert [one.id for one in database.pending(2)] == ["z", "y"]


def test_what_was_sent_is_pending_no_more(database: Database) -> None:
    database.apply([], [event("a"), event("b")], at=AT)
    database.mark_sent(["a"], AT)
    assert [one.id for one in database.pending(10)] == ["b"]


def test_a_record_that_was_sent_is_not_sent_again_when_a_replay_makes_it_again(database: Database) -> None:
    database.apply([], [event("a")], at=AT)
    database.mark_sent(["a"], AT)
    database.apply([], [event("a")], at=AT + timedelta(hours=1))
    assert database.pending(10) == []


def test_a_replay_before_the_sending_changes_nothing(database: Database) -> None:
    database.apply([], [event("a")], at=AT)
    database.apply([], [("a", Outgoing("calls.events", "other", b"other"))], at=AT + timedelta(hours=1))
    assert [one.message for one in database.pending(10)] == [event("a")[1]]


# --- reading -----------------------------------------------------------------------------------------------


def test_a_reader_sees_one_state_however_long_it_reads(database: Database) -> None:
    count = select(func.count()).select_from(schema.imports)
    database.apply([upsert(row("a"))], at=AT)
    with database.reading() as connection:
        assert connection.execute(count).scalar_one() == 1
        database.apply([upsert(row("b"))], at=AT)
        assert connection.execute(count).scalar_one() == 1
    assert len(lines(database)) == 2


def test_times_come_back_in_utc(database: Database) -> None:
    east = timezone(timedelta(hours=8))
    database.apply([upsert(row("a", updated_at=datetime(2026, 3, 2, 20, 0, 0, 123456, tzinfo=east)))], at=AT)
    [found] = rows(database)
    assert found["updated_at"] == AT.replace(microsecond=123456)
    assert found["updated_at"].utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        database.apply([upsert(row("a", updated_at=datetime(2026, 3, 2)))], at=AT)  # noqa: DTZ001
    assert rows(database) == []


# --- schema ------------------------------------------------------------------------------------------------


def test_the_migrations_make_the_schema_that_the_code_knows(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    database.apply([upsert(row("a"))], at=AT)
    database.migrate()
    assert list(lines(database)) == ["a"]


def test_several_may_migrate_at_once(url: str) -> None:
    databases = [Database(url) for _ in range(3)]
    failures: list[BaseException] = []

    def migrate(database: Database) -> None:
        try:
            database.migrate()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert rows(databases[0]) == []
    for database in databases:
        database.close()


# --- addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("not an address", "not a database URL"),
        ("mysql://u:hunter2@h/n", "mysql is not supported; use sqlite or postgresql"),
    ],
    ids=["no URL", "another database"],
)
def test_a_wrong_address_is_refused_with_what_is_allowed(address: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as error:
        Database(address)
    assert "hunter2" not in str(error.value)


def test_a_server_out_of_reach_may_come_back_and_its_password_is_not_told() -> None:
    database = Database("postgresql://readout:hunter2@127.0.0.1:1/readout")
    with pytest.raises(Transient, match=r"127.0.0.1:1/readout") as error, database.reading():
        pass
    assert "hunter2" not in str(error.value)
    database.close()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "readout.sqlite"
    file.write_bytes(b"these are other words, and not few of them " * 50)
    database = Database(sqlite_url(file))
    with pytest.raises(ReadoutError, match=r"readout.sqlite can't be read: file is not a database"):
        database.migrate()
    database.close()
