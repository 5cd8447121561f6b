"""The raw material of mentions: leaders' names, words for countries, titles, and other people's names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind
from spacy.tokens import Doc

from consumers.extract.gazetteer import (
    TITLE_WORDS,
    CountryForm,
    CountryWord,
    Gazetteer,
    NameForm,
    fold,
)
from consumers.extract.masking import plain


class Kind(StrEnum):
    """What a span is; the value is the symbol that stands for it in a masked text."""

    NAME = "\ue000"
    """A name of a leader in the gazetteer."""
    COUNTRY = "\ue001"
    TITLE = "\ue002"
    """A title that a head of state or government bears."""
    RANK = "\ue003"
    """Any other title or trade: minister, envoy, senator, reporter."""
    PERSON = "\ue004"
    """A person's name that is not in the gazetteer."""


_COUNTRY_WORDS = (CountryWord.NAME, CountryWord.DEMONYM, CountryWord.METONYM)
"""The words for countries that count, those that most surely mean one first."""


@dataclass(frozen=True)
class Span:
    """One raw span of `text[start:end]`."""

    start: int
    end: int
    kind: Kind
    names: tuple[NameForm, ...] = ()
    countries: tuple[CountryForm, ...] = ()
    title: str = ""
    """For a title, as written, in the singular and lower case."""
    plural: bool = False

    @property
    def country(self) -> str:
        """The country a word means; where it may mean several, the one whose usual name or people it is."""
        return min(self.countries, key=lambda form: _COUNTRY_WORDS.index(form.kind)).code


