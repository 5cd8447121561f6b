"""Possible mentions: a document opens with two leaders in conversation and says neither that it was by telephone
nor that it was in person.

"Biden urges the Israeli prime minister to ..." may be the fourth report of a call that three others plainly tell
of, or of a letter. Nothing in the document decides that, so that its account serves for joining only: it is
`uncertain` and of low confidence, and reconcile lets it join a call that others establish, never make one.
So is what says plainly that there was a call and leaves open whose (`possible_pairs`), or with whom
(`possible_groups`; then `multi`, with one participant).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from consumers.extract.cues import Anchor, Cue, anchors
from consumers.extract.dating import date_of, is_fresh
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.participants import Line, Setting, line
from consumers.extract.people import Group, groups
from consumers.extract.possible_groups import calls_with_the_unnamed
from consumers.extract.possible_pairs import two_leaders, unclaimed_calls
from consumers.extract.presence import without_plans
from consumers.extract.reading import day_of
from consumers.extract.sentences import LEADER, Sentence, sentences
from consumers.extract.standing import SUPPOSED, standing
from consumers.extract.voices import host_of, speaker_of
from pipeline.records import (
    CallStatus,
    Confidence,
    DateInterval,
    Evidence,
    Medium,
    Participant,
    ReportedCall,
    Role,
)

HEAD = 600
"""Code points after the title in which a document says what it is about."""
_LEAD = 3
"""Sentences after the title that are read."""
_FRESH = timedelta(days=2)
"""A call that the document dates within this of its own day is the one its opening tells of."""

_WORDS = re.compile(
    r"\b(?:talk|speak|spoke|conver|discuss|dialogue|call|told|tell|urg|ask|plead|assur|reassur|inform|brief"
    r"|remind|consult|confer|agree|exchang|chat|held|hold|phone|warn|offer|express|convey|pledg|promis)",
    re.IGNORECASE,
)
"""The beginnings of all words of conversation: a text without any has nothing to find."""
_TO_SOMEBODY = re.compile(
    r"\b(?:t(?:ells?|old|elling)|(?:urg|assur|reassur)(?:es?|ed|ing)|(?:ask|inform|brief|remind|warn)(?:s|ed|ing)?"
    r"|plead(?:s|ed)\ with|consult(?:s|ed|ing)?(?:\ with)?|call(?:s|ed|ing)?\ on"
    r"|(?:offer|express|convey|pledg|promis)(?:s|es|ed|ing)\ (?:\S+\ ){1,5}?to)"
    rf"(?=\ (?:\S+\ ){{0,3}}?\#?{LEADER})",
    re.IGNORECASE | re.VERBOSE,
)
"""What is said to the other's ear as a rule; pressing and demanding are as often done from a platform."""
_TOGETHER = re.compile(
    r"\b(?:discuss(?:es|ed|ing)?|agree[sd]?|confer(?:s|red)?|exchang(?:es?|ed)\ (?:\w+\ )?views|talk(?:s|ed|ing)?"
    r"|speaks?|spoke"
    r"|h[eo]ld(?:s|ing)?\ (?:[\w-]+\ ){0,3}?(?:talk|discussion|conversation|negotiation|consultation)s?)\b",
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN_TWO = re.compile(
    rf"(?<={LEADER}[-–—/]{LEADER} )(?:\w+ )?(?:talks?|conversations?|discussions?|dialogues?|chats?|exchanges?)\b",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\b(?:talk|conversation|discussion|dialogue|chat|exchange|call)s?\b", re.IGNORECASE)
_IN_PERSON = re.compile(
    r"\b(?:met|meets|meet(?:ing)?s?\ (?:with|between|of|in|at)|bilateral\ meeting|summit|face[- ]to[- ]face"
    r"|in[- ]person|sidelines|handshake|dinner|lunch|aboard|reception|rally|trip|tour|parade|ceremony|funeral"
    r"|speech(?:es)?|interviews?"
    r"|(?:visit|host)(?:s|ed|ing)?|welcom(?:es?|ed|ing)|arriv(?:es?|ed|ing)"
    r"|receiv(?:es?|ed)(?!\ (?:\w+\ ){0,3}calls?\b)"
    r"|(?:at|to|in)\ the\ (?:White\ House|Kremlin|Oval\ Office|Elys[ée]e|Great\ Hall)|Mar-a-Lago|Camp\ David"
    r"|(?:joint|press|news)\ conference|telegrams?|letters?|tweet(?:s|ed)?|congratulat\w+|condolences?|greetings"
    r"|(?:sen[dt]s?|sending|in|wrote)\ (?:an?|his|her|the)\ (?:\w+\ ){0,2}message)\b",
    re.IGNORECASE | re.VERBOSE,
)
"""Signs that they were in one room, or that one of them wrote or spoke to others."""
_HABIT = re.compile(
    r"\b(?:hundreds|dozens|numerous|many|often|frequent(?:ly)?|regular(?:ly)?|repeated(?:ly)?|over the years)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:\b(?:not|never|without|refus\w+\ to)|n['’]t)\ (?:\w+\ ){0,2}$", re.IGNORECASE | re.VERBOSE)
_PAUSE = re.compile(r"[,;:]|\b(?:that|who|which|as|after|before|while|but)\b|.{45}", re.IGNORECASE)
_LIST = re.compile(rf"\b(?:with|to)\ #?(?P<people>{LEADER}(?:(?:,|\ and|,\ and|\ &)\ #?{LEADER})+)\s*$")
"""How headlines end: "in calls with X, Y"."""


def may_open_with_talk(head: str) -> bool:
    """Whether the beginning of a document is worth looking at: a cheap test of its words."""
    return _WORDS.search(head) is not None


_CAPTION = re.compile(r"^.*\([^()\n]*\b(?:Getty|AFP|AP|Reuters|EPA|Photo)\b[^()\n]*\)[ \t]*$", re.MULTILINE)
"""The line under a picture, which shows another day."""


@dataclass(frozen=True)
class _Sign:
    """Words of one sentence that tell of two or more leaders in conversation, or of one with unnamed others."""

    sentence: Sentence
    people: tuple[Participant, ...]
    status: CallStatus
    date: DateInterval | None
    by_telephone: bool = False

    @property
    def sides(self) -> frozenset[str]:
        return _sides(self.people)


class PossibleFinder:
    """Finds the possible mentions of a document. Build it once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def find(self, document: Document, calls: Sequence[ReportedCall] = ()) -> tuple[ReportedCall, ...]:
        """The conversations that the document opens with and that are not among, or part of, its `calls`."""
        if not may_open_with_talk(document.text[: document.title_end + HEAD]):
            return ()
        today = day_of(document.published, self._gazetteer)
        setting = Setting(
            speaker_of(document, self._gazetteer, today), host_of(document, self._gazetteer, today), None, (), ()
        )
        found: dict[frozenset[str], list[_Sign]] = {}
        barred: set[frozenset[str]] = set()
        own = document.origin.official_of if not document.origin.speaker else None
        opening = _opening(document)
        pair = two_leaders(opening) if not own else ()
        if any(_sides(pair) & _sides(call.participants) for call in calls):
            pair = ()  # that call is the one spoken of
        for sentence in opening:
            if own and sentence.is_title:
                # "Meeting with X" is what some palaces head a talk on a screen with; the text tells the two apart.
                continue
            if SUPPOSED.search(sentence.text) or _HABIT.search(sentence.text):
                continue
            reading = _Reading(document, sentence, setting, today)
            for sign in (*reading.unclaimed(pair), *reading.with_the_unnamed()):
                found.setdefault(sign.sides, []).append(sign)
            if _IN_PERSON.search(without_plans(sentence.text)):
                barred |= set(_pairs(m.participant for m in sentence.mentions() if m.participant is not None))
                continue
            for sign in reading.signs():
                if own and (own not in sign.sides or found):
                    continue
                found.setdefault(sign.sides, []).append(sign)
        return tuple(
            _possible(document, signs)
            for sides, signs in found.items()
            if (sides not in barred or any(sign.by_telephone for sign in signs))
            and not any(_tells_of(call, sides, signs, today) for call in calls)
        )


class _Reading:
    """One sentence, searched for conversations."""

    def __init__(self, document: Document, sentence: Sentence, setting: Setting, today: date) -> None:
        self._document = document
        self._sentence = sentence
        self._setting = setting
        self._today = today
        self._people: list[Group] = groups(sentence, document.doc)

    def signs(self) -> Iterator[_Sign]:
        for anchor in _talk(self._sentence.text):
            ends = line(self._sentence, anchor, self._people, self._setting) or self._subject_of(anchor)
            if ends is None:
                continue
            for people in _companies(ends, self._listed()):
                yield from self._told(anchor, people)

    def unclaimed(self, pair: tuple[Participant, ...]) -> Iterator[_Sign]:
        """Calls of the two leaders that the document opens with, if it does, in words that name nobody else."""
        for anchor in unclaimed_calls(self._sentence, self._people) if pair else ():
            if line(self._sentence, anchor, self._people, self._setting) is None:
                yield from self._told(anchor, pair, by_telephone=True)

    def with_the_unnamed(self) -> Iterator[_Sign]:
        """Calls of one leader with "world leaders"."""
        for anchor, caller in calls_with_the_unnamed(self._sentence, self._people, self._setting.host):
            yield from self._told(anchor, (caller,), by_telephone=True)

    def _told(
        self, anchor: Anchor, people: tuple[Participant, ...], *, by_telephone: bool = False
    ) -> Iterator[_Sign]:
        """The conversation of these people, if the words say that there was one or will be."""
        status = standing(self._sentence, anchor)
        denied = _NOT.search(self._sentence.text[: anchor.start]) is not None
        if not denied and status in (CallStatus.HELD, CallStatus.PLANNED):
            yield _Sign(self._sentence, people, status, self._date(anchor, status), by_telephone)

    def _subject_of(self, anchor: Anchor) -> Line | None:
        """Two leaders right before the words, whatever stands behind: "X, Y hold talks as war with Z goes on"."""
        before = [group for group in self._people if group.end <= anchor.start]
        if not before or not before[-1].is_free or _PAUSE.search(self._sentence.text[before[-1].end : anchor.start]):
            return None
        people = [p.mention.participant for p in before[-1].people if p.mention is not None]
        ends = Line(tuple(who for who in people if who is not None), ())
        return ends if ends.is_call and None not in people else None

    def _listed(self) -> tuple[Participant, ...]:
        """Everyone of the list that a headline ends in."""
        match = _LIST.search(self._sentence.text) if self._sentence.is_title else None
        if match is None:
            return ()
        mentions = self._sentence.mentions(match.start("people"), match.end("people"))
        return tuple(m.participant for m in mentions if m.participant is not None)

    def _date(self, anchor: Anchor, status: CallStatus) -> DateInterval | None:
        if self._document.published is None:
            return None
        when = date_of(self._sentence, anchor, [], status, self._today, None)
        if when is None and self._setting.speaker is not None and is_fresh(self._sentence, anchor):
            return DateInterval(start=self._today, end=self._today)
        return when


def _opening(document: Document) -> tuple[Sentence, ...]:
    captions = [match.span() for match in _CAPTION.finditer(document.text[: document.title_end + HEAD])]
    found = [s for s in sentences(document) if not any(start <= s.start < end for start, end in captions)]
    body = next((n for n, sentence in enumerate(found) if not sentence.is_title), len(found))
    return tuple(found[: body + _LEAD])


def _talk(text: str) -> list[Anchor]:
    """The words of conversation in a sentence: those of the call patterns and weaker ones, in order."""
    found = [anchor for anchor in anchors(text) if anchor.cue is not Cue.ADVERB]
    taken = bytearray(len(text))
    for anchor in found:
        taken[anchor.start : anchor.end] = b"\x01" * (anchor.end - anchor.start)
    for pattern, cue in (
        (_BETWEEN_TWO, Cue.NOUN),
        (_TO_SOMEBODY, Cue.VERB),
        (_TOGETHER, Cue.SPEAK),
        (_NOUN, Cue.NOUN),
    ):
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(Anchor(start, end, cue, Medium.UNSPECIFIED))
    return sorted(found, key=lambda anchor: anchor.start)


def _companies(ends: Line, listed: tuple[Participant, ...]) -> Iterator[tuple[Participant, ...]]:
    """Who may have been on one line: everybody together, and each of those called with the caller."""
    called = (*ends.called, *(p for p in listed if ends.callers and _side(p) not in _sides(ends.everybody)))
    if not ends.apart:
        yield ends.everybody
    if len(ends.callers) == 1 and len(called) > 1:
        yield from ((ends.callers[0], person) for person in called if _side(person) != _side(ends.callers[0]))


def _possible(document: Document, signs: Sequence[_Sign]) -> ReportedCall:
    first = signs[0]
    sentence = first.sentence
    held = any(sign.status is CallStatus.HELD for sign in signs)
    return ReportedCall(
        participants=first.people,
        status=CallStatus.HELD if held else CallStatus.PLANNED,
        medium=Medium.UNSPECIFIED,
        date=next((sign.date for sign in signs if sign.date is not None), None),
        role=Role.BACKGROUND,
        multi=len(first.people) >= 4 or len(first.people) == 1,
        uncertain=True,
        confidence=Confidence.LOW,
        evidence=(
            Evidence(exact=document.text[sentence.start : sentence.end], start=sentence.start, end=sentence.end),
        ),
    )


def _tells_of(call: ReportedCall, sides: frozenset[str], signs: Sequence[_Sign], today: date) -> bool:
    """Whether that call is the conversation of these signs: not where it is an earlier one, told in passing."""
    if not sides <= _sides(call.participants) or (len(sides) == 1 and len(call.participants) < 3):
        return False
    if call.uncertain and len(_sides(call.participants)) > len(sides):
        return False  # "spoke to A and B": as well one after the other
    if call.date is None or (call.date.end >= today - _FRESH and call.date.start <= today + _FRESH):
        return True
    return any(sign.date and sign.date.start <= call.date.end and call.date.start <= sign.date.end for sign in signs)


def _pairs(people: Iterable[Participant]) -> Iterator[frozenset[str]]:
    return (frozenset(pair) for pair in combinations(sorted({_side(p) for p in people}), 2))


def _sides(people: Iterable[Participant]) -> frozenset[str]:
    return frozenset(map(_side, people))


def _side(person: Participant) -> str:
    return person.country or person.name
