"""The calls that a document tells of.

Each cue of each sentence is traced to the people on the line (a *sighting*); sightings of the same people and
standing become one reported call, which takes its date, medium and initiator from whichever sighting says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from consumers.extract.agreement import parse_agrees
from consumers.extract.bodies import call_of_list, calls_of_bodies
from consumers.extract.cues import Anchor, Cue, anchors
from consumers.extract.dates import find_dates
from consumers.extract.dating import date_of, has_just_ended, is_fresh, picks_out
from consumers.extract.document import Document
from consumers.extract.first_person import FirstPerson, first_person, spoken_on
from consumers.extract.gazetteer import CountryWord, Gazetteer
from consumers.extract.initiator import initiator
from consumers.extract.merging import calls_of
from consumers.extract.participants import Line, Setting, line
from consumers.extract.people import Group, Reference, groups
from consumers.extract.reading import day_of
from consumers.extract.rolls import Item, Roll
from consumers.extract.sentences import PEOPLE, Sentence, sentences
from consumers.extract.sightings import Sighting, meets
from consumers.extract.standing import FALSE_AFTERWARDS, REMARKS, SUPPOSED, is_unplanned, standing
from consumers.extract.voices import host_of, leader_of
from pipeline.records import CallStatus, DateInterval, Medium, Participant, ReportedCall

_NEWS = timedelta(days=1)
"""How long a call is what a leader's address or statement is about, rather than something recalled in it."""

_ORDINAL = re.compile(
    r"\b(second|third|fourth|another|follow-up|earlier|later|morning|evening)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE
)

_AGAIN = re.compile(r"[^.;,]{0,40}\bagain\b", re.IGNORECASE)

_ALSO = re.compile(r"\b(?:also|as well|then|besides)\b", re.IGNORECASE)
_SHORTLY = 6
"""Sentences within which a speaker goes on about the calls of one day."""

_IT_WAS = re.compile(r"\W*(?:it|this|there) (?:was|had been)\b", re.IGNORECASE)

_FIRST_PERSON = re.compile(r"\b(?:I\b(?!\.)|(?:[Mm][ey]|[Ww]e)\b)")

_REMARKS_MADE = re.compile(
    r"\bmade (?:the|these|his|her) (?:remarks?|comments?|statements?) (?:while|in|during|when|on|as)\b", re.IGNORECASE
)


