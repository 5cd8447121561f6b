"""The Compose file and the Dockerfile, judged by the real Compose, by a linter, and against each other."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping

import pytest
import yaml

from readout.app import PARTS
from tests.services.compose import FILE, PASSWORDS, REPOSITORY, Service, compose, services
from tests.services.fixtures import refuse
from tests.services.install import dclint
from tests.services.kafka import VERSION

pytestmark = pytest.mark.services

GIVEN = {name: f"given-{name.lower()}" for name in PASSWORDS}


@pytest.fixture(scope="module")
def declared() -> Mapping[str, Service]:
    return services(GIVEN)


def test_compose_accepts_the_file() -> None:
    done = compose("config", "-q", variables=GIVEN)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", PASSWORDS)
def test_no_password_has_a_default(missing: str) -> None:
    done = compose("config", "-q", variables={name: word for name, word in GIVEN.items() if name != missing})
    assert done.returncode != 0
    assert missing in done.stderr


def test_the_linter_finds_nothing() -> None:
    if not dclint().exists():
        refuse("dclint is not installed: run `make services`")
    done = subprocess.run(
        [dclint(), "--max-warnings", "0", FILE], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_part_is_a_service_of_its_own(declared: Mapping[str, Service]) -> None:
    assert {part: declared[part].command for part in PARTS} == {part: ("run", part) for part in PARTS}


@pytest.mark.parametrize("part", ["articles", "extract"])
def test_what_is_to_be_scaled_has_neither_a_name_nor_a_port_of_its_own(
    declared: Mapping[str, Service], part: str
) -> None:
    assert "container_name" not in declared[part].whole
    assert declared[part].published == {}


def test_every_service_has_a_health_check_limits_and_a_restart_policy(declared: Mapping[str, Service]) -> None:
    for name, service in declared.items():
        assert service.health or name == "migrate", name
        assert service.whole["restart"] in ("unless-stopped", "on-failure"), name
        limits = service.whole["deploy"]["resources"]["limits"]
        assert {"cpus", "memory"} <= set(limits), name


def test_every_image_is_pinned_by_version(declared: Mapping[str, Service]) -> None:
    for service in declared.values():
        assert re.search(r":v?\d+\.\d+", service.image), service.image
    dockerfile = (REPOSITORY / "Dockerfile").read_text()
    for image in re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE):
        assert re.search(r":\d+\.\d+\.\d+", image), image


def test_the_tests_run_the_kafka_that_is_deployed(declared: Mapping[str, Service]) -> None:
    assert declared["kafka"].image == f"apache/kafka:{VERSION}"


def test_pages_are_published_on_the_loopback_address_and_back_ends_not_at_all(
    declared: Mapping[str, Service],
) -> None:
    for name, service in declared.items():
        assert all(port["host_ip"] == "127.0.0.1" for port in service.whole.get("ports", ())), name
    assert declared["kafka"].published == declared["postgres"].published == {}


def test_readout_runs_unprivileged_on_a_read_only_file_system(declared: Mapping[str, Service]) -> None:
    for name in (*PARTS, "board", "migrate"):
        whole = declared[name].whole
        assert whole["read_only"] is True
        assert whole["cap_drop"] == ["ALL"]
        assert not whole["user"].startswith("0")
        assert "volumes" not in whole
    assert "USER readout" in (REPOSITORY / "Dockerfile").read_text()


def test_every_file_that_is_mounted_or_copied_is_there(declared: Mapping[str, Service]) -> None:
    for service in declared.values():
        for volume in service.whole.get("volumes", ()):
            if volume["type"] == "bind":
                assert (REPOSITORY / volume["source"]).exists(), volume["source"]
    for line in re.findall(r"^COPY (?!--from)(.+)$", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE):
        for source in line.split()[:-1]:
            assert (REPOSITORY / source).exists(), source


def test_grafana_reads_what_compose_mounts_with_the_role_that_may_only_read(
    declared: Mapping[str, Service],
) -> None:
    provisioning = REPOSITORY / "config" / "grafana" / "provisioning"
    sources = yaml.safe_load((provisioning / "datasources" / "readout.yml").read_text())["datasources"]
    assert {source["uid"] for source in sources} == {"prometheus", "postgres"}
    [database] = [source for source in sources if source["uid"] == "postgres"]
    assert database["user"] == "reader"
    assert database["secureJsonData"]["password"] == "$READER_PASSWORD"
    assert declared["grafana"].environment["READER_PASSWORD"] == GIVEN["READER_PASSWORD"]
    [provider] = yaml.safe_load((provisioning / "dashboards" / "readout.yml").read_text())["providers"]
    targets = {volume["target"] for volume in declared["grafana"].whole["volumes"]}
    assert provider["options"]["path"] in targets
