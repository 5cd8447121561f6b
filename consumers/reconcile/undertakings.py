"""One call's commitments, each once: reports' wordings of the same undertaking merged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consumers.reconcile.quotes import quote
from consumers.reconcile.subjects import GENERAL, subject_of
from consumers.reconcile.view import Difference, Undertaking, Wording
from pipeline.records import CallReport, Commitment, CommitmentKind, Confidence, Modality, Quantity, stable_id

_OF_KIND = {CommitmentKind.PURCHASE: "trade", CommitmentKind.RELEASE: "prisoners"}
"""Subject of a commitment whose words name none, where the kind has another name among subjects."""
_MOST_WORDINGS = 12
_CONFIDENCE = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


@dataclass(frozen=True)
class _Said:
    commitment: Commitment
    report: CallReport

    @property
    def official(self) -> bool:
        return self.report.article.origin.official_of == self.commitment.asserted_by

    @property
    def order(self) -> tuple[object, ...]:
        article = self.report.article
        return (not self.official, article.published or article.fetched_at, self.report.id, self._start)

    @property
    def _start(self) -> int:
        return min((words.start for words in self.commitment.evidence), default=0)


def subject_of_commitment(commitment: Commitment, beside: Sequence[Commitment] = ()) -> str:
    """What an undertaking is about.

    `beside` are the article's other commitments: "they have committed to 25 million tons" is about what the same
    side was just said to buy by the ton.
    """
    words = " ".join(e.exact for e in commitment.evidence)
    if commitment.kind is CommitmentKind.VISIT:
        return "state-visit" if "state visit" in words.casefold() else "visit"
    named = subject_of(commitment.object, words, fallback="")
    if not named or named in GENERAL:
        units = {unit_of(quantity) for quantity in commitment.quantities}
        for other in beside:
            if _same_trade(commitment, other) and units & {unit_of(quantity) for quantity in other.quantities}:
                subject = subject_of_commitment(other)
                if subject not in GENERAL:
                    return subject
    return named or _OF_KIND.get(commitment.kind, commitment.kind.value)


def _same_trade(one: Commitment, other: Commitment) -> bool:
    return one is not other and (sorted(one.actor), one.kind) == (sorted(other.actor), other.kind)


def thread_of(commitment: Commitment, beside: Sequence[Commitment] = ()) -> str:
    """The line of the ledger that a commitment belongs to: who is to do what kind of thing about what."""
    subject = subject_of_commitment(commitment, beside)
    return stable_id("thread", sorted(commitment.actor), commitment.kind.value, subject)


def undertakings_of(call: str, reports: Sequence[CallReport]) -> tuple[Undertaking, ...]:
    """The commitments of one call, merged; first those that most reports carry."""
    threads: dict[str, list[_Said]] = defaultdict(list)
    for report in reports:
        for commitment in report.commitments:
            threads[thread_of(commitment, report.commitments)].append(_Said(commitment, report))
    merged = [
        _merge(call, thread, key, found)
        for thread, said in threads.items()
        for key, found in _by_figure(said).items()
    ]
    return tuple(sorted(merged, key=lambda u: (-len(u.wordings), u.kind, u.subject, u.id)))


def _by_figure(said: Iterable[_Said]) -> dict[str, list[_Said]]:
    """Part a thread by the figure promised; wordings without one go with the only figure, if there is one."""
    parts: dict[str, list[_Said]] = defaultdict(list)
    for one in said:
        parts[_figure(one.commitment.quantities)].append(one)
    figures = sorted(key for key in parts if key)
    if "" in parts and len(figures) == 1:
        parts[figures[0]] += parts.pop("")
    return parts


def _figure(quantities: Sequence[Quantity]) -> str:
    return f"{quantities[0].value:g} {unit_of(quantities[0])}" if quantities else ""


def unit_of(quantity: Quantity) -> str:
    """The unit in one spelling: ``million tons`` and ``million tonnes`` are the same here."""
    words = quantity.unit.casefold().replace("metric ", "").replace("tonne", "ton").split()
    return " ".join(word.removesuffix("s") for word in words)


def _merge(call: str, thread: str, key: str, found: Sequence[_Said]) -> Undertaking:
    ordered = sorted(found, key=lambda one: one.order)
    best = ordered[0].commitment
    modality = _modality(ordered)
    times = [one.report.article.published for one in ordered if one.report.article.published]
    deadlines = Counter(one.commitment.deadline for one in ordered if one.commitment.deadline)
    return Undertaking(
        id=stable_id("commitment", call, thread, key),
        thread=thread,
        subject=subject_of_commitment(best, ordered[0].report.commitments),
        actor=tuple(sorted(best.actor)),
        beneficiary=tuple(sorted({code for one in ordered for code in one.commitment.beneficiary})),
        kind=best.kind,
        modality=modality,
        action=next((one.commitment.action for one in ordered if one.commitment.action), ""),
        object=next((one.commitment.object for one in ordered if one.commitment.object), ""),
        quantities=_quantities([one.commitment for one in ordered]),
        deadline=min(deadlines, key=lambda words: (-deadlines[words], words)) if deadlines else None,
        claimed_by=tuple(sorted({one.commitment.asserted_by for one in ordered})),
        confidence=min((one.commitment.confidence for one in ordered), key=_CONFIDENCE.index),
        published=min(times, default=None),
        wordings=tuple(_wording(one) for one in ordered[:_MOST_WORDINGS]),
    )


def _quantities(wordings: Sequence[Commitment]) -> tuple[Quantity, ...]:
    """The figures of the best wording that has any, with the former ones that others give for them."""
    formers = {
        (unit_of(quantity), quantity.value): quantity.former
        for wording in reversed(wordings)
        for quantity in wording.quantities
        if quantity.former is not None
    }
    best = next((wording.quantities for wording in wordings if wording.quantities), ())
    return tuple(
        quantity
        if quantity.former is not None
        else quantity.model_copy(update={"former": formers.get((unit_of(quantity), quantity.value))})
        for quantity in best
    )


def _modality(ordered: Sequence[_Said]) -> Modality:
    """How firm it is by the official wordings, else by most wordings; of equals the less firm."""
    said = [one for one in ordered if one.official] or list(ordered)
    tally = Counter(one.commitment.modality for one in said)
    doubt = [Modality.REFUSED, Modality.REQUESTED, Modality.CONSIDERING, Modality.COMMITTED]
    return min(tally, key=lambda modality: (-tally[modality], doubt.index(modality)))


def _wording(one: _Said) -> Wording:
    return Wording(
        asserted_by=one.commitment.asserted_by,
        official=one.official,
        modality=one.commitment.modality,
        quantities=one.commitment.quantities,
        deadline=one.commitment.deadline,
        quote=quote(one.report.article, one.commitment.evidence[0]),
    )


def differences_of(side: str, undertakings: Sequence[Undertaking]) -> tuple[Difference, ...]:
    """Where wordings of one side, its own and those attributed to it, differ in firmness."""
    found = []
    for undertaking in undertakings:
        by_firmness: dict[Modality, Wording] = {}
        for wording in undertaking.wordings:
            if wording.asserted_by == side:
                by_firmness.setdefault(wording.modality, wording)
        if len(by_firmness) > 1:
            words = " and ".join(
                f"{modality.value} ({'its own text' if wording.official else wording.quote.source})"
                for modality, wording in by_firmness.items()
            )
            found.append(
                Difference(
                    what="firmness",
                    detail=f"{undertaking.subject}: given as {words}.",
                    quotes=tuple(wording.quote for wording in by_firmness.values()),
                )
            )
    return tuple(found)
