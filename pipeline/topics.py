"""The whole topology on one page: which record flows where, keyed by what, kept how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

from pipeline.records import Article, CallEvent, CallReport, DeadLetter, Entry, Record, Story

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Topic(Generic[R]):
    """One topic. `key` says which records must stay in order and on one partition."""

    name: str
    record: type[R]
    key: Callable[[R], str]
    partitions: int
    retention: timedelta


def call_key(report: CallReport) -> str:
    """The participants' countries, sorted: all reports of one pair of sides share a key."""
    return "+".join(sorted(p.country or p.name for p in report.call.participants))


ENTRIES: Topic[Entry] = Topic("news.entries", Entry, lambda r: r.url, 8, timedelta(days=14))
ARTICLES: Topic[Article] = Topic("news.articles", Article, lambda r: r.url, 1, timedelta(days=14))
STORIES: Topic[Story] = Topic("news.stories", Story, lambda r: r.story, 8, timedelta(days=30))
REPORTS: Topic[CallReport] = Topic("calls.reports", CallReport, call_key, 1, timedelta(days=365))
EVENTS: Topic[CallEvent] = Topic("calls.events", CallEvent, lambda r: r.call.id, 1, timedelta(days=365))
DEAD_LETTERS: Topic[DeadLetter] = Topic("dead.letters", DeadLetter, lambda r: r.topic, 1, timedelta(days=90))

TOPICS: tuple[Topic[Any], ...] = (ENTRIES, ARTICLES, STORIES, REPORTS, EVENTS, DEAD_LETTERS)

BY_NAME: dict[str, Topic[Any]] = {topic.name: topic for topic in TOPICS}


@dataclass(frozen=True)
class Flow:
    """What one stage reads and writes. Its name is its consumer group."""

    stage: str
    reads: Topic[Any]
    writes: tuple[Topic[Any], ...]


FLOWS: tuple[Flow, ...] = (
    Flow("articles", ENTRIES, (ARTICLES,)),
    Flow("dedupe", ARTICLES, (STORIES,)),
    Flow("extract", STORIES, (REPORTS,)),
    Flow("reconcile", REPORTS, (EVENTS,)),
    Flow("notify", EVENTS, ()),
)

FLOW: dict[str, Flow] = {flow.stage: flow for flow in FLOWS}
