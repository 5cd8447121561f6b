"""`readout merge` and `readout split`: deciding by hand which reports are of one call."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from consumers.reconcile import by_hand
from readout.commands.common import Invocation, database_of, out, pass_invocation

_WHEN = "The reconcile stage does it within seconds where `readout run` is at work, else when it next runs."


@click.command(epilog="Example: readout merge 2026-02-04-chn-usa 2026-02-05-chn-usa")
@click.argument("calls", metavar="CALL CALL...", nargs=-1, required=True)
@pass_invocation
def merge(invocation: Invocation, calls: tuple[str, ...]) -> None:
    """Say that these are one call. The decision is remembered and never undone by the machine."""
    now = datetime.now(UTC)
    with database_of(invocation.existing()) as database:
        with database.reading() as connection:
            write = by_hand.merge(connection, calls, now)
        database.apply([write], at=now)
    out.print(f"{' and '.join(dict.fromkeys(calls))} are to be one call. {_WHEN}")


@click.command(epilog="Example: readout split 2026-02-04-chn-usa https://news.example/another-call")
@click.argument("call")
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True)
@pass_invocation
def split(invocation: Invocation, call: str, reports: tuple[str, ...]) -> None:
    """Take reports out of a call, to be a call of their own.

    REPORT is the address of the article, or its id or reference as `readout call CALL --json` shows it. The decision
    is remembered and never undone by the machine.
    """
    now = datetime.now(UTC)
    with database_of(invocation.existing()) as database:
        with database.reading() as connection:
            write = by_hand.split(connection, call, reports, now)
        database.apply([write], at=now)
    out.print(f"{len(reports)} of its articles are to leave {call}. {_WHEN}")
