"""How well reports are joined into calls, on labelled articles of real outlets."""

from __future__ import annotations

import random
from pathlib import Path

import orjson

from consumers.reconcile.exports import joins
from consumers.reconcile.identity import identify
from consumers.reconcile.ids import name_calls
from consumers.reconcile.sightings import sighting_of
from consumers.reconcile.view import Call
from pipeline.records import CallReport
from tests.corpus.corpus_reports import figures, reconciled, reports_in

SHUFFLES = 50

# Recall waits on what extraction finds, precision on identity alone.
CONLL = 0.95
PRECISION = {"MUC": 0.95, "B3": 0.95}


def test_reports_of_one_call_are_joined(shared: Path, tmp_path: Path) -> None:
    folder = shared / "eval"
    found = {row.id: row.calls for row in joins(reconciled(reports_in(folder / "clusters.dev.jsonl")).calls)}
    documents = [orjson.loads(line)["id"] for line in (folder / "clusters.dev.jsonl").read_bytes().splitlines()]
    rows = [{"id": ident, "calls": found.get(ident, ())} for ident in documents]

    scored = figures(folder / "score_clusters.py", folder / "clusters.dev.labels.jsonl", rows, tmp_path)

    print(scored)  # noqa: T201 (shown by -s: the figures that the docs point to)

    assert scored["CoNLL f1"] >= CONLL, scored
    for measure, floor in PRECISION.items():
        assert scored[f"{measure} precision"] >= floor, scored


def test_fifty_orders_of_arrival_give_the_same_calls(shared: Path) -> None:
    sightings = [sighting_of(report) for report in reports_in(shared / "eval" / "clusters.dev.jsonl")]
    expected = identify(sightings)
    chance = random.Random(2026)

    for _ in range(SHUFFLES):
        chance.shuffle(sightings)
        found = identify(sightings)
        assert found == expected
        assert name_calls(found.clusters) == name_calls(expected.clusters)


def test_calls_arriving_in_three_other_orders_end_as_the_same_records(shared: Path) -> None:
    reports = list(reports_in(shared / "eval" / "clusters.dev.jsonl"))
    expected = _without_history(reports)
    chance = random.Random(2027)

    for _ in range(3):
        chance.shuffle(reports)
        assert _without_history(reports) == expected


def _without_history(reports: list[CallReport]) -> dict[str, Call]:
    calls = reconciled(reports).calls
    return {
        call.id: call.model_copy(update={"summary": call.summary.model_copy(update={"aliases": ()})})
        for call in calls
    }
