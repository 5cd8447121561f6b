"""`python -m bench.kill`: kill a replay again and again, and compare it with an undisturbed run.

Writes a file of invented articles (`bench.mix`), replays it once undisturbed, then replays it in a second data
directory where the process is killed (`SIGKILL`) at random moments and started again, and where the file is sent
once more whenever a replay got to its end before the kills were used up. At the end the calls,
commitments, conflicts and notification log of both must be the same. Exit code 1 if they differ.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from bench.mix import articles
from pipeline.store import schema
from pipeline.store.database import Database, sqlite_url

TABLES = ("calls", "accounts", "commitments", "conflicts", "reports", "notifications")
_OF_THIS_RUN = frozenset(
    {"updated_at", "at", "fetched_at", "sent_at", "due_at", "attempts", "seen", "seen_at", "created_at", "claimed_at"}
)
"""Times at which this run did something; everything else must be the same in every run."""


@dataclass(frozen=True)
class Campaign:
    """What happened: kills that hit, rows of both runs that differ."""

    kills: int
    rows: dict[str, int]
    differing: list[str]


def write_articles(file: Path, number: int, *, seed: int, calls: float) -> None:
    """A file for `readout replay`."""
    with file.open("w", encoding="utf-8") as lines:
        for article in articles(number, seed=seed, calls=calls):
            lines.write(json.dumps(article) + "\n")


def campaign(directory: Path, file: Path, kills: int, *, seed: int) -> Campaign:
    """Replay undisturbed and killed, and compare."""
    calm, stormy = directory / "calm", directory / "stormy"
    began = time.monotonic()
    _replay(calm, file).wait()
    length = time.monotonic() - began
    chance = random.Random(seed)
    hit = 0
    again = False
    while hit < kills:
        process = _replay(stormy, file, again=again)
        try:
            again = process.wait(timeout=chance.uniform(0.3, 1.0) * length / 2 + 1.0) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            hit += 1
            again = False
    final = _replay(stormy, file)
    if final.wait() != 0:
        raise SystemExit(f"the last replay failed; see {stormy / 'replay.log'}")
    before, after = contents(calm), contents(stormy)
    differing = [f"{table}: {row}" for table in TABLES for row in sorted(set(before[table]) ^ set(after[table]))]
    return Campaign(hit, {table: len(rows) for table, rows in before.items()}, differing)


def contents(directory: Path) -> dict[str, list[str]]:
    """The rows of a data directory, without what differs from run to run."""
    return rows_of(sqlite_url(directory / "readout.sqlite"))


def rows_of(url: str) -> dict[str, list[str]]:
    """The rows of a database, without what differs from run to run."""
    database = Database(url)
    with database.reading() as connection:
        found = {
            table: [
                json.dumps(_lasting(dict(row)), sort_keys=True, default=str)
                for row in connection.execute(select(schema.metadata.tables[table])).mappings()
            ]
            for table in TABLES
        }
    database.close()
    return found


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lasting(part) for name, part in value.items() if name not in _OF_THIS_RUN}
    if isinstance(value, list):
        return [_lasting(part) for part in value]
    return value


def _replay(directory: Path, file: Path, *, again: bool = False) -> subprocess.Popen[bytes]:
    """Replay, or go on with an interrupted one; `again` sends the whole file once more."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "replay.log").open("ab") as log:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "readout",
                "--data-dir",
                str(directory),
                "replay",
                str(file),
                *(["--again"] if again else []),
            ],
            stdout=log,
            stderr=log,
        )


@click.command()
@click.option("--articles", "number", default=2000, show_default=True)
@click.option("--kills", default=50, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(number: int, kills: int, seed: int) -> None:
    """Kill a replay again and again."""
    with tempfile.TemporaryDirectory(prefix="readout-kill-") as place:
        file = Path(place) / "articles.jsonl"
        write_articles(file, number, seed=seed, calls=0.05)
        result = campaign(Path(place), file, kills, seed=seed)
    print(f"{number} articles, {result.kills} kills; rows: {result.rows}; differing: {len(result.differing)}")
    for line in result.differing[:20]:
        print(line[:500])
    sys.exit(1 if result.differing else 0)


if __name__ == "__main__":
    main()
