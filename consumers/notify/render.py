"""What people are told: who, when, and what each side says, word for word; never who is right.

`render` makes one neutral `Rendered` of an event, whose every text is safe to show in a terminal;
`consumers.notify.formats` turns it into plain text, Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consumers.notify.clean import clean, clean_url
from consumers.notify.policy import severity
from pipeline.records import (
    CallEvent,
    CallSummary,
    ConflictKind,
    ConflictSummary,
    DateInterval,
    EventKind,
    Medium,
    Quote,
)
from pipeline.settings_notify import Severity

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)  # strftime would follow the locale

_LONGEST_QUOTE = 1000
_MOST_QUOTES = 6
_MOST_NAMES = 12


@dataclass(frozen=True)
class Words:
    """Somebody's exact words, and where they stand."""

    words: str
    source: str
    """The outlet or site, with the day of publication where known."""
    link: str | None


@dataclass(frozen=True)
class Section:
    """Words that belong together, under a heading."""

    heading: str
    quotes: tuple[Words, ...]
    left_out: int = 0
    """How many more there were."""


@dataclass(frozen=True)
class Rendered:
    """A message, ready to be shown. Every text in it is one line of visible characters."""

    kind: EventKind
    call: str
    """Public id of the call."""
    severity: Severity
    title: str
    at: datetime
    """Ingest time of the report that caused the message."""
    facts: tuple[tuple[str, str], ...]
    """Name and value, in the order to show them."""
    sections: tuple[Section, ...] = ()
    link: str | None = None
    """Where to read on."""
    changed: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    """Names, each with its country where known."""
    conflict: str | None = None
    """Id of the conflict, if the message is about one."""


def render(event: CallEvent, board_url: str | None = None) -> Rendered:
    """The message of an event. With `board_url`, the link leads to the call's page of the board."""
    people = _people(event.call)
    quotes = _sections(event)
    call = clean(event.call.id, 96)
    on_board = clean_url(f"{board_url.rstrip('/')}/calls/{call}") if board_url else None
    return Rendered(
        kind=event.kind,
        call=call,
        severity=severity(event),
        title=clean(f"{_headline(event)}: {' – '.join(people)}, {day(event.call.date)}", 240),
        facts=_facts(event, people),
        sections=quotes,
        link=on_board or next((q.link for s in quotes for q in s.quotes if q.link), None),
        changed=tuple(clean(line, 300) for line in event.changed[:_MOST_NAMES]),
        participants=people,
        conflict=event.conflict.id if event.conflict else None,
        at=event.at,
    )


def day(when: DateInterval | None) -> str:
    """``4 February 2026``, ``4–5 February 2026``, or ``date not known``."""
    if when is None:
        return "date not known"
    if when.start == when.end:
        return _full(when.start)
    if (when.start.year, when.start.month) == (when.end.year, when.end.month):
        return f"{when.start.day}–{_full(when.end)}"
    return f"{_full(when.start)} – {_full(when.end)}"


def _full(when: date) -> str:
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def _people(call: CallSummary) -> tuple[str, ...]:
    named = [
        f"{clean(p.name, 60)} ({clean(p.country, 8)})" if p.country else clean(p.name, 60)
        for p in call.participants[:_MOST_NAMES]
    ]
    more = len(call.participants) - len(named)
    return (*named, f"{more} more") if more else tuple(named)


def _headline(event: CallEvent) -> str:
    match event.kind:
        case EventKind.NEW_CALL:
            return "New call"
        case EventKind.CALL_CHANGED:
            return "Call changed"
        case EventKind.CONFLICT_WITHDRAWN:
            return "Conflict withdrawn"
        case EventKind.CONFLICT:
            return _conflict_headline(event.conflict) if event.conflict else "Conflict"


def _conflict_headline(conflict: ConflictSummary) -> str:
    grade = f" {conflict.grade}" if conflict.kind is ConflictKind.OMISSION else ""
    return f"{conflict.kind.value.capitalize()}{grade} ({clean(conflict.topic, 60)})"


def _facts(event: CallEvent, people: Sequence[str]) -> tuple[tuple[str, str], ...]:
    call = event.call
    medium = {Medium.PHONE: "by phone", Medium.VIDEO: "by video"}.get(call.medium, "medium not stated")
    origins = ", ".join(clean(name, 60) for name in call.origins[:_MOST_NAMES])
    facts = [
        ("Who", "; ".join(people)),
        ("When", day(call.date)),
        ("How", f"{call.status.value}, {medium}"),
    ]
    if event.conflict:
        facts.append(("Conflict", _statement(event.conflict)))
    facts.append(
        ("Reported by", f"{_count(len(call.origins), 'independent origin')}" + (f": {origins}" if origins else ""))
    )
    if call.official:
        facts.append(("Official text of", ", ".join(clean(side, 16) for side in call.official[:_MOST_NAMES])))
    facts.append(("Call", clean(call.id, 96)))
    return tuple(facts)


def _statement(conflict: ConflictSummary) -> str:
    """What kind of difference, about what, between whom; in words that take no side."""
    claims, answers = _side(conflict.claimed_by, "one side"), _side(conflict.by, "the other side")
    topic = clean(conflict.topic, 160)
    match conflict.kind, conflict.grade:
        case ConflictKind.OMISSION, "observed":
            text = f"{claims} says something on {topic} that the official text of {answers}, as read, does not have"
        case ConflictKind.OMISSION, _:
            text = f"{claims} speaks of {topic}; {answers} is reported not to have mentioned it"
        case ConflictKind.CONTRADICTION, _:
            text = f"{claims} and {answers} differ on {topic}"
        case _:
            text = f"{answers} denies what {claims} says of {topic}"
    return text[0].upper() + text[1:] + (" (provisional)" if conflict.provisional else "")


def _side(code: str | None, otherwise: str) -> str:
    return clean(code, 60) if code else otherwise


def _sections(event: CallEvent) -> tuple[Section, ...]:
    conflict = event.conflict
    if conflict is None:
        return _section("Evidence", event.evidence)
    if not conflict.claim and not conflict.answer:
        return _section("Evidence", event.evidence)
    return (
        *_section(f"Words for {_side(conflict.claimed_by, 'the claim')}", conflict.claim, "none in hand"),
        *_section(
            f"Words for {_side(conflict.by, 'the other side')}",
            conflict.answer,
            "none on this" if conflict.kind is ConflictKind.OMISSION else "none in hand",
        ),
    )


def _section(heading: str, quotes: Sequence[Quote], empty: str = "") -> tuple[Section, ...]:
    """The words under their heading. Without any, the heading says so with `empty`, or there is no section."""
    if not quotes:
        return (Section(f"{heading}: {empty}", ()),) if empty else ()
    shown = tuple(
        Words(
            words=clean(q.evidence.exact, _LONGEST_QUOTE),
            source=clean(q.source, 80) + (f", {_full(q.published.date())}" if q.published else ""),
            link=clean_url(q.url),
        )
        for q in quotes[:_MOST_QUOTES]
    )
    return (Section(heading, shown, len(quotes) - len(shown)),)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
