"""Where accounts of one call differ: each conflict once, graded, with both sides' words.

A conflict is told from others by its kind, the side that omits, contradicts or denies, and its subject. An
omission is *observed* when that side's own text is in hand and lacks the matter, *reported* when only articles
say so, and provisional until the side has had time to speak. Nothing here says who is right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consumers.reconcile.claims import POSITION
from consumers.reconcile.origins import distinct_origins
from consumers.reconcile.quotes import first_of_each_source, quotes
from consumers.reconcile.subjects import subject_of
from consumers.reconcile.view import Account, Cell, CellState, Conflict, Severity
from pipeline.records import (
    CallReport,
    CallStatus,
    Confidence,
    ConflictKind,
    ConflictSummary,
    Quote,
    ReportedConflict,
    stable_id,
)

THE_CALL = "the-call"
"""Subject of a denial that the call took place at all."""

_MOST_QUOTES = 4
_WEIGHTY = frozenset({"purchase", "arms", "sanctions", "ceasefire", "release", "energy", "trade"})
_LIGHT = frozenset({"talks", "other"})
_TENDER = frozenset(
    {"taiwan", "arms-taiwan", "ceasefire", "hostages", "prisoners", "sanctions", "nato", "guarantees", "arms"}
)
"""Subjects on which even a statement that the other side leaves out is a conflict; on others only a commitment is."""

Key = tuple[ConflictKind, str, str]
"""Kind, the side that omits, contradicts or denies (empty: not said), subject."""


@dataclass(frozen=True)
class Waiting:
    """How long a side is given to speak before its silence counts."""

    window: timedelta = timedelta(hours=6)


def conflicts_of(
    call: str,
    status: CallStatus,
    reports: Sequence[CallReport],
    accounts: Sequence[Account],
    cells: Sequence[Cell],
    waiting: Waiting,
) -> tuple[Conflict, ...]:
    """All conflicts of one call, gravest first.

    The hour they are judged at is the ingest time of the latest report; `closed` takes those on whose time has
    run out since.
    """
    as_of = max(report.article.fetched_at for report in reports)
    spoken = {account.side: account for account in accounts if account.official}
    told: dict[Key, list[tuple[CallReport, ReportedConflict]]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: (r.article.published or r.article.fetched_at, r.id)):
        for conflict in report.conflicts:
            told[_key(conflict)].append((report, conflict))
        if report.call.status is CallStatus.DENIED and status is CallStatus.HELD:
            side = report.article.origin.official_of
            denial = ReportedConflict(
                kind=ConflictKind.DENIAL, claimed_by=None, by=side, topic=THE_CALL, evidence=report.call.evidence
            )
            told[ConflictKind.DENIAL, side or "", THE_CALL].append((report, denial))
    seen = _observed([*cells, *_who_called(reports)])
    found = []
    for key in sorted({*told, *seen}, key=lambda k: (k[0].value, k[1], k[2])):
        found.append(_conflict(call, key, told.get(key, []), seen.get(key, []), spoken, cells, waiting, as_of))
    gravity = ("high", "medium", "low")
    return tuple(sorted(found, key=lambda c: (c.withdrawn, gravity.index(c.summary.severity), c.key)))


def denials_of(reports: Sequence[CallReport]) -> Mapping[tuple[str, str], Quote]:
    """The words by which a side is said to deny something, by side and subject; the first published count."""
    found: dict[tuple[str, str], Quote] = {}
    for report in sorted(reports, key=lambda r: (r.article.published or r.article.fetched_at, r.id)):
        for conflict in report.conflicts:
            kind, by, subject = _key(conflict)
            if kind is ConflictKind.DENIAL and by and conflict.evidence:
                found.setdefault((by, subject), quotes(report, conflict.evidence)[0])
    return found


def closed(conflict: Conflict, now: datetime) -> Conflict:
    """The conflict at `now`: no longer provisional once its window has closed."""
    if not conflict.summary.provisional or conflict.due_at is None or conflict.due_at > now:
        return conflict
    return conflict.model_copy(update={"summary": conflict.summary.model_copy(update={"provisional": False})})


def _key(conflict: ReportedConflict) -> Key:
    words = " ".join(evidence.exact for evidence in conflict.evidence)
    return conflict.kind, conflict.by or "", subject_of(conflict.topic, words)


def _observed(cells: Iterable[Cell]) -> dict[Key, list[Cell]]:
    """What the two sides' own texts show without an article's help."""
    found: dict[Key, list[Cell]] = defaultdict(list)
    for cell in cells:
        for side, state in cell.states.items():
            if state is CellState.OMITTED and (cell.kind != POSITION or cell.subject in _TENDER):
                found[ConflictKind.OMISSION, side, cell.subject].append(cell)
        if cell.slots:
            found[ConflictKind.CONTRADICTION, _later(cell), cell.subject].append(cell)
    return found


def _who_called(reports: Sequence[CallReport]) -> list[Cell]:
    """The sides' own texts each say that the call was placed by another one."""
    said: dict[str, CallReport] = {}
    for report in sorted(reports, key=lambda r: (r.article.published or r.article.fetched_at, r.id)):
        side = report.article.origin.official_of
        if report.call.initiator and side in {p.country for p in report.call.participants} and side:
            said.setdefault(side, report)
    if len({report.call.initiator for report in said.values()}) < 2:
        return []
    evidence = {side: quotes(report, report.call.evidence)[0] for side, report in said.items()}
    return [
        Cell(
            what="who placed the call",
            kind=POSITION,
            subject="placed-call",
            actor=tuple(sorted({r.call.initiator for r in said.values() if r.call.initiator})),
            states=dict.fromkeys(sorted(said), CellState.CONTRADICTED),
            evidence=dict(evidence),
            slots=("actor",),
        )
    ]


