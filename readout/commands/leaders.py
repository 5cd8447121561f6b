"""`readout leaders`: who leads what, and keeping it current."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from consumers.extract.gazetteer import Gazetteer, load
from consumers.extract.leaders_file import apply
from consumers.extract.wikidata import Change, ChangeKind, fetch_changes
from readout.commands.common import (
    Invocation,
    database_of,
    err,
    json_option,
    out,
    pass_invocation,
    print_json,
    print_table,
)
from readout.unknown_leaders import Unknown, unknown_leaders


@click.group("leaders", epilog="Example: readout leaders list --country FRA")
def leaders() -> None:
    """Who leads which country or organisation, in config/leaders.toml."""


@leaders.command("list", epilog="Example: readout leaders list --country DEU --on 2021-12-01 --json")
@click.option("--country", help="Only this country (ISO 3166-1 alpha-3) or EU, UN, NATO.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="In office on this day. [default: today]")
@json_option
@pass_invocation
def list_(invocation: Invocation, country: str | None, on: datetime | None, as_json: bool) -> None:
    """List who is in office, by country."""
    day = on.date() if on else _today()
    terms = [
        (office, leader)
        for leader in _gazetteer(invocation.config).in_office(day)
        for office in leader.offices_on(day)
        if country is None or office.country == country.upper()
    ]
    terms.sort(key=lambda term: (term[0].country, term[0].title, term[1].name))
    if as_json:
        print_json(
            [
                {
                    "country": office.country,
                    "title": office.title,
                    "name": leader.name,
                    "qid": leader.qid,
                    "from": office.start,
                    "to": office.end,
                    "spellings": leader.spellings,
                }
                for office, leader in terms
            ]
        )
        return
    print_table(
        f"{len(terms)} offices on {day}",
        ("country", "title", "name", "from", "to", "Wikidata"),
        [(o.country, o.title, x.name, o.start, o.end, x.qid) for o, x in terms],
        empty=f"Nobody is known to be in office there on {day}.",
    )


@leaders.command("unknown", epilog="Example: readout leaders unknown --least 5")
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Only names that at least this many stories have.",
)
@json_option
@pass_invocation
def unknown(invocation: Invocation, least: int, as_json: bool) -> None:
    """List people with a leader's title, seen in reports of calls, whom config/leaders.toml lacks."""
    with database_of(invocation.existing()) as database, database.reading() as connection:
        found = [one for one in unknown_leaders(connection) if one.stories >= least]
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    print_table(
        f"{len(found)} names that are not in the list of leaders",
        ("name", "country", "title", "stories", "last seen", "for example"),
        [(x.name, x.country, ", ".join(x.titles), x.stories, x.last_seen, _example(x)) for x in found],
        empty="No unknown leaders.",
    )


@leaders.command("update", epilog="Example: readout leaders update --write")
@click.option("--write", is_flag=True, help="Write the changes into config/leaders.toml.")
@json_option
@pass_invocation
def update(invocation: Invocation, write: bool, as_json: bool) -> None:
    """Show what Wikidata would change in config/leaders.toml; needs the network.

    What is unclear is shown for a person to look at, and never written.
    """
    from readout.sparql import ask

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        progress.add_task("asking Wikidata", total=None)
        changes = fetch_changes(_gazetteer(invocation.config), ask, _today())
    _show(changes, as_json)
    certain = [change for change in changes if change.kind is not ChangeKind.UNCLEAR]
    if write and certain:
        write_changes(invocation.config, certain)
        err.print(f"{len(certain)} changes written to {invocation.config / 'leaders.toml'}")
    elif certain:
        err.print(f"{len(certain)} changes; write them with --write")


def write_changes(config: Path, changes: Sequence[Change]) -> None:
    """Make the changes in `leaders.toml` of that directory. It is replaced only by a file that can be read.

    Raises `SettingsError`.
    """
    path = config / "leaders.toml"
    draft = path.with_name(path.name + ".new")
    draft.write_text(apply(path.read_text(encoding="utf-8"), changes), encoding="utf-8")
    try:
        load(draft, config / "countries.toml")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _show(changes: Sequence[Change], as_json: bool) -> None:
    if as_json:
        print_json(
            [
                {
                    "kind": change.kind.value,
                    "country": change.country,
                    "title": change.title,
                    "name": change.name,
                    "qid": change.qid,
                    "from": change.start,
                    "to": change.end,
                    "note": change.note,
                }
                for change in changes
            ]
        )
    elif changes:
        for change in changes:
            out.print(str(change))
    else:
        out.print("The list of leaders agrees with Wikidata.")


def _example(found: Unknown) -> str:
    first = found.examples[0]
    return f"{first.title} ({first.source})"


def _gazetteer(config: Path) -> Gazetteer:
    return load(config / "leaders.toml", config / "countries.toml")


def _today() -> date:
    return datetime.now(UTC).date()
