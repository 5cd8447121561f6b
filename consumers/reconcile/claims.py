"""The claims of a side's official account: commitments and positions, in one form to compare."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consumers.reconcile.accounts import official_reports
from consumers.reconcile.quotes import quote
from consumers.reconcile.subjects import GENERAL, subject_of, subjects_in
from consumers.reconcile.undertakings import subject_of_commitment
from consumers.reconcile.words import content, covered, likeness, marked, rarity
from pipeline.records import CallReport, Confidence, Evidence, Modality, Quantity, Quote

POSITION = "position"

_PLEASANTRIES = re.compile(
    r"\b(?:enjoy\w*|prais\w+|appreciat\w+|pleased|delight\w+|cordial|warm\w*|friendly|fruitful|constructive\w*|"
    r"positive|excellent|productive|momentum|steady|trajectory|in the spirit of|mutual (?:respect|trust|benefit)|"
    r"sound communication|common understandings?|great (?:leader|countries|people|honou?r)|step by step|"
    r"effective support|active role|means what it says|world order|celebrate|anniversary|extremely (?:strong|good)|"
    r"doing well|ready for any)\b",
    re.IGNORECASE,
)
_AGENDA = re.compile(
    r"\b(?:(?:special|particular|much) attention|attention (?:was|is) |key topics?|topped|recalled|"
    r"need to remember|principled position|"
    r"(?:many|range of|number of|important) (?:topics|subjects|issues)|"
    r"discussed (?:in (?:detail|depth) )?the (?:\w+ ){0,3}(?:crisis|situation|developments)|"
    r"discussed in (?:detail|depth)|touched (?:up)?on|exchanged (?:\w+ )?assessments|"
    r"set (?:forth|out) (?:his|her|their)|"
    r"reviewed (?:\w+ ){0,2}(?:items|topics|issues|matters))\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"^\W*(?:(?:however|therefore|moreover|thus|and|but|also)\b\W*)?(?:this|these|that|those|it|such)\b"
    r"|\b(?:this|these|that|those|such) "
    r"(?:opportunity|direction|relationship|approach|thing|effort|decision|steps?)\b",
    re.IGNORECASE,
)
_PLAIN_SPOKEN = re.compile(
    r"\d|\b(?:propos|promis|pledg|demand|urg|offer|warn|refus|reject|condemn|insist|accus|ask|invit|thank)\w*",
    re.IGNORECASE,
)
"""A figure, or a verb that takes a stand, says something in few words."""
_LEAST_SAID = 9
"""Fewer telling words than this say nothing alone, where they name no subject at all."""
_RELATIVE = re.compile(r"(?:where|which|who)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:them|these|this|it)\b", re.IGNORECASE)
_SAME_THING = 0.5
_WITHIN = 0.8
_GOING_ON = 0.2
_GOES_ON = 60
"""Statements no more than this many characters apart follow each other."""


@dataclass(frozen=True)
class Claim:
    """One thing that a side's own text says."""

    side: str
    kind: str
    actor: tuple[str, ...]
    subject: str
    modality: Modality | None
    """None for a position."""
    quantities: tuple[Quantity, ...]
    deadline: str | None
    confidence: Confidence
    quote: Quote
    words: frozenset[str]

    @property
    def text(self) -> str:
        return self.quote.evidence.exact

    @property
    def specific(self) -> bool:
        """Whether it names a subject narrow enough to be news."""
        return bool(self.narrow)

    @property
    def narrow(self) -> frozenset[str]:
        """The subjects it names that are narrow enough to be news."""
        return subjects_in(self.text) - GENERAL

    @property
    def pleasant(self) -> bool:
        """Whether it is the sort of thing that every readout says."""
        return bool(_PLEASANTRIES.search(self.text))

    @property
    def agenda(self) -> bool:
        """Whether it only says what was talked about."""
        return not self.firm and bool(_AGENDA.search(self.text))

    @property
    def vague(self) -> bool:
        """Whether it needs the other side's words, or the sentence before, to say anything."""
        if self.firm or self.narrow:
            return False
        if _REFERS_BACK.search(self.text):
            return True
        return self.subject == POSITION and len(self.words) < _LEAST_SAID and not _PLAIN_SPOKEN.search(self.text)

    @property
    def firm(self) -> bool:
        """Whether it is an undertaking rather than a statement."""
        return self.kind != POSITION


