"""Builders for documents under analysis: texts read with the real language model and the real gazetteer."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer, load
from consumers.extract.language import LanguageModel, load_model
from consumers.extract.mentions import MentionFinder
from pipeline.records import (
    CallStatus,
    Evidence,
    Medium,
    Origin,
    Participant,
    ReportedCall,
    Role,
    document_text,
)

_CONFIG = Path(__file__).parents[3] / "config"
TODAY = datetime(2026, 2, 5, 12, tzinfo=UTC)


@cache
def gazetteer() -> Gazetteer:
    return load(_CONFIG / "leaders.toml", _CONFIG / "countries.toml")


@cache
def _model() -> LanguageModel:
    return load_model()


@cache
def _finder() -> MentionFinder:
    return MentionFinder(gazetteer())


def document(text: str, *, title: str = "", official_of: str | None = None, speaker: str | None = None) -> Document:
    """A document published on `TODAY`."""
    whole = document_text(title, text)
    origin = Origin(source="The Daily Example", official_of=official_of, speaker=speaker)
    parsed = _model()(whole)
    mentions = _finder().find(whole, parsed, TODAY.date(), origin)
    return Document(whole, len(title), TODAY, origin, parsed, mentions)


def a_call(*countries: str, status: CallStatus = CallStatus.HELD, role: Role = Role.MAIN) -> tuple[ReportedCall, ...]:
    """One call between leaders of these countries, as the call finder would report it."""
    return (
        ReportedCall(
            participants=tuple(Participant(name=f"Leader of {code}", country=code) for code in countries),
            status=status,
            medium=Medium.PHONE,
            date=None,
            role=role,
            evidence=(Evidence(exact="", start=0, end=0),),
        ),
    )
