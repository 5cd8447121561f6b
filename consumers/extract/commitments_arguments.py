"""The arguments of words of undertaking, read off the parse: who is to act, what is to be done, for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from consumers.extract.attribution import Voices
from consumers.extract.commitments_clauses import asks_whether, real_act
from consumers.extract.commitments_forms import Undertaking
from consumers.extract.commitments_words import (
    GIVING,
    JOINT,
    NO_THINGS,
    OCCASION,
    PERSUADING,
    TAKING_THINGS,
    TO_ON_FOR,
    WEIGHING,
)
from consumers.extract.parties import Parties
from pipeline.records import Modality


@dataclass(frozen=True)
class Content:
    """What a word of undertaking governs."""

    act: Token
    actor: tuple[str, ...]
    """Who is to act, if the content itself says."""


LONGEST = 48
"""Tokens of evidence; a longer clause is cut."""


SHORT_TITLE = 16
"""Tokens; a headline no longer than this is evidence as a whole."""


class Arguments:
    """Reads the arguments of words of undertaking: who, what, by whom, for whom. The finders build on it."""

    def __init__(self, parties: Parties, voices: Voices) -> None:
        self._parties = parties
        self._voices = voices

    def _undertaking(
        self, trigger: Token, act: Token, actor: tuple[str, ...], modality: Modality, promised: bool
    ) -> Undertaking:
        act = real_act(act) if act.pos_ in ("VERB", "AUX") else act
        start, end = self._extent(trigger, act)
        gain = self._of_prep(act, ("to", "for")) if act.pos_ == "VERB" else ()
        if act.lemma_.lower() in GIVING and set(actor) & set(gain) and modality is not Modality.REQUESTED:
            actor = self._parties.others(gain) or actor
        return Undertaking(
            actor, modality, trigger, act, start, end, promised, tuple(g for g in gain if g not in actor)
        )

    def _extent(self, trigger: Token, act: Token) -> tuple[int, int]:
        rivals = [c for c in act.children if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX")]
        clauses = [
            t
            for t in act.subtree
            if t.dep_ == "relcl" and t.i > act.i and any(c.lower_ in ("will", "would") for c in t.lefts)
        ]
        rivals += [c for c in clauses if c.i > trigger.i]
        rivals += [
            c for c in (*act.children, *trigger.children) if c.dep_ == "prep" and c.lower_ in OCCASION and c.i > act.i
        ]
        tails = [c for c in act.children if c.dep_ in ("advcl", "parataxis") and c.i > act.i and c.tag_ == "VBG"]
        end = act.right_edge.i + 1
        for cut in (*rivals, *tails):
            if cut.i > act.i:
                end = min(end, cut.left_edge.i)
        subject = next((c for c in trigger.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
        start = min(trigger.i, act.i, act.left_edge.i if act.left_edge.i > trigger.i - 12 else act.i)
        if subject is not None and start - subject.left_edge.i <= 24:
            start = min(start, subject.left_edge.i)
        elif trigger.idx < self._parties.document.title_end and len(trigger.sent) <= SHORT_TITLE:
            start = trigger.sent.start
        elif any(act.i > c.i > trigger.i for c in act.conjuncts):
            start = act.left_edge.i
        doc = act.doc
        while end - 1 > act.i and doc[end - 1].text in (",", "and", ";", "—", "-", "but", ".", "\n", "\n\n"):
            end -= 1
        end = max(end, trigger.i + 1)
        return start, min(end, max(start + LONGEST, act.i + 1))

    def _contents(self, token: Token, preps: frozenset[str] = TO_ON_FOR) -> Iterator[Content]:
        """What a verb, adjective or noun of undertaking governs: verbs first, with their conjuncts."""
        for verb in _after_the_source(token):
            yield from self._with_conjuncts(verb)
        for child in token.children:
            if (
                child.dep_ in ("xcomp", "ccomp", "acl", "advcl", "relcl")
                and child.i > token.i
                and child.pos_ in ("VERB", "AUX")
            ):
                if child.dep_ in ("advcl", "acl", "relcl") and not any(
                    c.lower_ == "to" and c.dep_ == "aux" for c in child.children
                ):
                    continue
                yield from self._with_conjuncts(child)
            elif child.dep_ in ("xcomp", "ccomp") and child.i > token.i and child.pos_ in ("NOUN", "PROPN", "ADJ"):
                yield Content(child, ())
            elif child.dep_ == "prep" and child.lower_ in preps:
                for target in child.children:
                    if target.dep_ == "pcomp":
                        yield from self._with_conjuncts(target)
                    elif target.dep_ == "pobj" and self._is_thing(target):
                        yield Content(target, ())
                        for extra in target.conjuncts:
                            if extra.i > target.i and extra.pos_ == "NOUN":
                                yield Content(extra, ())
            elif (
                child.dep_ == "dobj"
                and token.lemma_.lower() in TAKING_THINGS
                and self._is_thing(child)
                and child.i > token.i
            ):
                yield Content(child, ())

    def _is_thing(self, token: Token) -> bool:
        """Whether a noun can be what is undertaken: not a day, not a person, not the telephone."""
        if token.pos_ not in ("NOUN", "PROPN", "NUM", "SYM") or token.ent_type_ in ("DATE", "TIME", "PERSON"):
            return False
        named = self._parties.mention_at(token.i)
        return named is None and token.lemma_.lower() not in NO_THINGS

    def _with_conjuncts(self, verb: Token) -> Iterator[Content]:
        if asks_whether(verb) and verb.head.lemma_.lower() not in WEIGHING:
            return
        actor = self._subject_own(verb)
        yield Content(verb, actor)
        for conj in verb.conjuncts:
            if conj.i > verb.i and conj.pos_ in ("VERB", "AUX"):
                yield Content(conj, self._subject_own(conj) or actor)

    def _subject_own(self, verb: Token) -> tuple[str, ...]:
        for child in verb.lefts:
            if child.dep_ in ("nsubj", "nsubjpass"):
                if child.dep_ == "nsubjpass":
                    return self._agent(verb)
                return self._parties.sides_of(child)
        for child in verb.lefts:
            if child.dep_ == "mark" and child.lower_ == "for":
                return ()
        return ()

    def _subject(self, verb: Token) -> tuple[str, ...]:
        """The sides of a verb's subject: its own, that of the verb it depends on, or the speaker in first person."""
        beside = self._right_before(verb)
        if beside:
            return beside
        return self._after_dateline(verb) or self._governing(verb) or self._just_before(verb)

    def _persuaded_one(self, verb: Token) -> tuple[str, ...]:
        """Who is to act where somebody was brought to it: "got X to agree"."""
        if verb.dep_ != "xcomp" or verb.head.lemma_.lower() not in PERSUADING:
            return ()
        return tuple(s for c in verb.head.children if c.dep_ == "dobj" for s in self._parties.sides_of(c))

    def _after_dateline(self, verb: Token) -> tuple[str, ...]:
        """The side between a place with a dash and the verb, "LISBON — Angola will": the parser takes the place."""
        before = verb.i - 1
        while before > verb.sent.start and verb.doc[before].pos_ in ("AUX", "ADV"):
            before -= 1
        named = self._parties.mention_at(before) if before >= verb.sent.start else None
        if named is None or named.start <= verb.sent.start:
            return ()
        return (named.code,) if verb.doc[named.start - 1].text in ("—", "–", "-", "--") else ()

    def _governing(self, verb: Token) -> tuple[str, ...]:
        """The subject by the parse: the verb's own, or that of what it depends on."""
        current: Token | None = verb
        for _ in range(4):
            if current is None:
                break
            subject = _own_subject(current)
            if subject is not None:
                return self._parties.sides_of(subject)
            persuaded = self._persuaded_one(current)
            if persuaded:
                return persuaded
            if current.dep_ in ("relcl", "acl"):
                return self._parties.sides_of(current.head)
            current = _carrier(current)
        if verb.dep_ == "ROOT" and self._parties.in_first_person and verb.i - verb.sent.start <= 3:
            return (self._parties.official,) if self._parties.official else ()
        return ()

    def _just_before(self, verb: Token) -> tuple[str, ...]:
        """The side named by the words just before a finite verb, where the parser has not made them its subject."""
        if verb.tag_ not in ("VBD", "VBZ", "VBP") or any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.lefts):
            return ()
        before = verb.i - 1
        while before > verb.sent.start and verb.doc[before].pos_ in ("ADV", "AUX"):
            before -= 1
        if before < verb.sent.start or verb.doc[before].pos_ not in ("NOUN", "PROPN"):
            return ()
        return self._parties.sides_of(verb.doc[before])[:1]

    def _right_before(self, verb: Token) -> tuple[str, ...]:
        """The second subject of "with X and Y announcing ...", which the parser loses."""
        if verb.tag_ != "VBG" or verb.i == verb.sent.start:
            return ()
        before = self._parties.mention_at(verb.i - 1)
        return (before.code,) if before is not None and not before.person else ()

    def _goes_there(self, verb: Token) -> bool:
        """ "will be back in China": being in another side's country."""
        places = [
            p for c in verb.subtree if c.dep_ == "prep" and c.lower_ == "in" and c.i > verb.i for p in c.children
        ]
        subject = self._subject(verb)
        return bool(subject) and any(
            set(self._parties.sides_of(p)) & set(self._parties.others(subject)) for p in places if p.i < verb.i + 5
        )

    def _sentence_subject(self, token: Token) -> tuple[str, ...]:
        """The first side named in the sentence before a word: whose plan a headline's "Plans to visit" is."""
        named = self._parties.named_in(token.sent.start, token.i)
        return named[:1]

    def _unnamed(self, verb: Token) -> tuple[str, ...]:
        """Who acts where the subject names no side: "talks are to open", "rifles would leave", "he told me"."""
        subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
        side = self._voices.inner_at(verb)
        if subject is not None and self._parties.is_other_person(subject):
            owner = side or self._parties.official
            return (owner,) if owner else ()
        if subject is None or subject.pos_ == "PRON" or subject.ent_type_ in ("PERSON", "ORG", "NORP", "GPE"):
            return ()
        if subject.lemma_.lower() in JOINT:
            return self._parties.everyone_at(verb)
        return (side,) if side else ()

    def _told_by(self, verb: Token) -> tuple[str, ...]:
        """Who said that something would be done, where the doer is left out."""
        side = self._voices.inner_at(verb) or self._voices.at(verb)
        return (side,) if side else ()

    def _agent(self, verb: Token) -> tuple[str, ...]:
        return tuple(
            s for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"
            for s in self._parties.sides_of(p)
        )  # fmt: skip

    def _of_prep(self, token: Token, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(
            s for c in token.rights if c.dep_ in ("prep", "agent", "dative") and c.lower_ in words for p in c.children
            if p.dep_ == "pobj" for s in self._parties.sides_of(p)
        ))  # fmt: skip

    def _owner(self, noun: Token) -> tuple[str, ...]:
        """Whose a noun is: "China's pledge", "a decision by Japan", "the US provision of"."""
        for child in noun.rights:
            if child.dep_ == "acl" and child.lemma_.lower() in ("make", "take", "give", "announce"):
                sides = self._agent(child)
                if sides:
                    return sides
        for child in noun.lefts:
            if child.dep_ in ("poss", "compound", "nmod", "amod"):
                sides = self._parties.sides_of(child)
                if sides:
                    return sides
        return self._of_prep(noun, ("by", "from")) or (
            self._of_prep(noun, ("of",))
            if noun.lemma_.lower() in ("commitment", "decision", "readiness", "willingness")
            else ()
        )

    def _guest(self, verb: Token) -> tuple[str, ...]:
        """Who is invited."""
        if any(c.dep_ == "nsubjpass" for c in verb.children):
            return self._subject(verb)
        guests = tuple(s for c in verb.children if c.dep_ == "dobj" for s in self._parties.sides_of(c))
        if not guests:
            guests = tuple(s for c in verb.children if c.dep_ in ("ccomp", "xcomp") for s in self._subject_own(c))
        host = self._subject(verb)
        return guests or (self._parties.others(host) if host and len(self._parties.participants) == 2 else ())

    def _thanked_one(self, token: Token) -> tuple[str, ...]:
        for child in token.children:
            if child.dep_ in ("dobj", "dative"):
                sides = self._parties.sides_of(child)
                if sides:
                    return sides
        sides = self._of_prep(token, ("to",)) or self._of_prep(token.head, ("to",))
        for child in token.children:
            sides = sides or (self._of_prep(child, ("to",)) if child.dep_ == "dobj" else ())
        if sides:
            return sides
        subject = self._subject(token) or (self._subject(token.head) if token.pos_ == "NOUN" else ())
        return self._parties.others(subject) if subject and len(self._parties.participants) == 2 else ()

    @staticmethod
    def _denied(token: Token) -> bool:
        return any(c.dep_ == "neg" for c in token.children)


def _after_the_source(verb: Token) -> Iterator[Token]:
    """The infinitives that the parser gives to a verb of speech put in between: "they undertook, X said, to ..." """
    for source in verb.rights:
        if source.dep_ == "parataxis":
            yield from (c for c in source.rights if c.dep_ == "xcomp" and c.pos_ == "VERB")


def _own_subject(verb: Token) -> Token | None:
    """A verb's subject, the nearest before it; else one after it."""
    before = [c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj")]
    return before[-1] if before else next((c for c in verb.rights if c.dep_ == "nsubj"), None)


def _carrier(verb: Token) -> Token | None:
    """What a verb without a subject shares one with: the verb it is joined to or governed by."""
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "ccomp") and verb.head.i != verb.i:
        return verb.head if verb.head.pos_ in ("VERB", "AUX", "ADJ", "ADP") else None
    return verb.head if verb.dep_ == "prep" else None
