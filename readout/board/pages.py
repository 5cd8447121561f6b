"""Pages from what was found: Jinja templates with escaping always on, and the same as JSON values."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from consumers.notify.clean import clean, clean_url
from consumers.notify.render import day
from consumers.reconcile.ledger import Line
from consumers.reconcile.view import Call, CellState
from pipeline.records import CommitmentKind, ConflictKind, Quantity
from readout.board.queries import FoundConflict, Page

HERE = Path(__file__).parent

STATES: Mapping[CellState, tuple[str, str]] = {
    CellState.ASSERTED: ("says so", "said"),
    CellState.OMITTED: ("does not mention it", "omitted"),
    CellState.CONTRADICTED: ("says otherwise", "contradicted"),
    CellState.DENIED: ("denies it", "denied"),
    CellState.NO_ACCOUNT: ("no account yet", "none"),
}
"""What a cell of the matrix reads, and its class in the style sheet."""


class Pages:
    """Draws pages. `countries` maps codes to names."""

    def __init__(self, countries: Mapping[str, str]) -> None:
        self._countries = countries
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "plain": lambda text: clean(str(text)),
            "web": clean_url,
            "country": self._country,
            "first_side": self._first_side,
            "day": day,
            "moment": _moment,
            "quantity": _quantity,
            "query": lambda changes, old: "?" + urlencode({**old, **changes}),
        }
        self._environment.globals |= {
            "conflict_kinds": [kind.value for kind in ConflictKind],
            "commitment_kinds": [kind.value for kind in CommitmentKind],
            "states": {state.value: words for state, words in STATES.items()},
        }

    def draw(self, template: str, **values: Any) -> str:
        """The page. A value that a template needs and does not get is an error."""
        return self._environment.get_template(template).render(**values)

    def _country(self, code: str | None) -> str:
        if code is None:
            return "not known"
        name = self._countries.get(code)
        return f"{name} ({code})" if name else clean(code, 60)

    def _first_side(self, first: tuple[str, float | None]) -> str:
        side, hours = first
        if hours is None:
            return self._country(side)
        if hours < 0.05:
            return f"{self._country(side)}, at the same time as the next side"
        return f"{self._country(side)}, {hours:.1f} hours before the next side"


def country_names(file: Path) -> dict[str, str]:
    """Names by code, from `countries.toml`."""
    with file.open("rb") as opened:
        table = tomllib.load(opened)
    return {country["code"]: country["names"][0] for country in table["country"]}


def calls_json(page: Page[Call]) -> dict[str, Any]:
    """A list of calls, each with what a list needs; all of it is at its own address."""
    return _list_json(page, _call_line)


def conflicts_json(page: Page[FoundConflict]) -> dict[str, Any]:
    """A list of conflicts, each with both sides' words."""
    return _list_json(page, lambda f: {"call": f.call, "date": f.start, **f.conflict.model_dump(mode="json")})


def ledger_json(page: Page[Line]) -> dict[str, Any]:
    """Lines of the ledger."""
    return _list_json(page, lambda line: line.model_dump(mode="json"))


def _call_line(call: Call) -> dict[str, Any]:
    return {
        **call.summary.model_dump(mode="json"),
        "parties": call.parties,
        "commitments": len(call.commitments),
        "conflicts": [c.summary.id for c in call.conflicts if not c.withdrawn],
        "address": f"calls/{call.id}.json",
    }


def _list_json(page: Page[Any], line: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    return {
        "total": page.total,
        "page": page.number,
        "more": page.more,
        "items": [line(item) for item in page.items],
    }


def _moment(value: datetime | None) -> str:
    """With the offset it was published with: the outlet's own day is what counts."""
    return value.strftime("%Y-%m-%d %H:%M %Z") if value else "time not known"


def _quantity(value: Quantity) -> str:
    former = f" (from {value.former:,g})" if value.former is not None else ""
    return f"{value.value:,g}{former} {clean(value.unit, 60)}"
