"""The result of `readout evaluate`, for a terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from readout.commands.common import shown
from readout.evaluation import ErrorClass, Evaluation, Sheet, Slip, Tally

_LONGEST_EVIDENCE = 160


def print_evaluation(console: Console, result: Evaluation, misses: int) -> None:
    """The tables: overall, by source kind, by error class; then the gravest errors."""
    number = sum(result.documents.values())
    console.print(_sheet_table(f"Overall, {number} documents", result.overall))
    for kind, sheet in result.by_kind.items():
        console.print()
        console.print(_sheet_table(f"{kind}, {result.documents[kind]} documents", sheet))
    console.print()
    console.print(_error_table(result.slips))
    if misses and result.slips:
        console.print()
        console.print(_slip_table(result.slips, misses))


def evaluation_json(result: Evaluation, misses: int) -> dict[str, Any]:
    """The same as an object; figures are rounded to three places."""
    counts = Counter(slip.error for slip in result.slips)
    return {
        "overall": _sheet(result.overall),
        "by_kind": {
            kind.value: {"documents": result.documents[kind], **_sheet(sheet)}
            for kind, sheet in result.by_kind.items()
        },
        "errors": {error.value: counts[error] for error in ErrorClass if counts[error]},
        "misses": [
            {
                "error": slip.error,
                "id": slip.document,
                "labelled": slip.labelled,
                "found": slip.found,
                "evidence": slip.evidence,
            }
            for slip in result.slips[:misses]
        ],
    }


def _sheet(sheet: Sheet) -> dict[str, dict[str, float]]:
    return {measure: _row(tally) for measure, tally in sheet.items()}


def _row(tally: Tally) -> dict[str, float]:
    return {
        "precision": round(tally.precision, 3),
        "recall": round(tally.recall, 3),
        "f1": round(tally.f1, 3),
        "found": tally.found,
        "missed": tally.missed,
        "spurious": tally.spurious,
        **{name: round(share, 3) for name, share in tally.shares.items()},
    }


def _sheet_table(title: str, sheet: Sheet) -> Table:
    return _table(
        title,
        ("", "precision", "recall", "F1", "found", "missed", "spurious", "right among the found"),
        [
            (
                measure,
                f"{tally.precision:.3f}",
                f"{tally.recall:.3f}",
                f"{tally.f1:.3f}",
                tally.found,
                tally.missed,
                tally.spurious,
                ", ".join(f"{name} {share:.3f}" for name, share in tally.shares.items()),
            )
            for measure, tally in sheet.items()
        ],
    )


def _error_table(slips: Sequence[Slip]) -> Table:
    counts = Counter(slip.error for slip in slips)
    return _table(
        "Errors by class",
        ("class", "errors", "documents"),
        [
            (error, counts[error], len({slip.document for slip in slips if slip.error is error}))
            for error in ErrorClass
            if counts[error]
        ],
    )


def _slip_table(slips: Sequence[Slip], most: int) -> Table:
    return _table(
        f"The {min(most, len(slips))} gravest of {len(slips)} errors",
        ("class", "document", "labelled", "found", "evidence"),
        [(s.error, s.document, s.labelled, s.found, s.evidence[:_LONGEST_EVIDENCE]) for s in slips[:most]],
    )


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row))
    return table
