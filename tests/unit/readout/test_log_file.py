"""The program's own log is turned over when it is full, and goes on in a file that was there."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from readout.logging import LogFile


def write(path: Path, lines: range, most_bytes: int = 100) -> None:
    handler = LogFile(path, most_bytes)
    for number in lines:
        handler.emit(logging.LogRecord("test", logging.INFO, "", 0, f"line {number:03} é", None, None))
    handler.close()


def told(path: Path) -> list[str]:
    files = sorted(path.parent.glob("readout.log*"), key=lambda file: file.name, reverse=True)
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("stops", [(40,), (3, 40), (8, 9, 40)], ids=["at once", "one restart", "two restarts"])
def test_no_line_is_lost_and_no_file_is_too_long(tmp_path: Path, stops: tuple[int, ...]) -> None:
    path = tmp_path / "readout.log"
    for first, last in zip((0, *stops), stops, strict=False):
        write(path, range(first, last))
    assert told(path) == [f"line {number:03} é" for number in range(40)]
    assert 90 < max(file.stat().st_size for file in tmp_path.iterdir()) <= 100


def test_only_the_latest_files_are_kept(tmp_path: Path) -> None:
    write(tmp_path / "readout.log", range(200))
    assert len(list(tmp_path.iterdir())) == 6
    assert told(tmp_path / "readout.log")[-1] == "line 199 é"
