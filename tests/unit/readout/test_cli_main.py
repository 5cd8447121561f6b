"""The program as a whole: a known error is one clear message, and what is asked for wrongly is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.unit.readout.cli_builders import Said

Tell = Callable[..., Said]


def test_help_lists_every_command(tell: Tell) -> None:
    said = tell("--help")
    assert said.code == 0
    for name in ("run", "replay", "evaluate", "commitments", "dead-letters", "feeds", "leaders", "board"):
        assert f"\n  {name} " in said.out


def test_the_version_is_told(tell: Tell) -> None:
    assert tell("--version").out.startswith("readout, version ")


def test_a_command_that_is_none_is_refused(tell: Tell) -> None:
    said = tell("reed")
    assert said.code == 2
    assert "No such command 'reed'" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("calls",),
        ("call", "2026-03-04-nor-swe"),
        ("commitments",),
        ("conflicts",),
        ("status",),
        ("audit",),
        ("dead-letters", "list"),
        ("leaders", "unknown"),
        ("export", "stories"),
        ("merge", "a", "b"),
        ("split", "a", "b"),
        ("board", "--port", "0"),
    ],
    ids=" ".join,
)
def test_where_nothing_has_run_yet_one_is_told_how_to_start(
    tell: Tell, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    said = tell(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"readout: {tmp_path} holds no data yet; start with `readout run`")
    assert len(said.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_setting_is_told_with_its_place(tell: Tell, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[http]\nport = 'many'\n")
    said = tell("--settings", str(file), "calls")
    assert said.code == 2
    assert f"{file}, line 2: http.port" in said.err
    assert "Traceback" not in said.err


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    list_leaders = [sys.executable, "-m", "readout", "leaders", "list", "--on", "2022-01-01", "--json"]
    with subprocess.Popen(
        list_leaders, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
