"""What `config/leaders.toml` and `config/countries.toml` hold: leaders, their offices, and words for countries.

All dates are whole days, both ends of a term included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from pipeline.records import Value

Title = Literal[
    "president",
    "co-president",
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
    "co-president": ("co-president",),
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
    "supreme leader": ("supreme leader", "chairman"),
    "ayatollah": ("supreme leader",),
    "pope": ("pope",),
    "pontiff": ("pope",),
    "general secretary": ("general secretary",),
    "party chief": ("general secretary",),
    "chairman": ("chairman", "general secretary"),
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
    head_of_state: Title | None = None
    """The title under which a new head of state is entered; None where the head of state is another country's."""
    head_of_government: Title | None = None

    @model_validator(mode="after")
    def _zone_known(self) -> Self:
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"unknown time zone {self.timezone!r}") from None
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
