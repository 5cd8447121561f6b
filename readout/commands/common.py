"""What the commands share: settings, opening the back ends, tables and JSON."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.clock import SystemClock
from pipeline.errors import NotFound
from pipeline.log.base import EventLog
from pipeline.settings import Settings, load
from pipeline.store.database import Database
from readout.backends import open_database, open_log
from readout.paths import CONFIG

F = TypeVar("F", bound=Callable[..., Any])

_PIPED_WIDTH = 160


def _console(stderr: bool) -> Console:
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED_WIDTH  # a file has no width of its own, and 80 columns break every table
    return console


out = _console(stderr=False)
"""Results go here; text from the net is never taken for markup."""
err = _console(stderr=True)
"""Progress and messages go here."""


@dataclass
class Invocation:
    """How the program was called; settings are read when a command first asks for them."""

    file: Path | None
    flags: Mapping[str, Any]
    config: Path = CONFIG
    """Directory of feeds, leaders and the settings file that is read unless `file` names another."""
    _settings: Settings | None = field(default=None, init=False)

    @property
    def settings(self) -> Settings:
        """Raises `SettingsError`."""
        if self._settings is None:
            default = self.config / "settings.toml"
            file = self.file or (default if default.exists() else None)
            self._settings = load(file, environment=os.environ, flags=self.flags)
        return self._settings

    def existing(self) -> Settings:
        """The settings of a place where something has run already. Raises `NotFound` if nothing has."""
        settings = self.settings
        if settings.database.url is None and not (settings.data_dir / "readout.sqlite").exists():
            raise NotFound(
                f"{settings.data_dir} holds no data yet; start with `readout run` or `readout replay FILE.jsonl`,"
                " or name another directory with --data-dir or READOUT_DATA_DIR"
            )
        return settings


pass_invocation = click.make_pass_decorator(Invocation)


def json_option(command: F) -> F:
    """`--json` for a command that lists something."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")(command)


@contextlib.contextmanager
def database_of(settings: Settings) -> Iterator[Database]:
    """The database, closed afterwards."""
    database = open_database(settings)
    try:
        yield database
    finally:
        database.close()


@contextlib.contextmanager
def log_of(settings: Settings) -> Iterator[EventLog]:
    """The event log, closed afterwards."""
    log = open_log(settings, SystemClock())
    try:
        yield log
    finally:
        log.close()


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str) + b"\n")
    sys.stdout.buffer.flush()


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> None:
    """A table for a person; `empty` says what it means that there is nothing."""
    if not rows:
        out.print(empty)
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(value)) for value in row))
    out.print(table)


def shown(value: object) -> str:
    """A value as a person reads it, safe to print: no control characters of a terminal."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in str(value))


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, in the largest unit that says enough."""
    if moment is None:
        return "never"
    seconds = max(0, int((now - moment).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
