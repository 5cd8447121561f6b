"""What a process answers over HTTP about itself."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import orjson
import pytest
from prometheus_client import CollectorRegistry

from pipeline.errors import SettingsError
from pipeline.metrics import Metrics
from readout.health import HealthServer


class Process:
    """A process whose health a test decides."""

    def __init__(self) -> None:
        self.metrics = Metrics(CollectorRegistry())
        self.wrong: dict[str, str] = {}
        self.not_ready: dict[str, str] = {}
        self.server = HealthServer("127.0.0.1", 0, self.metrics.registry, lambda: self.wrong, lambda: self.not_ready)

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.server.port}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()


@pytest.fixture
def process() -> Iterator[Process]:
    process = Process()
    yield process
    process.server.close()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_all_is_well(process: Process, path: str) -> None:
    status, body = process.get(path)
    assert (status, orjson.loads(body)) == (200, {"ok": True, "wrong": {}})


def test_a_failed_worker_makes_the_process_unhealthy_and_is_named(process: Process) -> None:
    process.wrong = {"extract": "OSError: no space"}
    status, body = process.get("/healthz")
    assert (status, orjson.loads(body)) == (503, {"ok": False, "wrong": {"extract": "OSError: no space"}})


def test_a_process_can_be_alive_and_not_ready(process: Process) -> None:
    process.not_ready = {"database": "connection refused"}
    assert process.get("/healthz")[0] == 200
    assert process.get("/readyz")[0] == 503


def test_metrics_are_those_of_the_registry_it_was_given(process: Process) -> None:
    process.metrics.lag.labels("dedupe").set(7)
    status, body = process.get("/metrics")
    assert status == 200
    assert b'readout_lag_messages{stage="dedupe"} 7.0' in body


def test_another_path_says_which_there_are(process: Process) -> None:
    assert process.get("/") == (404, b"/metrics /healthz /readyz\n")


def test_a_port_that_is_taken_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"http.port: can't listen on 127.0.0.1:{port}"):
            HealthServer("127.0.0.1", port, CollectorRegistry(), dict, dict)


def test_a_closed_server_gives_its_port_back(process: Process) -> None:
    other = HealthServer("127.0.0.1", 0, CollectorRegistry(), dict, dict)
    port = other.port
    other.close()
    again = HealthServer("127.0.0.1", port, CollectorRegistry(), dict, dict)
    assert again.port == port
    again.close()
