"""The records on the topics.

Each is frozen, carries a `schema_version`, and keeps *event time* (when something was published or took
place; null when unknown, never "now") apart from *ingest time* (`fetched_at`, `at`: when Readout saw it). All
times are aware; ingest times are in UTC, times of publication keep the outlet's own offset.
A record's id is a hash of its canonical inputs, so that replaying the log makes the same ids.

Countries are ISO 3166-1 alpha-3 codes, or EU, UN, NATO. Languages are BCP 47. People are Wikidata QIDs where
known. Spans are W3C `TextQuoteSelector`s (exact, start, end) over an article's *document text*
(see `document_text`), counted in Unicode code points.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, TypeVar

import orjson
from pydantic import ValidationError

from pipeline.errors import Reject
from pipeline.facts import (
    CallStatus,
    Commitment,
    CommitmentKind,
    Confidence,
    ConflictKind,
    DateInterval,
    Evidence,
    Medium,
    Modality,
    Participant,
    Passage,
    Position,
    Quantity,
    ReportedCall,
    ReportedConflict,
    Role,
)
from pipeline.values import OutletTime, UtcDatetime, Value, document_text, stable_id

__all__ = [
    "Article",
    "ArticleRef",
    "CallEvent",
    "CallReport",
    "CallStatus",
    "CallSummary",
    "Commitment",
    "CommitmentKind",
    "Confidence",
    "ConflictKind",
    "ConflictSummary",
    "DateInterval",
    "DeadLetter",
    "Entry",
    "EventKind",
    "Evidence",
    "Medium",
    "Modality",
    "Origin",
    "OutletTime",
    "Participant",
    "Passage",
    "Position",
    "Quantity",
    "Quote",
    "Record",
    "ReportedCall",
    "ReportedConflict",
    "Role",
    "Story",
    "TextSource",
    "UtcDatetime",
    "Value",
    "decode",
    "document_text",
    "encode",
    "stable_id",
]
"""A record and all that it is made of are imported from here."""


class Record(Value):
    """A record that travels on a topic."""

    schema_version: Literal[1] = 1


# --- news -------------------------------------------------------------------------------------------------


class Origin(Value):
    """Whose feed or file an item came from."""

    source: str
    """Name of the outlet or site, as a reader knows it."""
    outlet_country: str | None = None
    official_of: str | None = None
    """The country (or EU, UN, NATO) whose official site or leader's own account this is."""
    speaker: str | None = None
    """Whose first person the text is, for a leader's own account."""


class Entry(Record):
    """One item of a feed, or one article of a file, as it came: one revision of it."""

    id: str
    ref: str
    """The name the source gave it: the feed's guid, or the file's id."""
    feed: str
    """Id of the feed in `config/feeds.toml`, or ``archive:<file name>``."""
    origin: Origin
    url: str
    """Canonical URL, or a `urn:` where the item has none; the key of the topic."""
    link: str | None = None
    """The address to fetch and to show, as published."""
    title: str
    summary: str = ""
    """What the feed says of the item, as plain text or HTML."""
    content: str | None = None
    """The full text (plain or HTML) where the feed or file carries it; null: the page must be fetched."""
    byline: str | None = None
    language: str | None = None
    published: OutletTime | None = None
    updated: OutletTime | None = None
    revision: int = 0
    """0 for the first sight of this item, counted up for every change of its content."""
    changed: tuple[str, ...] = ()
    """For a revision: which of ``title``, ``summary``, ``content`` changed since the last one."""
    date_doubt: Literal["future", "absurd"] | None = None
    """Why `published` is not to be relied on: it lies ahead of `fetched_at`, or where no feed can have been."""
    fetched_at: UtcDatetime


class TextSource(StrEnum):
    """Where an article's text was taken from."""

    PAGE = "page"
    FEED = "feed"
    SUMMARY = "summary"
    ARCHIVE = "archive"


class Article(Record):
    """An entry with its full text, language, credit line, and the signature for near-copy search."""

    id: str
    entry_id: str
    ref: str
    feed: str
    origin: Origin
    url: str
    link: str | None = None
    title: str
    text: str
    """Plain text, paragraphs parted by newlines."""
    text_source: TextSource
    language: str | None = None
    byline: str | None = None
    agency: str | None = None
    """The news agency credited for the text (``Reuters``, ``AP`` …): who wrote it first."""
    published: OutletTime | None = None
    revision: int = 0
    fetched_at: UtcDatetime
    content_hash: str
    """Hash of the normalised title and text; equal hashes are exact copies."""
    signature: tuple[int, ...] = ()
    """MinHash of the text's word pairs; empty for a text too short to compare."""

    @property
    def document(self) -> str:
        """The text that evidence offsets count in."""
        return document_text(self.title, self.text)


