"""Conflicts: each once, graded, with both sides' words."""

from __future__ import annotations

from datetime import timedelta

from consumers.reconcile.assemble import assemble
from consumers.reconcile.conflicts import Waiting
from consumers.reconcile.identity import identify
from consumers.reconcile.ids import name_calls
from consumers.reconcile.sightings import sighting_of
from consumers.reconcile.view import Call, CellState, Conflict
from pipeline.records import CallReport, CallStatus, Confidence, ConflictKind
from tests.unit.reconcile.reconcile_builders import NOON, commitment, passage, position, report, reported

LATER = NOON + timedelta(days=2)
BEANS = commitment("Brandt will buy 20 million tons of soybeans.", figures=[(20, "million tons")])


def call_of(*reports: CallReport) -> Call:
    (cluster,) = identify(map(sighting_of, reports)).clusters
    return assemble(name_calls([cluster])[0], cluster, reports, Waiting())


def only(call: Call) -> Conflict:
    (conflict,) = call.conflicts
    return conflict


def test_an_omission_is_observed_when_the_silent_side_s_own_text_is_in_hand() -> None:
    conflict = only(
        call_of(
            report("north", official_of="NOR", commitments=[BEANS], seen=LATER),
            report("south", official_of="SWE", passages=[passage("They spoke about the sea.", "SWE")], seen=LATER),
        )
    )

    summary = conflict.summary
    assert (summary.kind, summary.grade, summary.by, summary.claimed_by) == (
        ConflictKind.OMISSION,
        "observed",
        "SWE",
        "NOR",
    )
    assert (summary.severity, summary.provisional, summary.confidence) == ("high", False, Confidence.HIGH)
    assert [quote.evidence.exact for quote in summary.claim] == ["Brandt will buy 20 million tons of soybeans."]


def test_an_omission_is_never_inferred_from_a_news_summary() -> None:
    call = call_of(
        report("north", official_of="NOR", commitments=[BEANS]),
        report("press", passages=[passage("They spoke about the sea.", "SWE", official=False)]),
    )

    assert call.conflicts == ()


def test_a_reported_omission_is_observed_once_the_text_is_in_hand_and_stays_one_conflict() -> None:
    conflict = only(
        call_of(
            report("north", official_of="NOR", commitments=[BEANS]),
            report("press", conflicts=[reported("the soya beans", "SWE")]),
            report("south", official_of="SWE", passages=[passage("They spoke about the sea.", "SWE")]),
        )
    )

    assert conflict.summary.grade == "observed"
    assert "1 independent origin say so" in conflict.why


def test_a_reported_omission_of_several_origins_is_surer() -> None:
    one = call_of(report("a", conflicts=[reported("the ferries", "SWE")]))
    two = call_of(*(report(ref, conflicts=[reported("the ferries", "SWE")]) for ref in "ab"))

    assert (only(one).summary.confidence, only(two).summary.confidence) == (Confidence.MEDIUM, Confidence.HIGH)


def test_the_window_counts_from_the_later_of_claim_and_account() -> None:
    conflict = only(
        call_of(
            report("north", official_of="NOR", commitments=[BEANS]),
            report("south", official_of="SWE", hours=4, passages=[passage("They spoke of the sea.", "SWE")]),
        )
    )

    assert conflict.due_at == NOON + timedelta(hours=10)
    assert conflict.summary.provisional


def test_a_statement_left_out_is_a_conflict_only_on_a_tender_subject() -> None:
    call = call_of(
        report(
            "north",
            official_of="NOR",
            positions=[
                position("Holm insists on legally binding guarantees for the islands.", "NOR"),
                position("Holm proposes to count the seals together each spring.", "NOR", start=500),
            ],
        ),
        report("south", official_of="SWE", passages=[passage("They spoke about the sea.", "SWE")]),
    )

    assert [c.summary.topic for c in call.conflicts] == ["guarantees"]
    assert len(call.cells) == 2


def test_a_side_that_denies_a_call_others_report_as_held_is_a_conflict() -> None:
    call = call_of(
        report("press", on="2026-03-04"),
        report("south", on="2026-03-04", official_of="SWE", status=CallStatus.DENIED),
    )

    assert call.summary.status is CallStatus.HELD
    assert (only(call).summary.kind, only(call).summary.by, only(call).summary.severity) == (
        ConflictKind.DENIAL,
        "SWE",
        "high",
    )


def test_contradicting_figures_are_one_grave_conflict_with_both_sides_words() -> None:
    fewer = commitment("Sweden will buy 12 million tons of soybeans.", by="SWE", figures=[(12, "million tons")])
    conflict = only(
        call_of(
            report("north", official_of="NOR", commitments=[BEANS]),
            report("south", official_of="SWE", hours=2, commitments=[fewer]),
        )
    )

    summary = conflict.summary
    assert (summary.kind, summary.by, summary.claimed_by, summary.severity) == (
        ConflictKind.CONTRADICTION,
        "SWE",
        "NOR",
        "high",
    )
    assert [q.evidence.exact for q in summary.answer] == ["Sweden will buy 12 million tons of soybeans."]


def test_what_a_side_denies_is_denied_in_the_matrix_with_its_words() -> None:
    denial = reported("the soya beans", "SWE", kind=ConflictKind.DENIAL, text="No beans were promised, Brandt said.")
    call = call_of(
        report("north", official_of="NOR", commitments=[BEANS]),
        report("press", hours=1, conflicts=[denial]),
    )

    (cell,) = call.cells
    assert cell.states == {"NOR": CellState.ASSERTED, "SWE": CellState.DENIED}
    assert cell.evidence["SWE"] is not None
    assert only(call).summary.kind is ConflictKind.DENIAL


def test_sides_that_each_say_the_other_one_called_contradict_each_other() -> None:
    call = call_of(
        report("north", official_of="NOR", initiator="SWE"),
        report("south", official_of="SWE", initiator="NOR", hours=1),
        report("press", initiator="NOR", hours=2),
    )

    conflict = only(call)
    assert (conflict.summary.kind, conflict.summary.topic, conflict.summary.grade) == (
        ConflictKind.CONTRADICTION,
        "placed call",
        "observed",
    )
    assert (conflict.summary.claimed_by, conflict.summary.by) == ("NOR", "SWE")
