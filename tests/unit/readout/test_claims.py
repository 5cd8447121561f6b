"""One process a data directory and part."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import InUse
from readout.claims import claimed
from tests.conftest import REPOSITORY

HOLD = """
import sys
from pathlib import Path
from readout.claims import claimed
with claimed(Path(sys.argv[1]), sys.argv[2:]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(directory: Path, *parts: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the parts until it is told to end."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory), *parts],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with holder(tmp_path, "feeds", "extract") as other:
        with pytest.raises(InUse) as refused, claimed(tmp_path, ["extract"]):
            pass
        assert f"{tmp_path} is in use: process {other.pid} runs extract on it" in str(refused.value)


def test_other_parts_of_the_same_directory_are_free(tmp_path: Path) -> None:
    with holder(tmp_path, "feeds"), claimed(tmp_path, ["extract", "notify"]):
        pass


def test_who_is_refused_one_part_holds_none(tmp_path: Path) -> None:
    with holder(tmp_path, "notify"):
        with pytest.raises(InUse), claimed(tmp_path, ["dedupe", "notify"]):
            pass
        with claimed(tmp_path, ["dedupe"]):
            pass


def test_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    with holder(tmp_path, "feeds") as other:
        other.kill()
        other.wait()
        with claimed(tmp_path, ["feeds"]):
            pass


def test_a_part_can_be_claimed_again_after_its_end(tmp_path: Path) -> None:
    for _ in range(2):
        with claimed(tmp_path / "new", ["feeds"]):
            assert (tmp_path / "new" / "run.feeds.lock").read_text() == f"process {os.getpid()}"
