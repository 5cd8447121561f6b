"""Who leads what, and when: leaders, their offices over time, and the names of countries.

The data is `config/leaders.toml` and `config/countries.toml`. Everything here is a pure look-up over it;
`load` alone reads files. All dates are whole days, both ends of a term included, so that on the day of a
handover both the leaver and the successor are in office; where one holder is asked for, the successor is it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from zoneinfo import available_timezones

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import SettingsError
from pipeline.records import Value

Title = Literal[
    "president",
    "prime minister",
    "chancellor",
    "premier",
    "monarch",
    "crown prince",
    "supreme leader",
    "general secretary",
    "chairman",
    "pope",
    "secretary-general",
    "commission president",
    "council president",
    "state counsellor",
    "captain regent",
    "transitional leader",
]
"""The canonical titles of offices; `TITLE_WORDS` says which written words mean which."""

TITLE_WORDS: Mapping[str, tuple[Title, ...]] = {
    "president": (
        "president",
        "commission president",
        "council president",
        "transitional leader",
        "chairman",
    ),
    "prime minister": ("prime minister", "premier", "chancellor"),
    "pm": ("prime minister",),
    "premier": ("premier", "prime minister"),
    "taoiseach": ("prime minister",),
    "chancellor": ("chancellor",),
    "monarch": ("monarch",),
    "king": ("monarch",),
    "queen": ("monarch",),
    "emperor": ("monarch",),
    "emir": ("monarch",),
    "amir": ("monarch",),
    "sultan": ("monarch",),
    "grand duke": ("monarch",),
    "prince": ("monarch", "crown prince"),
    "crown prince": ("crown prince",),
    "supreme leader": ("supreme leader",),
    "ayatollah": ("supreme leader",),
    "pope": ("pope",),
    "pontiff": ("pope",),
    "general secretary": ("general secretary",),
    "party chief": ("general secretary",),
    "chairman": ("chairman",),
    "chairperson": ("chairman",),
    "secretary-general": ("secretary-general",),
    "secretary general": ("secretary-general",),
    "commission president": ("commission president",),
    "european commission president": ("commission president",),
    "council president": ("council president",),
    "european council president": ("council president",),
    "state counsellor": ("state counsellor",),
    "captain regent": ("captain regent",),
    "interim president": ("president", "transitional leader"),
    "acting president": ("president", "transitional leader"),
    "interim prime minister": ("prime minister", "transitional leader"),
    "acting prime minister": ("prime minister", "transitional leader"),
    "chief adviser": ("transitional leader",),
    "transitional leader": ("transitional leader",),
    "transitional president": ("transitional leader", "president"),
}
"""Written title, in lower case -> the canonical titles it may mean, the likeliest first."""

_LETTERS = str.maketrans("øØłŁđĐðıßæÆœŒþÞəƏ’‘ʻʼ`´‐‑–", "oOlLdDdisaAoOtTaA''''''---")


def fold(text: str) -> str:
    """The text without diacritics, with plain apostrophes and hyphens; case and every offset stay."""
    if text.isascii():
        return text
    return "".join(_fold_letter(letter) for letter in text.translate(_LETTERS))


def _fold_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if base and unicodedata.category(letter).startswith("L") else letter


# --- what the files hold -----------------------------------------------------------------------------------


class Office(Value):
    """One term of one office."""

    model_config = ConfigDict(populate_by_name=True)

    title: Title
    start: date = Field(alias="from")
    end: date | None = Field(default=None, alias="to")
    """The last day in office; None while it lasts."""
    elected: date | None = None
    """The day from which the person was known to be the next holder."""
    country: str = ""
    """Where the office is; the leader's own country unless the file says otherwise."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"{self.title}: 'to' ({self.end}) is before 'from' ({self.start})")
        if self.elected is not None and self.elected > self.start:
            raise ValueError(f"{self.title}: 'elected' ({self.elected}) is after 'from' ({self.start})")
        return self

    def covers(self, on: date) -> bool:
        """Whether the term runs on that day."""
        return self.start <= on and (self.end is None or on <= self.end)

    def awaited(self, on: date) -> bool:
        """Whether the person was elected or designated by that day, and had not yet taken office."""
        return self.elected is not None and self.elected <= on < self.start


class Status(StrEnum):
    CURRENT = "current"
    ELECTED = "elected"
    FORMER = "former"
    FUTURE = "future"


