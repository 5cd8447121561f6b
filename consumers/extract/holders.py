"""Who holds which office on one day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from consumers.extract.gazetteer import TITLE_WORDS, Gazetteer, Leader, fold
from pipeline.records import Participant


@dataclass(frozen=True)
class Holders:
    """The gazetteer as seen from one day."""

    gazetteer: Gazetteer
    today: date

    def of(self, country: str, title: str) -> Leader | None:
        """Who bears that title there; "leader" and its like mean whoever leads."""
        plain = title in ("leader", "counterpart", "chief", "head of state", "head of government")
        if title == "chief" and country not in ("EU", "UN", "NATO"):
            return None
        return self.gazetteer.holder(country, None if plain else title, self.today)

    def bears(self, leader: Leader, title: str) -> bool:
        """Whether the leader is the one so titled at home."""
        return self.of(leader.country_on(self.today), title) is leader

    def led(self, leader: Leader, country: str | None) -> bool:
        """Whether the leader ever led that country."""
        return country is not None and country in {leader.country, *(o.country for o in leader.offices)}

    def by_first_name(self, name: str, title: str, among: Collection[str]) -> Leader | None:
        """Who of the leaders so named has that first name and an office of that title."""
        first, offices = fold(name).lower(), TITLE_WORDS.get(title, ())
        known = (x for x in self.gazetteer.people if x.name in among and fold(x.name).lower().split()[0] == first)
        return next(
            (x for x in known if any(o.title in offices and o.covers(self.today) for o in x.offices)),
            None,
        )

    def participant(self, leader: Leader) -> Participant:
        """The leader as somebody on the line."""
        office = leader.office_on(self.today)
        return Participant(name=leader.name, country=office.country, qid=leader.qid, office=office.title)


def spelt_like(name: str, leader: Leader) -> bool:
    """Whether an unknown spelling is likely the office holder's: the last words are nearly the same."""
    written = fold(name).lower().split()
    known = fold(leader.surname).lower().split()
    return bool(known) and any(SequenceMatcher(None, word, known[-1]).ratio() >= 0.7 for word in written)
