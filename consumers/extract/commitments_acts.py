"""What kind of act an undertaking is about, and whether it is an act at all or only goodwill."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from consumers.extract.commitments_kinds import (
    BEFALLING,
    GOODWILL,
    GOODWILL_NOUNS,
    HELD_PEOPLE,
    KIND_OF_WORD,
    PHRASES,
    SERVING,
    SETTLING,
)
from consumers.extract.commitments_words import ARRIVED
from pipeline.records import CommitmentKind as Kind

_STAYING = r"(?:stay|remain|keep|be|maintain|continue|continuing)"
_IN_TOUCH = (
    r"(?:in (?:\w+ )?(?:touch|contact|coordination|consultation|communication)|contacts?|communicat\w+|engage\w*|"
    r"dialogue|coordinat\w+|consultations?)"
)
_FORMULA = re.compile(
    rf"\b(?:{_STAYING}\b[^.;]{{0,25}}\b{_IN_TOUCH}"
    r"|(?:agree\w*|concur\w*|accord\w*)\s+(?:on|about|that)?\s*(?:it (?:is|was)|the (?:need|importance|necessity|"
    r"value))"
    r"|(?:personal|regular|various|close|working|direct|further) contacts?|contacts (?:at|on|in|between)"
    r"|work(?:ing)? (?:closely |more closely |hard |constructively )?together"
    r"|the (?:need|importance|necessity) (?:of|to|for)|the urgency of"
    r"|communicate (?:often|regularly|closely)|closely (?:coordinate|communicate|cooperate)|coordinate (?:closely|"
    r"their|on|efforts)"
    r"|continu\w+ (?:\w+ ){0,2}(?:joint |concerted )?efforts|(?:strengthen|deepen|develop|"
    r"expand)\w* (?:of )?(?:\w+ )?(?:ties|relations|cooperation)"
    r"|stand with|consult(?:ing|ation)? closely|close consultation)",
    re.IGNORECASE,
)
"""The set phrases of diplomacy, in which nobody undertakes anything."""


@dataclass(frozen=True)
class Act:
    """What is to be done."""

    kind: Kind | None
    """None if no word in it says."""
    weight: float
    """How plainly its words say the kind."""
    goodwill: bool
    """Its head word promises nothing that can be seen done."""
    formula: bool
    """It is one of the set phrases of diplomacy."""


def _other_sense(head: Token) -> bool:
    """ "fly out doses", "release funds": the verb's usual kind does not hold for this object."""
    things = {c.lemma_.lower() for c in head.children if c.dep_ in ("dobj", "nsubjpass")}
    lemma = head.lemma_.lower()
    if lemma == "fly":
        return bool(things)
    if lemma == "release":
        return not things & HELD_PEOPLE and bool(things)
    return lemma == "host" and bool(things & {"summit", "meeting", "forum", "conference", "game", "event", "cup"})


def read_act(head: Token, words: Iterable[Token], text: str, gist: str) -> Act:
    """The kind and firmness of the act that `head` heads.

    `words` are its words, `text` the passage, `gist` the part of it around the head, where a set phrase counts.
    """
    scores: dict[Kind, float] = {}
    direct = {
        head.i,
        *(c.i for c in head.children if c.dep_ in ("dobj", "attr", "nsubjpass", "compound", "amod", "prt")),
    }
    if head.lemma_.lower() in BEFALLING:
        direct |= {c.i for c in head.lefts if c.dep_ == "nsubj"}
    of = [p for c in head.children if c.dep_ == "prep" and c.lower_ in ("of", "on", "for", "in") for p in c.children]
    near = {p.i for p in of} | {
        g.i for i in direct for g in head.doc[i].children if g.dep_ in ("compound", "amod", "nmod")
    }
    for word in words:
        kind = (
            KIND_OF_WORD.get(word.lemma_.lower())
            or KIND_OF_WORD.get(word.lower_)
            or KIND_OF_WORD.get(word.lower_.rstrip("s"))
        )
        if (kind is Kind.VISIT and word.dep_ == "amod") or (kind is Kind.RELEASE and word.pos_ == "ADJ"):
            continue
        if kind is not None:
            weight = 3.0 if word.i in direct else 2.0 if word.i in near else 1.0
            scores[kind] = scores.get(kind, 0) + weight
    for pattern, kind, weight in PHRASES:
        if pattern.search(text):
            scores[kind] = scores.get(kind, 0) + weight
    if head.lemma_ == "be" and any(c.lower_ in ("will", "shall", "'ll", "’ll") for c in head.children):
        scores[Kind.VISIT] = scores.get(Kind.VISIT, 0) + 5
    settled = SETTLING.get(head.lemma_.lower()) if head.pos_ in ("VERB", "NOUN") else None
    if _other_sense(head):
        settled = None
    if settled is not None and not (settled is Kind.VISIT and head.lemma_ in ("come", "welcome") and len(scores) > 1):
        scores[settled] = scores.get(settled, 0) + 5
    arrives = head.lemma_ == "be" and any(c.lower_ in ARRIVED for c in head.children)
    if arrives and any(c.lower_ in ("home", "free") for c in head.children):
        scores[Kind.RELEASE] = scores.get(Kind.RELEASE, 0) + 4
    best = max(scores, key=lambda k: scores[k]) if scores else None
    lemma = head.lemma_.lower()
    concrete = any(KIND_OF_WORD.get(head.doc[i].lemma_.lower()) for i in direct if i != head.i)
    goodwill = (lemma in GOODWILL and not arrives and not (concrete and lemma in SERVING)) or lemma in GOODWILL_NOUNS
    return Act(best, scores[best] if best else 0.0, goodwill, bool(_FORMULA.search(gist)))
