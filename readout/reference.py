"""The reference of commands and settings, made from the code: `python -m readout.reference` writes it.

`docs/commands.md` and `docs/settings.md` are checked against this by a test, so that nothing stays undocumented.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
from pydantic import BaseModel, SecretStr

from pipeline.settings import Settings
from readout.cli import cli
from readout.paths import ROOT

_HEAD = "<!-- Made by `python -m readout.reference`; change the code, then run it again. -->\n\n"
_WIDTH = 100


def commands_page() -> str:
    """Every command with its help, as Markdown."""
    lines = [_HEAD + "# Commands\n"]
    root = click.Context(cli, info_name="readout", terminal_width=_WIDTH, **cli.context_settings)
    for context in (root, *_contexts(root)):
        lines.append(f"\n## {context.command_path}\n\n```\n{context.get_help()}\n```\n")
    return "".join(lines)


def settings_page() -> str:
    """Every setting with its meaning, type, default, and the name of its environment variable, as Markdown."""
    lines = [
        _HEAD + "# Settings\n\n"
        "Read from `config/settings.toml` (or the file that `--settings` names), then from the directory that"
        " `READOUT_SECRETS_DIR` names (one file for each setting, named like its variable in lower case without"
        " `READOUT_`), then from the environment, then from flags; the later ones win. Lists are written as JSON in"
        " the environment. `READOUT_CONFIG_DIR` names another directory for `settings.toml`, `feeds.toml`,"
        " `leaders.toml` and `countries.toml`.\n"
    ]
    lines += _settings(Settings, ())
    return "".join(lines)


def _contexts(parent: click.Context) -> Iterator[click.Context]:
    """One for each command below, as if it were called: settings of the whole program hold in them."""
    group = parent.command
    assert isinstance(group, click.Group)
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        assert command is not None
        context = click.Context(command, parent, info_name=name, terminal_width=_WIDTH, max_content_width=_WIDTH)
        yield context
        if isinstance(command, click.Group):
            yield from _contexts(context)


def _settings(model: type[BaseModel], path: tuple[str, ...], listed: bool = False) -> Iterator[str]:
    """The tables of a model; `listed`: it is one of a list of tables, so its settings have no variables."""
    notes = _docstrings(model)
    inner: list[tuple[str, type[BaseModel], bool]] = []
    rows = []
    for name, field in model.model_fields.items():
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            inner.append((name, annotation, False))
            continue
        variable = "" if listed else "`READOUT_" + "__".join((*path, name)).upper() + "`"
        default = _shown(field.get_default(call_default_factory=True)) if not field.is_required() else "required"
        note = " ".join(notes.get(name, "").split())
        rows.append(f"| `{name}` | {note} | {_type(annotation)} | {default} | {variable} |\n")
        inner += [(name, part, True) for part in _models(annotation)]
    if rows:
        name = ".".join(path)
        title = (f"[[{name}]]" if listed else f"[{name}]") if path else "At the top"
        about = inspect.cleandoc(model.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        yield f"\n## {title}\n\n{about}\n\n| setting | meaning | type | default | variable |\n|---|---|---|---|---|\n"
        yield from rows
    for name, part, in_list in inner:
        yield from _settings(part, (*path, name), in_list)


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The string under each field of the class."""
    found: dict[str, str] = {}
    tree = ast.parse(textwrap.dedent(inspect.getsource(model)))
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    name = None
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and name is not None:
            found[name] = str(node.value.value)
            name = None
    return found


def _models(annotation: Any) -> list[type[BaseModel]]:
    return [part for part in get_args(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]


def _type(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return " or ".join(f"`{part}`" for part in parts)
    if origin in (Union, types.UnionType):
        return " or ".join(_type(part) for part in parts if part is not type(None))
    if origin is tuple:
        return f"list of {_type(parts[0])}"
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " or ".join(f"`{part.value}`" for part in annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "table"
    names = {
        SecretStr: "secret",
        str: "text",
        int: "whole number",
        float: "number",
        bool: "true or false",
        Path: "path",
    }
    return names.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(_shown(part) for part in value) or "empty"
    if isinstance(value, BaseModel):
        said = value.model_dump(mode="json", exclude_defaults=True)
        return "`" + ", ".join(f"{name} = {part}" for name, part in said.items()) + "`"
    if isinstance(value, Enum):
        return f"`{value.value}`"
    return f"`{value}`"


def write(root: Path = ROOT) -> None:
    """Write both pages."""
    (root / "docs" / "commands.md").write_text(commands_page(), encoding="utf-8")
    (root / "docs" / "settings.md").write_text(settings_page(), encoding="utf-8")


if __name__ == "__main__":
    write()
