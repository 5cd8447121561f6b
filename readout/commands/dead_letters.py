"""`readout dead-letters`: what could not be handled, why, and trying it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import click
from sqlalchemy import select

from pipeline.errors import NotFound
from pipeline.log.base import EventLog, Outgoing
from pipeline.records import DeadLetter, decode
from pipeline.stage import Upsert
from pipeline.store import schema
from pipeline.store.database import Database
from pipeline.topics import DEAD_LETTERS
from readout.commands.common import (
    Invocation,
    database_of,
    json_option,
    log_of,
    out,
    pass_invocation,
    print_json,
    print_table,
    shown,
)

_PAGE = 500


@click.group("dead-letters", epilog="Example: readout dead-letters list --reason not-json")
def dead_letters() -> None:
    """Records that a stage could not handle, with the reason."""


@dead_letters.command("list", epilog="Example: readout dead-letters list --stage articles --json")
@click.option("--stage", help="Only those of this stage.")
@click.option("--reason", help="Only those with this reason.")
@json_option
@pass_invocation
def list_(invocation: Invocation, stage: str | None, reason: str | None, as_json: bool) -> None:
    """List dead letters, the oldest first."""
    settings = invocation.existing()
    with log_of(settings) as log, database_of(settings) as database:
        retried = _retried(database)
        found = [
            letter
            for letter in _letters(log)
            if (stage is None or letter.stage == stage) and (reason is None or letter.reason == reason)
        ]
    if as_json:
        print_json([{**letter.model_dump(mode="json"), "retried": letter.id in retried} for letter in found])
        return
    print_table(
        f"{len(found)} dead letters",
        ("id", "stage", "at", "reason", "detail", "retried"),
        [(x.id, x.stage, x.at, x.reason, x.detail[:80], "yes" if x.id in retried else "") for x in found],
        empty="No dead letters.",
    )


@dead_letters.command(epilog="Example: readout dead-letters show 5f3a…")
@click.argument("ident", metavar="ID")
@json_option
@pass_invocation
def show(invocation: Invocation, ident: str, as_json: bool) -> None:
    """Show one dead letter with its record. The start of the id is enough."""
    with log_of(invocation.existing()) as log:
        [letter] = _find(log, (ident,))
    if as_json:
        print_json(letter.model_dump(mode="json"))
        return
    for name, value in letter.model_dump().items():
        out.print(f"{name:15} {shown(value)}")


@dead_letters.command(epilog="Example: readout dead-letters retry --all")
@click.argument("idents", metavar="[ID]...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Retry all that have not been retried yet.")
@pass_invocation
def retry(invocation: Invocation, idents: tuple[str, ...], every: bool) -> None:
    """Put records back on the topic they came from, to be handled again."""
    if bool(idents) == every:
        raise click.UsageError("name the dead letters to retry, or say --all")
    settings = invocation.existing()
    with log_of(settings) as log, database_of(settings) as database:
        retried = _retried(database)
        chosen = [x for x in _letters(log) if x.id not in retried] if every else _find(log, idents)
        producer = log.producer()
        producer.append([Outgoing(x.topic, x.key, x.payload.encode()) for x in chosen])
        producer.close()
        now = datetime.now(UTC)
        rows = tuple({"id": letter.id, "retried_at": now} for letter in chosen)
        database.apply([Upsert("dead_letter_retries", rows)], at=now)
    out.print(f"{len(chosen)} put back to be handled again")


def _letters(log: EventLog) -> Iterator[DeadLetter]:
    seen: dict[int, int] = {}
    while page := log.read(DEAD_LETTERS.name, _PAGE, after=seen):
        for message in page:
            seen[message.partition] = message.offset
            yield decode(DeadLetter, message.value)


def _find(log: EventLog, idents: tuple[str, ...]) -> list[DeadLetter]:
    letters = list(_letters(log))
    found = []
    for ident in idents:
        fitting = [letter for letter in letters if letter.id.startswith(ident)]
        if len(fitting) != 1:
            said = "no dead letter has" if not fitting else f"{len(fitting)} dead letters have"
            raise NotFound(f"{said} an id that starts with {ident}; see `readout dead-letters list`")
        found += fitting
    return found


def _retried(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.execute(select(schema.dead_letter_retries.c.id)).scalars())
