"""How likely it is that a construction found is a specific undertaking around the call.

A logistic regression over a few readable features. Its weights (`commitments_weights`) are fitted by
`bench/train_commitments.py` on labelled documents; the features are here, so that training and use agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from consumers.extract.attribution import Voices
from consumers.extract.commitments_acts import Act
from consumers.extract.commitments_forms import Form, Undertaking
from consumers.extract.commitments_weights import WEIGHTS
from consumers.extract.document import Document
from consumers.extract.parties import Parties
from consumers.extract.quantities import find_quantities
from consumers.extract.times import find_deadline
from pipeline.records import CommitmentKind, Modality

ENOUGH = 0.43
"""The chance from which an undertaking is reported."""

_CONCRETE_TALKS = re.compile(
    r"\b(?:meet(?:s|ing|ings)?|summit|round|again|follow[- ]up|follow up|delegations?|teams?|negotiat\w+|"
    r"consultations|"
    r"representatives|ministers?|envoys?|talks|in person|contact group|session|conference|conversation|speak|call|"
    r"particip\w+|sit down|get together|gather\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Setting:
    """What the features need to know of the document."""

    document: Document
    parties: Parties
    voices: Voices
    main_call: bool
    """The document reports a held call, and does not only mention one in passing."""


def features(setting: Setting, undertaking: Undertaking, act: Act) -> dict[str, float]:
    """The features of one construction; each lies between 0 and 1, and those not named are 0."""
    document, doc = setting.document, setting.document.doc
    content = doc[undertaking.act.left_edge.i : undertaking.end].text
    has_figure = bool(find_quantities(doc[undertaking.start : undertaking.end].text))
    deadline = find_deadline(content) is not None
    kind = act.kind.value if act.kind else "none"
    length = undertaking.end - undertaking.act.i
    on_the_line = set(setting.parties.participants)
    is_firm = undertaking.modality is Modality.COMMITTED
    only_talk = is_firm and undertaking.act.pos_ == "VERB" and undertaking.act.lemma_.lower() in ("talk", "discuss")
    vague_talks = act.kind is CommitmentKind.TALKS and not (
        deadline or (_CONCRETE_TALKS.search(content) and not only_talk)
    )
    flags = {
        "promised": undertaking.promised,
        f"modality {undertaking.modality.value}": True,
        f"kind {kind}": True,
        "goodwill": act.goodwill,
        "goodwill, kind unclear": act.goodwill and act.weight < 3,
        "figure": has_figure,
        "deadline": deadline,
        "kind unknown, figure or deadline": act.kind is None and (has_figure or deadline),
        "kind unknown, bare future": act.kind is None and not undertaking.promised,
        "vague talks": vague_talks,
        "act is a verb": undertaking.act.pos_ == "VERB",
        "one word tells all": undertaking.trigger.i == undertaking.act.i,
        "short": length <= 2,
        "several actors": len(undertaking.actor) > 1,
        "an actor on the line": bool(set(undertaking.actor) & on_the_line),
        "all actors on the line": set(undertaking.actor) <= on_the_line,
        "a side's words": setting.voices.inner_at(undertaking.trigger) is not None,
        "invitation": undertaking.form in (Form.INVITED, Form.ACCEPTED),
        "thanks": undertaking.form is Form.THANKED,
        "bare figure": undertaking.form is Form.FIGURE,
        "a commitment to": undertaking.trigger.lemma_.lower() in ("commitment", "readiness", "willingness"),
        "official": document.origin.official_of is not None,
        "speaker": document.origin.speaker is not None,
        "title": doc[undertaking.start].idx < document.title_end,
        "main call": setting.main_call,
    }
    found = {name: 1.0 for name, holds in flags.items() if holds}
    return found | {
        "always": 1.0,
        "kind hinted": min(act.weight, 2) / 2,
        "kind plain": min(max(act.weight - 2, 0), 3) / 3,
        "kind sure": min(max(act.weight - 5, 0), 5) / 5,
        "length": min(length, 12) / 12,
        "late in an article": 0.0 if document.origin.official_of else min(doc[undertaking.start].idx / 4000, 1),
    }


def chance(found: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """The chance, 0 to 1, that a construction with these features is an undertaking."""
    total = sum(weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
