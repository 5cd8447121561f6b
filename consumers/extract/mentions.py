"""Who is mentioned where: leaders by name or by office, unknown people with a leader's title, everybody else.

A person phrase ("former French President X", "the president of Y", "his Turkish counterpart") is a pattern over
the raw spans of `names`. Whether it means a leader depends on the document's date: Angela Merkel is one in 2017.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import takewhile

from spacy.tokens import Doc

from consumers.extract.cut_ends import CutEnd, CutEnds, begins
from consumers.extract.document import Mention, MentionKind
from consumers.extract.gazetteer import CountryWord, Gazetteer, Leader, NameForm, Status, fold
from consumers.extract.holders import Holders, spelt_like
from consumers.extract.masking import Masked, mask
from consumers.extract.names import Kind, NameFinder, Span
from consumers.extract.phrases import PHRASE, SERVANT
from pipeline.records import Origin, Participant


@dataclass(frozen=True)
class _Scene:
    """What a phrase is read against."""

    today: date
    origin: Origin
    home: str | None
    """The country that "the president" means when nothing else says so."""


class MentionFinder:
    """Finds the mentions of a text. Build it once and share it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._finder = NameFinder(gazetteer)
        self._ends = CutEnds(gazetteer)

    def find(self, text: str, doc: Doc | None, today: date, origin: Origin) -> tuple[Mention, ...]:
        """All mentions in order, not overlapping.

        `doc` lends the names of people outside the gazetteer; without it they are not seen. `today` is the
        document's date, against which offices are resolved.
        """
        spans = self._finder.find(text, doc)
        scene = _Scene(today, origin, self._home(origin))
        masked = mask(text, [(span, span.kind.value) for span in spans])
        reader = _Reader(self._gazetteer, text, masked, scene, self._full_names(spans), self._ends)
        return tuple(reader.mentions())

    def _home(self, origin: Origin) -> str | None:
        place = origin.official_of or origin.outlet_country
        country = self._gazetteer.by_alpha2(place) if place else None
        return country.code if country is not None else place

    @staticmethod
    def _full_names(spans: Iterable[Span]) -> frozenset[str]:
        """The leaders that the text names in full somewhere: after that their bare surname is enough."""
        return frozenset(form.leader.name for span in spans for form in span.names if not form.surname)


