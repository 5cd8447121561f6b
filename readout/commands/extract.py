"""`readout extract` and `readout evaluate`: what is found in a file of articles, and how right it is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import click
import orjson
from rich.progress import Progress

from pipeline.errors import ReadoutError
from producers.archive import ArchivedArticle, BadLine, read_articles
from readout.annotation import annotated
from readout.commands.common import Invocation, err, json_option, out, pass_invocation, print_json
from readout.evaluation import evaluate as compare
from readout.evaluationview import evaluation_json, print_evaluation
from readout.labels import LabelledDocument, read_labels

_BATCH = 100


@click.command(epilog="Example: readout extract articles.jsonl > found.jsonl")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_invocation
def extract(invocation: Invocation, file: Path) -> int:
    """Read the articles of FILE (JSON lines) and print the calls, commitments and conflicts of each.

    One JSON object for each article, in order. Evidence is given as exact words with their start and end in the
    document text: the title, a blank line, the text. Exit code 1: some lines were no articles.
    """
    from readout.app import build_extractor

    bad: list[BadLine] = []
    extractor = build_extractor(invocation.settings)
    with Progress(console=err) as progress:
        task = progress.add_task(file.name, total=_lines(file))
        for batch in _batches(read_articles(file)):
            articles = [line for line in batch if isinstance(line, ArchivedArticle)]
            bad += [line for line in batch if isinstance(line, BadLine)]
            for article, found in zip(articles, extractor.extract(articles), strict=True):
                sys.stdout.buffer.write(orjson.dumps(annotated(article.id, found)) + b"\n")
            progress.advance(task, len(batch))
    sys.stdout.buffer.flush()
    for line in bad:
        err.print(str(line))
    return 1 if bad else 0


@click.command(epilog="Example: readout evaluate documents.jsonl labels.jsonl --misses 20")
@click.argument("documents", metavar="DOCS", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("labels", metavar="LABELS", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--misses", type=click.IntRange(min=0), default=0, help="Show this many errors, the gravest first.")
@json_option
@pass_invocation
def evaluate(invocation: Invocation, documents: Path, labels: Path, misses: int, as_json: bool) -> None:
    """Extract from the articles of DOCS and compare with LABELS, what people found in them by reading.

    Both are JSON lines; labels have the form that `readout extract` prints. Shows precision, recall and F1 overall
    and by kind of source, and the errors by class. Documents without a label are passed over.
    """
    labelled = read_labels(labels)
    articles = _articles(documents)
    if unknown := sorted(labelled.keys() - articles.keys()):
        raise ReadoutError(f"{labels} labels {len(unknown)} documents that {documents} lacks: {_first(unknown)}")
    chosen = [articles[ident] for ident in labelled]
    result = compare(articles, labelled, _found(invocation, chosen))
    if as_json:
        print_json(evaluation_json(result, misses))
    else:
        print_evaluation(out, result, misses)


def _articles(file: Path) -> dict[str, ArchivedArticle]:
    found = {}
    for line in read_articles(file):
        if isinstance(line, BadLine):
            raise ReadoutError(str(line))
        found[line.id] = line
    return found


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")


def _found(invocation: Invocation, articles: Sequence[ArchivedArticle]) -> Mapping[str, LabelledDocument]:
    from readout.app import build_extractor

    extractor = build_extractor(invocation.settings)
    found = {}
    with Progress(console=err) as progress:
        task = progress.add_task("extracting", total=len(articles))
        for start in range(0, len(articles), _BATCH):
            batch = articles[start : start + _BATCH]
            for article, extraction in zip(batch, extractor.extract(batch), strict=True):
                found[article.id] = LabelledDocument.model_validate(annotated(article.id, extraction))
            progress.advance(task, len(batch))
    return found


def _lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(1 for line in stream if line.strip())


def _batches(lines: Iterator[ArchivedArticle | BadLine]) -> Iterator[Sequence[ArchivedArticle | BadLine]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch
