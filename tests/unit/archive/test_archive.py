"""Files of articles: what a line may be, and what becomes of one that is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import NotFound
from pipeline.records import Entry, decode
from pipeline.topics import ENTRIES
from producers.archive import ArchivedArticle, BadLine, entry_of, messages, read_articles

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FILE = Path("spring.jsonl")


def article(**changes: object) -> ArchivedArticle:
    return ArchivedArticle.model_validate({"id": "a", "title": "A ferry", "text": "It sails.", **changes})


def lines(directory: Path, *rows: bytes) -> list[ArchivedArticle | BadLine]:
    file = directory / "file.jsonl"
    file.write_bytes(b"\n".join(rows))
    return list(read_articles(file))


def test_articles_come_in_the_order_of_the_file_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    found = lines(tmp_path, b'{"id": "a"}', b"", b"  ", b'{"id": "b", "unknown key": 1}')
    assert [line.id for line in found if isinstance(line, ArchivedArticle)] == ["a", "b"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[1]", "the line: Input should be"),
        (b'{"title": "no id"}', "id: Field required"),
        (b'{"id": ""}', "id: String should have at least 1 character"),
        (b'{"id": "a", "published": "soon"}', "published"),
        (b'{"id": "a", "text": ["x"]}', "text: Input should be a valid string"),
        (b"\xff\xfe", "not JSON"),
    ],
    ids=["broken", "a list", "no id", "an empty id", "no time", "a text that is a list", "not UTF-8"],
)
def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(tmp_path: Path, line: bytes, reason: str) -> None:
    first, bad, last = lines(tmp_path, b'{"id": "a"}', line, b'{"id": "b"}')
    assert isinstance(bad, BadLine)
    assert f"line 2: {reason}" in str(bad)
    assert isinstance(first, ArchivedArticle)
    assert isinstance(last, ArchivedArticle)


@given(st.binary(max_size=200))
def test_no_line_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    found = lines(tmp_path_factory.mktemp("lines"), data, b'{"id": "last"}')
    assert isinstance(found[-1], ArchivedArticle)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="No such file"):
        list(read_articles(tmp_path / "none.jsonl"))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T08:30:00", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02T08:30:00Z", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02T08:30:00+08:00", datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=8)))),
        (None, None),
    ],
    ids=["a day", "no offset is UTC", "UTC", "an offset", "not known"],
)
def test_the_time_of_publication_keeps_its_offset(said: str | None, meant: datetime | None) -> None:
    published = article(published=said).published
    assert published == meant
    assert published is None or meant is None or published.utcoffset() == meant.utcoffset()


def test_numbers_may_be_ids() -> None:
    assert article(id=7).id == "7"


def test_an_entry_is_named_as_the_file_names_it_and_carries_the_text_untouched() -> None:
    text = "  Two  blanks,\n\na line. "
    entry = entry_of(article(text=text, source="Gazette", official_of="NOR", speaker="Ada Holm"), FILE, AT)
    assert (entry.ref, entry.feed, entry.content, entry.fetched_at) == ("a", "archive:spring.jsonl", text, AT)
    assert (entry.origin.source, entry.origin.official_of, entry.origin.speaker) == ("Gazette", "NOR", "Ada Holm")


def test_an_unknown_date_stays_unknown() -> None:
    assert entry_of(article(), FILE, AT).published is None


def test_the_same_article_makes_the_same_id_whenever_and_from_whichever_file() -> None:
    once = entry_of(article(), FILE, AT)
    again = entry_of(article(), Path("elsewhere/autumn.jsonl"), AT + timedelta(days=9))
    assert once.id == again.id
    assert once.id != entry_of(article(text="It sails no more."), FILE, AT).id


def test_an_address_is_made_canonical_and_one_is_made_up_where_there_is_none() -> None:
    tracked = entry_of(article(url="https://gazette.example/a?utm_source=feed"), FILE, AT)
    assert (tracked.url, tracked.link) == (
        "https://gazette.example/a",
        "https://gazette.example/a?utm_source=feed",
    )
    made_up = entry_of(article(), FILE, AT)
    assert made_up.url.startswith("urn:archive:")
    assert made_up.link is None
    assert entry_of(article(id="b"), FILE, AT).url != made_up.url


def test_messages_carry_the_entries_by_their_address() -> None:
    entry = entry_of(article(), FILE, AT)
    [message] = messages([entry])
    assert (message.topic, message.key) == (ENTRIES.name, entry.url)
    assert decode(Entry, message.value) == entry
    assert orjson.loads(message.value)["schema_version"] == 1