def _later(cell: Cell) -> str:
    """The side whose account came second: its words contradict the first's."""
    spoke = [(q.published, side) for side, q in cell.evidence.items() if q is not None and q.published]
    return max(spoke)[1] if spoke else max(cell.states)


def _conflict(
    call: str,
    key: Key,
    told: Sequence[tuple[CallReport, ReportedConflict]],
    cells: Sequence[Cell],
    spoken: Mapping[str, Account],
    every: Sequence[Cell],
    waiting: Waiting,
    as_of: datetime,
) -> Conflict:
    kind, by, subject = key
    claim = _claim(by, cells, told, every, subject)
    answer = [q for cell in cells if (q := cell.evidence.get(by)) is not None]
    answer += [q for report, conflict in told for q in quotes(report, conflict.evidence)]
    claimed_by = _claimed_by(by, told, cells)
    due_at = _due(kind, by, claim, told, spoken, waiting)
    withdrawn = kind is ConflictKind.OMISSION and not cells and _speaks_of(by, subject, every)
    origins = distinct_origins([report for report, _ in told])
    summary = ConflictSummary(
        id=stable_id("conflict", call, kind.value, by, subject),
        kind=kind,
        grade="observed" if cells else "reported",
        provisional=due_at is not None and due_at > as_of,
        topic=subject.replace("-", " "),
        claimed_by=claimed_by,
        by=by or None,
        severity=_severity(kind, cells),
        confidence=Confidence.HIGH if cells or len(origins) > 1 else Confidence.MEDIUM,
        claim=first_of_each_source(claim, _MOST_QUOTES),
        answer=first_of_each_source(answer, _MOST_QUOTES),
    )
    why = f"{summary.grade}: {_grounds(by, cells, origins)}"
    return Conflict(summary=summary, key=(kind.value, by, subject), withdrawn=withdrawn, why=why, due_at=due_at)


def _grounds(by: str, cells: Sequence[Cell], origins: Sequence[str]) -> str:
    said = f"{len(origins)} independent origin{'s' if len(origins) != 1 else ''} say so" if origins else ""
    seen = f"{by or 'the other side'}'s own text was compared ({len(cells)} claims)" if cells else ""
    return "; ".join(part for part in (seen, said) if part)


def _claim(
    by: str,
    cells: Sequence[Cell],
    told: Sequence[tuple[CallReport, ReportedConflict]],
    every: Sequence[Cell],
    subject: str,
) -> list[Quote]:
    """The words of the side that claims: from its own text, else a commitment of the article that tells of it."""
    own = [
        q
        for cell in (cells or [c for c in every if c.subject == subject])
        for side, q in cell.evidence.items()
        if q is not None and side != by
    ]
    if own:
        return own
    return [
        q
        for report, conflict in told
        for c in report.commitments
        if c.asserted_by in (conflict.claimed_by, "outlet")
        and c.asserted_by != by
        and subject_of(c.object, " ".join(e.exact for e in c.evidence)) == subject
        for q in quotes(report, c.evidence[:1])
    ]


def _claimed_by(by: str, told: Sequence[tuple[CallReport, ReportedConflict]], cells: Sequence[Cell]) -> str | None:
    claimants = [side for cell in cells for side, q in cell.evidence.items() if q is not None and side != by]
    claimants += [conflict.claimed_by for _, conflict in told if conflict.claimed_by]
    return min(claimants, key=lambda side: (-claimants.count(side), side)) if claimants else None


def _due(
    kind: ConflictKind,
    by: str,
    claim: Sequence[Quote],
    told: Sequence[tuple[CallReport, ReportedConflict]],
    spoken: Mapping[str, Account],
    waiting: Waiting,
) -> datetime | None:
    """When the window closes: counted from the silent side's own text, or from the claim if that came later."""
    if kind is not ConflictKind.OMISSION:
        return None
    times = [q.published for q in claim if q.published]
    times = times or [r.article.published or r.article.fetched_at for r, _ in told]
    first = [min(times)] if times else []
    account = spoken.get(by)
    if account is not None and account.published is not None:
        first.append(account.published)
    return max(first) + waiting.window if first else None


def _speaks_of(by: str, subject: str, cells: Sequence[Cell]) -> bool:
    """Whether the side's own text has meanwhile spoken of the subject."""
    return any(cell.subject == subject and cell.states.get(by) is CellState.ASSERTED for cell in cells)


def _severity(kind: ConflictKind, cells: Sequence[Cell]) -> Severity:
    """High: the call itself, or a figure or a firm step, is disputed. Low: only talks or the like are left out."""
    if kind is ConflictKind.DENIAL:
        return "high"
    if kind is ConflictKind.CONTRADICTION:
        return "high" if any("figure" in c.slots or c.kind in _WEIGHTY for c in cells) else "medium"
    if any(cell.kind in _WEIGHTY for cell in cells):
        return "high"
    return "low" if cells and all(cell.kind in _LIGHT for cell in cells) else "medium"
