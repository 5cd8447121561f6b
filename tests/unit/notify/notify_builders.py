"""Builders of events and rows for the notify tests; every text here is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline.records import (
    CallEvent,
    CallStatus,
    CallSummary,
    Confidence,
    ConflictKind,
    ConflictSummary,
    DateInterval,
    EventKind,
    Evidence,
    Medium,
    Participant,
    Quote,
)
from pipeline.settings_notify import ChannelKind, ChannelSettings

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = DateInterval(start=date(2026, 3, 1), end=date(2026, 3, 1))


def quote(words: str, *, source: str = "Harbour Gazette", url: str | None = "https://gazette.example/a") -> Quote:
    return Quote(source=source, url=url, published=NOON, evidence=Evidence(exact=words, start=0, end=len(words)))


def call(**changes: Any) -> CallSummary:
    values: dict[str, Any] = {
        "id": "2026-03-01-nor-per",
        "participants": (
            Participant(name="Ada Fjord", country="NOR"),
            Participant(name="Luis Andes", country="PER"),
        ),
        "status": CallStatus.HELD,
        "medium": Medium.PHONE,
        "date": DAY,
        "reports": 1,
        "origins": ("Harbour Gazette",),
        "official": (),
    }
    return CallSummary(**values | changes)


def confirmed(**changes: Any) -> CallSummary:
    return call(**{"reports": 2, "origins": ("Harbour Gazette", "Andes Wire")} | changes)


def conflict(**changes: Any) -> ConflictSummary:
    values: dict[str, Any] = {
        "id": "c1",
        "kind": ConflictKind.OMISSION,
        "grade": "reported",
        "provisional": False,
        "topic": "fish quotas",
        "claimed_by": "NOR",
        "by": "PER",
        "severity": "medium",
        "confidence": Confidence.HIGH,
        "claim": (quote("Peru will open two ports to our boats"),),
        "answer": (quote("The note from Lima has no word on ports"),),
    }
    return ConflictSummary(**values | changes)


def event(kind: EventKind = EventKind.NEW_CALL, *, number: int = 1, **changes: Any) -> CallEvent:
    """An event; `number` tells events apart and orders them in time."""
    values: dict[str, Any] = {
        "id": f"e{number}",
        "kind": kind,
        "call": confirmed(),
        "evidence": (quote("The two leaders spoke by phone on Sunday"),),
        "at": NOON + timedelta(minutes=number),
    }
    if kind in {EventKind.CONFLICT, EventKind.CONFLICT_WITHDRAWN}:
        values["conflict"] = conflict()
    return CallEvent(**values | changes)


def channel(name: str = "desk", **changes: Any) -> ChannelSettings:
    return ChannelSettings(**{"name": name, "kind": ChannelKind.CONSOLE} | changes)
