"""`readout evaluate` as a command: what it reads, what it shows, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import orjson
import pytest

from tests.unit.readout.cli_builders import Said

Tell = Callable[..., Said]

PHONED = {
    "id": "a",
    "source": "Harbour Gazette",
    "published": "2026-03-03",
    "title": "Macron and Zelenskyy speak by phone",
    "text": "President Emmanuel Macron spoke by phone with Ukrainian President Volodymyr Zelenskyy on Tuesday.",
}
FERRY = {"id": "b", "source": "Harbour Gazette", "title": "A new ferry", "text": "The ferry sails on Monday."}
HELD = {
    "participants": [
        {"name": "Emmanuel Macron", "country": "FRA"},
        {"name": "Volodymyr Zelenskyy", "country": "UKR"},
    ],
    "status": "held",
    "medium": "phone",
    "date": {"start": "2026-03-03", "end": "2026-03-03"},
    "evidence": "spoke by phone with Ukrainian President Volodymyr Zelenskyy",
}


@pytest.fixture
def files(tmp_path: Path) -> Callable[[Sequence[object], Sequence[object]], tuple[str, str]]:
    def write(documents: Sequence[object], labels: Sequence[object]) -> tuple[str, str]:
        names = []
        for name, rows in (("documents.jsonl", documents), ("labels.jsonl", labels)):
            file = tmp_path / name
            file.write_bytes(b"\n".join(row if isinstance(row, bytes) else orjson.dumps(row) for row in rows))
            names.append(str(file))
        return names[0], names[1]

    return write


Files = Callable[[Sequence[object], Sequence[object]], tuple[str, str]]


def test_it_shows_the_figures_and_the_errors(files: Files, tell: Tell) -> None:
    labels = [{"id": "a", "calls": [HELD]}, {"id": "b", "calls": [HELD]}]
    arguments = files([PHONED, FERRY], labels)
    result = tell("evaluate", *arguments, "--misses", "5", "--json").json
    assert result["overall"]["calls"] | {"precision": 1.0, "found": 1, "missed": 1} == result["overall"]["calls"]
    assert result["by_kind"]["feed item"]["documents"] == 2
    assert result["errors"] == {"missed call": 1}
    assert [(miss["error"], miss["id"], miss["labelled"]) for miss in result["misses"]] == [
        ("missed call", "b", "FRA–UKR held")
    ]
    shown = tell("evaluate", *arguments, "--misses", "5").out
    for words in ("Overall, 2 documents", "feed item, 2 documents", "Errors by class", "gravest of 1 errors"):
        assert words in shown


@pytest.mark.parametrize(
    ("documents", "labels", "told"),
    [
        ([PHONED], [{"id": "z"}], "labels 1 documents that"),
        ([b"{"], [{"id": "a"}], "documents.jsonl, line 1: not JSON"),
        ([PHONED], [{"id": "a"}, b"[]"], "labels.jsonl, line 2"),
        ([PHONED], [{"id": "a", "calls": [{"status": "held"}]}], "line 1: calls.0.participants: Field required"),
    ],
    ids=["a label without its document", "a broken document", "a label that is no object", "a call without sides"],
)
def test_files_that_do_not_fit_are_refused_with_the_line(
    files: Files, tell: Tell, documents: Sequence[object], labels: Sequence[object], told: str
) -> None:
    said = tell("evaluate", *files(documents, labels))
    assert said.code == 2
    assert told in said.err
    assert "Traceback" not in said.err
