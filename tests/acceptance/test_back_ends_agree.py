"""One input, two pairs of back ends: the embedded default, and Kafka with Postgres, must end with the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.kill import contents, rows_of, write_articles
from pipeline.settings import KafkaSettings
from tests.services.demo import environment as on_back_ends

pytestmark = [pytest.mark.services, pytest.mark.timeout(400)]


def run(directory: Path, *arguments: str, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    directory.mkdir()
    return subprocess.Popen(
        [sys.executable, "-m", "readout", *arguments],
        env={**os.environ, "READOUT_DATA_DIR": str(directory), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_demo_ends_with_the_same_tables(tmp_path: Path, kafka: KafkaSettings, postgres_url: str) -> None:
    alone = run(tmp_path / "embedded", "demo", environment={})
    served = run(tmp_path / "served", "demo", environment=on_back_ends(kafka.bootstrap, postgres_url))
    tables = []
    for process in (alone, served):
        said, complained = process.communicate(timeout=300)
        assert process.returncode == 0, complained
        lines = [line.rstrip() for line in said.splitlines()]
        [first] = [number for number, line in enumerate(lines) if line.endswith(" calls")]
        [last] = [number for number, line in enumerate(lines) if "corrections published" in line]
        tables.append(sorted(lines[first:last]))
    assert tables[0] == tables[1]
    assert len(tables[0]) > 15


def test_a_replay_writes_the_same_rows_to_sqlite_and_postgres(tmp_path: Path, postgres_url: str) -> None:
    file = tmp_path / "articles.jsonl"
    write_articles(file, 120, seed=3, calls=0.4)
    processes = [
        run(tmp_path / "one", "replay", str(file), environment={}),
        run(tmp_path / "two", "replay", str(file), environment={"READOUT_DATABASE__URL": postgres_url}),
    ]
    for process in processes:
        _, complained = process.communicate(timeout=200)
        assert process.returncode == 0, complained
    one, two = contents(tmp_path / "one"), rows_of(postgres_url)
    for table in one:
        assert sorted(one[table]) == sorted(two[table]), table
    assert len(one["calls"]) > 10
    assert len(one["commitments"]) > 10
