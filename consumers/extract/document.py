"""One document under analysis: its text, the language model's parse of it, and who is mentioned where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from spacy.tokens import Doc

from pipeline.records import Origin, Participant


class MentionKind(StrEnum):
    """What sort of person a mention names, as seen from the document's date."""

    LEADER = "leader"
    """A head of state or government, or of EU, UN, NATO, in office or elected at the document's date."""
    UNRESOLVED = "unresolved"
    """Someone with a leader's title who is not in the gazetteer."""
    OTHER = "other"
    """Anybody else with a title: minister, envoy, former leader, vice president, company head."""


@dataclass(frozen=True)
class Mention:
    """A person named, or meant by office, in the document text at [start, end) (code points)."""

    start: int
    end: int
    text: str
    kind: MentionKind
    participant: Participant | None
    """Who it is; None for kind OTHER."""


@dataclass(frozen=True)
class Document:
    """A document text (`pipeline.records.document_text`) with its parse; offsets everywhere count in `text`."""

    text: str
    title_end: int
    """Length of the title; 0 for a document without one."""
    published: datetime | None
    """The document's "today": as published, in the offset it was published with, aware; None if unknown."""
    origin: Origin
    doc: Doc
    """spaCy's parse of `text` (sentences, dependencies, entities); `doc[i].idx` are offsets in `text`."""
    mentions: tuple[Mention, ...]
    """In order of appearance, not overlapping."""
