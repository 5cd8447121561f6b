"""Builders for texts to extract from, and how their calls are shown in tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from consumers.extract.extraction import Extraction, Extractor
from consumers.extract.language import load_model
from pipeline.records import Origin, ReportedCall
from tests.unit.extract.extract_documents import gazetteer

NOWHERE = Origin(source="a test")


@dataclass(frozen=True)
class Text:
    """The smallest thing that can be extracted from."""

    text: str
    title: str = ""
    published: datetime | None = datetime(2025, 6, 12, tzinfo=UTC)  # a Thursday
    origin: Origin = NOWHERE


@cache
def extractor() -> Extractor:
    return Extractor(gazetteer(), load_model())


def extract(text: Text) -> Extraction:
    return extractor().extract([text])[0]


def told(text: Text) -> list[str]:
    return sorted(map(_row, extract(text).calls))


def _row(call: ReportedCall) -> str:
    sides = " ".join(sorted(p.country or p.name for p in call.participants))
    when = "-" if call.date is None else str(call.date.start)
    if call.date is not None and call.date.end != call.date.start:
        when += f"..{call.date.end}"
    return f"{sides} {call.status} {call.medium} {when}"


def check(text: Text, expected: Sequence[str]) -> None:
    assert told(text) == sorted(expected)
