"""The stack of docker-compose.yml, started on this machine as written there: it answers, works, and is watched."""

from __future__ import annotations

import json
import os
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.kill import write_articles
from readout.app import PARTS
from tests.services.fixtures import refuse
from tests.services.processes import Missing
from tests.services.stack import Stack
from tests.unit.notify.notify_site import Site, running_site

pytestmark = [pytest.mark.services, pytest.mark.timeout(420)]

PATIENCE = 120.0
ARTICLES = 60


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
def stack(desk: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
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
                "READOUT_CONFIG_DIR": str(without_feeds(directory)),
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
        yield stack
    finally:
        stack.stop()


def without_feeds(directory: Path) -> Path:
    """The configuration of the checkout, except that no feed is polled: tests do not ask the open network."""
    place = directory / "config"
    place.mkdir()
    for file in (Path(__file__).parent.parent.parent / "config").glob("*.toml"):
        (place / file.name).write_text("" if file.name == "feeds.toml" else file.read_text())
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
        lambda: (it := audit(stack)) and it["entries"] == ARTICLES and not it["in_flight"] and it, "still in flight"
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


def test_the_role_of_grafana_reads_everything_and_changes_nothing(stack: Stack) -> None:
    with psycopg.connect(stack.reader_url, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM calls").fetchone() != (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM calls")


def test_the_board_shows_what_was_found(stack: Stack) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{stack.board_port}/calls.json") as answer:
        assert json.load(answer)


def test_stopping_loses_nothing(stack: Stack) -> None:
    for process in (process for copies in stack.parts.values() for process in copies):
        os.kill(process.pid or 0, 15)
    for process in (process for copies in stack.parts.values() for process in copies):
        assert process.wait(60) == 0, process.tail()
    assert audit(stack)["lost"] in (0, [])
