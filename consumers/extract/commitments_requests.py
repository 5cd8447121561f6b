"""Constructions: what is asked, refused, weighed or hoped for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from consumers.extract.commitments_arguments import Arguments, Content
from consumers.extract.commitments_clauses import looks_ahead
from consumers.extract.commitments_forms import Finder, Form, Undertaking
from consumers.extract.commitments_words import (
    ASKING_FOR_THINGS,
    GIFTS,
    MEETINGS,
    NO_PREPS,
    READY,
    REFUSING,
    REQUESTING,
    TO_ON_FOR,
    WANTING,
    WEIGHING,
)
from pipeline.records import Modality


class Requests(Arguments):
    """What is asked, refused, weighed or hoped for."""

    def finders(self) -> Mapping[Form, Finder]:
        """One finder for each construction: from one word to the undertakings that it tells of."""
        return {
            Form.REFUSED: self._refused,
            Form.CONSIDERED: self._considered,
            Form.REQUESTED: self._requested,
            Form.NEEDED: self._needed,
            Form.READY: self._ready,
            Form.HOPED: self._hoped,
        }

    def _refused(self, token: Token) -> Iterator[Undertaking]:
        """ "declined to ...", "ruled out ...", "rejected the request" """
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or lemma not in REFUSING or self._denied(token):
            return
        particle = {"rule": "out", "turn": "down"}.get(lemma)
        if particle is not None and not any(c.lower_ == particle for c in token.children):
            return
        subject = self._subject(token)
        for content in self._contents(token, NO_PREPS):
            if lemma == "decline" and content.act.lemma_.lower() in (
                "comment",
                "say",
                "answer",
                "confirm",
                "discuss",
                "elaborate",
            ):
                continue
            yield self._undertaking(token, content.act, content.actor or subject, Modality.REFUSED, True)

    def _considered(self, token: Token) -> Iterator[Undertaking]:
        """ "is considering ...", "offered to ...", "is weighing whether to ..." """
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or lemma not in WEIGHING or self._denied(token):
            return
        subject = self._subject(token) or (self._of_prep(token, ("by",)))
        for content in self._contents(token, TO_ON_FOR if lemma == "think" else NO_PREPS):
            act = content.act
            if (
                lemma in ("think", "study", "propose", "suggest", "examine", "consider")
                and act.pos_ in ("VERB", "AUX")
                and act.dep_ == "ccomp"
                and act.tag_ not in ("VB", "VBP")
                and not looks_ahead(act)
            ):
                continue
            if lemma == "consider" and token.tag_ != "VBG" and act.pos_ not in ("VERB", "AUX"):
                continue
            if (lemma == "suggest" and act.pos_ not in ("VERB", "AUX")) or act.lemma_ == "be":
                continue
            yield self._undertaking(token, act, content.actor or subject, Modality.CONSIDERING, True)

    def _requested(self, token: Token) -> Iterator[Undertaking]:
        """ "asked X to ...", "called on X to ...", "pressed for ...", "X must ..." """
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or self._denied(token):
            return
        if lemma in REQUESTING:
            yield from self._asked(token, lemma)
        obliged = any(c.dep_ == "aux" and c.lower_ in ("must", "should") for c in token.children)
        if obliged:
            subject = self._subject(token)
            voice = self._voices.inner_at(token) or (self._voices.at(token))
            if subject and voice and voice not in subject and len(subject) == 1:
                yield self._undertaking(token, token, subject, Modality.REQUESTED, False)

    def _asked(self, token: Token, lemma: str) -> Iterator[Undertaking]:
        passive = any(c.dep_ == "nsubjpass" for c in token.children)
        asker = self._agent(token) if passive else self._subject(token)
        persons = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass", "dative")]
        addressed = tuple(side for person in persons for side in self._parties.sides_of(person))
        addressed = addressed or self._of_prep(token, ("on", "upon", "to", "from", "of"))
        if (lemma in WANTING and not asker) or (
            lemma == "call"
            and not any(t.lower_ in ("on", "upon", "for") for c in token.children for t in (c, *c.children))
        ):
            return
        others = self._parties.others(asker) if asker else ()
        for verb in (c for c in token.children if c.dep_ == "ccomp" and _asks_a_favour(c)):
            whom = self._subject_own(verb) or (others if _is_passive(verb) else ())
            if len(whom) == 1 and not set(whom) & set(asker):
                yield self._undertaking(token, verb, whom, Modality.REQUESTED, True)
                return
        for content in self._contents(token):
            if content.act.pos_ not in ("VERB", "AUX"):
                if lemma in ASKING_FOR_THINGS and not self._parties.sides_of(content.act):
                    whom = self._owner(content.act) or addressed or others
                    yield self._undertaking(token, content.act, whom, Modality.REQUESTED, True)
            elif lemma in WANTING:
                yield from self._wanted(token, content, asker, others)
            elif persons and not addressed and not content.actor and self._parties.is_other_person(persons[0]):
                yield self._undertaking(token, content.act, asker, Modality.COMMITTED, True)
            elif lemma != "tell" or content.act.dep_ in ("xcomp", "advcl"):
                whom = content.actor or (others if _is_passive(content.act) else ()) or addressed or others
                yield self._undertaking(token, content.act, whom, Modality.REQUESTED, True)

    def _asked_by_us(self, token: Token) -> tuple[str, ...]:
        """ "stressed the need to ..." in one side's own account: the other side is asked."""
        side = self._voices.at(token)
        governor = token.head
        if side is None or self._subject(governor) != (side,):
            return ()
        others = self._parties.others((side,))
        return others if len(others) == 1 else ()

    def _wanted(
        self, token: Token, content: Content, asker: tuple[str, ...], others: tuple[str, ...]
    ) -> Iterator[Undertaking]:
        """ "wants X to ...", "expects the embargo to be lifted"; "wants to ..." is one's own wish."""
        whom = content.actor or (others if _is_passive(content.act) and len(others) == 1 else ())
        if set(whom) - set(asker):
            yield self._undertaking(token, content.act, whom, Modality.REQUESTED, True)
        elif token.lemma_.lower() == "want" and content.act.dep_ == "xcomp" and self._voices.at(token):
            yield self._undertaking(token, content.act, asker, Modality.CONSIDERING, False)

    def _needed(self, token: Token) -> Iterator[Undertaking]:
        """ "made clear the need for X to ...", "underscored that a ceasefire is essential" """
        if token.lower_ in ("need", "necessity", "urgency", "importance") and token.pos_ == "NOUN":
            for child in token.children:
                if child.pos_ == "VERB" and child.dep_ in ("acl", "relcl", "advcl"):
                    actor = self._subject_own(child) or self._asked_by_us(token)
                    if actor and not set(actor) >= set(self._parties.participants):
                        yield self._undertaking(token, child, actor, Modality.REQUESTED, True)
        elif token.lower_ in ("essential", "necessary", "needed", "imperative", "urgent") and token.dep_ == "acomp":
            subject = next((c for c in token.head.lefts if c.dep_ == "nsubj" and c.pos_ == "NOUN"), None)
            voice = self._voices.at(token)
            others = self._parties.others((voice,)) if voice else ()
            if (
                subject is not None
                and len(others) == 1
                and subject.lemma_.lower() in ("ceasefire", "release", "truce", "pause")
            ):
                yield self._undertaking(token.head, subject, others, Modality.REQUESTED, True)

    def _ready(self, token: Token) -> Iterator[Undertaking]:
        """ "is ready to ...", "stands ready to ...", "is open to ..." """
        if token.lower_ not in READY or token.pos_ not in ("ADJ", "VERB", "ADV"):
            return
        verb = token.head if token.dep_ in ("acomp", "oprd", "advmod", "attr") else token
        subject = self._subject(verb)
        for content in (
            *self._contents(token),
            *(self._contents(verb) if verb is not token and verb.lemma_ == "stand" else ()),
        ):
            yield self._undertaking(verb, content.act, content.actor or subject, Modality.CONSIDERING, True)

    def _hoped(self, token: Token) -> Iterator[Undertaking]:
        """ "looks forward to a meeting", "is on its way", "will be my guest" """
        if token.lemma_.lower() == "look" and any(c.lower_ == "forward" for c in token.children):
            for content in self._contents(token):
                visitor = self._of_prep(content.act, ("of", "by")) if content.act.lemma_ == "visit" else ()
                if visitor:
                    yield self._undertaking(token, content.act, visitor, Modality.REQUESTED, False)
                elif content.act.lemma_.lower() in MEETINGS:
                    yield self._undertaking(token, content.act, self._subject(token), Modality.CONSIDERING, False)
        elif token.lemma_ == "be" and any(c.dep_ == "attr" and c.lower_ == "guest" for c in token.children):
            guest = next(c for c in token.children if c.dep_ == "attr" and c.lower_ == "guest")
            if any(c.lower_ in ("will", "would") for c in token.children):
                yield self._undertaking(token, guest, self._subject(token), Modality.COMMITTED, True)
        elif token.lemma_ == "be" and any(
            p.lower_ == "way" for c in token.children if c.dep_ == "prep" for p in c.children
        ):
            thing = next((c for c in token.lefts if c.dep_ == "nsubj"), None)
            if thing is not None and thing.lemma_.lower() in GIFTS:
                yield self._undertaking(token, thing, self._told_by(token), Modality.COMMITTED, True)


def _asks_a_favour(verb: Token) -> bool:
    """ "asked whether he could stop in Rome", "asked that they be reviewed" """
    marks = {c.lower_ for c in verb.lefts if c.dep_ == "mark"}
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if marks & {"whether", "if"}:
        return bool(helpers & {"could", "would", "might", "can"})
    return "that" in marks and (verb.tag_ == "VB" or "be" in helpers)


def _is_passive(verb: Token) -> bool:
    return any(c.dep_ == "nsubjpass" for c in verb.children)
