"""The tables. Every id is deterministic, so that every write is an upsert and a replay changes nothing.

Times are aware and in UTC (`Instant` keeps that promise on SQLite too, which has no time zones). `body`
columns hold the JSON of the record or summary that the row was made from; the other columns are what queries
need.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC time; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone can't be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Body = JSON().with_variant(JSONB(), "postgresql")


def _id(name: str = "id", **more: Any) -> Column[str]:
    return Column(name, String(96), primary_key=True, **more)


feeds = Table(
    "feeds",
    metadata,
    _id(),
    Column("url", Text, nullable=False),
    Column("body", Body, nullable=False),  # the producer's memory of the feed: validators, schedule, failures
    Column("next_poll_at", Instant, index=True),
    Column("last_success_at", Instant),
    Column("last_entry_at", Instant),
    Column("failures", Integer, nullable=False, default=0),
    Column("outcome", String(64)),  # of the last poll
    Column("detail", Text),
    Column("updated_at", Instant, nullable=False),
)

seen_entries = Table(
    "seen_entries",
    metadata,
    Column("feed", String(96), primary_key=True),
    Column("identity", String(64), primary_key=True),  # hash of the guid or canonical URL
    Column("link_key", String(64), nullable=False),  # hash of the canonical URL; empty without one
    Column("content_hash", String(64), nullable=False),
    Column("parts", String(64), nullable=False),  # short hashes of title, summary and content
    Column("revision", Integer, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
)

Index("ix_seen_entries_feed_link_key", seen_entries.c.feed, seen_entries.c.link_key)
Index("ix_seen_entries_feed_content_hash", seen_entries.c.feed, seen_entries.c.content_hash)

hub_leases = Table(
    "hub_leases",
    metadata,
    Column("feed", String(96), primary_key=True),
    Column("token", String(64), nullable=False),  # last part of the callback's address
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("expires_at", Instant),  # null until the hub has confirmed
    Column("asked_at", Instant, nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("key", String(64), primary_key=True),  # hash of the address
    Column("url", Text, nullable=False),
    Column("body", Body, nullable=False),  # what was taken from the page, or why nothing was
    Column("fetched_at", Instant, nullable=False, index=True),
)

articles = Table(
    "articles",
    metadata,
    _id(),
    Column("ref", Text, nullable=False),
    Column("feed", String(96), nullable=False),
    Column("source", Text, nullable=False),
    Column("outlet_country", String(8)),
    Column("official_of", String(8)),
    Column("speaker", Text),
    Column("url", Text, nullable=False, index=True),
    Column("link", Text),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("text_source", String(16), nullable=False),
    Column("language", String(16)),
    Column("byline", Text),
    Column("agency", Text),
    Column("published", Instant, index=True),
    Column("revision", Integer, nullable=False),
    Column("fetched_at", Instant, nullable=False, index=True),
    Column("content_hash", String(64), nullable=False, index=True),
    Column("signature", LargeBinary),
    Column("story", String(96), nullable=False, index=True),
    Column("version", Integer, nullable=False),  # of the story that this article carries
    Column("sighting", String(16), nullable=False),  # first | exact | near | revision
    Column("copy_of", String(96)),  # the article it was found to be a copy of
    Column("similarity", Float),  # Jaccard of the two texts' word pairs
    Column("emitted", Boolean, nullable=False, default=True),  # whether it went on as a version of the story
    Column("reason", String(32), nullable=False, default=""),  # why it was taken for what it is
)

reports = Table(
    "reports",
    metadata,
    _id(),
    Column("article", String(96), nullable=False, index=True),
    Column("url", Text, nullable=False, index=True),  # the article's, the same for all its revisions
    Column("story", String(96), nullable=False, index=True),
    Column("family", String(200), nullable=False),  # reports of different families are never of one call
    Column("parties", String(200), nullable=False, index=True),  # sorted country codes joined by +
    Column("status", String(16), nullable=False),
    Column("start", Date),
    Column("end", Date),
    Column("earliest", Date, nullable=False),  # the days among which the call can lie
    Column("latest", Date, nullable=False),
    Column("published", Instant),
    Column("call", String(96), index=True),  # null while it joins none
    Column("join_reasons", Body, nullable=False),
    Column("sighting", Body, nullable=False),  # what identity needs of the report
    Column("body", Body, nullable=False),
)

Index("ix_reports_family_latest", reports.c.family, reports.c.latest)

calls = Table(
    "calls",
    metadata,
    _id(),
    Column("parties", String(200), nullable=False, index=True),
    Column("status", String(16), nullable=False),
    Column("medium", String(16), nullable=False),
    Column("start", Date, index=True),
    Column("end", Date),
    Column("reports", Integer, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("official", Integer, nullable=False),
    Column("first_published", Instant),
    Column("body", Body, nullable=False),  # CallSummary and what the views show
    Column("updated_at", Instant, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    Column("call", String(96), ForeignKey("calls.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("side", String(16), nullable=False),
    Column("official", Boolean, nullable=False),
    Column("article", String(96), nullable=False),
    Column("published", Instant),
    Column("body", Body, nullable=False),
)

commitments = Table(
    "commitments",
    metadata,
    _id(),
    Column("call", String(96), ForeignKey("calls.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("thread", String(96), index=True),  # the ledger's line that it belongs to
    Column("actor", String(96), nullable=False, index=True),
    Column("kind", String(24), nullable=False, index=True),
    Column("modality", String(16), nullable=False),
    Column("asserted_by", String(16), nullable=False),
    Column("state", String(24), nullable=False),
    Column("published", Instant),
    Column("body", Body, nullable=False),
)

conflicts = Table(
    "conflicts",
    metadata,
    _id(),
    Column("call", String(96), ForeignKey("calls.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(16), nullable=False, index=True),
    Column("grade", String(16), nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("claimed_by", String(16)),
    Column("by", String(16)),
    Column("topic", Text, nullable=False),
    Column("severity", String(8), nullable=False),
    Column("due_at", Instant, index=True),  # when the waiting window of a provisional one closes
    Column("body", Body, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    Column("kind", String(8), nullable=False),  # merge | split
    Column("body", Body, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("applied_at", Instant, index=True),  # null until reconcile has done it
)

call_aliases = Table(
    "call_aliases",
    metadata,
    Column("alias", String(96), primary_key=True),  # a public id that a call had before
    Column("call", String(96), nullable=False, index=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(96), primary_key=True),
    Column("seq", Integer, nullable=False, index=True),  # order of writing within `created_at`
    Column("topic", String(64), nullable=False),
    Column("key", Text, nullable=False),
    Column("value", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
    Column("sent_at", Instant, index=True),
)

notifications = Table(
    "notifications",
    metadata,
    Column("event", String(96), primary_key=True),
    Column("channel", String(96), primary_key=True),
    Column("state", String(16), nullable=False, index=True),  # pending | sent | withheld | failed
    Column("reason", Text),
    Column("call", String(96), nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Instant),
    Column("sent_at", Instant),
    Column("body", Body, nullable=False),
)

dead_letter_retries = Table(
    "dead_letter_retries",
    metadata,
    _id(),  # of the dead letter
    Column("retried_at", Instant, nullable=False),
)

imports = Table(
    "imports",
    metadata,
    _id(),  # hash of the file
    Column("file", Text, nullable=False),
    Column("lines", Integer, nullable=False),  # appended to the log so far
    Column("updated_at", Instant, nullable=False),
)

stage_progress = Table(
    "stage_progress",
    metadata,
    Column("stage", String(32), primary_key=True),
    Column("worker", String(128), primary_key=True),
    Column("last_success_at", Instant),
    Column("last_failure_at", Instant),
    Column("last_failure", Text),
    Column("handled", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),
    Column("updated_at", Instant, nullable=False),
)

Index("ix_calls_start_parties", calls.c.start, calls.c.parties)
