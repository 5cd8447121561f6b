"""Real feeds, good ones and ones that broke other readers: nothing is lost, nothing crashes, nothing hangs."""

from __future__ import annotations

import asyncio
import io
import json
import time
from pathlib import Path

import feedparser
import pytest

from producers.feeds.model import ParsedFeed, Unreadable
from producers.feeds.parse import parse_feed
from producers.feeds.parser_pool import ParserPool

FILES = Path(__file__).parents[2].parent / "shared" / "feeds"
URL = "https://feeds.example/feed.xml"

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the collection of feed files is not here")


def files(folder: str) -> list[Path]:
    return sorted((FILES / folder).iterdir()) if FILES.is_dir() else []


def in_order(feed: ParsedFeed) -> list[tuple[bool, bool, bool]]:
    return [(bool(one.title), bool(one.link), bool(one.published or one.updated)) for one in feed.entries]


def by_feedparser(body: bytes) -> list[tuple[bool, bool, bool]]:
    found = feedparser.parse(io.BytesIO(body))
    return [
        (
            bool(one.get("title")),
            bool(one.get("link")),
            bool(dict.get(one, "published_parsed") or dict.get(one, "updated_parsed")),
        )
        for one in found.entries
    ]


@pytest.mark.parametrize("path", files("good"), ids=lambda path: path.name)
def test_a_good_feed_gives_every_entry_that_feedparser_finds(path: Path) -> None:
    body = path.read_bytes()
    ours, theirs = in_order(parse_feed(body, {}, URL)), by_feedparser(body)
    assert len(ours) == len(theirs)
    for mine, reference in zip(ours, theirs, strict=True):
        assert all(have or not had for have, had in zip(mine, reference, strict=True))


@pytest.mark.parametrize("path", files("good"), ids=lambda path: path.name)
def test_a_good_feed_loses_no_text_against_feedparser(path: Path) -> None:
    body = path.read_bytes()
    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    for mine, reference in zip(parse_feed(body, {}, URL).entries, found.entries, strict=True):
        texts = [reference.get("summary", ""), *(part.get("value", "") for part in reference.get("content", []))]
        longest = max((text.strip() for text in texts), key=len)
        assert len(longest) <= max(len(mine.summary), len(mine.content or ""))


def test_the_list_of_files_says_the_same() -> None:
    listed = {row["file"]: row["feedparser_entries"] for row in json.loads((FILES / "manifest.json").read_text())}
    for path in files("good"):
        name = f"good/{path.name}"
        if name in listed:
            assert len(parse_feed(path.read_bytes(), {}, URL).entries) == listed[name], name


def test_every_file_ends_in_a_feed_or_a_reason_within_a_second_in_the_parser_process() -> None:
    async def all_of_them() -> dict[str, tuple[str, float]]:
        outcomes = {}
        async with ParserPool() as pool:
            await pool.parse(b"<rss version='2.0'><channel/></rss>", {}, URL)  # the process starts here
            for path in [*files("bad"), *files("good")]:
                began = time.perf_counter()
                try:
                    outcome = (await pool.parse(path.read_bytes(), {}, URL)).format
                except Unreadable as error:
                    outcome = error.reason
                outcomes[path.name] = (outcome, time.perf_counter() - began)
        return outcomes

    outcomes = asyncio.run(all_of_them())
    assert outcomes
    for name, (outcome, seconds) in outcomes.items():
        assert outcome, name
        assert outcome not in ("parse-crash", "parse-timeout", "parse-memory", "parser-error"), name
        assert seconds < 1, name


@pytest.mark.parametrize("path", files("bad"), ids=lambda path: path.name)
def test_a_bad_feed_gives_what_feedparser_finds_in_it_or_a_reason(path: Path) -> None:
    body = path.read_bytes()
    try:
        ours = parse_feed(body, {}, URL)
    except Unreadable as error:
        assert error.reason and error.detail
        assert not by_feedparser(body)
        return
    assert len(ours.entries) >= len(by_feedparser(body))
