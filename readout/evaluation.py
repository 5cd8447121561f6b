"""How well extraction does on documents that were read by hand. Pure.

- A call that a document is about counts as found if a call of the same document has the same sides and stands the
  same: held, denied, or yet to come. Calls that are uncertain, mentioned in passing, or of four and more leaders are
  neither asked for nor held against anybody.
- A commitment is found if the passages overlap and an actor is the same; a conflict, if the passages overlap and the
  kind is the same. Passages overlap if half of the shorter one's words stand in the other.
- Each label is paired with one find at most. Of what was found, the share of right details is told beside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from producers.archive import ArchivedArticle
from readout.labels import LabelledCall, LabelledCommitment, LabelledConflict, LabelledDocument

T = TypeVar("T")

DOCUMENTS = "documents with a held call"
CALLS = "calls"
COMMITMENTS = "commitments"
CONFLICTS = "conflicts"
MEASURES = (DOCUMENTS, CALLS, COMMITMENTS, CONFLICTS)

_FEED_ITEM_CHARACTERS = 400
"""Texts up to this length are what feeds carry: a headline and a sentence or two."""


class SourceKind(StrEnum):
    """What kind of text a document is."""

    OFFICIAL = "official text"
    POST = "leader's post"
    ARTICLE = "agency or newspaper"
    FEED_ITEM = "feed item"


class ErrorClass(StrEnum):
    """What can be wrong, the gravest first."""

    SPURIOUS_CALL = "spurious call"
    MISSED_CALL = "missed call"
    WRONG_STATUS = "wrong status"
    WRONG_SIDES = "wrong participants"
    SPURIOUS_CONFLICT = "spurious conflict"
    MISSED_CONFLICT = "missed conflict"
    SPURIOUS_COMMITMENT = "spurious commitment"
    MISSED_COMMITMENT = "missed commitment"
    WRONG_DATE = "wrong date"
    WRONG_MEDIUM = "wrong medium"
    WRONG_INITIATOR = "wrong initiator"
    WRONG_ASSERTED_BY = "wrong asserted_by"
    WRONG_MODALITY = "wrong modality"
    WRONG_KIND = "wrong kind"
    WRONG_QUANTITIES = "wrong quantities"


@dataclass(frozen=True)
class Slip:
    """One thing that extraction got wrong."""

    error: ErrorClass
    document: str
    labelled: str
    """What the label says; empty for something spurious."""
    found: str
    """What was found; empty for something missed."""
    evidence: str


@dataclass(frozen=True)
class Tally:
    """Counts of one measure."""

    found: int = 0
    missed: int = 0
    spurious: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    """By detail, how many finds it was compared on."""
    right: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.found + other.found,
            self.missed + other.missed,
            self.spurious + other.spurious,
            self.asked + other.asked,
            self.right + other.right,
        )

    @property
    def precision(self) -> float:
        """0 to 1; 0 where nothing was found."""
        return _ratio(self.found, self.found + self.spurious)

    @property
    def recall(self) -> float:
        """0 to 1; 0 where nothing was to be found."""
        return _ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.precision * self.recall, self.precision + self.recall)

    @property
    def shares(self) -> dict[str, float]:
        """By detail, the share that was right among the finds."""
        return {name: _ratio(self.right[name], number) for name, number in self.asked.items()}


Sheet = Mapping[str, Tally]
"""A tally for each measure."""


@dataclass(frozen=True)
class Evaluation:
    """The whole result."""

    overall: Sheet
    by_kind: Mapping[SourceKind, Sheet]
    documents: Mapping[SourceKind, int]
    slips: tuple[Slip, ...]
    """The gravest first."""


def source_kind(document: ArchivedArticle) -> SourceKind:
    """Told from who speaks, whose site it is, and how long it is."""
    if document.speaker:
        return SourceKind.POST
    if document.official_of:
        return SourceKind.OFFICIAL
    return SourceKind.ARTICLE if len(document.text) > _FEED_ITEM_CHARACTERS else SourceKind.FEED_ITEM


def evaluate(
    documents: Mapping[str, ArchivedArticle],
    labels: Mapping[str, LabelledDocument],
    found: Mapping[str, LabelledDocument],
) -> Evaluation:
    """Compare what was found with the labels, for every labelled document; all three are by document id.

    A labelled document of which nothing is in `found` counts as one in which nothing was found.
    """
    sheets: dict[SourceKind, list[Sheet]] = {kind: [] for kind in SourceKind}
    slips: list[Slip] = []
    for ident, label in labels.items():
        sheet, wrong = score(label, found.get(ident) or LabelledDocument(id=ident))
        sheets[source_kind(documents[ident])].append(sheet)
        slips += wrong
    order = list(ErrorClass)
    return Evaluation(
        overall=total(sheet for kind in sheets.values() for sheet in kind),
        by_kind={kind: total(of_kind) for kind, of_kind in sheets.items() if of_kind},
        documents={kind: len(of_kind) for kind, of_kind in sheets.items() if of_kind},
        slips=tuple(sorted(slips, key=lambda slip: order.index(slip.error))),
    )


def total(sheets: Iterable[Sheet]) -> Sheet:
    """The sum of several documents' sheets."""
    sums = {measure: Tally() for measure in MEASURES}
    for sheet in sheets:
        for measure, tally in sheet.items():
            sums[measure] += tally
    return sums


