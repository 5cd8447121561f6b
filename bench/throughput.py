"""`python -m bench.throughput`: articles a second of each stage and of the whole path, from entry to event.

A file of invented articles (`bench.mix`: 1 % tell of a leader call, 4 % nearly do) goes through the real stages on
the embedded log and SQLite, one stage after the other, each timed over its whole backlog. In the same run the full
spaCy model reads a sample of the same articles, so that the ratio holds on a machine whose speed drifts.
"""

from __future__ import annotations

import json
import random
import tempfile
import threading
import time
from pathlib import Path

import click

from bench.mix import articles
from consumers.extract.language import load_model
from pipeline.records import document_text
from pipeline.settings import Settings
from producers.archive import ArchivedArticle, entry_of, messages
from readout.app import STAGES, App, Worker
from readout.logging import set_up_logging

_BATCH = 500


@click.command()
@click.option("--articles", "number", default=5000, show_default=True)
@click.option("--sample", default=300, show_default=True, help="Articles that the full model reads.")
@click.option("--file", type=click.Path(path_type=Path, exists=True), help="JSON lines to use instead of the mix.")
@click.option("--json", "as_json", is_flag=True)
def main(number: int, sample: int, file: Path | None, as_json: bool) -> None:
    """Measure the throughput of every stage, and the ratio to the full language model."""
    lines = [json.loads(line) for line in file.open()] if file else list(articles(number))
    parsed = [ArchivedArticle.model_validate(line) for line in lines[:number]]
    with tempfile.TemporaryDirectory(prefix="readout-bench-") as place:
        seconds = _stages(Path(place), parsed)
    model = _full_model(random.Random(1).sample(parsed, min(sample, len(parsed)))) * len(parsed)
    whole = sum(seconds.values())
    rates = {name: round(len(parsed) / spent) for name, spent in seconds.items()}
    result = {
        "articles": len(parsed),
        "articles_per_second": rates,
        "whole_path": round(len(parsed) / whole),
        "full_model": round(len(parsed) / model, 1),
        "ratio_whole_path": round(model / whole, 1),
        "ratio_extract": round(model / seconds["extract"], 1),
    }
    if as_json:
        print(json.dumps(result))
        return
    for name, rate in rates.items():
        print(f"{name:12} {rate:8} articles/s")
    print(f"{'whole path':12} {result['whole_path']:8} articles/s")
    print(f"{'full model':12} {result['full_model']:8} articles/s, on a sample of {sample}")
    print(f"ratio to the full model: whole path {result['ratio_whole_path']}, extract {result['ratio_extract']}")


def _stages(directory: Path, parsed: list[ArchivedArticle]) -> dict[str, float]:
    """Seconds that each stage takes for all articles, in the order of the flow."""
    settings = Settings(data_dir=directory)
    set_up_logging(settings.logging, directory)
    app = App(settings, feeds=())
    producer = app.log.producer()
    seconds = {}
    began = time.process_time()
    for start in range(0, len(parsed), _BATCH):
        now = app.clock.now()
        producer.append(messages(entry_of(a, Path("bench.jsonl"), now) for a in parsed[start : start + _BATCH]))
    seconds["append"] = time.process_time() - began
    producer.close()
    for stage in STAGES:
        app.add_stage(stage, lambda _: None)
        seconds[stage] = _drained(app, app.workers[-1], stage)
    app.join()
    return seconds


def _drained(app: App, worker: Worker, stage: str) -> float:
    """Run one stage until nothing is left for it to read."""
    stop = threading.Event()
    began = time.process_time()
    worker.start(stop)
    while worker.failure is None:
        done, there = app.places()[stage]
        if done >= there:
            break
        time.sleep(0.02)
    spent = time.process_time() - began
    stop.set()
    if worker.thread is not None:
        worker.thread.join()
    if worker.failure is not None:
        raise SystemExit(worker.failure)
    return spent


def _full_model(sample: list[ArchivedArticle]) -> float:
    """Seconds an article that the full model takes."""
    model = load_model()
    began = time.process_time()
    for article in sample:
        model(document_text(article.title, article.text))
    return (time.process_time() - began) / len(sample)


if __name__ == "__main__":
    main()
