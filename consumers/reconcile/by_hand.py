"""`readout merge` and `readout split`: a person's decision about identity, as the row that reconcile applies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection

from consumers.reconcile.decisions import Decision
from consumers.reconcile.queries import call_by_id, sightings_of
from consumers.reconcile.rows import decision_row
from consumers.reconcile.view import Call
from pipeline.errors import NotFound, ReadoutError
from pipeline.stage import Upsert


def merge(database: Connection, idents: Collection[str], at: datetime) -> Upsert:
    """The write that makes these calls one; the next tick of reconcile does it.

    Raises `NotFound` for a call that is not there, `ReadoutError` for fewer than two different calls.
    """
    calls = {call.id: call for call in (_call(database, ident) for ident in idents)}
    if len(calls) < 2:
        raise ReadoutError("merge needs two different calls")
    return _write(database, "merge", {report.id for call in calls.values() for report in call.reports}, at)


def split(database: Connection, ident: str, documents: Collection[str], at: datetime) -> Upsert:
    """The write that takes the reports of these documents out of the call, to be a call of their own.

    A document is named as its source names it, by its article id or by its URL. Raises `NotFound` for a call or a
    document that is not there, `ReadoutError` if nothing would be left of the call.
    """
    call = _call(database, ident)
    out: set[str] = set()
    for document in documents:
        found = {r.id for r in call.reports if document in (r.ref, r.article, r.id, r.url)}
        if not found:
            raise NotFound(f"{call.id} has no report in {document}")
        out |= found
    if len(out) == len(call.reports):
        raise ReadoutError(f"nothing would be left of {call.id}: name some of its reports, not all")
    kept = {report.id for report in call.reports} - out
    return _write(database, "split", out, at, kept)


def _call(database: Connection, ident: str) -> Call:
    call = call_by_id(database, ident)
    if call is None:
        raise NotFound(f"there is no call {ident}")
    return call


def _write(
    database: Connection,
    kind: Literal["merge", "split"],
    reports: Collection[str],
    at: datetime,
    kept: Collection[str] = (),
) -> Upsert:
    families = {sighting.family for sighting in sightings_of(database, {*reports, *kept})}
    decision = Decision.make(kind, sorted(reports), sorted(families), at, sorted(kept))
    return Upsert("decisions", (decision_row(decision, None),))