def score(label: LabelledDocument, found: LabelledDocument) -> tuple[Sheet, list[Slip]]:
    """The sheet of one document, and what is wrong in it."""
    calls, call_slips = _score_calls(label, found)
    commitments, commitment_slips = _score_commitments(label, found)
    conflicts, conflict_slips = _score_conflicts(label, found)
    sheet = {
        DOCUMENTS: _score_document(label, found),
        CALLS: calls,
        COMMITMENTS: commitments,
        CONFLICTS: conflicts,
    }
    return sheet, [*call_slips, *commitment_slips, *conflict_slips]


# --- the measures ------------------------------------------------------------------------------------------


def _score_document(label: LabelledDocument, found: LabelledDocument) -> Tally:
    says_held = any(call.status == "held" for call in found.calls)
    if any(call.status == "held" and not call.optional for call in label.calls):
        return Tally(found=1) if says_held else Tally(missed=1)
    doubtful = any(call.uncertain or call.multi or call.status == "held" for call in label.calls)
    return Tally(spurious=1) if says_held and not doubtful else Tally()


def _score_calls(label: LabelledDocument, found: LabelledDocument) -> tuple[Tally, list[Slip]]:
    wanted = sorted(label.calls, key=lambda call: call.optional)
    pairs, left, extra = _paired(wanted, found.calls, lambda a, b: a.sides == b.sides and a.standing == b.standing)
    pairs = [(want, got) for want, got in pairs if not want.optional]
    missed = [want for want in left if not want.optional]
    named = {want.sides for want in wanted}
    pardoned = {want.sides for want in wanted if want.optional}
    spurious = [got for got in extra if got.sides not in (named if got.optional else pardoned)]
    tally, slips = _details(label.id, pairs, _CALL_DETAILS)
    tally += Tally(found=len(pairs), missed=len(missed), spurious=len(spurious))
    return tally, [*slips, *_call_slips(label.id, missed, spurious)]


def _call_slips(ident: str, missed: Sequence[LabelledCall], spurious: Sequence[LabelledCall]) -> Iterable[Slip]:
    """A miss and a spurious find of one document that are the same call told wrongly count as one slip."""
    status, missed, spurious = _paired(missed, spurious, lambda a, b: a.sides == b.sides)
    sides, missed, spurious = _paired(missed, spurious, lambda a, b: overlap(a.evidence, b.evidence))
    for error, pairs in ((ErrorClass.WRONG_STATUS, status), (ErrorClass.WRONG_SIDES, sides)):
        yield from (Slip(error, ident, _call(want), _call(got), want.evidence) for want, got in pairs)
    yield from (Slip(ErrorClass.MISSED_CALL, ident, _call(want), "", want.evidence) for want in missed)
    yield from (Slip(ErrorClass.SPURIOUS_CALL, ident, "", _call(got), got.evidence) for got in spurious)


def _score_commitments(label: LabelledDocument, found: LabelledDocument) -> tuple[Tally, list[Slip]]:
    pairs, missed, spurious = _paired(
        label.commitments,
        found.commitments,
        lambda a, b: overlap(a.evidence, b.evidence) and bool(set(a.actor) & set(b.actor)),
    )
    tally, slips = _details(label.id, pairs, _COMMITMENT_DETAILS)
    tally += Tally(found=len(pairs), missed=len(missed), spurious=len(spurious))
    slips += [Slip(ErrorClass.MISSED_COMMITMENT, label.id, _commitment(x), "", x.evidence) for x in missed]
    slips += [Slip(ErrorClass.SPURIOUS_COMMITMENT, label.id, "", _commitment(x), x.evidence) for x in spurious]
    return tally, slips


