"""Entries in, articles out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from consumers.articles.compose import compose, wants_page
from consumers.articles.fetching import Manner, PageFetcher, Wanted
from consumers.articles.page import NoText, PageText
from consumers.articles.stage import KEPT, ArticlesStage
from pipeline.clock import SystemClock
from pipeline.http.client import HttpClient
from pipeline.http.model import Limits
from pipeline.records import Article, Entry, Origin, TextSource
from pipeline.stage import Effects
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from tests.loopback import Server, say, say_raw, send_to, serving

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TEXT = "\n".join(
    f"The ministers met for the {n} time and said that the talks had been useful." for n in ("first", "next", "last")
)
PAGE = f"<html><body><article>{''.join(f'<p>{line}</p>' for line in TEXT.splitlines())}</article></body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
QUICK = Manner(waits=(0.01, 0.02), apart=0.0, limits=Limits(total_seconds=1))


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "id": "e1",
        "ref": "1",
        "feed": "news",
        "origin": Origin(source="The Example"),
        "url": "https://news.example/a",
        "link": "https://news.example/a?utm_source=rss",
        "title": "Ministers meet",
        "summary": "<p>They met.</p>",
        "fetched_at": NOW,
    }
    return Entry.model_validate(values | changes)


def page(text: str = TEXT, **changes: object) -> PageText:
    values: dict[str, object] = {
        "text": text,
        "title": "T",
        "byline": None,
        "language": "en",
        "url": "https://x.example/p",
    }
    return PageText(**(values | changes))  # type: ignore[arg-type]


class TestCompose:
    def test_the_page_s_text_is_taken_where_the_feed_has_a_summary(self) -> None:
        article = compose(entry(), page(byline="Ann Other, AFP"))
        assert (article.text, article.text_source) == (TEXT, TextSource.PAGE)
        assert (article.byline, article.agency, article.url) == ("Ann Other, AFP", "AFP", "https://x.example/p")

    @pytest.mark.parametrize("found", [None, NoText("paywall"), page("Tiny")], ids=["none", "wall", "shorter"])
    def test_the_summary_is_used_where_the_page_gives_less(self, found: PageText | NoText | None) -> None:
        article = compose(entry(), found)
        assert (article.text, article.text_source) == ("They met.", TextSource.SUMMARY)
        assert article.url == entry().url

    def test_the_feed_s_own_text_is_used_where_it_has_one(self) -> None:
        article = compose(entry(content="<p>All of it.</p><p>The post A appeared first on B.</p>"), None)
        assert (article.text, article.text_source) == ("All of it.", TextSource.FEED)
        assert not wants_page(entry(content="x"))

    def test_an_archive_s_text_is_passed_on_untouched(self) -> None:
        text = "Two  blanks &amp; a <b>tag</b>\r\nstay."
        archived = entry(feed="archive:x.jsonl", content=text)
        assert compose(archived, None).text == text
        assert compose(archived, None).text_source is TextSource.ARCHIVE
        assert not wants_page(entry(feed="archive:x.jsonl"))

    def test_the_same_entry_gives_the_same_article(self) -> None:
        assert compose(entry(), page()) == compose(entry(), page())

    def test_times_are_those_of_the_entry(self) -> None:
        article = compose(entry(published=NOW - timedelta(hours=1)), page())
        assert (article.published, article.fetched_at) == (NOW - timedelta(hours=1), NOW)

    def test_an_absurd_date_is_left_out(self) -> None:
        doubtful = entry(published=NOW + timedelta(days=900), date_doubt="absurd")
        assert compose(doubtful, None).published is None

    def test_copies_have_equal_hashes_and_signatures(self) -> None:
        first = compose(entry(), page())
        second = compose(entry(id="e2", link="https://y.example/", url="https://y.example/"), page())
        assert (first.content_hash, first.signature) == (second.content_hash, second.signature)
        assert first.signature and first.id != second.id


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/a": say(PAGE, headers=HTML)}) as running:
        yield running


def fetch(server: Server, *paths: str, manner: Manner = QUICK) -> list[PageText | NoText]:
    fetcher = PageFetcher(HttpClient, SystemClock(), manner)
    wanted = [Wanted(server.url(path), allow_private=True) for path in paths]
    found = fetcher.fetch(wanted)
    return [found[one.url] for one in wanted]


class TestFetching:
    def test_pages_are_read(self, server: Server) -> None:
        (found,) = fetch(server, "/a")
        assert isinstance(found, PageText) and found.text == TEXT

    def test_a_page_twice_in_a_batch_is_asked_for_once(self, server: Server) -> None:
        fetch(server, "/a", "/a")
        assert server.paths().count("/a") == 1

    def test_robots_are_obeyed_and_asked_for_once(self, server: Server) -> None:
        server.behaviours["/robots.txt"] = say("User-agent: *\nDisallow: /closed\n")
        closed, opened = fetch(server, "/closed/x", "/a")
        assert closed == NoText("robots") and isinstance(opened, PageText)
        assert server.paths().count("/robots.txt") == 1
        assert "/closed/x" not in server.paths()

    def test_rules_for_this_reader_alone_are_obeyed(self, server: Server) -> None:
        server.behaviours["/robots.txt"] = say("User-agent: Readout\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
        assert fetch(server, "/a") == [NoText("robots")]

    def test_nothing_is_fetched_while_robots_fail(self, server: Server) -> None:
        server.behaviours["/robots.txt"] = say(status="503 Busy")
        assert fetch(server, "/a") == [NoText("robots-http-503")]

    def test_a_passing_failure_is_tried_again(self, server: Server) -> None:
        answers = [say(status="503 Busy"), say_raw(b""), say(PAGE, headers=HTML)]

        async def in_turn(asked: object, writer: object) -> None:
            await answers.pop(0)(asked, writer)  # type: ignore[arg-type]

        server.behaviours["/b"] = in_turn
        manner = Manner(waits=(0.01, 0.02), apart=0.0, give_up_after=10)
        assert isinstance(fetch(server, "/b", manner=manner)[0], PageText)

    @pytest.mark.parametrize(
        ("status", "reason"), [("404 Not Found", "http-404"), ("403 Forbidden", "http-403"), ("410 Gone", "http-410")]
    )
    def test_a_final_failure_is_not(self, server: Server, status: str, reason: str) -> None:
        server.behaviours["/b"] = say(status=status)
        assert fetch(server, "/b") == [NoText(reason)]
        assert server.paths().count("/b") == 1

    def test_a_long_retry_after_is_not_waited_for(self, server: Server) -> None:
        server.behaviours["/b"] = say(status="429 Slow Down", headers={"Retry-After": "3600"})
        assert fetch(server, "/b") == [NoText("http-429")]
        assert server.paths().count("/b") == 1

    def test_a_failing_host_is_left_alone(self, server: Server) -> None:
        server.behaviours |= {f"/{n}": say(status="500 Broken") for n in range(20)}
        found = fetch(server, *(f"/{n}" for n in range(20)))
        assert NoText("host-left-alone") in found
        assert len(server.asked) < 8

    def test_private_addresses_are_refused_unless_allowed(self, server: Server) -> None:
        found = PageFetcher(HttpClient, SystemClock(), QUICK).fetch([Wanted(server.url("/a"))])
        assert found == {server.url("/a"): NoText("robots-refused-address")}
        assert server.asked == []

    def test_a_redirect_to_the_front_page_is_no_article(self, server: Server) -> None:
        server.behaviours |= {"/b": send_to("/"), "/": say(PAGE, headers=HTML)}
        assert fetch(server, "/b") == [NoText("sent-to-front-page")]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(sqlite_url(tmp_path / "readout.db"))
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


class TestStage:
    def handle(self, database: Database, *entries: Entry) -> Effects:
        fetcher = PageFetcher(HttpClient, SystemClock(), QUICK)
        stage = ArticlesStage(fetcher, SystemClock(), private_feeds=frozenset({"news"}))
        with database.reading() as connection:
            effects = stage.handle(entries, connection)
        database.apply(effects.writes, at=NOW)
        return effects

    def articles(self, effects: Effects) -> list[Article]:
        return [record for record in effects.outgoing if isinstance(record, Article)]

    def test_a_batch_gives_one_article_for_each_entry_in_order(self, database: Database, server: Server) -> None:
        effects = self.handle(
            database,
            entry(link=server.url("/a")),
            entry(id="e2", content="Whole text."),
            entry(id="e3", link=server.url("/missing")),
        )
        sources = [article.text_source for article in self.articles(effects)]
        assert sources == [TextSource.PAGE, TextSource.FEED, TextSource.SUMMARY]
        assert [outcome.reason for outcome in effects.outcomes] == ["page", "feed", "summary"]
        assert effects.outcomes[2].details["page"] == "http-404"

    def test_a_replay_gives_the_same_from_the_cache(self, database: Database, server: Server) -> None:
        one = entry(link=server.url("/a"), fetched_at=datetime.now(UTC))
        first = self.handle(database, one)
        server.behaviours["/a"] = say("gone", status="404 Not Found")
        assert self.handle(database, one).outgoing == first.outgoing
        assert server.paths().count("/a") == 1

    def test_a_revision_is_fetched_anew(self, database: Database, server: Server) -> None:
        self.handle(database, entry(link=server.url("/a"), fetched_at=datetime.now(UTC)))
        later = datetime.now(UTC) + timedelta(seconds=1)
        self.handle(database, entry(id="e2", link=server.url("/a"), revision=1, fetched_at=later))
        assert server.paths().count("/a") == 2

    def test_a_passing_failure_is_not_cached(self, database: Database, server: Server) -> None:
        server.behaviours["/b"] = say(status="500 Broken")
        one = entry(link=server.url("/b"), fetched_at=datetime.now(UTC))
        assert self.articles(self.handle(database, one))[0].text_source is TextSource.SUMMARY
        server.behaviours["/b"] = say(PAGE, headers=HTML)
        assert self.articles(self.handle(database, one))[0].text_source is TextSource.PAGE

    def test_an_entry_without_title_and_text_is_rejected(self, database: Database) -> None:
        effects = self.handle(database, entry(title="", summary="<p> </p>", link=None))
        assert effects.outgoing == ()
        assert [reject.reason for _, reject in effects.rejected] == ["empty"]

    def test_the_cache_is_emptied_with_time(self, database: Database, server: Server) -> None:
        self.handle(database, entry(link=server.url("/a")))
        stage = ArticlesStage(PageFetcher(HttpClient, SystemClock()), SystemClock())
        with database.reading() as connection:
            assert stage.tick(datetime.now(UTC), connection).writes == ()
            assert len(stage.tick(datetime.now(UTC) + KEPT + timedelta(hours=1), connection).writes) == 1
