"""Documents of every format, and how feeds are found, listed and passed on."""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from producers.feeds.discover import discover
from producers.feeds.model import ParsedEntry, ParsedFeed, Unreadable
from producers.feeds.opml import export_opml, import_opml
from producers.feeds.parse import parse_feed
from producers.feeds.settings import FeedSettings, add_feeds, feed_id_for, load_feeds, read_feeds

URL = "https://news.example/feed"
RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>The Example</title><link>https://news.example/</link><language>en-gb</language><ttl>5</ttl>
<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://news.example/feed"/>
<item><title>A &amp;amp; B</title><link>/one</link><guid isPermaLink="false">1</guid><author>Ann Other</author>
<description>Short.</description><content:encoded><![CDATA[<p>Long.</p>]]></content:encoded>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0200</pubDate></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Example</title><entry><title>One</title>
<id>tag:1</id><link href="https://news.example/one"/><updated>2026-03-02T08:00:00Z</updated>
<summary>Short.</summary></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Example</title></channel>
<item rdf:about="https://news.example/one"><title>One</title><link>https://news.example/one</link>
<dc:date>2026-03-02T08:00:00Z</dc:date></item></rdf:RDF>"""
JSON_FEED = orjson.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Example",
        "language": "en",
        "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
        "items": [
            {
                "id": 7,
                "url": "/one",
                "title": "One",
                "content_html": "<p>Long.</p>",
                "summary": "Short.",
                "date_published": "2026-03-02T08:00:00Z",
                "authors": [{"name": "Ann Other"}],
            }
        ],
    }
)
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://news.example/talks-with-japan.html</loc>
<lastmod>2026-03-01</lastmod></url><url><loc>https://news.example/one</loc><news:news><news:publication>
<news:name>The Example</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-03-02T08:00:00Z</news:publication_date><news:title>One</news:title></news:news></url>
</urlset>"""


def only(document: bytes) -> tuple[ParsedFeed, ParsedEntry]:
    feed = parse_feed(document, {}, URL)
    return feed, feed.entries[0]


@pytest.mark.parametrize(
    ("document", "name"),
    [(RSS, "rss20"), (ATOM, "atom10"), (RDF, "rss10"), (JSON_FEED, "json-feed"), (SITEMAP, "news-sitemap")],
)
@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lambda data: b"\xef\xbb\xbf \n" + data], ids=["", "gz", "bom"]
)
def test_every_format_gives_title_link_and_date(document: bytes, name: str, pack: object) -> None:
    feed, entry = only(pack(document))  # type: ignore[operator]
    moment = entry.published or entry.updated
    assert feed.format == name
    assert entry.title and entry.link == "https://news.example/one"
    assert moment is not None and moment.isoformat() == "2026-03-02T08:00:00+00:00"


def test_rss_gives_all_that_it_says() -> None:
    feed, entry = only(RSS)
    assert (feed.title, feed.language, feed.wait_seconds) == ("The Example", "en-gb", 1800)
    assert (feed.hub, feed.topic) == ("https://hub.example/", "https://news.example/feed")
    assert (entry.title, entry.summary, entry.content, entry.author) == (
        "A & B",
        "Short.",
        "<p>Long.</p>",
        "Ann Other",
    )


def test_json_feed_gives_all_that_it_says() -> None:
    feed, entry = only(JSON_FEED)
    assert (feed.hub, entry.guid, entry.content, entry.author) == (
        "https://hub.example/",
        "7",
        "<p>Long.</p>",
        "Ann Other",
    )


