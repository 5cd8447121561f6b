"""Ends of texts that a feed has cut off: "spoke over the phone with president of the republic of ka".

A cut-off office or name is completed only from what stands in the same line: the flags at its head name the sides,
the words for countries limit whose name begins so. What cannot be completed is nobody's office, and in particular
not that of the outlet's own country.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from consumers.extract.gazetteer import TITLE_WORDS, Country, CountryWord, Gazetteer, Leader, fold
from consumers.extract.masking import Masked
from consumers.extract.names import Kind, Span

_N, _C, _T, _P = Kind.NAME, Kind.COUNTRY, Kind.TITLE, Kind.PERSON

_WORD = rf"\#?(?:[^\W_][\w.’'-]*|[{_N}{_C}{_P}][\w’'-]*)"
_END = r"\ *(?:…|\.\.\.)?\ *$"
_LEAD = (
    r"(?:\b(?:the|a|an|his|her|its|their)\ )?"
    r"(?:(?:new|acting|interim|transitional|newly\ elected|current|federal)\ )?"
)
_BY = rf"(?:(?P<by>{_C})(?:['’]s?)?\ )?"
_OFFICE = re.compile(
    rf"{_LEAD}(?P<office>{_BY}(?P<title>{_T})(?:\ and\ (?P<second>{_T}))?)(?P<rest>(?:\ +{_WORD}){{0,14}}){_END}",
    re.IGNORECASE,
)
_CUT_TITLE = re.compile(
    rf"\b(?:with|to|and|between|by|from)\ (?P<start>{_LEAD}(?P<office>{_BY}(?P<word>[a-z]+(?:\ m[a-z]*)?))){_END}",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(?:former|ex|late|then|deposed|ousted|deputy|vice)[ -]$", re.IGNORECASE)
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAGS = re.compile("(?:[\U0001f1e6-\U0001f1ff]{2}\\W*){2,}")
_LETTER_A = 0x1F1E6

_FORMAL = frozenset(
    {
        "the", "of", "and", "republic", "state", "states", "kingdom", "federation", "federative", "federal", "union",
        "people", "people's", "peoples", "democratic", "socialist", "islamic", "arab", "united", "plurinational",
        "bolivarian", "hashemite", "sultanate", "principality", "great", "central", "committee", "communist",
        "party", "eastern", "commonwealth", "cooperative", "confederation",
    }
)  # fmt: skip
"""Words of countries' official names."""
_COMPLETE = frozenset({"republic", "state", "country", "nation", "council", "union", "government", "board"})


@dataclass(frozen=True)
class CutEnd:
    """The last words of a line, from an office on; places count in the masked text."""

    start: int
    office: int
    """Where the office begins, behind "the" and "acting"."""
    end: int
    line: int
    """Where the line starts."""
    titles: tuple[str, ...]
    by: str | None
    """The country before the office: "French president"."""
    place: tuple[str, ...] | None
    """The words behind "of", in lower case, where they name no country as they stand."""
    country: str | None
    """The country behind "of", where words follow it."""
    name: tuple[str, ...]
    """The words behind the office and its country, in lower case."""
    flags: tuple[str, ...]
    """The countries whose flags stand together in the line."""
    known: tuple[str, ...]
    """The countries that the line names."""

    @property
    def bars(self) -> bool:
        """Whether, unless it can be completed, it is somebody's office whom the words do not tell."""
        return self.place is not None and len([word for word in self.place if word not in _FORMAL]) < 2


