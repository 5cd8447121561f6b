"""`readout …`: the command line."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import click

from pipeline.errors import ReadoutError
from readout.commands.common import Invocation, err
from readout.paths import CONFIG

_COMMANDS = {
    "run": "readout.commands.run:run",
    "replay": "readout.commands.replay:replay",
    "extract": "readout.commands.extract:extract",
    "evaluate": "readout.commands.extract:evaluate",
    "calls": "readout.commands.calls:calls",
    "call": "readout.commands.calls:call",
    "commitments": "readout.commands.calls:commitments",
    "conflicts": "readout.commands.calls:conflicts",
    "merge": "readout.commands.decide:merge",
    "split": "readout.commands.decide:split",
    "export": "readout.commands.export:export",
    "status": "readout.commands.status:status",
    "audit": "readout.commands.status:audit",
    "dead-letters": "readout.commands.dead_letters:dead_letters",
    "feeds": "readout.commands.feeds:feeds",
    "leaders": "readout.commands.leaders:leaders",
    "board": "readout.commands.board:board",
    "migrate": "readout.commands.migrate:migrate",
    "demo": "readout.commands.demo:demo",
}
"""Where each command lives; a module is imported only when its command is called."""


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Example: readout replay articles.jsonl && readout calls",
)
@click.version_option(version("readout"), prog_name="readout")
@click.option(
    "--settings",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Settings file. [default: config/settings.toml]",
)
@click.option(
    "--data-dir", type=click.Path(path_type=Path, file_okay=False), help="Where the embedded log and database live."
)
@click.pass_context
def cli(context: click.Context, file: Path | None, data_dir: Path | None) -> None:
    """Watch the news for calls between leaders, and compare what each side says was agreed.

    Settings come from the file, then from environment variables (READOUT_DATA_DIR, READOUT_HTTP__PORT …), then
    from flags; the later ones win.
    """
    config: Path = context.obj or CONFIG
    context.obj = Invocation(file, {"data_dir": str(data_dir)} if data_dir else {}, config)


def main(arguments: Sequence[str] | None = None, *, config: Path = CONFIG) -> NoReturn:
    """Entry point: a known error is one clear message and exit code 2, never a traceback.

    `arguments` are those of the command line unless given; `config` is the directory of feeds and leaders. Ends the
    program.
    """
    try:
        code = cli.main(arguments, standalone_mode=False, obj=config)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except ReadoutError as error:
        err.print(f"readout: {error}", soft_wrap=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
