"""The stack of `docker-compose.yml` on this machine without Docker: the same commands with the same environment.

Kafka, Postgres, Prometheus and Alertmanager are the installed ones; names of hosts become loopback addresses, and
each process gets a port of its own. `make stack` runs this module; tests use `Stack`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import psycopg
import yaml
from psycopg import sql

from tests.services.compose import PASSWORDS, REPOSITORY, services
from tests.services.kafka import KafkaCluster
from tests.services.postgres import PostgresServer, binaries, create_database
from tests.services.processes import Process, StartFailed, free_ports
from tests.services.prometheus import Alertmanager, Prometheus

PARTS = ("feeds", "articles", "dedupe", "extract", "reconcile", "notify")
_HEALTH_PORT = 9464
_BOARD_PORT = 8080
_START_SECONDS = 120.0


class Stack:
    """All services but Grafana. `scale` says how many copies of a part to run; 0 leaves one out."""

    def __init__(
        self,
        directory: Path,
        *,
        scale: Mapping[str, int] | None = None,
        brokers: int = 1,
        change: Callable[[dict[str, Any]], None] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`change` may edit Alertmanager's configuration; `environment` adds to that of Readout's processes."""
        self.directory = directory
        self._brokers = brokers
        self._change = change
        self._more = dict(environment or {})
        self._scale = dict.fromkeys(PARTS, 1) | dict(scale or {})
        self._passwords = {name: secrets.token_urlsafe(16) for name in PASSWORDS}
        self.services = services(self._passwords)
        self.kafka = KafkaCluster(directory, brokers)
        self.postgres = PostgresServer()
        self.database_url = ""
        self.parts: dict[str, list[Process]] = {}
        self.ports: dict[str, list[int]] = {
            part: free_ports(number) if number else [] for part, number in self._scale.items()
        }
        self.prometheus: Prometheus | None = None
        self.alertmanager: Alertmanager | None = None
        self._alertmanager_port, self._prometheus_port, self.board_port = free_ports(3)

    # --- whole -------------------------------------------------------------------------------------------------

    def start(self, *, watched: bool = True) -> None:
        """Start everything in the order of the file; `watched` is with Prometheus and Alertmanager."""
        self.start_back_ends()
        if watched:
            self.start_watchers()
        self.migrate()
        for part in PARTS:
            self.start_part(part)
        if watched:
            self._start("board", "board", 0, self.board_port)
        for name in self.parts:
            self.wait_healthy(name)

    def stop(self) -> None:
        """Stop everything: first those who work, in good order, then what they work on."""
        running = [process for processes in self.parts.values() for process in processes]
        for process in running:
            process.ask_to_stop()
        for process in running:
            process.stop(60)
        for server in (self.prometheus, self.alertmanager):
            if server is not None:
                server.stop()
        self.kafka.remove()
        self.postgres.remove()

    # --- services ----------------------------------------------------------------------------------------------

    def start_back_ends(self) -> None:
        """Kafka, and Postgres with the users and the database of the file."""
        self.kafka.start()
        self.postgres.start()
        declared = self.services["postgres"].environment
        # The server's own user is called as in the file, and made with another password.
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(declared["POSTGRES_USER"]), declared["POSTGRES_PASSWORD"]
                )
            )
        self.postgres.use_password(declared["POSTGRES_PASSWORD"])
        self.database_url = create_database(self.postgres.url, declared["POSTGRES_DB"])
        self._run_init_script(declared)

    def start_watchers(self) -> None:
        """Alertmanager and Prometheus on the configuration of `config/`, with loopback addresses put in."""
        self.start_alertmanager()
        place = self.directory / "prometheus"
        place.mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / "config" / "prometheus" / "rules.yml", place)
        (place / "prometheus.yml").write_text(yaml.safe_dump(self._scrapes()))
        self.prometheus = Prometheus(
            place / "prometheus.yml",
            place,
            port=self._prometheus_port,
            flags=self._flags("prometheus", {"/etc/prometheus": place, "=/prometheus": f"={place / 'data'}"}),
        )
        self.prometheus.start()

    def start_alertmanager(self) -> None:
        """Alertmanager alone: where the notify stage posts to."""
        place = self.directory / "alertmanager"
        place.mkdir(exist_ok=True)
        routes: dict[str, Any] = _yaml(REPOSITORY / "config" / "alertmanager" / "alertmanager.yml")
        if self._change is not None:
            self._change(routes)
        (place / "alertmanager.yml").write_text(yaml.safe_dump(routes))
        self.alertmanager = Alertmanager(
            place / "alertmanager.yml",
            place,
            port=self._alertmanager_port,
            flags=self._flags("alertmanager", {"/etc/alertmanager": place, "=/alertmanager": f"={place / 'data'}"}),
        )
        self.alertmanager.start()

    def migrate(self) -> None:
        """Run the service that ends by itself."""
        process = self._process("migrate", "migrate", 0)
        process.start()
        if process.wait(_START_SECONDS) != 0:
            raise StartFailed(f"migrate failed:\n{process.tail()}")

    def start_part(self, part: str) -> None:
        """Start the copies of a part that do not run."""
        for number, port in enumerate(self.ports[part]):
            self._start(part, part, number, port)

    def wait_healthy(self, name: str) -> None:
        """Wait until the service's own health check is content, for every copy."""
        ports = [self.board_port] if name == "board" else self.ports[name]
        for process, port in zip(self.parts[name], ports, strict=True):
            process.wait_until(lambda port=port: self.healthy(name, port), _START_SECONDS)  # type: ignore[misc]

    def healthy(self, name: str, port: int) -> bool:
        """What the health check in the file says, asked as it is written there."""
        command = [self._here(word, port) for word in self.services[name].health]
        if command[0] == "python":
            command[0] = sys.executable
        elif command[0] == "pg_isready":
            command[0] = str(binaries() / command[0])
            command += ["--host=127.0.0.1", f"--port={port}"]
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0

    def readout(self, *arguments: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a command of Readout on the stack's back ends."""
        return subprocess.run(
            [*_READOUT, *arguments],
            env=self.environment("migrate", 0),
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def environment(self, name: str, port: int) -> dict[str, str]:
        """The environment that the file gives a service, with loopback addresses."""
        ours = {key: value for key, value in os.environ.items() if not key.startswith("READOUT_")}
        declared = {key: self._here(str(value), port) for key, value in self.services[name].environment.items()}
        declared["READOUT_LOG__KAFKA__REPLICATION"] = str(min(3, self._brokers))
        image = {"READOUT_LOGGING__TO": "stderr", "READOUT_DATA_DIR": str(self.directory / "data")}
        return ours | image | declared | self._more

    # --- inside ------------------------------------------------------------------------------------------------

    def _start(self, key: str, name: str, number: int, port: int) -> None:
        running = self.parts.setdefault(key, [])
        if len(running) <= number:
            running.append(self._process(name, f"{name}-{number + 1}", port))
        running[number].start()

    def _process(self, name: str, label: str, port: int) -> Process:
        place = self.directory / "logs"
        place.mkdir(parents=True, exist_ok=True)
        environment = self.environment(name, port)
        environment["HOSTNAME"] = label  # as each container has a name of its own
        command = [self._here(word, port) for word in self.services[name].command]
        return Process(label, [*_READOUT, *command], place, environment=environment, working=REPOSITORY)

    def _here(self, text: str, port: int) -> str:
        """Put loopback addresses for the names and ports of the file."""
        brokers = '", "'.join(self.kafka.bootstrap)
        for there, here in (
            ("kafka:9092", brokers),
            ("postgres:5432", f"127.0.0.1:{self.postgres.port}"),
            ("alertmanager:9093", f"127.0.0.1:{self._alertmanager_port}"),
            ("127.0.0.1:9093", f"127.0.0.1:{self._alertmanager_port}"),
            ("127.0.0.1:9090", f"127.0.0.1:{self._prometheus_port}"),
            (f"127.0.0.1:{_HEALTH_PORT}", f"127.0.0.1:{port}"),
            (f"127.0.0.1:{_BOARD_PORT}", f"127.0.0.1:{port}"),
        ):
            text = text.replace(there, here)
        whole = {"0.0.0.0": "127.0.0.1", str(_HEALTH_PORT): str(port), str(_BOARD_PORT): str(port)}
        return whole.get(text, text)

    def _flags(self, name: str, places: Mapping[str, object]) -> list[str]:
        """The flags that the file gives a service, with folders of this machine for those of the image."""
        flags = list(self.services[name].command)
        for there, here in places.items():
            flags = [flag.replace(there, str(here)) for flag in flags]
        return flags

    def _scrapes(self) -> dict[str, Any]:
        config: dict[str, Any] = _yaml(REPOSITORY / "config" / "prometheus" / "prometheus.yml")
        alertmanager = [{"targets": [f"127.0.0.1:{self._alertmanager_port}"]}]
        config["alerting"]["alertmanagers"][0]["static_configs"] = alertmanager
        # Tests can't wait for a quarter of a minute at every step.
        config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
        for job in config["scrape_configs"]:
            if job["job_name"] == "readout":
                del job["dns_sd_configs"], job["relabel_configs"]
                job["static_configs"] = [
                    {"targets": [f"127.0.0.1:{port}" for port in ports], "labels": {"part": part}}
                    for part, ports in self.ports.items()
                    if ports
                ]
            else:
                job["static_configs"] = alertmanager
        return config

    def _run_init_script(self, declared: Mapping[str, str]) -> None:
        """What the image runs when it makes the database."""
        done = subprocess.run(
            ["sh", str(REPOSITORY / "config" / "postgres" / "reader.sh")],
            env={
                **os.environ,
                **declared,
                "PATH": f"{binaries()}:{os.environ['PATH']}",
                "PGHOST": "127.0.0.1",
                "PGPORT": str(self.postgres.port),
                "PGPASSWORD": declared["POSTGRES_PASSWORD"],
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode != 0:
            raise StartFailed(f"reader.sh failed: {done.stderr}")

    @property
    def reader_url(self) -> str:
        """The database as Grafana sees it."""
        password = self._passwords["READER_PASSWORD"]
        return f"postgresql://reader:{password}@127.0.0.1:{self.postgres.port}/readout"


_READOUT = (sys.executable, "-m", "readout")


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def _addresses(stack: Stack) -> Sequence[str]:
    assert stack.prometheus is not None
    assert stack.alertmanager is not None
    lines = [
        f"board         http://127.0.0.1:{stack.board_port}/",
        f"Prometheus    {stack.prometheus.url}/",
        f"Alertmanager  {stack.alertmanager.url}/",
        f"Kafka         {','.join(stack.kafka.bootstrap)}",
        f"Postgres      127.0.0.1:{stack.postgres.port}, database readout",
    ]
    lines += [f"{part:13} http://127.0.0.1:{port}/metrics" for part in PARTS for port in stack.ports[part]]
    return lines


@click.command()
@click.option("--file", type=click.Path(path_type=Path, dir_okay=False), help="Articles to replay once it runs.")
@click.option("--once", is_flag=True, help="End when the articles are handled, instead of on Ctrl-C.")
def main(file: Path | None, once: bool) -> None:
    """Start the stack on this machine, replay articles, print the addresses, and run until Ctrl-C."""
    directory = Path(tempfile.mkdtemp(prefix="readout-stack-"))
    stack = Stack(directory)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        click.echo(f"Starting; logs are in {directory / 'logs'} …")
        stack.start()
        if file is not None:
            click.echo(stack.readout("replay", "--no-wait", str(file)).stderr.strip())
        click.echo("\n".join(_addresses(stack)))
        if not once:
            click.echo("Ctrl-C ends it.")
        while not once:
            time.sleep(1)
        click.echo(stack.readout("status").stdout)
    except KeyboardInterrupt:
        click.echo("Stopping …")
    finally:
        stack.stop()
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
