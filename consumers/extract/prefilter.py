"""The first pass: keeps the language model off the news that cannot tell of a call between leaders.

One Aho-Corasick automaton finds, in one go over the text, the words for a remote conversation and the words for
leaders. A text may go on only if somewhere both stand close together, with leaders of two sides.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from consumers.extract.bodies import WORDS as BODIES
from consumers.extract.gazetteer import TITLE_WORDS, Gazetteer, Leader, Status, fold
from consumers.extract.masking import plain
from consumers.extract.names import by_handle
from pipeline.records import Origin

_CUES = (
    "phone", "telephon", "\U0001f4de", "\u260e", "call", "video", "virtual", "teleconference", "spoke", "speak",
    "talked", "talks with", "talk to", "talk with", "talks by", "talking to", "talking with", "conversation",
    "dial", " rang ", " rung ", " rings ", " a ring", "hung up", "conferred", "on screen", "secure line",
    "phone line", "the line with", "on the line",
)  # fmt: skip
_NO_CUE = (
    "call for", "calls for", "called for", "calling for", "calls on ", "called on ", "calling on ", "so-called",
    "call it", "called it", "call to action", "calls to ", "recall", "locall", "ically", "called the", "called a ",
    "smartphone", "cell phone", "cellphone", "spokes", "videos", "phone number", "bank call", "microphone",
    "saxophone",
)  # fmt: skip
"""Longer words that swallow a cue."""
_OFFICES = (
    *(word for word in TITLE_WORDS if len(word) > 3), " pm ", " pm'", " pms ", "leader", "counterpart",
    "heads of state", "heads-of-state", *BODIES,
)  # fmt: skip
_TWO = frozenset(
    {*(word.strip() for word in BODIES), "leaders", "pms", "presidents", "prime ministers", "premiers", "chancellors"}
)
"""Offices in the plural: two people at the least."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_NAMED = re.compile(
    r"(?:-elect|-designate)?,? (?:(?!(?:call|phone|telephone|rang|rings|sp[eo]|talk|tell|told|dial|and\b"
    r"|to\b|with\b))[\w.]+ ){0,2}|,? of [\w’' ]{2,40} "
)
_TITLED = re.compile(r",? (?:the |a )?(?:(?!and\b)\w+ ){0,2}|['’]s ")
"""What stands between an office and the name of its holder, before it and behind it."""
_WITH_ALLIES = re.compile(r"\b(?:calls?|calling|phon(?:es|ing))\s[^.]{0,40}\b(?:allies|partners)\b")
"""Leaders who go unnamed: "X to hold a call with allies"."""
_NEAR = 260
"""How far, in code points, leaders may stand from the cue: about a long sentence either way."""


@dataclass(frozen=True)
class _Hits:
    cues: list[int]
    leaders: list[tuple[int, int, Leader]]
    offices: list[tuple[int, int]]


class FirstPass:
    """Says which texts deserve the language model. Build it once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        leaders: dict[str, list[Leader]] = {}
        for form in gazetteer.forms:
            leaders.setdefault(fold(form.text).lower(), []).append(form.leader)
        for handle, forms in by_handle(gazetteer).items():
            leaders.setdefault(handle, []).extend(form.leader for form in forms)
        kinds: dict[str, str] = dict.fromkeys(_OFFICES, "office")
        kinds |= dict.fromkeys(leaders, "leader")
        kinds |= dict.fromkeys(_CUES, "cue")
        kinds |= dict.fromkeys(_NO_CUE, "nothing")
        self._words = list(kinds)
        self._kinds = list(kinds.values())
        self._leaders = leaders
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest)
        self._in_office = lru_cache(maxsize=50_000)(_in_office)

    def passages(self, text: str, origin: Origin, today: date) -> list[tuple[int, int]]:
        """Where the text may tell of a call between leaders in office on that day: spans in order, apart.

        A leader's own account and an official site need only one other leader, since they speak of their own.
        """
        found: list[tuple[int, int]] = []
        for cue in self._places(text, origin, today):
            start, end = _lines(text, cue)
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    def names_two_sides(self, text: str, origin: Origin, today: date) -> bool:
        """Whether a short text names leaders of two sides, by name or office.

        One is enough in a leader's own, and where a call with allies is spoken of.
        """
        text = _NOT_ASCII.sub(lambda letters: fold(letters.group()), plain(text)).lower()
        hits = self._find(text, today)
        named = {leader.country for _, _, leader in hits.leaders}
        if len(named) > 1 or (named and (origin.speaker or _WITH_ALLIES.search(text))):
            return True
        return len(named) + _unnamed(text, hits.offices, hits.leaders) > 1

    def _places(self, text: str, origin: Origin, today: date) -> Iterator[int]:
        """The cues that have leaders near them."""
        text = _NOT_ASCII.sub(lambda letters: fold(letters.group()), plain(text)).lower()
        hits = self._find(text, today)
        sides = 1 if origin.official_of or origin.speaker else 2
        starts = [start for start, _, _ in hits.leaders]
        for cue in hits.cues:
            first, last = bisect_left(starts, cue - _NEAR), bisect_right(starts, cue + _NEAR)
            near = hits.leaders[first:last]
            countries = {leader.country for _, _, leader in near}
            if len(countries) >= sides or len(countries) + _others(text, hits.offices, near, cue) >= sides:
                yield cue

    def _find(self, text: str, today: date) -> _Hits:
        hits = _Hits([], [], [])
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            kind = self._kinds[index]
            if kind == "cue":
                hits.cues.append(start)
            elif kind == "office":
                hits.offices.append((start, end))
            elif kind == "leader" and _is_word(text, start, end):
                hits.leaders.extend((start, end, x) for x in self._serving(self._words[index], today))
        return hits

    def _serving(self, word: str, today: date) -> Iterator[Leader]:
        return (leader for leader in self._leaders[word] if self._in_office(leader, today))


def _lines(text: str, cue: int) -> tuple[int, int]:
    """The sentences around a cue: up to a line break, or far enough to hold what stands near it."""
    start = max(text.rfind("\n", 0, cue) + 1, text.rfind(". ", 0, max(0, cue - 2 * _NEAR)) + 1)
    line = text.find("\n", cue)
    if line > 0 and text[line - 1] == ":":
        # A heading goes on into its list.
        line = text.find("\n\n", line + 2)
    stop = text.find(". ", cue + 2 * _NEAR)
    ends = [place for place in (line, stop + 1) if place > 0]
    return start, min(ends, default=len(text))


def _others(text: str, offices: list[tuple[int, int]], near: list[tuple[int, int, Leader]], cue: int) -> int:
    """How many leaders are meant near the cue by office alone, two at the most."""
    first, last = bisect_left(offices, (cue - _NEAR, 0)), bisect_right(offices, (cue + _NEAR, 0))
    return _unnamed(text, offices[first:last], near)


def _unnamed(text: str, offices: list[tuple[int, int]], near: list[tuple[int, int, Leader]]) -> int:
    """How many of these offices stand without their holder's name, two at the most."""
    apart = 0
    for start, end in offices:
        if not any(
            _NAMED.fullmatch(text, end, name) or _TITLED.fullmatch(text, name_end, start)
            for name, name_end, _ in near
        ):
            plural = text[start:end].strip() in _TWO or text[start : end + 1] in _TWO
            apart += 2 if plural else 1
    return min(apart, 2)


def _in_office(leader: Leader, today: date) -> bool:
    return leader.status(today) in (Status.CURRENT, Status.ELECTED)


def _is_word(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
