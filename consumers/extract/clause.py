"""One cue in its clause: whom the words around it refer to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consumers.extract.cues import Anchor
from consumers.extract.people import Group, Person, Reference
from consumers.extract.sentences import Sentence
from pipeline.records import Participant


@dataclass(frozen=True)
class Setting:
    """Who the words that name nobody refer to, at one sentence."""

    speaker: Participant | None
    """Whose first person the text is."""
    host: Participant | None
    """The leader whose official site this is."""
    subject: Participant | None
    """Whom "he" or "she" means at the start of the sentence; None if it is nobody's leader or unknown."""
    pair: tuple[Participant, ...]
    """Whom "the two leaders" means."""
    call: tuple[Participant, ...] = ()
    """Who was on the line in the call told of last: what "the call" means."""


@dataclass(frozen=True)
class Line:
    """The two ends of a call, as one cue tells it."""

    callers: tuple[Participant, ...]
    called: tuple[Participant, ...]
    apart: bool = False
    """True where each of `called` had a call of their own."""
    explicit: bool = True
    """False where an end was supplied by the setting rather than by the sentence."""

    @property
    def everybody(self) -> tuple[Participant, ...]:
        """All participants, each country once, in order."""
        return distinct((*self.callers, *self.called))

    @property
    def is_call(self) -> bool:
        """Whether leaders of two or more countries were on the line."""
        return len({p.country for p in self.everybody}) >= 2


_RELATIVE = re.compile(r",\s+(?:who|which|whom|whose)\b[^,;]*,", re.IGNORECASE)

_ASKS = re.compile(
    r"['’]s?\s+(?:[\w-]+\s+){0,2}(?:requests?|offers?|proposals?|bid|plea|hopes?|plans?|wish|attempts?|efforts?|readiness"
    r"|willingness|refusal|decision|suggestion)\s+(?:for|to|of)\b",
    re.IGNORECASE,
)
"""For "X's request for a call": whose call it would be."""
NOMINAL = re.compile(r"\W*(?:(?:a|an|another|one)\s+(?:[\w-]+\s+){0,2})?", re.IGNORECASE)
"""What stands before a call that is the subject of its sentence: "A call to X is to follow"."""
_TOLD_TO = re.compile(r"\s+to\s+(?:\w+ly\s+)?", re.IGNORECASE)
"""For "X asked Y to speak with Z": Y is to speak."""
_WHO = re.compile(r",?\s+who\s+(?:(?:had|has|then|later|also|in turn)\s+){0,2}", re.IGNORECASE)

_SAYS = re.compile(r"\s+(?:said|says|added|told \w+)(?:\s+(?:on\s+)?\w+day)?\s*(?:[,.]|$)")


