"""Office holders from Wikidata, compared with the gazetteer.

Heads of state are P35 of a country and heads of government P6; the heads of the European Commission, the
European Council, the UN and NATO are whoever holds (P39) the office that directs the organisation (P2388).
Terms come from the qualifiers P580 (start) and P582 (end).

Wikidata is at times behind or vandalised. So a proposal never goes back in time, never rests on a date that is
not exact to the day, and what does not fit is shown as unclear rather than entered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pydantic import BaseModel, ValidationError

from consumers.extract.entries import Leader, Office, Title
from consumers.extract.gazetteer import Gazetteer, fold
from pipeline.errors import Transient

Ask = Callable[[str], bytes]
"""Sends a SPARQL query to the Wikidata query service and returns its JSON reply."""

_QUERY = """\
SELECT ?code ?role ?person ?personLabel ?start ?startPrecision ?end ?endPrecision WHERE {
  {
    ?country wdt:P298 ?code ; p:P35 ?held . ?held ps:P35 ?person . BIND("head of state" AS ?role)
  } UNION {
    ?country wdt:P298 ?code ; p:P6 ?held . ?held ps:P6 ?person . BIND("head of government" AS ?role)
  } UNION {
    VALUES (?organisation ?code ?role) {
      (wd:Q8880 "EU" "commission president")
      (wd:Q8886 "EU" "council president")
      (wd:Q1065 "UN" "secretary-general")
      (wd:Q7184 "NATO" "secretary-general")
    }
    ?organisation wdt:P2388 ?office . ?person p:P39 ?held . ?held ps:P39 ?office .
  }
  ?person wdt:P31 wd:Q5 .
  MINUS { ?held wikibase:rank wikibase:DeprecatedRank }
  OPTIONAL {
    ?held pqv:P580 ?startValue . ?startValue wikibase:timeValue ?start ; wikibase:timePrecision ?startPrecision .
  }
  OPTIONAL {
    ?held pqv:P582 ?endValue . ?endValue wikibase:timeValue ?end ; wikibase:timePrecision ?endPrecision .
  }
  FILTER(!BOUND(?end) || ?end >= "%(since)s"^^xsd:dateTime)
  SERVICE wikibase:label { bd:serviceParam wikibase:language "en,mul". }
}
ORDER BY ?code ?role ?start
"""

_LOOK_BACK = timedelta(days=400)
_SAME_TERM = timedelta(days=45)
"""Election, oath and first day differ between sources by less than this; two terms begin further apart."""

_DAY_PRECISION = 11
_CODES = {"XKS": "XKX"}
"""Wikidata's code where it is not the gazetteer's."""

_ORGANISATION_ROLES: dict[str, Title] = {
    "commission president": "commission president",
    "council president": "council president",
    "secretary-general": "secretary-general",
}
_SHARED: frozenset[Title] = frozenset(("co-president", "captain regent"))
"""Offices that several people hold at once."""


@dataclass(frozen=True)
class Statement:
    """One holder of one office, as Wikidata says; a date that is not exact to the day is None."""

    country: str
    role: str
    """``head of state``, ``head of government``, or the title of an organisation's head."""
    qid: str
    name: str
    """The English label; the QID itself where there is none."""
    start: date | None
    end: date | None
    ended: bool
    """Whether an end is stated at all, exact or not."""


class ChangeKind(StrEnum):
    NEW_LEADER = "new leader"
    NEW_OFFICE = "new office"
    ENDED = "ended"
    IDENTIFIED = "identified"
    """The person's Wikidata id, which the gazetteer lacks."""
    UNCLEAR = "unclear"
    """Something for a person to look at; nothing is written."""


@dataclass(frozen=True)
class Change:
    """One thing that would change in `leaders.toml`."""

    kind: ChangeKind
    country: str
    title: Title
    name: str
    """As the gazetteer writes it; for a new leader, as Wikidata does."""
    qid: str | None
    start: date | None = None
    end: date | None = None
    note: str = ""

    def __str__(self) -> str:
        term = f" from {self.start}" if self.start else ""
        term += f" to {self.end}" if self.end else ""
        return f"{self.kind}: {self.country} {self.title} {self.name}{term}{f' ({self.note})' if self.note else ''}"


def fetch_changes(gazetteer: Gazetteer, ask: Ask, today: date) -> tuple[Change, ...]:
    """What Wikidata would change in the gazetteer. Raises `Transient` if its reply cannot be used."""
    return propose(gazetteer, parse(ask(query(today - _LOOK_BACK))), today)


# --- asking ------------------------------------------------------------------------------------------------


def query(since: date) -> str:
    """The SPARQL query for everyone who held an office on that day or later."""
    return _QUERY % {"since": f"{since.isoformat()}T00:00:00Z"}


class _Cell(BaseModel):
    value: str


class _Row(BaseModel):
    code: _Cell
    role: _Cell
    person: _Cell
    personLabel: _Cell  # noqa: N815 -- the query service makes this name
    start: _Cell | None = None
    startPrecision: _Cell | None = None  # noqa: N815
    end: _Cell | None = None
    endPrecision: _Cell | None = None  # noqa: N815


class _Results(BaseModel):
    bindings: tuple[_Row, ...]


class _Reply(BaseModel):
    results: _Results


def parse(reply: bytes) -> tuple[Statement, ...]:
    """The statements of a reply of the query service.

    Raises `Transient` for anything but results: the service answers so when it is overloaded.
    """
    try:
        rows = _Reply.model_validate_json(reply).results.bindings
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Transient(f"Wikidata's reply is not a list of results: {where or 'reply'}: {first['msg']}") from None
    return tuple(_statement(row) for row in rows)


