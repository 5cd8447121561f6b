"""Calls and reports as rows of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from consumers.reconcile.decisions import Decision
from consumers.reconcile.view import Call, CellState, Undertaking
from consumers.reconcile.workbench import Changes, Joined
from pipeline.records import CallReport, stable_id
from pipeline.stage import Delete, Upsert, Write

Row = dict[str, Any]


def report_row(report: CallReport, joined: Joined) -> Row:
    """A report with its place."""
    sighting = joined.sighting
    first, last = sighting.span
    return {
        "id": report.id,
        "article": report.article.id,
        "url": report.article.url,
        "story": report.article.story,
        "family": sighting.family,
        "parties": "+".join(sighting.parties)[:200],
        "status": sighting.status.value,
        "start": sighting.when.start if sighting.when else None,
        "end": sighting.when.end if sighting.when else None,
        "earliest": first,
        "latest": last,
        "published": report.article.published,
        "call": joined.call,
        "join_reasons": joined.reason.model_dump(mode="json"),
        "sighting": sighting.model_dump(mode="json"),
        "body": report.model_dump(mode="json"),
    }


def call_row(call: Call) -> Row:
    """The call itself."""
    summary = call.summary
    return {
        "id": call.id,
        "parties": "+".join(call.parties)[:200],
        "status": summary.status.value,
        "medium": summary.medium.value,
        "start": summary.date.start if summary.date else None,
        "end": summary.date.end if summary.date else None,
        "reports": summary.reports,
        "origins": len(summary.origins),
        "official": len(summary.official),
        "first_published": call.first_published,
        "body": call.model_dump(mode="json"),
        "updated_at": call.updated_at,
    }


def account_rows(call: Call) -> list[Row]:
    """One row for each side that spoke or is quoted."""
    return [
        {
            "id": stable_id("account", call.id, account.side),
            "call": call.id,
            "side": account.side[:16],
            "official": account.official,
            "article": account.articles[0][:96],
            "published": account.published,
            "body": account.model_dump(mode="json"),
        }
        for account in call.accounts
    ]


def commitment_rows(call: Call) -> list[Row]:
    """One row for each commitment of the call."""
    return [
        {
            "id": one.id,
            "call": call.id,
            "thread": one.thread,
            "actor": "+".join(one.actor)[:96],
            "kind": one.kind.value,
            "modality": one.modality.value,
            "asserted_by": "+".join(one.claimed_by)[:16],
            "state": acknowledgement(call, one),
            "published": one.published,
            "body": one.model_dump(mode="json"),
        }
        for one in call.commitments
    ]


def acknowledgement(call: Call, one: Undertaking) -> str:
    """What the sides' own texts make of a commitment: ``acknowledged`` by two, ``contradicted``, ``omitted`` by
    the other side, or ``claimed`` as long as that cannot be told."""
    states = [
        state
        for cell in call.cells
        if cell.subject == one.subject and cell.kind == one.kind.value
        for state in cell.states.values()
    ]
    if CellState.CONTRADICTED in states:
        return "contradicted"
    if states and all(state is CellState.ASSERTED for state in states):
        return "acknowledged"
    return "omitted" if CellState.OMITTED in states else "claimed"


def conflict_rows(call: Call) -> list[Row]:
    """One row for each conflict of the call."""
    return [
        {
            "id": one.summary.id,
            "call": call.id,
            "kind": one.summary.kind.value,
            "grade": one.summary.grade,
            "provisional": one.summary.provisional,
            "withdrawn": one.withdrawn,
            "claimed_by": one.summary.claimed_by[:16] if one.summary.claimed_by else None,
            "by": one.summary.by[:16] if one.summary.by else None,
            "topic": one.summary.topic,
            "severity": one.summary.severity,
            "due_at": one.due_at,
            "body": one.model_dump(mode="json"),
        }
        for one in call.conflicts
    ]


def decision_row(decision: Decision, applied_at: datetime | None) -> Row:
    """A decision by hand; `applied_at` is None until reconcile has done it."""
    return {
        "id": decision.id,
        "kind": decision.kind,
        "body": decision.model_dump(mode="json"),
        "decided_at": decision.decided_at,
        "applied_at": applied_at,
    }


def writes_of(changes: Changes, stored: Mapping[str, set[str]]) -> tuple[Write, ...]:
    """The writes that make the tables say what `changes` says.

    `stored` are the ids of the rows that hang on the changed calls now, by table.
    """
    hanging: dict[str, list[Row]] = {
        "accounts": [row for call in changes.calls for row in account_rows(call)],
        "commitments": [row for call in changes.calls for row in commitment_rows(call)],
        "conflicts": [row for call in changes.calls for row in conflict_rows(call)],
    }
    aliases = [{"alias": alias, "call": call.id} for call in changes.calls for alias in call.summary.aliases]
    writes: list[Write] = [Upsert("calls", tuple(call_row(call) for call in changes.calls))]
    for table, rows in hanging.items():
        stale = sorted(stored.get(table, set()) - {str(row["id"]) for row in rows})
        writes.append(Delete(table, tuple({"id": ident} for ident in stale)))
        writes.append(Upsert(table, tuple(rows)))
    writes += [
        Delete("calls", tuple({"id": ident} for ident in changes.gone)),
        Upsert("call_aliases", tuple(aliases)),
        Upsert("reports", tuple(report_row(report, joined) for report, joined in changes.joined)),
    ]
    return tuple(write for write in writes if (write.rows if isinstance(write, Upsert) else write.keys))
