"""`make services`: install what the tests start, as far as it is missing. Needs root, or sudo at hand.

What can't be installed fails in CI; elsewhere the tests that need it are skipped.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.services.kafka import VERSION, cache_directory
from tests.services.postgres import binaries
from tests.services.processes import Missing

DCLINT = "3.1.0"
_LOCK_SECONDS = 600  # how long to wait for another run of apt


def main() -> int:
    try:
        _install_packages(_missing_packages())
        _install_kafka()
        _install_dclint()
    except (subprocess.CalledProcessError, OSError) as error:
        sys.stderr.write(f"make services: {error}\n")
        if os.environ.get("CI"):
            return 1
        sys.stderr.write("Tests that need what is missing will be skipped, and say so.\n")
    return 0


def dclint() -> Path:
    """The checker of Compose files, where `make services` puts it."""
    return cache_directory() / f"dclint-{DCLINT}" / "node_modules" / ".bin" / "dclint"


def _missing_packages() -> list[str]:
    wanted = {
        "java": "openjdk-17-jre-headless",
        "mvn": "maven",
        "npm": "npm",
        "wget": "wget",
        "prometheus": "prometheus",
        "prometheus-alertmanager": "prometheus-alertmanager",
    }
    packages = [package for command, package in wanted.items() if shutil.which(command) is None]
    try:
        binaries()
    except Missing:
        packages.append("postgresql")
    return packages


def _install_packages(packages: Sequence[str]) -> None:
    if not packages:
        return
    root = [] if os.geteuid() == 0 else ["sudo"]
    # RUNLEVEL=1 keeps the packages from starting servers of their own.
    apt = [*root, "env", "RUNLEVEL=1", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    apt += ["-q", "-o", f"DPkg::Lock::Timeout={_LOCK_SECONDS}"]
    subprocess.run([*apt, "update"], check=True)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", *packages], check=True)


def _install_kafka() -> None:
    target = cache_directory() / f"kafka-{VERSION}"
    if target.is_dir():
        return
    with _staged(target) as staging:
        shutil.copy(Path(__file__).parent / "kafka-pom.xml", staging / "pom.xml")
        subprocess.run(
            [
                *("mvn", "-q", "-B", "-ntp", f"-Dkafka.version={VERSION}", "dependency:copy-dependencies"),
                *("-DincludeScope=runtime", f"-DoutputDirectory={staging / 'jars'}"),
            ],
            cwd=staging,
            check=True,
        )
        (staging / "jars").rename(target)


def _install_dclint() -> None:
    target = dclint().parents[2]
    if target.is_dir():
        return
    with _staged(target) as staging:
        subprocess.run(
            ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", "tool", f"dclint@{DCLINT}"],
            cwd=staging,
            check=True,
        )
        (staging / "tool").rename(target)


@contextlib.contextmanager
def _staged(target: Path) -> Iterator[Path]:
    """A folder beside the target, so that a broken installation never looks like a whole one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        yield Path(name)


if __name__ == "__main__":
    raise SystemExit(main())
