"""Calls of a body of states whose members go unnamed: "G7 leaders hold a video conference".

The members are the leaders in office on the document's day; whoever is named as joining them is on the line too.
Where a text lists those who joined a call of one leader ("X, Y and Z also took part"), they are those on the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from consumers.extract.cues import Anchor, anchors
from consumers.extract.people import Group, Person, Reference
from consumers.extract.sentences import LEADER, OTHER, Sentence
from pipeline.records import Medium, Participant

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "g7": ("USA", "CAN", "FRA", "DEU", "ITA", "JPN", "GBR"),
    "brics": ("BRA", "RUS", "IND", "CHN", "ZAF"),
    "quad": ("USA", "AUS", "IND", "JPN"),
    "normandy": ("DEU", "FRA", "RUS", "UKR"),
    "e3": ("GBR", "FRA", "DEU"),
    "quint": ("USA", "GBR", "FRA", "DEU", "ITA"),
    "b9": ("BGR", "CZE", "EST", "HUN", "LVA", "LTU", "POL", "ROU", "SVK"),
}
"""Bodies of few states, by the name that texts give them (BRICS as it was until 2023)."""

WORDS = ("g7", "g-7", "group of seven", "quad ", "normandy ", "quint ", "bucharest nine", "b9 ", "e3 leaders")
"""How the bodies are written, in lower case; for the first pass."""

# Without BRICS, whose members often leave its talks to others.
_NAME = re.compile(
    r"\b(?:(?P<g7>G-?7|Group of Seven)|(?P<quad>Quad)|(?P<normandy>Normandy)|(?P<e3>E-?3)"
    r"|(?P<quint>Quint)|(?P<b9>B9|Bucharest Nine))\b"
)
_TALK = r"(?:calls?|video\S*|tele\S*|virtual|online|summits?|meetings?|gatherings?|talks|conferences?|sessions?)"
_LED = re.compile(
    rf"\b(?:leaders|heads|members|{_TALK})\s+(?:of|with)\s+(?:the\s+)?$|\bwith\s+(?:the\s+)?$", re.IGNORECASE
)
_OWN = re.compile(
    rf"['’]?s?\s+(?:[\w-]+\s+)?(?:leaders|heads|nations|countries|partners|allies|{_TALK})\b"
    r"|\s+(?:to|will|is|are|h[eo]ld\w*|me+ts?|conven\w+|agrees?d?|discuss\w*)\b",
    re.IGNORECASE,
)
_THING = re.compile(r"\s+[a-z-]+(?:s|ion|ing|ent)\b")
_MINISTERS = re.compile(rf"['’]?s?\s+(?:[\w-]+\s+){{0,2}}(?:{OTHER}|presidency)", re.IGNORECASE)
_OTHER_TIME = re.compile(r"\b(?:after|before|ahead of|following|on the eve of|days?|hours?)\b", re.IGNORECASE)
_JOINING = re.compile(
    rf"[^.;:]{{0,40}}?\b(?:with|joined\s+(?:[\w-]+\s+){{0,3}}?by|and|plus)\s+(?:[\w’'-]+\s+){{0,3}}?(?=[{LEADER}])",
    re.IGNORECASE,
)
_JOINED = re.compile(
    rf"\s+(?:with|of|between)\s+(?:[\w’'-]+\s+){{0,3}}?[{LEADER}](?:,\s+(?:the\s+)?[{LEADER}])*,?\s+(?:and|plus)"
    r"\s+(?:[\w’'-]+\s+){0,4}?",
    re.IGNORECASE,
)
"""For "a video call with X and the leaders of the G7"."""
_TAKES_PART = re.compile(
    r"\b(?:join(?:s|ed|ing)?|address(?:es|ed|ing)?|attend(?:s|ed|ing)?|t(?:ake|akes|aking|ook)\s+part"
    r"|participat\w+|host(?:s|ed|ing)?|chair(?:s|ed|ing)?|speak|spoke|speaks|meet|meets|met|h[eo]ld|holds|hosting"
    r"|conven\w+|invited)\b",
    re.IGNORECASE,
)
_LAST = 4
"""Sentences before a list among which the call that it belongs to is looked for."""
_FAR = 60
"""The same for a list that says itself that it is of those on the call."""
_NEAR = 80
"""How far a body may stand from the cue, in code points."""


@dataclass(frozen=True)
class BodyCall:
    """A cue that tells of a call of a body."""

    anchor: Anchor
    people: tuple[Participant, ...]


def calls_of_bodies(
    sentence: Sentence, cues: list[Anchor], people: list[Group], holder: Callable[[str], Participant | None]
) -> Iterator[BodyCall]:
    """The calls of bodies that a sentence tells of; `holder` gives a country's leader on the document's day."""
    text = sentence.text
    remote = [anchor for anchor in cues if anchor.medium is not Medium.UNSPECIFIED]
    if not remote:
        return
    for match in _NAME.finditer(text):
        if not _talks(text, match):
            continue
        near = [(apart, a) for a in remote if (apart := _apart(text, match, a)) is not None]
        if not near:
            continue
        anchor = min(near, key=lambda pair: pair[0])[1]
        name = next(key for key, found in match.groupdict().items() if found)
        members = [who for code in MEMBERS[name] if (who := holder(code)) is not None]
        on_line = {who.country or who.name: who for who in (*members, *_joining(text, match, anchor, people))}
        yield BodyCall(anchor, tuple(on_line.values()))


_LISTED = rf"[{LEADER}](?:[\s,;•*–-]+(?:and\s+)?(?:the\s+)?[{LEADER}])+"
_HEADED = re.compile(
    rf"\b(?:join\w*|on|participa\w+|part|attend\w*)\b[^.:]{{0,60}}:[\s•*–-]*{_LISTED}\W*$", re.IGNORECASE
)
_ALSO = re.compile(
    rf"^\W*(?:the\s+)?{_LISTED}\s+(?:(?:are|were|will)\s+)?(?:also\s+)?(?:be\s+)?"
    r"(?:t(?:ake|aking|ook)\s+part|participat\w+|join(?:ed|ing)?|attend(?:ed|ing)?)\b",
    re.IGNORECASE,
)
_ON_THE_CALL = re.compile(
    rf"^\W*(?:(?:also\s+)?joining\s+(?:[{LEADER}]\s+)?(?:on|in|for)\s+the\s+(?:[\w-]+\s+){{0,2}}\w+\s+(?:was|were)\b"
    rf"|(?:the\s+)?(?:other\s+)?participants\s+(?:in|on|of)\s+the\s+(?:[\w-]+\s+){{0,2}}\w+\s+(?:included?|were|was)\b)",
    re.IGNORECASE,
)
"""For "Joining X on the call were Y, Z and others", somewhere in the text of a readout."""
_GATHERING = re.compile(r"\b(?:calls?|summits?|meetings?|conferences?|talks|sessions?)\b", re.IGNORECASE)


def call_of_list(
    sentence: Sentence, people: list[Group], before: Sequence[Sentence]
) -> tuple[Sentence, BodyCall] | None:
    """The call whose participants the sentence lists, and the sentence that tells of it.

    `before` are the sentences before it. The call is the last one told of there or in the list's
    own heading; its sentence names one leader, who is on the line with those listed.
    """
    reach = _FAR
    if _ON_THE_CALL.match(sentence.text) is None:
        reach = _LAST
        if _HEADED.search(sentence.text) is None and _ALSO.match(sentence.text) is None:
            return None
    listed = list(_leaders(person for group in people for person in group.people))
    for told in reversed(before[-reach:]):
        remote = [anchor for anchor in anchors(told.text) if anchor.medium is not Medium.UNSPECIFIED]
        hosts = {m.participant.name: m.participant for m in told.mentions() if m.participant is not None}
        if not remote or _GATHERING.search(told.text) is None:
            continue
        if len(hosts) != 1:
            return None
        on_line = {who.country or who.name: who for who in (*hosts.values(), *listed)}
        return told, BodyCall(remote[0], tuple(on_line.values()))
    return None


def _leaders(people: Iterable[Person]) -> Iterator[Participant]:
    for person in people:
        if person.reference is Reference.LEADER and person.mention and person.mention.participant:
            yield person.mention.participant


def _talks(text: str, match: re.Match[str]) -> bool:
    """Whether the body is the one that talks: its leaders, its meeting; not its price cap, nor its ministers."""
    if _MINISTERS.match(text, match.end()):
        return False
    if _OWN.match(text, match.end()):
        return True
    return _LED.search(text[: match.start()]) is not None and _THING.match(text, match.end()) is None


def _apart(text: str, match: re.Match[str], anchor: Anchor) -> int | None:
    """How far the cue is from the body; None where another clause or a person stands between."""
    first, last = sorted([match.span(), (anchor.start, anchor.end)])
    between = text[first[1] : last[0]] if first[1] <= last[0] else ""
    if len(between) > _NEAR or re.search(r"[;:]|\.\s", between) or _OTHER_TIME.search(between):
        return None
    behind = anchor.start > match.start() and LEADER in between
    return None if behind else len(between)


def _joining(text: str, match: re.Match[str], anchor: Anchor, people: list[Group]) -> Iterator[Participant]:
    """Who is named as being on the line with them: behind "with", or as the subject that joins, hosts, addresses."""
    end = max(match.end(), anchor.end)
    behind = _JOINING.match(text, end) or _JOINING.match(text, match.end())
    between = _JOINED.fullmatch(text, anchor.end, match.start())
    for group in people:
        subject = group.is_free and group.end <= min(match.start(), anchor.start)
        words = text[group.end : match.start()]
        takes_part = subject and _TAKES_PART.search(text[group.end : end]) and not _OTHER_TIME.search(words)
        invited = behind is not None and group.start == behind.end() and not _OTHER_TIME.search(behind.group())
        if takes_part or invited or (between is not None and anchor.end < group.start < match.start()):
            yield from _leaders(group.people)
