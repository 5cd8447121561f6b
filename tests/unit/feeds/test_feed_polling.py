"""Agenda, recorder, memory, parser process, hubs: the parts of the poller, and the poller as a whole."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry

from pipeline.clock import SystemClock
from pipeline.errors import Transient
from pipeline.metrics import Metrics
from pipeline.records import Entry, decode
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from producers.feeds import parser_worker
from producers.feeds.agenda import Agenda, Politeness
from producers.feeds.inspect import inspect_feed
from producers.feeds.leases_sql import SqlLeases
from producers.feeds.model import Unreadable
from producers.feeds.parser_pool import ParserPool
from producers.feeds.poller import FeedPoller
from producers.feeds.recorder import Recorder
from producers.feeds.settings import FeedSettings
from producers.feeds.state import Change, SeenEntry
from producers.feeds.states_sql import SqlFeedStates
from producers.feeds.websub import confirmed, signed_by_hub, wanted_lease
from producers.feeds.websub_server import WebSubOptions
from tests.loopback import Asked, Server, say, send_to, serving
from tests.unit.feeds.feed_builders import NOW, NotingProducer, feed, state

RSS = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>The Example</title>{head}
{items}</channel></rss>"""


def rss(*titles: str, head: str = "") -> str:
    items = "".join(f"<item><title>{one}</title><guid>{one}</guid></item>" for one in titles)
    return RSS.format(head=head, items=items)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(sqlite_url(tmp_path / "readout.db"))
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


def seen(identity: str, **changes: object) -> SeenEntry:
    values: dict[str, object] = {
        "identity": identity,
        "link_key": f"link-{identity}",
        "content_hash": f"text-{identity}",
        "parts": "a:b:c",
        "revision": 0,
        "seen_at": NOW,
    }
    return SeenEntry(**(values | changes))  # type: ignore[arg-type]


class TestAgenda:
    def test_feeds_come_when_they_are_due(self) -> None:
        agenda = Agenda()
        agenda.plan("late", "a", 20)
        agenda.plan("early", "b", 10)
        assert agenda.take(5) is None
        assert agenda.take(15) == "early"
        assert agenda.take(15) is None
        assert agenda.next_at() == 20

    def test_the_latest_plan_holds(self) -> None:
        agenda = Agenda()
        agenda.plan("x", "a", 10)
        agenda.plan("x", "a", 30)
        assert agenda.take(20) is None
        assert agenda.take(30) == "x"

    def test_a_host_is_asked_a_few_times_at_once_and_some_time_apart(self) -> None:
        agenda = Agenda(lambda host: Politeness(at_once=2, apart=1.0))
        for name in "abcd":
            agenda.plan(name, "host", 0)
        agenda.plan("other", "elsewhere", 0)
        assert {agenda.take(0), agenda.take(0)} == {"a", "other"}
        assert agenda.take(0.5) is None
        assert agenda.take(1.0) == "b"
        assert agenda.take(5.0) is None
        agenda.done("a", 5.0)
        assert agenda.take(5.0) == "c"

    def test_a_held_host_is_left_alone(self) -> None:
        agenda = Agenda()
        agenda.hold("host", 100)
        agenda.plan("x", "host", 0)
        assert agenda.take(50) is None
        assert agenda.next_at() == 100
        assert agenda.take(100) == "x"

    def test_every_feed_comes_once_whatever_the_order(self) -> None:
        agenda = Agenda(lambda host: Politeness(at_once=1, apart=0.5))
        for number in range(100):
            agenda.plan(f"feed-{number}", f"host-{number % 7}", number % 13)
        taken, now = [], 0.0
        while (due := agenda.next_at()) is not None:
            now = max(now, due)
            while name := agenda.take(now):
                taken.append(name)
                agenda.done(name, now)
        assert sorted(taken) == sorted(f"feed-{number}" for number in range(100))


class TestMemory:
    def test_what_is_saved_is_loaded(self, database: Database) -> None:
        memory = SqlFeedStates(database)
        saved = state(etag='"a"', next_poll_at=NOW, succeeded_at=NOW)
        memory.save([Change(state()), Change(saved, (seen("1"), seen("2")))], NOW)
        assert memory.load() == {"news": saved}

    def test_entries_are_found_by_identity_link_and_text_within_their_feed(self, database: Database) -> None:
        memory = SqlFeedStates(database)
        memory.save([Change(state(), tuple(seen(str(n)) for n in range(300)))], NOW)
        memory.save([Change(state(id="other"), (seen("7"),))], NOW)
        found = memory.seen(
            "news", frozenset({"7", "none"}), frozenset({"link-8", ""}), frozenset({"text-9", "text-7"})
        )
        assert {row.identity for row in found} == {"7", "8", "9"}
        assert memory.seen("news", frozenset(map(str, range(300))), frozenset(), frozenset())[0].seen_at == NOW

    def test_old_entries_are_forgotten(self, database: Database) -> None:
        memory = SqlFeedStates(database)
        memory.save([Change(state(), (seen("old", seen_at=NOW - timedelta(days=90)), seen("new")))], NOW)
        memory.forget_entries("news", NOW - timedelta(days=60))
        left = memory.seen("news", frozenset({"old", "new"}), frozenset(), frozenset())
        assert [row.identity for row in left] == ["new"]