class CallFinder:
    """Finds the calls of a document. Build it once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        wanted = (CountryWord.NAME, CountryWord.DEMONYM, CountryWord.CAPITAL)
        self._country_words = {f.text.lower(): f.code for f in gazetteer.country_forms if f.kind in wanted}

    def find(self, document: Document) -> tuple[ReportedCall, ...]:
        """The calls between leaders that the document mentions, in order of first mention."""
        today = day_of(document.published, self._gazetteer)
        voice = first_person(document, self._gazetteer, today)
        return self._find(document, spoken_on(document, voice, today), voice)

    def _find(self, document: Document, today: date, voice: FirstPerson) -> tuple[ReportedCall, ...]:
        found = _Survey(
            document,
            today,
            host_of(document, self._gazetteer, today),
            voice,
            self._country_words,
            partial(leader_of, gazetteer=self._gazetteer, today=today),
        )
        return calls_of(document, found.sightings(), found.unnamed)

    def may_find(self, document: Document) -> bool:
        """Whether a document without a parse is worth one: it has a call, or two leaders beside a remote cue.

        Without a parse, subjects and objects cannot be told apart, so that `find` alone would miss some; and
        passages do not show whose turn of a transcript they are from, so that any "I" may be the leader's.
        """
        found = sentences(document)
        if not any(anchors(sentence.text) for sentence in found):
            return False
        today = day_of(document.published, self._gazetteer)
        voice = replace(first_person(document, self._gazetteer, today), spans=((0, len(document.text)),))
        implied = {who.country for who in (host_of(document, self._gazetteer, today), voice.speaker) if who}
        for sentence in found:
            named = {m.participant.country for m in sentence.mentions() if m.participant is not None}
            if len(named | implied) > 1 and any(a.cue is not Cue.SPEAK for a in anchors(sentence.text)):
                return True
        return bool(self._find(document, today, voice))


class _Survey:
    """One pass over the sentences, keeping track of whom pronouns mean."""

    def __init__(
        self,
        document: Document,
        today: date,
        host: Participant | None,
        voice: FirstPerson,
        country_words: dict[str, str],
        leader_of_country: Callable[[str], Participant | None],
    ) -> None:
        self._document = document
        self._leader_of = leader_of_country
        self._today = today
        self._host = host
        self._voice = voice
        self._words = country_words
        self._roll = Roll(country_words)
        self._subject: Participant | None = voice.speaker or host
        self._pair: tuple[Participant, ...] = ()
        self._call: tuple[Participant, ...] = ()
        self._seen: dict[str, Participant] = {}
        self._before: list[Sentence] = []
        self._told_of: tuple[int, DateInterval | None] = (-_SHORTLY - 1, None)
        """The sentence in which the speaker last dated a call, and the day."""
        self._none_planned = False
        """The heading says that no call is planned, as a text that is cut off may not."""
        self.unnamed: Medium | None = None
        """The medium of a call that a sentence naming nobody says was held: "It was one telephone conversation"."""

    def sightings(self) -> list[Sighting]:
        found: list[Sighting] = []
        for sentence in sentences(self._document):
            if FALSE_AFTERWARDS.search(sentence.text):
                found = [
                    _taken_back(s) if s.sentence.index == sentence.index - 1 or s.sentence.is_title else s
                    for s in found
                ]
            if SUPPOSED.search(sentence.text):
                continue
            people = groups(sentence, self._document.doc)
            self._note_pair(people)
            found.extend(self._read(sentence, people))
            self._move_on(sentence, people)
        return found

    def _read(self, sentence: Sentence, people: list[Group]) -> Iterable[Sighting]:
        cues = anchors(sentence.text)
        adverbs = [a for a in cues if a.cue is Cue.ADVERB]
        listed = call_of_list(sentence, people, self._before)
        if listed is not None:
            told, call = listed
            rivals = [a for a in anchors(told.text) if a.start != call.anchor.start]
            yield from self._sightings(told, call.anchor, Line(call.people, ()), rivals)
            return
        bodies = list(calls_of_bodies(sentence, cues, people, self._leader_of))
        of_bodies = {call.anchor for call in bodies}
        for anchor in cues:
            if anchor in of_bodies:
                continue
            if is_unplanned(sentence, anchor) or (self._none_planned and _breaks_off(sentence)):
                self._none_planned = self._none_planned or sentence.is_title
                continue
            coloured = anchor
            if anchor.cue is Cue.SPEAK:
                near = [a for a in adverbs if not meets(sentence, anchor) and _same_clause(sentence.text, anchor, a)]
                coloured = replace(anchor, medium=near[0].medium) if near else anchor
            elif anchor.cue is Cue.ADVERB and any(
                a.cue in (Cue.SPEAK, Cue.VERB) and not meets(sentence, a) and _same_clause(sentence.text, a, anchor)
                for a in cues
            ):
                continue
            rivals = [
                a for a in cues if a.start != anchor.start and not (a.cue is Cue.ADVERB and coloured is not anchor)
            ]
            speaker = self._speaker(sentence, anchor)
            setting = Setting(speaker, self._host, self._subject, self._pair, self._call)
            ends = line(sentence, coloured, people, setting)
            if ends is not None and not self._is_in_the_room(coloured, ends, speaker):
                yield from self._sightings(sentence, coloured, ends, rivals)
            elif _is_one_call(sentence, anchor, people):
                self.unnamed = self.unnamed or anchor.medium
        yield from self._of_roll(self._roll.item(sentence, cues))
        for call in bodies:
            rivals = [a for a in cues if a.start != call.anchor.start]
            yield from self._sightings(sentence, call.anchor, Line(call.people, ()), rivals)

    def _of_roll(self, item: Item | None) -> Iterable[Sighting]:
        """The call with the leader of a country that the speaker's roll of calls has come to."""
        called = self._leader_of(item.country) if item is not None else None
        speaker = self._voice.at(item.sentence.start) if item is not None else None
        if item is None or called is None or speaker is None:
            return
        ends = Line((speaker,), (called,), apart=True)
        for told in self._sightings(item.head, item.cue, ends, []):
            name = Anchor(0, len(item.sentence.text), Cue.NOUN, item.cue.medium)
            yield from (told, replace(told, sentence=item.sentence, anchor=name))

    def _speaker(self, sentence: Sentence, anchor: Anchor) -> Participant | None:
        """Whom "I" means at that cue; on an official site nobody where the sentence does not say it."""
        if not (self._voice.own_account or _FIRST_PERSON.search(sentence.text)):
            return None
        return self._voice.at(sentence.masked.original(anchor.start, anchor.end)[0])

    def _is_in_the_room(self, anchor: Anchor, ends: Line, speaker: Participant | None) -> bool:
        """Whether a speaker's bare "I spoke with X" is of somebody who stands beside."""
        if speaker is None or anchor.medium is not Medium.UNSPECIFIED:
            return False
        return any(who.country in self._voice.listeners for who in ends.everybody)

    def _has_only_not_spoken(self, sentence: Sentence, anchor: Anchor) -> bool:
        """For "I have not spoken with X in years" in an official text: that denies no call."""
        spoken = anchor.cue is Cue.SPEAK and anchor.medium is Medium.UNSPECIFIED
        return spoken and not self._voice.own_account and self._speaker(sentence, anchor) is not None

    def _sightings(self, sentence: Sentence, anchor: Anchor, ends: Line, cues: list[Anchor]) -> Iterable[Sighting]:
        status = standing(sentence, anchor)
        if status is CallStatus.DENIED and self._has_only_not_spoken(sentence, anchor):
            return
        when = (
            None
            if self._document.published is None
            else date_of(sentence, anchor, cues, status, self._today, self._last_date)
        )
        speaker = self._speaker(sentence, anchor)
        fresh = is_fresh(sentence, anchor) if speaker is not None else has_just_ended(sentence, anchor)
        if when is None and fresh and status is CallStatus.HELD:
            when = DateInterval(start=self._today, end=self._today)
        if when is None and status is CallStatus.HELD and _REMARKS_MADE.search(sentence.text):
            when = self._last_date
        if when is None and sentence.is_title and REMARKS.match(sentence.text):
            when = DateInterval(start=self._today, end=self._today)
        asked = initiator(sentence, anchor, ends, self._words)
        ordinal = _ORDINAL.search(sentence.text[: anchor.start])
        again = _AGAIN.match(sentence.text, anchor.end) is not None
        lines = [Line(ends.callers, (p,)) for p in ends.called] if ends.apart and ends.callers else [ends]
        for each in lines:
            if each.is_call:
                self._pair = each.everybody
                if anchor.medium is not Medium.UNSPECIFIED:
                    self._call = each.everybody
                day = self._own_date(sentence, each.called) or when if len(lines) > 1 else when
                if day is None and speaker in each.everybody and status is CallStatus.HELD:
                    day = self._same_day(sentence)
                if day is not None and speaker in each.everybody:
                    self._told_of = (sentence.index, day)
                yield Sighting(
                    sentence,
                    anchor,
                    each.everybody,
                    status,
                    anchor.medium,
                    day,
                    asked if asked in {p.country for p in each.everybody} else None,
                    ends.explicit,
                    ordinal.group(1).lower() if ordinal else "again" if again else None,
                    parse_agrees(
                        self._document.doc,
                        sentence.masked.original(anchor.start, anchor.end),
                        [(m.start, m.end) for m in sentence.mentions() if m.participant in each.everybody],
                    ),
                    ends.apart,
                    picks_out(sentence.text, when, anchor, self._today),
                    speaker in each.everybody and day is not None and day.start >= self._today - _NEWS,
                    each.callers[0].country if len(each.callers) == 1 else None,
                )

    def _same_day(self, sentence: Sentence) -> DateInterval | None:
        """The day of "I also spoke with Y", shortly after a call with X that the speaker dated."""
        index, day = self._told_of
        return day if sentence.index - index <= _SHORTLY and _ALSO.search(sentence.text) else None

    @property
    def _last_date(self) -> DateInterval | None:
        """The last date named in the few sentences before: what "that day" means."""
        for sentence in reversed(self._before[-3:]):
            words = find_dates(sentence.text, self._today)
            if words:
                return words[-1].interval
        return None

    def _own_date(self, sentence: Sentence, called: tuple[Participant, ...]) -> DateInterval | None:
        """The date right behind a name in "with X on Monday and with Y on Tuesday"."""
        places = [i for i, m in sentence.masked.items.items() if m.participant in called]
        words = find_dates(sentence.text, self._today, before=self._last_date) if places else []
        for place in places:
            for word in words:
                between = sentence.text[place + 1 : word.start]
                if 0 < len(between) < 12 and not re.search(rf"{PEOPLE}|\band\b", between):
                    return word.interval
        return None

    def _note_pair(self, people: list[Group]) -> None:
        here: dict[str, Participant] = {}
        for group in people:
            for person in group.people:
                if person.mention is not None and person.mention.participant is not None:
                    who = person.mention.participant
                    here.setdefault(who.country or who.name, who)
                    self._seen.setdefault(who.country or who.name, who)
        if not self._pair:
            self._pair = tuple((here if len(here) == 2 else self._seen if len(self._seen) == 2 else {}).values())

    def _move_on(self, sentence: Sentence, people: list[Group]) -> None:
        subject = next((g for g in people if g.is_free), None)
        if subject is not None:
            first = subject.people[0]
            if first.reference is Reference.LEADER and first.mention is not None:
                self._subject = first.mention.participant
            elif first.reference is Reference.OTHER:
                self._subject = None
        self._before.append(sentence)


