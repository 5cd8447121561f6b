"""`readout calls`, `call`, `commitments`, `conflicts`: what has been found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import click

from consumers.reconcile.ledger import LineState, ledger
from consumers.reconcile.queries import all_calls, call_by_id, promises
from consumers.reconcile.view import Call
from pipeline.errors import NotFound
from pipeline.records import CommitmentKind
from readout.callview import calls_table, conflicts_table, ledger_table, print_call
from readout.commands.common import Invocation, database_of, json_option, out, pass_invocation, print_json


def selected(
    invocation: Invocation, country: str | None, since: datetime | None, until: datetime | None
) -> list[Call]:
    """The calls that fit, the latest first; those without a date come last."""
    with database_of(invocation.existing()) as database, database.reading() as connection:
        calls = [call for call in all_calls(connection) if _fits(call, country, since, until)]
    return sorted(calls, key=lambda call: (call.date.start if call.date else date.min, call.id), reverse=True)


def _fits(call: Call, country: str | None, since: datetime | None, until: datetime | None) -> bool:
    if country is not None and country.upper() not in call.parties:
        return False
    if since is not None and (call.date is None or call.date.end < since.date()):
        return False
    return until is None or (call.date is not None and call.date.start <= until.date())


_country = click.option("--country", help="Only calls with this side (ISO 3166-1 alpha-3, EU, UN, NATO).")
_since = click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only calls on or after this day.")
_until = click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Only calls on or before this day.")


@click.command(epilog="Example: readout calls --country CHN --since 2026-01-01")
@_country
@_since
@_until
@json_option
@pass_invocation
def calls(
    invocation: Invocation, country: str | None, since: datetime | None, until: datetime | None, as_json: bool
) -> None:
    """List the calls found, the latest first."""
    found = selected(invocation, country, since, until)
    if as_json:
        _print(found)
    elif found:
        out.print(calls_table(found))
    else:
        out.print("No calls.")


@click.command(epilog="Example: readout call 2026-02-04-chn-usa")
@click.argument("ident", metavar="ID")
@json_option
@pass_invocation
def call(invocation: Invocation, ident: str, as_json: bool) -> None:
    """Show one call: both sides' accounts, commitments, conflicts, and the words they rest on."""
    with database_of(invocation.existing()) as database, database.reading() as connection:
        found = call_by_id(connection, ident)
    if found is None:
        raise NotFound(f"there is no call {ident}; see `readout calls`")
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        print_call(out, found)


@click.command(epilog="Example: readout commitments --actor CHN --state revised")
@click.option("--actor", help="Only commitments of this side (ISO 3166-1 alpha-3, EU, UN, NATO).")
@click.option("--beneficiary", help="Only commitments to this side.")
@click.option("--kind", type=click.Choice([kind.value for kind in CommitmentKind]), help="Only this kind.")
@click.option("--state", type=click.Choice([state.value for state in LineState]), help="Only what became this.")
@json_option
@pass_invocation
def commitments(
    invocation: Invocation,
    actor: str | None,
    beneficiary: str | None,
    kind: str | None,
    state: str | None,
    as_json: bool,
) -> None:
    """List commitments as they went on from call to call, the one spoken of last first."""
    with database_of(invocation.existing()) as database, database.reading() as connection:
        lines = [
            line
            for line in ledger(promises(connection))
            if (actor is None or actor.upper() in line.actor)
            and (beneficiary is None or beneficiary.upper() in line.beneficiary)
            and (kind is None or line.kind == kind)
            and (state is None or line.state == state)
        ]
    if as_json:
        print_json([line.model_dump(mode="json") for line in lines])
    elif lines:
        out.print(ledger_table(lines))
    else:
        out.print("No commitments.")


@click.command(epilog="Example: readout conflicts --country CHN")
@_country
@_since
@_until
@json_option
@pass_invocation
def conflicts(
    invocation: Invocation, country: str | None, since: datetime | None, until: datetime | None, as_json: bool
) -> None:
    """List where the two sides' accounts differ."""
    found = [one for one in selected(invocation, country, since, until) if one.conflicts]
    if as_json:
        print_json([{"call": one.id, **c.model_dump(mode="json")} for one in found for c in one.conflicts])
    elif found:
        out.print(conflicts_table(found))
    else:
        out.print("No conflicts.")


def _print(found: Sequence[Call]) -> None:
    print_json([one.model_dump(mode="json") for one in found])
