"""The failure suite, short form: every fault strikes the running stack once (long form: `python -m bench.chaos`)."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from bench.chaos import campaign
from bench.storm import FAULTS
from tests.acceptance.test_stack import with_feeds
from tests.services.fixtures import refuse
from tests.services.processes import Missing

pytestmark = [
    pytest.mark.services,
    pytest.mark.timeout(900),
    # kafka-python leaves the sockets of failed attempts to connect to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


def test_no_fault_loses_or_repeats_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        figures = campaign(tmp_path, with_feeds(tmp_path), number=300, seed=5, outage=5.0)
    except Missing as missing:
        refuse(str(missing))
    gc.collect()
    with capsys.disabled():
        print(f"\nfailure suite: {figures}")  # noqa: T201 (the figures belong to the run's own output)
    assert figures.wrong() == []
    assert figures.faults == len(FAULTS)
    assert figures.calls > 20
    assert figures.alerts > 20
