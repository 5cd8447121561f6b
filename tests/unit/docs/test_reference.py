"""Nothing stays undocumented: the reference is made from the code, and kept in step by this."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import click
import pytest

import readout.commands
from readout.cli import _COMMANDS, cli
from readout.reference import commands_page, settings_page
from tests.conftest import REPOSITORY

DOCS = REPOSITORY / "docs"


def commands(group: click.Group, path: str = "readout") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


ALL = [("readout", cli), *commands(cli)]
each_command = pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _ in ALL])


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    written = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert written == commands_page(), "docs/commands.md is stale: run `python -m readout.reference`"


def test_the_page_of_settings_is_what_the_settings_say() -> None:
    written = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert written == settings_page(), "docs/settings.md is stale: run `python -m readout.reference`"


@each_command
def test_every_command_says_what_it_does(name: str, command: click.Command) -> None:
    assert command.help


@each_command
def test_every_command_has_an_example_of_itself(name: str, command: click.Command) -> None:
    assert command.epilog is not None
    assert command.epilog.startswith("Example: readout")
    assert name.removeprefix("readout") in command.epilog


@each_command
def test_every_option_says_what_it_is_for(name: str, command: click.Command) -> None:
    assert [p.name for p in command.params if isinstance(p, click.Option) and not p.help] == []


@pytest.mark.parametrize(
    ("name", "command"),
    [(name, command) for name, command in ALL if name.endswith(" list") or name in ("readout calls",)],
)
def test_every_list_can_be_had_as_json(name: str, command: click.Command) -> None:
    assert "--json" in {option for parameter in command.params for option in parameter.opts}


def test_no_module_of_commands_is_forgotten() -> None:
    modules = {f"readout.commands.{module.name}" for module in pkgutil.iter_modules(readout.commands.__path__)}
    assert modules - {"readout.commands.common"} == {place.split(":")[0] for place in _COMMANDS.values()}


def test_every_setting_has_a_meaning() -> None:
    rows = [line.split("|") for line in settings_page().splitlines() if line.startswith("| `")]
    assert rows
    assert [row[1].strip() for row in rows if not row[2].strip()] == []


def test_every_command_lives_where_the_command_line_looks_for_it() -> None:
    for place in _COMMANDS.values():
        module, name = place.split(":")
        assert isinstance(getattr(importlib.import_module(module), name), click.Command)
