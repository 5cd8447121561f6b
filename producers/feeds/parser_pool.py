"""Parsing in processes of its own: a hostile document can neither stop nor swell nor crash the poller."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import orjson

from producers.feeds.model import ParsedEntry, ParsedFeed, Unreadable
from producers.feeds.parser_worker import LENGTH_BYTES, MEMORY_BYTES, OUT_OF_MEMORY, allowed_seconds

_WALL_FACTOR = 20  # the worker counts its own processor time; this is for one that hangs without using any
_HEADERS = ("content-type", "content-language")


class ParserPool:
    """Hands documents to worker processes. Use as an async context manager, on one event loop."""

    def __init__(self, workers: int = 1) -> None:
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        for _ in range(workers):
            self._idle.put_nowait(_Worker())
        self._workers = workers

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while not self._idle.empty():
            await self._idle.get_nowait().stop()

    async def parse(self, body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed:
        """Like `producers.feeds.parse.parse_feed`; raises `Unreadable`, with ``parse-timeout`` or ``parse-memory``
        for a document that takes more than is allowed, ``parse-crash`` for one that ends the parser."""
        worker = await self._idle.get()
        try:
            return await worker.parse(body, headers, url)
        finally:
            self._idle.put_nowait(worker)


class _Worker:
    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def parse(self, body: bytes, headers: Mapping[str, str], url: str) -> ParsedFeed:
        kept = {name: value for name in _HEADERS if (value := headers.get(name))}
        process = await self._started()
        assert process.stdin is not None and process.stdout is not None
        try:
            async with asyncio.timeout(allowed_seconds(body) * _WALL_FACTOR):
                for frame in (orjson.dumps({"headers": kept, "url": url}), body):
                    process.stdin.write(len(frame).to_bytes(LENGTH_BYTES, "big") + frame)
                await process.stdin.drain()
                size = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
                reply = orjson.loads(await process.stdout.readexactly(size))
        except TimeoutError:
            await self.stop()
            raise Unreadable("parse-timeout", "the parser did not come back") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await self._obituary() from None
        except asyncio.CancelledError:
            await self.stop()
            raise
        if "reason" in reply:
            raise Unreadable(reply["reason"], reply["detail"])
        return _feed(reply["feed"])

    async def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "producers.feeds.parser_worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=environment,
            )
        return self._process

    async def _obituary(self) -> Unreadable:
        process, self._process = self._process, None
        assert process is not None
        status = await process.wait()
        if status == -signal.SIGPROF:
            return Unreadable("parse-timeout", "parsing took more processor time than the document's size allows")
        if status == OUT_OF_MEMORY:
            return Unreadable("parse-memory", f"parsing took more than {MEMORY_BYTES // 1_000_000} MB")
        return Unreadable("parse-crash", f"the parser ended with status {status}")


def _feed(values: dict[str, Any]) -> ParsedFeed:
    entries = tuple(_entry(entry) for entry in values.pop("entries"))
    return ParsedFeed(entries=entries, **values)


def _entry(values: dict[str, Any]) -> ParsedEntry:
    for name in ("published", "updated"):
        if values[name] is not None:
            values[name] = datetime.fromisoformat(values[name])
    return ParsedEntry(**values)
