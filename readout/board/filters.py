"""What a visitor may ask a list for, read from the query of the address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.errors import ReadoutError
from pipeline.records import CommitmentKind, ConflictKind

ANY = "any"
PAGE_SIZE = 50
_LAST_PAGE = 10_000
_CODE = re.compile(r"[A-Z]{2,6}")


class BadFilter(ReadoutError):
    """The address asks for something that a list can't be asked for; the message says what is allowed."""


@dataclass(frozen=True)
class CallFilter:
    """Which calls to list. None means all."""

    country: str | None = None
    since: date | None = None
    """Calls of this day and later; calls without a date are left out then."""
    until: date | None = None
    conflict: str | None = None
    """A kind of conflict, or ``any``."""
    page: int = 1


@dataclass(frozen=True)
class ConflictFilter:
    """Which conflicts to list."""

    kind: str | None = None
    country: str | None = None
    """The side that claims, or the one that omits, contradicts or denies."""
    page: int = 1


@dataclass(frozen=True)
class LedgerFilter:
    """Which commitments to list."""

    actor: str | None = None
    kind: str | None = None
    page: int = 1


def call_filter(query: Mapping[str, str]) -> CallFilter:
    """Raises `BadFilter`. An empty value, as a form sends it, asks for nothing."""
    asked = _asked(query, ("country", "since", "until", "conflict", "page"))
    return CallFilter(
        country=_code(asked, "country"),
        since=_day(asked, "since"),
        until=_day(asked, "until"),
        conflict=_one_of(asked, "conflict", (ANY, *ConflictKind)),
        page=_page(asked),
    )


def conflict_filter(query: Mapping[str, str]) -> ConflictFilter:
    """Raises `BadFilter`."""
    asked = _asked(query, ("kind", "country", "page"))
    return ConflictFilter(
        kind=_one_of(asked, "kind", ConflictKind), country=_code(asked, "country"), page=_page(asked)
    )


def ledger_filter(query: Mapping[str, str]) -> LedgerFilter:
    """Raises `BadFilter`."""
    asked = _asked(query, ("actor", "kind", "page"))
    return LedgerFilter(actor=_code(asked, "actor"), kind=_one_of(asked, "kind", CommitmentKind), page=_page(asked))


def _asked(query: Mapping[str, str], known: Iterable[str]) -> dict[str, str]:
    names = tuple(known)
    for name in query:
        if name not in names:
            raise BadFilter(f"there is no filter {name[:40]!r}; known here: {', '.join(names)}")
    return {name: value.strip() for name, value in query.items() if value.strip()}


def _code(asked: Mapping[str, str], name: str) -> str | None:
    value = asked.get(name)
    if value is None:
        return None
    if not _CODE.fullmatch(value.upper()):
        raise BadFilter(f"{name}: a country code such as CHN, or EU, UN, NATO; not {value[:40]!r}")
    return value.upper()


def _day(asked: Mapping[str, str], name: str) -> date | None:
    value = asked.get(name)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadFilter(f"{name}: a day such as 2026-02-04; not {value[:40]!r}") from None


def _one_of(asked: Mapping[str, str], name: str, allowed: Iterable[str]) -> str | None:
    value, words = asked.get(name), [str(word) for word in allowed]
    if value is not None and value not in words:
        raise BadFilter(f"{name}: one of {', '.join(words)}; not {value[:40]!r}")
    return value


def _page(asked: Mapping[str, str]) -> int:
    value = asked.get("page", "1")
    if not (value.isascii() and value.isdigit() and len(value) < 6 and 1 <= int(value) <= _LAST_PAGE):
        raise BadFilter(f"page: a number from 1 to {_LAST_PAGE}; not {value[:40]!r}")
    return int(value)
