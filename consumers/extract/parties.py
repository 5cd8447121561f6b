"""Which sides the words of a document mean: leaders, countries by any name, pronouns, "the two leaders".

A side is a country code (or EU, UN, NATO). Resolution is by the parse and by nearness; where the words do not
say, the answer is empty rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from consumers.extract.bodies import MEMBERS
from consumers.extract.document import Document, MentionKind
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.side_mentions import SideMention, side_mentions
from consumers.extract.wordlists import words
from pipeline.records import CallStatus, ReportedCall, Role

EVERYONE = words(
    "leader president side party country nation interlocutor head counterpart government capital two both "
    "pair statesman minister"
)
"""Nouns whose unmodified plural means the people on the line: "the two leaders", "both sides"."""

OF_A_SIDE = words(
    "president premier chancellor king queen leader minister government administration ministry spokesman "
    "spokeswoman spokesperson official office presidency side party state statement readout account "
    "version text summary communique communiqué note release post report parliament company firm airline "
    "team delegation diplomat aide embassy ambassador adviser palace troop force army military cabinet "
    "country authority press service agency people house source commission council chief envoy secretary "
    "head bank economy farmer producer buyer purchase import navy kingdom nation capital crew technician "
    "negotiator expert engineer representative planner prosecutor police parliamentarian lawmaker "
    "transcript record list broadcast television newspaper"
)
"""Nouns that stand for a side when a word for a country modifies them: "the Chinese readout"."""

_SERVING_SOMEONE = words("aide adviser advisor spokesman spokeswoman spokesperson")
"""Those who are somebody's by "to" or "for": "an aide to", "a spokesman for"."""

_BOTH = words("two both respective three four prime")

_FIRST = words("i we me us my our ours mine myself ourselves")
_SECOND = words("you your yours")
_SINGLE = words("he she him her his hers it its who himself herself")
_PLURAL = words("they them their theirs both each all themselves neither")


