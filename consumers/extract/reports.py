"""From what an article says to call reports: which commitment, conflict and passage belongs to which call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from consumers.extract.extraction import Extraction
from pipeline.records import (
    ArticleRef,
    CallReport,
    CallStatus,
    Commitment,
    Evidence,
    Position,
    ReportedCall,
    ReportedConflict,
    Role,
    Story,
    stable_id,
)

T = TypeVar("T")


def reports_of(story: Story, extraction: Extraction) -> tuple[CallReport, ...]:
    """One report for each call that the article tells of, in the order of the article, then one for each that is
    only possible.

    Everything the article says is told by exactly one report: that of the call whose sides it concerns most; among
    those, a held main call before others, then the one whose words stand nearest.
    """
    calls = (*extraction.calls, *extraction.possible)
    if not calls:
        return ()
    commitments = _shared_out(calls, extraction.commitments, _sides_of_commitment, _evidence)
    conflicts = _shared_out(calls, extraction.conflicts, _sides_of_conflict, _evidence)
    passages = _shared_out(calls, extraction.passages, lambda p: {p.side}, lambda p: (p.evidence,))
    positions = _shared_out(calls, extraction.positions, lambda p: {*p.actor, p.asserted_by}, _evidence)
    article = _reference(story)
    return tuple(
        CallReport(
            id=stable_id("report", story.article.id, number, [_side(p) for p in call.participants], call.status),
            article=article,
            call=call,
            commitments=tuple(commitments[number]),
            conflicts=tuple(conflicts[number]),
            passages=tuple(passages[number]),
            positions=tuple(positions[number]),
        )
        for number, call in enumerate(calls)
    )


def _side(participant: object) -> str:
    return str(getattr(participant, "country", None) or getattr(participant, "name", ""))


def _sides_of_commitment(commitment: Commitment) -> set[str]:
    return {*commitment.actor, *commitment.beneficiary, commitment.asserted_by}


def _sides_of_conflict(conflict: ReportedConflict) -> set[str]:
    return {side for side in (conflict.claimed_by, conflict.by) if side}


def _evidence(fact: Commitment | ReportedConflict | Position) -> tuple[Evidence, ...]:
    return fact.evidence


def _shared_out(
    calls: Sequence[ReportedCall],
    facts: Iterable[T],
    sides: Callable[[T], set[str]],
    evidence: Callable[[T], Sequence[Evidence]],
) -> list[list[T]]:
    shares: list[list[T]] = [[] for _ in calls]
    parties = [{_side(p) for p in call.participants} for call in calls]
    for fact in facts:
        concerned = sides(fact)
        place = min((part.start for part in evidence(fact)), default=0)
        fitness = [
            (
                len(parties[number] & concerned),
                call.status is CallStatus.HELD,
                call.role is Role.MAIN,
                -min((abs(part.start - place) for part in call.evidence), default=0),
            )
            for number, call in enumerate(calls)
        ]
        shares[max(range(len(calls)), key=fitness.__getitem__)].append(fact)
    return shares


def _reference(story: Story) -> ArticleRef:
    article = story.article
    return ArticleRef(
        id=article.id,
        ref=article.ref,
        story=story.story,
        version=story.version,
        origin=article.origin,
        url=article.url,
        link=article.link,
        title=article.title,
        text_source=article.text_source,
        byline=article.byline,
        agency=article.agency,
        language=article.language,
        published=article.published,
        revision=article.revision,
        fetched_at=article.fetched_at,
    )
