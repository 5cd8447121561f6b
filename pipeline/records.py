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

import hashlib
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeVar

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from pipeline.errors import Reject


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


UtcDatetime = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An aware time; any offset is accepted and turned into UTC. A time without an offset is an error."""


OutletTime = AwareDatetime
"""An aware time that keeps the offset it was published with: "today" in a text is the outlet's own day."""


def stable_id(*parts: object, length: int = 24) -> str:
    """A hex id that is the same for the same parts on every machine and in every run."""
    data = orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:length]


def document_text(title: str, text: str) -> str:
    """The text that evidence offsets count in: the title, a blank line, the text; without a title, the text."""
    return f"{title}\n\n{text}" if title else text


class Value(BaseModel):
    """A frozen part of a record."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class Evidence(Value):
    """The exact words that a fact rests on, with their place in the document text."""

    exact: str
    start: int
    end: int

    @model_validator(mode="after")
    def _span_fits(self) -> Self:
        if self.end - self.start != len(self.exact) or self.start < 0:
            raise ValueError("evidence offsets do not fit its words")
        return self


class Participant(Value):
    """A leader on the line."""

    name: str
    country: str | None = None
    qid: str | None = None
    office: str | None = None
    resolved: bool = True
    """False for a person with a leader's title who is not in the gazetteer."""


class DateInterval(Value):
    """An interval of whole days, both ends included, in the outlet's own calendar."""

    start: date
    end: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError("a date interval ends before it starts")
        return self


class CallStatus(StrEnum):
    HELD = "held"
    PLANNED = "planned"
    PROPOSED = "proposed"
    DENIED = "denied"


class Medium(StrEnum):
    PHONE = "phone"
    VIDEO = "video"
    UNSPECIFIED = "unspecified"


class Role(StrEnum):
    MAIN = "main"
    BACKGROUND = "background"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CommitmentKind(StrEnum):
    PURCHASE = "purchase"
    VISIT = "visit"
    TALKS = "talks"
    AID = "aid"
    ARMS = "arms"
    TRADE = "trade"
    SANCTIONS = "sanctions"
    CEASEFIRE = "ceasefire"
    RELEASE = "release"
    ENERGY = "energy"
    INVESTMENT = "investment"
    LAW_ENFORCEMENT = "law_enforcement"
    SECURITY = "security"
    OTHER = "other"


class Modality(StrEnum):
    """How firm an undertaking is."""

    COMMITTED = "committed"
    CONSIDERING = "considering"
    REQUESTED = "requested"
    REFUSED = "refused"


class Quantity(Value):
    value: float | int
    unit: str
    """As written, without the number: ``million tonnes``, ``billion dollars``."""
    former: float | int | None = None
    """The value it replaces, in the same unit, if the text says so."""


class Commitment(Value):
    """One specific undertaking, as one article words it."""

    actor: tuple[str, ...]
    beneficiary: tuple[str, ...] = ()
    kind: CommitmentKind
    modality: Modality
    action: str = ""
    object: str = ""
    quantities: tuple[Quantity, ...] = ()
    deadline: str | None = None
    """The words that say when, or for which period."""
    asserted_by: str
    """Country code of the side that says so, or ``outlet``."""
    confidence: Confidence = Confidence.MEDIUM
    evidence: tuple[Evidence, ...]


class Position(Value):
    """A statement with content that is no commitment: a warning, a demand, a concern, an assertion."""

    actor: tuple[str, ...]
    """Whose position it is."""
    asserted_by: str
    """Country code of the side that says so, or ``outlet``."""
    topics: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...]


class ConflictKind(StrEnum):
    OMISSION = "omission"
    CONTRADICTION = "contradiction"
    DENIAL = "denial"


class ReportedConflict(Value):
    """What the article itself says about accounts that differ."""

    kind: ConflictKind
    claimed_by: str | None
    by: str | None
    """The side that omits, contradicts or denies."""
    topic: str
    evidence: tuple[Evidence, ...]


class Passage(Value):
    """Words that belong to one side's account of the call."""

    side: str
    evidence: Evidence
    topics: tuple[str, ...] = ()
    official: bool = False
    """True in an official text of that side; false for words that an article attributes to it."""


class ReportedCall(Value):
    """One call as one article tells it."""

    participants: tuple[Participant, ...]
    status: CallStatus
    medium: Medium
    date: DateInterval | None
    role: Role
    initiator: str | None = None
    multi: bool = False
    uncertain: bool = False
    ordinal: str | None = None
    """Words that tell two calls of one day apart: ``second call``, ``earlier``, ``morning``."""
    confidence: Confidence = Confidence.MEDIUM
    evidence: tuple[Evidence, ...]


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
