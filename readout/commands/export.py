"""`readout export`: what has been found, for other programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import click
import orjson

from consumers.reconcile.ledger import ledger
from consumers.reconcile.queries import promises
from readout import exports
from readout.commands.common import F, Invocation, database_of, pass_invocation


def _format_option(command: F) -> F:
    return click.option(
        "--format",
        "form",
        type=click.Choice(["json", "csv"]),
        default="json",
        show_default=True,
        help="JSON lines, or a table with a header line.",
    )(command)


@click.group("export", epilog="Example: readout export commitments --format csv > commitments.csv")
def export() -> None:
    """Write what has been found to standard output, one JSON object a line, or as CSV."""


@export.command("stories", epilog="Example: readout export stories > stories.jsonl")
@_format_option
@pass_invocation
def stories(invocation: Invocation, form: str) -> None:
    """Every document and its story; documents of one story are copies of one text.

    Columns: id (as the source names the document), story.
    """
    with database_of(invocation.existing()) as database, database.reading() as connection:
        _write(exports.stories(connection), form, ("id", "story"))


@export.command("joins", epilog="Example: readout export joins > joins.jsonl")
@pass_invocation
def joins(invocation: Invocation) -> None:
    """Every document that reports a call, and the calls that it reports.

    Keys: id (as the source names the document), calls (their ids).
    """
    with database_of(invocation.existing()) as database, database.reading() as connection:
        _write(exports.joins(connection))


@export.command("readouts", epilog="Example: readout export readouts > readouts.jsonl")
@pass_invocation
def readouts(invocation: Invocation) -> None:
    """Every call of which a side's own text is in hand, and what each side's text says of it.

    Keys: call, date (its first day), participants, sides (the documents of each side), topics (by side), cells (one
    for each matter: what, kind, actor, the state of each side, and the words of each side or null).
    """
    with database_of(invocation.existing()) as database, database.reading() as connection:
        _write(exports.readouts(connection))


@export.command("commitments", epilog="Example: readout export commitments --format csv > commitments.csv")
@_format_option
@pass_invocation
def commitments(invocation: Invocation, form: str) -> None:
    """The ledger: every commitment, with what became of it.

    JSON has each call's entry in full; CSV has one line for each commitment, with the words of the latest entry.
    """
    with database_of(invocation.existing()) as database, database.reading() as connection:
        lines = ledger(promises(connection))
    if form == "csv":
        _write((exports.ledger_row(line) for line in lines), form, exports.LEDGER_COLUMNS)
    else:
        _write(line.model_dump(mode="json") for line in lines)


def _write(rows: Iterable[Mapping[str, Any]], form: str = "json", columns: Iterable[str] = ()) -> None:
    if form == "csv":
        writer = csv.DictWriter(sys.stdout, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    else:
        for row in rows:
            sys.stdout.buffer.write(orjson.dumps(row) + b"\n")
    sys.stdout.flush()


def _cell(value: object) -> object:
    """Texts come from the net: one that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
