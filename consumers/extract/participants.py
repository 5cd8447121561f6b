"""Who was on the line: from a cue in a sentence to the people of the call.

The people are looked for where grammar puts them: the subject of the clause or the possessor of the call on the
one side, the complement of "with", "to", "from", "between", or the object on the other. Where one side is plainly
nobody's leader (reporters, a minister, a senator), the cue tells of no call between leaders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from consumers.extract.cues import Anchor, Cue
from consumers.extract.people import PAIR, PERSON, Group, Person, Reference
from consumers.extract.sentences import LEADER, OTHER, Sentence
from pipeline.records import Medium, Participant


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
        return _distinct((*self.callers, *self.called))

    @property
    def is_call(self) -> bool:
        """Whether leaders of two or more countries were on the line."""
        return len({p.country for p in self.everybody}) >= 2


_PREP = re.compile(r"\b(?P<prep>with|to|from|between|among|involving|of)\s+", re.IGNORECASE)
_ITEM = rf"(?:(?!(?:about|on|in|after|during|to|for|that|where|who|which)\b)[\w.’'“”\"-]+\s+){{0,4}}?#?(?P<who>[{LEADER}{OTHER}]|{PAIR}|\b(?:him|her|them|me|us)\b)"
_NEXT = re.compile(
    rf"(?:\s*,?\s*(?P<and>and\b|&|as well as\b|plus\b|then\b|followed by\b|before\b)(?P<gap>(?:[^{LEADER}{OTHER}.;:]{{0,45}}?\s))?#?(?=[{LEADER}{OTHER}]))"
    rf"|(?:[^{LEADER}{OTHER}.;:]{{1,35}}?,?\s+(?P<later>and|then)(?P<again>(?:,?\s+\w+){{0,3}}?,?\s+(?:with|to)|,\s+\w+\s+\w+,)\s+#?(?=[{LEADER}{OTHER}]))"
    rf"|(?:\s+(?:on|last|this|yesterday|today|earlier|late|early)\b[^{LEADER}{OTHER}.;:]{{0,25}}?\s+and(?P<each>\s+)"
    rf"(?=[{LEADER}{OTHER}](?:\s*$|[.,;]|\s+(?:on|a|the|in|at|later|earlier|yesterday|today|this|last|\w+day)\b)))"
    rf"|(?:\s*,\s*(?:the\s+|his\s+)?(?:[a-z]+\s+){{0,2}}(?=[{LEADER}{OTHER}]))",
    re.IGNORECASE,
)
_TOPIC = re.compile(
    r"\b(?:about|over|regarding|concerning|on(?!\s+(?:\w+day|the\s+(?:tele)?phone|the\s+line|the\s+(?:evening|morning|night|eve)|behalf|a\s+call"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)))\s+(?:\S+\s+){0,9}?(?:his|her|their|its|war|meetings?|summits?|talks|visits?|ties|relations\w*"
    r"|deals?|conflict|agreements?|disputes?|cooperation|peace|border|plans?|negotiations|trade|contacts|hostilities)\b",
    re.IGNORECASE,
)
_VERBISH = re.compile(
    r"\b(?:said|says|told|met|meets|wrote|announced|warned|agreed|discussed|will|would|is|was|are|were|has|had|have|did|does)\b",
    re.IGNORECASE,
)
_ONWARD = re.compile(r"\b(?:that|who|which|when|where|while|but|because)\b", re.IGNORECASE)
_TAKES = re.compile(
    r"\b(?:t(?:ook|akes?|aken|aking)|receiv\w+|answer\w+|accept\w+|return\w+|declin\w+|refus\w+(?: to take)?|ignor\w+|miss\w+|got)\s+(?:\w+\s+){0,1}$",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"(?!(?:the|his|her|their|its|my|our|a|an|both|him|them|me|us|then|fellow|each)\b)[a-z]")
_RELATIVE = re.compile(r",\s+(?:who|which|whom|whose)\b[^,;]*,", re.IGNORECASE)
_ITS_CALL = re.compile(
    r"\b(?:the|their|that|this|its)\s+(?:[\w-]+\s+){0,2}$|^\W*(?:two leaders have (?:first|their first)\s+)$",
    re.IGNORECASE,
)
_PODIUM = re.compile(
    r"\b(?:address(?:ed|es|ing)?|speech(?:es)?|plenary|forum|session|ceremony|launch(?:ed|es|ing)?|inaugurat\w+|keynote|unveil\w+|open(?:ed|ing) (?:of|the))\b",
    re.IGNORECASE,
)
"""Occasions at which people on a screen speak to an audience, not with each other."""
_SAYS = re.compile(r"\s+(?:said|says|added|told \w+)(?:\s+(?:on\s+)?\w+day)?\s*(?:[,.]|$)")
_AGAIN = re.compile(r"\b(?:with|to)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r";|\.\s|\b(?:who|which|while|but|although|because)\b", re.IGNORECASE)
_APART = re.compile(r"[,;:“\"]|\b(?:that|who|which|said|says|while|as|and|but)\b|.{60}", re.IGNORECASE)
_POSSESSOR = re.compile(
    rf"(?:(?P<who>[{LEADER}{OTHER}])(?:['’]s?)?|\b(?P<pro>his|her|their|my|our|its)|\b(?:the|two|both)\s+(?P<pair>leaders|presidents|prime ministers|heads of state)['’])\s+"
    rf"(?:(?!(?:in|on|during|after|before|following|for|to|with|of|at|by|and|over|about|hold|holds|held|have|has|had|make|made|take|took)\b)[\w“”\"'’-]+\s+){{0,4}}$",
    re.IGNORECASE,
)


def line(sentence: Sentence, anchor: Anchor, people: list[Group], setting: Setting) -> Line | None:
    """The ends of the call that the cue tells of; None if they are not leaders, or not to be known."""
    return _Tracer(sentence, anchor, people, setting).trace()


class _Tracer:
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

    def trace(self) -> Line | None:
        anchor = self._anchor
        if anchor.cue is Cue.ADVERB and anchor.medium is Medium.VIDEO and _PODIUM.search(self._text):
            return None
        partners, apart, barred, prep = self._partners()
        if barred:
            return self._with_others() if prep == "with" else None
        if anchor.cue is Cue.VERB and not partners:
            return self._called_speaker()
        if prep in ("between", "among", "involving") and len(partners) > 1:
            return self._line((), partners, apart)
        if anchor.cue is Cue.NOUN or self._is_conversation():
            owners = self._owners()
            if owners is not None:
                if not owners:
                    return None
                if partners:
                    return self._line(owners, partners, apart)
                if len(_distinct(owners)) > 1:
                    return self._line(owners, (), apart)
                taker = self._taker()
                return self._line(owners, taker or self._clause_people(), False)
        if partners:
            host = self._host()
            return None if host is None else self._line(host, partners, apart)
        people = self._together() if anchor.cue is Cue.SPEAK else self._clause_people()
        people = people or self._anaphor()
        return self._line(people, (), False) if people else None

    def _with_others(self) -> Line | None:
        """For "X and Y hold a call with European leaders": two leaders, and more who are not named."""
        if not re.match(
            r"[^.;:]{0,15}\bwith\s+(?:\w+\s+){0,3}(?:leaders|allies|counterparts|partners)\b",
            self._text[self._anchor.end :],
            re.I,
        ):
            return None
        people = self._together()
        return self._line(people, (), False) if people else None

    def _is_conversation(self) -> bool:
        return self._text[self._anchor.start : self._anchor.end].lower().endswith("conversation")

    def _anaphor(self) -> tuple[Participant, ...]:
        """Whom "the call" or "the telephone conversation" means, where the sentence names nobody else."""
        anchor = self._anchor
        word = self._text[anchor.start : anchor.end].lower()
        if anchor.cue is not Cue.NOUN or word.endswith("s") or not _ITS_CALL.search(self._text[: anchor.start]):
            return ()
        if any(p.reference is Reference.OTHER for g in self._groups for p in g.people):
            return ()
        self._explicit = False
        return self._setting.call or (self._setting.pair if word != "call" else ())

    def _line(self, callers: tuple[Participant, ...], called: tuple[Participant, ...], apart: bool) -> Line | None:
        found = Line(callers, called, apart, self._explicit)
        return found if found.is_call else None

    # --- the far end

    def _partners(self) -> tuple[tuple[Participant, ...], bool, bool, str]:
        """(partners, whether each apart, whether the far end is nobody's leader, the preposition)."""
        anchor, text = self._anchor, self._text
        if anchor.cue is Cue.VERB:
            found = re.compile(rf"\s+(?:both\s+)?{_ITEM}", re.IGNORECASE).match(text, anchor.end)
            if found is None:
                return (), False, False, ""
            who, apart, barred = self._list(found)
            return who, apart, barred, "to"
        if anchor.cue is Cue.ADVERB:
            left = self._complement_before()
            if left is not None:
                return left
        for match in _PREP.finditer(text, anchor.end, anchor.end + 110):
            gap = text[anchor.end : match.start()]
            if re.search(rf"[{LEADER}{OTHER}]|[;:?!]|\.\s", gap) or len(gap) > 90:
                break
            prep = match["prep"].lower()
            if _TOPIC.search(gap) or _ONWARD.search(gap):
                break
            if prep == "of" or (prep in ("from", "to") and _VERBISH.search(gap)):
                continue
            item = re.compile(_ITEM, re.IGNORECASE).match(text, match.end())
            if item is not None and prep in ("to", "from") and _INFINITIVE.match(item.group()):
                continue
            if item is not None:
                if _VERBISH.search(item.group()):
                    continue
                who, apart, barred = self._list(item)
                return who, apart, barred, prep
            if prep in ("with", "between", "among") and len(gap) < 40 and not _VERBISH.search(gap):
                return (), False, True, prep
        return (), False, False, ""

    def _complement_before(self) -> tuple[tuple[Participant, ...], bool, bool, str] | None:
        """For "spoke with X by phone": the nearest "with" or "to" before the adverb."""
        for group in reversed([g for g in self._groups if g.end <= self._anchor.start]):
            between = self._text[group.end : self._anchor.start]
            if len(between) > 80 or _VERBISH.search(between):
                return None
            if group.oblique in ("with", "to", "between") and not group.possessive:
                barred = all(p.reference is Reference.OTHER for p in group.people)
                twin = self._twin(group)
                people = (*twin.people, *group.people) if twin else group.people
                return self._known(people), twin is not None, barred, group.oblique
            if not group.oblique:
                return None
        return None

    def _twin(self, group: Group) -> Group | None:
        """The other half of "with X and with Y"."""
        for other in self._groups:
            if other.oblique == group.oblique and re.fullmatch(
                r",?\s+and\s+(?:\w+\s+)?(?:with|to)\s+(?:\w+\s+)?", self._text[other.end : group.start]
            ):
                return other
        return None

    def _list(self, item: re.Match[str]) -> tuple[tuple[Participant, ...], bool, bool]:
        """Read on from the first of a list; (who, each apart, all barred)."""
        people: list[Person] = []
        apart = (
            re.search(
                r"\bseparate(?:ly)?\b|\bback-to-back\b|\bcalls\b|\bin turn\b|\bone after the other\b|\bin succession\b|\bindividually\b|\bfirst\b[^.;]*\bthen\b",
                self._text,
                re.I,
            )
            is not None
        )
        at = item.start("who")
        commas: list[Person] = []
        while True:
            person = self._person_at(at)
            if person is None:
                break
            if re.match(r"['’]s?\b(?!\s+counterpart)", self._text[person.end :]):
                if not people:
                    return (), False, True
                break
            (commas if commas else people).append(person) if people else people.append(person)
            following = _NEXT.match(self._text, person.end)
            if following is None:
                break
            gap = following["gap"] or following["again"] or ""
            if following["and"] or following["later"] or following["each"]:
                if _VERBISH.search(gap):
                    break
                again = (
                    following["later"]
                    or following["each"]
                    or following["and"] in ("then", "before")
                    or _AGAIN.search(gap)
                )
                if re.search(r"\b(?:about|on|for|of|by|in|at|his\s\w+|her\s\w+|discuss\w*)\b", gap) and not again:
                    break
                apart = apart or bool(again)
                people += commas
                commas = []
                after = self._person_at(following.end())
                if after is not None:
                    people.append(after)
                    at = after.end
                    further = _NEXT.match(self._text, at)
                    if further is None or not (further["and"] or further["later"] or further["each"]):
                        break
                    continue
                break
            after = self._person_at(following.end())
            if after is None or not self._continues(after, people[-1]):
                break
            commas.append(after)
            at = after.start
            if self._sentence.is_title and _NEXT.match(self._text, after.end) is None:
                people += commas
                break
            if after.mention and people[-1].mention and _same(after, people[-1]):
                commas.pop()
                people.append(after)
        who = self._known(tuple(people))
        barred = not who and all(p.reference is Reference.OTHER for p in people)
        return who, apart and len(who) > 1, barred

    def _continues(self, person: Person, before: Person) -> bool:
        """Whether a name after a comma goes on with the list instead of starting a new clause."""
        if _same(person, before):
            return True
        # Headlines write "calls with X, Y" for "with X and Y".
        if self._sentence.is_title and re.match(r"\s*(?:$|[–—-]\s|not\b)", self._text[person.end :]):
            return True
        return (
            re.match(
                rf"(?:\s*,\s*(?:[\w-]+\s+){{0,3}}[{LEADER}{OTHER}])*\s*,?\s*(?:and|&|as well as)\s+(?:[\w-]+\s+){{0,3}}[{LEADER}{OTHER}]",
                self._text[person.end :],
            )
            is not None
        )

    def _person_at(self, at: int) -> Person | None:
        for group in self._groups:
            for person in group.people:
                if person.start == at:
                    return person
        match = re.compile(r"her\b", re.IGNORECASE).match(self._text, at)
        return Person(at, match.end(), Reference.ONE) if match else None

    # --- the near end

    def _owners(self) -> tuple[Participant, ...] | None:
        """Whose call it is ("X's call", "X-Y call", "his call"); None if the noun has no possessor."""
        before = self._text[: self._anchor.start]
        match = _POSSESSOR.search(before)
        if match is None:
            return None
        if match["pair"]:
            return self._pronoun("their", match.start())
        if match["pro"]:
            return self._pronoun(match["pro"].lower(), match.start())
        group = next((g for g in self._groups if g.start <= match.start("who") < g.end), None)
        if (
            group is None
            or len(group.people) == 1
            and group.oblique in ("with", "to", "between", "from")
            and "’" not in match.group()
            and "'" not in match.group()
        ):
            return None
        compound = not re.search(r"['’]", match.group())
        if compound and not self._is_compound(match, group):
            return None
        return self._known(group.people)

    def _taker(self) -> tuple[Participant, ...] | None:
        """Who "took X's call"."""
        owner = next((g for g in reversed(self._groups) if g.end <= self._anchor.start), None)
        if owner is None:
            return None
        for group in self._before(owner.start):
            if not group.possessive:
                return self._resolve(group) if _TAKES.search(self._text[group.end : owner.start]) else None
        return None

    def _is_compound(self, match: re.Match[str], group: Group) -> bool:
        """Whether names stand before the noun like an adjective: "Xi-Trump call", "the Trump call"."""
        words = match.group()[1:].strip()
        return (
            words == ""
            or (len(group.people) > 1 and not re.search(r"\b\w+(?:ed|s)\b", words))
            or words.lower()
            in (
                "phone",
                "video",
                "first",
                "second",
            )
        )

    def _pronoun(self, word: str, at: int) -> tuple[Participant, ...] | None:
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
        named = [g for g in self._before(at) if g.people[0].reference in (Reference.LEADER, Reference.OTHER)]
        for group in sorted(named, key=lambda g: g.is_object):
            return self._known(group.people[:1])
        self._explicit = False
        return (self._setting.subject,) if self._setting.subject else ()

    def _before(self, at: int) -> list[Group]:
        """The groups before that place that may be a subject, the nearest first."""
        return [g for g in reversed(self._groups) if g.end <= at and not g.oblique]

    def _host(self) -> tuple[Participant, ...] | None:
        """The subject of the clause of the cue; None if it is somebody who is no leader."""
        before = [g for g in self._groups if g.end <= self._anchor.start and g.is_free]
        before = [g for g in before if not (g.is_object or self._is_aside(g))]
        if before:
            # "X hosts Y a day after speaking with Z": a participle shares the subject of the whole clause.
            return self._resolve(before[0] if self._is_participle() else before[-1])
        if self._setting.speaker is not None and not any(
            g.is_free and g.end <= self._anchor.start for g in self._groups
        ):
            self._explicit = False
            return (self._setting.speaker,)
        after = next((g for g in self._groups if g.start >= self._anchor.end and g.is_free), None)
        if after is not None and self._is_adjunct():
            return self._resolve(after)
        if self._text[: self._anchor.start].strip() == "" or self._sentence.is_title or self._is_adjunct():
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
                self._explicit = False
                if self._setting.speaker:
                    found.append(self._setting.speaker)
            elif person.reference is Reference.ONE:
                found.extend(self._antecedent(person.start))
            elif person.reference is Reference.PAIR:
                self._explicit = False
                found.extend(self._setting.pair)
        return tuple(found) or None

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
                r"\W*(?:(?:in|on|during|after|following|over|via|by|speaking|talking|as)\b[^.;]*)?",
                before,
                re.IGNORECASE,
            )
            is not None
        )

    def _called_speaker(self) -> Line | None:
        """ "President X called this morning", "X rang me" in a leader's own account."""
        host = self._host()
        if host is None or self._setting.speaker is None:
            return None
        self._explicit = False
        return self._line(host, (self._setting.speaker,), False)

    # --- both ends at once

    def _together(self) -> tuple[Participant, ...]:
        """For "X and Y spoke": a subject that is two leaders, or two people named before."""
        for group in reversed([g for g in self._groups if g.end <= self._anchor.start]):
            if group.is_free and not group.is_object and not self._is_aside(group):
                return _distinct(self._resolve(group) or ())
        return ()

    def _clause_people(self) -> tuple[Participant, ...]:
        """Where nothing says "with whom": the subject and object of the clause, if they are leaders of two countries."""
        before = [g for g in self._groups if g.end <= self._anchor.start and not self._is_aside(g)]
        found: list[Participant] = []
        subject = False
        at = self._anchor.start
        for group in reversed(before):
            if _CLAUSE_END.search(self._main[group.end : at]):
                break
            if group.possessive or (group.oblique and not self._may_join(group)):
                continue
            who = self._resolve(group)
            if who is None:
                return ()
            found = [*who, *found]
            at = group.start
            subject = subject or not group.oblique or group.oblique == "by"
            if len(_distinct(tuple(found))) >= 2 and subject:
                return _distinct(tuple(found))
        if found or not self._is_adjunct():
            return ()
        after = [g for g in self._groups if g.start >= self._anchor.end and not g.possessive]
        if not after or after[0].oblique:
            return ()
        pair = after[:2] if len(after[0].people) == 1 else after[:1]
        if len(pair) == 2 and (
            (pair[1].oblique and not self._is_invited(pair[1]))
            or _APART.search(self._text[pair[0].end : pair[1].start])
        ):
            return ()
        return _distinct(tuple(p for group in pair for p in self._resolve(group) or ()))

    def _is_invited(self, group: Group) -> bool:
        """Whether it is the giver in "accepted the invitation of X"."""
        return re.search(r"\b(?:invitation|request|offer|proposal)\s+of\s+$", self._text[: group.start]) is not None

    def _may_join(self, group: Group) -> bool:
        """Whether people behind a preposition can be at the other end: "told to X", "Remarks by X and Y"."""
        return group.oblique in ("with", "to", "from", "by")

    def _somebody_before(self, at: int) -> tuple[Participant, ...]:
        """Whom "him" or "her" at the far end means: the leader named last who is not the subject of the clause."""
        host = self._host() or ()
        for group in reversed([g for g in self._groups if g.end <= at]):
            who = tuple(p.mention.participant for p in group.people if p.mention and p.mention.participant)
            if who and who[-1] not in host:
                return (who[-1],)
        self._explicit = False
        subject = self._setting.subject
        return (subject,) if subject and subject not in host else ()

    def _known(self, people: tuple[Person, ...]) -> tuple[Participant, ...]:
        found: list[Participant] = []
        for person in people:
            if person.mention is not None:
                if person.mention.participant is not None:
                    found.append(person.mention.participant)
            elif person.reference is Reference.SPEAKER:
                self._explicit = False
                found.extend([self._setting.speaker] if self._setting.speaker else [])
            elif person.reference is Reference.ONE:
                found.extend(self._somebody_before(person.start))
            elif person.reference is Reference.PAIR:
                self._explicit = False
                found.extend(self._setting.pair)
        return _distinct(tuple(found))


def _same(one: Person, other: Person) -> bool:
    a = one.mention.participant if one.mention else None
    b = other.mention.participant if other.mention else None
    return a is not None and b is not None and a.country == b.country


def _distinct(people: tuple[Participant, ...]) -> tuple[Participant, ...]:
    """The people, each country's once, in order."""
    kept: dict[str, Participant] = {}
    for person in people:
        kept.setdefault(person.country or person.name, person)
    return tuple(kept.values())
