"""`make demo`: the calls of the recorded world, no more and no fewer, and every conflict in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the demo printed, and its data directory."""
    directory = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "readout", "demo", "--keep", str(directory)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, directory


def listed(directory: Path, *command: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "readout", "--data-dir", str(directory), *command, "--json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def test_it_finds_the_calls_of_the_recorded_world(played: tuple[str, Path]) -> None:
    calls = listed(played[1], "calls")
    assert {call["summary"]["id"]: call["summary"]["status"] for call in calls} == {  # type: ignore[index]
        "2025-11-24-chn-usa": "held",
        "2026-02-04-chn-rus": "held",
        "2026-02-04-chn-usa": "held",
    }


def test_it_finds_every_conflict_of_the_recorded_world(played: tuple[str, Path]) -> None:
    conflicts = {
        (c["call"], c["summary"]["kind"], c["summary"]["claimed_by"], c["summary"]["by"], c["summary"]["topic"])  # type: ignore[index]
        for c in listed(played[1], "conflicts")
    }
    assert conflicts == {
        ("2025-11-24-chn-usa", "omission", "USA", "CHN", "visit"),
        ("2025-11-24-chn-usa", "omission", "USA", "CHN", "state visit"),
        ("2025-11-24-chn-usa", "omission", "CHN", "USA", "taiwan"),
        ("2026-02-04-chn-usa", "omission", "USA", "CHN", "soybeans"),
        ("2026-02-04-chn-usa", "omission", "USA", "CHN", "visit"),
        ("2026-02-04-chn-usa", "omission", "CHN", "USA", "taiwan"),
        ("2026-02-04-chn-usa", "omission", "CHN", "USA", "arms"),
    }


def test_each_alert_is_shown_once_with_its_evidence(played: tuple[str, Path]) -> None:
    printed = played[0]
    assert printed.count("New call: ") == 3
    assert "China has agreed to lift its purchases of Soybeans to 20 Million Tons" in printed
    assert "make run" in printed


def test_a_broken_feed_and_a_dead_host_are_told_and_harm_nothing(played: tuple[str, Path]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "readout", "--data-dir", str(played[1]), "status", "--json"],
        capture_output=True,
        timeout=60,
        check=True,
    )
    feeds = {feed["id"]: feed for feed in json.loads(done.stdout)["feeds"]}
    assert feeds["dead-host"]["outcome"] == "connect"
    assert feeds["dead-host"]["failures"] >= 1
    assert feeds["world-desk"]["failures"] == 0
