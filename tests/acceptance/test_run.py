"""`readout run`: always on, one process a data directory, and stopped without loss."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from readout.demo.server import WorldServer
from readout.demo.world import load_world
from readout.paths import CONFIG

PATIENCE = 240.0


class Service:
    """A running `readout run` on a data directory, polling one feed of the recorded world."""

    def __init__(self, directory: Path, world: WorldServer) -> None:
        self.directory = directory
        config = directory / "config"
        config.mkdir(parents=True)
        for name in ("leaders.toml", "countries.toml"):
            (config / name).symlink_to(CONFIG / name)
        (config / "feeds.toml").write_text(
            f'[[feed]]\nid = "wire"\nurl = "{world.base}/feeds/harbour-wire.xml"\nsource = "Harbour Wire"\n'
            "full_text = true\ninterval_seconds = 1\nallow_private = true\n"
        )
        self.data = directory / "data"
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *parts: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            self._command("run", *parts, "--port", "0"), env=self._environment(), stderr=subprocess.PIPE, text=True
        )
        self.processes.append(process)
        return process

    def wait_for(self, process: subprocess.Popen[str], words: str) -> str:
        assert process.stderr is not None
        for line in process.stderr:
            if words in line:
                return line
        raise AssertionError(f"the service ended without saying {words!r}")

    def call(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*command), env=self._environment(), capture_output=True, text=True, timeout=60, check=False
        )

    def _command(self, *command: str) -> list[str]:
        return [sys.executable, "-m", "readout", "--data-dir", str(self.data), *command]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "READOUT_CONFIG_DIR": str(self.directory / "config"), "COLUMNS": "200"}

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()
            if process.stderr is not None:
                process.stderr.close()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    world = WorldServer(load_world())
    world.begin()
    service = Service(tmp_path, world)
    yield service
    service.close()
    world.close()


def address(line: str) -> str:
    """`http://host:port` from the line that says where the service answers."""
    return line.split("http://")[1].split("/metrics", maxsplit=1)[0].join(("http://", ""))


def test_it_runs_answers_refuses_a_second_one_and_stops_without_loss(service: Service) -> None:
    process = service.start()
    base = address(service.wait_for(process, "running;"))
    with urllib.request.urlopen(f"{base}/readyz") as answer:
        assert json.load(answer)["ok"] is True
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with urllib.request.urlopen(f"{base}/metrics") as answer:
            metrics = answer.read().decode()
        if (
            'readout_calls_total{status="held"} ' in metrics
            and 'readout_calls_total{status="held"} 0.0' not in metrics
        ):
            break
        time.sleep(0.5)
    else:
        pytest.fail("no call was found in time")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{base}/nothing")

    second = service.call("run", "--port", "0")
    assert second.returncode == 2
    assert f"process {process.pid}" in second.stderr
    assert "READOUT_DATA_DIR" in second.stderr

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0
    audit = service.call("audit", "--json")
    assert audit.returncode == 0, audit.stdout + audit.stderr
    calls = json.loads(service.call("calls", "--json").stdout)
    # The wire alone does not say on which day the call took place.
    assert "undated-2025-11-chn-usa" in {call["summary"]["id"] for call in calls}


def test_parts_run_as_processes_of_their_own(service: Service) -> None:
    parts = ("feeds", "articles", "dedupe", "extract", "reconcile", "notify")
    processes = [service.start(part) for part in parts]
    for process in processes:
        service.wait_for(process, "running;")
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if len(json.loads(service.call("calls", "--json").stdout or "[]")) >= 1:
            break
        time.sleep(1)
    else:
        pytest.fail("no call was found in time")
    for process in processes:
        process.send_signal(signal.SIGINT)
    assert [process.wait(timeout=60) for process in processes] == [0] * len(parts)


def test_an_unknown_part_is_told_with_the_parts_there_are(service: Service) -> None:
    done = service.call("run", "fish")
    assert done.returncode == 2
    assert "feeds, articles, dedupe, extract, reconcile, notify" in done.stderr
