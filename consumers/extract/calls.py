"""The calls that a document tells of.

Each cue of each sentence is traced to the people on the line (a *sighting*); sightings of the same people and
standing become one reported call, which takes its date, medium and initiator from whichever sighting says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from consumers.extract.agreement import parse_agrees
from consumers.extract.cues import Anchor, Cue, anchors
from consumers.extract.dates import find_dates
from consumers.extract.dating import date_of, is_fresh
from consumers.extract.document import Document
from consumers.extract.gazetteer import CountryWord, Gazetteer
from consumers.extract.initiator import initiator
from consumers.extract.participants import Line, Setting, line
from consumers.extract.people import Group, Reference, groups
from consumers.extract.reading import day_of
from consumers.extract.sentences import PEOPLE, Sentence, sentences
from consumers.extract.standing import FALSE_AFTERWARDS, REMARKS, SUPPOSED, standing
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

_IN_PERSON = re.compile(
    r"\b(?:met|meets?|meeting|summit|visit(?:s|ed|ing)?|sidelines|face[- ]to[- ]face|in person|in-person|hosted|hosting|welcomed|arriv(?:ed|es|ing)"
    r"|dinner|lunch|aboard|press conference|news conference|interview|podcast|speech|rally|handshake|trip|tour)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(second|third|fourth|another|follow-up|earlier|later|morning|evening)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE
)
_REMARKS_MADE = re.compile(
    r"\bmade (?:the|these|his|her) (?:remarks?|comments?|statements?) (?:while|in|during|when|on|as)\b", re.IGNORECASE
)
_HABIT = re.compile(
    r"\b(?:frequent(?:ly)?|often|regular(?:ly)?|repeatedly|usually|sometimes|routine(?:ly)?|periodically|constantly|always"
    r"|numerous|countless|several times|many times|multiple times|over the years)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:again|another|next|second|follow-up|new|further|tomorrow|later)\b", re.IGNORECASE)
_LEAD = 3
"""Sentences, after the title, in which a document says what it is about."""


@dataclass(frozen=True)
class Sighting:
    """One cue that tells of a call."""

    sentence: Sentence
    anchor: Anchor
    people: tuple[Participant, ...]
    status: CallStatus
    medium: Medium
    date: DateInterval | None
    initiator: str | None
    explicit: bool
    ordinal: str | None = None
    parsed: bool = False
    """Whether the parse joins the cue with the people too."""
    apart: bool = False
    """True for one of several calls told of together, "calls with X and Y"."""

    @property
    def remote(self) -> bool:
        """Whether the words themselves say that the two were not in one room."""
        return self.medium is not Medium.UNSPECIFIED

    @property
    def is_meeting(self) -> bool:
        """Whether the words are those of a meeting: "will meet with" in a text on a virtual meeting."""
        return _meets(self.sentence, self.anchor)

    @property
    def generic(self) -> bool:
        """Whether the words may mean calls at large: "their telephone conversations", "the two speak by phone"."""
        text, start, end = self.sentence.text, self.anchor.start, self.anchor.end
        if _HABIT.search(text[max(0, start - 30) : end + 30]):
            return True
        words = text[start:end].lower()
        plural = self.anchor.cue is Cue.NOUN and words.endswith("s") and not self.apart and not self.sentence.is_title
        vague = not self.explicit and re.match(r"speak|talk$", words) is not None
        return (plural or vague) and self.date is None

    @property
    def sides(self) -> frozenset[str]:
        """The participants' countries (or names, where the country is unknown)."""
        return frozenset(p.country or p.name for p in self.people)


