"""`readout leaders`: who is in office, who is unknown, and what Wikidata would change."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
import pytest

from consumers.extract.gazetteer import load
from consumers.extract.wikidata import Change, ChangeKind, query
from pipeline.errors import SettingsError, Transient
from pipeline.records import CallReport, Participant
from readout.commands.leaders import write_changes
from readout.paths import CONFIG
from readout.sparql import ask
from tests.unit.readout.cli_builders import Place, Said
from tests.unit.reconcile.reconcile_builders import report

Tell = Callable[..., Said]


# --- list --------------------------------------------------------------------------------------------------


def test_the_list_is_of_those_in_office_on_the_day(tell: Tell) -> None:
    rows = tell("leaders", "list", "--country", "deu", "--on", "2021-12-01", "--json").json
    assert {"name": "Angela Merkel", "title": "chancellor"}.items() <= next(
        row for row in rows if row["title"] == "chancellor"
    ).items()
    assert {row["country"] for row in rows} == {"DEU"}
    assert "Olaf Scholz" in tell("leaders", "list", "--country", "DEU", "--on", "2022-01-01").out


def test_a_country_without_leaders_is_said(tell: Tell) -> None:
    said = tell("leaders", "list", "--country", "QQQ", "--on", "2022-01-01")
    assert (said.code, said.out) == (0, "Nobody is known to be in office there on 2022-01-01.\n")


def test_a_day_that_is_none_is_refused(tell: Tell) -> None:
    assert tell("leaders", "list", "--on", "yesterday").code == 2


# --- unknown -----------------------------------------------------------------------------------------------


def with_stranger(report: CallReport, name: str, country: str | None = None) -> CallReport:
    """The report, with somebody on the line whom the gazetteer lacks."""
    stranger = Participant(name=name, country=country, office="president", resolved=False)
    call = report.call.model_copy(update={"participants": (report.call.participants[0], stranger)})
    return report.model_copy(update={"call": call})


def test_names_seen_in_several_stories_are_listed_with_the_latest_as_example(place: Place, tell: Tell) -> None:
    place.reconcile(
        with_stranger(report("a", on="2026-03-04"), "Tomas Vell", "ISL"),
        with_stranger(report("b", on="2026-03-05", hours=24), "Tomas Vell", "ISL"),
        with_stranger(report("c", on="2026-03-05"), "Rare Visitor"),
        report("d", on="2026-03-04"),
    )
    [found] = tell("leaders", "unknown", "--json").json
    assert (found["name"], found["country"], found["titles"], found["stories"]) == (
        "Tomas Vell",
        "ISL",
        ["president"],
        2,
    )
    assert [example["title"] for example in found["examples"]] == ["Article b: a call", "Article a: a call"]
    everyone = tell("leaders", "unknown", "--least", "1")
    assert "Rare Visitor" in everyone.out
    assert "Article b: a call (Gazette b)" in everyone.out


def test_copies_of_one_story_count_once(place: Place, tell: Tell) -> None:
    place.reconcile(
        with_stranger(report("a", on="2026-03-04", story="one"), "Tomas Vell"),
        with_stranger(report("b", on="2026-03-04", story="one"), "Tomas Vell"),
    )
    assert tell("leaders", "unknown", "--json").json == []
    assert tell("leaders", "unknown").out == "No unknown leaders.\n"


# --- update ------------------------------------------------------------------------------------------------


class Service(BaseHTTPRequestHandler):
    """Stands where the query service stands; says what it was asked."""

    answer: tuple[int, bytes] = (200, b"")
    asked: dict[str, str]

    def do_GET(self) -> None:
        type(self).asked = {"path": self.path, **self.headers}
        status, body = self.answer
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def service() -> Iterator[tuple[type[Service], str]]:
    handler = type("ThisService", (Service,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield handler, f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_query_is_sent_with_who_asks_and_in_what_form(service: tuple[type[Service], str]) -> None:
    handler, address = service
    handler.answer = (200, orjson.dumps({"results": {"bindings": []}}))
    asked = query(date(2025, 1, 1)) + "# + & % ü"
    assert ask(asked, service=address, allow_private=True) == handler.answer[1]
    assert parse_qs(urlsplit(handler.asked["path"]).query) == {"query": [asked]}
    assert handler.asked["User-Agent"].startswith("Readout/")
    assert handler.asked["Accept"] == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("status", "told"),
    [(429, "asks to wait"), (500, "could not answer in time"), (403, "answered 403")],
    ids=["too many queries", "too slow", "refused"],
)
def test_a_refusal_is_told(service: tuple[type[Service], str], status: int, told: str) -> None:
    handler, address = service
    handler.answer = (status, b"no")
    with pytest.raises(Transient, match=f"Wikidata {told}; try again later"):
        ask("SELECT", service=address, allow_private=True)


def test_a_service_out_of_reach_is_told() -> None:
    with pytest.raises(Transient, match=r"Wikidata can't be reached \(.*needs the network"):
        ask("SELECT", service="http://127.0.0.1:1/", allow_private=True)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("leaders.toml", "countries.toml"):
        shutil.copy(CONFIG / name, tmp_path / name)
    return tmp_path


def test_changes_are_written_and_can_be_read_again(config: Path) -> None:
    write_changes(
        config,
        [Change(ChangeKind.NEW_LEADER, "ISL", "president", "Tomas Vell", "Q1", date(2099, 1, 1))],
    )
    found = load(config / "leaders.toml", config / "countries.toml")
    assert [leader.country for leader in found.by_name("Tomas Vell")] == ["ISL"]


def test_a_change_that_would_break_the_file_leaves_it_as_it_is(config: Path) -> None:
    before = (config / "leaders.toml").read_bytes()
    with pytest.raises(SettingsError, match="QQQ"):
        write_changes(
            config,
            [Change(ChangeKind.NEW_LEADER, "QQQ", "president", "Tomas Vell", "Q1", date(2099, 1, 1))],
        )
    assert (config / "leaders.toml").read_bytes() == before
    assert {file.name for file in config.iterdir()} == {"leaders.toml", "countries.toml"}
