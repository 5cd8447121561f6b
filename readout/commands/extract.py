"""`readout extract`: what the language part finds in a file of articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import click
import orjson
from rich.progress import Progress

from producers.archive import ArchivedArticle, BadLine, read_articles
from readout.annotation import annotated
from readout.commands.common import Invocation, err, pass_invocation

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


def _lines(file: Path) -> int:
    with file.open("rb") as stream:
        return sum(1 for line in stream if line.strip())


def _batches(lines: Iterator[ArchivedArticle | BadLine]) -> Iterator[Sequence[ArchivedArticle | BadLine]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch
