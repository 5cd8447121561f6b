"""The board as a visitor sees it: a real server on loopback over a real database."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from pipeline.records import ConflictKind, Participant
from pipeline.store.database import Database, sqlite_url
from pipeline.store.schema import metadata
from readout.board.filters import PAGE_SIZE
from readout.board.pages import Pages
from readout.board.server import Board
from tests.unit.board.board_builders import (
    NORWAY_SAYS,
    NOT_SAID,
    PERU_SAYS,
    account,
    call,
    conflict,
    quote,
    store,
    undertaking,
)

FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 8)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass
class Visitor:
    database: Database

    def get(self, path: str, method: str = "GET") -> Answer:
        return self.get_all([path], method)[0]

    def get_all(self, paths: list[str], method: str = "GET") -> list[Answer]:
        async def ask() -> list[Answer]:
            pages = Pages({"NOR": "Norway", "PER": "Peru", "KEN": "Kenya"})
            async with TestClient(TestServer(Board(self.database, pages).application())) as client:
                found = []
                for path in paths:
                    async with client.request(method, path, allow_redirects=False) as response:
                        found.append(Answer(response.status, dict(response.headers), await response.text()))
                return found

        return asyncio.run(ask())


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(sqlite_url(Path(tmp_path_factory.mktemp("board")) / "readout.sqlite"))
    metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def database(kept: Database) -> Database:
    with kept.engine.begin() as connection:
        for table in ("accounts", "commitments", "conflicts", "call_aliases", "calls"):
            connection.execute(text(f"DELETE FROM {table}"))
    return kept


@pytest.fixture
def visitor(database: Database) -> Visitor:
    store(
        database,
        call(FIRST, "NOR", "PER"),
        call(SECOND, "KEN", "NOR", conflicts=(), aliases=("undated-ken-nor",)),
        call(None, "KEN", "PER", commitments=()),
    )
    return Visitor(database)


def ids(answer: Answer) -> list[str]:
    return [item["id"] for item in answer.json["items"]]


def test_the_list_has_the_latest_call_first_and_undated_ones_last(visitor: Visitor) -> None:
    assert ids(visitor.get("/calls.json")) == ["2026-03-08-ken-nor", "2026-03-01-nor-per", "undated-ken-per"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("country=PER", ["2026-03-01-nor-per", "undated-ken-per"], id="country"),
        pytest.param("country=per", ["2026-03-01-nor-per", "undated-ken-per"], id="country in small letters"),
        pytest.param("since=2026-03-02", ["2026-03-08-ken-nor"], id="from a day"),
        pytest.param("until=2026-03-02", ["2026-03-01-nor-per"], id="to a day"),
        pytest.param("conflict=any", ["2026-03-01-nor-per", "undated-ken-per"], id="with a conflict"),
        pytest.param("conflict=denial", [], id="with a kind of conflict"),
        pytest.param("country=&since=&conflict=&page=", 3, id="an empty form asks for nothing"),
        pytest.param("country=NOR&until=2026-03-02&conflict=omission", ["2026-03-01-nor-per"], id="all together"),
    ],
)
def test_the_list_can_be_filtered(visitor: Visitor, asked: str, found: list[str] | int) -> None:
    listed = ids(visitor.get(f"/calls.json?{asked}"))
    assert (listed if isinstance(found, list) else len(listed)) == found


@pytest.mark.parametrize(
    ("address", "said"),
    [
        pytest.param("/calls.json?since=yesterday", "since: a day such as", id="day"),
        pytest.param("/calls.json?country=%25", "country: a country code", id="wildcard for a country"),
        pytest.param("/calls.json?conflict=war", "omission, contradiction, denial", id="kind"),
        pytest.param("/calls.json?page=0", "page: a number from 1", id="page"),
        pytest.param("/calls.json?page=99999999999999999999", "page: a number from 1", id="endless page"),
        pytest.param("/calls.json?page=%C2%B2", "page: a number from 1", id="a digit that is no number"),
        pytest.param("/calls.json?contry=NOR", "no filter 'contry'; known here: country", id="misspelt"),
        pytest.param("/conflicts.json?kind=x", "kind: one of", id="conflicts"),
        pytest.param("/commitments.json?kind=x", "kind: one of purchase", id="commitments"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_what_is_allowed(visitor: Visitor, address: str, said: str) -> None:
    answer = visitor.get(address)
    assert answer.status == 400
    assert said in answer.json["error"]


def test_a_long_list_comes_in_pages(database: Database) -> None:
    calls = [call(date.fromordinal(FIRST.toordinal() + n), "NOR", "PER") for n in range(PAGE_SIZE + 5)]
    store(database, *calls)
    one, two, page = Visitor(database).get_all(["/calls.json", "/calls.json?page=2", "/?country=NOR"])
    assert (len(one.json["items"]), one.json["more"], one.json["total"]) == (PAGE_SIZE, True, PAGE_SIZE + 5)
    assert (len(two.json["items"]), two.json["more"]) == (5, False)
    assert 'href="?country=NOR&amp;page=2"' in page.body


def test_a_call_shows_both_sides_words_the_matrix_the_conflict_and_the_commitment(visitor: Visitor) -> None:
    page = visitor.get("/calls/2026-03-01-nor-per").body
    for words in (
        NORWAY_SAYS,
        PERU_SAYS,
        NOT_SAID,
        "Norway (NOR)",
        "does not mention it",
        "30 (from 12) million crates",
        "Old words",
        "Leaders speak of fish",
    ):
        assert words in page, words


def test_a_side_that_has_not_spoken_is_shown_as_such(database: Database) -> None:
    store(database, call(FIRST, "NOR", "PER", accounts=(account("NOR", NORWAY_SAYS, official=False),), cells=()))
    page = Visitor(database).get("/calls/2026-03-01-nor-per").body
    assert "No account yet." in page
    assert "Words that articles attribute to it" in page
    assert "There is no official text to compare yet." in page


def test_a_call_as_json_is_all_that_is_known_of_it(visitor: Visitor) -> None:
    answer = visitor.get("/calls/2026-03-01-nor-per.json")
    assert answer.json == call(FIRST, "NOR", "PER").model_dump(mode="json")


def test_an_id_that_a_call_had_before_leads_to_it(visitor: Visitor) -> None:
    page, twin = visitor.get_all(["/calls/undated-ken-nor", "/calls/undated-ken-nor.json"])
    assert (page.status, page.headers["Location"]) == (302, "/calls/2026-03-08-ken-nor")
    assert twin.json["summary"]["id"] == "2026-03-08-ken-nor"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/calls/none", 404), ("/calls/none.json", 404), ("/nothing", 404), ("/static/../server.py", 404)],
)
def test_what_is_not_there_is_said_so(visitor: Visitor, path: str, status: int) -> None:
    answer = visitor.get(path)
    assert answer.status == status
    assert "Traceback" not in answer.body


def test_conflicts_show_both_sides_words(visitor: Visitor) -> None:
    page, twin = visitor.get_all(["/conflicts?country=PER", "/conflicts.json?country=NOR&kind=omission"])
    assert NORWAY_SAYS in page.body
    assert NOT_SAID in page.body
    assert [item["call"] for item in twin.json["items"]] == ["2026-03-01-nor-per", "undated-ken-per"]


def test_a_withdrawn_conflict_is_not_listed_but_stays_on_its_call(database: Database) -> None:
    ident = "2026-03-01-nor-per"
    store(database, call(FIRST, "NOR", "PER", conflicts=(conflict(ident, withdrawn=True),)))
    listed, filtered, page = Visitor(database).get_all(
        ["/conflicts.json", "/calls.json?conflict=any", f"/calls/{ident}"]
    )
    assert (listed.json["total"], filtered.json["total"]) == (0, 0)
    assert "withdrawn" in page.body


def test_the_ledger_follows_one_commitment_over_calls(visitor: Visitor) -> None:
    (line,) = visitor.get("/commitments.json?actor=PER").json["items"]
    assert [entry["call"] for entry in line["entries"]] == ["2026-03-01-nor-per", "2026-03-08-ken-nor"]
    assert visitor.get("/commitments.json?actor=KEN").json["items"] == []


@pytest.mark.parametrize("path", ["/", "/conflicts", "/commitments", "/calls.json", "/static/board.css", "/nothing"])
def test_every_answer_carries_the_headers_that_keep_a_page_harmless(visitor: Visitor, path: str) -> None:
    headers = visitor.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(visitor: Visitor, method: str) -> None:
    answer = visitor.get("/calls/2026-03-01-nor-per", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")


def test_a_database_that_is_away_is_a_clear_answer(tmp_path: Path) -> None:
    answer = Visitor(Database("postgresql://nobody@127.0.0.1:9/none")).get("/calls.json")
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert "127.0.0.1" not in answer.body


def test_health_reads_the_database(visitor: Visitor) -> None:
    assert visitor.get("/healthz").json == {"ok": True}


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> \x1b[2J \u202e {{ 7 * 7 }} \"' &amp;"


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_texts_from_the_net_are_only_ever_text(database: Database) -> None:
    bad = quote(HOSTILE, source=HOSTILE, url="javascript:alert(1)")
    ident = "2026-03-01-nor-per"
    store(
        database,
        call(
            FIRST,
            "NOR",
            "PER",
            participants=(Participant(name=HOSTILE, country="NOR"), Participant(name=HOSTILE)),
            accounts=(account("NOR", "x", quotes=(bad,)),),
            conflicts=(conflict(ident, kind=ConflictKind.DENIAL, topic=HOSTILE, claim=(bad,), answer=(bad,)),),
            commitments=(undertaking(ident, action=HOSTILE, object=HOSTILE, deadline=HOSTILE, subject=HOSTILE),),
        ),
    )
    for answer in Visitor(database).get_all(["/", f"/calls/{ident}", "/conflicts", "/commitments"]):
        assert answer.status == 200
        tags = Tags(answer.body)
        assert not {tag for tag, _ in tags.found} & {"script", "img", "iframe", "object", "style"}
        assert not [name for _, attributes in tags.found for name in attributes if name.startswith("on")]
        links = [attributes.get("href") or "" for tag, attributes in tags.found if tag == "a"]
        assert all(link.startswith(("/", "#", "?", "https://")) for link in links)
        assert not {"\x1b", "\u202e"} & set(answer.body)
        assert "{{ 7 * 7 }}" in answer.body


@pytest.mark.parametrize("path", ["/", "/conflicts", "/commitments", "/calls/2026-03-01-nor-per"])
def test_pages_can_be_used_without_eyes_or_scripts(visitor: Visitor, path: str) -> None:
    page = visitor.get(path).body
    tags = Tags(page).found
    names = [tag for tag, _ in tags]
    assert ("html", {"lang": "en"}) in tags
    assert names.count("h1") == 1
    assert {"main", "nav", "header", "footer"} <= set(names)
    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    assert names.count("label") == names.count("select") + names.count("input")
    levels = [int(tag[1]) for tag in names if tag in {"h1", "h2", "h3", "h4"}]
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert all((attributes.get("src") or "").startswith("/") for tag, attributes in tags if "src" in attributes)
