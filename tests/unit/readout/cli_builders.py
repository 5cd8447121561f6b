"""A data directory for the tests of commands, filled by hand; every person and text here is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from consumers.articles.compose import compose
from consumers.reconcile.stage import ReconcileStage
from pipeline.log.base import Outgoing, TopicPartition
from pipeline.log.embedded import EmbeddedLog
from pipeline.records import Article, CallReport, DeadLetter, Entry, Origin, encode, stable_id
from pipeline.stage import Upsert
from pipeline.store.database import Database, sqlite_url
from pipeline.topics import ARTICLES, DEAD_LETTERS, ENTRIES, TOPICS

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Of JSON lines."""
        return [orjson.loads(line) for line in self.out.splitlines()]


def entry(name: str, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": f"entry-{name}",
        "ref": name,
        "feed": "archive:test",
        "origin": Origin(source="Harbour Gazette"),
        "url": f"https://gazette.example/{name}",
        "title": f"Headline {name}",
        "content": f"A text about {name}.",
        "fetched_at": AT,
    }
    return Entry(**values | changes)


class Place:
    """A data directory with its log and database."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.log = EmbeddedLog(directory)
        self.log.ensure_topics(TOPICS)
        self.database = Database(sqlite_url(directory / "readout.sqlite"))
        self.database.migrate()

    def append(self, *messages: Outgoing) -> None:
        producer = self.log.producer()
        producer.append(messages)
        producer.close()

    def publish(self, *entries: Entry) -> None:
        self.append(*(Outgoing(ENTRIES.name, "one key", encode(entry)) for entry in entries))

    def append_raw(self, topic: str, value: bytes) -> None:
        self.append(Outgoing(topic, "one key", value))

    def make_articles(self, *entries: Entry) -> list[Article]:
        """Put the articles of these entries on their topic."""
        made = [compose(entry, None) for entry in entries]
        self.append(*(Outgoing(ARTICLES.name, article.url, encode(article)) for article in made))
        return made

    def handled(self, stage: str, topic: str, number: int) -> None:
        """Have the stage commit the next `number` messages."""
        consumer = self.log.consumer(stage, [topic])
        messages = consumer.poll(number, 1)
        assert len(messages) == number
        for message in messages:
            consumer.commit({TopicPartition(message.topic, message.partition): message.offset + 1})
        consumer.close()

    def keep_article(
        self, of: Entry, *, story: str = "s", version: int = 0, sighting: str = "first", emitted: bool = True
    ) -> None:
        """The row that dedupe writes for the article of this entry."""
        article = compose(of, None)
        row = {
            "id": article.id,
            "ref": article.ref,
            "feed": article.feed,
            "source": article.origin.source,
            "url": article.url,
            "title": article.title,
            "text": article.text,
            "text_source": article.text_source.value,
            "revision": article.revision,
            "fetched_at": article.fetched_at,
            "content_hash": article.content_hash,
            "story": story,
            "version": version,
            "sighting": sighting,
            "emitted": emitted,
            "reason": "",
        }
        self.database.apply([Upsert("articles", (row,))], at=AT)

    def reconcile(self, *reports: CallReport) -> None:
        """Have the reports joined into calls, as the stage does."""
        stage = ReconcileStage()
        with self.database.reading() as connection:
            effects = stage.handle(reports, connection)
        self.database.apply(effects.writes, at=AT)

    def tick(self) -> None:
        """Have reconcile do what waits to be done."""
        with self.database.reading() as connection:
            effects = ReconcileStage().tick(AT + timedelta(minutes=1), connection)
        self.database.apply(effects.writes, at=AT)

    def letter(self, topic: str, payload: bytes, reason: str, *, partition: int = 0, offset: int = 0) -> None:
        letter = DeadLetter(
            id=stable_id(topic, partition, offset),
            stage="articles" if topic == ENTRIES.name else "dedupe",
            topic=topic,
            partition=partition,
            offset=offset,
            key="k",
            payload=payload.decode(),
            reason=reason,
            detail="",
            at=AT,
        )
        self.append(Outgoing(DEAD_LETTERS.name, topic, encode(letter)))

    def close(self) -> None:
        self.log.close()
        self.database.close()