class TestRecorder:
    def record(self, producer: NotingProducer, memory: SqlFeedStates, work: Callable[[Recorder], object]) -> object:
        async def run() -> object:
            recorder = Recorder(producer, memory, SystemClock())
            running = asyncio.create_task(recorder.run())
            try:
                return await work(recorder)  # type: ignore[misc]
            finally:
                recorder.close()
                await running

        return asyncio.run(run())

    def entry(self) -> Entry:
        origin = feed().origin
        return Entry(id="1", ref="1", feed="news", origin=origin, url="urn:x", title="x", fetched_at=NOW)

    def test_entries_are_on_the_log_before_they_count_as_seen(self, database: Database) -> None:
        memory = SqlFeedStates(database)

        class Checking(NotingProducer):
            def append(self, batch: object) -> None:
                assert memory.load() == {}
                super().append(batch)  # type: ignore[arg-type]

        producer = Checking()
        self.record(producer, memory, lambda recorder: recorder.publish([self.entry()], Change(state())))
        assert len(producer.appended) == 1 and "news" in memory.load()

    def test_a_log_that_is_away_is_waited_for(self, database: Database) -> None:
        producer = NotingProducer(refusals=3)
        self.record(
            producer, SqlFeedStates(database), lambda recorder: recorder.publish([self.entry()], Change(state()))
        )
        assert len(producer.appended) == 1

    def test_what_could_not_be_published_before_the_end_is_not_remembered(self, database: Database) -> None:
        async def stop_meanwhile(recorder: Recorder) -> None:
            publishing = asyncio.create_task(recorder.publish([self.entry()], Change(state())))
            await asyncio.sleep(0.05)
            recorder.close()
            with pytest.raises(Transient):
                await publishing

        memory = SqlFeedStates(database)
        self.record(NotingProducer(refusals=10_000), memory, stop_meanwhile)
        assert memory.load() == {}

    def test_polls_without_news_are_remembered_at_the_end_too(self, database: Database) -> None:
        async def only_note(recorder: Recorder) -> None:
            recorder.remember(Change(state(outcome="not-modified")))

        memory = SqlFeedStates(database)
        self.record(NotingProducer(), memory, only_note)
        assert memory.load()["news"].outcome == "not-modified"


class TestParserProcess:
    def parse(self, *bodies: bytes) -> list[str]:
        async def run() -> list[str]:
            outcomes = []
            async with ParserPool() as pool:
                for body in bodies:
                    try:
                        outcomes.append((await pool.parse(body, {"content-type": "text/xml"}, "http://x/")).format)
                    except Unreadable as error:
                        outcomes.append(error.reason)
            return outcomes

        return asyncio.run(run())

    def test_reads_like_the_parser_itself(self) -> None:
        assert self.parse(rss("one").encode(), b"words") == ["rss20", "not-a-feed"]

    def test_ends_a_document_that_takes_too_long_and_goes_on(self) -> None:
        slow = b"<rss version='2.0'><channel><item><title>" + b"<a b=c " * 500_000
        began = time.monotonic()
        assert self.parse(slow, rss("one").encode()) == ["parse-timeout", "rss20"]
        assert time.monotonic() - began < 30

    def test_allows_more_time_for_larger_documents(self) -> None:
        assert parser_worker.allowed_seconds(b"") == 1
        assert parser_worker.allowed_seconds(b" " * 2_000_000) == 4
        assert parser_worker.allowed_seconds(b"<item/>" * 1_000) > 2


