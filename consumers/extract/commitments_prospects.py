"""Constructions: what is told as about to happen, or as a gift received, without a word of promising."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from consumers.extract.commitments_arguments import Arguments
from consumers.extract.commitments_clauses import conditional, negated_mode
from consumers.extract.commitments_forms import Finder, Form, Undertaking
from consumers.extract.commitments_kinds import KIND_OF_WORD
from consumers.extract.commitments_words import ARRIVED, GIFTS, GIVING, HINDERING, SCHEDULED, THANKING
from pipeline.records import CommitmentKind, Modality

_GIVEN = (CommitmentKind.ARMS, CommitmentKind.AID)


class Prospects(Arguments):
    """What is told as about to happen, or as a gift received, without a word of promising."""

    def finders(self) -> Mapping[Form, Finder]:
        """One finder for each construction: from one word to the undertakings that it tells of."""
        return {
            Form.FUTURE: self._future,
            Form.THANKED: self._thanked,
            Form.DUE: self._due,
            Form.FIGURE: self._figure,
        }

    def _future(self, token: Token) -> Iterator[Undertaking]:
        """ "will send ...", "is to give ...", "would increase ..." (as told), "X will be coming to ..." """
        if token.pos_ not in ("VERB", "AUX"):
            return
        helpers = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        going = token.dep_ == "xcomp" and token.head.lemma_ in ("go", "be") and "to" in helpers
        going = going and not any(
            c.dep_ in ("acomp", "attr", "expl") or c.lower_ == "it" for c in token.head.children
        )
        if any(c.lower_ in ("how", "what", "why") for c in token.lefts):
            return
        if going and token.head.lemma_ == "go" and token.head.tag_ != "VBG":
            return
        told = ("would" in helpers and self._voices.inner_at(token) is not None) or (
            "would" in helpers and token.dep_ == "ccomp"
        )
        if not (helpers & {"will", "'ll", "’ll", "shall", "wo"} or going or told):
            return
        carrier = token.head if going else token
        subject = self._subject(carrier)
        by = self._agent(token)
        comes_about = any(c.lower_ in ARRIVED for c in token.children)
        if token.lemma_ == "be" and not going and not comes_about and not self._goes_there(token):
            return
        passive = "nsubjpass" in {c.dep_ for c in token.children}
        actor = by if passive and by else subject
        if passive and not by:
            actor = self._told_by(token) or subject
        if token.lemma_ == "be" and comes_about and len(actor) != 1:
            actor = self._told_by(token)
        actor = actor or self._unnamed(carrier)
        mode = negated_mode(token, Modality.COMMITTED)
        if self._denied(token):
            mode = Modality.COMMITTED if token.lemma_.lower() in HINDERING else Modality.REFUSED
        if conditional(token) or any(a.lemma_ in ("suggest", "hint", "signal") for a in token.ancestors):
            mode = Modality.CONSIDERING if mode is Modality.COMMITTED else mode
        yield self._undertaking(carrier, token, actor, mode, False)
        for conj in token.conjuncts:
            if (
                conj.i > token.i
                and conj.pos_ == "VERB"
                and not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in conj.children)
            ):
                yield self._undertaking(conj, conj, actor, mode, False)

    def _thanked(self, token: Token) -> Iterator[Undertaking]:
        """ "thanked X for the $5m in aid": the thing thanked for is X's."""
        if token.lemma_.lower() not in THANKING and token.lower_ not in (
            "gratitude",
            "grateful",
            "thanks",
            "importance",
        ):
            return
        giver = self._thanked_one(token)
        for prep in (d for d in token.subtree if d.dep_ == "prep" and d.lower_ in ("for", "of")):
            for noun in (c for c in prep.children if c.dep_ == "pobj"):
                counted = any(c.dep_ == "nummod" for c in noun.children) and noun.ent_type_ not in ("DATE", "TIME")
                if noun.lemma_.lower() not in GIFTS and not (
                    counted and KIND_OF_WORD.get(noun.lemma_.lower()) in _GIVEN
                ):
                    continue
                owner = self._owner(noun) or (giver if token.lower_ != "importance" else ())
                yield self._undertaking(token, noun, owner, Modality.COMMITTED, False)

    def _due(self, token: Token) -> Iterator[Undertaking]:
        """ "is expected to visit", "is due to meet", "flies to X on Monday", "is sending ..." """
        helpers = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        passive = any(c.dep_ == "auxpass" for c in token.children) or token.dep_ in ("acl", "amod")
        if (token.pos_ == "VERB" and token.lower_ in SCHEDULED and passive) or (
            token.pos_ == "ADJ" and token.lower_ in ("due", "set", "poised")
        ):
            for content in self._contents(token):
                if content.act.pos_ == "VERB":
                    yield self._undertaking(
                        token, content.act, content.actor or self._subject(token), Modality.COMMITTED, False
                    )
        elif (
            token.pos_ == "VERB"
            and token.lemma_.lower() in GIVING | {"arrange", "prepare"}
            and (token.tag_ in ("VBZ", "VBP") or (token.tag_ == "VBG" and helpers & {"is", "are", "'s", "’s"}))
        ):
            subject = self._subject(token)
            if subject and not self._denied(token):
                yield self._undertaking(token, token, subject, Modality.COMMITTED, False)
        elif token.lower_ in ("may", "might", "could") and token.dep_ == "aux" and token.head.pos_ == "VERB":
            verb = token.head
            side = self._voices.inner_at(verb) if token.lower_ == "could" else self._voices.at(verb)
            subject = self._subject(verb) if side and not self._denied(verb) else ()
            if token.lower_ != "could" or subject == (side,):
                yield self._undertaking(verb, verb, subject, Modality.CONSIDERING, False)

    def _figure(self, token: Token) -> Iterator[Undertaking]:
        """ "a new $625 million security assistance package": a gift with its price, told as news."""
        if (
            token.pos_ != "NOUN"
            or token.lemma_.lower() not in GIFTS
            or not any(t.ent_type_ in ("MONEY", "QUANTITY", "CARDINAL") for t in token.subtree)
        ):
            return
        if any(t.lower_ in ("already", "previously") for t in token.subtree):
            return
        owner = self._owner(token)
        for ancestor in token.ancestors:
            if not owner and ancestor.lemma_.lower() == "provision":
                owner = self._owner(ancestor)
            if ancestor.lemma_.lower() in THANKING:
                owner = self._thanked_one(ancestor)
        owner = owner or self._told_by(token) or self._subject(token.head)
        yield self._undertaking(token, token, owner, Modality.COMMITTED, False)
