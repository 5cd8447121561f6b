"""How well reports are joined on a draw from the unlabelled collections, made after the rules for the labelled set.

`held_clusters.labels.jsonl` says which of the items in `../shared/corpus` tell of which call. Items are drawn by
outlet, so that one outlet's site counts as official as its entry in `config/feeds.toml` would say.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import orjson

from consumers.reconcile.exports import joins
from tests.corpus.corpus_reports import figures, reconciled, reports_in

LABELS = Path(__file__).with_name("held_clusters.labels.jsonl")
OFFICIAL = {"wh": "USA", "ts": "USA", "kr": "RUS", "mfa": "RUS", "rumfa": "RUS", "ua": "UKR"}
SPEAKER = {"ts": "Donald Trump"}
LONGEST = 6000
"""Code points of a text that its annotator read."""

CONLL = 0.92


def test_reports_of_one_call_are_joined_on_articles_of_other_collections(shared: Path, tmp_path: Path) -> None:
    wanted = [orjson.loads(line)["id"] for line in LABELS.read_bytes().splitlines()]
    documents = tmp_path / "documents.jsonl"
    documents.write_bytes(b"\n".join(orjson.dumps(row) for row in _drawn(shared / "corpus", set(wanted))) + b"\n")

    found = {row.id: row.calls for row in joins(reconciled(reports_in(documents)).calls)}
    rows = [{"id": ident, "calls": found.get(ident, ())} for ident in wanted]
    scored = figures(shared / "eval" / "score_clusters.py", LABELS, rows, tmp_path)

    print(scored)  # noqa: T201 (shown by -s: the figures that the docs point to)

    assert scored["CoNLL f1"] >= CONLL, scored


def _drawn(corpus: Path, wanted: set[str]) -> Iterator[dict[str, object]]:
    """The wanted items, with what a feed's entry would say of their source."""
    for file in sorted(corpus.glob("*.jsonl.gz")):
        with gzip.open(file) as lines:
            for row in map(orjson.loads, lines):
                if row["id"] in wanted:
                    outlet = row["id"].split("-")[0]
                    yield {
                        **{name: value for name, value in row.items() if name != "hint"},
                        "text": row["text"][:LONGEST],
                        "official_of": OFFICIAL.get(outlet),
                        "speaker": SPEAKER.get(outlet),
                    }
