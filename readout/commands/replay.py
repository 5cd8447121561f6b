"""`readout replay`: a file of articles through the whole pipeline."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from pipeline.errors import InUse, ReadoutError
from pipeline.stage import Upsert
from pipeline.store import schema
from producers.archive import ArchivedArticle, BadLine, entry_of, messages, read_articles
from readout.alerts import show_alert
from readout.app import STAGES, App
from readout.claims import claimed
from readout.commands.common import Invocation, err, pass_invocation
from readout.idle import is_idle
from readout.logging import set_up_logging

_BATCH = 500
_LOOK_SECONDS = 0.2


@click.command(
    epilog="Example: readout --data-dir /tmp/try replay articles.jsonl && readout --data-dir /tmp/try calls"
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--again", is_flag=True, help="Send the file once more, though it was replayed before.")
@click.option("--no-wait", is_flag=True, help="Only append the articles; a running `readout run` handles them.")
@pass_invocation
def replay(invocation: Invocation, file: Path, again: bool, no_wait: bool) -> int:
    """Send the articles of FILE (JSON lines) through the whole pipeline, and wait until all are handled.

    Where `readout run` is at work on the same data directory, it handles the articles; otherwise this process does.
    A replay that was interrupted goes on where it stopped. Exit code 1: some lines were no articles.
    """
    settings = invocation.settings
    set_up_logging(settings.logging, settings.data_dir)
    app = App(settings)
    try:
        bad = _append(app, file, again)
        if no_wait:
            app.stop()
        else:
            _handle(app)
    finally:
        app.stop()
        app.join()
    if wrong := app.wrong():
        raise ReadoutError("; ".join(f"{name}: {reason}" for name, reason in wrong.items()))
    for line in bad[:20]:
        err.print(str(line))
    if bad:
        err.print(f"{len(bad)} lines are no articles and were left out")
    return 1 if bad else 0


def _append(app: App, file: Path, again: bool) -> list[BadLine]:
    """Append the articles that have not been appended yet; the position in the file is kept in the database."""
    with file.open("rb") as stream:
        ident = hashlib.file_digest(stream, "sha256").hexdigest()[:24]
    done = 0 if again else _position(app, ident)
    lines = islice(read_articles(file), done, None)
    producer = app.log.producer()
    bad: list[BadLine] = []
    new = 0
    while batch := list(islice(lines, _BATCH)):
        now = app.clock.now()
        articles = [line for line in batch if isinstance(line, ArchivedArticle)]
        bad += [line for line in batch if isinstance(line, BadLine)]
        producer.append(messages(entry_of(article, file, now) for article in articles))
        done += len(batch)
        new += len(articles)
        row = {"id": ident, "file": file.name, "lines": done, "updated_at": now}
        app.database.apply([Upsert("imports", (row,))], at=now)
    producer.close()
    err.print(
        f"{new} articles of {file.name} appended"
        if new
        else f"{file.name} has been replayed before; send it once more with --again"
    )
    return bad


def _position(app: App, ident: str) -> int:
    with app.database.reading() as connection:
        row = connection.execute(select(schema.imports.c.lines).where(schema.imports.c.id == ident)).scalar()
    return int(row or 0)


def _handle(app: App) -> None:
    try:
        # Kafka's groups share the work out; in the embedded log a service that runs already does all of it.
        if app.settings.log.backend == "embedded":
            with claimed(app.settings.data_dir, STAGES):
                _work(app, STAGES)
        else:
            _work(app, STAGES)
    except InUse:
        err.print("`readout run` is at work on this directory and handles them")
        _watch(app)


def _work(app: App, stages: Sequence[str]) -> None:
    for stage in stages:
        app.add_stage(stage, show_alert)
    app.start()
    _watch(app)
    app.stop()
    for worker in app.workers:
        if worker.thread is not None:
            worker.thread.join()


def _watch(app: App) -> None:
    """Show progress until nothing is left to do, or a worker fails."""
    progress = Progress(
        TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=err
    )
    tasks: dict[str, TaskID] = {stage: progress.add_task(stage, total=0) for stage in STAGES}
    with progress:
        while not app.wrong():
            for stage, (committed, end) in app.places().items():
                progress.update(tasks[stage], completed=committed, total=end)
            if is_idle(app):
                return
            time.sleep(_LOOK_SECONDS)
