"""`docker-compose.yml` as the real Compose reads it: the services with their commands and environments."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parent.parent.parent
FILE = REPOSITORY / "docker-compose.yml"
PASSWORDS = ("POSTGRES_PASSWORD", "READER_PASSWORD", "GRAFANA_PASSWORD")


@dataclass(frozen=True)
class Service:
    """One service, with all references and variables put in."""

    name: str
    image: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    health: tuple[str, ...]
    """The command that tells whether it is well; empty for none."""
    published: Mapping[int, int]
    """Ports inside, and where they are published."""
    whole: Mapping[str, Any]


def compose(*arguments: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the Compose of the development environment on the file."""
    return subprocess.run(
        [str(Path(sys.executable).parent / "docker-compose"), "-f", str(FILE), *arguments],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def services(passwords: Mapping[str, str]) -> dict[str, Service]:
    """The services by name. Raises `ValueError` with what Compose says of a file it refuses."""
    done = compose("config", "--format", "json", variables=passwords)
    if done.returncode != 0:
        raise ValueError(done.stderr)
    return {name: _service(name, whole) for name, whole in json.loads(done.stdout)["services"].items()}


def _service(name: str, whole: Mapping[str, Any]) -> Service:
    test = whole.get("healthcheck", {}).get("test") or []
    return Service(
        name=name,
        image=whole["image"],
        command=tuple(whole.get("command") or ()),
        environment=whole.get("environment") or {},
        health=tuple(test[1:]) if test and test[0] == "CMD" else (),
        published={int(port["target"]): int(port["published"]) for port in whole.get("ports", ())},
        whole=whole,
    )
