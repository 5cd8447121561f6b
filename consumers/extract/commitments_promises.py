"""Constructions: what a side takes upon itself by saying so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

from consumers.extract.commitments_arguments import Arguments, Content
from consumers.extract.commitments_clauses import left_of_clause, negated_mode, will_be_done
from consumers.extract.commitments_forms import Finder, Form, Undertaking
from consumers.extract.commitments_words import (
    ANNOUNCING,
    DIRECTING,
    GRATITUDE,
    INTO,
    NOMINAL,
    PERSUADING,
    PROMISING,
    TAKING_THINGS,
    THANKING,
    TRAVELLING,
    TRYING,
)
from pipeline.records import Modality


class Promises(Arguments):
    """What a side takes upon itself by saying so."""

    def finders(self) -> Mapping[Form, Finder]:
        """One finder for each construction: from one word to the undertakings that it tells of."""
        return {
            Form.ACCEPTED: self._accepted,
            Form.INVITED: self._invited,
            Form.PROMISED: self._promised,
            Form.PERSUADED: self._persuaded,
            Form.DIRECTED: self._directed,
            Form.NOMINAL: self._nominal,
            Form.HEADLINE: self._headline,
        }

    def _accepted(self, token: Token) -> Iterator[Undertaking]:
        """ "accepted the invitation to ...", "the invitation was accepted" """
        if token.lemma_.lower() != "accept" or self._denied(token):
            return
        things = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
        invitation = next((t for t in things if t.lemma_.lower() in ("invitation", "invite")), None)
        if invitation is None:
            if token.dep_ == "relcl" and token.head.sent == token.sent:
                inviting = next((t for t in token.sent if t.lemma_.lower() == "invite" and t.i < token.i), None)
                if inviting is not None:
                    guest = self._guest(inviting) or self._subject(token)
                    yield Undertaking(
                        guest, Modality.COMMITTED, token, inviting, left_of_clause(inviting), token.i + 1, True
                    )
            return
        actor = self._subject(token) if invitation.dep_ == "dobj" else self._agent(token)
        if not actor:
            near = token.doc[max(0, token.sent.start - 60) : token.i]
            asking = [t for t in near if t.lemma_.lower() in ("ask", "invite")]
            host = self._subject(asking[-1]) if asking else ()
            actor = self._parties.others(host) if host else ()
        yield self._undertaking(token, invitation, actor, Modality.COMMITTED, True)

    def _invited(self, token: Token) -> Iterator[Undertaking]:
        """ "invited X to visit", "extended an invitation to X", "asked X to Minsk" """
        lemma = token.lemma_.lower()
        if lemma == "invite" and token.pos_ == "VERB" and not self._denied(token):
            wanted = next(
                (
                    c
                    for c in token.children
                    if c.dep_ in ("xcomp", "ccomp", "advcl")
                    and c.pos_ == "VERB"
                    and c.i > token.i
                    and any(a.lower_ == "to" and a.dep_ == "aux" for a in c.children)
                ),
                None,
            )
            travels = wanted is None or wanted.lemma_.lower() in TRAVELLING
            yield self._undertaking(
                token, token if travels or wanted is None else wanted, self._guest(token), Modality.REQUESTED, True
            )
        elif lemma in ("invitation", "invite") and token.pos_ == "NOUN":
            verb = token.head
            if verb.lemma_.lower() in (
                "extend",
                "renew",
                "repeat",
                "issue",
                "reiterate",
                "offer",
                "convey",
                "confirm",
                "send",
                "have",
            ):
                asked = self._of_prep(token, ("to", "for")) or self._of_prep(verb, ("to",))
                asked = asked or self._parties.others(self._subject(verb))
                yield self._undertaking(verb, token, asked, Modality.REQUESTED, True)
        elif lemma in ("host", "welcome") and token.dep_ in ("pcomp", "xcomp") and not self._denied(token):
            guest = [s for c in token.children if c.dep_ == "dobj" for s in self._parties.sides_of(c)]
            governed = {t.lemma_.lower() for t in token.ancestors}
            if guest and governed & {"forward", "look", "hope", "wish", "want", "like"}:
                yield self._undertaking(token, token, tuple(guest), Modality.REQUESTED, True)

    def _promised(self, token: Token) -> Iterator[Undertaking]:
        """ "agreed to send ...", "pledged $5m", "agreed that X will ...", "committed to buying ..." """
        lemma = token.lemma_.lower()
        if token.tag_ == "VBG" and token.dep_ == "pcomp" and token.head.lower_ == "with":
            return
        if token.lower_ == "committed" and token.pos_ == "ADJ":
            lemma = "commit"
        elif token.pos_ != "VERB" or lemma not in PROMISING | ANNOUNCING or self._denied(token):
            return
        subject = self._subject(token)
        if not subject and token.dep_ == "relcl":
            subject = ()
        strong = lemma not in (
            "confirm",
            "affirm",
            "reaffirm",
            "plan",
            "intend",
            "assure",
            "determine",
            "announce",
            "unveil",
        )
        modality = Modality.COMMITTED
        for content in (*self._contents(token), *self._headed(token)):
            act = content.act
            if act.pos_ in ("VERB", "AUX") and act.dep_ == "ccomp" and not will_be_done(act):
                continue
            named_only = lemma in ("confirm", "affirm", "reaffirm", "determine", "sign")
            if named_only and not _signs_off(token) and act.pos_ not in ("VERB", "AUX"):
                continue
            if act.lemma_.lower() in NOMINAL:
                continue
            mode = negated_mode(act, modality)
            yield self._undertaking(token, act, content.actor or subject, mode, strong)

    def _headed(self, verb: Token) -> Iterator[Content]:
        """The noun that a relative clause of promising belongs to: "the loan that X promised Y"."""
        noun = verb.head
        if verb.dep_ != "relcl" or not self._is_thing(noun) or noun.lemma_.lower() in NOMINAL:
            return
        own_subject = any(c.dep_ == "nsubj" and c.i != noun.i for c in verb.lefts)
        complete = any(c.dep_ in ("xcomp", "ccomp") for c in verb.children)
        if own_subject and not complete and verb.lemma_.lower() in TAKING_THINGS:
            yield Content(noun, ())

    def _persuaded(self, token: Token) -> Iterator[Undertaking]:
        """ "persuaded X to send ...", "talked X into sending ...", "got X to agree" """
        if token.pos_ != "VERB" or token.lemma_.lower() not in PERSUADING or self._denied(token):
            return
        tried = token.dep_ == "xcomp" and token.head.lemma_.lower() in TRYING
        objects = tuple(
            s for c in token.children if c.dep_ in ("dobj", "nsubjpass") for s in self._parties.sides_of(c)
        )
        for content in self._contents(token, INTO):
            whom = content.actor or objects
            if content.act.pos_ in ("VERB", "AUX") and whom and not set(whom) & set(self._subject(token)):
                modality = Modality.REQUESTED if tried else Modality.COMMITTED
                yield self._undertaking(token, content.act, whom, modality, True)

    def _directed(self, token: Token) -> Iterator[Undertaking]:
        """ "tasked their teams to follow up" """
        if token.lemma_.lower() not in DIRECTING or token.pos_ != "VERB" or self._denied(token):
            return
        subject = self._subject(token)
        charged = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
        if any(c.dep_ == "nsubjpass" for c in token.children):
            subject = self._agent(token) or subject or self._parties.everyone_at(token)
        verbs = [a for c in self._contents(token) if (a := c.act).pos_ == "VERB"]
        if subject and charged and verbs:
            yield self._undertaking(token, verbs[0], subject, Modality.COMMITTED, True)

    def _nominal(self, token: Token) -> Iterator[Undertaking]:
        """ "commitment to ...", "an agreement to ...", "the decision to ...", "China's consideration of ..." """
        modality = Modality.COMMITTED if _is_word_given(token) else NOMINAL.get(token.lemma_.lower())
        if modality is None or token.pos_ != "NOUN" or any(c.lower_ == "any" for c in token.lefts):
            return
        if any(c.lower_ == "no" for c in token.lefts):
            if token.lemma_.lower() not in ("intention", "plan"):
                return
            modality = Modality.REFUSED
        if token.lemma_.lower() == "responsibility" and token.head.lemma_ not in ("take", "assume"):
            return
        owner = self._promiser(token)
        for content in (*self._contents(token), *self._that(token)):
            if token.lemma_.lower() == "preparation" and content.act.pos_ not in ("VERB", "AUX"):
                continue
            actor = content.actor or owner
            if modality is Modality.REQUESTED and not set(owner) & set(self._parties.participants):
                continue
            if modality is Modality.REQUESTED:
                actor = (
                    content.actor
                    or self._of_prep(token, ("on", "to"))
                    or (self._parties.others(owner) if owner else ())
                )
            if (
                not actor
                and modality is Modality.COMMITTED
                and token.lemma_.lower() in ("agreement", "deal", "undertaking")
            ):
                actor = self._parties.everyone_at(token)
            yield self._undertaking(token, content.act, actor, modality, content.act.pos_ in ("VERB", "AUX"))

    def _promiser(self, noun: Token) -> tuple[str, ...]:
        """Whose a promise told as a noun is: by the words around it, who is thanked for it, or the subject's."""
        owned = self._owner(noun)
        owner = owned
        governor = noun.head if noun.head.pos_ == "VERB" else noun.head.head
        if not owner and governor.pos_ == "VERB":
            thanked = governor.lemma_.lower() in THANKING
            owner = self._thanked_one(governor) if thanked else self._subject(governor)
        if not owner and noun.lemma_.lower() == "plan":
            owner = self._sentence_subject(noun)
        thanking = next((a for a in noun.ancestors if a.lemma_.lower() in THANKING | GRATITUDE), None)
        if thanking is None and governor.pos_ == "VERB":
            thanking = next(
                (c for c in governor.children if c.dep_ == "dobj" and c.lemma_.lower() in GRATITUDE), None
            )
        if thanking is not None:
            by_pronoun = any(c.dep_ == "poss" and c.pos_ == "PRON" for c in noun.lefts)
            owner = (() if by_pronoun else owned) or self._thanked_one(thanking) or owner
        return owner

    def _that(self, noun: Token) -> Iterator[Content]:
        """ "an assurance that X will ...": the clause of a noun of promising; "it" there is whose noun it is."""
        for verb in noun.rights:
            if verb.dep_ not in ("acl", "ccomp", "relcl") or verb.pos_ not in ("VERB", "AUX"):
                continue
            if will_be_done(verb) and any(c.lower_ == "that" and c.dep_ == "mark" for c in verb.lefts):
                pronoun = any(c.dep_ == "nsubj" and c.pos_ == "PRON" for c in verb.lefts)
                yield Content(verb, () if pronoun else self._subject_own(verb))

    def _headline(self, token: Token) -> Iterator[Undertaking]:
        """The infinitives of headlines, which the parser often misreads: "X to meet Y", "X, Y agree to ..." """
        if (
            token.idx >= self._parties.document.title_end
            or token.i + 1 >= len(token.doc)
            or token.nbor(1).lower_ != "to"
        ):
            return
        if token.i + 2 >= len(token.doc) or token.nbor(2).pos_ not in ("VERB", "AUX", "NOUN", "PROPN"):
            return
        act = token.nbor(2)
        lemma = token.lemma_.lower().removesuffix("s") if token.pos_ in ("PROPN", "NOUN") else token.lemma_.lower()
        named = self._parties.named_in(token.sent.start, token.i)
        joint = token.lower_ == lemma and len(named) > 1
        actor = named if joint else named[:1]
        if lemma in PROMISING:
            yield self._undertaking(token, act, actor, Modality.COMMITTED, True)
        elif lemma in ("offer", "ready", "mull", "consider", "want"):
            yield self._undertaking(token, act, actor, Modality.CONSIDERING, True)
        elif lemma in ("refuse", "decline"):
            yield self._undertaking(token, act, actor, Modality.REFUSED, True)
        elif act.tag_ == "VB" and self._parties.sides_of(token):
            yield self._undertaking(act, act, self._parties.sides_of(token), Modality.COMMITTED, True)


def _is_word_given(noun: Token) -> bool:
    """ "gave his word that ..." """
    given = noun.dep_ == "dobj" and noun.head.lemma_.lower() in ("give", "keep")
    return given and noun.lower_ == "word" and any(c.dep_ == "poss" for c in noun.lefts)


def _signs_off(verb: Token) -> bool:
    """ "signed off on ..." """
    return verb.lemma_.lower() == "sign" and any(c.lower_ == "off" for c in verb.children)
