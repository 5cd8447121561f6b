"""Who leads what, and when: leaders, their offices over time, and the names of countries.

The data is `config/leaders.toml` and `config/countries.toml`. Everything here is a pure look-up over it;
`load` alone reads files. On the day of a handover both the leaver and the successor are in office; where one
holder is asked for, the successor is it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from consumers.extract.entries import (
    TITLE_WORDS,
    Country,
    CountryForm,
    CountryWord,
    Leader,
    NameForm,
    Office,
    Status,
    Title,
)
from pipeline.errors import SettingsError
from pipeline.records import Value

__all__ = [
    "TITLE_WORDS",
    "Country",
    "CountryForm",
    "CountryWord",
    "Gazetteer",
    "Leader",
    "NameForm",
    "Office",
    "Status",
    "Title",
    "fold",
    "load",
]

_LETTERS = str.maketrans("øØłŁđĐðıßæÆœŒþÞəƏ’‘ʻʼ`´‐‑–", "oOlLdDdisaAoOtTaA''''''---")


def fold(text: str) -> str:
    """The text without diacritics, with plain apostrophes and hyphens; case and every offset stay."""
    if text.isascii():
        return text
    return "".join(_fold_letter(letter) for letter in text.translate(_LETTERS))


def _fold_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if base and unicodedata.category(letter).startswith("L") else letter


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
        """Every written form of every leader, for building a matcher; a hyphen may also be written as a space."""
        return tuple(form for leader in self.people for form in _forms_of(leader))

    @cached_property
    def _leaders_by_form(self) -> Mapping[str, tuple[Leader, ...]]:
        return _index((fold(form.text).casefold(), form.leader) for form in self.forms)

    def by_name(self, text: str) -> tuple[Leader, ...]:
        """The leaders whose name, spelling or surname that is; accents and case do not count.

        A text without any capital is a word, not a name: "may" finds nobody.
        """
        folded = fold(text)
        return () if folded == folded.lower() else self._leaders_by_form.get(folded.casefold(), ())

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
            wanted: tuple[Title, ...] = (*place.leader_office, "transitional leader") if place else ()
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
    def _by_alpha2(self) -> Mapping[str, Country]:
        return {country.alpha2: country for country in self.countries if country.alpha2}

    def by_alpha2(self, letters: str) -> Country | None:
        """The country with that code of two letters (ISO 3166-1 alpha-2)."""
        return self._by_alpha2.get(letters)

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
        forms = [(fold(form.text), form) for form in self.country_forms]
        return _index((*forms, *((text.upper(), form) for text, form in forms)))

    def countries_of(self, text: str) -> tuple[CountryForm, ...]:
        """What countries a word may mean, and how; accents and a leading "the" do not count, case does.

        A text all in capitals matches too.
        """
        bare = re.sub(r"^[Tt]he\s+", "", fold(text).strip())
        return self._countries_by_form.get(bare, ())


def _forms_of(leader: Leader) -> Iterable[NameForm]:
    seen: set[str] = set()
    for text in (leader.name, leader.surname, *leader.spellings):
        for written in (text, text.replace("-", " ")):
            key = fold(written).casefold()
            if key not in seen:
                seen.add(key)
                yield NameForm(written, leader, surname=text == leader.surname)


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