class _Reader:
    """Turns the raw spans of one text into mentions."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        text: str,
        masked: Masked[Span],
        scene: _Scene,
        named: frozenset[str],
        ends: CutEnds,
    ) -> None:
        self._gazetteer = gazetteer
        self._holders = Holders(gazetteer, scene.today)
        self._text = text
        self._masked = masked
        self._scene = scene
        self._named = named
        self._ends = ends
        self._found: list[Mention] = []
        self._leaders: dict[str, Leader] = {}
        """The leaders found so far by name, in order of first mention."""

    def mentions(self) -> list[Mention]:
        at = 0
        for cut in self._ends.find(self._text, self._masked):
            at = self._read_up_to(cut.start, at)
            at = max(at, self._cut_end(cut)) if at <= cut.start else at
        self._read_up_to(len(self._masked.text), at)
        return self._found

    def _read_up_to(self, end: int, at: int) -> int:
        """Read the phrases that start before `end`; returns where to go on."""
        while (match := PHRASE.search(self._masked.text, at)) and match.start() < end:
            at = max(self._read(match), match.start() + 1)
        return at

    def _read(self, match: re.Match[str]) -> int:
        """Add what the phrase means; returns where to go on reading."""
        if match["several"]:
            return self._several(match)
        if match["cut"]:
            # Feeds cut their summaries anywhere: "spoke with his Russian".
            self._counterpart(*match.span(), self._country(match, "c6"))
            return match.end()
        if match["headed"]:
            return self._headed(match)
        if match["titled"]:
            return self._titled(match)
        if match["bare"]:
            return self._bare(match)
        self._add(*match.span(), None, MentionKind.OTHER)
        return match.end()

    # --- phrases

    def _cut_end(self, cut: CutEnd) -> int:
        """Add whom a cut-off end means; returns where to go on reading."""
        line = self._masked.places[cut.line]
        before = takewhile(lambda m: m.start >= line, reversed(self._found))
        named = {m.participant.country for m in before if m.participant is not None}
        leader = self._ends.leader(cut, {country for country in named if country}, self._scene.today)
        if leader is not None:
            self._person(cut.office, cut.end, leader)
        elif cut.bars:
            self._add(cut.office, cut.end, None, MentionKind.OTHER)
        return cut.end if leader is not None or cut.bars else cut.start

    def _several(self, match: re.Match[str]) -> int:
        items = [self._masked.items[i] for i in range(*match.span()) if i in self._masked.items]
        title = next(item for item in items if item.kind is Kind.TITLE)
        places = [i for i in range(*match.span()) if i in self._masked.items]
        countries = [i for i in places if self._masked.items[i].kind is Kind.COUNTRY]
        for index in countries:
            # "The leaders of X and Y", "X and Y leaders": the office belongs to its neighbour.
            start = match.start() if index == countries[0] and places[0] != index else index
            end = match.end() if index == countries[-1] and places[-1] != index else index + 1
            code = self._masked.items[index].country
            self._add(start, end, *self._as_office(self._holders.of(code, title.title), code, title))
        return match.end()

    def _titled(self, match: re.Match[str]) -> int:
        title = self._masked.items[match.start("title")]
        country = next((c for group in ("c1", "c2", "c3") if (c := self._country(match, group))), None)
        past = bool(match["past"] or match["past2"])
        name_at = match.start("name") if match["name"] else -1
        start = match.start() + len(match["det"] or "")
        if name_at < 0:
            return self._office(match, title, country, past, start)
        name = self._masked.items[name_at]
        second = self._masked.items[match.start("second")] if match["second"] else None
        if second is not None and match["det"] and country is None and self._is_small_beside(title, second):
            return self._office(match, title, country, past, start, end=match.start("title") + 1)
        if name.kind is Kind.NAME:
            leader = self._choose(name, country, title)
            apart = leader is None or (country and not self._holders.led(leader, country))
            if match["comma"] and apart:
                return self._office(match, title, country, past, start, end=match.start("comma"))
            if title.kind is Kind.RANK and not self._outranks(name, leader):
                self._add(start, match.end(), None, MentionKind.OTHER)
            else:
                self._person(start, match.end(), leader)
            return match.end()
        if match["comma"] and country is None:
            return self._office(match, title, country, past, start, end=match.start("comma"))
        if title.kind is Kind.RANK or past or country is None:
            self._add(start, match.end(), None, MentionKind.OTHER)
            return match.end()
        leader = self._holders.of(country, title.title)
        if leader is not None and spelt_like(self._text[name.start : name.end], leader):
            self._person(start, match.end(), leader)
        else:
            self._unknown(start, match.end(), self._text[name.start : name.end], country, title)
        return match.end()

    def _is_small_beside(self, title: Span, second: Span) -> bool:
        """Whether two titles are two people's: "the prime minister and King X"."""
        return self._text[title.start].islower() and self._text[second.start].isupper()

    def _headed(self, match: re.Match[str]) -> int:
        """For "the head of the Syrian administration, X"."""
        whole = self._masked.items[match.start("whole")].title
        country = self._country(match, "c7")
        leader = None
        if whole in ("administration", "government") and country is not None:
            at_head = self._masked.items.get(match.start("headed"))
            office = (
                at_head.title if at_head is not None else "leader" if whole == "administration" else "prime minister"
            )
            leader = self._holders.of(country, office)
        head = self._masked.items[match.start("head")] if match["head"] else None
        if leader is not None and head is not None:
            named = begins(fold(self._text[head.start : head.end]).lower().split(), leader)
            leader = leader if named or leader in [form.leader for form in head.names] else None
        self._person(match.start("headed"), match.end(), leader)
        return match.end()

    def _office(
        self,
        match: re.Match[str],
        title: Span,
        country: str | None,
        past: bool,
        start: int,
        end: int | None = None,
    ) -> int:
        """A person named by office alone."""
        stop = match.end() if end is None else end
        if title.plural and title.kind is not Kind.RANK:
            return stop
        if title.kind is Kind.RANK or past:
            self._add(start, stop, None, MentionKind.OTHER)
        elif title.title == "counterpart":
            self._counterpart(start, stop, country)
        elif country is not None:
            self._add(start, stop, *self._as_office(self._holders.of(country, title.title), country, title))
        elif title.title in ("pope", "pontiff"):
            self._person(start, stop, self._holders.of("VAT", "pope"))
        elif (match["det"] or "").strip().lower() in ("its", "their"):
            place = self._place_before(match.start())
            leader = self._holders.of(place, title.title) if place else None
            if leader is not None:
                self._person(start, stop, leader)
        elif (match["det"] or "").strip().lower() == "the" or title.title == "pm":
            leader = self._the(title.title)
            if leader is not None:
                self._person(start, stop, leader)
        return stop

    def _bare(self, match: re.Match[str]) -> int:
        """A leader's name without a title."""
        name_at = match.start("bare")
        name = self._masked.items[name_at]
        country = self._country(match, "c4") or self._country(match, "c5")
        servant = SERVANT.match(self._masked.text, name_at + 1)
        if servant is not None:
            self._add(match.start(), servant.end(), None, MentionKind.OTHER)
            return servant.end()
        leader = self._choose(name, country, None, paired=self._is_paired(name_at))
        if leader is not None:
            start = name_at if match["c4"] is None or not self._holders.led(leader, country) else match.start("c4")
            self._person(start, match.end() if match["c5"] else name_at + 1, leader)
        return match.end()

    # --- who it is

    def _is_paired(self, at: int) -> bool:
        """Whether the name stands in one list with another leader's: "the Lee-Trump call", "with Biden, Abbas"."""
        text = self._masked.text
        return (
            re.search(rf"{Kind.NAME}(?:[-–]|, | and | & )$", text[:at]) is not None
            or re.match(rf"(?:[-–]|, | and | & ){Kind.NAME}", text[at + 1 :]) is not None
        )

    def _choose(self, name: Span, country: str | None, title: Span | None, *, paired: bool = False) -> Leader | None:
        """The leader meant by a name, or None where a bare surname is not enough."""
        today = self._scene.today
        forms = [
            form
            for form in name.names
            if not form.surname
            or title is not None
            or country is not None
            or paired
            or form.leader.name in self._named
            or self._gazetteer.surname_alone_ok(form.leader, today)
        ]
        namesake = self._namesake(name, title)
        if namesake is not None and not any(form.leader.name in self._named for form in forms):
            return namesake
        if not forms:
            return None
        order = (Status.CURRENT, Status.ELECTED, Status.FORMER, Status.FUTURE)

        def rank(form: NameForm) -> tuple[bool, bool, bool, int]:
            leader = form.leader
            return (
                country is not None and not self._holders.led(leader, country),
                title is not None and title.kind is Kind.TITLE and not self._holders.bears(leader, title.title),
                leader.name not in self._named and form.surname,
                order.index(leader.status(today)),
            )

        return min(forms, key=rank).leader

    def _namesake(self, name: Span, title: Span | None) -> Leader | None:
        """Who of those named in full goes by title and first name: "Prince Mohammed"."""
        if title is None or title.kind is not Kind.TITLE or not all(form.surname for form in name.names):
            return None
        return self._holders.by_first_name(self._text[name.start : name.end], title.title, self._named)

    def _outranks(self, name: Span, leader: Leader | None) -> bool:
        """Whether a leader named in full stays one although a rank stands before the name."""
        return (
            leader is not None
            and any(not form.surname for form in name.names)
            and leader.status(self._scene.today) in (Status.CURRENT, Status.ELECTED)
        )

    def _the(self, title: str) -> Leader | None:
        """Whom "the president" means: the one at home, the first so titled in the text, the palace's in the text."""
        home = self._holders.of(self._scene.home, title) if self._scene.home else None
        named = [x for x in self._leaders.values() if title == "leader" or self._holders.bears(x, title)]
        if home is not None and (home in named or not named):
            return home
        if named:
            return named[0] if title != "leader" else next(filter(None, map(self._leader_of, reversed(self._found))))
        holders = [x for code in self._palaces if (x := self._holders.of(code, title)) is not None]
        return holders[0] if len(holders) == 1 else None

    @cached_property
    def _palaces(self) -> frozenset[str]:
        """The countries whose palaces the text names."""
        forms = (form for item in self._masked.items.values() for form in item.countries)
        return frozenset(form.code for form in forms if form.kind is CountryWord.METONYM)

    def _place_before(self, at: int) -> str | None:
        """The country spoken of last before that place, not far from it."""
        items = (self._masked.items.get(place) for place in range(at - 1, at - 60, -1))
        return next((item.country for item in items if item is not None and item.kind is Kind.COUNTRY), None)

    def _leader_of(self, mention: Mention) -> Leader | None:
        if mention.participant is None or mention.kind is not MentionKind.LEADER:
            return None
        return next(
            (x for x in self._gazetteer.by_name(mention.participant.name) if x.name == mention.participant.name),
            None,
        )

    def _counterpart(self, start: int, stop: int, country: str | None) -> None:
        """Somebody of the same office elsewhere: the office of whoever was named last before."""
        before = self._found[-1] if self._found else None
        leader = self._leader_of(before) if before is not None else None
        if leader is None or country is None:
            self._add(start, stop, None, MentionKind.OTHER)
            return
        office = leader.office_on(self._scene.today).title
        found = self._gazetteer.holder(country, None, self._scene.today)
        same = self._gazetteer.holder(country, office, self._scene.today)
        self._person(start, stop, same or found)

    # --- adding

    def _as_office(self, leader: Leader | None, country: str, title: Span) -> tuple[Participant | None, MentionKind]:
        if leader is not None:
            return self._holders.participant(leader), MentionKind.LEADER
        if self._gazetteer.country(country) is None or title.title in ("chief", "counterpart", "chairman"):
            return None, MentionKind.OTHER
        name = f"{title.title} of {country}"
        return Participant(name=name, country=country, office=title.title, resolved=False), MentionKind.UNRESOLVED

    def _unknown(self, start: int, end: int, name: str, country: str, title: Span) -> None:
        if title.title in ("chief", "leader", "chairman", "counterpart", "party chief"):
            self._add(start, end, None, MentionKind.OTHER)
            return
        who = Participant(name=name, country=country, office=title.title, resolved=False)
        self._add(start, end, who, MentionKind.UNRESOLVED)

    def _person(self, start: int, end: int, leader: Leader | None) -> None:
        if leader is None:
            self._add(start, end, None, MentionKind.OTHER)
        elif leader.status(self._scene.today) in (Status.CURRENT, Status.ELECTED):
            self._add(start, end, self._holders.participant(leader), MentionKind.LEADER)
        else:
            self._add(start, end, None, MentionKind.OTHER)

    def _add(self, start: int, end: int, who: Participant | None, kind: MentionKind) -> None:
        first, last = self._masked.original(start, end)
        self._found.append(Mention(first, last, self._text[first:last], kind, who))
        if (leader := self._leader_of(self._found[-1])) is not None:
            self._leaders.setdefault(leader.name, leader)

    # --- countries

    def _country(self, match: re.Match[str], group: str) -> str | None:
        if match[group] is None:
            return None
        behind = group in ("c2", "c3", "c5")
        # The last one of "the Islamic Republic of Pakistan".
        for index in reversed(range(*match.span(group))):
            item = self._masked.items.get(index)
            if item is None or item.kind is not Kind.COUNTRY:
                continue
            # "president of France" names a country; "leader of the French ..." only begins to.
            if not behind or any(form.kind is CountryWord.NAME for form in item.countries):
                return item.country
        return None
