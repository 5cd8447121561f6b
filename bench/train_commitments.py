"""Fit the weights of `consumers.extract.commitments_score` on labelled documents.

    python -m bench.train_commitments DOCS LABELS [DOCS LABELS ...]

DOCS are articles as `readout extract` reads them, LABELS the same documents' calls and commitments, both one JSON
object a line. The labelled calls are used, so that the errors of the call finder teach nothing. The weights are
written to `consumers/extract/commitments_weights.py`; on standard output: examples, how many are undertakings, and
precision and recall by ten-fold cross-validation over documents.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from consumers.extract import commitments_score, commitments_weights
from consumers.extract.commitments import candidates, setting_of
from consumers.extract.gazetteer import Gazetteer, load
from consumers.extract.language import load_model
from consumers.extract.reading import Reader
from pipeline.records import CallStatus, Evidence, Medium, Origin, Participant, ReportedCall, Role

Floats = NDArray[np.float64]

SHRINKAGE = 2.0
"""Strength of the penalty on large weights."""
INVENTED = 0.6
"""How much an example of an invented document (``synthetic``) counts beside one of a real document."""
FOLDS = 10
_CONFIG = Path(__file__).parents[1] / "config"


@dataclass(frozen=True)
class _Article:
    title: str
    text: str
    published: datetime | None
    origin: Origin


@dataclass(frozen=True)
class Example:
    """One construction, and whether a labelled undertaking is what it tells of."""

    document: str
    features: Mapping[str, float]
    right: bool
    weight: float


def main(paths: Sequence[str]) -> None:
    """Train on the given pairs of files."""
    if not paths or len(paths) % 2:
        sys.exit(__doc__)
    gazetteer = load(_CONFIG / "leaders.toml", _CONFIG / "countries.toml")
    reader = Reader(gazetteer, load_model())
    examples = [
        example
        for docs, labels in zip(paths[::2], paths[1::2], strict=True)
        for example in _examples(Path(docs), Path(labels), gazetteer, reader)
    ]
    names = sorted({name for example in examples for name in example.features})
    rows = np.array([[example.features.get(name, 0.0) for name in names] for example in examples])
    right = np.array([float(example.right) for example in examples])
    counts = np.array([example.weight for example in examples])
    precision, recall = _cross_validated(examples, rows, right, counts)
    weights = dict(zip(names, _fit(rows, right, counts), strict=True))
    Path(str(commitments_weights.__file__)).write_text(_module(weights), encoding="utf-8")
    print(f"{len(examples)} examples, {int(right.sum())} right; precision {precision:.3f}, recall {recall:.3f}")


def _examples(docs: Path, labels: Path, gazetteer: Gazetteer, reader: Reader) -> Iterator[Example]:
    rows = {row["id"]: row for row in map(json.loads, docs.read_text(encoding="utf-8").splitlines())}
    golds = [gold for gold in map(json.loads, labels.read_text(encoding="utf-8").splitlines()) if _is_held(gold)]
    for gold in golds:
        document = reader.read(_article(rows[gold["id"]]))
        calls = tuple(_call(call, document.text) for call in gold["calls"])
        for candidate in candidates(setting_of(document, calls, gazetteer)):
            undertaking = candidate.undertaking
            words = document.doc[undertaking.start : undertaking.end].text
            right = any(
                set(want["actor"]) & set(undertaking.actor) and _overlap(want["evidence"], words)
                for want in gold["commitments"]
            )
            weight = INVENTED if rows[gold["id"]].get("synthetic") else 1.0
            yield Example(gold["id"], candidate.features, right, weight)


def _is_held(gold: Mapping[str, Any]) -> bool:
    return any(call["status"] == CallStatus.HELD for call in gold["calls"])


def _article(row: Mapping[str, Any]) -> _Article:
    published = datetime.fromisoformat(row["published"]) if row.get("published") else None
    if published is not None and published.tzinfo is None:
        published = published.astimezone()
    origin = Origin(
        source=row.get("source") or "unknown",
        official_of=row.get("official_of"),
        speaker=row.get("speaker"),
        outlet_country=row.get("outlet_country"),
    )
    return _Article(row["title"], row["text"], published, origin)


def _call(label: Mapping[str, Any], text: str) -> ReportedCall:
    words = label.get("evidence") or ""
    start = max(0, text.find(words))
    evidence = Evidence(exact=text[start : start + len(words)], start=start, end=start + len(words))
    return ReportedCall(
        participants=tuple(Participant(name=p["name"], country=p.get("country")) for p in label["participants"]),
        status=CallStatus(label["status"]),
        medium=Medium(label["medium"]),
        date=None,
        role=Role(label["role"]),
        evidence=(evidence,),
    )


def _overlap(one: str, other: str) -> bool:
    """At least half of the shorter passage's words stand in the longer one."""
    a, b = (Counter(re.findall(r"\w+", text.lower())) for text in (one, other))
    shorter = min(a.total(), b.total())
    return shorter > 0 and (a & b).total() * 2 >= shorter


def _fit(rows: Floats, right: Floats, counts: Floats) -> Floats:
    """Penalised logistic regression by Newton's method; the problem is convex, so few steps are enough."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (chance - right)) + SHRINKAGE * weights
        curve = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + SHRINKAGE * np.eye(len(weights))
        weights = weights - np.linalg.solve(curve, slope)
    return weights


def _cross_validated(examples: Sequence[Example], rows: Floats, right: Floats, counts: Floats) -> tuple[float, float]:
    folds = np.array([int(hashlib.sha256(e.document.encode()).hexdigest(), 16) % FOLDS for e in examples])
    taken = np.zeros(len(right), dtype=bool)
    for fold in range(FOLDS):
        inside = folds == fold
        if inside.any() and not inside.all():
            weights = _fit(rows[~inside], right[~inside], counts[~inside])
            taken[inside] = 1 / (1 + np.exp(-rows[inside] @ weights)) >= commitments_score.ENOUGH
    hits = float((taken & (right > 0)).sum())
    return hits / max(1.0, float(taken.sum())), hits / max(1.0, float(right.sum()))


def _module(weights: Mapping[str, float]) -> str:
    lines = "".join(f'    "{name}": {value:.2f},\n' for name, value in weights.items())
    head = '"""Weights of `commitments_score`, written by `bench/train_commitments.py`; do not edit by hand."""\n\n'
    return f"{head}WEIGHTS: dict[str, float] = {{\n{lines}}}\n"


if __name__ == "__main__":
    main(sys.argv[1:])
