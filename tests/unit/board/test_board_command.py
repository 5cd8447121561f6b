"""`readout board` as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.store.database import Database, sqlite_url
from tests.conftest import REPOSITORY

SERVE = """
import sys
from pathlib import Path
from readout.commands.board import board
from readout.commands.common import Invocation
board(sys.argv[2:], obj=Invocation(None, {"data_dir": sys.argv[1]}))
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    database = Database(sqlite_url(tmp_path / "readout.sqlite"))
    database.migrate()
    database.close()
    return tmp_path


def start(data: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data), *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def served(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(data, "--port", "0")
    assert process.stderr is not None
    try:
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found is not None
        yield process, found.group()
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_it_says_where_it_is_answers_and_stops_when_told(served: tuple[subprocess.Popen[str], str]) -> None:
    process, address = served
    with urllib.request.urlopen(f"{address}calls.json") as answer:
        assert b'"total": 0' in answer.read()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_a_port_that_is_taken_is_a_clear_error(data: Path, served: tuple[subprocess.Popen[str], str]) -> None:
    _, address = served
    port = address.rstrip("/").rpartition(":")[2]
    with start(data, "--port", port) as process:
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode != 0
    assert f"--port: can't listen on 127.0.0.1:{port}" in said
