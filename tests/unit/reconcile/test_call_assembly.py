"""The fields of a call and its accounts from its reports."""

from __future__ import annotations

from datetime import timedelta

import pytest

from consumers.reconcile.assemble import assemble
from consumers.reconcile.conflicts import Waiting
from consumers.reconcile.exports import joins, readouts
from consumers.reconcile.identity import identify
from consumers.reconcile.ids import name_calls
from consumers.reconcile.sightings import sighting_of
from consumers.reconcile.view import Call
from pipeline.records import CallReport, CallStatus, Medium
from tests.unit.reconcile.reconcile_builders import NOON, commitment, passage, report


def call_of(*reports: CallReport) -> Call:
    identity = identify(map(sighting_of, reports))
    (cluster,) = identity.clusters
    members = [r for r in reports if r.id in cluster.reasons]
    earlier = [r for r in reports if r.id in identity.loose]
    return assemble(name_calls([cluster])[0], cluster, members, Waiting(), earlier=earlier)


def test_an_official_text_outweighs_two_outlets_but_not_five() -> None:
    official = report("own", on="2026-03-04", official_of="NOR", medium=Medium.VIDEO)
    outlets = [report(f"r{n}", on="2026-03-04") for n in range(5)]

    assert call_of(official, *outlets[:2]).medium is Medium.VIDEO
    assert call_of(official, *outlets).medium is Medium.PHONE


def test_a_call_that_anybody_reports_as_held_was_held() -> None:
    call = call_of(report("plan", on="2026-03-04", status=CallStatus.PLANNED), report("held", on="2026-03-04"))

    assert call.summary.status is CallStatus.HELD


def test_sides_that_each_say_the_other_called_leave_the_initiator_open() -> None:
    call = call_of(
        report("north", on="2026-03-04", official_of="NOR", initiator="SWE"),
        report("south", on="2026-03-04", official_of="SWE", initiator="NOR"),
    )

    assert (call.initiator, call.initiator_disputed) == (None, True)


def test_a_side_s_account_is_its_own_text_and_only_without_one_what_articles_attribute_to_it() -> None:
    attributed = passage("The strait stays open, Brandt said.", "SWE", official=False)
    press = report("press", on="2026-03-04", passages=[attributed])
    own = report("own", on="2026-03-04", official_of="SWE", passages=[passage("We keep the strait open.", "SWE")])

    (before,) = call_of(press).accounts
    (after,) = call_of(press, own).accounts

    assert (before.official, [q.evidence.exact for q in before.quotes]) == (False, [attributed.evidence.exact])
    assert (after.official, [q.evidence.exact for q in after.quotes]) == (True, ["We keep the strait open."])


def test_a_silent_edit_of_an_official_page_shows_as_a_difference() -> None:
    first = report("own", official_of="SWE", passages=[passage("We buy 12 ferries.", "SWE")])
    second = report("own", official_of="SWE", revision=1, passages=[passage("We may buy ferries.", "SWE")])

    (account,) = call_of(second, first).accounts

    (difference,) = account.differences
    assert difference.what == "edition"
    assert [q.evidence.exact for q in difference.quotes] == ["We buy 12 ferries.", "We may buy ferries."]


def test_who_spoke_first_and_how_long_the_other_side_took() -> None:
    north = report("north", on="2026-03-04", official_of="NOR", passages=[passage("We spoke.", "NOR")])
    south = report("south", on="2026-03-04", official_of="SWE", hours=5, passages=[passage("They spoke.", "SWE")])

    assert call_of(north).first_side == ("NOR", None)
    assert call_of(north, south).first_side == ("NOR", 5.0)


def test_exports_name_documents_as_their_sources_do() -> None:
    north = report(
        "north",
        on="2026-03-04",
        official_of="NOR",
        passages=[passage("We spoke about energy.", "NOR", topics=["energy"])],
        commitments=[commitment("Brandt will buy 20 ferries.", figures=[(20, "ferries")])],
    )
    call = call_of(north, report("press", on="2026-03-04"))

    assert [(row.id, row.calls) for row in joins([call])] == [
        ("north", ("2026-03-04-nor-swe",)),
        ("press", ("2026-03-04-nor-swe",)),
    ]
    (readout,) = readouts([call])
    assert (readout.date, readout.topics) == ("2026-03-04", {"NOR": ("energy",)})
    assert [cell.states for cell in readout.cells] == [{"NOR": "asserted", "SWE": "no account yet"}]


def test_who_spoke_first_is_not_told_from_days_without_an_hour() -> None:
    midnight = NOON.replace(hour=0)
    call = call_of(
        report("n", on="2026-03-04", published=midnight, official_of="NOR", passages=[passage("We spoke.", "NOR")]),
        report("s", on="2026-03-04", official_of="SWE", passages=[passage("They spoke.", "SWE")]),
    )

    assert call.first_side is None


@pytest.mark.parametrize(
    ("one", "days", "lapsed"),
    [
        pytest.param(report("a", on="2026-03-05", status=CallStatus.PLANNED), 2, False, id="its day has just passed"),
        pytest.param(report("a", on="2026-03-05", status=CallStatus.PLANNED), 4, True, id="its day is long past"),
        pytest.param(report("a", status=CallStatus.PLANNED), 13, False, id="without a day, for two weeks"),
        pytest.param(report("a", status=CallStatus.PLANNED), 15, True, id="without a day, after that"),
        pytest.param(report("a", on="2026-03-05"), 40, False, id="a call that was held"),
    ],
)
def test_a_plan_that_nobody_reports_as_held_has_lapsed(one: CallReport, days: int, lapsed: bool) -> None:
    assert call_of(one).lapsed(NOON + timedelta(days=days)) is lapsed


def test_a_passage_that_is_part_of_another_one_is_shown_once() -> None:
    (account,) = call_of(
        report(
            "own",
            official_of="SWE",
            passages=[passage("We spoke.", "SWE"), passage("We spoke. It was long.", "SWE", start=20)],
        )
    ).accounts

    assert [quote.evidence.exact for quote in account.quotes] == ["We spoke. It was long."]
