"""The stack of docker-compose.yml, started on this machine as written there: it answers, works, and is watched."""

from __future__ import annotations

import json
import os
import re
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from bench.kill import write_articles
from pipeline.log.base import Outgoing
from pipeline.log.kafka import KafkaLog
from pipeline.settings import KafkaSettings
from pipeline.topics import ENTRIES
from readout.app import PARTS
from tests.services.fixtures import refuse
from tests.services.processes import Missing
from tests.services.stack import Stack
from tests.unit.notify.notify_site import Site, running_site
from tools.dashboards import DASHBOARDS, Dashboard, Panel, Sql

pytestmark = [pytest.mark.services, pytest.mark.timeout(420)]

PATIENCE = 120.0
ARTICLES = 60
ITEMS = 2
FEED = """
[[feed]]
id = "small-wire"
url = "{address}"
source = "Small Wire"
full_text = true
allow_private = true
interval_seconds = 2
floor_seconds = 10
"""
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Small Wire</title><link>http://wire.example/</link>
<item><guid>1</guid><title>Ferry back in service</title><link>http://wire.example/1</link>
<description>The old ferry of Port Lune sails again after a winter of repairs.</description></item>
<item><guid>2</guid><title>Choir wins prize</title><link>http://wire.example/2</link>
<description>The choir of Ashby came home with a cup and two sore throats.</description></item>
</channel></rss>
"""


def until(what: Callable[[], Any], why: str) -> Any:
    deadline = time.monotonic() + PATIENCE
    while not (found := what()):
        assert time.monotonic() < deadline, why
        time.sleep(0.3)
    return found


@pytest.fixture(scope="module")
def desk() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture(scope="module")
def wire() -> Iterator[str]:
    """A feed on loopback: its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = RSS.encode() if self.path == "/feed" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Nothing on the test's screen."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/feed"
        server.shutdown()


