"""The exports: which documents report which call, and the two sides laid side by side, in the form of `PAIRS.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from consumers.reconcile.view import Call, CellState
from pipeline.records import Participant, Quote, Value


class Joins(Value):
    """One line of `readout export joins`: a document and the calls that it reports."""

    id: str
    """The name its source gave the document."""
    calls: tuple[str, ...]


class ComparedCell(Value):
    """One row of the matrix."""

    what: str
    kind: str
    actor: tuple[str, ...]
    states: Mapping[str, CellState]
    evidence: Mapping[str, str | None]


class Readout(Value):
    """One line of `readout export readouts`: a call and what each side's own text says of it."""

    call: str
    date: str | None
    """The first day of the call."""
    participants: tuple[Participant, ...]
    sides: Mapping[str, tuple[str, ...]]
    """By side, the documents that its account is taken from."""
    topics: Mapping[str, tuple[str, ...]]
    cells: tuple[ComparedCell, ...]


def joins(calls: Iterable[Call]) -> tuple[Joins, ...]:
    """One line for each document that reports a call, by document."""
    found: dict[str, list[str]] = {}
    for call in calls:
        for report in call.reports:
            found.setdefault(report.ref, []).append(call.id)
    return tuple(Joins(id=ref, calls=tuple(dict.fromkeys(found[ref]))) for ref in sorted(found))


def readouts(calls: Iterable[Call]) -> Iterator[Readout]:
    """One line for each call of which some side's own text is in hand."""
    for call in calls:
        accounts = [account for account in call.accounts if account.official]
        if not accounts:
            continue
        yield Readout(
            call=call.id,
            date=call.date.start.isoformat() if call.date else None,
            participants=call.summary.participants,
            sides={account.side: account.articles for account in accounts},
            topics={account.side: account.topics for account in accounts},
            cells=tuple(
                ComparedCell(
                    what=cell.what,
                    kind=cell.kind,
                    actor=cell.actor,
                    states=cell.states,
                    evidence={side: _words(quote) for side, quote in cell.evidence.items()},
                )
                for cell in call.cells
            ),
        )


def _words(quote: Quote | None) -> str | None:
    return quote.evidence.exact if quote is not None else None
