"""The Alertmanager channel on a real Alertmanager, as whoever it routes to sees it."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from consumers.notify.channels.alertmanager import AlertmanagerChannel
from consumers.notify.render import render
from pipeline.records import EventKind
from tests.services.fixtures import refuse
from tests.services.processes import Missing
from tests.services.prometheus import Alertmanager
from tests.unit.notify.notify_builders import event
from tests.unit.notify.notify_site import Site, running_site

pytestmark = pytest.mark.services

CONFIG = """
route: {{receiver: desk, group_by: [alertname, call], group_wait: 0s, group_interval: 1s, repeat_interval: 4h}}
receivers: [{{name: desk, webhook_configs: [{{url: "http://{address}/", send_resolved: false}}]}}]
"""


@pytest.fixture
def desk() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def alertmanager(desk: Site, tmp_path: Path) -> Iterator[str]:
    config = tmp_path / "alertmanager.yml"
    config.write_text(CONFIG.format(address=desk.address))
    try:
        server = Alertmanager(config, tmp_path / "alertmanager")
    except Missing as missing:
        refuse(str(missing))
    server.start()
    yield server.url
    server.stop()


def alerts(url: str) -> list[Any]:
    with urllib.request.urlopen(f"{url}/api/v2/alerts") as answer:
        return list(json.load(answer))


def told(desk: Site, number: int) -> list[dict[str, Any]]:
    """What the desk was told, as soon as it is so much."""
    for _ in range(200):
        found = [alert for request in list(desk.requests) for alert in request.body["alerts"]]
        if len(found) >= number:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{number} alerts did not arrive in 10 s")


def test_a_call_and_its_conflict_reach_the_desk_once_and_a_withdrawal_ends_the_alert(
    alertmanager: str, desk: Site
) -> None:
    channel, now = AlertmanagerChannel("ops", alertmanager), datetime.now(UTC)
    conflict = render(event(EventKind.CONFLICT, at=now))
    for message in (render(event(at=now)), conflict, conflict):
        channel.send(message, now)
    found = {alert["labels"]["alertname"]: alert for alert in told(desk, 2)}
    assert found.keys() == {"ReadoutNewCall", "ReadoutConflict"}
    assert "Peru will open two ports to our boats" in found["ReadoutConflict"]["annotations"]["evidence"]
    assert len(alerts(alertmanager)) == 2
    channel.send(render(event(EventKind.CONFLICT_WITHDRAWN, at=now)), datetime.now(UTC))
    assert [alert["labels"]["alertname"] for alert in alerts(alertmanager)] == ["ReadoutNewCall"]
    assert len(told(desk, 2)) == 2