class TestHubs:
    lease = wanted_lease(state(hub="https://hub.example/", topic="https://news.example/feed"), None, NOW)

    def test_a_feed_without_a_hub_wants_no_lease(self) -> None:
        assert wanted_lease(state(), None, NOW) is None
        assert wanted_lease(state(hub="ftp://x/"), None, NOW) is None

    def test_a_hub_is_asked_once_and_again_when_it_does_not_confirm(self) -> None:
        assert self.lease is not None
        current = state(hub=self.lease.hub, topic=self.lease.topic)
        assert wanted_lease(current, self.lease, NOW + timedelta(hours=1)) is None
        again = wanted_lease(current, self.lease, NOW + timedelta(hours=7))
        assert again is not None and again.token == self.lease.token

    def test_a_lease_is_renewed_before_it_ends(self) -> None:
        assert self.lease is not None
        current = state(hub=self.lease.hub, topic=self.lease.topic)
        held = replace(self.lease, expires_at=NOW + timedelta(days=10))
        assert wanted_lease(current, held, NOW + timedelta(days=5)) is None
        assert wanted_lease(current, held, NOW + timedelta(days=9, hours=1)) is not None

    def test_another_hub_means_another_lease(self) -> None:
        assert self.lease is not None
        other = wanted_lease(state(hub="https://other.example/", topic=self.lease.topic), self.lease, NOW)
        assert other is not None and other.token != self.lease.token

    @pytest.mark.parametrize(
        ("changes", "granted"),
        [
            ({}, True),
            ({"hub.topic": "https://evil.example/"}, False),
            ({"hub.mode": "unsubscribe"}, False),
            ({"hub.mode": "denied"}, False),
            ({"hub.challenge": ""}, False),
            ({"hub.lease_seconds": "nonsense"}, True),
        ],
    )
    def test_only_what_was_asked_for_is_confirmed(self, changes: dict[str, str], granted: bool) -> None:
        assert self.lease is not None
        query = {
            "hub.mode": "subscribe",
            "hub.topic": self.lease.topic,
            "hub.challenge": "c",
            "hub.lease_seconds": "864000",
        }
        assert (confirmed(self.lease, query | changes, NOW) is not None) is granted

    @pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
    def test_signatures_are_checked(self, method: str) -> None:
        good = hmac.new(b"secret", b"body", getattr(hashlib, method)).hexdigest()
        assert signed_by_hub("secret", b"body", f"{method}={good}")
        assert not signed_by_hub("secret", b"other", f"{method}={good}")
        assert not signed_by_hub("other", b"body", f"{method}={good}")

    @pytest.mark.parametrize("signature", ["", "md5=0", "sha256=", "sha256", "=", "new=1"])
    def test_other_signatures_are_refused(self, signature: str) -> None:
        assert not signed_by_hub("secret", b"body", signature)


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


class Polling:
    """A poller at work in a thread."""

    def __init__(
        self, database: Database, feeds: list[FeedSettings], memory: SqlFeedStates | None = None, **more: object
    ) -> None:
        self.producer = NotingProducer()
        self.metrics = Metrics(CollectorRegistry())
        self.poller = FeedPoller(
            feeds,
            memory or SqlFeedStates(database),
            self.producer,
            clock=SystemClock(),
            metrics=self.metrics,
            **more,  # type: ignore[arg-type]
        )
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.poller.run, args=(self.stop,))

    def __enter__(self) -> Polling:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()

    def titles(self) -> list[tuple[str, int]]:
        entries = [decode(Entry, message.value) for message in self.producer.appended]
        return [(one.title, one.revision) for one in entries]


def private(server: Server, path: str = "/feed", **changes: object) -> FeedSettings:
    return feed(**({"url": server.url(path), "allow_private": True, "interval_seconds": 1} | changes))


class TestPoller:
    def test_publishes_news_and_revisions_and_remembers_them_over_a_restart(self, database: Database) -> None:
        with serving({"/feed": say(rss("one"), headers={"ETag": '"1"'})}) as server:
            with Polling(database, [private(server)]) as first:
                until(first.titles)
            server.behaviours["/feed"] = say(rss("one", "two"))
            with Polling(database, [private(server)]) as second:
                until(second.titles)
            assert (first.titles(), second.titles()) == ([("one", 0)], [("two", 0)])
            assert server.asked[-1].headers["if-none-match"] == '"1"'

    def test_a_switched_off_feed_is_not_polled(self, database: Database) -> None:
        with serving({"/feed": say(rss("one")), "/other": say(rss("two"))}) as server:
            feeds = [private(server, enabled=False), private(server, "/other", id="other")]
            with Polling(database, feeds) as polling:
                until(polling.titles)
            assert server.paths() == ["/other"] * len(server.asked)

    def test_follows_a_permanent_redirect_once_and_for_all(self, database: Database) -> None:
        with serving({"/feed": send_to("/new", "301 Moved"), "/new": say(rss("one"))}) as server:
            with Polling(database, [private(server)]):
                until(lambda: server.paths().count("/new") >= 2)
            assert server.paths()[:3] == ["/feed", "/new", "/new"]

    def test_counts_what_happens(self, database: Database) -> None:
        with serving({"/feed": say(rss("one"))}) as server, Polling(database, [private(server)]) as polling:
            until(lambda: len(server.asked) >= 3)
            value = polling.metrics.registry.get_sample_value
            assert value("readout_entries_total", {"kind": "new"}) == 1
            assert value("readout_feed_polls_total", {"outcome": "new"}) == 1
            assert value("readout_feed_polls_total", {"outcome": "unchanged"}) >= 1  # type: ignore[operator]

    def test_a_memory_that_is_away_for_a_while_loses_nothing(self, database: Database) -> None:
        class Forgetful(SqlFeedStates):
            refusals = 2

            def seen(self, *marks: Any) -> list[SeenEntry]:
                if self.refusals:
                    self.refusals -= 1
                    raise Transient("the database is not there", retry_after=0.1)
                return super().seen(*marks)

        with serving({"/feed": say(rss("one"))}) as server:
            polling = Polling(database, [private(server)], Forgetful(database))
            with polling:
                until(polling.titles)
            assert polling.titles() == [("one", 0)]

    def test_a_hub_announces_entries_between_polls(self, database: Database) -> None:
        port = free_port()
        hub_calls: list[Asked] = []

        async def hub(asked: Asked, writer: asyncio.StreamWriter) -> None:
            hub_calls.append(asked)
            await say(status="202 Accepted")(asked, writer)

        with serving({"/hub": hub}) as server:
            head = f'<atom:link rel="hub" href="{server.url("/hub")}"/><atom:link rel="self" href="http://me/"/>'
            server.behaviours["/feed"] = say(rss("one", head=head))
            options = WebSubOptions(f"http://127.0.0.1:{port}", port=port)
            leases = SqlLeases(database, SystemClock())
            slow = private(server, interval_seconds=3600)
            with Polling(database, [slow], websub=options, leases=leases) as polling:
                until(lambda: hub_calls)
                lease = asyncio.run(leases.load())[0]
                statuses = asyncio.run(be_the_hub(port, lease.token, lease.secret, rss("two").encode()))
                until(lambda: len(polling.titles()) == 2)
            assert statuses == {
                "wrong topic": 404,
                "right topic": 200,
                "unsigned": 202,
                "unknown": 410,
                "signed": 202,
            }
            assert polling.titles() == [("one", 0), ("two", 0)]
            assert server.paths().count("/feed") == 1


