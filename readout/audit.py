"""Is anything missing? Every entry that the log retains must be found again further on.

The stages work on while this looks. So it asks where each stage stands in the order of the flow, and only then reads
what they wrote: an entry that an earlier stage had let go of when it was asked is seen at a later one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import orjson
from sqlalchemy import select

from consumers.articles.compose import article_id
from pipeline.log.base import EventLog, Message, TopicPartition
from pipeline.records import DeadLetter, decode
from pipeline.store.database import Database
from pipeline.store.schema import articles
from pipeline.topics import ARTICLES, DEAD_LETTERS, ENTRIES, FLOW

_PAGE = 500
_UNEXPECTED = "unexpected-error"


class Fate(StrEnum):
    """What became of an entry; of two messages with one entry, the fate named first here counts."""

    STORY = "stories"
    VERSION = "versions"
    COPY = "copies"
    IN_FLIGHT = "in_flight"
    """The stage whose turn it is has not committed it yet."""
    REJECTED = "rejected"
    """A stage refused it, with a reason; it lies among the dead letters."""
    DEAD_LETTER = "dead_letters"
    """A stage failed on it for an unexpected reason and put it aside."""
    LOST = "lost"
    """It is nowhere."""


@dataclass(frozen=True)
class Lost:
    """An entry that is nowhere, and where it stood on `news.entries`."""

    entry: str
    place: TopicPartition
    offset: int


@dataclass(frozen=True)
class Audit:
    """The sums; `entries` is that of all fates."""

    entries: int
    repeated: int
    """Messages whose entry had been on the topic before: a batch sent twice, a dead letter tried again."""
    fates: dict[Fate, int]
    lost: tuple[Lost, ...]


Watch = Callable[[int], None]
"""Told how many messages have been looked at."""


def audit(log: EventLog, database: Database, watch: Watch = lambda _: None) -> Audit:
    """Account for every entry that `news.entries` retains."""
    handled = _committed(log, ENTRIES.name, FLOW["articles"].stage)
    waiting = set(_waiting_for_dedupe(log))
    letters = _Letters(log)
    fates: dict[str, Fate] = {}
    places: dict[str, Lost] = {}
    order = list(Fate)
    messages = 0
    for page in _pages(log, ENTRIES.name):
        idents = [_text_at(message.value, "id") or _place(message) for message in page]
        stored = _stored(database, idents)
        for ident, message in zip(idents, page, strict=True):
            fate = stored.get(ident)
            if fate is None and (ident in waiting or message.offset >= handled.get(message.partition, 0)):
                fate = Fate.IN_FLIGHT
            fate = fate or letters.fate(ident, message)
            fates[ident] = min(fate, fates.get(ident, Fate.LOST), key=order.index)
            if fates[ident] is Fate.LOST:
                places[ident] = Lost(ident, TopicPartition(message.topic, message.partition), message.offset)
        messages += len(page)
        watch(messages)
    counts = dict.fromkeys(Fate, 0)
    for fate in fates.values():
        counts[fate] += 1
    lost = tuple(place for ident, place in places.items() if fates[ident] is Fate.LOST)
    return Audit(len(fates), messages - len(fates), counts, lost)


class _Letters:
    """The dead letters that hold entries or articles."""

    def __init__(self, log: EventLog) -> None:
        self._by_place: dict[tuple[str, int, int], Fate] = {}
        self._by_entry: dict[str, Fate] = {}
        for page in _pages(log, DEAD_LETTERS.name):
            for message in page:
                self._note(decode(DeadLetter, message.value))

    def _note(self, letter: DeadLetter) -> None:
        fate = Fate.DEAD_LETTER if letter.reason == _UNEXPECTED else Fate.REJECTED
        if letter.topic == ENTRIES.name:
            self._by_place[letter.topic, letter.partition, letter.offset] = fate
        field = {ENTRIES.name: "id", ARTICLES.name: "entry_id"}.get(letter.topic)
        if field and (ident := _text_at(letter.payload.encode(), field)):
            self._by_entry[ident] = fate

    def fate(self, ident: str, message: Message) -> Fate:
        place = self._by_place.get((message.topic, message.partition, message.offset))
        return place or self._by_entry.get(ident, Fate.LOST)


def _committed(log: EventLog, topic: str, group: str) -> Mapping[int, int]:
    return {row.partition: row.committed for row in log.lag(group, [topic])}


def _waiting_for_dedupe(log: EventLog) -> Iterator[str]:
    """The entries whose articles dedupe has not committed."""
    committed = _committed(log, ARTICLES.name, FLOW["dedupe"].stage)
    for page in _pages(log, ARTICLES.name, {partition: place - 1 for partition, place in committed.items()}):
        for message in page:
            if ident := _text_at(message.value, "entry_id"):
                yield ident


def _pages(log: EventLog, topic: str, after: Mapping[int, int] | None = None) -> Iterator[list[Message]]:
    seen = dict(after or {})
    while page := log.read(topic, _PAGE, after=seen):
        for message in page:
            seen[message.partition] = message.offset
        yield page


def _stored(database: Database, entries: Collection[str]) -> dict[str, Fate]:
    """What dedupe decided on the articles of these entries."""
    by_article = {article_id(ident): ident for ident in entries}
    query = select(articles.c.id, articles.c.sighting, articles.c.emitted).where(articles.c.id.in_(by_article))
    with database.reading() as connection:
        return {
            by_article[row.id]: Fate.STORY if row.sighting == "first" else Fate.VERSION if row.emitted else Fate.COPY
            for row in connection.execute(query)
        }


def _text_at(record: bytes, field: str) -> str | None:
    """A text field of a record, without checking the rest of it: what is wrong with it is the stages' business."""
    try:
        value = orjson.loads(record)
    except orjson.JSONDecodeError:
        return None
    found = value.get(field) if isinstance(value, dict) else None
    return found if isinstance(found, str) else None


def _place(message: Message) -> str:
    return f"{message.topic}/{message.partition}/{message.offset}"