class CallFinder:
    """Finds the calls of a document. Build it once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        wanted = (CountryWord.NAME, CountryWord.DEMONYM, CountryWord.CAPITAL)
        self._country_words = {f.text.lower(): f.code for f in gazetteer.country_forms if f.kind in wanted}

    def find(self, document: Document) -> tuple[ReportedCall, ...]:
        """The calls between leaders that the document mentions, in order of first mention."""
        today = day_of(document.published, self._gazetteer)
        found = _Survey(
            document,
            today,
            host_of(document, self._gazetteer, today),
            speaker_of(document, self._gazetteer, today),
            self._country_words,
        )
        return _merge(document, _believable(document, found.sightings()))

    def may_find(self, document: Document) -> bool:
        """Whether a document without a parse is worth one: it has a call, or two leaders beside a remote cue.

        Without a parse, subjects and objects cannot be told apart, so that `find` alone would miss some.
        """
        found = sentences(document)
        if not any(anchors(sentence.text) for sentence in found):
            return False
        today = day_of(document.published, self._gazetteer)
        implied = {
            who.country
            for who in (host_of(document, self._gazetteer, today), speaker_of(document, self._gazetteer, today))
            if who
        }
        for sentence in found:
            named = {m.participant.country for m in sentence.mentions() if m.participant is not None}
            if len(named | implied) > 1 and any(a.cue is not Cue.SPEAK for a in anchors(sentence.text)):
                return True
        return bool(self.find(document))


class _Survey:
    """One pass over the sentences, keeping track of whom pronouns mean."""

    def __init__(
        self,
        document: Document,
        today: date,
        host: Participant | None,
        speaker: Participant | None,
        country_words: dict[str, str],
    ) -> None:
        self._document = document
        self._today = today
        self._host = host
        self._speaker = speaker
        self._words = country_words
        self._subject: Participant | None = speaker or host
        self._pair: tuple[Participant, ...] = ()
        self._call: tuple[Participant, ...] = ()
        self._seen: dict[str, Participant] = {}
        self._before: list[Sentence] = []

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
        for anchor in cues:
            coloured = anchor
            if anchor.cue is Cue.SPEAK:
                near = [a for a in adverbs if not _meets(sentence, anchor) and _same_clause(sentence.text, anchor, a)]
                coloured = replace(anchor, medium=near[0].medium) if near else anchor
            elif anchor.cue is Cue.ADVERB and any(
                a.cue in (Cue.SPEAK, Cue.VERB) and not _meets(sentence, a) and _same_clause(sentence.text, a, anchor)
                for a in cues
            ):
                continue
            rivals = [
                a for a in cues if a.start != anchor.start and not (a.cue is Cue.ADVERB and coloured is not anchor)
            ]
            setting = Setting(self._speaker, self._host, self._subject, self._pair, self._call)
            ends = line(sentence, coloured, people, setting)
            if ends is not None:
                yield from self._sightings(sentence, coloured, ends, rivals)

    def _sightings(self, sentence: Sentence, anchor: Anchor, ends: Line, cues: list[Anchor]) -> Iterable[Sighting]:
        status = standing(sentence, anchor)
        when = (
            None
            if self._document.published is None
            else date_of(sentence, anchor, cues, status, self._today, self._last_date)
        )
        if when is None and self._speaker is not None and status is CallStatus.HELD and is_fresh(sentence, anchor):
            when = DateInterval(start=self._today, end=self._today)
        if when is None and status is CallStatus.HELD and _REMARKS_MADE.search(sentence.text):
            when = self._last_date
        if when is None and sentence.is_title and REMARKS.match(sentence.text):
            when = DateInterval(start=self._today, end=self._today)
        asked = initiator(self._document, sentence, anchor, ends, self._words)
        ordinal = _ORDINAL.search(sentence.text[: anchor.start])
        lines = [Line(ends.callers, (p,)) for p in ends.called] if ends.apart and ends.callers else [ends]
        for each in lines:
            if each.is_call:
                self._pair = each.everybody
                if anchor.medium is not Medium.UNSPECIFIED:
                    self._call = each.everybody
                yield Sighting(
                    sentence,
                    anchor,
                    each.everybody,
                    status,
                    anchor.medium,
                    self._own_date(sentence, each.called) or when if len(lines) > 1 else when,
                    asked if asked in {p.country for p in each.everybody} else None,
                    ends.explicit,
                    ordinal.group(1).lower() if ordinal else None,
                    parse_agrees(
                        self._document.doc,
                        sentence.masked.original(anchor.start, anchor.end),
                        [(m.start, m.end) for m in sentence.mentions() if m.participant in each.everybody],
                    ),
                    ends.apart,
                )

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
        for place in places:
            words = find_dates(sentence.text, self._today, before=self._last_date)
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


def _meets(sentence: Sentence, anchor: Anchor) -> bool:
    return sentence.text[anchor.start : anchor.end].lower().startswith(("meet", "met", "bilateral"))


def _taken_back(sighting: Sighting) -> Sighting:
    return replace(sighting, status=CallStatus.DENIED)


def _same_clause(text: str, speak: Anchor, adverb: Anchor) -> bool:
    between = text[speak.end : adverb.start] if speak.end <= adverb.start else text[adverb.end : speak.start]
    return len(between) < 140 and re.search(r";|\.\s|\b(?:but|while|although)\b", between) is None


# --- from sightings to calls -------------------------------------------------------------------------------


def _believable(document: Document, sightings: list[Sighting]) -> list[tuple[Sighting, bool]]:
    """The sightings that tell of a remote conversation, each with whether that is uncertain.

    "Spoke with" alone is remote where the document has a call of the same people, uncertain where nothing says
    that they met, and no call otherwise.
    """
    sightings = _without_parts(_settled(sightings))
    remote = {(s.sides, _class(s.status)): s.medium for s in sightings if s.remote and not s.generic}
    kept: list[tuple[Sighting, bool]] = []
    for sighting in sightings:
        key = (sighting.sides, _class(sighting.status))
        if sighting.generic and key not in remote:
            continue
        if sighting.remote:
            kept.append((sighting, False))
        elif key in remote and (not sighting.is_meeting or remote[key] is Medium.VIDEO):
            kept.append((replace(sighting, medium=remote[key]), False))
        elif (
            sighting.status is CallStatus.PLANNED
            and _AGAIN.search(sighting.sentence.text)
            and sighting.sides in {sides for sides, _ in remote}
        ):
            kept.append((sighting, False))
        elif _is_plain(sighting) and not _IN_PERSON.search(document.text):
            kept.append((sighting, True))
    return _without_echoes(kept)


def _settled(sightings: list[Sighting]) -> list[Sighting]:
    """Headings take their standing from the text: a title seldom says whether its call is still to come."""
    video = {s.sides for s in sightings if s.sentence.is_title and s.medium is Medium.VIDEO}
    stated = {
        s.sides: s.status
        for s in reversed(sightings)
        if s.explicit and not s.sentence.is_title and (s.remote or (s.is_meeting and s.sides in video))
    }
    return [
        replace(s, status=stated[s.sides])
        if s.sentence.is_title and s.anchor.cue is Cue.NOUN and s.status is CallStatus.HELD and s.sides in stated
        else s
        for s in sightings
    ]


def _without_parts(sightings: list[Sighting]) -> list[Sighting]:
    """Without two of three where the same sentence has all three on one line."""
    return [
        s
        for s in sightings
        if not any(s.sides < o.sides and s.sentence is o.sentence and s.status == o.status for o in sightings)
    ]


def _without_echoes(kept: list[tuple[Sighting, bool]]) -> list[tuple[Sighting, bool]]:
    """Without what led up to a call that the document reports as held: that it was offered, sought, promised."""
    held = {s.sides for s, _ in kept if s.status is CallStatus.HELD}
    return [
        (s, uncertain)
        for s, uncertain in kept
        if s.sides not in held
        or s.status in (CallStatus.HELD, CallStatus.DENIED)
        or _AGAIN.search(s.sentence.text)
        or (s.status is CallStatus.PLANNED and s.remote)
    ]


def _is_plain(sighting: Sighting) -> bool:
    spoken = re.match(r"sp[eo]|talk(?!s)|h\w+ an? ", sighting.sentence.text[sighting.anchor.start :], re.IGNORECASE)
    return spoken is not None and sighting.status in (CallStatus.HELD, CallStatus.DENIED)


def _merge(document: Document, sightings: list[tuple[Sighting, bool]]) -> tuple[ReportedCall, ...]:
    """One call for all sightings of the same people, standing and day."""
    runs: list[list[tuple[Sighting, bool]]] = []
    for sighting, uncertain in sightings:
        run = next((r for r in runs if _is_same_call(r, sighting)), None)
        if run is None and not sighting.explicit:
            # "The call came after ..." is about a call told of before, whatever other day its sentence names.
            run = next((r for r in runs if _is_same_call(r, replace(sighting, date=None))), None)
            sighting = replace(sighting, date=None) if run is not None else sighting
        if run is None:
            runs.append([(sighting, uncertain)])
        else:
            run.append((sighting, uncertain))
    return tuple(_call(document, run) for run in runs)


def _is_same_call(run: list[tuple[Sighting, bool]], sighting: Sighting) -> bool:
    first = run[0][0]
    if first.sides != sighting.sides or _class(first.status) != _class(sighting.status):
        return False
    dates = [s.date for s, _ in run if s.date is not None]
    return sighting.date is None or not dates or any(_meet(d, sighting.date) for d in dates)


def _class(status: CallStatus) -> CallStatus:
    return CallStatus.PLANNED if status is CallStatus.PROPOSED else status


def _meet(one: DateInterval, other: DateInterval) -> bool:
    return one.start <= other.end and other.start <= one.end


def _call(document: Document, run: list[tuple[Sighting, bool]]) -> ReportedCall:
    seen = [s for s, _ in run]
    first = next((s for s in seen if not s.sentence.is_title), seen[0])
    dated = [s.date for s in seen if s.date is not None]
    when = min(dated, key=lambda d: (d.end - d.start).days) if dated else None
    media = [s.medium for s in seen if s.remote]
    shown = dict.fromkeys(s.sentence for s in (first, *(s for s in seen if s.date is not None and s.date == when)))
    return ReportedCall(
        participants=first.people,
        status=first.status,
        medium=Medium.VIDEO if Medium.VIDEO in media[:1] else media[0] if media else Medium.UNSPECIFIED,
        date=when,
        role=Role.MAIN if min(s.sentence.index for s in seen) <= _LEAD else Role.BACKGROUND,
        initiator=next((s.initiator for s in seen if s.initiator), None),
        multi=len(first.people) >= 4,
        uncertain=all(uncertain for _, uncertain in run),
        ordinal=next((s.ordinal for s in seen if s.ordinal), None),
        confidence=_confidence(seen),
        evidence=tuple(
            Evidence(exact=document.text[s.start : s.end], start=s.start, end=s.end) for s in list(shown)[:2]
        ),
    )


def _confidence(seen: list[Sighting]) -> Confidence:
    """High where patterns and parse agree on plain words for a call, low where most had to be supplied."""
    plain = [s for s in seen if s.explicit and s.remote]
    if any(s.parsed for s in plain):
        return Confidence.HIGH
    return Confidence.MEDIUM if plain or any(s.parsed for s in seen) else Confidence.LOW