async def be_the_hub(port: int, token: str, secret: str, body: bytes) -> dict[str, int]:
    base = f"http://127.0.0.1:{port}/websub/"
    question = {"hub.mode": "subscribe", "hub.topic": "http://me/", "hub.challenge": "c", "hub.lease_seconds": "9000"}
    signature = {"X-Hub-Signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}
    statuses = {}
    async with aiohttp.ClientSession() as hub:
        async with hub.get(base + token, params=question | {"hub.topic": "http://evil/"}) as answer:
            statuses["wrong topic"] = answer.status
        async with hub.get(base + token, params=question) as answer:
            statuses["right topic"] = answer.status
            assert await answer.text() == "c"
        async with hub.post(base + token, data=body.replace(b"two", b"evil")) as answer:
            statuses["unsigned"] = answer.status
        async with hub.post(base + "unknown", data=body, headers=signature) as answer:
            statuses["unknown"] = answer.status
        async with hub.post(base + token, data=body, headers=signature) as answer:
            statuses["signed"] = answer.status
    return statuses


class TestInspection:
    def test_tells_what_a_first_poll_would_take_and_when_the_next_would_be(self) -> None:
        document = rss("one", "two", head="<ttl>120</ttl>")
        with serving({"/feed": say(document, headers={"ETag": '"1"', "Cache-Control": "max-age=60"})}) as server:
            report = inspect_feed(server.url("/feed"), SystemClock(), allow_private=True)
        assert report.failure is None
        assert [one.title for one in report.entries] == ["two", "one"]
        assert (report.format, report.conditional, report.fresh_seconds, report.wish_seconds) == (
            "rss20",
            ("ETag",),
            60,
            7200,
        )
        assert report.next_poll_at is not None and "asks" in report.next_reason

    def test_finds_the_feed_that_a_page_announces(self) -> None:
        page = (
            '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body>x</body></html>'
        )
        with serving({"/": say(page), "/feed": say(rss("one"))}) as server:
            report = inspect_feed(server.url("/"), SystemClock(), allow_private=True)
        assert report.url.endswith("/feed")
        assert [candidate.how for candidate in report.discovered] == ["link"]
        assert [one.title for one in report.entries] == ["one"]

    @pytest.mark.parametrize(
        ("behaviour", "kind"),
        [(say("<html><body>No feed</body></html>"), "html"), (say(status="410 Gone"), "gone")],
        ids=["page", "gone"],
    )
    def test_says_why_nothing_can_be_taken(self, behaviour: object, kind: str) -> None:
        with serving({"/feed": behaviour}) as server:  # type: ignore[dict-item]
            report = inspect_feed(server.url("/feed"), SystemClock(), allow_private=True)
        assert report.failure is not None and report.failure.kind == kind

    def test_says_that_an_address_is_private(self) -> None:
        report = inspect_feed("http://127.0.0.1:9999/", SystemClock())
        assert report.failure is not None and report.failure.kind == "refused-address"
