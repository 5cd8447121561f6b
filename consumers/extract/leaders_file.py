"""Changes of leaders written into the text of `leaders.toml`, whose comments and hand edits stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Key, Table

from consumers.extract.wikidata import Change, ChangeKind
from pipeline.errors import NotFound


def apply(document: str, changes: Iterable[Change]) -> str:
    """The text of `leaders.toml` with the changes made; unclear ones change nothing.

    A new leader goes to the end of the file, with a guessed surname that is marked common until somebody looks
    at it. Raises `NotFound` if a leader to be changed is not in the document.
    """
    toml = tomlkit.parse(document)
    leaders = toml.get("leader")
    if not isinstance(leaders, AoT):
        raise NotFound("the document has no [[leader]] entries")
    for change in changes:
        if change.kind is ChangeKind.NEW_LEADER:
            _part(leaders)
            leaders.append(_new_leader(change))
        elif change.kind is not ChangeKind.UNCLEAR:
            _edit(_entry(leaders, change.name), change)
    return tomlkit.dumps(toml)


def _part(leaders: AoT) -> None:
    """A blank line after the last entry."""
    offices: Any = leaders[-1]["office"]
    offices[-1].add(tomlkit.nl())


def _new_leader(change: Change) -> Table:
    entry = tomlkit.table()
    entry["name"] = change.name
    entry["qid"] = change.qid
    entry["surname"] = change.name.split()[-1]
    entry["common_surname"] = True
    entry["country"] = change.country
    offices = tomlkit.aot()
    offices.append(_office(change))
    entry["office"] = offices
    return entry


def _office(change: Change, *, home: str | None = None) -> Table:
    office = tomlkit.table()
    office["title"] = change.title
    if home is not None and home != change.country:
        office["country"] = change.country
    office["from"] = change.start
    if change.end is not None:
        office["to"] = change.end
    return office


def _entry(leaders: AoT, name: str) -> Table:
    for entry in leaders:
        if isinstance(entry, Table) and entry.get("name") == name:
            return entry
    raise NotFound(f"leader {name!r} is not in the document")


def _edit(entry: Table, change: Change) -> None:
    offices: Any = entry["office"]
    if change.kind is ChangeKind.IDENTIFIED:
        entry["qid"] = change.qid
    elif change.kind is ChangeKind.NEW_OFFICE:
        office = _office(change, home=str(entry["country"]))
        office.value.body.extend(_cut_tail(offices[-1]))
        offices.append(office)
    else:
        term = next(office for office in offices if office["from"] == change.start and "to" not in office)
        tail = _cut_tail(term)
        term["to"] = change.end
        term.value.body.extend(tail)


def _cut_tail(table: Table) -> list[tuple[Key | None, Item]]:
    """Take off the blank lines and comments after the last key: they belong to what comes next."""
    body = table.value.body
    tail: list[tuple[Key | None, Item]] = []
    while body and body[-1][0] is None:
        tail.insert(0, body.pop())
    return tail


def _extend(table: Table, tail: list[tuple[Key | None, Item]]) -> None:
    table.value.body.extend(tail)
