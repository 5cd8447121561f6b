"""What the board reads from the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from consumers.reconcile.ledger import Line, ledger
from consumers.reconcile.queries import promises
from consumers.reconcile.view import Call, Conflict
from pipeline.store.schema import calls, commitments, conflicts
from readout.board.filters import ANY, PAGE_SIZE, CallFilter, ConflictFilter, LedgerFilter

T = TypeVar("T")

_LATEST = (calls.c.start.is_(None), calls.c.start.desc(), calls.c.id)


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    items: tuple[T, ...]
    number: int
    total: int
    """Of items on all pages."""

    @property
    def more(self) -> bool:
        """Whether there is a next page."""
        return self.number * PAGE_SIZE < self.total


@dataclass(frozen=True)
class FoundConflict:
    """A conflict with the call that it is about."""

    call: str
    start: date | None
    conflict: Conflict


def find_calls(database: Connection, asked: CallFilter) -> Page[Call]:
    """Calls, the latest first; those without a date last."""
    ids, total = _page(database, select(calls.c.id).where(*_call_conditions(asked)).order_by(*_LATEST), asked.page)
    bodies = database.execute(select(calls.c.body).where(calls.c.id.in_(ids)).order_by(*_LATEST))
    return Page(tuple(Call.model_validate(row.body) for row in bodies), asked.page, total)


def find_conflicts(database: Connection, asked: ConflictFilter) -> Page[FoundConflict]:
    """Conflicts that stand, of the latest calls first."""
    conditions: list[ColumnElement[bool]] = [conflicts.c.withdrawn.is_(False)]
    if asked.kind:
        conditions.append(conflicts.c.kind == asked.kind)
    if asked.country:
        conditions.append(or_(conflicts.c.claimed_by == asked.country, conflicts.c.by == asked.country))
    order = (*_LATEST, conflicts.c.id)
    joined = calls.join(conflicts, calls.c.id == conflicts.c.call)
    ids, total = _page(
        database, select(conflicts.c.id).select_from(joined).where(*conditions).order_by(*order), asked.page
    )
    query = select(conflicts.c.call, calls.c.start, conflicts.c.body).select_from(joined)
    found = database.execute(query.where(conflicts.c.id.in_(ids)).order_by(*order))
    items = tuple(FoundConflict(row.call, row.start, Conflict.model_validate(row.body)) for row in found)
    return Page(items, asked.page, total)


def find_ledger(database: Connection, asked: LedgerFilter) -> Page[Line]:
    """Lines of the ledger, the one with the latest call first.

    Pages are counted in threads: a thread whose lines ended and began again stays on one page.
    """
    latest = func.max(calls.c.start)
    threads = (
        select(commitments.c.thread)
        .join(calls, calls.c.id == commitments.c.call)
        .where(commitments.c.thread.is_not(None), *_ledger_conditions(asked))
        .group_by(commitments.c.thread)
        .order_by(latest.is_(None), latest.desc(), commitments.c.thread)
    )
    found, total = _page(database, threads, asked.page)
    return Page(ledger(promises(database, found)), asked.page, total)


def countries(database: Connection) -> tuple[str, ...]:
    """All sides that any call has, sorted."""
    found = database.execute(select(calls.c.parties).distinct()).scalars()
    return tuple(sorted({side for parties in found for side in parties.split("+") if side.isupper()}))


def _ledger_conditions(asked: LedgerFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.actor:
        conditions.append(_among(commitments.c.actor, asked.actor))
    if asked.kind:
        conditions.append(commitments.c.kind == asked.kind)
    return conditions


def _call_conditions(asked: CallFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.country:
        conditions.append(_among(calls.c.parties, asked.country))
    if asked.since:
        conditions.append(calls.c.end >= asked.since)
    if asked.until:
        conditions.append(calls.c.start <= asked.until)
    if asked.conflict:
        standing = select(conflicts.c.call).where(conflicts.c.withdrawn.is_(False))
        if asked.conflict != ANY:
            standing = standing.where(conflicts.c.kind == asked.conflict)
        conditions.append(calls.c.id.in_(standing))
    return conditions


def _among(column: ColumnElement[str], code: str) -> ColumnElement[bool]:
    """Whether a code is one of those that the column joins by ``+``. A code holds no wildcard (see `filters`)."""
    return or_(column == code, column.like(f"{code}+%"), column.like(f"%+{code}"), column.like(f"%+{code}+%"))


def _page(database: Connection, ids: Select[tuple[Any]], number: int) -> tuple[list[str], int]:
    """One page of ids, and how many there are on all pages.

    Only ids are sorted and counted, so that the database does not carry every body about.
    """
    total = database.execute(select(func.count()).select_from(ids.order_by(None).subquery())).scalar_one()
    found = database.execute(ids.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).scalars()
    return list(found), total
