"""Ten thousand feeds on a loopback server: what a poll costs beside the bare HTTP client doing the same fetch.

    python bench/feeds_loopback.py [--feeds 10000] [--rounds 2]

The server runs in a process of its own and answers conditional requests with 304. Each feed has a loopback address
of its own (127.x.y.z), as feeds have hosts of their own. Both sides fetch every feed the same number of times, with
the same headers and the same concurrency, after one round that fills memories; counted is processor time of the
polling process alone. The poller does all it does in service: schedule, politeness, address and header checks,
state in SQLite, metrics, a JSON log line for each poll.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import multiprocessing
import multiprocessing.connection
import os
import resource
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import structlog
from prometheus_client import CollectorRegistry

from pipeline.clock import SystemClock
from pipeline.http.client import USER_AGENT
from pipeline.log.base import Outgoing
from pipeline.metrics import Metrics
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from producers.feeds.decide import ACCEPT
from producers.feeds.poller import FeedPoller, PollerOptions
from producers.feeds.settings import FeedSettings
from producers.feeds.states_sql import SqlFeedStates

ETAG = '"one"'
CONCURRENCY = 100
BODY = (
    '<rss version="2.0"><channel><title>Feed</title>'
    + "".join(
        f"<item><title>Item {number}</title><guid>{number}</guid><description>Some words.</description></item>"
        for number in range(5)
    )
    + "</channel></rss>"
).encode()


@dataclass(frozen=True)
class Cost:
    """What one side took."""

    polls: int
    wall: float
    processor: float
    """Seconds of this process."""

    @property
    def microseconds(self) -> float:
        return self.processor / self.polls * 1e6


class _Server(asyncio.Protocol):
    """As little of a web server as will do, so that it is not what is measured."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if b"If-None-Match" in data:
            self.transport.write(b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\nConnection: close\r\n\r\n')
        else:
            head = f"HTTP/1.1 200 OK\r\nETag: {ETAG}\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n"
            self.transport.write(f"{head}Content-Length: {len(BODY)}\r\n\r\n".encode() + BODY)
        self.transport.close()


def _serve(ready: multiprocessing.connection.Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(_Server, "0.0.0.0", 0, backlog=4096)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


class _Sink:
    """A log that takes everything."""

    def append(self, batch: Sequence[Outgoing]) -> None:
        """Taken."""

    def close(self) -> None:
        """Nothing is open."""


def urls(count: int, port: int) -> list[str]:
    """As many addresses, each on a loopback host of its own."""
    return [f"http://127.{1 + n // 62_500}.{n // 250 % 250}.{1 + n % 250}:{port}/feed" for n in range(count)]


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _bare(addresses: list[str], rounds: int) -> None:
    """The same fetches by the HTTP client alone."""
    connector = aiohttp.TCPConnector(limit=CONCURRENCY)
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate", "Accept": ACCEPT, "If-None-Match": ETAG}
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=headers, auto_decompress=False
    ) as session:

        async def worker(mine: list[str]) -> None:
            for url in mine:
                async with session.get(url, allow_redirects=False) as answer:
                    assert answer.status == 304
                    await answer.read()

        for _ in range(rounds):
            await asyncio.gather(*(worker(addresses[start::CONCURRENCY]) for start in range(CONCURRENCY)))


def bare(addresses: list[str], rounds: int) -> Cost:
    """Cost of the bare client."""
    processor, wall = _processor_seconds(), time.perf_counter()
    asyncio.run(_bare(addresses, rounds))
    return Cost(len(addresses) * rounds, time.perf_counter() - wall, _processor_seconds() - processor)


def _feeds(addresses: list[str]) -> list[FeedSettings]:
    return [
        FeedSettings(id=f"feed-{number}", url=url, source="bench", allow_private=True, interval_seconds=1)
        for number, url in enumerate(addresses)
    ]


def polled(addresses: list[str], rounds: int, database: Database) -> Cost:
    """Cost of the poller at work, after the round in which every document is read and remembered."""
    metrics = Metrics(CollectorRegistry())
    options = PollerOptions(concurrency=CONCURRENCY, starts_per_second=1e9)
    memory = SqlFeedStates(database)
    poller = FeedPoller(_feeds(addresses), memory, _Sink(), clock=SystemClock(), metrics=metrics, options=options)
    stop = threading.Event()
    running = threading.Thread(target=poller.run, args=(stop,))
    running.start()
    try:
        _wait_for(metrics, "new", len(addresses), running)
        first = _count(metrics, "not-modified")
        processor, wall = _processor_seconds(), time.perf_counter()
        _wait_for(metrics, "not-modified", first + rounds * len(addresses), running)
        polls = _count(metrics, "not-modified") - first
        return Cost(int(polls), time.perf_counter() - wall, _processor_seconds() - processor)
    finally:
        stop.set()
        running.join()


def _wait_for(metrics: Metrics, outcome: str, polls: float, running: threading.Thread) -> None:
    while running.is_alive() and _count(metrics, outcome) < polls:
        time.sleep(0.05)


def _count(metrics: Metrics, outcome: str) -> float:
    # Of this one counter, because a look at the whole registry costs as much as hundreds of polls.
    samples = (sample for family in metrics.feed_polls.collect() for sample in family.samples)
    return sum(one.value for one in samples if one.labels["outcome"] == outcome and one.name.endswith("_total"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    with contextlib.ExitStack() as house:
        sink = house.enter_context(Path(os.devnull).open("w"))
        structlog.configure(
            processors=[structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer()],
            logger_factory=structlog.WriteLoggerFactory(file=sink),
            cache_logger_on_first_use=True,
        )
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
        server.start()
        house.callback(server.kill)
        addresses = urls(asked.feeds, ours.recv())
        folder = house.enter_context(tempfile.TemporaryDirectory())
        database = Database(sqlite_url(Path(folder) / "bench.db"))
        house.callback(database.close)
        metadata.create_all(database.engine)
        bare(addresses[: len(addresses) // 10 + 1], 1)  # warms up what is loaded on first use
        before = bare(addresses, asked.rounds)
        ours_cost = polled(addresses, asked.rounds, database)
        after = bare(addresses, asked.rounds)
        # The machine may have been busier in one half of the time than in the other.
        alone = Cost(before.polls + after.polls, before.wall + after.wall, before.processor + after.processor)
    figures = {
        "feeds": asked.feeds,
        "bare: polls a second": round(alone.polls / alone.wall),
        "bare: processor microseconds a poll": round(alone.microseconds),
        "poller: polls a second": round(ours_cost.polls / ours_cost.wall),
        "poller: processor microseconds a poll": round(ours_cost.microseconds),
        "ratio of processor time": round(ours_cost.microseconds / alone.microseconds, 2),
    }
    if asked.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:42} {value}")


if __name__ == "__main__":
    main()
