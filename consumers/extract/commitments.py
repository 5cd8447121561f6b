"""Specific undertakings that a document tells of, in or around a call that was held."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consumers.extract.attribution import Voices
from consumers.extract.commitments_acts import Act, read_act
from consumers.extract.commitments_forms import Form, Undertaking
from consumers.extract.commitments_frames import Frames
from consumers.extract.commitments_score import ENOUGH, Setting, chance, features
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.parties import Parties
from consumers.extract.quantities import find_quantities
from consumers.extract.times import find_deadline, told_of_the_past
from consumers.extract.wordlists import words
from pipeline.records import (
    CallStatus,
    Commitment,
    CommitmentKind,
    Confidence,
    Evidence,
    Modality,
    ReportedCall,
    Role,
)

MOST = 12
"""Commitments kept of one document, the likeliest first."""

_TAKING_PART = words("participation participate attend join take")
"""A journey to take part in something is another one than a visit."""

_GIST = 10
"""Tokens of an act in which a set phrase must stand to make it one."""

_MILITARY = re.compile(
    r"\b(?:military|armed forces|defen[cs]e forces|weapons?|ammunition|missiles?|"
    r"security (?:support|assistance|package))\b",
    re.IGNORECASE,
)
_CIVIL = re.compile(
    r"\b(?:humanitarian|financial|economic|medical|civilian|vaccine|macro|budget|food)\w*", re.IGNORECASE
)
"""Words beside "aid" or "assistance" that say of which sort it is."""


@dataclass(frozen=True)
class Candidate:
    """A construction that may tell of an undertaking."""

    undertaking: Undertaking
    act: Act
    features: dict[str, float]


def find_commitments(
    document: Document, calls: Sequence[ReportedCall], gazetteer: Gazetteer
) -> tuple[Commitment, ...]:
    """The undertakings told in a document that has a held call, in order of the text, at most `MOST`.

    Without a held call there are none. What is told twice is one commitment with two pieces of evidence.
    """
    if not any(call.status is CallStatus.HELD for call in calls):
        return ()
    setting = setting_of(document, calls, gazetteer)
    likely = [(chance(c.features), c) for c in candidates(setting)]
    groups = _grouped(document, [pair for pair in likely if pair[0] >= ENOUGH])
    groups = sorted(groups, key=lambda g: -g[0][0])[:MOST]
    groups.sort(key=lambda g: g[0][1].undertaking.start)
    return tuple(_commitment(setting, group) for group in groups)


def setting_of(document: Document, calls: Sequence[ReportedCall], gazetteer: Gazetteer) -> Setting:
    """What finding commitments needs to know of the document: who is on the line, and whose words are whose."""
    parties = Parties(document, calls, gazetteer)
    main = any(call.status is CallStatus.HELD and call.role is Role.MAIN for call in calls)
    return Setting(document, parties, Voices(document, parties), main)


def candidates(setting: Setting) -> Iterator[Candidate]:
    """Every construction of the document that may tell of an undertaking, in order of the text."""
    frames = Frames(setting.parties, setting.voices)
    for sentence in setting.document.doc.sents:
        for undertaking in frames.of_sentence(sentence):
            if told_of_the_past(undertaking.trigger):
                continue
            if not _concerns(setting, undertaking):
                continue
            act = _act_of(setting.document, undertaking)
            if act.formula or _is_the_call_itself(setting.document, undertaking, act):
                continue
            yield Candidate(undertaking, act, features(setting, undertaking, act))


_REMOTE = re.compile(
    r"\b(?:virtual(?:ly)?|by (?:tele)?phone|on the (?:tele)?phone|by video|video ?(?:call|link)|pick up the phone|"
    r"telephone)\b",
    re.IGNORECASE,
)
_ANEW = re.compile(r"\b(?:again|another|next|further|follow-up|second|new|regular)\b", re.IGNORECASE)


def _concerns(setting: Setting, undertaking: Undertaking) -> bool:
    """Whether somebody on the line is to act; of others only what is asked counts."""
    on_the_line = set(setting.parties.participants) & set(undertaking.actor)
    return bool(on_the_line) or undertaking.modality is Modality.REQUESTED


def _is_the_call_itself(document: Document, undertaking: Undertaking, act: Act) -> bool:
    """Whether what is announced is a call, which is told as a call and not as a commitment."""
    if act.kind is not CommitmentKind.TALKS or undertaking.promised:
        return False
    passage = document.doc[undertaking.start : undertaking.end].text
    return bool(_REMOTE.search(passage)) and not _ANEW.search(passage)


def _act_of(document: Document, undertaking: Undertaking) -> Act:
    doc = document.doc
    head = undertaking.act
    clause = head.head if head.dep_ == "dobj" and head.pos_ == "NOUN" else head
    inside = [t for t in clause.subtree if undertaking.start <= t.i < undertaking.end]
    text = doc[undertaking.start : undertaking.end].text
    gist = doc[undertaking.trigger.i : min(undertaking.end, undertaking.act.i + _GIST)].text
    act = read_act(undertaking.act, inside, text, gist)
    if act.kind is CommitmentKind.AID and _MILITARY.search(undertaking.act.sent.text) and not _CIVIL.search(text):
        return Act(CommitmentKind.ARMS, act.weight, act.goodwill, act.formula)
    stands_for_it = any(c.dep_ in ("nsubjpass", "dobj") and c.pos_ == "PRON" for c in undertaking.act.children)
    is_to_be_done = undertaking.trigger.lemma_ == "be" and undertaking.act.tag_ == "VBN"
    if act.kind is None and (stands_for_it or is_to_be_done or find_quantities(text)):
        around = read_act(undertaking.act, undertaking.act.sent, undertaking.act.sent.text, gist)
        return Act(around.kind, 0.5, act.goodwill, act.formula)
    return act


_Likely = tuple[float, Candidate]


def _grouped(document: Document, likely: list[_Likely]) -> list[list[_Likely]]:
    """One group for each undertaking, its likeliest telling first."""
    groups: list[list[_Likely]] = []
    for item in sorted(likely, key=lambda f: (-f[0], f[1].undertaking.end - f[1].undertaking.start)):
        home = next((g for g in groups if _same(document, item[1], g[0][1])), None)
        if home is None:
            groups.append([item])
        elif not _touch(item[1], home[0][1]):
            home.append(item)
    return groups


def _same(document: Document, one: Candidate, other: Candidate) -> bool:
    """Whether two constructions tell of one undertaking: they share words, or say the same twice."""
    a, b = one.undertaking, other.undertaking
    if not set(a.actor) & set(b.actor):
        return False
    if _touch(one, other):
        return True
    if one.act.kind is not other.act.kind or one.act.kind is None or set(a.actor) != set(b.actor):
        return False
    texts = [document.doc[u.start : u.end].text for u in (a, b)]
    figures = [{q.value for q in find_quantities(text)} for text in texts]
    if figures[0] and figures[1] and figures[0] != figures[1]:
        return False
    told = [
        {t.lemma_.lower() for t in document.doc[u.act.i : u.end] if t.pos_ in ("NOUN", "PROPN", "VERB", "NUM")}
        for u in (a, b)
    ]
    shared = len(told[0] & told[1]) / max(1, min(len(told[0]), len(told[1])))
    taking_part = {u.act.lemma_.lower() for u in (a, b)} & _TAKING_PART
    return shared >= 0.5 or (one.act.kind is CommitmentKind.VISIT and not taking_part)


def _touch(one: Candidate, other: Candidate) -> bool:
    """Whether more than half of the shorter one's words are the other's too."""
    a, b = one.undertaking, other.undertaking
    shared = min(a.end, b.end) - max(a.act.i, b.act.i)
    return shared > 0.5 * min(a.end - a.act.i, b.end - b.act.i)


def _commitment(setting: Setting, group: list[_Likely]) -> Commitment:
    doc = setting.document.doc
    likelihood, best = group[0]
    undertaking = best.undertaking
    spans = [doc[c.undertaking.start : c.undertaking.end] for _, c in group[:2]]
    content = doc[undertaking.act.left_edge.i : undertaking.end].text
    thing = next((c for c in undertaking.act.children if c.dep_ in ("dobj", "attr", "nsubjpass")), None)
    return Commitment(
        actor=undertaking.actor,
        beneficiary=undertaking.beneficiary,
        kind=best.act.kind or CommitmentKind.OTHER,
        modality=_firmest(group),
        action=undertaking.act.lemma_.lower(),
        object=doc[thing.left_edge.i : thing.right_edge.i + 1].text if thing is not None else "",
        quantities=find_quantities(spans[0].text),
        deadline=find_deadline(content),
        asserted_by=setting.voices.at(undertaking.trigger) or "outlet",
        confidence=_confidence(likelihood),
        evidence=tuple(Evidence(exact=s.text, start=s.start_char, end=s.end_char) for s in spans),
    )


def _firmest(group: list[_Likely]) -> Modality:
    """An invitation told once as made and once as accepted was accepted."""
    accepted = any(c.undertaking.form is Form.ACCEPTED for _, c in group)
    return Modality.COMMITTED if accepted else group[0][1].undertaking.modality


def _confidence(likelihood: float) -> Confidence:
    if likelihood >= 0.8:
        return Confidence.HIGH
    return Confidence.MEDIUM if likelihood >= 0.6 else Confidence.LOW