_LEADER_WORDS = (*TITLE_WORDS, "head of state", "head of government", "leader", "counterpart", "chief")
_PLURALS = {
    **{word + "s": word for word in _LEADER_WORDS},
    "secretaries-general": "secretary-general",
    "heads of state": "head of state",
    "heads of government": "head of government",
    "pms": "pm",
}
_TITLE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(sorted(map(re.escape, {*_LEADER_WORDS, *_PLURALS}), key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"""(?<![\w-])(?:
    (?:(?:deputy|vice|assistant|first|senior|special|permanent|under)[ -])+
      (?:presidents?|prime\ ministers?|premiers?|pms?|chancellors?|ministers?|secretar(?:y|ies)|chairm[ae]n|chair
        |leaders?|heads?|chiefs?|representatives?|envoys?|directors?|advis[eo]rs?
          |governors?)(?:\ for\ [a-z]+\ affairs)?
    |vps?
    |(?:[a-z]+(?:\ and\ [a-z]+)?\ )?ministers?(?:\ (?:of|for)(?:\ the)?\ [a-z]+(?:\ (?:and\ )?[a-z]+)?)?(?:\ affairs)?
    |(?:(?:foreign|home|defen[cs]e|state|treasury|commerce|press|business|energy|health|education|interior|homeland
       \ security|cabinet|trade|labor|transportation|agriculture|war|justice|private|deputy)\ )+secretar(?:y|ies)
    |secretar(?:y|ies)\ (?:of|for)\ (?:the\ )?(?:[a-z]+\ )?[a-z]+
    |(?:national\ security|foreign\ policy|top|senior|presidential|policy|chief|white\ house
      |campaign)?\ ?(?:advis[eo]rs?|aides?)
    |(?:special\ |presidential\ |peace\ )*(?:envoys?|negotiators?|ambassadors?|representatives?|diplomats?
      |emissar(?:y|ies))
    |spokes(?:m[ae]n|wom[ae]n|person|people|persons)
    |(?:attorneys?|solicitor|director|inspector|surgeon)[ -]generals?|attorneys?|lawyers?|judges?|justices?
      |prosecutors?
    |senators?|sens?\.|reps?\.|congress(?:m[ae]n|wom[ae]n|people)|lawmakers?|legislators?|mps?|deput(?:y|ies)
      |speakers?
    |(?:house\ )?speaker|majority\ leaders?|minority\ leaders?|opposition\ leaders?|party\ leaders?|rebel\ leaders?
    |(?:democratic|republican|labour|conservative|senate|house|congressional|business|community|religious|union
       |military|tech|separatist|hamas|hezbollah|taliban|houthi|industry|church|faith|local
         |protest)\ (?:leaders?|chiefs?)
    |governors?|gov\.|mayors?|councill?ors?|sheriffs?
    |generals?|gen\.|lt\.|col\.|colonels?|admirals?|commanders?|captains?|army\ chiefs?|military\ chiefs?
      |police\ chiefs?
    |(?:intelligence|spy|army|police|defen[cs]e|security|foreign\ policy|policy|health|trade|border|party)\ chiefs?
    |chiefs?\ of\ (?:the\ )?(?:general\ |defen[cs]e\ )?staff|chief\ executives?|ceos?|cfos?|founders?
      |chairwom[ae]n|co-?founders?
    |first\ lad(?:y|ies)|widows?|wi(?:fe|ves)|sons?|daughters?|brothers?
      |relatives?(?!\ to\b)|famil(?:y|ies)|mothers?|fathers?
    |directors?|administrators?|commissioners?|high\ representatives?|officials|official(?!\ (?:account
      |statement|read-?out|visit|text|version|website|residence|trip|agency|media|summary|language))
      |executives?|managers?|managing\ directors?
    |patriarchs?|archpriests?|bishops?|archbishops?|cardinals?|rabbis?|imams?
    |(?:presidential\ )?candidates?|nominees?|hopefuls?|front-?runners?
    |professors?|prof\.|analysts?|experts?|historians?|economists?
    |reporters?|journalists?|correspondents?|anchors?|hosts?|editors?|columnists?
    |administrations?|governments?|(?:negotiating\ )?teams?|delegations?|campaigns?|staff(?:ers)?|allies
      |supporters?|voters?
    |troops|soldiers|service\ members|astronauts?|cosmonauts?|athletes?|players?|actors?|singers?|investors?|students?
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)

_F = TypeVar("_F", NameForm, CountryForm)


class _Matcher(Generic[_F]):
    """All forms at once, longest first, whole words, whatever their case; callers check the case."""

    def __init__(self, forms: Iterable[_F]) -> None:
        self._by_key: dict[str, list[_F]] = {}
        for form in forms:
            self._by_key.setdefault(_lower(fold(form.text)), []).append(form)
        self._keys = list(self._by_key)
        self._automaton = AhoCorasick(self._keys, matchkind=MatchKind.LeftmostLongest) if self._keys else None

    def find(self, folded: str, lowered: str) -> Iterable[tuple[int, int, list[_F]]]:
        if self._automaton is None:
            return
        for index, start, end in self._automaton.find_matches_as_indexes(lowered):
            if _whole_word(lowered, start, end):
                written = folded[start:end]
                forms = [
                    form for form in self._by_key[self._keys[index]] if _case_fits(written, form.text, folded, start)
                ]
                if forms:
                    yield start, end, forms


def _lower(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _whole_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or (after.isalnum() and text[end - 1 : end] != "."))


def _case_fits(written: str, form: str, text: str, start: int) -> bool:
    form = fold(form)
    if written in (form, form.upper(), form[:1].upper() + form[1:]):
        return True
    if len(form) < 4:
        beside = text[max(0, start - 4) : start] == "the " or text.startswith(" pres", start + len(form))
        return form in ("UK", "US") and _is_caseless(text, start) and beside
    if " " in form and written[0].isupper() == form[0].isupper():
        return True
    return _is_caseless(text, start)


def _is_caseless(text: str, at: int) -> bool:
    """Whether the line is written without capitals, as some feeds' titles are."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    return not any(map(str.isupper, line))


class NameFinder:
    """Finds the raw spans of a text. Build it once: the automata are the costly part."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._names = _Matcher(gazetteer.forms)
        self._handles = by_handle(gazetteer)
        self._countries = _Matcher(form for form in gazetteer.country_forms if form.kind in _COUNTRY_WORDS)

    def find(self, text: str, doc: Doc | None = None) -> list[Span]:
        """All spans, in order, not overlapping; where two overlap, names go before ranks before the rest."""
        text = plain(text)
        folded = fold(text)
        lowered = _lower(folded)
        names = [
            Span(start, end, Kind.NAME, names=tuple(forms))
            for start, end, forms in self._names.find(folded, lowered)
            if not _is_prefix_of_word(text, start, end)
        ]
        names += [
            Span(m.start(), m.end(), Kind.NAME, names=self._handles[m.group()])
            for m in _HANDLE.finditer(lowered)
            if m.group() in self._handles
        ]
        ranks = [Span(m.start(), m.end(), Kind.RANK, title=m.group().lower()) for m in _RANK.finditer(folded)]
        titles = [_title(m) for m in _TITLE.finditer(folded)]
        countries = [
            Span(start, end, Kind.COUNTRY, countries=tuple(forms))
            for start, end, forms in self._countries.find(folded, lowered)
        ]
        people = _people(doc, [*ranks, *titles]) if doc is not None and len(doc) else _titled_people(text, titles)
        leaders = _with_first_names(text, names, people)
        others = [*people, *_small_letters(folded)]
        taken = bytearray(len(text))
        kept: list[Span] = []
        for group in (leaders, _longer(ranks, titles), titles, countries, others):
            for span in group:
                if not any(taken[span.start : span.end]):
                    taken[span.start : span.end] = b"\x01" * (span.end - span.start)
                    kept.append(span)
        return sorted(kept, key=lambda span: span.start)


_HANDLE = re.compile(r"@[a-z_]{6,}")


def by_handle(gazetteer: Gazetteer) -> dict[str, tuple[NameForm, ...]]:
    """Full names as accounts are called: "@firstlast", in lower case without accents."""
    found: dict[str, tuple[NameForm, ...]] = {}
    for form in gazetteer.forms:
        if not form.surname and " " in form.text:
            handle = "@" + re.sub(r"\W", "", _lower(fold(form.text)))
            found[handle] = (*found.get(handle, ()), form)
    return found


def _title(match: re.Match[str]) -> Span:
    written = match.group().lower()
    plural = written in _PLURALS
    return Span(
        match.start(),
        match.end(),
        Kind.TITLE,
        title=_PLURALS[written] if plural else written,
        plural=plural,
    )


_PREMIER = re.compile(r"(?:[a-z]+ and )?prime minister")
"""What is no minister: "acting prime minister", "crown prince and prime minister"."""


def _longer(ranks: list[Span], titles: list[Span]) -> list[Span]:
    """The ranks that do not lie inside a leader's title ("general" in "secretary general")."""
    inside = {at for title in titles for at in range(title.start, title.end)}
    offices = {t.start for t in titles if t.title in ("prime minister", "crown prince", "general secretary")}
    return [
        rank
        for rank in ranks
        if rank.start not in offices
        and not _PREMIER.match(rank.title)
        and not (rank.start in inside and rank.end - 1 in inside and _covered(rank, titles))
    ]


def _covered(rank: Span, titles: list[Span]) -> bool:
    return any(title.start <= rank.start and rank.end <= title.end for title in titles)


def _is_prefix_of_word(text: str, start: int, end: int) -> bool:
    """Whether the name only colours another word: "Trump-era", "pro-Putin", "anti-Xi"."""
    after = text[end : end + 2]
    before = text[max(0, start - 12) : start]
    return bool(re.match(r"-[a-z]", after)) or bool(re.search(r"(?<![^\W_])[a-z]+-$", before))


def _titled_people(text: str, titles: list[Span]) -> list[Span]:
    """Without a parse: the capitalised words behind a title, in lines that are not all capitalised words."""
    found = []
    for title in titles:
        match = _FULL_NAME.match(text, title.end)
        if match is not None and not _is_heading(text, title.start):
            found.append(Span(match.start(1), match.end(1), Kind.PERSON))
    return found


_FULL_NAME = re.compile(r" ([A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3})(?!\w)")


_SUBJECT = re.compile(
    r"""(?:^[^\w\n#]*|,\ |\b(?:yesterday|today)\ |&\ )
    (?!(?:the|both|two|these|those|our|their|his|her|they|we|he|she|it|who|which|and|parties|sides)\b)
    (?P<name>(?:[a-z]+\ )?\#?[a-z]+)
    \ (?:(?:also|later|then)\ )?(?:spoke|had\ an?|h[eo]ld|holds|talked|discussed)\b""",
    re.VERBOSE | re.MULTILINE,
)


def _small_letters(folded: str) -> list[Span]:
    """Who is the subject of a line without capitals, where the model sees no name: "sergey #lavrov spoke"."""
    return [
        Span(*match.span("name"), Kind.PERSON)
        for match in _SUBJECT.finditer(folded)
        if _is_caseless(folded, match.start("name"))
    ]


def _is_heading(text: str, at: int) -> bool:
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = re.findall(r"[A-Za-z]{4,}", text[start : end if end >= 0 else len(text)])
    return len([word for word in line if word[0].isupper()]) > len(line) * 0.7


def _people(doc: Doc, titles: list[Span]) -> list[Span]:
    """The people the language model sees, without titles, line breaks, possessives and stray marks."""
    found = []
    ordered = sorted(titles, key=lambda title: title.start)
    starts = [title.start for title in ordered]
    text = doc.text  # put together anew each time it is asked for
    for entity in doc.ents:
        if entity.label_ != "PERSON":
            continue
        match = re.match(r"\W*(.*?)(?:['’]s?)?\W*$", entity.text.split("\n")[0])
        if match is None or not match.group(1):
            continue
        start = entity.start_char + match.start(1)
        end = start + len(match.group(1))
        inside = ordered[bisect_left(starts, start) : bisect_left(starts, end)]
        start = max([t.end for t in inside if t.end < end], default=start)
        start += len(text[start:end]) - len(text[start:end].lstrip())
        found.append(Span(start, end, Kind.PERSON))
    return found


_PARTICLES = {"bin", "ben", "al", "el", "ibn", "van", "von", "der", "de", "la", "da", "jr", "sr", "s"}


def _with_first_names(text: str, names: list[Span], people: list[Span]) -> list[Span]:
    """Names widened to the whole name that the model sees, or dropped where that is somebody else.

    "Lara Trump" and "Donald Trump Jr." are not the president; "Donald John Trump" is.
    """
    kept: list[Span] = []
    starts = sorted(name.start for name in names)
    ends = [person.end for person in people]  # in order: they do not overlap
    for name in names:
        at = bisect_right(ends, name.start)
        around = people[at] if at < len(people) and people[at].start < name.end else name
        around = Span(min(around.start, name.start), max(around.end, name.end), Kind.PERSON)
        if bisect_left(starts, around.end) - bisect_left(starts, around.start) > 1:
            around = name
        known = {word for form in name.names for spelling in _spellings(form) for word in _words(spelling)}
        before = _words(text[around.start : name.start])
        after = text[name.end : name.end + 5]
        junior = re.match(r",? Jr\b", after) is not None and "jr" not in known
        full = any(not form.surname for form in name.names)
        first = next((word for word in before if len(word) > 1), "")
        if junior or (first and not full and first not in known):
            continue
        if full:
            around = Span(name.start, around.end, Kind.PERSON)
        if any(word not in known and word not in _PARTICLES for word in _words(text[name.end : around.end])):
            around = Span(around.start, name.end, Kind.PERSON)
        suffix = re.match(r",? (?:Jr\.?|MP|KC|QC)(?!\w)", text[around.end : around.end + 6])
        end = around.end + (suffix.end() if suffix else 0)
        particle = re.search(r"(?<!\w)(?:[AaEe]l-|#)$", text[max(0, around.start - 4) : around.start])
        start = around.start - (len(particle.group()) if particle else 0)
        kept.append(Span(start, end, Kind.NAME, names=name.names))
    return kept


def _spellings(form: NameForm) -> tuple[str, ...]:
    return (form.leader.name, *form.leader.spellings)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text).lower())
