"""The composition root: settings -> back ends, stages, runners."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, ProcessCollector

from consumers.articles.fetching import PageFetcher
from consumers.articles.stage import ArticlesStage
from consumers.dedupe.stage import DedupeStage
from consumers.extract.extraction import Extractor
from consumers.extract.gazetteer import Gazetteer, load
from consumers.extract.language import load_model
from consumers.extract.stage import ExtractStage
from consumers.notify.factory import build_channels
from consumers.notify.render import Rendered
from consumers.notify.stage import NotifyStage
from consumers.reconcile.stage import ReconcileStage
from pipeline.clock import Clock, SystemClock
from pipeline.errors import ReadoutError
from pipeline.http.client import HttpClient
from pipeline.metrics import Metrics
from pipeline.retry import Backoff
from pipeline.runner import Runner, RunnerSettings
from pipeline.settings import Settings
from pipeline.stage import Stage
from pipeline.topics import FLOWS
from producers.feeds.settings import FeedSettings, load_feeds
from readout.backends import open_database, open_log
from readout.paths import CONFIG

STAGES = tuple(flow.stage for flow in FLOWS)
PARTS = ("feeds", *STAGES)
"""What `readout run` can run: the producer and the stages."""

Show = Callable[[Rendered], None]


def open_gazetteer(config: Path = CONFIG) -> Gazetteer:
    """The leaders and countries of the configuration."""
    return load(config / "leaders.toml", config / "countries.toml")


def build_extractor(settings: Settings) -> Extractor:
    """The language part; loading its model takes a few seconds."""
    return Extractor(open_gazetteer(), load_model(settings.language.model))


def build_stage(name: str, settings: Settings, feeds: Sequence[FeedSettings], clock: Clock, show: Show) -> Stage[Any]:
    """One stage by name. `show` draws alerts on the console."""
    match name:
        case "articles":
            private = frozenset(feed.id for feed in feeds if feed.allow_private)
            return ArticlesStage(PageFetcher(HttpClient, clock), clock, private_feeds=private)
        case "dedupe":
            return DedupeStage(settings.dedupe.window_days)
        case "extract":
            return ExtractStage(build_extractor(settings))
        case "reconcile":
            return ReconcileStage(settings.reconcile.omission_window_hours)
        case "notify":
            return NotifyStage(settings.notify, build_channels(settings.notify, show))
    raise ReadoutError(f"there is no stage {name}; the stages are {', '.join(STAGES)}")


@dataclass
class Worker:
    """Something that runs in a thread until told to stop."""

    name: str
    work: Callable[[threading.Event], None]
    failure: str | None = field(default=None, init=False)
    thread: threading.Thread | None = field(default=None, init=False)

    def start(self, stop: threading.Event) -> None:
        """Run in a thread; a failure is kept, logged, and shown by the health checks."""

        def run() -> None:
            try:
                self.work(stop)
            except Exception as error:
                self.failure = f"{type(error).__name__}: {error}"
                structlog.get_logger("readout.app").exception("worker failed", worker=self.name)

        self.thread = threading.Thread(target=run, name=self.name)
        self.thread.start()


class App:
    """The back ends of one process, and the workers that run on them."""

    def __init__(
        self,
        settings: Settings,
        *,
        feeds: Sequence[FeedSettings] | None = None,
        clock: Clock | None = None,
        registry: CollectorRegistry | None = None,
    ) -> None:
        """Opens the back ends. `feeds` are those of `config/feeds.toml` unless given."""
        self.settings = settings
        self.feeds = load_feeds(CONFIG / "feeds.toml") if feeds is None else feeds
        self.clock: Clock = clock or SystemClock()
        registry = registry or CollectorRegistry()
        ProcessCollector(registry=registry)  # when the process began: what alerts on counters need to know
        self.metrics = Metrics(registry)
        self.database = open_database(settings)
        self.log = open_log(settings, self.clock)
        self.workers: list[Worker] = []
        self._stop = threading.Event()

    def add_stage(self, name: str, show: Show) -> None:
        """Have the stage run."""
        stage = build_stage(name, self.settings, self.feeds, self.clock, show)
        if name == "notify":
            self.metrics.expect_channels(channel.name for channel in self.settings.notify.channels)
        failure = self.settings.failure
        runner = Runner(
            stage,
            self.log,
            self.database,
            self.metrics,
            self.clock,
            RunnerSettings(
                backoff=Backoff(failure.first_wait, failure.longest_wait),
                dead_letter_share=failure.dead_letter_share,
            ),
        )
        self.workers.append(Worker(name, runner.run))

    def start(self) -> None:
        """Start all workers."""
        for worker in self.workers:
            worker.start(self._stop)

    def stop(self) -> None:
        """Tell the workers to finish what they have in hand."""
        self._stop.set()

    def join_part(self, name: str) -> None:
        """Wait until one worker has stopped, however that came, then tell the others to."""
        for worker in self.workers:
            if worker.name == name and worker.thread is not None:
                worker.thread.join()
        self.stop()

    def join(self) -> None:
        """Wait until all workers have stopped, then close the back ends."""
        for worker in self.workers:
            if worker.thread is not None:
                worker.thread.join()
        self.log.close()
        self.database.close()

    def wrong(self) -> Mapping[str, str]:
        """The workers that failed, and why."""
        return {worker.name: worker.failure for worker in self.workers if worker.failure}

    def not_ready(self) -> Mapping[str, str]:
        """What keeps this process from working now: failed workers, or a back end out of reach."""
        wrong = dict(self.wrong())
        try:
            with self.database.reading():
                pass
        except ReadoutError as error:
            wrong["database"] = str(error)
        try:
            self.log.lag("notify", [FLOWS[-1].reads.name])
        except ReadoutError as error:
            wrong["log"] = str(error)
        return wrong

    def places(self) -> dict[str, tuple[int, int]]:
        """For each stage, in the order of the flow: messages handled, and messages there are, on all partitions."""
        found = {}
        for flow in FLOWS:
            lag = self.log.lag(flow.stage, [flow.reads.name])
            found[flow.stage] = (sum(row.committed for row in lag), sum(row.end for row in lag))
        return found
