"""`make demo-kafka`: `readout demo` on a real Kafka and Postgres."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.services.kafka import KafkaCluster
from tests.services.postgres import PostgresServer, create_database


def main() -> int:
    """Start both, run the demo, end both; returns the demo's exit code."""
    with tempfile.TemporaryDirectory(prefix="readout-demo-kafka-") as directory:
        kafka, postgres = KafkaCluster(Path(directory)), PostgresServer()
        try:
            kafka.start()
            postgres.start()
            return subprocess.run(
                [sys.executable, "-m", "readout", "demo"],
                env=os.environ | environment(kafka.bootstrap, create_database(postgres.url, "readout")),
                check=False,
            ).returncode
        finally:
            kafka.remove()
            postgres.remove()


def environment(bootstrap: Sequence[str], database_url: str) -> dict[str, str]:
    """Settings that put Readout on these back ends."""
    brokers = ", ".join(f'"{each}"' for each in bootstrap)
    return {
        "READOUT_LOG__BACKEND": "kafka",
        "READOUT_LOG__KAFKA__BOOTSTRAP": f"[{brokers}]",
        "READOUT_DATABASE__URL": database_url,
    }


if __name__ == "__main__":
    raise SystemExit(main())