def test_a_page_of_a_sitemap_without_a_title_is_named_by_its_address() -> None:
    assert parse_feed(SITEMAP, {}, URL).entries[1].title == "talks with japan"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"<!doctype html><html><body>Hello</body></html>", "html"),
        (b"Just words.", "not-a-feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not-a-feed"),
        (b'{"a": 1}', "not-a-feed"),
        (b"[1, 2]", "not-a-feed"),
        (b'{"items": [', "broken-json"),
        (b"[" * 100_000, "broken-json"),
        (b"<sitemapindex><sitemap><loc>https://a.example/s.xml</loc></sitemap></sitemapindex>", "sitemap-index"),
        (b"\x1f\x8b broken", "broken-gzip"),
        (gzip.compress(b" " * 20_000_000), "too-large"),
        (b"<rss>" + b"<item/>" * 6_000, "too-many-entries"),
        (b"<rss>" + b"<a>" * 200, "too-deep"),
    ],
)
def test_other_documents_end_in_a_reason(document: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_feed(document, {}, URL)
    assert caught.value.reason == reason
    assert caught.value.detail


def test_a_list_of_sitemaps_names_the_newest() -> None:
    index = (
        b"<sitemapindex><sitemap><loc>https://a.example/old.xml</loc><lastmod>2020-01-01</lastmod></sitemap>"
        b"<sitemap><loc>https://a.example/new.xml</loc><lastmod>2026-03-01</lastmod></sitemap></sitemapindex>"
    )
    with pytest.raises(Unreadable, match=r"new\.xml"):
        parse_feed(index, {}, URL)


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "zip", "unicode_escape", "no-such-thing", "x" * 500, "undefined"]
)
def test_a_charset_that_is_none_changes_nothing(charset: str) -> None:
    by_header = parse_feed(ATOM, {"content-type": f"application/atom+xml; charset={charset}"}, URL)
    by_declaration = parse_feed(f'<?xml version="1.0" encoding="{charset}"?>'.encode() + ATOM, {}, URL)
    assert [entry.title for entry in (*by_header.entries, *by_declaration.entries)] == ["One", "One"]


def test_a_charset_is_used() -> None:
    item = "<rss version='2.0'><channel><item><title>Мир</title></item></channel></rss>"
    document = f'<?xml version="1.0" encoding="windows-1251"?>{item}'
    assert only(document.encode("cp1251"))[1].title == "Мир"


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    try:
        parse_feed(data, {"content-type": "text/xml"}, URL)
    except Unreadable as error:
        assert error.reason


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=3) | st.integers(),
        lambda v: (
            st.lists(v)
            | st.dictionaries(
                st.sampled_from(["items", "id", "url", "title", "authors", "hubs", "date_published"]), v
            )
        ),
    )
)
def test_no_json_crashes_the_reader(value: object) -> None:
    with contextlib.suppress(Unreadable, orjson.JSONEncodeError):
        parse_feed(
            orjson.dumps(
                {"items": [value, {"id": value, "url": value, "authors": value}], "hubs": value},
                option=orjson.OPT_NON_STR_KEYS,
            ),
            {},
            URL,
        )


class TestDiscovery:
    def test_announced_feeds_come_before_linked_ones_and_comments_last(self) -> None:
        page = """<html><head><link rel=alternate type="application/rss+xml" title="Comments" href="/comments/feed/">
        <link rel="alternate" type="application/atom+xml" title="News" href="atom.xml"></head>
        <body><a href="/rss/world.xml">World</a><a href="/about">About</a></body></html>"""
        found = [(one.url, one.how) for one in discover(page, "https://news.example/home/")]
        assert found == [
            ("https://news.example/home/atom.xml", "link"),
            ("https://news.example/rss/world.xml", "anchor"),
            ("https://news.example/comments/feed/", "link"),
        ]

    def test_a_base_is_followed(self) -> None:
        page = '<base href="https://other.example/"><link rel=alternate type="application/rss+xml" href="feed">'
        assert discover(page, "https://news.example/")[0].url == "https://other.example/feed"

    @pytest.mark.parametrize("href", ["file:///etc/passwd", "javascript:alert(1)", "http://[::1", ""])
    def test_addresses_that_may_not_be_fetched_are_left_out(self, href: str) -> None:
        assert discover(f'<link rel=alternate type="application/rss+xml" href="{href}">', "about:blank") == []

    @given(st.text(max_size=200))
    def test_no_page_crashes_it(self, page: str) -> None:
        discover(page, "https://news.example/")


