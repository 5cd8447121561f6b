"""A server on loopback that says exactly what a test has it say, byte by byte if need be."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    at: float
    """Seconds, monotonic."""


Behaviour = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A running server."""

    host: str
    behaviours: dict[str, Behaviour]
    scheme: str = "http"
    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/", host: str | None = None) -> str:
        return f"{self.scheme}://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]


def say(
    body: bytes | str = b"",
    *,
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    length: int | None = None,
) -> Behaviour:
    """A plain answer; `length` is what Content-Length says if that is not the truth."""
    data = body.encode() if isinstance(body, str) else body

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(data) if length is None else length}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + data)

    return behave


def say_raw(data: bytes) -> Behaviour:
    """These bytes, then the end."""

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(data)

    return behave


def say_forever(start: bytes, piece: bytes, pause: float) -> Behaviour:
    """A start, then one piece after another, until the other side goes."""

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


def send_to(location: str, status: str = "302 Found") -> Behaviour:
    """A redirect."""
    return say(status=status, headers={"Location": location})


@contextlib.contextmanager
def serving(
    behaviours: dict[str, Behaviour], *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """Serve these paths until the block ends; other paths are 404. Behaviours may be added meanwhile."""
    server = Server(host, behaviours, "https" if tls else "http")
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, tls, ready, stop)), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        stop.set()
        thread.join(10)


async def _serve(server: Server, tls: ssl.SSLContext | None, ready: threading.Event, stop: threading.Event) -> None:
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            asked = await _read(reader)
            if asked is not None:
                server.asked.append(asked)
                path = asked.path.split("?", 1)[0]
                await server.behaviours.get(path, say(status="404 Not Found"))(asked, writer)
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError, ssl.SSLError):
            pass  # the other side has gone, or the test is over
        finally:
            tasks.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), 1)

    listening = await asyncio.start_server(connected, server.host, 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    ready.set()
    while not stop.is_set():
        await asyncio.sleep(0.02)
    listening.close()
    for task in list(tasks):
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *rest = head.split("\r\n")
    method, path, *_ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body, time.monotonic())
