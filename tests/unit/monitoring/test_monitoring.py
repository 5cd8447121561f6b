"""The configuration of Prometheus and Alertmanager, judged by their own tools and against the code."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry

from consumers.notify.channels.alertmanager import _NAMES
from pipeline.metrics import Metrics
from readout.app import PARTS
from tests.conftest import REPOSITORY
from tests.services.fixtures import refuse
from tests.services.processes import Missing
from tests.services.prometheus import executable
from tools.dashboards import DASHBOARDS, DIRECTORY, Dashboard, render

CONFIG = REPOSITORY / "config"
RULES = CONFIG / "prometheus" / "rules.yml"

pytestmark = pytest.mark.services


def run(tool: str, *arguments: str | Path) -> None:
    try:
        command = executable(tool)
    except Missing as missing:
        refuse(str(missing))
    done = subprocess.run([command, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_accepts_its_configuration_and_rules() -> None:
    run("promtool", "check", "config", CONFIG / "prometheus" / "prometheus.yml")


def test_every_rule_fires_when_it_should_and_only_then(tmp_path: Path) -> None:
    cases = tmp_path / "rules_test.yml"
    cases.write_text((Path(__file__).parent / "rules_test.yml").read_text().replace("RULES", str(RULES)))
    run("promtool", "test", "rules", cases)


def test_every_alert_has_a_case() -> None:
    alerts = {rule["alert"] for group in _groups() for rule in group["rules"] if "alert" in rule}
    cases = (Path(__file__).parent / "rules_test.yml").read_text()
    assert alerts - set(re.findall(r"alertname: (\w+)", cases)) == set()


def test_alertmanager_accepts_its_configuration() -> None:
    run("amtool", "check-config", CONFIG / "alertmanager" / "alertmanager.yml")


def test_rules_use_only_metrics_that_readout_has() -> None:
    registry = CollectorRegistry()
    Metrics(registry)
    known = {
        name + ending
        for metric in registry.collect()
        for name in [metric.name]
        for ending in ("", "_total", "_bucket", "_sum", "_count")
    }
    used = {
        name for group in _groups() for rule in group["rules"] for name in re.findall(r"\breadout_\w+", rule["expr"])
    }
    assert used - known == set()


def test_every_part_is_watched() -> None:
    [scrape] = [
        each
        for each in yaml.safe_load((CONFIG / "prometheus" / "prometheus.yml").read_text())["scrape_configs"]
        if each["job_name"] == "readout"
    ]
    assert set(scrape["dns_sd_configs"][0]["names"]) == set(PARTS)
    assert set(re.findall(r'absent\(up\{job="readout", part="(\w+)"\}\)', RULES.read_text())) == set(PARTS)


def test_alertmanager_names_only_alerts_that_exist() -> None:
    ours = {rule["alert"] for group in _groups() for rule in group["rules"] if "alert" in rule}
    text = (CONFIG / "alertmanager" / "alertmanager.yml").read_text()
    named = set(re.findall(r"\bReadout[A-Z]\w+", text))
    assert named - ours - set(_NAMES.values()) == set()


@pytest.mark.parametrize("page", DASHBOARDS, ids=lambda page: str(page.uid))
def test_the_file_of_a_dashboard_is_what_the_code_makes(page: Dashboard) -> None:
    assert (DIRECTORY / f"{page.uid}.json").read_text() == render(page), "run `make dashboards`"


def test_there_is_no_dashboard_that_the_code_does_not_make() -> None:
    assert {file.stem for file in DIRECTORY.glob("*.json")} == {page.uid for page in DASHBOARDS}


def _groups() -> list[dict[str, list[dict[str, str]]]]:
    return list(yaml.safe_load(RULES.read_text())["groups"])
