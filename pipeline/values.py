"""What records are made of: frozen values, aware times, ids that are hashes, the text that evidence counts in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated

import orjson
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict


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
