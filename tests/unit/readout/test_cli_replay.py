"""`readout extract` and `readout replay`: a file of articles, read alone and sent through the whole pipeline."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.conftest import REPOSITORY
from tests.unit.readout.cli_builders import Said

PHONED = {
    "id": "phoned",
    "source": "Harbour Gazette",
    "published": "2026-03-03",
    "title": "Macron and Zelenskyy speak by phone",
    "text": "President Emmanuel Macron spoke by phone with Ukrainian President Volodymyr Zelenskyy on Tuesday."
    " They went over the winter's work at the ports, the ferry lines and the schools, both offices said.",
}
COPY = {**PHONED, "id": "copy", "source": "Fjord Post"}
FERRY = {"id": "ferry", "source": "Harbour Gazette", "title": "A new ferry", "text": "The ferry sails on Monday."}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join([orjson.dumps(PHONED), b"{broken", orjson.dumps(FERRY), orjson.dumps(COPY)]))
    return file


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Said]:
    """Calls `readout` in a process of its own, on the data directory of `tell`."""

    def run(*arguments: str) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "readout", "--data-dir", str(tmp_path), *arguments],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


def test_extract_prints_one_object_an_article_and_names_the_bad_lines(file: Path, run: Callable[..., Said]) -> None:
    said = run("extract", str(file))
    assert said.code == 1
    phoned, ferry, copy = said.lines
    assert [row["id"] for row in (phoned, ferry, copy)] == ["phoned", "ferry", "copy"]
    [call] = phoned["calls"]
    assert {person["country"] for person in call["participants"]} == {"FRA", "UKR"}
    assert (call["status"], call["medium"], call["date"]["start"]) == ("held", "phone", "2026-03-03")
    document = f"{PHONED['title']}\n\n{PHONED['text']}"
    assert all(document[part["start"] : part["end"]] == part["exact"] for part in call["evidence"])
    assert (ferry["calls"], ferry["commitments"], ferry["conflicts"]) == ([], [], [])
    assert f"{file}, line 2: not JSON" in said.err


def test_replay_handles_every_article_once(file: Path, run: Callable[..., Said], tell: Callable[..., Said]) -> None:
    said = run("replay", str(file))
    assert said.code == 1
    assert "3 articles of articles.jsonl appended" in said.err
    assert "1 lines are no articles and were left out" in said.err
    again = run("replay", str(file))
    assert again.code == 0
    assert "articles.jsonl has been replayed before" in again.err
    audit = tell("audit", "--json").json
    assert (audit["entries"], audit["stories"], audit["copies"], audit["lost"]) == (3, 2, 1, 0)
    call = "2026-03-03-fra-ukr"
    assert [found["summary"]["id"] for found in tell("calls", "--json").json] == [call]
    assert tell("export", "joins").lines == [{"id": "copy", "calls": [call]}, {"id": "phoned", "calls": [call]}]
