"""A process that only parses: reads documents on stdin, answers on stdout. See `producers.feeds.parser_pool`.

A document that takes more processor time than its size allows ends this process (the timer's signal does, even
inside a C function), and so does one that needs too much memory; the parent then names the reason.
"""

from __future__ import annotations

import resource
import signal
import sys
from typing import BinaryIO

import orjson

from producers.feeds.guard import MOST_ENTRIES, count_entries
from producers.feeds.model import Unreadable
from producers.feeds.parse import parse_feed

SECONDS = 1.0
SECONDS_PER_MEGABYTE = 1.5
SECONDS_PER_ENTRY = 0.001
MEMORY_BYTES = 200_000_000

LENGTH_BYTES = 8
OUT_OF_MEMORY = 12
"""Exit status after running out of memory where no reply could be made."""


def allowed_seconds(body: bytes) -> float:
    """Processor time that this document may take: more for more bytes and more entries."""
    entries = min(count_entries(body), MOST_ENTRIES)
    return SECONDS + SECONDS_PER_MEGABYTE * len(body) / 1_000_000 + SECONDS_PER_ENTRY * entries


def answer(request: bytes, body: bytes) -> bytes:
    """The reply to one document: ``feed`` with what was read, or ``reason`` and ``detail``."""
    asked = orjson.loads(request)
    try:
        feed = parse_feed(body, asked["headers"], asked["url"])
        return orjson.dumps({"feed": feed})
    except Unreadable as error:
        return orjson.dumps({"reason": error.reason, "detail": error.detail})
    except MemoryError:
        return orjson.dumps({"reason": "parse-memory", "detail": "the document needs too much memory"})
    except RecursionError:
        return orjson.dumps({"reason": "too-deep", "detail": "the document is nested too deep"})


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer until the source ends."""
    while (request := _frame(source)) is not None:
        body = _frame(source)
        if body is None:
            return
        signal.setitimer(signal.ITIMER_PROF, allowed_seconds(body))
        reply = answer(request, body)
        signal.setitimer(signal.ITIMER_PROF, 0)
        sink.write(len(reply).to_bytes(LENGTH_BYTES, "big") + reply)
        sink.flush()


def _frame(source: BinaryIO) -> bytes | None:
    head = source.read(LENGTH_BYTES)
    return source.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else None


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the parent decides
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


if __name__ == "__main__":
    main()