def _unique(codes: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


class Parties:
    """Resolves words to sides in one document. Built once per document; asking it changes nothing."""

    def __init__(self, document: Document, calls: Sequence[ReportedCall], gazetteer: Gazetteer) -> None:
        self.document = document
        self.doc = document.doc
        self.participants = _on_the_line(calls)
        """The sides of the document's main held calls, in order of appearance."""
        self.official = document.origin.official_of
        self.in_first_person = bool(document.origin.speaker)
        self.mentions = side_mentions(document, gazetteer, _surnames(calls))
        self._at: dict[int, SideMention] = {i: m for m in self.mentions for i in range(m.start, m.end)}
        self._quoted: dict[int, str] = {}
        self._pair_at = _line_up(document, calls)
        self._first_names = {
            p.name.split()[0].lower(): p.country for c in calls for p in c.participants if p.country and " " in p.name
        }

    def say_quoted(self, start: int, end: int, side: str) -> None:
        """Tell that the tokens [start, end) are quoted from that side: their "we" is the side's own."""
        for i in range(start, end):
            self._quoted[i] = side

    def is_other_person(self, token: Token) -> bool:
        """Whether a word names somebody who leads no country: a minister, an envoy."""
        at = token.idx
        return any(m.kind is MentionKind.OTHER and m.start <= at < m.end for m in self.document.mentions)

    def mention_at(self, index: int) -> SideMention | None:
        return self._at.get(index)

    def sides_of(self, token: Token) -> tuple[str, ...]:
        """The sides that a noun phrase means, by its head word (its coordinated heads included)."""
        return _unique([code for head in (token, *_following_conjuncts(token)) for code in self._own(head)])

    def named_in(self, start: int, end: int) -> tuple[str, ...]:
        """The sides that the tokens [start, end) name, in order."""
        return _unique([m.code for m in self.mentions if start <= m.start and m.end <= end])

    def others(self, sides: Sequence[str]) -> tuple[str, ...]:
        """The people on the line who are not of these sides."""
        return tuple(code for code in self.participants if code not in sides)

    def everyone_at(self, token: Token) -> tuple[str, ...]:
        """Whom "the two leaders" means there: the last pair said to have talked, else all on the line."""
        return next((pair for start, pair in reversed(self._pair_at) if start <= token.i), self.participants)

    # one head word

    def _own(self, token: Token) -> tuple[str, ...]:
        word = token.lower_
        if word in _FIRST | _SECOND | _SINGLE | _PLURAL and token.pos_ in ("PRON", "DET", "ADJ"):
            return self._pronoun(token)
        group = MEMBERS.get(word.replace("-", ""))
        if group is not None:
            return tuple(code for code in self.participants if code in group) or group
        named = self._at.get(token.i)
        if named is not None:
            return (named.code,)
        if word in ("former", "latter"):
            return self._former_or_latter(token)
        if self.in_first_person and token.pos_ == "PROPN" and len(word) > 3:
            friend = [
                code for name, code in self._first_names.items() if name.startswith(word) and code != self.official
            ]
            if len(friend) == 1:
                return (friend[0],)
        return self._by_modifiers(token)

    def _by_modifiers(self, token: Token) -> tuple[str, ...]:
        lemma = token.lemma_.lower()
        modifiers = [c for c in token.lefts if c.dep_ in ("amod", "compound", "nmod", "poss", "appos", "nummod")]
        belonging = ("of", "in", "at", "for", "to") if lemma in _SERVING_SOMEONE else ("of", "in", "at")
        places = [p for c in token.rights if c.dep_ == "prep" and c.lower_ in belonging
                  for p in c.children if p.dep_ == "pobj"]  # fmt: skip
        apposed = [c for c in token.rights if c.dep_ == "appos"]
        groups = [g for m in modifiers if (g := MEMBERS.get(m.lower_.replace("-", "")))]
        if groups:
            return tuple(code for code in self.participants if code in groups[0]) or groups[0]
        if lemma in EVERYONE and token.tag_ in ("NNS", "NNPS", "CD", "DT"):
            if any(
                m.dep_ in ("amod", "compound") and m.lower_ not in _BOTH and not self._near(m) for m in modifiers
            ) or any(c.lower_ in ("all", "other", "several", "many", "some", "most") for c in token.lefts):
                return ()
            named = _unique([code for m in modifiers for code in self._near(m)])
            return named or self.everyone_at(token)
        for group in (modifiers, apposed, places if lemma in OF_A_SIDE else []):
            named = _unique([code for m in group for code in self._near(m)])
            if named:
                return named
        if lemma == "counterpart":
            subject = _clause_subject(token)
            return self.others(self._own(subject)) if subject is not None and subject.i != token.i else ()
        return self._by_office(lemma, token) if lemma in OF_A_SIDE else ()

    def _near(self, token: Token) -> tuple[str, ...]:
        """A modifier's side: its own, or that of the words it is made of ("U.S. Treasury", "Mr. Xi's office")."""
        if token.lower_ in _FIRST | _SINGLE | _PLURAL:
            return self._pronoun(token)
        for i in (token.i, *(c.i for c in token.children if c.dep_ in ("compound", "amod", "nmod", "poss"))):
            named = self._at.get(i)
            if named is not None:
                return (named.code, *(code for c in token.conjuncts if c.i > token.i for code in self._near(c)))
        return self._by_office(token.lemma_.lower(), token) if token.dep_ == "poss" else ()

    def _by_office(self, lemma: str, token: Token) -> tuple[str, ...]:
        """ "The president" without a name: the nearest person so titled before it."""
        if token.tag_ in ("NNS", "NNPS"):
            return ()
        titles = {"minister": "prime minister", "head": "president", "office": "president"}
        title = titles.get(lemma, lemma)
        if lemma in ("side", "party", "country", "state", "government", "people") and any(
            c.lower_ in _FIRST for c in token.children
        ):
            return self._first_person(token)
        if lemma not in ("president", "premier", "chancellor", "king", "pope", "minister", "head", "leader"):
            return ()
        if lemma == "minister" and not any(c.lower_ == "prime" for c in token.lefts):
            return ()
        if self.official and lemma in ("president", "head") and self._official_president(title):
            return (self.official,)
        titled = [m for m in self.mentions if m.person and title in m.title and m.start < token.i]
        if titled:
            return (titled[-1].code,)
        people = [m for m in self.mentions if m.person and m.start < token.i]
        return (people[-1].code,) if people and lemma in ("leader", "president") else ()

    def _official_president(self, title: str) -> bool:
        """On an official site "the President" is its own, unless its own leader is never so called."""
        own = [m for m in self.mentions if m.person and m.code == self.official]
        return not own or any(title in m.title for m in own) or self.official in ("UKR", "RUS", "USA")

    def _former_or_latter(self, token: Token) -> tuple[str, ...]:
        before: list[str] = []
        for mention in self.mentions:
            if mention.start < token.i and mention.person:
                if mention.code in before:
                    before.remove(mention.code)
                before.append(mention.code)
        if len(before) < 2:
            return ()
        return (before[-2] if token.lower_ == "former" else before[-1],)

    # pronouns

    def _pronoun(self, token: Token) -> tuple[str, ...]:
        word = token.lower_
        if word == "who":
            return self._own(token.head.head) if token.head.dep_ == "relcl" else ()
        if word in _FIRST:
            return self._first_person(token)
        if word in _SECOND:
            return self.others(self._first_person(token))
        if word in _PLURAL:
            everyone = self.everyone_at(token)
            speaker = self._first_person(token) if self.in_first_person or token.i in self._quoted else ()
            return tuple(c for c in everyone if c not in speaker) if len(everyone) == 2 else everyone
        return self._third_person(token)

    def _first_person(self, token: Token) -> tuple[str, ...]:
        quoted = self._quoted.get(token.i)
        if quoted is not None:
            return (quoted,)
        if self.in_first_person or self.official:
            return (self.official,) if self.official else self.participants[:1]
        return ()

    def _third_person(self, token: Token) -> tuple[str, ...]:
        person = token.lower_ not in ("it", "its")
        if token.lower_ in ("him", "her", "them") and token.dep_ in ("dobj", "pobj", "dative"):
            return self._object(token)
        for ancestor in token.ancestors:
            for subject in (c for c in ancestor.lefts if c.dep_ in ("nsubj", "nsubjpass")):
                if subject.i < token.i and subject.i != token.i and not _inside(token, subject):
                    named = self._plain(subject, person)
                    if named and not (self.in_first_person and named == (self.official,)):
                        return named
        sentence = token.sent
        own = self.official if self.in_first_person else None
        before = [m for m in self.mentions if m.start < sentence.start and m.code != own and (m.person or not person)]
        subjects = [m for m in before if _is_subject(self.doc[m.end - 1])]
        recent = [m for m in subjects if m.start >= sentence.start - 80]
        chosen = recent or before
        return (chosen[-1].code,) if chosen else ()

    def _object(self, token: Token) -> tuple[str, ...]:
        """ "him": the nearest person named before who is not the one acting."""
        subject = _clause_subject(token)
        acting = self._own(subject) if subject is not None and subject.i != token.i else ()
        own = self.official if self.in_first_person else None
        people = [
            m.code for m in self.mentions if m.person and m.start < token.i and m.code not in acting and m.code != own
        ]
        if not people and own is not None:
            others = self.others((own,))
            return others if len(others) == 1 else ()
        return (people[-1],) if people else ()

    def _plain(self, token: Token, person: bool) -> tuple[str, ...]:
        """A subject that a singular pronoun may stand for."""
        named = self._at.get(token.i)
        if named is not None:
            return (named.code,) if named.person or not person else ()
        if token.pos_ == "PRON":
            return ()
        found = self._by_modifiers(token)
        return found if len(found) == 1 and token.tag_ not in ("NNS", "NNPS") else ()


def _inside(token: Token, phrase: Token) -> bool:
    return phrase.left_edge.i <= token.i <= phrase.right_edge.i


def _is_subject(token: Token) -> bool:
    while token.dep_ in ("compound", "appos", "poss", "flat", "nmod", "amod"):
        token = token.head
    return token.dep_ in ("nsubj", "nsubjpass")


def _clause_subject(token: Token) -> Token | None:
    for ancestor in token.ancestors:
        for child in ancestor.lefts:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return child
    return None


def _following_conjuncts(token: Token) -> tuple[Token, ...]:
    return tuple(t for t in token.conjuncts if t.i > token.i)


def _surnames(calls: Sequence[ReportedCall]) -> dict[str, str]:
    """Last names of the people on the line, with their side; one that two of them share is nobody's."""
    people = {
        (re.sub(r"^[ae]l-", "", p.name.split()[-1], flags=re.IGNORECASE), p.country)
        for c in calls
        for p in c.participants
        if p.country and p.name.strip()
    }
    names = [name for name, _ in people]
    return {name: code for name, code in people if names.count(name) == 1 and len(name) > 2}


def _on_the_line(calls: Sequence[ReportedCall]) -> tuple[str, ...]:
    held = [c for c in calls if c.status is CallStatus.HELD]
    main = [c for c in held if c.role is Role.MAIN] or held or list(calls)
    return _unique([p.country for call in main for p in call.participants if p.country])


def _line_up(document: Document, calls: Sequence[ReportedCall]) -> list[tuple[int, tuple[str, ...]]]:
    """Where each call is told (token index) and who was on that line, in order of the text."""
    held = [c for c in calls if c.status is CallStatus.HELD]
    told: list[tuple[int, tuple[str, ...]]] = []
    for call in held:
        codes = _unique([p.country for p in call.participants if p.country])
        if not call.evidence or not codes:
            continue
        span = document.doc.char_span(call.evidence[0].start, call.evidence[0].end, alignment_mode="expand")
        if span is not None and len(held) > 1:
            told.append((span.start, codes))
    return sorted(told)