def claims_of(side: str, reports: Sequence[CallReport], names: frozenset[str]) -> tuple[Claim, ...]:
    """All claims of the side's official texts, in the order of the texts; none if it has not spoken.

    `names` are words that say nothing here: the names of those on the line.
    """
    found: list[Claim] = []
    for report in official_reports(side, reports):
        for claim in (*_of_commitments(side, report, names), *_of_positions(side, report, names)):
            if not any(_same_words(claim, other) for other in found):
                found.append(claim)
    return _condensed(found)


def _condensed(found: Sequence[Claim]) -> tuple[Claim, ...]:
    """Statements that go on about what was just said, or say again what was said elsewhere, count once.

    The fullest of them stands for the others. An undertaking gives way only where it is but the end of another one
    ("and is ready to discuss them").
    """
    weights = rarity([claim.words for claim in found])
    kept: list[Claim] = []
    for claim in sorted(found, key=lambda c: (not c.firm, -len(c.words), c.quote.evidence.start)):
        if not any(_says_again(claim, other, weights) for other in kept):
            kept.append(claim)
    order = {id(claim): number for number, claim in enumerate(found)}
    return tuple(sorted(kept, key=lambda claim: order[id(claim)]))


def _says_again(claim: Claim, other: Claim, weights: Mapping[str, float]) -> bool:
    if claim.firm and _RELATIVE.match(claim.text):
        return _near(claim, other)
    if claim.firm:
        return (
            claim.kind == other.kind
            and not claim.narrow
            and bool(_PRONOUN.search(claim.text))
            and _near(claim, other)
        )
    like = likeness(claim.words, other.words, weights)
    if like >= _SAME_THING:
        return True
    if covered(claim.words, other.words, weights) >= _WITHIN:
        return True
    return (
        not other.firm
        and claim.specific
        and claim.narrow <= other.narrow
        and like >= _GOING_ON
        and _near(claim, other)
    )


def _near(one: Claim, other: Claim) -> bool:
    a, b = one.quote.evidence, other.quote.evidence
    return one.quote.url == other.quote.url and max(a.start, b.start) - min(a.end, b.end) <= _GOES_ON


def _same_words(one: Claim, other: Claim) -> bool:
    a, b = one.quote.evidence, other.quote.evidence
    if one.firm and other.firm:
        return a.exact == b.exact and one.kind == other.kind and one.quantities == other.quantities
    return one.quote.url == other.quote.url and _overlap(a, b) * 2 > min(len(a.exact), len(b.exact))


def _overlap(a: Evidence, b: Evidence) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _of_commitments(side: str, report: CallReport, names: frozenset[str]) -> list[Claim]:
    return [
        Claim(
            side=side,
            kind=c.kind.value,
            actor=tuple(sorted(c.actor)),
            subject=subject_of_commitment(c, report.commitments),
            modality=c.modality,
            quantities=c.quantities,
            deadline=c.deadline,
            confidence=c.confidence,
            quote=quote(report.article, c.evidence[0]),
            words=claim_words(c.evidence[0].exact, names)
            | marked({subject_of_commitment(c, report.commitments)} - GENERAL),
        )
        for c in report.commitments
    ]


def _of_positions(side: str, report: CallReport, names: frozenset[str]) -> list[Claim]:
    return [
        Claim(
            side=side,
            kind=POSITION,
            actor=tuple(sorted(p.actor)),
            subject=subject_of(p.evidence[0].exact, fallback=p.topics[0] if p.topics else POSITION),
            modality=None,
            quantities=(),
            deadline=None,
            confidence=Confidence.MEDIUM,
            quote=quote(report.article, p.evidence[0]),
            words=claim_words(p.evidence[0].exact, names),
        )
        for p in report.positions
    ]


def claim_words(text: str, names: frozenset[str]) -> frozenset[str]:
    """What a text is compared by: its content words, and the specific subjects that it names."""
    return content(text, names) | marked(subjects_in(text) - GENERAL)
