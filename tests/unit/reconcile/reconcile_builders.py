"""Builders of reports for the reconcile tests; every person and text here is made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from consumers.reconcile.decisions import Decision
from consumers.reconcile.identity import identify
from consumers.reconcile.ids import name_calls
from consumers.reconcile.sightings import Sighting, sighting_of
from pipeline.records import (
    ArticleRef,
    CallReport,
    CallStatus,
    Commitment,
    CommitmentKind,
    Confidence,
    ConflictKind,
    DateInterval,
    Evidence,
    Medium,
    Modality,
    Origin,
    Participant,
    Passage,
    Position,
    Quantity,
    ReportedCall,
    ReportedConflict,
    Role,
    TextSource,
    stable_id,
)

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""

PEOPLE = {
    "NOR": "Ada Holm",
    "SWE": "Viktor Brandt",
    "DNK": "Mette Lund",
    "FIN": "Aino Koski",
    "ISL": "Jon Karlsson",
}


def words(text: str, start: int = 0) -> Evidence:
    """Evidence with the text's own words."""
    return Evidence(exact=text, start=start, end=start + len(text))


def day(text: str) -> DateInterval:
    """``2026-03-04``, or ``2026-03-02/2026-03-08`` for an interval."""
    start, _, end = text.partition("/")
    return DateInterval(start=date.fromisoformat(start), end=date.fromisoformat(end or start))


def report(
    ref: str,
    parties: Sequence[str] = ("NOR", "SWE"),
    *,
    on: str | None = None,
    hours: float = 0,
    published: datetime | None = NOON,
    seen: datetime | None = None,
    source: str | None = None,
    title: str | None = None,
    official_of: str | None = None,
    status: CallStatus = CallStatus.HELD,
    role: Role = Role.MAIN,
    medium: Medium = Medium.PHONE,
    people: dict[str, str] | None = None,
    agency: str | None = None,
    byline: str | None = None,
    story: str | None = None,
    revision: int = 0,
    uncertain: bool = False,
    confidence: Confidence = Confidence.MEDIUM,
    ordinal: str | None = None,
    multi: bool = False,
    initiator: str | None = None,
    number: int = 0,
    commitments: Sequence[Commitment] = (),
    conflicts: Sequence[ReportedConflict] = (),
    passages: Sequence[Passage] = (),
    positions: Sequence[Position] = (),
) -> CallReport:
    """A report in article `ref`, published `hours` after `published`, of a call on day `on`."""
    at = published + timedelta(hours=hours) if published else None
    ingested = at if at and 1930 < at.year < 2200 else NOON
    named = PEOPLE | (people or {})
    return CallReport(
        id=stable_id("report", ref, revision, number, list(parties), status),
        article=ArticleRef(
            id=stable_id("article", ref, revision),
            ref=ref,
            story=story or f"story-{ref}",
            version=0,
            origin=Origin(source=source or _office(official_of, ref), official_of=official_of),
            url=f"https://news.example/{ref}",
            link=None,
            title=title or f"Article {ref}: a call",
            text_source=TextSource.FEED,
            byline=byline,
            agency=agency,
            language="en",
            published=at,
            revision=revision,
            fetched_at=seen or ingested + timedelta(minutes=5),
        ),
        call=ReportedCall(
            participants=tuple(
                Participant(name=named.get(code, code), country=code if code in PEOPLE else None) for code in parties
            ),
            status=status,
            medium=medium,
            date=day(on) if on else None,
            role=role,
            initiator=initiator,
            multi=multi,
            uncertain=uncertain,
            confidence=confidence,
            ordinal=ordinal,
            evidence=(words(f"They spoke by telephone, says {ref}."),),
        ),
        commitments=tuple(commitments),
        conflicts=tuple(conflicts),
        passages=tuple(passages),
        positions=tuple(positions),
    )


def _office(side: str | None, ref: str) -> str:
    """A side has one office that publishes; every other article is another outlet's."""
    return f"Office of {side}" if side else f"Gazette {ref}"


def sighting(ref: str, parties: Sequence[str] = ("NOR", "SWE"), **more: Any) -> Sighting:
    """The identity part of `report`."""
    return sighting_of(report(ref, parties, **more))


def commitment(
    text: str,
    actor: str = "SWE",
    *,
    kind: CommitmentKind = CommitmentKind.PURCHASE,
    modality: Modality = Modality.COMMITTED,
    by: str = "NOR",
    of: str = "",
    figures: Sequence[tuple[float, str]] = (),
    deadline: str | None = None,
    start: int = 0,
) -> Commitment:
    """An undertaking with its words."""
    return Commitment(
        actor=(actor,),
        kind=kind,
        modality=modality,
        object=of,
        quantities=tuple(Quantity(value=value, unit=unit) for value, unit in figures),
        deadline=deadline,
        asserted_by=by,
        evidence=(words(text, start),),
    )


def position(text: str, by: str, *, start: int = 0, topics: Sequence[str] = ()) -> Position:
    """A statement of one side."""
    return Position(actor=(by,), asserted_by=by, topics=tuple(topics), evidence=(words(text, start),))


def passage(text: str, side: str, *, official: bool = True, topics: Sequence[str] = (), start: int = 0) -> Passage:
    """Words of one side's account."""
    return Passage(side=side, evidence=words(text, start), topics=tuple(topics), official=official)


def reported(
    topic: str,
    by: str | None,
    *,
    claimed_by: str | None = "NOR",
    kind: ConflictKind = ConflictKind.OMISSION,
    text: str | None = None,
) -> ReportedConflict:
    """A conflict that an article itself tells of."""
    return ReportedConflict(
        kind=kind,
        claimed_by=claimed_by,
        by=by,
        topic=topic,
        evidence=(words(text or f"The statement from the other capital does not mention {topic}."),),
    )


def named_calls(sightings: Sequence[Sighting], decisions: Sequence[Decision] = ()) -> dict[str, list[str]]:
    """Public id -> refs of its reports."""
    identity = identify(sightings, decisions)
    return {
        name: sorted(s.article.rsplit("/", 1)[1] for s in cluster.members)
        for name, cluster in zip(name_calls(identity.clusters), identity.clusters, strict=True)
    }