class TestOpml:
    FEEDS = (
        FeedSettings(id="a", url="https://a.example/feed", source="A & Sons", official_of="USA", speaker="Ann Other"),
        FeedSettings(
            id="b", url="https://b.example/feed", source="B", enabled=False, floor_seconds=600, full_text=True
        ),
    )

    def test_a_list_survives_the_way_out_and_in(self) -> None:
        assert import_opml(export_opml(self.FEEDS)).feeds == self.FEEDS

    def test_a_list_of_another_reader_is_taken(self) -> None:
        text = """<opml version="1.0"><body><outline text="World"><outline type="rss" text="The Example"
        xmlUrl="https://news.example/feed"/><outline text="x" xmlurl="https://other.example/feed"/>
        <outline text="bad" xmlUrl="ftp://bad.example/"/></outline></body></opml>"""
        found = import_opml(text)
        assert [(feed.id, feed.source) for feed in found.feeds] == [
            ("news-example-feed", "The Example"),
            ("other-example-feed", "x"),
        ]
        assert found.skipped[0][0] == "ftp://bad.example/"

    def test_known_feeds_are_skipped_with_a_reason(self) -> None:
        found = import_opml(export_opml(self.FEEDS), known=self.FEEDS[:1])
        assert [feed.id for feed in found.feeds] == ["b"]
        assert found.skipped == (("https://a.example/feed", "is in the list already"),)

    @pytest.mark.parametrize("text", ["", "words", "<html/>", "<opml"])
    def test_what_is_no_opml_is_said_to_be_none(self, text: str) -> None:
        if text == "<opml":
            assert import_opml(text).feeds == ()
            return
        with pytest.raises(SettingsError):
            import_opml(text)


class TestList:
    def test_the_list_of_the_house_is_in_order(self) -> None:
        feeds = load_feeds(Path(__file__).parents[3] / "config" / "feeds.toml")
        assert len(feeds) >= 60
        assert sum(bool(feed.official_of) for feed in feeds) >= 30
        assert all(feed.official_of for feed in feeds if feed.speaker)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (
                '[[feed]]\nid="a"\nurl="https://a.example/"\nsource="A"\ncolour="red"',
                "feeds.toml:1: feed 'a', colour",
            ),
            ('\n\n[[feed]]\nid="a"\nurl="https://a.example/"', "feeds.toml:3: feed 'a', source"),
            ('[[feed]]\nid="a"\nurl="ftp://a.example/"\nsource="A"', "url"),
            ('[[feed]]\nid="A B"\nurl="https://a.example/"\nsource="A"', "id"),
            ('[[feed]]\nid="a"\nurl="https://a.example/"\nsource="A"\nofficial_of="America"', "official_of"),
            ("[[feed]\n", "feeds.toml: "),
            ("[feeds]\n", "feeds.toml: unknown table 'feeds'"),
            ('[[feed]]\nid="a"\nurl="https://a.example/"\nsource="A"\n' * 2, "two feeds have the id 'a'"),
        ],
    )
    def test_a_mistake_is_named_with_its_place(self, text: str, words: str) -> None:
        with pytest.raises(SettingsError) as caught:
            read_feeds(text, "feeds.toml")
        assert words in str(caught.value)

    def test_a_feed_is_added_without_touching_the_rest(self, tmp_path: Path) -> None:
        path = tmp_path / "feeds.toml"
        path.write_text('# mine\n[[feed]]\nid = "a"  # first\nurl = "https://a.example/"\nsource = "A"\n')
        add_feeds(path, TestOpml.FEEDS[1:])
        assert [feed.id for feed in load_feeds(path)] == ["a", "b"]
        assert load_feeds(path)[1] == TestOpml.FEEDS[1]
        assert path.read_text().startswith('# mine\n[[feed]]\nid = "a"  # first\n')

    def test_a_feed_that_is_there_already_is_refused_and_nothing_is_written(self, tmp_path: Path) -> None:
        path = tmp_path / "feeds.toml"
        add_feeds(path, TestOpml.FEEDS[:1])
        before = path.read_text()
        with pytest.raises(SettingsError):
            add_feeds(path, TestOpml.FEEDS[:1])
        assert path.read_text() == before

    def test_ids_are_made_from_addresses_and_differ(self) -> None:
        first = feed_id_for("https://www.news.example/World/feed.xml?x=1")
        assert first == "news-example-world-feed-xml"
        assert feed_id_for("https://www.news.example/World/feed.xml", [first]) == first + "-2"
