"""`readout feeds`: the list of feeds, in a configuration of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from producers.feeds.settings import load_feeds
from tests.unit.readout.cli_builders import Said

Feeds = Callable[..., Said]

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Gazette</title>
<item><guid>1</guid><title>A ferry sails</title><link>https://gazette.example/1</link>
<description>It sails on Monday.</description><pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>
</channel></rss>"""
PAGE = b"""<html><head><link rel="alternate" type="application/rss+xml" title="All news" href="/harbour-news">
<link rel="alternate" type="application/rss+xml" title="Sport" href="/harbour-sport"></head>
<body>News</body></html>"""
PATHS = {
    "/harbour-news": ("application/rss+xml", FEED),
    "/harbour-sport": ("application/rss+xml", FEED),
    "/": ("text/html", PAGE),
    "/text": ("text/html", b"<html><body>No feeds here.</body></html>"),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body = PATHS.get(self.path, ("text/plain", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A directory without a list of feeds."""
    directory = tmp_path / "config"
    directory.mkdir()
    return directory


@pytest.fixture
def feeds(config: Path, tell: Callable[..., Said]) -> Feeds:
    """Calls `readout feeds` with `config` as the directory of the list."""
    return lambda *arguments: tell("feeds", *arguments, config=config)


def test_a_feed_is_looked_at_and_added(feeds: Feeds, config: Path, site: str) -> None:
    said = feeds(
        "add",
        f"{site}/harbour-news",
        "--allow-private",
        "--id",
        "harbour",
        "--country",
        "NOR",
        "--official-of",
        "NOR",
    )
    assert said.code == 0, said.err
    [feed] = load_feeds(config / "feeds.toml")
    assert (feed.id, feed.url, feed.source) == ("harbour", f"{site}/harbour-news", "Harbour Gazette")
    assert (feed.outlet_country, feed.official_of, feed.allow_private) == ("NOR", "NOR", True)
    [row] = feeds("list", "--json").json
    assert row["id"] == "harbour"
    assert "harbour" in feeds("list").out


def test_the_feed_of_a_page_is_found_and_the_others_are_named(feeds: Feeds, config: Path, site: str) -> None:
    said = feeds("add", f"{site}/", "--allow-private")
    assert [feed.url for feed in load_feeds(config / "feeds.toml")] == [f"{site}/harbour-news"]
    assert f"the page also announces {site}/harbour-sport Sport" in said.out


def test_what_is_no_feed_is_not_added(feeds: Feeds, config: Path, site: str) -> None:
    said = feeds("add", f"{site}/text", "--allow-private")
    assert said.code == 2
    assert f"nothing can be taken from {site}/text: html" in said.err
    assert not (config / "feeds.toml").exists()


def test_a_feed_can_be_added_unseen_but_not_twice(feeds: Feeds, config: Path) -> None:
    arguments = ("add", "https://gazette.example/feed", "--unchecked")
    assert feeds(*arguments).code == 0
    again = feeds(*arguments)
    assert again.code == 2
    assert "have the same address" in again.err
    assert len(load_feeds(config / "feeds.toml")) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("https://gazette.example/feed", "--country", "Norway"), "--country: String should match pattern"),
        (("https://gazette.example/feed", "--id", "Big News"), "--id: String should match pattern"),
        (("ftp://gazette.example/feed",), "URL scheme should be 'http' or 'https'"),
    ],
    ids=["a country in words", "an id with blanks", "another protocol"],
)
def test_a_wrong_value_is_named(feeds: Feeds, arguments: tuple[str, ...], told: str) -> None:
    said = feeds("add", *arguments, "--unchecked")
    assert said.code == 2
    assert told in said.err
    assert "Traceback" not in said.err


def test_a_test_shows_what_would_be_taken_and_keeps_nothing(feeds: Feeds, config: Path, site: str) -> None:
    said = feeds("test", f"{site}/harbour-news", "--allow-private")
    assert said.code == 0
    for words in ("1 entries would be taken", "A ferry sails", "2026-03-02 08:00:00", "next poll"):
        assert words in said.out
    assert not (config / "feeds.toml").exists()
    found = feeds("test", f"{site}/harbour-news", "--allow-private", "--json").json
    assert [entry["title"] for entry in found["entries"]] == ["A ferry sails"]


def test_a_private_address_is_refused_unless_allowed(feeds: Feeds, site: str) -> None:
    said = feeds("test", f"{site}/harbour-news")
    assert said.code == 1
    assert "refused-address" in said.out


def test_a_list_goes_out_as_opml_and_comes_in_again(feeds: Feeds, config: Path, tmp_path: Path) -> None:
    feeds("add", "https://gazette.example/feed", "--unchecked", "--source", "The <Gazette>", "--speaker", "Ada Holm")
    before = load_feeds(config / "feeds.toml")
    opml = tmp_path / "list.opml"
    opml.write_text(feeds("export").out, encoding="utf-8")
    assert "0 feeds added" in feeds("import", str(opml)).out
    (config / "feeds.toml").unlink()
    assert "1 feeds added" in feeds("import", str(opml)).out
    assert load_feeds(config / "feeds.toml") == before


def test_a_file_that_is_no_opml_is_refused(feeds: Feeds, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text("my feeds", encoding="utf-8")
    said = feeds("import", str(file))
    assert (said.code, said.err.strip()) == (2, "readout: the file is no OPML")


def test_without_a_list_the_message_says_which_file_is_missing(feeds: Feeds, config: Path) -> None:
    said = feeds("list")
    assert said.code == 2
    assert f"{config / 'feeds.toml'}: the list of feeds can't be read" in said.err
