"""Who was on the line: from a cue in a sentence to the people of the call.

The people are looked for where grammar puts them: the subject of the clause or the possessor of the call on the
one side, the complement of "with", "to", "from", "between", or the object on the other. Where one side is plainly
nobody's leader (reporters, a minister, a senator), the cue tells of no call between leaders.
"""

from __future__ import annotations

import re

from consumers.extract.clause import NOMINAL, Line, Setting, distinct
from consumers.extract.cues import Anchor, Cue
from consumers.extract.far_end import IN_TURN, SEVERAL, FarEnd
from consumers.extract.people import Group, Reference
from consumers.extract.sentences import LEADER, OTHER, Sentence
from pipeline.records import Medium, Participant

__all__ = ["Line", "Setting", "line"]

_TAKES = re.compile(
    r"\b(?:t(?:ook|akes?|aken|aking)|receiv\w+|answer\w+|accept\w+|return\w+|declin\w+|refus\w+(?: to take)?"
    r"|ignor\w+|miss\w+|got)\s+(?:\w+\s+){0,1}$",
    re.IGNORECASE,
)

_ITS_CALL = re.compile(
    r"\b(?:the|their|that|this|its)\s+(?:[\w-]+\s+){0,2}$|^\W*(?:two leaders have (?:first|their first)\s+)$",
    re.IGNORECASE,
)

_PODIUM = re.compile(
    r"\b(?:address(?:ed|es|ing)?|speech(?:es)?|plenary|forum|session|ceremony|launch(?:ed|es|ing)?|inaugurat\w+"
    r"|keynote|unveil\w+|open(?:ed|ing) (?:of|the))\b",
    re.IGNORECASE,
)
"""Occasions at which people on a screen speak to an audience, not with each other."""

_CLAUSE_END = re.compile(r";|\.\s|\b(?:who|which|while|but|although|because)\b", re.IGNORECASE)

_APART = re.compile(r"[,;:“\"]|\b(?:that|who|which|said|says|while|as|and|but)\b|.{60}", re.IGNORECASE)

_POSSESSOR = re.compile(
    rf"(?:(?P<who>[{LEADER}{OTHER}])(?:['’]s?)?|\b(?P<pro>his|her|their|my|our|its)|\b(?:the|two"
    rf"|both)\s+(?P<pair>leaders|presidents|prime ministers|heads of state)['’])\s+"
    rf"(?:(?!(?:in|on|during|after|before|following|for|to|with|of|at|by|and|over|about|hold|holds|held|have|has"
    rf"|had|make|made|take|took)\b)[\w“”\"'’-]+\s+){{0,4}}$",
    re.IGNORECASE,
)


_WHOM = re.compile(
    rf"(?:(?P<who>[{LEADER}]),?\s+(?:with|to|from)\s+whom|^\W*(?:with|to)\s+(?P<front>[{LEADER}]))\s+(?:the\s+)?(?P<host>[{LEADER}]|I\b|he\b|she\b|we\b)[^.,;:]{{0,60}}$",
    re.IGNORECASE,
)