@pytest.fixture(scope="module")
def stack(desk: Site, wire: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    directory = tmp_path_factory.mktemp("stack")

    def tell_the_desk(config: dict[str, Any]) -> None:
        for receiver in config["receivers"]:
            receiver["webhook_configs"] = [{"url": f"http://{desk.address}/{receiver['name']}"}]
        config["route"] |= {"group_wait": "1s", "group_interval": "1s"}

    try:
        stack = Stack(
            directory,
            scale={"extract": 2},
            change=tell_the_desk,
            environment={
                "READOUT_CONFIG_DIR": str(with_feeds(directory, FEED.format(address=wire))),
                "READOUT_NOTIFY__INDEPENDENT_ORIGINS": "1",  # each invented call has one
            },
        )
    except Missing as missing:
        refuse(str(missing))
    try:
        stack.start()
        file = directory / "articles.jsonl"
        write_articles(file, ARTICLES, seed=11, calls=0.5)
        done = stack.readout("replay", "--no-wait", str(file))
        assert done.returncode == 0, done.stderr
        log = KafkaLog(KafkaSettings(bootstrap=stack.kafka.bootstrap))
        producer = log.producer()
        producer.append([Outgoing(ENTRIES.name, "poison", b"{ no record")])
        producer.close()
        log.close()
        yield stack
    finally:
        stack.stop()


def with_feeds(directory: Path, feeds: str = "") -> Path:
    """The configuration of the checkout, except for its feeds: tests do not ask the open network."""
    place = directory / "config"
    place.mkdir()
    for file in (Path(__file__).parent.parent.parent / "config").glob("*.toml"):
        (place / file.name).write_text(feeds if file.name == "feeds.toml" else file.read_text())
    return place


def audit(stack: Stack) -> dict[str, Any]:
    return dict(json.loads(stack.readout("audit", "--json").stdout))


def told(desk: Site) -> list[dict[str, Any]]:
    return [alert for request in list(desk.requests) for alert in request.body["alerts"]]


def ask(url: str, query: str) -> list[Any]:
    with urllib.request.urlopen(f"{url}/api/v1/query?{urllib.parse.urlencode({'query': query})}") as answer:
        return list(json.load(answer)["data"]["result"])


def test_every_article_is_accounted_for(stack: Stack) -> None:
    found = until(
        lambda: (it := audit(stack)) and it["entries"] == ARTICLES + ITEMS + 1 and not it["in_flight"] and it,
        "still in flight",
    )
    assert found["lost"] in (0, [])
    assert found["stories"] > 0


def test_every_process_that_is_declared_is_scraped(stack: Stack) -> None:
    assert stack.prometheus is not None
    url = stack.prometheus.url
    until(lambda: len(ask(url, 'up{job="readout"} == 1')) == len(PARTS) + 1, "not all parts are up")
    assert {row["metric"]["part"] for row in ask(url, 'up{job="readout"}')} == set(PARTS)


@pytest.mark.parametrize("name", ["ReadoutNewCall", "ReadoutConflict"])
def test_an_analyst_is_told_over_alertmanager(stack: Stack, desk: Site, name: str) -> None:
    found = until(lambda: [a for a in told(desk) if a["labels"]["alertname"] == name], f"no {name}")
    labels, annotations = found[0]["labels"], found[0]["annotations"]
    assert set(labels) >= {"alertname", "call", "participants", "severity"}
    assert annotations["summary"]
    assert annotations["evidence"]


def test_prometheus_sees_the_calls_and_conflicts_too(stack: Stack) -> None:
    assert stack.prometheus is not None
    url = stack.prometheus.url
    for name in ("ReadoutNewLeaderCall", "ReadoutConflictingReadout"):
        until(lambda name=name: ask(url, f'ALERTS{{alertname="{name}"}}'), f"{name} does not fire")  # type: ignore[misc]


def test_a_process_that_dies_is_told_and_comes_back(stack: Stack, desk: Site) -> None:
    assert stack.prometheus is not None
    url = stack.prometheus.url
    [notify] = stack.parts["notify"]
    notify.kill()
    until(lambda: ask(url, 'ALERTS{alertname="ReadoutProcessDown", part="notify"}'), "nobody noticed")
    stack.start_part("notify")
    stack.wait_healthy("notify")
    until(lambda: not ask(url, 'ALERTS{alertname="ReadoutProcessDown", part="notify"}'), "still down")


def test_the_health_checks_of_what_is_not_readout_are_content_too(stack: Stack) -> None:
    assert stack.prometheus is not None
    assert stack.alertmanager is not None
    assert stack.healthy("prometheus", stack.prometheus.port)
    assert stack.healthy("alertmanager", stack.alertmanager.port)
    assert stack.healthy("postgres", stack.postgres.port)


def test_the_role_of_grafana_reads_everything_and_changes_nothing(stack: Stack) -> None:
    with psycopg.connect(stack.reader_url, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM calls").fetchone() != (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM calls")


def test_the_board_shows_what_was_found(stack: Stack) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.board_port}/calls.json") as answer:
        assert json.load(answer)


@pytest.mark.parametrize(
    ("page", "panel"),
    [pytest.param(page, panel, id=f"{page.title}: {panel.title}") for page in DASHBOARDS for panel in page.panels],
)
def test_every_panel_has_something_to_show(stack: Stack, page: Dashboard, panel: Panel) -> None:
    if isinstance(panel.shows, Sql):
        with psycopg.connect(stack.reader_url, row_factory=dict_row) as connection:
            rows = connection.execute(panel.shows.query.encode()).fetchall()
        assert rows
        assert panel.shape == "table" or "time" in rows[0]
        return
    assert stack.prometheus is not None
    query, url = panel.shows.query.replace("$__rate_interval", "1m"), stack.prometheus.url
    rows = until(lambda: ask(url, query), f"no data for {query}")
    assert all(label in row["metric"] for row in rows for label in re.findall(r"{{(\w+)}}", panel.shows.legend))


def test_stopping_loses_nothing(stack: Stack) -> None:
    for process in (process for copies in stack.parts.values() for process in copies):
        os.kill(process.pid or 0, 15)
    for process in (process for copies in stack.parts.values() for process in copies):
        assert process.wait(60) == 0, process.tail()
    assert audit(stack)["lost"] in (0, [])