class CutEnds:
    """Finds the cut-off ends of a text and whom they mean. Build it once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def find(self, text: str, masked: Masked[Span]) -> Iterator[CutEnd]:
        """The ends of lines that may be cut off in an office or a name, in order."""
        at = 0
        for line in masked.text.split("\n"):
            match = _OFFICE.search(line)
            found = self._office(text, masked, at, match, line) if match is not None else None
            if found is None and (match := _CUT_TITLE.search(line)) is not None:
                found = self._cut_title(text, masked, at, match, line)
            if found is not None:
                yield found
            at += len(line) + 1

    def leader(self, cut: CutEnd, others: Collection[str], today: date) -> Leader | None:
        """Whom a cut end means on that day; `others` are the countries of leaders named before it in the line."""
        fitting = [
            leader
            for country in self._countries(cut, others)
            for leader in self._holders(country, cut.titles, today)
            if not cut.name or begins(cut.name, leader)
        ]
        if len({leader.country_on(today) for leader in fitting}) != 1:
            return None
        # "and p" may be a president or a prime minister: then the one who leads.
        first = self._gazetteer.holder(fitting[0].country_on(today), None, today)
        return first if first in fitting else fitting[0]

    # --- reading the end

    def _office(self, text: str, masked: Masked[Span], at: int, match: re.Match[str], line: str) -> CutEnd | None:
        if _FORMER.search(line[: match.start()]):
            return None
        rest = [(m.group(), m.start()) for m in re.finditer(r"\S+", match["rest"])]
        words = [word for word, _ in rest]
        country: str | None = None
        place: tuple[str, ...] | None = None
        first = at + match.start("rest")
        if words[:1] == ["of"]:
            spot = next((i for i, word in enumerate(words) if _C in word), None)
            item = masked.items.get(first + rest[spot][1] + words[spot].index(_C)) if spot is not None else None
            if spot is not None and item is not None and _is_name(item):
                if not all(word.lower() in _FORMAL for word in words[1:spot]):
                    return None
                country = item.country
                rest = rest[spot + 1 :]
                if not rest:
                    return None
            else:
                place = tuple(_plain(text, masked, first, at + match.end("rest")).split()[1:])
                rest = []
                if any(_N in word or _P in word for word in words):
                    return None
                if place and place[-1] in _COMPLETE and not _flags(text, masked, at, line):
                    return None
        elif not words or words == [str(_N)]:
            return None
        name = _plain(text, masked, first + rest[0][1], at + match.end("rest")).split() if rest else []
        titles = [masked.items[at + match.start("title")]]
        if match["second"]:
            titles.append(masked.items[at + match.start("second")])
        if any(title.plural for title in titles):
            return None
        return CutEnd(
            at + match.start(),
            at + match.start("office"),
            at + match.end("rest"),
            at,
            tuple(title.title for title in titles),
            masked.items[at + match.start("by")].country if match["by"] else None,
            place,
            country,
            tuple(name),
            self._flagged(text, masked, at, line),
            _named(masked, at, at + len(line)),
        )

    def _cut_title(self, text: str, masked: Masked[Span], at: int, match: re.Match[str], line: str) -> CutEnd | None:
        """For "with us preside", and, where flags say who is meant, "and p"."""
        word = match["word"].lower()
        titles = tuple(
            t for t in ("president", "prime minister", "chancellor", "premier") if t.startswith(word) and t != word
        )
        flags = self._flagged(text, masked, at, line)
        if not titles or not (flags or (match["by"] and len(word) > 2)):
            return None
        by = masked.items[at + match.start("by")].country if match["by"] else None
        return CutEnd(
            at + match.start("start"),
            at + match.start("office"),
            at + match.end("word"),
            at,
            titles,
            by,
            None if by else (),
            None,
            (),
            flags,
            _named(masked, at, at + len(line)),
        )

    def _flagged(self, text: str, masked: Masked[Span], at: int, line: str) -> tuple[str, ...]:
        return tuple(
            country.code
            for flag in _flags(text, masked, at, line)
            if (country := self._gazetteer.by_alpha2(flag)) is not None
        )

    # --- completing it

    def _countries(self, cut: CutEnd, others: Collection[str]) -> tuple[str, ...]:
        stated = cut.country or cut.by
        if stated is not None:
            return (stated,)
        if cut.place is None:
            # A name without a country: somebody of a side that the line names.
            return tuple(code for code in (*cut.flags, *cut.known) if code not in others)
        sides = [code for code in cut.flags if code not in others]
        if sides:
            return tuple(code for code in sides if self._fits(code, cut.place))
        if cut.flags or not cut.place or len(cut.place[-1]) < 3:
            return ()
        whole = [c.code for c in self._gazetteer.countries if _names_begin(c, cut.place)]
        return tuple(whole) if len(whole) == 1 else ()

    def _fits(self, code: str, place: tuple[str, ...]) -> bool:
        country = self._gazetteer.country(code)
        formal = all(word in _FORMAL for word in place[:-1])
        if formal and (not place or any(word.startswith(place[-1]) for word in _FORMAL)):
            return True
        return country is not None and _names_begin(country, place)

    def _holders(self, country: str, titles: tuple[str, ...], today: date) -> list[Leader]:
        offices = [office for title in titles for office in TITLE_WORDS.get(title, (title,))]
        found = [self._gazetteer.holder(country, office, today) for office in offices]
        return [leader for leader in found if leader is not None][: None if country in ("EU", "UN") else len(titles)]


def _names_begin(country: Country, place: tuple[str, ...]) -> bool:
    """Whether some name of the country begins with these words, official ones before it left aside."""
    names = [fold(name).lower() for name in (*country.names, *country.demonyms)]
    for first in range(len(place)):
        tail = " ".join(place[first:])
        if len(tail) > 1 and any(name.startswith(tail) for name in names):
            return True
        if place[first] not in _FORMAL:
            break
    return False


def begins(written: Sequence[str], leader: Leader) -> bool:
    """Whether the leader's name begins so: every word is one of the name, the last perhaps only its beginning."""
    known = {word for name in (leader.name, *leader.spellings) for word in re.findall(r"\w+", fold(name).lower())}
    words = [word for part in written for word in re.findall(r"\w+", part)]
    if not words or (len(words) == 1 and len(words[0]) < 3):
        return False
    *whole, last = words
    return any(name.startswith(last) for name in known) and all(
        any(SequenceMatcher(None, word, name).ratio() >= 0.75 for name in known)
        or (len(word) == 1 and any(name.startswith(word) for name in known))
        for word in whole
    )


def _plain(text: str, masked: Masked[Span], start: int, end: int) -> str:
    """The words as written, in lower case, without accents and hash marks."""
    first, last = masked.original(start, end)
    return fold(text[first:last]).lower().replace("#", "").replace("\u00a0", " ")


def _flags(text: str, masked: Masked[Span], at: int, line: str) -> list[str]:
    """The letters of the flags that stand together in the line."""
    first, last = masked.original(at, at + len(line)) if line else (0, 0)
    run = _FLAGS.search(text[first:last])
    pairs = dict.fromkeys(_FLAG.findall(run.group())) if run is not None else {}
    return ["".join(chr(ord(letter) - _LETTER_A + ord("A")) for letter in pair) for pair in pairs]


def _is_name(country: Span) -> bool:
    """Whether the word is a country's name; "of the French" only begins one."""
    return any(form.kind in (CountryWord.NAME, CountryWord.METONYM) for form in country.countries)


def _named(masked: Masked[Span], start: int, end: int) -> tuple[str, ...]:
    return tuple(item.country for item in masked.between(start, end) if item.kind is Kind.COUNTRY)