def _breaks_off(sentence: Sentence) -> bool:
    """Whether the sentence has no end: feeds cut their summaries anywhere."""
    return re.search(r"[.!?…\"”’)\]]\s*$", sentence.text) is None


def _taken_back(sighting: Sighting) -> Sighting:
    return replace(sighting, status=CallStatus.DENIED)


def _is_one_call(sentence: Sentence, anchor: Anchor, people: list[Group]) -> bool:
    """Whether a heading or a sentence about a call says that there was one, without naming anybody beside it."""
    halves = [m.end() for m in re.finditer(r"[;:—]\s", sentence.text[: anchor.start])] if sentence.is_title else []
    beside = [p for g in people for p in g.people if p.start >= max(halves, default=0)]
    subject = sentence.is_title or _IT_WAS.match(sentence.text[: anchor.start]) is not None
    word = sentence.text[anchor.start : anchor.end].lower()
    one = anchor.cue is Cue.NOUN and not word.endswith("s")
    named = any(p.reference is not Reference.PAIR for p in beside)
    return one and subject and not named and standing(sentence, anchor) is CallStatus.HELD


def _same_clause(text: str, speak: Anchor, adverb: Anchor) -> bool:
    between = text[speak.end : adverb.start] if speak.end <= adverb.start else text[adverb.end : speak.start]
    return len(between) < 140 and re.search(r";|\.\s|\b(?:but|while|although)\b", between) is None
