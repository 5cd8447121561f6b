"""Which entries are new, changed or known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.feeds.dates import doubt, from_text
from producers.feeds.identity import MOST_REVISIONS, Sorted, name_entries, sort_out
from producers.feeds.model import ParsedEntry
from producers.feeds.publish import to_record
from producers.feeds.state import SeenEntry
from tests.unit.feeds.feed_builders import NOW, entry, feed

LONG = "Both sides described the talks as useful and agreed to stay in touch. " * 5


def polls(*documents: list[ParsedEntry]) -> list[Sorted]:
    """What each of these successive documents leads to, an hour apart."""
    seen: dict[str, SeenEntry] = {}
    results = []
    for number, document in enumerate(documents):
        result = sort_out(name_entries(document), seen.values(), NOW + timedelta(hours=number))
        seen |= {row.identity: row for row in result.remember}
        results.append(result)
    return results


def titles(result: Sorted) -> list[tuple[str, int]]:
    return [(fresh.named.entry.title, fresh.revision) for fresh in result.fresh]


def test_each_entry_is_new_once() -> None:
    document = [entry("one", guid="1"), entry("two", guid="2")]
    first, second = polls(document, document)
    assert titles(first) == [("two", 0), ("one", 0)]
    assert second.fresh == () and second.remember == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (entry(guid="1", link="https://a.example/x"), entry(guid="1", link="https://a.example/x?utm_source=rss")),
        (entry(guid="https://a.example/x#0"), entry(guid="https://a.example/x#1")),
        (entry(link="https://a.example/x"), entry(link="http://m.a.example/x/?fbclid=1")),
        (entry(guid="1", link="https://a.example/x"), entry(guid="2", link="https://a.example/x")),
        (entry(guid="1", summary=LONG), entry(guid="2", summary=LONG)),
        (entry(guid="1", summary="<p>Same  words</p>"), entry(guid="1", summary="Same words")),
        (entry("only a title"), entry("only a title")),
    ],
    ids=[
        "tracking",
        "fragment-in-guid",
        "mobile-host",
        "new-guid-same-link",
        "new-guid-same-text",
        "markup",
        "title",
    ],
)
def test_the_same_entry_is_known_again(before: ParsedEntry, after: ParsedEntry) -> None:
    assert polls([before], [after])[1].fresh == ()


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (entry("Talks on Tuesday", guid="1"), entry("Talks on Wednesday", guid="1"), ("title",)),
        (entry(guid="1", summary="a"), entry(guid="1", summary="b"), ("summary",)),
        (entry(guid="1", summary="a"), entry("New", guid="1", summary="a", content="c"), ("title", "content")),
        (
            entry("Old", guid="1", link="https://a.example/x"),
            entry("New", guid="2", link="https://a.example/x"),
            ("title",),
        ),
    ],
    ids=["title", "summary", "title-and-content", "under-a-new-guid"],
)
def test_an_edited_entry_is_a_revision_that_says_what_changed(
    before: ParsedEntry, after: ParsedEntry, changed: tuple[str, ...]
) -> None:
    second = polls([before], [after])[1]
    assert [(fresh.revision, fresh.changed) for fresh in second.fresh] == [(1, changed)]


@pytest.mark.parametrize(
    "document",
    [
        [
            entry("one", guid="same", link="https://a.example/1"),
            entry("two", guid="same", link="https://a.example/2"),
        ],
        [entry("one", link="https://a.example/live"), entry("two", link="https://a.example/live")],
        [entry("one", guid="1", link="https://a.example/"), entry("two", guid="2", link="https://a.example/")],
        [entry("Daily briefing", guid="1"), entry("Daily briefing", guid="2")],
    ],
    ids=["shared-guid", "shared-link", "links-to-the-front-page", "same-short-text"],
)
def test_different_entries_stay_apart(document: list[ParsedEntry]) -> None:
    first, second = polls(document, document)
    assert len(first.fresh) == 2
    assert second.fresh == ()


def test_an_entry_twice_in_a_document_is_one() -> None:
    assert len(polls([entry("one", guid="1"), entry("one", guid="1")])[0].fresh) == 1


def test_an_entry_without_any_text_is_none() -> None:
    assert polls([entry("", guid="1", link="https://a.example/x")])[0].fresh == ()


def test_an_entry_that_changes_all_the_time_is_left_out_in_the_end() -> None:
    results = polls(*([entry(guid="1", summary=f"{number} comments")] for number in range(MOST_REVISIONS + 5)))
    assert sum(len(result.fresh) for result in results) == MOST_REVISIONS + 1
    assert results[-1].restless == 1


def test_an_entry_that_stays_is_touched_once_a_day() -> None:
    named = name_entries([entry(guid="1")])
    row = sort_out(named, (), NOW).remember[0]
    assert sort_out(named, [row], NOW + timedelta(hours=23)).remember == ()
    later = NOW + timedelta(hours=25)
    assert [touched.seen_at for touched in sort_out(named, [row], later).remember] == [later]


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5)), max_size=12))
def test_a_document_seen_twice_is_never_news_again(rows: list[tuple[str, str, str]]) -> None:
    document = [
        entry(title, guid=guid or None, link=f"https://a.example/{link}" if link else None)
        for title, guid, link in rows
    ]
    first, second = polls(document, document)
    assert second.fresh == ()
    assert len({fresh.named.identity for fresh in first.fresh}) == len(first.fresh)


class TestRecord:
    def record(self, one: ParsedEntry, **settings: object) -> object:
        fresh = sort_out(name_entries([one]), (), NOW).fresh[0]
        return to_record(feed(**settings), fresh, "en", NOW)

    def test_has_the_same_id_for_the_same_entry_and_another_for_a_revision(self) -> None:
        first, second = polls([entry("a", guid="1")], [entry("b", guid="1")])
        ids = {to_record(feed(), result.fresh[0], None, NOW).id for result in (first, second)}
        again = to_record(feed(), first.fresh[0], None, NOW + timedelta(days=1)).id
        assert len(ids) == 2 and again in ids

    @pytest.mark.parametrize(
        ("one", "settings", "whole"),
        [
            (entry(summary="Short.", content=LONG * 3), {}, True),
            (entry(summary="Short.", content="Also short."), {}, False),
            (entry(summary=LONG * 6), {}, True),
            (entry(summary=LONG), {}, False),
            (entry(summary="Short.", content=LONG * 3 + "[…]"), {}, False),
            (entry(summary="Short.", content=LONG * 3 + "\nThe post A first appeared on B."), {}, True),
            (entry(summary="A post."), {"full_text": True}, True),
        ],
        ids=["content", "short-content", "long-summary", "summary", "cut-off", "wordpress-tail", "said-to-be-whole"],
    )
    def test_carries_the_full_text_only_if_the_feed_does(
        self, one: ParsedEntry, settings: dict[str, object], whole: bool
    ) -> None:
        assert (self.record(one, **settings).content is not None) is whole  # type: ignore[attr-defined]

    def test_without_a_link_is_named_by_a_urn(self) -> None:
        record = self.record(entry(guid="tag:x"))
        assert record.url.startswith("urn:readout:news:") and record.link is None  # type: ignore[attr-defined]

    def test_keeps_a_doubtful_date_and_says_so(self) -> None:
        published = NOW + timedelta(days=400)
        record = self.record(entry(published=published))
        assert (record.published, record.date_doubt) == (published, "absurd")  # type: ignore[attr-defined]

    def test_without_a_date_has_none(self) -> None:
        assert self.record(entry()).published is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ahead", "word"),
    [
        (timedelta(0), None),
        (timedelta(minutes=5), None),
        (timedelta(hours=8), "future"),
        (timedelta(days=30), "absurd"),
        (timedelta(days=-365 * 40), "absurd"),
        (timedelta(days=-365), None),
    ],
)
def test_dates_are_doubted(ahead: timedelta, word: str | None) -> None:
    assert doubt(NOW + ahead, NOW) == word


@given(st.text(max_size=40))
def test_no_text_for_a_date_crashes(text: str) -> None:
    found = from_text(text)
    assert found is None or found.tzinfo is not None
