"""`readout status` and `readout audit`: how the service is doing, and whether anything is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import func, select

from pipeline.store import schema
from pipeline.store.database import Database
from pipeline.topics import FLOWS
from readout.audit import Audit, Fate
from readout.audit import audit as account_for
from readout.commands.common import (
    Invocation,
    ago,
    database_of,
    err,
    json_option,
    log_of,
    out,
    pass_invocation,
    print_json,
    print_table,
)


@click.command(epilog="Example: readout status --json")
@json_option
@pass_invocation
def status(invocation: Invocation, as_json: bool) -> None:
    """Show each stage and feed: last success, lag, counts and failures."""
    settings = invocation.existing()
    now = datetime.now(UTC)
    with log_of(settings) as log, database_of(settings) as database:
        stages = _stages(database)
        for flow in FLOWS:
            lag = log.lag(flow.stage, [flow.reads.name])
            row = stages.setdefault(flow.stage, dict.fromkeys(_STAGE_FIELDS))
            row["lag"] = sum(part.messages for part in lag)
            row["oldest_at"] = min((part.oldest for part in lag if part.oldest), default=None)
        feeds = _feeds(database)
        counts = _counts(database)
    if as_json:
        print_json({"at": now, "stages": stages, "feeds": feeds, "counts": counts})
        return
    print_table(
        "Stages",
        ("stage", "last success", "lag", "oldest waiting", "handled", "dead letters", "failures", "last failure"),
        [
            (
                name,
                ago(row["last_success_at"], now),
                row["lag"],
                ago(row["oldest_at"], now) if row["oldest_at"] else "-",
                row["handled"] or 0,
                row["rejected"] or 0,
                row["failures"] or 0,
                row["last_failure"],
            )
            for name, row in stages.items()
        ],
        empty="No stage has run yet.",
    )
    print_table(
        "Feeds",
        ("feed", "last success", "last entry", "outcome", "failures", "next poll", "detail"),
        [
            (
                row["id"],
                ago(row["last_success_at"], now),
                ago(row["last_entry_at"], now),
                row["outcome"],
                row["failures"],
                row["next_poll_at"],
                row["detail"],
            )
            for row in feeds
        ],
        empty="No feed has been polled yet.",
    )
    out.print(", ".join(f"{number} {name}" for name, number in counts.items()))


@click.command(epilog="Example: readout audit")
@json_option
@pass_invocation
def audit(invocation: Invocation, as_json: bool) -> int:
    """Account for every entry that the log retains: handled, put aside with a reason, in flight, or lost.

    May be asked while the service runs. Exit code 1: something is lost.
    """
    settings = invocation.existing()
    columns = (TextColumn("{task.description}"), TextColumn("{task.completed} messages"), TimeElapsedColumn())
    with log_of(settings) as log, database_of(settings) as database, Progress(*columns, console=err) as progress:
        task = progress.add_task("looking at entries", total=None)
        found = account_for(log, database, lambda messages: progress.update(task, completed=messages))
    if as_json:
        print_json(
            {
                "entries": found.entries,
                "repeated": found.repeated,
                **{fate.value: number for fate, number in found.fates.items()},
                "lost_entries": [
                    {"id": one.entry, "partition": one.place.partition, "offset": one.offset} for one in found.lost
                ],
            }
        )
    else:
        _print_audit(found)
    return 1 if found.lost else 0


def _print_audit(found: Audit) -> None:
    words = " + ".join(f"{number} {fate.replace('_', ' ')}" for fate, number in found.fates.items())
    out.print(f"{found.entries} entries = {words}")
    if found.repeated:
        out.print(f"{found.repeated} messages repeat an entry and change nothing")
    if not found.lost:
        out.print("Every entry is accounted for.")
        return
    print_table(
        f"{found.fates[Fate.LOST]} entries are LOST",
        ("entry", "partition", "offset"),
        [(one.entry, one.place.partition, one.offset) for one in found.lost[:_LOST_SHOWN]],
        empty="",
    )


_LOST_SHOWN = 50
_STAGE_FIELDS = ("last_success_at", "handled", "rejected", "failures", "last_failure_at", "last_failure")


def _stages(database: Database) -> dict[str, dict[str, Any]]:
    """One row a stage; the workers of a stage are added up."""
    found: dict[str, dict[str, Any]] = {flow.stage: dict.fromkeys(_STAGE_FIELDS) for flow in FLOWS}
    with database.reading() as connection:
        rows = connection.execute(select(schema.stage_progress)).mappings().all()
    for row in rows:
        total = found.setdefault(row["stage"], dict.fromkeys(_STAGE_FIELDS))
        for name in ("handled", "rejected", "failures"):
            total[name] = (total[name] or 0) + row[name]
        if row["last_success_at"] and (
            not total["last_success_at"] or row["last_success_at"] > total["last_success_at"]
        ):
            total["last_success_at"] = row["last_success_at"]
        if row["last_failure_at"] and (
            not total["last_failure_at"] or row["last_failure_at"] > total["last_failure_at"]
        ):
            total["last_failure_at"], total["last_failure"] = row["last_failure_at"], row["last_failure"]
    return found


def _feeds(database: Database) -> list[dict[str, Any]]:
    columns = [column for column in schema.feeds.c if column.name != "body"]
    with database.reading() as connection:
        rows = connection.execute(select(*columns).order_by(schema.feeds.c.id)).mappings().all()
    # SQLAlchemy's names are a kind of text that JSON can't have as keys.
    return [{str(name): value for name, value in row.items()} for row in rows]


def _counts(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one())
            for name in ("articles", "reports", "calls", "commitments", "conflicts", "notifications")
        }