def _statement(row: _Row) -> Statement:
    return Statement(
        country=_CODES.get(row.code.value, row.code.value),
        role=row.role.value,
        qid=row.person.value.rpartition("/")[2],
        name=row.personLabel.value,
        start=_exact_day(row.start, row.startPrecision),
        end=_exact_day(row.end, row.endPrecision),
        ended=row.end is not None,
    )


def _exact_day(time: _Cell | None, precision: _Cell | None) -> date | None:
    if time is None or precision is None or precision.value != str(_DAY_PRECISION):
        return None
    try:
        return date.fromisoformat(time.value[:10])
    except ValueError:
        return None


# --- comparing ---------------------------------------------------------------------------------------------


def propose(gazetteer: Gazetteer, statements: Iterable[Statement], today: date) -> tuple[Change, ...]:
    """The changes that the statements call for, in the order of the statements, each once."""
    changes: dict[Change, None] = {}
    for statement in statements:
        title = _title(gazetteer, statement)
        if title is not None and (statement.start is None or statement.start <= today):
            changes.update(dict.fromkeys(_changes(gazetteer, statement, title, today)))
    return _without_double_ends(tuple(changes))


def _title(gazetteer: Gazetteer, statement: Statement) -> Title | None:
    place = gazetteer.country(statement.country)
    if place is None:
        return None
    if statement.role == "head of state":
        return place.head_of_state
    if statement.role == "head of government":
        return place.head_of_government
    return _ORGANISATION_ROLES.get(statement.role)


def _changes(gazetteer: Gazetteer, said: Statement, title: Title, today: date) -> Iterable[Change]:
    leader = _person(gazetteer, said)
    office = _same_term(leader, said) if leader is not None else None
    if leader is not None and office is not None:
        if leader.qid is None:
            yield Change(ChangeKind.IDENTIFIED, said.country, office.title, leader.name, said.qid)
        if office.end is None and said.end is not None and said.end <= today:
            yield Change(ChangeKind.ENDED, said.country, office.title, leader.name, said.qid, office.start, said.end)
        return
    latest = _latest(gazetteer, said.country, title)
    doubt = _doubt(said, latest)
    name = leader.name if leader is not None else said.name
    if doubt is not None:
        if not said.ended:
            yield Change(ChangeKind.UNCLEAR, said.country, title, name, said.qid, said.start, said.end, doubt)
        return
    kind = ChangeKind.NEW_OFFICE if leader is not None else ChangeKind.NEW_LEADER
    yield Change(kind, said.country, title, name, said.qid, said.start, said.end)
    if latest is not None and latest[0].end is None and title not in _SHARED:
        before, predecessor = latest
        note = f"{name} follows"
        yield Change(
            ChangeKind.ENDED,
            said.country,
            before.title,
            predecessor.name,
            predecessor.qid,
            before.start,
            said.start,
            note,
        )


def _person(gazetteer: Gazetteer, said: Statement) -> Leader | None:
    """The same person in the gazetteer: by id, else by full name, if the ids do not differ."""
    for leader in gazetteer.people:
        if leader.qid == said.qid:
            return leader
    for leader in gazetteer.by_name(said.name):
        full = {fold(text).casefold() for text in (leader.name, *leader.spellings)}
        if leader.qid is None and fold(said.name).casefold() in full and _led(leader, said.country):
            return leader
    return None


def _led(leader: Leader, country: str) -> bool:
    return leader.country == country or any(office.country == country for office in leader.offices)


def _same_term(leader: Leader, said: Statement) -> Office | None:
    """The term that the statement is about; without an exact start, the one that lasts."""
    at_home = [office for office in leader.offices if office.country == said.country]
    if said.start is None:
        return next((office for office in at_home if office.end is None), None)
    for office in at_home:
        if office.covers(said.start) or abs(office.start - said.start) <= _SAME_TERM:
            return office
    return None


def _latest(gazetteer: Gazetteer, country: str, title: Title) -> tuple[Office, Leader] | None:
    """The term of that office (or of a transitional leader in its place) that began last."""
    terms = [
        (office, leader)
        for leader in gazetteer.people
        for office in leader.offices
        if office.country == country and office.title in (title, "transitional leader")
    ]
    return max(terms, key=lambda term: term[0].start, default=None)


def _doubt(said: Statement, latest: tuple[Office, Leader] | None) -> str | None:
    if re.fullmatch(r"Q\d+", said.name):
        return "Wikidata has no English name"
    if said.start is None:
        return "Wikidata has no exact first day"
    if said.ended and said.end is None:
        return "Wikidata has no exact last day"
    if latest is not None and said.start <= latest[0].start:
        return f"the file has {latest[1].name} since {latest[0].start}"
    return None


def _without_double_ends(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Of two ends of one term, the stated one goes before the one inferred from a successor."""
    stated = {
        (change.name, change.country, change.start)
        for change in changes
        if change.kind is ChangeKind.ENDED and not change.note
    }
    kept: dict[tuple[object, ...], Change] = {}
    for change in changes:
        term = (change.name, change.country, change.start)
        if change.kind is ChangeKind.ENDED and change.note and term in stated:
            continue
        kept.setdefault((change.kind, *term, change.title, "" if change.note else change.end), change)
    return tuple(kept.values())
