"""The far end of a call: the people behind "with", "to", "from", "between", or the one who was rung."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consumers.extract.clause import Clause, same
from consumers.extract.cues import Cue
from consumers.extract.people import PAIR, Group, Person, Reference
from consumers.extract.sentences import LEADER, OTHER
from pipeline.records import Participant

_PREP = re.compile(r"\b(?P<prep>with|to|from|between|among|involving|of)\s+", re.IGNORECASE)

_ITEM = (
    rf"(?:(?P<several>(?:[\w-]+\s+){{0,2}}(?:leaders|presidents|counterparts|allies|heads of (?:state|government))"
    rf",?\s+(?:including|among them|such as)\s+)"
    rf"(?:the\s+)?(?:(?:leaders|presidents|prime ministers|heads of (?:state|government))\s+of\s+(?:the\s+)?)?)?"
    rf"(?:(?!(?:about|on|in|after|during|to|for|that|where|who"
    rf"|which)\b)[\w.’'“”\"-]+\s+){{0,4}}?#?(?P<who>[{LEADER}{OTHER}]|{PAIR}|\b(?:him|her|them|me|us)\b)"
)

_NEXT = re.compile(
    rf"(?:\s*,?\s*(?P<and>and\b|&|as well as\b|plus\b|then\b|followed by\b"
    rf"|before\b)(?P<gap>(?:[^{LEADER}{OTHER}.;:]{{0,45}}?\s))?#?(?=[{LEADER}{OTHER}]))"
    rf"|(?:[^{LEADER}{OTHER}.;:]{{1,35}}?,?\s+(?P<later>and|then)(?P<again>(?:,?\s+\w+){{0,3}}?,?\s+(?:with|to)"
    rf"|,\s+\w+\s+\w+,)\s+#?(?=[{LEADER}{OTHER}]))"
    rf"|(?:\s+(?:on|last|this|yesterday|today|earlier|late|early)\b[^{LEADER}{OTHER}.;:]{{0,25}}?\s+and(?P<each>\s+)"
    rf"(?=[{LEADER}{OTHER}](?:\s*$|[.,;]|\s+(?:on|a|the|in|at|later|earlier|yesterday|today|this|last|\w+day)\b)))"
    rf"|(?:\s*,\s*(?:the\s+|his\s+)?(?:[a-z]+\s+){{0,2}}(?=[{LEADER}{OTHER}]))",
    re.IGNORECASE,
)

_TOPIC = re.compile(
    r"\b(?:about|over|regarding|concerning|on(?!\s+(?:\w+day|the\s+(?:tele)?phone|the\s+line|the\s+(?:evening"
    r"|morning|night|eve)|behalf|a\s+call"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d)))\s+(?:\S+\s+){0,9}?(?:his|her|their|its|war|meetings?"
    r"|summits?|talks|visits?|ties|relations\w*"
    r"|deals?|conflict|agreements?|disputes?|cooperation|peace|border|plans?|negotiations|trade|contacts"
    r"|hostilities)\b",
    re.IGNORECASE,
)

SEVERAL = re.compile(
    r"\bseparate(?:ly)?\b|\bback-to-back\b|\bcalls\b|\bin turn\b|\bone after the other\b|\bin succession\b"
    r"|\bindividually\b|\bfirst\b[^.;]*\bthen\b",
    re.IGNORECASE,
)
IN_TURN = re.compile(
    r"\b(?:separate(?:ly)?|one after (?:the other|another)|in turn|in succession|individually|each)\b", re.IGNORECASE
)
_STRAY = re.compile(r"\b(?:about|on|for|of|by|in|at|his\s\w+|her\s\w+|discuss\w*)\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:calls?|conversations?|meetings?|conference|summit)\b", re.IGNORECASE)
"""For "the meeting between X and Y and the call between X and Z": what comes next is another occasion."""
_POSSESSED = re.compile(r"['’]s?\b(?!\s+counterpart)")
_VERBISH = re.compile(
    r"\b(?:said|says|told|met|meets|wrote|announced|warned|agreed|discussed|will|would|is|was|are|were|has|had"
    r"|have|did|does)\b",
    re.IGNORECASE,
)

_FIXED = re.compile(r"\b(?:according|thanks|due|owing|prior|in response|with regard)\s+$", re.IGNORECASE)
"""What makes "to" a word of something else: "according to"."""

_ONWARD = re.compile(r"\b(?:that|who|which|when|where|while|but|because)\b", re.IGNORECASE)

_INFINITIVE = re.compile(r"(?!(?:the|his|her|their|its|my|our|a|an|both|him|them|me|us|then|fellow|each)\b)[a-z]")

_AGAIN = re.compile(r"\b(?:with|to)\b", re.IGNORECASE)


_TWO_OR_MORE = re.compile(
    rf"(?:(?:the|[A-Z][a-z]+)\s+){{0,3}}[{LEADER}](?:,\s+[{LEADER}])*,?\s+and\s+(?:the\s+)?[{LEADER}]"
)


def _is_list(text: str, at: int) -> bool:
    """Whether a list of leaders stands there: "a telephone talk of X and Y"."""
    return _TWO_OR_MORE.match(text, at) is not None


@dataclass(frozen=True)
class _Link:
    """The next person of a list."""

    person: Person
    joins: bool
    """True after "and", false after a comma."""
    apart: bool
    """True where the words say that it was a call of its own."""


class FarEnd(Clause):
    """A clause whose far end can be read."""

    def _partners(self) -> tuple[tuple[Participant, ...], bool, bool, str]:
        """(partners, whether each apart, whether the far end is nobody's leader, the preposition)."""
        anchor, text = self._anchor, self._text
        if anchor.cue is Cue.VERB:
            return self._rung()
        if anchor.cue is Cue.ADVERB:
            left = self._complement_before()
            if left is not None:
                return left
        for match in _PREP.finditer(text, anchor.end, anchor.end + 110):
            gap = text[anchor.end : match.start()]
            if re.search(rf"[{LEADER}{OTHER}]|[;:?!]|\.\s", gap) or len(gap) > 90:
                break
            prep = match["prep"].lower()
            if _TOPIC.search(gap) or _ONWARD.search(gap) or _FIXED.search(gap):
                break
            if prep == "of" and _is_list(text, match.end()) and anchor.cue is Cue.NOUN:
                prep = "between"
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

    def _rung(self) -> tuple[tuple[Participant, ...], bool, bool, str]:
        """The object of a verb of calling."""
        found = re.compile(rf"\s+(?:both\s+)?{_ITEM}", re.IGNORECASE).match(self._text, self._anchor.end)
        if found is None:
            return (), False, False, ""
        who, apart, barred = self._list(found)
        return who, apart, barred, "to"

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
        person = self._person_at(item.start("who"))
        if person is None:
            return (), False, False
        if self._is_possessor(person):
            return (), False, True
        cue = self._text[self._anchor.start : self._anchor.end].lower()
        apart = (
            SEVERAL.search(self._text) is not None
            or item["several"] is not None
            or self._anchor.cue is Cue.VERB
            or (self._anchor.cue is Cue.NOUN and cue.endswith("conversations"))
        )
        people, waiting, last = [person], [], False
        while (link := self._link(person)) is not None:
            if not link.joins and (last or not self._continues(link.person, people[-1])):
                break
            person = link.person
            if self._is_possessor(person):
                break
            # Names after commas are of the list once it goes on to "and".
            waiting.append(person)
            if link.joins or same(person, people[-1]) or self._ends_heading(person):
                people += waiting
                waiting = []
            apart, last = apart or link.apart, link.joins
        who = self._known(tuple(people))
        barred = not who and all(p.reference is Reference.OTHER for p in people)
        return who, apart and len(who) > 1, barred

    def _link(self, person: Person) -> _Link | None:
        """What goes on after a person of a list."""
        match = _NEXT.match(self._text, person.end)
        after = self._person_at(match.end()) if match is not None else None
        if match is None or after is None:
            return None
        if not (match["and"] or match["later"] or match["each"]):
            return _Link(after, joins=False, apart=False)
        gap = match["gap"] or match["again"] or ""
        again = match["later"] or match["each"] or match["and"] in ("then", "before") or _AGAIN.search(gap)
        if _VERBISH.search(gap) or _ANOTHER.search(gap) or (_STRAY.search(gap) and not again):
            return None
        return _Link(after, joins=True, apart=bool(again))

    def _is_possessor(self, person: Person) -> bool:
        return _POSSESSED.match(self._text, person.end) is not None

    def _ends_heading(self, person: Person) -> bool:
        return self._sentence.is_title and _NEXT.match(self._text, person.end) is None

    def _continues(self, person: Person, before: Person) -> bool:
        """Whether a name after a comma goes on with the list instead of starting a new clause."""
        if same(person, before):
            return True
        # Headlines write "calls with X, Y" for "with X and Y".
        if self._sentence.is_title and re.match(r"\s*(?:$|[–—-]\s|not\b)", self._text[person.end :]):
            return True
        return (
            re.match(
                rf"(?:\s*,\s*(?:[\w-]+\s+){{0,3}}[{LEADER}{OTHER}])*\s*,?\s*(?:and|&"
                rf"|as well as)\s+(?:[\w-]+\s+){{0,3}}[{LEADER}{OTHER}]",
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
