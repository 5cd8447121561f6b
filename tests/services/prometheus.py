"""Prometheus and Alertmanager from Debian's packages."""

from __future__ import annotations

import shutil
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from tests.services.processes import Missing, Process, free_ports

_START_SECONDS = 60.0


def executable(*names: str) -> str:
    """The first of these programs that is installed. Raises `Missing`."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return found
    raise Missing(f"{names[0]} is not installed: run `make services`")


class Prometheus:
    """One server with the configuration in `config`. `flags` are all but the address to listen on."""

    def __init__(
        self, config: Path, directory: Path, port: int | None = None, flags: Sequence[str] | None = None
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.port = free_ports(1)[0] if port is None else port
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = Process(
            "prometheus",
            [
                executable("prometheus"),
                *(flags or (f"--config.file={config}", f"--storage.tsdb.path={directory / 'data'}")),
                f"--web.listen-address=127.0.0.1:{self.port}",
            ],
            directory,
        )

    def start(self) -> None:
        self.process.start()
        self.process.wait_until(lambda: answers(f"{self.url}/-/ready"), _START_SECONDS)

    def stop(self) -> None:
        self.process.stop()


class Alertmanager:
    """One server, not part of a cluster, with the configuration in `config`; `flags` as of `Prometheus`."""

    def __init__(
        self, config: Path, directory: Path, port: int | None = None, flags: Sequence[str] | None = None
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.port = free_ports(1)[0] if port is None else port
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = Process(
            "alertmanager",
            [
                executable("prometheus-alertmanager", "alertmanager"),
                *(
                    flags
                    or (
                        f"--config.file={config}",
                        f"--storage.path={directory / 'data'}",
                        "--cluster.listen-address=",
                    )
                ),
                f"--web.listen-address=127.0.0.1:{self.port}",
            ],
            directory,
        )

    def start(self) -> None:
        self.process.start()
        self.process.wait_until(lambda: answers(f"{self.url}/-/ready"), _START_SECONDS)

    def stop(self) -> None:
        self.process.stop()


def answers(url: str) -> bool:
    """Whether this address answers with 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return int(response.status) == 200
    except (urllib.error.URLError, OSError):
        return False
