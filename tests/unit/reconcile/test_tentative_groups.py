"""Where a report belongs that tells of a call of one leader with others who go unnamed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.reconcile.assemble import assemble
from consumers.reconcile.conflicts import Waiting
from consumers.reconcile.decisions import Decision
from consumers.reconcile.identity import identify
from consumers.reconcile.reasons import Join
from consumers.reconcile.sightings import GROUP, Sighting, sighting_of
from pipeline.records import CallReport, CallStatus, Confidence, Role
from tests.unit.reconcile.reconcile_builders import NOON, report, sighting

_TENTATIVE: dict[str, Any] = {"uncertain": True, "confidence": Confidence.LOW, "role": Role.BACKGROUND, "multi": True}


def with_unnamed(ref: str, parties: tuple[str, ...] = ("NOR",), **other: Any) -> CallReport:
    """A report in `ref` that Norway's leader held a call with several others."""
    return report(ref, parties, **(_TENTATIVE | other))


def group_call(ref: str = "call", **other: Any) -> Sighting:
    return sighting(ref, ("DNK", "NOR", "SWE"), on="2026-03-04", **other)


@pytest.mark.parametrize(
    ("other", "joins"),
    [
        pytest.param({}, True, id="on that day"),
        pytest.param({"hours": -5, "status": CallStatus.PLANNED}, True, id="told of as a plan"),
        pytest.param({"parties": ("NOR", "SWE")}, True, id="two of them named"),
        pytest.param({"parties": ("NOR", "FIN")}, False, id="somebody named who was not on the line"),
        pytest.param({"parties": ("FIN",)}, False, id="another leader"),
        pytest.param({"people": {"NOR": "Nora Lie"}}, False, id="another person"),
        pytest.param({"hours": 72}, False, id="three days later"),
    ],
)
def test_it_joins_a_call_of_several_in_which_its_leader_was(other: dict[str, Any], joins: bool) -> None:
    vague = sighting_of(with_unnamed("vague", **{"hours": 3, **other}))

    identity = identify([group_call(), vague])

    assert [set(c.parties) for c in identity.clusters] == [{"DNK", "NOR", "SWE"}]
    assert (vague.id not in identity.loose) is joins


def test_it_joins_no_call_of_two() -> None:
    vague = sighting_of(with_unnamed("vague", hours=3))

    identity = identify([sighting("call", on="2026-03-04"), vague])

    assert identity.loose[vague.id].code is Join.NOT_A_CALL_YET


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-60, 60), st.booleans(), st.booleans()), min_size=1, max_size=8), st.randoms())
def test_it_is_never_a_call_in_any_order(told: list[tuple[int, bool, bool]], random: Any) -> None:
    reports = [
        group_call(str(number), hours=hours)
        if plain
        else sighting_of(with_unnamed(str(number), hours=hours, on="2026-03-04" if dated else None))
        for number, (hours, plain, dated) in enumerate(told)
    ]

    identity = identify(random.sample(reports, len(reports)))

    assert identity == identify(reports)
    assert all(len(cluster.parties) == 3 for cluster in identity.clusters)
    assert bool(identity.clusters) is any(plain for _, plain, _ in told)


def test_taken_out_of_its_call_by_hand_it_is_no_call_either() -> None:
    call, vague = group_call(), sighting_of(with_unnamed("vague", hours=3))
    decision = Decision.make("split", [vague.id], [GROUP], NOON, kept=[call.id])

    identity = identify([call, vague], [decision])

    assert [set(c.reasons) for c in identity.clusters] == [{call.id}]
    assert identity.loose[vague.id].code is Join.UNPAIRED


def test_it_puts_nobody_on_the_line_and_is_no_independent_origin() -> None:
    call, vague = report("call", ("DNK", "NOR", "SWE"), on="2026-03-04"), with_unnamed("vague", hours=3)
    (cluster,) = identify([sighting_of(call), sighting_of(vague)]).clusters

    summary = assemble("2026-03-04-dnk-nor-swe", cluster, [call, vague], Waiting()).summary

    assert [person.country for person in summary.participants] == ["DNK", "NOR", "SWE"]
    assert (summary.reports, summary.origins) == (2, ("Gazette call",))


def test_a_plain_report_of_one_party_belongs_to_no_call() -> None:
    alone = sighting("alone", ("NOR",), on="2026-03-04")

    assert identify([group_call(), alone]).loose[alone.id].code is Join.UNPAIRED


@pytest.mark.parametrize(("role", "joins"), [(Role.MAIN, True), (Role.BACKGROUND, False)])
def test_a_conversation_joins_an_uncertain_call_that_is_what_its_report_is_about(role: Role, joins: bool) -> None:
    spoke = sighting("spoke", uncertain=True, role=role, on="2026-03-04")
    talk = sighting("talk", hours=3, **(_TENTATIVE | {"multi": False}))

    assert (talk.id not in identify([spoke, talk]).loose) is joins
