"""The database as stages and views use it: migrations, reading, and applying writes in one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy import Delete as DeleteStatement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError

from pipeline.errors import ReadoutError, SettingsError, Transient
from pipeline.log.base import Outgoing
from pipeline.stage import Delete, Upsert, Write
from pipeline.store import schema

_BATCH = 500
_MIGRATION_LOCK = 7_236_847_215  # any number, the same in every process


@dataclass(frozen=True)
class OutboxRow:
    """A record that waits in the outbox, ready to be appended to the log."""

    id: str
    message: Outgoing


def sqlite_url(path: Path) -> str:
    """The URL of the database in one SQLite file."""
    return URL.create("sqlite", database=str(path)).render_as_string()


class Database:
    """One database, SQLite or Postgres. May be used by several threads.

    Raises `SettingsError` for a URL that is none. The password in a URL never shows in a message.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise SettingsError(
                "database: not a database URL; expected sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
            ) from error
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise SettingsError(f"database: {parsed.get_backend_name()} is not supported; use sqlite or postgresql")
        self.url = parsed
        self.engine = _engine(parsed)

    def migrate(self) -> None:
        """Bring the schema up to date; several processes may do so at once, one of them does the work."""
        with self._explained(), self.engine.connect() as connection:
            if self.url.get_backend_name() == "postgresql":
                connection.execute(select(func.pg_advisory_lock(_MIGRATION_LOCK)))
                connection.commit()
            else:
                connection.execute(text("BEGIN IMMEDIATE"))
            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
            if self.url.get_backend_name() == "postgresql":
                connection.execute(select(func.pg_advisory_unlock(_MIGRATION_LOCK)))
                connection.commit()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read from, on one snapshot. Raises `Transient` if the database can't be had now."""
        with self._explained(), self.engine.connect() as connection:
            if self.url.get_backend_name() == "sqlite":
                connection.execute(text("BEGIN"))
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    def apply(self, writes: Sequence[Write], outbox: Sequence[tuple[str, Outgoing]] = (), *, at: datetime) -> None:
        """Apply all writes, in order, and keep the outbox records, by id, in one transaction."""
        if not writes and not outbox:
            return
        with self._explained(), self.engine.connect() as connection:
            self._begin_write(connection)
            for write in writes:
                table = schema.metadata.tables[write.table]
                if isinstance(write, Upsert):
                    _upsert(connection, table, write)
                else:
                    _delete(connection, table, write)
            if outbox:
                rows = [
                    {
                        "id": ident,
                        "seq": number,
                        "topic": message.topic,
                        "key": message.key,
                        "value": message.value,
                        "created_at": at,
                    }
                    for number, (ident, message) in enumerate(outbox)
                ]
                _upsert(connection, schema.outbox, Upsert("outbox", tuple(rows), keep=frozenset(rows[0])))
            connection.commit()

    def pending(self, most: int) -> list[OutboxRow]:
        """Outbox records that have not been sent yet, in the order they were written."""
        table = schema.outbox
        query = (
            select(table.c.id, table.c.topic, table.c.key, table.c.value)
            .where(table.c.sent_at.is_(None))
            .order_by(table.c.created_at, table.c.seq, table.c.id)
            .limit(most)
        )
        with self.reading() as connection:
            return [OutboxRow(row.id, Outgoing(row.topic, row.key, row.value)) for row in connection.execute(query)]

    def mark_sent(self, ids: Iterable[str], at: datetime) -> None:
        """Note that these outbox records are on the log."""
        table = schema.outbox
        statement = table.update().where(table.c.id == bindparam("ident")).values(sent_at=at)
        with self._explained(), self.engine.connect() as connection:
            self._begin_write(connection)
            connection.execute(statement, [{"ident": ident} for ident in ids])
            connection.commit()

    def remove(self, statement: DeleteStatement) -> int:
        """Carry out a deletion in a transaction of its own; returns how many rows went."""
        with self._explained(), self.engine.connect() as connection:
            self._begin_write(connection)
            count = connection.execute(statement).rowcount
            connection.commit()
            return count

    def close(self) -> None:
        self.engine.dispose()

    def _begin_write(self, connection: Connection) -> None:
        # A SQLite transaction that starts by reading can't be turned into a writing one while another writes.
        if self.url.get_backend_name() == "sqlite":
            connection.execute(text("BEGIN IMMEDIATE"))

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise Transient(f"database {self.url.render_as_string()}: {error.orig}") from error
        except DBAPIError as error:
            if error.connection_invalidated:
                raise Transient(f"database {self.url.render_as_string()}: {error.orig}") from error
            if type(error) is DatabaseError:  # neither of its subclasses: SQLite finds the file itself at fault
                raise ReadoutError(
                    f"database {self.url.render_as_string()} can't be read: {error.orig}; restore it from a backup"
                ) from error
            raise


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, pool_pre_ping=True, pool_size=5)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun by hand, see `_begin_write`
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _upsert(connection: Connection, table: Table, write: Upsert) -> None:
    if not write.rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {
        name: statement.excluded[name] for name in write.rows[0] if name not in keys and name not in write.keep
    }
    final = (
        statement.on_conflict_do_update(index_elements=keys, set_=changed)
        if changed
        else statement.on_conflict_do_nothing(index_elements=keys)
    )
    for start in range(0, len(write.rows), _BATCH):
        connection.execute(final, [dict(row) for row in write.rows[start : start + _BATCH]])


def _delete(connection: Connection, table: Table, write: Delete) -> None:
    if not write.keys:
        return
    statement = delete(table)
    for name in write.keys[0]:
        statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
    connection.execute(statement, [{f"key_{name}": value for name, value in key.items()} for key in write.keys])