class Leader(Value):
    """A person who leads or led a country or organisation."""

    model_config = ConfigDict(populate_by_name=True)

    name: str = Field(min_length=1)
    surname: str = Field(min_length=1)
    """How the press short-names the person."""
    country: str
    qid: Annotated[str, Field(pattern=r"^Q[1-9]\d*$")] | None = None
    spellings: tuple[str, ...] = ()
    """Other full names and unmistakable short forms."""
    common_surname: bool = False
    """True for a surname that is also a word or that many people bear: it needs a title or the full name."""
    offices: tuple[Office, ...] = Field(alias="office", min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _office_countries(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("office"), list):
            return data
        home = data.get("country")
        return {
            **data,
            "office": [{"country": home, **o} if isinstance(o, dict) else o for o in data["office"]],
        }

    @model_validator(mode="after")
    def _terms_apart(self) -> Self:
        terms = sorted(self.offices, key=lambda o: (o.country, o.title, o.start))
        for one, next_one in pairwise(terms):
            same = (one.country, one.title) == (next_one.country, next_one.title)
            if same and (one.end is None or next_one.start < one.end):
                raise ValueError(f"two terms as {one.title} of {one.country} overlap")
        return self

    def offices_on(self, on: date) -> tuple[Office, ...]:
        """The offices held on that day, the latest begun first."""
        return tuple(sorted((o for o in self.offices if o.covers(on)), key=lambda o: o.start, reverse=True))

    def status(self, on: date) -> Status:
        """How the person stood on that day; between two terms a person is `FORMER`."""
        if any(office.covers(on) for office in self.offices):
            return Status.CURRENT
        if any(office.awaited(on) for office in self.offices):
            return Status.ELECTED
        if any(office.end is not None and office.end < on for office in self.offices):
            return Status.FORMER
        return Status.FUTURE

    def office_on(self, on: date) -> Office:
        """The office that counts on that day: the one held, else awaited, else the last, else the first."""
        held = self.offices_on(on)
        if held:
            return held[0]
        awaited = [office for office in self.offices if office.awaited(on)]
        past = [office for office in self.offices if office.end is not None and office.end < on]
        if awaited:
            return awaited[0]
        return max(past, key=lambda o: o.start) if past else min(self.offices, key=lambda o: o.start)

    def country_on(self, on: date) -> str:
        """The country or organisation the person leads, led, or will lead, seen from that day."""
        return self.office_on(on).country


def _one_or_more(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Country(Value):
    """A country or organisation and the words that mean it."""

    code: Annotated[str, Field(pattern=r"^([A-Z]{3}|EU|UN|NATO)$")]
    alpha2: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    names: tuple[str, ...] = Field(min_length=1)
    """The usual English name first."""
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    """The capital (or seat) and its spellings, the usual one first."""
    metonyms: tuple[str, ...] = ()
    """Other words for its government: a palace, a ministry's street."""
    voices: tuple[str, ...] = ()
    """State agencies, outlets and offices that speak for it."""
    timezone: str
    leader_office: Annotated[tuple[Title, ...], BeforeValidator(_one_or_more)] = Field(min_length=1)
    """Whom "the ... leader" means, the first title that has a holder."""

    @model_validator(mode="after")
    def _zone_known(self) -> Self:
        if self.timezone not in available_timezones():
            raise ValueError(f"unknown time zone {self.timezone!r}")
        return self


class CountryWord(StrEnum):
    """What kind of word for a country a form is."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    METONYM = "metonym"
    VOICE = "voice"


@dataclass(frozen=True)
class CountryForm:
    """One written form of a country, as it stands in the file (with diacritics)."""

    text: str
    code: str
    kind: CountryWord


@dataclass(frozen=True)
class NameForm:
    """One written form of a leader, as it stands in the file (with diacritics)."""

    text: str
    leader: Leader
    surname: bool
    """True for the bare surname, False for a full name or an unmistakable short form."""


_K = TypeVar("_K")
_V = TypeVar("_V")


# --- look-ups ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gazetteer:
    """Leaders and countries, looked up by name, office and date."""

    people: tuple[Leader, ...]
    countries: tuple[Country, ...]

    # leaders

    @cached_property
    def forms(self) -> tuple[NameForm, ...]:
        """Every written form of every leader, for building a matcher."""
        found: list[NameForm] = []
        for leader in self.people:
            full = dict.fromkeys((leader.name, *leader.spellings))
            found.extend(NameForm(text, leader, surname=False) for text in full)
            if leader.surname not in full:
                found.append(NameForm(leader.surname, leader, surname=True))
        return tuple(found)

    @cached_property
    def _leaders_by_form(self) -> Mapping[str, tuple[Leader, ...]]:
        return _spelled((form.text, form.leader) for form in self.forms)

    def by_name(self, text: str) -> tuple[Leader, ...]:
        """The leaders whose name, spelling or surname that is; accents do not count, case does.

        A text all in capitals matches too.
        """
        return _look_up(self._leaders_by_form, text)

    def surname_alone_ok(self, leader: Leader, on: date) -> bool:
        """Whether the bare surname is enough to mean this person on that day.

        It is not for a surname marked common, nor while another leader of the same surname is in or awaits
        office: then a title or the full name must come with it.
        """
        if leader.common_surname:
            return False
        in_view = (Status.CURRENT, Status.ELECTED)
        return not any(other is not leader and other.status(on) in in_view for other in self.by_name(leader.surname))

    def status(self, leader: Leader, on: date) -> Status:
        """How the person stood on that day."""
        return leader.status(on)

    def in_office(self, on: date) -> tuple[Leader, ...]:
        """Everyone in office on that day."""
        return tuple(leader for leader in self.people if leader.status(on) is Status.CURRENT)

    @cached_property
    def _terms(self) -> Mapping[tuple[str, str], tuple[tuple[Office, Leader], ...]]:
        terms = [(office, leader) for leader in self.people for office in leader.offices]
        terms.sort(key=lambda term: term[0].start, reverse=True)
        return _index(((office.country, office.title), (office, leader)) for office, leader in terms)

    def holder(self, country: str, title: str | None, on: date) -> Leader | None:
        """Who held that office on that day, or None.

        `title` is a written title in any case ("PM", "king", "president"); None asks whom "the ... leader"
        means there. On the day of a handover the successor is returned.
        """
        place = self.country(country)
        if title is None:
            wanted: tuple[Title, ...] = place.leader_office if place else ()
        else:
            wanted = TITLE_WORDS.get(title.casefold(), ())
        for canonical in wanted:
            for office, leader in self._terms.get((country, canonical), ()):
                if office.covers(on):
                    return leader
        return None

    # countries

    @cached_property
    def _by_code(self) -> Mapping[str, Country]:
        return {country.code: country for country in self.countries}

    def country(self, code: str) -> Country | None:
        """The country or organisation with that code."""
        return self._by_code.get(code)

    @cached_property
    def country_forms(self) -> tuple[CountryForm, ...]:
        """Every written form of every country, for building a matcher."""
        found: list[CountryForm] = []
        for c in self.countries:
            words = {
                CountryWord.NAME: c.names,
                CountryWord.DEMONYM: c.demonyms,
                CountryWord.CAPITAL: c.capitals,
                CountryWord.METONYM: c.metonyms,
                CountryWord.VOICE: c.voices,
            }
            found.extend(CountryForm(text, c.code, kind) for kind, texts in words.items() for text in texts)
        return tuple(found)

    @cached_property
    def _countries_by_form(self) -> Mapping[str, tuple[CountryForm, ...]]:
        return _spelled((form.text, form) for form in self.country_forms)

    def countries_of(self, text: str) -> tuple[CountryForm, ...]:
        """What countries a word may mean, and how; accents and a leading "the" do not count, case does.

        A text all in capitals matches too.
        """
        bare = re.sub(r"^[Tt]he\s+", "", fold(text).strip())
        return _look_up(self._countries_by_form, bare)


def _spelled(pairs: Iterable[tuple[str, _V]]) -> Mapping[str, tuple[_V, ...]]:
    """An index by written form, folded, and in capitals beside it."""
    forms = [(fold(text), value) for text, value in pairs]
    capitals = [(text.upper(), value) for text, value in forms if not text.isupper()]
    return _index((*forms, *capitals))


def _look_up(index: Mapping[str, tuple[_V, ...]], text: str) -> tuple[_V, ...]:
    return index.get(fold(text), ())


def _index(pairs: Iterable[tuple[_K, _V]]) -> Mapping[_K, tuple[_V, ...]]:
    index: defaultdict[_K, list[_V]] = defaultdict(list)
    for key, value in pairs:
        index[key].append(value)
    return {key: tuple(dict.fromkeys(values)) for key, values in index.items()}


# --- loading -----------------------------------------------------------------------------------------------

_E = TypeVar("_E", bound=Value)


def load(leaders: Path, countries: Path) -> Gazetteer:
    """Read both files.

    Raises `SettingsError` naming the file, the entry and what is wrong with it.
    """
    places = _entries(countries, "country", Country, "code")
    people = _entries(leaders, "leader", Leader, "name")
    _unique(countries, "country", (place.code for place in places))
    _unique(leaders, "leader", (person.name for person in people))
    known = {place.code for place in places}
    for person in people:
        for code in (person.country, *(office.country for office in person.offices)):
            if code not in known:
                raise SettingsError(f"{leaders}: leader {person.name!r}: country {code!r} is not in {countries}")
    return Gazetteer(people, places)


def _entries(path: Path, key: str, kind: type[_E], label: str) -> tuple[_E, ...]:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    unknown = sorted(set(document) - {key})
    rows = document.get(key)
    if unknown or not isinstance(rows, list):
        raise SettingsError(f"{path}: only [[{key}]] entries are allowed, found {', '.join(unknown) or 'none'}")
    entries: list[_E] = []
    for number, row in enumerate(rows, 1):
        named = row.get(label, f"number {number}") if isinstance(row, dict) else f"number {number}"
        entries.append(_entry(f"{path}: {key} {named!r}", kind, row))
    return tuple(entries)


def _entry(place: str, kind: type[_E], row: object) -> _E:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{place}: {where + ': ' if where else ''}{first['msg']}") from None


def _unique(path: Path, key: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise SettingsError(f"{path}: {key} {value!r} is there twice")
        seen.add(value)