def _score_conflicts(label: LabelledDocument, found: LabelledDocument) -> tuple[Tally, list[Slip]]:
    pairs, missed, spurious = _paired(
        label.conflicts, found.conflicts, lambda a, b: a.kind == b.kind and overlap(a.evidence, b.evidence)
    )
    slips = [Slip(ErrorClass.MISSED_CONFLICT, label.id, _conflict(x), "", x.evidence) for x in missed]
    slips += [Slip(ErrorClass.SPURIOUS_CONFLICT, label.id, "", _conflict(x), x.evidence) for x in spurious]
    return Tally(found=len(pairs), missed=len(missed), spurious=len(spurious)), slips


# --- details of what was found -----------------------------------------------------------------------------


_CALL_DETAILS: Mapping[str, tuple[ErrorClass, Callable[[LabelledCall], object]]] = {
    "date": (ErrorClass.WRONG_DATE, lambda call: f"{call.date.start} to {call.date.end}" if call.date else None),
    "status": (ErrorClass.WRONG_STATUS, lambda call: call.status),
    "medium": (ErrorClass.WRONG_MEDIUM, lambda call: call.medium),
    "initiator": (ErrorClass.WRONG_INITIATOR, lambda call: call.initiator),
}
_COMMITMENT_DETAILS: Mapping[str, tuple[ErrorClass, Callable[[LabelledCommitment], object]]] = {
    "asserted_by": (ErrorClass.WRONG_ASSERTED_BY, lambda commitment: commitment.asserted_by),
    "modality": (ErrorClass.WRONG_MODALITY, lambda commitment: commitment.modality),
    "kind": (ErrorClass.WRONG_KIND, lambda commitment: commitment.kind),
    "quantities": (ErrorClass.WRONG_QUANTITIES, lambda commitment: commitment.values),
}
_ONLY_IF_LABELLED = frozenset({"quantities"})
"""Details that are compared only where the label has one."""

D = TypeVar("D", LabelledCall, LabelledCommitment)


def _details(
    ident: str,
    pairs: Sequence[tuple[D, D]],
    details: Mapping[str, tuple[ErrorClass, Callable[[D], object]]],
) -> tuple[Tally, list[Slip]]:
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    slips = []
    for want, got in pairs:
        for name, (error, value) in details.items():
            wanted, told = value(want), value(got)
            if name in _ONLY_IF_LABELLED and not wanted:
                continue
            asked[name] += 1
            if wanted == told:
                right[name] += 1
            else:
                slips.append(Slip(error, ident, _shown(wanted), _shown(told), want.evidence))
    return Tally(asked=asked, right=right), slips


# --- pairing -----------------------------------------------------------------------------------------------


def overlap(one: str, other: str) -> bool:
    """Whether at least half of the shorter passage's words stand in the longer one."""
    a, b = _word_counts(one), _word_counts(other)
    shorter = min(a.total(), b.total())
    return shorter > 0 and 2 * (a & b).total() >= shorter


def _word_counts(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _paired(
    wanted: Sequence[T], found: Sequence[T], same: Callable[[T, T], bool]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Each label with the first free find that is the same; then the labels and the finds that stay alone."""
    left = list(found)
    pairs: list[tuple[T, T]] = []
    missed: list[T] = []
    for want in wanted:
        place = next((number for number, got in enumerate(left) if same(want, got)), None)
        if place is None:
            missed.append(want)
        else:
            pairs.append((want, left.pop(place)))
    return pairs, missed, left


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


# --- in words ----------------------------------------------------------------------------------------------


def _call(call: LabelledCall) -> str:
    return f"{'–'.join(sorted(side or '?' for side in call.sides))} {call.status}"


def _commitment(commitment: LabelledCommitment) -> str:
    return f"{' '.join(commitment.actor) or '?'} {commitment.kind} {commitment.modality}"


def _conflict(conflict: LabelledConflict) -> str:
    return f"{conflict.kind} by {conflict.by or '?'}"


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "none" if value is None else str(value)
