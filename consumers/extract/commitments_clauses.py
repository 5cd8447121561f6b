"""Questions about one verb's clause: is it a question, a condition, still to be done, the verb that matters?"""

from __future__ import annotations

from spacy.tokens import Token

from consumers.extract.commitments_words import CARRYING, HINDERING, LIGHT
from pipeline.records import Modality


def left_of_clause(verb: Token) -> int:
    subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    return subject.left_edge.i if subject is not None else verb.i


def real_act(verb: Token) -> Token:
    """The verb that says what is done: "will have to *respond*", "the *trip* that I will be making"."""
    for _ in range(3):
        inner = next(
            (c for c in verb.children if c.dep_ == "xcomp" and c.pos_ == "VERB" and verb.lemma_.lower() in LIGHT),
            None,
        )
        if inner is None:
            break
        verb = inner
    if verb.lemma_.lower() in CARRYING:
        thing = next((c for c in verb.children if c.dep_ == "dobj" and c.pos_ == "NOUN" and c.i > verb.i), None)
        if thing is not None:
            return thing
        if verb.dep_ == "relcl" and verb.head.pos_ == "NOUN":
            return verb.head
    return verb


def asks_whether(verb: Token) -> bool:
    """Whether a content clause is a question: "asked if ...", "decide whether to ..." """
    return any(c.lower_ in ("if", "whether", "what", "how", "why", "who", "where", "when") for c in verb.lefts)


def supposed(token: Token) -> bool:
    """Whether a verb stands in a question or a condition: "whether to approve", "if X agrees"."""
    return token.pos_ in ("VERB", "AUX") and any(
        c.lower_ in ("if", "whether", "unless") and c.dep_ in ("mark", "advmod") and c.nbor(1).lower_ != "only"
        for c in token.lefts
    )


def looks_ahead(verb: Token) -> bool:
    """Whether a content clause is about what is still to be done."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return bool(helpers & {"will", "would", "'ll", "shall", "to", "should", "must", "can", "could", "may"})


def will_be_done(verb: Token) -> bool:
    """Whether what was agreed is an act to come, not an opinion ("agreed that X must ...")."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return bool(helpers & {"will", "would", "'ll", "’ll", "shall", "to", "should"}) and "must" not in helpers


def conditional(verb: Token) -> bool:
    return any(
        c.dep_ == "advcl" and any(m.lower_ == "if" and m.dep_ == "mark" for m in c.children) and c.i < verb.i
        for c in verb.children
    )


def negated_mode(act: Token, modality: Modality) -> Modality:
    negative = any(c.dep_ == "neg" for c in act.children) and act.lemma_.lower() not in HINDERING
    negative = negative or any(g.lower_ == "no" for c in act.children if c.dep_ == "dobj" for g in c.children)
    return Modality.REFUSED if negative and modality is Modality.COMMITTED else modality
