"""From what an article says to call reports: everything is told by the one call that it concerns most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.extract.extraction import Extraction
from consumers.extract.reports import reports_of
from pipeline.records import (
    Article,
    CallStatus,
    Commitment,
    CommitmentKind,
    ConflictKind,
    Evidence,
    Medium,
    Modality,
    Origin,
    Participant,
    Passage,
    Position,
    ReportedCall,
    ReportedConflict,
    Role,
    Story,
    TextSource,
)

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def words(start: int = 0) -> tuple[Evidence, ...]:
    return (Evidence(exact="words", start=start, end=start + 5),)


def story(**changes: object) -> Story:
    article = Article(
        id="article",
        entry_id="entry",
        ref="the outlet's name",
        feed="gazette",
        origin=Origin(source="Gazette", official_of="NOR"),
        url="https://gazette.example/a",
        title="They spoke",
        text="Long.",
        text_source=TextSource.PAGE,
        agency="Nordwire",
        published=AT,
        revision=2,
        fetched_at=AT,
        content_hash="0",
    )
    return Story(id="version", story="the story", version=1, article=article.model_copy(update=changes))


def call(*sides: str, status: CallStatus = CallStatus.HELD, role: Role = Role.MAIN, start: int = 0) -> ReportedCall:
    return ReportedCall(
        participants=tuple(Participant(name=f"Leader of {side}", country=side) for side in sides),
        status=status,
        medium=Medium.PHONE,
        date=None,
        role=role,
        evidence=words(start),
    )


def commitment(actor: str = "SWE", *, by: str = "outlet", to: Sequence[str] = (), start: int = 0) -> Commitment:
    return Commitment(
        actor=(actor,),
        beneficiary=tuple(to),
        kind=CommitmentKind.PURCHASE,
        modality=Modality.COMMITTED,
        asserted_by=by,
        evidence=words(start),
    )


def owners(extraction: Extraction) -> list[int]:
    """How many commitments each report got."""
    return [len(report.commitments) for report in reports_of(story(), extraction)]


def test_an_article_without_calls_makes_no_report() -> None:
    assert reports_of(story(), Extraction(commitments=(commitment(),))) == ()


def test_each_call_makes_one_report_in_the_order_of_the_article() -> None:
    calls = (call("NOR", "SWE"), call("NOR", "DNK"))
    assert [report.call for report in reports_of(story(), Extraction(calls=calls))] == list(calls)


def test_a_report_says_which_article_it_is_from() -> None:
    [report] = reports_of(story(), Extraction(calls=(call("NOR", "SWE"),)))
    of = report.article
    assert (of.id, of.ref, of.story, of.version, of.revision) == ("article", "the outlet's name", "the story", 1, 2)
    assert (of.origin.official_of, of.agency, of.published) == ("NOR", "Nordwire", AT)


def test_the_same_article_makes_the_same_ids_and_each_report_its_own() -> None:
    extraction = Extraction(calls=(call("NOR", "SWE"), call("NOR", "SWE", status=CallStatus.PLANNED)))
    once, again = (reports_of(story(), extraction) for _ in range(2))
    assert [report.id for report in once] == [report.id for report in again]
    assert once[0].id != once[1].id
    assert reports_of(story(id="another article"), extraction)[0].id != once[0].id


@pytest.mark.parametrize(
    ("calls", "fact", "wanted"),
    [
        ((call("NOR", "DNK"), call("NOR", "SWE")), commitment("SWE"), [0, 1]),
        ((call("NOR", "SWE"), call("SWE", "DNK")), commitment("SWE", to=["DNK"]), [0, 1]),
        ((call("NOR", "DNK"), call("NOR", "SWE")), commitment("NOR", by="SWE"), [0, 1]),
        ((call("NOR", "SWE", status=CallStatus.PLANNED), call("NOR", "SWE")), commitment("SWE"), [0, 1]),
        ((call("NOR", "SWE", role=Role.BACKGROUND), call("NOR", "SWE")), commitment("SWE"), [0, 1]),
        ((call("NOR", "SWE", start=0), call("NOR", "SWE", start=500)), commitment("SWE", start=450), [0, 1]),
        ((call("NOR", "SWE", start=0), call("NOR", "SWE", start=500)), commitment("SWE", start=50), [1, 0]),
        ((call("NOR", "SWE"), call("NOR", "DNK")), commitment("FIN"), [1, 0]),
    ],
    ids=[
        "its actor is on the line",
        "actor and beneficiary are",
        "the side that says so is",
        "held before planned",
        "main before background",
        "the nearer words, later",
        "the nearer words, earlier",
        "nobody's goes to the nearest",
    ],
)
def test_a_commitment_is_told_by_the_call_that_it_concerns_most(
    calls: tuple[ReportedCall, ...], fact: Commitment, wanted: list[int]
) -> None:
    assert owners(Extraction(calls=calls, commitments=(fact,))) == wanted


def test_conflicts_passages_and_positions_go_with_their_sides() -> None:
    conflict = ReportedConflict(kind=ConflictKind.DENIAL, claimed_by="NOR", by="DNK", topic="fish", evidence=words())
    passage = Passage(side="DNK", evidence=words()[0])
    position = Position(actor=("DNK",), asserted_by="DNK", evidence=words())
    extraction = Extraction(
        calls=(call("NOR", "SWE"), call("NOR", "DNK")),
        conflicts=(conflict,),
        passages=(passage,),
        positions=(position,),
    )
    first, second = reports_of(story(), extraction)
    assert (first.conflicts, first.passages, first.positions) == ((), (), ())
    assert (second.conflicts, second.passages, second.positions) == ((conflict,), (passage,), (position,))


def test_a_leader_without_a_known_country_is_a_side_by_name() -> None:
    stranger = ReportedCall(
        participants=(Participant(name="Ada Holm", country="NOR"), Participant(name="Tomas Vell", resolved=False)),
        status=CallStatus.HELD,
        medium=Medium.PHONE,
        date=None,
        role=Role.MAIN,
        evidence=words(),
    )
    assert owners(Extraction(calls=(call("NOR", "SWE"), stranger), commitments=(commitment("Tomas Vell"),))) == [0, 1]


_SIDES = st.sampled_from(["NOR", "SWE", "DNK", "FIN"])


@given(
    calls=st.lists(
        st.builds(
            lambda sides, status, start: call(*sides, status=status, start=start),
            st.lists(_SIDES, min_size=2, max_size=3, unique=True),
            st.sampled_from(list(CallStatus)),
            st.integers(0, 999),
        ),
        min_size=1,
        max_size=4,
    ),
    facts=st.lists(st.builds(lambda actor, start: commitment(actor, start=start), _SIDES, st.integers(0, 999))),
)
def test_every_commitment_is_told_exactly_once(calls: list[ReportedCall], facts: list[Commitment]) -> None:
    reports = reports_of(story(), Extraction(calls=tuple(calls), commitments=tuple(facts)))
    told = [fact for report in reports for fact in report.commitments]
    assert sorted(map(repr, told)) == sorted(map(repr, facts))
