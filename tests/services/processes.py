"""Start a server as a process of its own, wait until it answers, stop it by its pid."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_LOOK_SECONDS = 0.05
_TAIL_LINES = 25


class StartFailed(Exception):
    """A server ended, or did not answer in time; the message has the end of its log."""


class Missing(Exception):
    """A service is neither installed nor named in the environment; the message says how to get it."""


class Process:
    """One server process with its own log file. May be started again after it was stopped."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        directory: Path,
        *,
        environment: Mapping[str, str] | None = None,
        user: str | None = None,
        working: Path | None = None,
        signal_to_stop: int = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = directory / f"{name}.log"
        self._command = list(command)
        self._environment = dict(os.environ if environment is None else environment)
        self._user = user
        self._working = working or directory
        self._signal = signal_to_stop
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._popen.pid if self._popen is not None else None

    @property
    def running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def start(self) -> None:
        """Start it, without waiting until it answers."""
        if self.running:
            return
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._working,
                env=self._environment,
                user=self._user,
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until `ready`; raises `StartFailed` if the process ends first or the time is over."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running:
                code = self._popen.returncode if self._popen is not None else None
                raise StartFailed(f"{self.name} ended with {code}:\n{self.tail()}")
            if time.monotonic() > deadline:
                raise StartFailed(f"{self.name} did not answer within {seconds:.0f} s:\n{self.tail()}")
            time.sleep(_LOOK_SECONDS)

    def wait(self, seconds: float) -> int:
        """Wait until it ends by itself; returns its exit code."""
        assert self._popen is not None, f"{self.name} was never started"
        return self._popen.wait(seconds)

    def ask_to_stop(self) -> None:
        """Tell it to end, without waiting for that."""
        if self._popen is not None and self._popen.poll() is None:
            self._popen.send_signal(self._signal)

    def stop(self, seconds: float = 20.0) -> None:
        """Ask it to end, and end it if it does not."""
        self.ask_to_stop()
        self._end(seconds)

    def kill(self) -> None:
        """`kill -9`."""
        self._end(0.0)

    def tail(self, lines: int = _TAIL_LINES) -> str:
        """The last lines of its log."""
        if not self.log.exists():
            return "(no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _end(self, seconds: float) -> None:
        if self._popen is None:
            return
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait(10.0)


def free_ports(count: int) -> list[int]:
    """Loopback ports that nothing listens on now, each a different one."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def accepts(port: int) -> bool:
    """Whether something listens on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
