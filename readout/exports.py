"""What `readout export` writes: rows read from the database, one for each line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from consumers.reconcile import exports
from consumers.reconcile.ledger import Line
from consumers.reconcile.queries import all_calls
from pipeline.store.schema import articles


def stories(database: Connection) -> Iterator[dict[str, Any]]:
    """Every document with the story that it belongs to: documents of one story are copies of one text."""
    seen: set[tuple[str, str]] = set()
    for row in database.execute(select(articles.c.ref, articles.c.story).order_by(articles.c.ref, articles.c.id)):
        if (row.ref, row.story) not in seen:
            seen.add((row.ref, row.story))
            yield {"id": row.ref, "story": row.story}


def joins(database: Connection) -> Iterator[dict[str, Any]]:
    """Every document that reports a call, with the calls that it reports.

    A copy was not read again: it reports the calls of the text that it is a copy of.
    """
    reported = {line.id: line.calls for line in exports.joins(all_calls(database))}
    columns = (articles.c.ref, articles.c.story, articles.c.version)
    read = database.execute(select(*columns).where(articles.c.emitted)).all()
    model = {(row.story, row.version): row.ref for row in read if row.ref in reported}
    found = {ident: dict.fromkeys(calls) for ident, calls in reported.items()}
    for row in database.execute(select(*columns).where(articles.c.emitted.is_(False))):
        if (row.story, row.version) in model:
            found.setdefault(row.ref, {}).update(dict.fromkeys(reported[model[row.story, row.version]]))
    for ident in sorted(found):
        yield {"id": ident, "calls": list(found[ident])}


def readouts(database: Connection) -> Iterator[dict[str, Any]]:
    """Every call of which a side's own text is in hand, with what each side's text says of it."""
    for readout in exports.readouts(all_calls(database)):
        yield readout.model_dump(mode="json")


LEDGER_COLUMNS = (
    "id",
    "actor",
    "beneficiary",
    "kind",
    "object",
    "state",
    "modality",
    "figures",
    "deadline",
    "claimed_by",
    "acknowledged",
    "first",
    "last",
    "calls",
    "evidence",
    "source",
    "url",
)


def ledger_row(line: Line) -> dict[str, Any]:
    """A line of the ledger as one flat row; several values are joined by semicolons."""
    return {
        "id": line.id,
        "actor": "; ".join(line.actor),
        "beneficiary": "; ".join(line.beneficiary),
        "kind": line.kind.value,
        "object": line.object or line.subject,
        "state": line.state.value,
        "modality": line.modality.value,
        "figures": "; ".join(line.figures),
        "deadline": line.entries[-1].deadline or "",
        "claimed_by": "; ".join(line.claimed_by),
        "acknowledged": line.acknowledged,
        "first": line.first.isoformat(),
        "last": line.last.isoformat(),
        "calls": "; ".join(dict.fromkeys(entry.call for entry in line.entries)),
        "evidence": line.entries[-1].quote.evidence.exact,
        "source": line.entries[-1].quote.source,
        "url": line.entries[-1].quote.url or "",
    }
