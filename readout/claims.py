"""One process a data directory and part: a second one is refused, and told who holds it."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import InUse


@contextlib.contextmanager
def claimed(directory: Path, parts: Sequence[str]) -> Iterator[None]:
    """Hold the parts (`feeds`, `extract` …) of a data directory; the operating system lets go when the process ends.

    Raises `InUse` if another process holds one of them.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        for part in sorted(parts):
            stack.callback(os.close, _claim(directory / f"run.{part}.lock", directory, part))
        yield


def _claim(path: Path, directory: Path, part: str) -> int:
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 100).decode(errors="replace").strip() or "another process"
        os.close(lock)
        raise InUse(
            f"{directory} is in use: {holder} runs {part} on it. Stop it first, or give this one a directory of its"
            " own with --data-dir or READOUT_DATA_DIR"
        ) from None
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()}".encode())
    return lock
