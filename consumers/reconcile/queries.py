"""What reconcile and its views read from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, select

from consumers.reconcile.decisions import Decision
from consumers.reconcile.ledger import Promise
from consumers.reconcile.reasons import JoinReason
from consumers.reconcile.sightings import Sighting
from consumers.reconcile.view import Call, Undertaking
from consumers.reconcile.workbench import Joined
from pipeline.records import CallReport
from pipeline.store.schema import accounts, call_aliases, calls, commitments, conflicts, decisions, reports

_MOST_IDS = 400
"""Values in one IN (...): SQLite and the network take no statement of any length."""


class StoredMemory:
    """The workbench's memory on a database connection."""

    def __init__(self, database: Connection) -> None:
        self._database = database

    def joined(self, families: Collection[str], first: date, last: date) -> list[Joined]:
        columns = (reports.c.sighting, reports.c.call, reports.c.join_reasons)
        query = select(*columns).where(reports.c.latest >= first, reports.c.earliest <= last)
        return [
            Joined(Sighting.model_validate(row.sighting), row.call, JoinReason.model_validate(row.join_reasons))
            for row in _by(self._database, query, reports.c.family, families)
        ]

    def reports(self, ids: Collection[str]) -> list[CallReport]:
        found = _by(self._database, select(reports.c.body), reports.c.id, ids)
        return [CallReport.model_validate(row.body) for row in found]

    def calls(self, ids: Collection[str]) -> list[Call]:
        found = _by(self._database, select(calls.c.body), calls.c.id, ids)
        return [Call.model_validate(row.body) for row in found]

    def decisions(self, families: Collection[str]) -> list[Decision]:
        wanted = set(families)
        taken = (Decision.model_validate(row.body) for row in self._database.execute(select(decisions.c.body)))
        return [decision for decision in taken if wanted & set(decision.families)]


def _by(database: Connection, query: Select[Any], column: Column[Any], values: Collection[str]) -> Iterator[Row[Any]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), _MOST_IDS):
        yield from database.execute(query.where(column.in_(ordered[start : start + _MOST_IDS])))


def sightings_of(database: Connection, ids: Collection[str]) -> list[Sighting]:
    """The stored sightings of these reports."""
    return [
        Sighting.model_validate(row.sighting) for row in _by(database, select(reports.c.sighting), reports.c.id, ids)
    ]


def children(database: Connection, ids: Collection[str]) -> dict[str, set[str]]:
    """Ids of the rows that hang on these calls, by table."""
    return {
        table.name: {row.id for row in _by(database, select(table.c.id), table.c.call, ids)}
        for table in (accounts, commitments, conflicts)
    }


def call_by_id(database: Connection, ident: str) -> Call | None:
    """The call with this public id, or the one that had it before; None if there is none."""
    known = StoredMemory(database).calls([ident])
    if not known:
        query = select(call_aliases.c.call).where(call_aliases.c.alias == ident)
        renamed = [row.call for row in database.execute(query)]
        known = StoredMemory(database).calls(renamed)
    return known[0] if known else None


def calls_waiting(database: Connection, now: datetime) -> list[Call]:
    """Calls with a provisional conflict whose window has closed."""
    query = select(conflicts.c.call).where(conflicts.c.provisional, conflicts.c.due_at <= now).distinct()
    return StoredMemory(database).calls([row.call for row in database.execute(query)])


def decisions_waiting(database: Connection) -> list[Decision]:
    """Decisions by hand that have not been applied, oldest first."""
    query = select(decisions.c.body).where(decisions.c.applied_at.is_(None)).order_by(decisions.c.decided_at)
    return [Decision.model_validate(row.body) for row in database.execute(query)]


def all_calls(database: Connection) -> Iterator[Call]:
    """Every call, by public id."""
    for row in database.execute(select(calls.c.body).order_by(calls.c.id)):
        yield Call.model_validate(row.body)


def promises(database: Connection, threads: Collection[str] | None = None) -> list[Promise]:
    """The commitments of all calls that were not denied, as the ledger takes them; with `threads`, only of those."""
    query = (
        select(
            commitments.c.body,
            commitments.c.state,
            calls.c.id,
            calls.c.start,
            calls.c.first_published,
            calls.c.updated_at,
        )
        .join(calls, calls.c.id == commitments.c.call)
        .order_by(commitments.c.id)
    )
    found = database.execute(query) if threads is None else _by(database, query, commitments.c.thread, threads)
    return [
        Promise(
            call=row.id,
            day=row.start or (row.first_published or row.updated_at).date(),
            undertaking=Undertaking.model_validate(row.body),
            acknowledgement=row.state,
        )
        for row in found
    ]
