"""Processes that work on a log or database until they are killed. Each prints what it has been told is durable."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import REPOSITORY

TOPIC = "test.kill"
PARTITIONS = 3
BATCH = 40

_HEAD = f"""
import sys
from datetime import timedelta
from itertools import count
from pathlib import Path
from pipeline.log.base import Outgoing, TopicPartition
from pipeline.log.embedded import EmbeddedLog
from pipeline.records import Entry
from pipeline.topics import Topic
TOPIC, BATCH = {TOPIC!r}, {BATCH}
directory, arguments = Path(sys.argv[1]), sys.argv[2:]
log = EmbeddedLog(directory)
log.ensure_topics([Topic(TOPIC, Entry, lambda r: r.url, {PARTITIONS}, timedelta(days=1))])
def say(*what):
    print(*what, flush=True)
def batch(name):
    return [Outgoing(TOPIC, f"key {{n}}", f"{{name}}:{{n}}".encode() + b" " * 2000) for n in range(BATCH)]
"""

APPEND = (
    _HEAD
    + """
producer = log.producer()
name, most = arguments[0], int(arguments[1])
for number in range(most):
    producer.append(batch(f"{name}-{number}"))
    say(number)
"""
)
"""Arguments: name, number of batches. Prints the number of each batch that was appended."""

CONSUME = (
    _HEAD
    + """
consumer = log.consumer("g", [TOPIC])
while True:
    for message in consumer.poll(7, 0.2):
        place = TopicPartition(message.topic, message.partition)
        consumer.commit({place: message.offset + 1})
        say(message.partition, message.offset)
"""
)
"""Prints partition and offset of each message that was committed."""

FILL = (
    _HEAD
    + """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pipeline.errors import Transient
producer = log.producer()
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, hard))
for number in count():
    try:
        producer.append(batch(f"a-{number}"))
    except Transient as error:
        say("full", number)
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
producer.append(batch(f"a-{number}"))
say("again", number)
"""
)
"""Appends until the file may grow no more, then makes room, and appends the batch that failed once more."""

WRITE = """
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from pipeline.log.base import Outgoing
from pipeline.stage import Upsert
from pipeline.store.database import Database, sqlite_url
database = Database(sqlite_url(Path(sys.argv[1]) / "readout.sqlite"))
start, now = int(sys.argv[2]), datetime(2026, 3, 2, tzinfo=UTC)
for number in count(start):
    rows = tuple({"id": f"{number}-{n}", "file": "x" * 500, "lines": number, "updated_at": now} for n in range(50))
    database.apply([Upsert("imports", rows)], [(str(number), Outgoing("t", "k", b"v"))], at=now)
    print(number, flush=True)
"""
"""Argument: the first number. Writes batches of fifty rows with an event each; prints the number of each."""


@contextmanager
def running(script: str, directory: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A process that is at work; killed at the end, however the test ends."""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(directory), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str], most: int | None = None) -> list[tuple[str, ...]]:
    """The next lines of the process, at most so many; all to its end if not said how many."""
    assert process.stdout is not None
    lines: list[tuple[str, ...]] = []
    while most is None or len(lines) < most:
        line = process.stdout.readline()
        if not line:
            break
        if line.endswith("\n"):  # else the process was killed while it spoke
            lines.append(tuple(line.split()))
    return lines


def until_killed(script: str, directory: Path, after: int, *arguments: object) -> list[tuple[str, ...]]:
    """What the process said, when it is killed after so many lines: at some point of the work that follows."""
    with running(script, directory, *arguments) as process:
        lines = said(process, after)
        process.kill()
        return [*lines, *said(process)]
