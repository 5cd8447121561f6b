"""`readout migrate`: make the back ends ready for this version."""

from __future__ import annotations

import click

from readout.commands.common import Invocation, database_of, log_of, out, pass_invocation


@click.command(epilog="Example: readout migrate")
@pass_invocation
def migrate(invocation: Invocation) -> None:
    """Bring the database's schema up to date and create missing topics.

    Every other command does the same when it starts; this one does nothing else, for a deployment that wants it done
    once, before its services start.
    """
    with database_of(invocation.settings), log_of(invocation.settings):
        out.print("The database's schema and the topics are up to date.")