class Story(Record):
    """An article that is new in substance: a first report, or a copy that says something more."""

    id: str
    """Of this version; the same article replayed gives the same id."""
    story: str
    """Id shared by all articles that are copies of one another."""
    version: int
    """0 for the story's first article, counted up for each later one with new substance."""
    article: Article


# --- what an article says ----------------------------------------------------------------------------------


class ArticleRef(Value):
    """What later stages need to know of the article a report came from."""

    id: str
    ref: str
    story: str
    version: int
    origin: Origin
    url: str
    link: str | None
    title: str
    text_source: TextSource
    byline: str | None
    agency: str | None
    language: str | None
    published: OutletTime | None
    revision: int
    fetched_at: UtcDatetime


class CallReport(Record):
    """One article's account of one call: the call, and what the article says was promised and disputed."""

    id: str
    article: ArticleRef
    call: ReportedCall
    commitments: tuple[Commitment, ...] = ()
    conflicts: tuple[ReportedConflict, ...] = ()
    passages: tuple[Passage, ...] = ()
    positions: tuple[Position, ...] = ()


# --- calls -------------------------------------------------------------------------------------------------


class EventKind(StrEnum):
    NEW_CALL = "new_call"
    CALL_CHANGED = "call_changed"
    CONFLICT = "conflict"
    CONFLICT_WITHDRAWN = "conflict_withdrawn"


class CallSummary(Value):
    """A call as it stood when the event was written."""

    id: str
    """Public id: ``2026-02-04-chn-usa``."""
    aliases: tuple[str, ...] = ()
    """Public ids it had before, when its date was not known yet or was taken for another."""
    participants: tuple[Participant, ...]
    status: CallStatus
    medium: Medium
    date: DateInterval | None
    reports: int
    origins: tuple[str, ...]
    """The independent origins that report it, each once."""
    official: tuple[str, ...]
    """Sides whose own official text reports it."""


class Quote(Value):
    """Words of an article, ready to be shown."""

    source: str
    url: str | None
    published: OutletTime | None
    evidence: Evidence


class ConflictSummary(Value):
    """A conflict as it stood when the event was written."""

    id: str
    kind: ConflictKind
    grade: Literal["reported", "observed"]
    provisional: bool
    topic: str
    claimed_by: str | None
    by: str | None
    severity: Literal["low", "medium", "high"]
    confidence: Confidence
    claim: tuple[Quote, ...] = ()
    """The words of the side that claims."""
    answer: tuple[Quote, ...] = ()
    """The words that omit, contradict or deny, or that report it."""


class CallEvent(Record):
    """Something about a call that people may want to be told."""

    id: str
    kind: EventKind
    call: CallSummary
    conflict: ConflictSummary | None = None
    changed: tuple[str, ...] = ()
    """For a changed call: one sentence for each thing that changed."""
    evidence: tuple[Quote, ...] = ()
    at: UtcDatetime
    """Ingest time of the report that caused the event."""


class DeadLetter(Record):
    """A record that a stage could not handle, with where it came from and why."""

    id: str
    stage: str
    topic: str
    partition: int
    offset: int
    key: str
    payload: str
    """The record's bytes as text, as far as they are text."""
    reason: str
    detail: str
    at: UtcDatetime


R = TypeVar("R", bound=Record)


def encode(record: Record) -> bytes:
    """The record as UTF-8 JSON."""
    return record.model_dump_json().encode()


def decode(kind: type[R], data: bytes) -> R:
    """Parse one record.

    Raises `Reject` with reason ``not-json``, ``unknown-schema-version`` or ``invalid-record``.
    """
    try:
        raw = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Reject("not-json", str(error)) from None
    if not isinstance(raw, dict):
        raise Reject("invalid-record", f"expected an object, found {type(raw).__name__}")
    version = raw.get("schema_version", 1)
    if version != 1:
        raise Reject("unknown-schema-version", f"{kind.__name__} version {version!r}; this program knows 1")
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Reject("invalid-record", f"{kind.__name__}.{where}: {first['msg']}") from None