class Clause:
    """A cue, the people of its sentence, and the setting that pronouns are read in."""

    def __init__(self, sentence: Sentence, anchor: Anchor, people: list[Group], setting: Setting) -> None:
        self._text = sentence.text
        self._sentence = sentence
        self._anchor = anchor
        asides = [m.span() for m in _RELATIVE.finditer(sentence.text) if not m.start() <= anchor.start < m.end()]
        self._main = sentence.text
        for start, end in asides:
            self._main = self._main[:start] + " " * (end - start) + self._main[end:]
        self._groups = [g for g in people if not any(start <= g.start < end for start, end in asides)]
        self._setting = setting
        self._explicit = True

    def _pronoun(self, word: str, at: int) -> tuple[Participant, ...] | None:
        speaker = self._setting.speaker
        if word == "our" and speaker is not None and speaker in self._setting.pair:
            self._explicit = False
            return self._setting.pair
        if word in ("my", "our"):
            self._explicit = False
            return (self._setting.speaker,) if self._setting.speaker else ()
        if word == "their":
            free = self._before(at)
            for group in free:
                who = self._known(group.people)
                if len(who) > 1:
                    return who
            self._explicit = False
            return self._setting.pair
        return self._antecedent(at)

    def _antecedent(self, at: int) -> tuple[Participant, ...]:
        """Whom "he" or "his" at that place means; empty if nobody's leader."""
        named = [g for g in self._before(at) if _is_named(g)]
        for group in sorted(named, key=lambda g: g.is_object):
            return self._known(group.people[:1])
        owner = next((g for g in reversed(self._groups) if g.end <= at and g.possessive), None)
        if owner is not None and owner.people[-1].reference is Reference.LEADER:
            return self._known(owner.people[-1:])  # "at X's request following his call"
        self._explicit = False
        if self._setting.subject is None and re.match(r"\W*(?:after|before|during|in|following)\b", self._text, re.I):
            # "After his call with X, Y said": the pronoun looks ahead to a name.
            ahead = [g for g in self._groups if g.start >= at and g.is_free and _is_named(g)]
            return self._known(ahead[0].people[:1]) if ahead else ()
        return (self._setting.subject,) if self._setting.subject else ()

    def _nearest(self) -> Group | None:
        return next((g for g in reversed(self._groups) if g.end <= self._anchor.start), None)

    def _before(self, at: int) -> list[Group]:
        """The groups before that place that may be a subject, the nearest first."""
        return [g for g in reversed(self._groups) if g.end <= at and not g.oblique]

    def _host(self) -> tuple[Participant, ...] | None:
        """The subject of the clause of the cue; None if it is somebody who is no leader."""
        before = [g for g in self._groups if g.end <= self._anchor.start and g.is_free]
        praised = re.search(r"\bfor\s+$", self._text[: self._anchor.start]) is not None
        if praised and self._text[self._anchor.start : self._anchor.end].lower().endswith("ing"):
            # "X scolds Y for calling Z": the participle is about whoever stands before it.
            nearest = self._nearest()
            return self._resolve(nearest) if nearest is not None else None
        nearest = self._nearest()
        if nearest is not None and _WHO.fullmatch(self._text[nearest.end : self._anchor.start]):
            every = re.search(r"\b(?:both|each|one after)\b", self._text[self._anchor.start :], re.IGNORECASE)
            people = nearest.people if every else nearest.people[-1:]
            # A pronoun there is one that `_known` would look to the subject for, which is what is asked.
            return self._resolve(nearest) if Reference.ONE in {p.reference for p in people} else self._known(people)
        if (
            nearest is not None
            and nearest.is_object
            and _TOLD_TO.fullmatch(self._text[nearest.end : self._anchor.start])
        ):
            return self._resolve(nearest)
        before = [g for g in before if not (g.is_object or self._is_aside(g))]
        if before:
            # "X hosts Y a day after speaking with Z": a participle shares the subject of the whole clause.
            return self._resolve(before[0] if self._is_participle() else before[-1])
        if self._setting.speaker is not None and not any(
            g.is_free and g.end <= self._anchor.start for g in self._groups
        ):
            self._explicit = False
            return (self._setting.speaker,)
        asking = next((g for g in self._groups if g.possessive and _ASKS.match(self._text[g.end :])), None)
        if asking is not None and asking.end <= self._anchor.start:
            return self._resolve(asking)
        after = next((g for g in self._groups if g.start >= self._anchor.end and g.is_free), None)
        if after is not None and self._is_adjunct():
            return self._resolve(after)
        if NOMINAL.fullmatch(self._text[: self._anchor.start]) or self._sentence.is_title or self._is_adjunct():
            self._explicit = False
            who = self._setting.host or self._setting.subject
            return (who,) if who else None
        return None

    def _resolve(self, group: Group) -> tuple[Participant, ...] | None:
        found: list[Participant] = []
        for person in group.people:
            if person.mention is not None and person.mention.participant is not None:
                found.append(person.mention.participant)
            elif person.reference is Reference.SPEAKER:
                if self._setting.speaker:
                    found.append(self._setting.speaker)
            elif person.reference is Reference.ONE:
                found.extend(self._antecedent(person.start))
            elif person.reference is Reference.PAIR:
                self._explicit = False
                found.extend(self._pair())
        return tuple(found) or None

    def _pair(self) -> tuple[Participant, ...]:
        """Whom "they" or "the leaders" means: never the one who speaks."""
        return () if self._setting.speaker in self._setting.pair else self._setting.pair

    def _is_aside(self, group: Group) -> bool:
        """Whether the group only says who is talking: ", the spokesman said,"."""
        after = self._text[group.end : group.end + 40]
        before = self._text[: group.start].rstrip()
        return before.endswith(",") and _SAYS.match(after) is not None

    def _is_participle(self) -> bool:
        after = re.search(
            r"\b(?:after|before|while|upon|since)\s+(?:\w+ly\s+)?$", self._text[: self._anchor.start], re.I
        )
        return after is not None and self._text[self._anchor.start : self._anchor.end].lower().endswith("ing")

    def _is_adjunct(self) -> bool:
        """Whether the cue stands in a phrase that opens the sentence: "In a call with X, Y said"."""
        before = self._text[: self._anchor.start]
        return (
            re.fullmatch(
                r"\W*(?:it was (?:only )?)?"
                r"(?:(?:in|on|during|after|following|over|via|by|speaking|talking|as)\b[^.;]*)?",
                before,
                re.IGNORECASE,
            )
            is not None
        )

    def _somebody_before(self, at: int) -> tuple[Participant, ...]:
        """Whom "him" or "her" at the far end means: the leader named last who is not the subject of the clause."""
        host = self._host() or ()
        for group in reversed([g for g in self._groups if g.end <= at]):
            who = tuple(p.mention.participant for p in group.people if p.mention and p.mention.participant)
            if who and who[-1] not in host:
                return (who[-1],)
        self._explicit = False
        subject, speaker = self._setting.subject, self._setting.speaker
        last = self._setting.call or self._setting.pair
        if subject is not None and subject == speaker and speaker in host and speaker in last:
            # Nobody but "I" since the last call was told of: "him" is its other end.
            return tuple(who for who in last if who != speaker)[:1]
        return (subject,) if subject and subject not in host else ()

    def _known(self, people: tuple[Person, ...]) -> tuple[Participant, ...]:
        found: list[Participant] = []
        for person in people:
            if person.mention is not None:
                if person.mention.participant is not None:
                    found.append(person.mention.participant)
            elif person.reference is Reference.SPEAKER:
                found.extend([self._setting.speaker] if self._setting.speaker else [])
            elif person.reference is Reference.ONE:
                found.extend(self._somebody_before(person.start))
            elif person.reference is Reference.PAIR:
                self._explicit = False
                found.extend(self._pair())
        return distinct(tuple(found))


def _is_named(group: Group) -> bool:
    return group.people[0].reference in (Reference.LEADER, Reference.OTHER)


def same(one: Person, other: Person) -> bool:
    a = one.mention.participant if one.mention else None
    b = other.mention.participant if other.mention else None
    return a is not None and b is not None and a.country == b.country


def distinct(people: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """The people, each country's once, in order."""
    kept: dict[str, Participant] = {}
    for person in people:
        kept.setdefault(person.country or person.name, person)
    return tuple(kept.values())
