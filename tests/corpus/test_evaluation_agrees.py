"""`readout evaluate` gives the figures of the scorer that comes with the labelled documents."""

from __future__ import annotations

import copy
import importlib.util
import random
from pathlib import Path
from types import ModuleType
from typing import Any

import orjson
import pytest

from producers.archive import ArchivedArticle, read_articles
from readout.evaluation import evaluate
from readout.evaluationview import evaluation_json
from readout.labels import LabelledDocument, read_labels

Row = dict[str, Any]


@pytest.fixture(scope="module")
def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_score", shared / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_if_found(rows: dict[str, Row], seed: int) -> dict[str, Row]:
    """The labels, damaged at random: what an extractor might have found."""
    chance = random.Random(seed)
    calls = [call for row in rows.values() for call in row["calls"]]
    found: dict[str, Row] = {}
    for ident, labelled in rows.items():
        if chance.random() < 0.05:
            continue
        row = copy.deepcopy(labelled)
        for kind in ("calls", "commitments", "conflicts"):
            row[kind] = [_damaged(item, chance) for item in row[kind] if chance.random() > 0.15]
            chance.shuffle(row[kind])
        if chance.random() < 0.2:
            row["calls"].append(_damaged(copy.deepcopy(chance.choice(calls)), chance))
        found[ident] = row
    return found


def _damaged(item: Row, chance: random.Random) -> Row:
    changes: Row = {
        "status": chance.choice(["held", "planned", "proposed", "denied"]),
        "medium": chance.choice(["phone", "video"]),
        "role": chance.choice(["main", "background"]),
        "initiator": chance.choice(["USA", None]),
        "date": chance.choice([None, {"start": "2026-03-02", "end": "2026-03-02"}]),
        "actor": ["USA"],
        "kind": item.get("kind") if "claimed_by" in item else "visit",
        "modality": "considering",
        "asserted_by": "outlet",
        "quantities": [{"value": 7.5, "unit": "million"}],
        "evidence": {"exact": " ".join(item["evidence"].split()[: chance.randint(0, 30)]), "start": 0},
    }
    for name, value in changes.items():
        if name in item and chance.random() < 0.15:
            item[name] = value
    if chance.random() < 0.5:
        item["evidence"] = [item["evidence"]]
    return item


@pytest.mark.parametrize("name", ["dev", "challenge.dev"])
@pytest.mark.parametrize("seed", range(5))
def test_the_figures_are_the_scorers(shared: Path, scorer: ModuleType, tmp_path: Path, name: str, seed: int) -> None:
    documents = shared / "eval" / f"{name}.jsonl"
    labels = shared / "eval" / f"{name}.labels.jsonl"
    predictions = tmp_path / "found.jsonl"
    found = as_if_found(scorer.read(labels), seed)
    predictions.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in found.values()))
    wanted = scorer.score(scorer.read(labels), scorer.read(predictions), 0)
    articles = {line.id: line for line in read_articles(documents) if isinstance(line, ArchivedArticle)}
    result = evaluate(articles, read_labels(labels), read_labels(predictions))
    assert evaluation_json(result, 0)["overall"] == wanted


def test_perfect_finds_have_no_errors(shared: Path) -> None:
    for name in ("dev", "challenge.dev"):
        labels = read_labels(shared / "eval" / f"{name}.labels.jsonl")
        lines = read_articles(shared / "eval" / f"{name}.jsonl")
        articles = {line.id: line for line in lines if isinstance(line, ArchivedArticle)}
        assert evaluate(articles, labels, labels).slips == ()


def test_every_labelled_document_can_be_read(shared: Path) -> None:
    assert all(
        isinstance(row, LabelledDocument) for row in read_labels(shared / "eval" / "dev.labels.jsonl").values()
    )
