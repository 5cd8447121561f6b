"""Specific undertakings that a document tells of, in or around a call that was held."""

from __future__ import annotations

import re
from collections.abc import Sequence

from consumers.extract.attribution import Voices
from consumers.extract.commitments_acts import Act, read_act
from consumers.extract.commitments_frames import Frames, Undertaking
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.parties import Parties
from consumers.extract.quantities import find_quantities
from pipeline.records import (
    CallStatus,
    Commitment,
    CommitmentKind,
    Confidence,
    Evidence,
    Modality,
    Quantity,
    ReportedCall,
)

MOST = 12
"""Commitments kept of one document, the plainest first."""

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SPAN = r"(?:day|week|month|year|season|quarter|summer|autumn|winter|spring|fall|decade|century|term|harvest)s?"
DEADLINE = re.compile(
    rf"\b(?:(?:by|before|until|till|from|on|in|at|within|over|during|for|after|through|starting|toward|towards|as of|beginning|no later than|later|early|late|since)\s+)+"
    rf"(?:the\s+|this\s+|next\s+|coming\s+|current\s+|following\s+|end\s+of\s+|beginning\s+of\s+|start\s+of\s+|early\s+|late\s+|mid-?\s?|\d+\s+|(?:two|three|four|five|six|seven|ten|several|few)\s+|{_DAY},?\s+|a\s+few\s+|near\s+|new\s+|very\s+|short\s+)*"
    rf"(?:{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?|{_DAY}(?:\s+(?:morning|afternoon|evening))?|{_SPAN}\b(?:[’']s?\s+end)?|20\d\d|future|Christmas|Easter|Ramadan|days|term)"
    rf"|\b(?:next|this|later this|early next|later next|the coming|the following)\s+{_SPAN}\b|\b(?:immediately|tomorrow|without delay|as soon as possible|very soon|soon|shortly|at an early date|{_DAY})\b",
    re.IGNORECASE,
)

_CONCRETE_TALKS = re.compile(
    r"\b(?:meet(?:s|ing|ings)?|summit|round|again|follow[- ]up|follow up|delegations?|teams?|negotiat\w+|consultations|representatives|"
    r"ministers?|envoys?|talks|in person|contact group|session|conference|conversation|speak|call)\b",
    re.IGNORECASE,
)


def find_commitments(
    document: Document, calls: Sequence[ReportedCall], gazetteer: Gazetteer
) -> tuple[Commitment, ...]:
    """The undertakings told in a document that has a held call, in order of the text, at most `MOST`.

    Without a held call there are none.
    """
    if not any(call.status is CallStatus.HELD for call in calls):
        return ()
    parties = Parties(document, calls, gazetteer)
    voices = Voices(document, parties)
    frames = Frames(parties, voices)
    found: list[tuple[float, Undertaking, Act]] = []
    for sentence in document.doc.sents:
        for undertaking in frames.of_sentence(sentence):
            act = _act_of(document, undertaking)
            plain = _plainness(document, parties, voices, undertaking, act)
            if plain > 0:
                found.append((plain, undertaking, act))
    kept = _without_repeats(found)
    kept = sorted(sorted(kept, key=lambda f: -f[0])[:MOST], key=lambda f: f[1].start)
    return tuple(_commitment(document, voices, u, act, plain) for plain, u, act in kept)


def _act_of(document: Document, undertaking: Undertaking) -> Act:
    doc = document.doc
    words = [t for t in undertaking.act.subtree if undertaking.start <= t.i < undertaking.end]
    text = doc[undertaking.start : undertaking.end].text
    return read_act(undertaking.act, words, text)


def _plainness(document: Document, parties: Parties, voices: Voices, undertaking: Undertaking, act: Act) -> float:
    """How surely this is a specific undertaking around the call; not above zero: it is none."""
    doc = document.doc
    text = doc[undertaking.act.left_edge.i : undertaking.end].text
    quantities = find_quantities(doc[undertaking.start : undertaking.end].text)
    deadline = DEADLINE.search(text)
    if not set(undertaking.actor) & set(parties.participants) and undertaking.modality is not Modality.REQUESTED:
        return 0.0
    score = 1.0 if undertaking.promised else 0.3
    score += 0.8 if quantities else 0.0
    score += 0.5 if deadline else 0.0
    score += min(act.weight, 6) / 6 if act.kind else -0.8
    if act.goodwill and not quantities:
        score -= 0.8
    if act.formula and not quantities:
        score -= 1.5
    if act.kind is CommitmentKind.TALKS and not (deadline or _CONCRETE_TALKS.search(text)):
        score -= 1.0
    if not document.origin.official_of and voices.inner_at(undertaking.trigger) is None and not undertaking.promised:
        score -= 0.3
    return score - 1.0


def _without_repeats(
    found: list[tuple[float, Undertaking, Act]],
) -> list[tuple[float, Undertaking, Act]]:
    """One undertaking for each act: of two that lie one in the other and have the same actor, the plainer."""
    kept: list[tuple[float, Undertaking, Act]] = []
    for item in sorted(found, key=lambda f: (-f[0], f[1].end - f[1].start)):
        if not any(_same(item, other) for other in kept):
            kept.append(item)
    return kept


def _same(one: tuple[float, Undertaking, Act], other: tuple[float, Undertaking, Act]) -> bool:
    a, b = one[1], other[1]
    if not set(a.actor) & set(b.actor):
        return False
    a_words, b_words = set(range(a.act.i, a.end)), set(range(b.act.i, b.end))
    shared = len(a_words & b_words)
    return shared > 0.5 * min(len(a_words), len(b_words))


def _commitment(document: Document, voices: Voices, undertaking: Undertaking, act: Act, plain: float) -> Commitment:
    doc = document.doc
    span = doc[undertaking.start : undertaking.end]
    deadline = DEADLINE.search(doc[undertaking.act.left_edge.i : undertaking.end].text)
    obj = next((c for c in undertaking.act.children if c.dep_ in ("dobj", "attr", "nsubjpass")), None)
    return Commitment(
        actor=undertaking.actor,
        beneficiary=undertaking.beneficiary,
        kind=act.kind or CommitmentKind.OTHER,
        modality=undertaking.modality,
        action=undertaking.act.lemma_.lower(),
        object=doc[obj.left_edge.i : obj.right_edge.i + 1].text if obj is not None else "",
        quantities=_figures(span.text),
        deadline=deadline.group().strip() if deadline else None,
        asserted_by=voices.at(undertaking.trigger) or "outlet",
        confidence=Confidence.HIGH if plain >= 1.2 else Confidence.MEDIUM if plain >= 0.5 else Confidence.LOW,
        evidence=(Evidence(exact=span.text, start=span.start_char, end=span.end_char),),
    )


def _figures(text: str) -> tuple[Quantity, ...]:
    return find_quantities(text)
