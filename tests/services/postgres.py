"""Postgres from Debian's packages, as an unprivileged user, in a data directory and on a port of its own."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.services.processes import Missing, Process, StartFailed, free_ports

_USER = "readout"
_START_SECONDS = 60.0


def binaries() -> Path:
    """The folder with `initdb` and `postgres`, of the newest version installed. Raises `Missing`."""
    found = shutil.which("postgres")
    if found is not None:
        return Path(found).resolve().parent  # Debian links single programs from elsewhere
    versions = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "postgres").exists()]
    if not versions:
        raise Missing("Postgres is not installed: run `make services`, or set READOUT_TEST_POSTGRES")
    return max(versions, key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))])


def with_database(url: str, name: str) -> str:
    """The URL of another database of the same server."""
    return f"{url.rsplit('/', 1)[0]}/{name}"


class PostgresServer:
    """One server. Its data is in a new directory that `remove` takes away."""

    def __init__(self) -> None:
        self._binaries = binaries()
        self._user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
        # Not under pytest's own directory, which other users may not enter.
        self.directory = Path(tempfile.mkdtemp(prefix="readout-postgres-"))
        self.port = free_ports(1)[0]
        self._password = secrets.token_urlsafe(12)
        if self._user is not None:
            shutil.chown(self.directory, self._user)
        self.process = Process(
            "postgres",
            [
                *(str(self._binaries / "postgres"), "-D", str(self.directory / "data"), "-p", str(self.port)),
                *("-h", "127.0.0.1", "-k", str(self.directory)),
                # A test machine may lose power; the data of a test may go with it.
                *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"),
            ],
            self.directory,
            user=self._user,
            signal_to_stop=signal.SIGINT,  # disconnects clients and shuts down
        )

    @property
    def url(self) -> str:
        """The URL of the server's own first database, from which others are made."""
        return f"postgresql://{_USER}:{self._password}@127.0.0.1:{self.port}/postgres"

    def use_password(self, password: str) -> None:
        """Log in with this one from now on, after it was changed on the server."""
        self._password = password

    def start(self) -> None:
        self._initialise()
        self.process.start()
        self.process.wait_until(self._answers, _START_SECONDS)

    def stop(self) -> None:
        self.process.stop()

    def remove(self) -> None:
        """End it for good, with its data."""
        self.process.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _initialise(self) -> None:
        if (self.directory / "data" / "PG_VERSION").exists():
            return
        password = self.directory / "password"
        password.write_text(self._password)
        if self._user is not None:
            shutil.chown(password, self._user)
        done = subprocess.run(
            [
                *(str(self._binaries / "initdb"), "-D", str(self.directory / "data"), "-U", _USER, "-E", "UTF8"),
                *("--no-locale", "--no-sync", "--auth=scram-sha-256", f"--pwfile={password}"),
            ],
            cwd=self.directory,
            user=self._user,
            capture_output=True,
            text=True,
            timeout=_START_SECONDS,
            check=False,
        )
        password.unlink()
        if done.returncode != 0:
            raise StartFailed(f"initdb failed: {done.stdout}{done.stderr}")

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def create_database(server_url: str, name: str) -> str:
    """Make an empty database; returns its URL."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return with_database(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