_PASSIVE = re.compile(
    r"^(?:\s+(?:on\s+)?(?:\w+day|today|yesterday|last\s+\w+|this\s+\w+))?,?\s+by\s+(?:the\s+)?$"
    r"|^[^.;:]{0,120}\b(?:was|were|been|being)\s+(?:\w+\s+){1,4}by\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""For "was told by phone by X", "thanked by phone on Friday, was asked by X"."""

_THANKS = re.compile(
    r"\b(?:thanks?|thank you|grateful|gratitude|indebted)\s+(?:\w+\s+)?(?:to\s+)?(?:the\s+)?$", re.IGNORECASE
)

_ONWARDS = re.compile(r"\s+(?:to|by|from|reached|found|caught|woke|interrupted)\s+(?:the\s+)?", re.IGNORECASE)
"""For "a call from X to Y", "a call from X reached Y"."""

_GOT = re.compile(r"\s+(?:has|had|have|got|gets|reached|raised)\s+(?:both\s+|the\s+)?$", re.IGNORECASE)

_LEAD = 3
"""Sentences, with the title's, in which a text says whom it is about."""

_CUT = re.compile(r"\s+(?:with|between)(?:\s+(?:the|his|her))?(?:\s+\w+)?\s*", re.IGNORECASE)

_HELD_BY = re.compile(
    rf"\s+(?:that\s+|which\s+)?(?:the\s+|his\s+|her\s+)?(?P<host>[{LEADER}]|he\b|she\b)\s+(?:[\w-]+\s+){{0,5}}?"
    rf"(?:h[eo]ld|ha[ds]|have|ma[dk]e|placed?|t[oa]ken?|took|scheduled|planned|arranged|had)\s+(?:[\w-]+\s+){{0,4}}?"
    rf"(?:with|to|from)\s+(?:[\w-]+\s+){{0,3}}?(?P<who>[{LEADER}])",
    re.IGNORECASE,
)


def line(sentence: Sentence, anchor: Anchor, people: list[Group], setting: Setting) -> Line | None:
    """The ends of the call that the cue tells of; None if they are not leaders, or not to be known."""
    return _Tracer(sentence, anchor, people, setting).trace()


class _Tracer(FarEnd):
    def trace(self) -> Line | None:
        anchor = self._anchor
        if anchor.cue is Cue.ADVERB and anchor.medium is Medium.VIDEO and _PODIUM.search(self._text):
            return None
        relative = self._relative() or self._with_whom() or self._on_the_line() or self._cut_short()
        if relative is not None:
            return relative
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
                if len(distinct(owners)) > 1:
                    return self._line(owners, (), apart)
                taker = self._taker()
                return self._line(owners, taker or self._clause_people(), False)
        if partners:
            return self._with_partners(partners, apart, prep)
        people = self._together() if anchor.cue is Cue.SPEAK else self._clause_people()
        people = people or self._anaphor() or self._of_the_two()
        return self._line(people, (), False) if people else None

    def _with_partners(self, partners: tuple[Participant, ...], apart: bool, prep: str) -> Line | None:
        """The call with these people, who stand behind that preposition."""
        other = self._other_end() if self._anchor.cue is Cue.NOUN and prep in ("from", "to") else ()
        if other:
            return self._line(*((partners, other) if prep == "from" else (other, partners)), False)
        host = self._host()
        if host is not None and len(host) > 1 and len(partners) == 1 and IN_TURN.search(self._text):
            return self._line(partners, host, True)
        return None if host is None else self._line(host, partners, apart)

    def _relative(self) -> Line | None:
        """For "the call that X was to hold with Y"."""
        match = _HELD_BY.match(self._text, self._anchor.end) if self._anchor.cue is Cue.NOUN else None
        host = self._person_at(match.start("host")) if match is not None else None
        partner = self._person_at(match.start("who")) if match is not None else None
        if host is None or partner is None:
            return None
        return self._line(self._known((host,)), self._known((partner,)), False)

    def _cut_short(self) -> Line | None:
        """For a summary that breaks off at "his phone call with": the other one of the two it is about."""
        anchor, pair = self._anchor, self._setting.pair
        if anchor.cue is not Cue.NOUN or self._sentence.is_title or not _CUT.fullmatch(self._text, anchor.end):
            return None
        host = distinct(self._owners() or self._host() or ())
        others = tuple(who for who in pair if who not in host)
        if len(host) != 1 or len(others) != 1 or len(pair) != 2:
            return None
        self._explicit = False
        return self._line(host, others, False)

    def _other_end(self) -> tuple[Participant, ...]:
        """Y of "a call from X to Y" where that is the subject of its sentence."""
        after = [g for g in self._groups if g.start >= self._anchor.end]
        if len(after) < 2 or not self._is_nominal() or after[1].possessive:
            return ()
        joined = _ONWARDS.fullmatch(self._text[after[0].end : after[1].start])
        return self._known(after[1].people) if joined else ()

    def _on_the_line(self) -> Line | None:
        """For "X had Y and Z on the phone"."""
        nearest = self._nearest()
        if self._anchor.cue is not Cue.ADVERB or nearest is None or nearest.end != self._anchor.start - 1:
            return None
        got = _GOT.search(self._text[: nearest.start])
        host = next((g for g in self._before(got.start()) if g.end == got.start()), None) if got else None
        if host is None:
            return None
        return self._line(
            self._resolve(host) or (), self._known(nearest.people), SEVERAL.search(self._text) is not None
        )

    def _with_whom(self) -> Line | None:
        """For "X, with whom Y spoke by phone"."""
        match = _WHOM.search(self._text[: self._anchor.start])
        partner = self._person_at(match.start("who" if match["who"] else "front")) if match is not None else None
        host = next((g for g in self._groups if match is not None and g.start == match.start("host")), None)
        if host is None or partner is None:
            return None
        return self._line(self._resolve(host) or (), self._known((partner,)), False)

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
        named = any(p.reference in (Reference.LEADER, Reference.PAIR) for g in self._groups for p in g.people)
        return self._setting.call or (self._setting.pair if named and word != "call" else ())

    def _of_the_two(self) -> tuple[Participant, ...]:
        """For "In a telephone call on Thursday, X said ...", at the beginning of a text on X and Y."""
        anchor, pair = self._anchor, self._setting.pair
        opens = not self._sentence.is_title and self._sentence.index <= _LEAD
        if anchor.cue is not Cue.NOUN or anchor.medium is Medium.UNSPECIFIED or not opens or not self._is_adjunct():
            return ()
        people = [p for g in self._groups for p in g.people]
        if len(pair) != 2 or any(p.reference is Reference.OTHER for p in people):
            return ()
        self._explicit = False
        return pair if set(self._known(tuple(people))) <= set(pair) else ()

    def _line(self, callers: tuple[Participant, ...], called: tuple[Participant, ...], apart: bool) -> Line | None:
        found = Line(callers, called, apart, self._explicit)
        return found if found.is_call else None

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
        if group is None or (
            len(group.people) == 1
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

    def _called_speaker(self) -> Line | None:
        """ "President X called this morning", "X rang me" in a leader's own account."""
        host = self._host()
        if host is None or self._setting.speaker is None:
            return None
        self._explicit = False
        return self._line(host, (self._setting.speaker,), False)

    def _together(self) -> tuple[Participant, ...]:
        """For "X and Y spoke": a subject that is two leaders, or two people named before."""
        for group in reversed([g for g in self._groups if g.end <= self._anchor.start]):
            if group.is_free and not group.is_object and not self._is_aside(group):
                return distinct(self._resolve(group) or ())
        return ()

    def _clause_people(self) -> tuple[Participant, ...]:
        """Where nothing says "with whom": the subject and object of the clause, leaders of two countries."""
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
            subject = subject or not group.oblique or group.oblique in ("by", "between")
            if len(distinct(tuple(found))) >= 2 and subject:
                return distinct(tuple(found))
        if found and subject:
            agent = next((g for g in self._groups if g.start >= self._anchor.end and g.oblique == "by"), None)
            if agent is not None and _PASSIVE.search(self._text[self._anchor.end : agent.start]):
                return distinct((*found, *self._known(agent.people)))
        if found and not subject and self._setting.speaker is not None and _THANKS.search(self._text[:at]):
            self._explicit = False
            return distinct((self._setting.speaker, *found))
        if found or not (self._is_adjunct() or self._is_nominal()):
            return ()
        after = [g for g in self._groups if g.start >= self._anchor.end and not g.possessive]
        if not after or after[0].oblique:
            return ()
        if not self._is_adjunct() and len(after[0].people) == 1:
            return ()
        pair = after[:2] if len(after[0].people) == 1 else after[:1]
        if len(pair) == 2 and (
            (pair[1].oblique and not self._is_invited(pair[1]))
            or _APART.search(self._text[pair[0].end : pair[1].start])
        ):
            return ()
        return distinct(tuple(p for group in pair for p in self._resolve(group) or ()))

    def _is_nominal(self) -> bool:
        """Whether the call is the subject of its sentence: "A telephone call left X and Y at odds"."""
        return NOMINAL.fullmatch(self._text[: self._anchor.start]) is not None

    def _is_invited(self, group: Group) -> bool:
        """Whether it is the giver in "accepted the invitation of X"."""
        return re.search(r"\b(?:invitation|request|offer|proposal)\s+of\s+$", self._text[: group.start]) is not None

    def _may_join(self, group: Group) -> bool:
        """Whether people behind a preposition can be at the other end: "told to X", "Remarks by X and Y"."""
        return group.oblique in ("with", "to", "from", "by") or (group.oblique == "between" and len(group.people) > 1)
