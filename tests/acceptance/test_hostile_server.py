"""Hostile servers among good ones: each hostile feed ends in its own named outcome, the good ones stay on time."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
import trustme
from prometheus_client import CollectorRegistry

from pipeline.clock import SystemClock
from pipeline.http.client import HttpClient
from pipeline.http.model import Limits
from pipeline.log.base import Outgoing
from pipeline.metrics import Metrics
from pipeline.records import Entry, decode
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from producers.feeds.poller import FeedPoller, PollerOptions
from producers.feeds.settings import FeedSettings
from producers.feeds.states_sql import SqlFeedStates
from tests.loopback import Asked, Behaviour, Server, say, say_forever, say_raw, send_to, serving

SECONDS = 8.0
LIMITS = Limits(total_seconds=2.0, idle_seconds=1.0, wire_bytes=300_000, body_bytes=1_000_000, redirects=4)
OK = b"HTTP/1.1 200 OK\r\n"


def rss(title: str, items: int = 1) -> str:
    texts = "".join(
        f"<item><title>{title} {number}</title><guid>{title}-{number}</guid><description>Words.</description></item>"
        for number in range(items)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{texts}</channel></rss>'


def growing(title: str) -> Behaviour:
    """A good feed that has one more entry each time it is asked."""
    count = 0

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        await say(rss(title, count))(asked, writer)

    return behave


def entity_bomb() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "word">{levels}]>'
        "<rss version='2.0'><channel><title>t</title><item><title>&e9;</title></item></channel></rss>"
    )


HOSTILE: dict[str, tuple[Behaviour, set[str]]] = {
    "slow-drip": (say_forever(OK + b"Content-Length: 90000\r\n\r\n", b"<", 0.1), {"timeout"}),
    "slow-headers": (say_forever(OK, b"X-Y: z\r\n", 0.1), {"timeout"}),
    "silence": (say_forever(b"", b"", 60), {"timeout"}),
    "endless-body": (say_forever(OK + b"\r\n", b"<item/>" * 2000, 0), {"too-large"}),
    "gzip-bomb": (say(gzip.compress(b" " * 20_000_000), headers={"Content-Encoding": "gzip"}), {"too-large"}),
    "gzip-bomb-inside": (say(gzip.compress(b" " * 20_000_000)), {"too-large"}),
    "fifty-megabytes": (say(b"", length=50_000_000), {"too-large"}),
    "redirect-loop": (send_to("/redirect-loop"), {"redirects"}),
    "redirect-file": (send_to("file:///etc/passwd"), {"bad-url"}),
    "wrong-length": (say(rss("short"), length=5_000), {"incomplete"}),
    "longer-than-said": (say(rss("long"), length=20), {"protocol"}),
    "rate-limited": (say(status="429 Slow Down", headers={"Retry-After": "3600"}), {"rate-limited"}),
    "overloaded": (say(status="503 Busy", headers={"Retry-After": "1800"}), {"server-error"}),
    "gone": (say(status="410 Gone"), {"gone"}),
    "not-modified-unasked": (say_raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), {"protocol"}),
    "no-http": (say_raw(b"220 mail.example ESMTP\r\n"), {"protocol"}),
    "nothing": (say_raw(b""), {"protocol"}),
    "huge-header": (say_raw(OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n"), {"headers-too-large"}),
    "broken-chunks": (say_raw(OK + b"Transfer-Encoding: chunked\r\n\r\nQQ\r\n"), {"protocol"}),
    "web-page": (say("<!doctype html><html><body><p>Welcome</p></body></html>"), {"html"}),
    "nonsense": (say(bytes(range(256)) * 100), {"not-a-feed"}),
    "empty": (say(b""), {"empty"}),
    "entity-bomb": (say(entity_bomb()), {"entity-bomb"}),
    "deep": (say("<rss version='2.0'>" + "<a>" * 50_000), {"too-deep"}),
    "many-entries": (say("<rss version='2.0'><channel>" + "<item/>" * 40_000), {"too-many-entries"}),
    "charset": (say("<?xml version='1.0' encoding='idna'?>" + rss("odd").split("?>")[1]), {"new"}),
    "zeros": (say(b"\0" * 200_000), {"empty", "not-a-feed"}),
    "unclosed": (
        say("<rss version='2.0'><channel>" + "<item><title>x<![CDATA[" * 4_000),
        {"nothing-new", "parse-timeout"},
    ),
}
GOOD = [f"good-{number}" for number in range(5)]


@dataclass
class Notes:
    """A log that only notes what is appended."""

    appended: list[Outgoing] = field(default_factory=list)

    def append(self, batch: Sequence[Outgoing]) -> None:
        self.appended += batch

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class House:
    """What is left after the run."""

    server: Server
    inner: Server
    outcomes: dict[str, str]
    next_polls: dict[str, datetime | None]
    entries: list[Entry]
    ended_after: float


def why_not(address: str) -> str | None:
    """127.0.3.* stands for the public network, with a host for each feed; the rest of loopback is private."""
    return None if address.startswith("127.0.3.") else f"{address} is private"


def feed(server: Server, name: str, number: int, interval: int | None = None) -> FeedSettings:
    url = server.url(f"/{name}", host=f"127.0.3.{number}")
    return FeedSettings(id=name, url=url, source=name, interval_seconds=interval)


@contextlib.contextmanager
def servers() -> Iterator[tuple[Server, Server, Server]]:
    behaviours = {f"/{name}": behaviour for name, (behaviour, _) in HOSTILE.items()}
    behaviours |= {f"/{name}": growing(name) for name in GOOD}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.3.255").configure_cert(context)
    with (
        serving(behaviours, host="0.0.0.0") as server,
        serving({"/inner": say(rss("secret"))}, host="127.0.0.2") as inner,
        serving({"/": say(rss("tls"))}, tls=context, host="127.0.3.255") as tls,
    ):
        for name, host in {"private": "127.0.0.2", "mapped": "[::ffff:127.0.0.2]"}.items():
            behaviours[f"/redirect-{name}"] = send_to(inner.url("/inner", host=host))
        yield server, inner, tls


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    database = Database(sqlite_url(Path(tmp_path_factory.mktemp("hostile")) / "readout.db"))
    metadata.create_all(database.engine)
    notes = Notes()
    with servers() as (server, inner, tls):
        names = [*HOSTILE, "redirect-private", "redirect-mapped"]
        feeds = [feed(server, name, number) for number, name in enumerate(names)]
        feeds += [feed(server, name, 100 + number, interval=1) for number, name in enumerate(GOOD)]
        feeds.append(FeedSettings(id="tls", url=tls.url("/"), source="tls"))
        feeds.append(FeedSettings(id="private", url=inner.url("/inner"), source="private"))
        poller = FeedPoller(
            feeds,
            SqlFeedStates(database),
            notes,
            clock=SystemClock(),
            metrics=Metrics(CollectorRegistry()),
            options=PollerOptions(starts_per_second=100),
            http=lambda: HttpClient(limits=LIMITS, why_not=why_not),
        )
        stop = threading.Event()
        running = threading.Thread(target=poller.run, args=(stop,))
        running.start()
        time.sleep(SECONDS)
        stop.set()
        asked_to_stop = time.monotonic()
        running.join(20)
        states = SqlFeedStates(database).load()
        yield House(
            server,
            inner,
            {name: state.outcome for name, state in states.items()},
            {name: state.next_poll_at for name, state in states.items()},
            [decode(Entry, message.value) for message in notes.appended],
            time.monotonic() - asked_to_stop,
        )
    database.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_feed_ends_in_its_own_outcome(house: House, name: str) -> None:
    assert house.outcomes[name] in HOSTILE[name][1]


@pytest.mark.parametrize("name", ["redirect-private", "redirect-mapped", "private"])
def test_private_addresses_are_never_reached(house: House, name: str) -> None:
    assert house.outcomes[name] in ("refused-address", "bad-url")
    assert house.inner.asked == []


def test_a_certificate_nobody_signed_is_refused(house: House) -> None:
    assert house.outcomes["tls"] == "tls"


@pytest.mark.parametrize("name", GOOD)
def test_good_feeds_are_polled_on_time_throughout(house: House, name: str) -> None:
    times = [asked.at for asked in house.server.asked if asked.path == f"/{name}"]
    assert len(times) >= SECONDS - 3
    assert max(later - earlier for earlier, later in pairwise(times)) < 2.5


@pytest.mark.parametrize("name", GOOD)
def test_good_feeds_lose_no_entry_and_repeat_none(house: House, name: str) -> None:
    polls = house.server.paths().count(f"/{name}")
    published = [entry.ref for entry in house.entries if entry.feed == name]
    assert sorted(published) == sorted(set(published))
    assert polls - 1 <= len(published) <= polls


def test_the_part_of_a_feed_that_arrived_is_published(house: House) -> None:
    assert [entry.title for entry in house.entries if entry.feed == "wrong-length"] == ["short 0"]


def test_a_feed_that_is_gone_is_parked(house: House) -> None:
    assert house.next_polls["gone"] is None
    assert house.server.paths().count("/gone") == 1


def test_failing_feeds_are_left_alone(house: House) -> None:
    asked = house.server.paths()
    assert all(asked.count(f"/{name}") == 1 for name in ("rate-limited", "overloaded", "web-page", "deep"))


def test_it_stops_in_time(house: House) -> None:
    assert house.ended_after < 10
