"""Where a report belongs that only tells of two leaders in conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.reconcile.assemble import assemble
from consumers.reconcile.conflicts import Waiting
from consumers.reconcile.identity import identify
from consumers.reconcile.reasons import Join
from consumers.reconcile.sightings import Sighting, sighting_of
from pipeline.records import CallStatus, Confidence, Role
from tests.unit.reconcile.reconcile_builders import NOON, report, sighting

DAY = 24.0


def tentative(ref: str, **other: Any) -> Sighting:
    """A report of `ref` that the leaders of Norway and Sweden were in conversation."""
    plain: dict[str, Any] = {"uncertain": True, "confidence": Confidence.LOW, "role": Role.BACKGROUND}
    return sighting(ref, **(plain | other))


def test_a_conversation_joins_the_call_that_others_tell_of_and_says_why() -> None:
    talk = tentative("talk", hours=5)

    (cluster,) = identify([sighting("call", on="2026-03-04"), talk]).clusters

    assert cluster.reasons[talk.id].code is Join.IN_CONVERSATION


@pytest.mark.parametrize("official_of", [None, "NOR"], ids=["in the press", "in a leader's own account"])
@pytest.mark.parametrize("on", [None, "2026-03-04"], ids=["without a day", "with a day"])
def test_conversations_alone_are_no_call(on: str | None, official_of: str | None) -> None:
    talks = [tentative(name, on=on, official_of=official_of) for name in ("one", "two", "three")]

    identity = identify(talks)

    assert identity.clusters == ()
    assert {reason.code for reason in identity.loose.values()} == {Join.NOT_A_CALL_YET}


@pytest.mark.parametrize(
    ("other", "joins"),
    [
        pytest.param({"hours": -6}, True, id="published some hours before the first report"),
        pytest.param({"hours": -14}, False, id="published half a day before anyone knew of the call"),
        pytest.param({"hours": DAY}, True, id="published the day after"),
        pytest.param({"hours": 3 * DAY}, False, id="published three days after"),
        pytest.param({"hours": 3 * DAY, "on": "2026-03-05"}, True, id="published later, names the day after"),
        pytest.param({"hours": 3 * DAY, "on": "2026-03-02/2026-03-08"}, False, id="names the week only"),
        pytest.param(
            {"hours": -20, "on": "2026-03-04", "status": CallStatus.PLANNED}, True, id="a plan for that day"
        ),
        pytest.param({"hours": DAY, "status": CallStatus.PLANNED}, False, id="a plan made the day after"),
        pytest.param({"hours": 5, "people": {"NOR": "Nora Lie"}}, False, id="another person"),
        pytest.param({"hours": 5, "parties": ("DNK", "NOR")}, False, id="another pair"),
    ],
)
def test_a_conversation_joins_about_its_own_day_only(other: dict[str, Any], joins: bool) -> None:
    talk = tentative("talk", **other)

    identity = identify([sighting("call", on="2026-03-04"), talk])

    assert (talk.id not in identity.loose) is joins


@pytest.mark.parametrize("status", [CallStatus.PLANNED, CallStatus.DENIED])
def test_a_call_that_nobody_says_was_held_gains_no_conversations(status: CallStatus) -> None:
    talk = tentative("talk", hours=1)

    identity = identify([sighting("call", on="2026-03-04", status=status), talk])

    assert talk.id in identity.loose


def test_of_two_calls_a_conversation_joins_the_nearer() -> None:
    talk = tentative("talk", hours=2)
    identity = identify([sighting("eve", on="2026-03-03", hours=-DAY), sighting("day", on="2026-03-04"), talk])

    (home,) = [cluster for cluster in identity.clusters if talk.id in cluster.reasons]

    assert str(home.date.start if home.date else None) == "2026-03-04"


def test_a_call_told_of_already_comes_before_a_nearer_one_told_of_since() -> None:
    talk = tentative("talk", hours=2)
    identity = identify(
        [sighting("eve", on="2026-03-03", hours=-12), sighting("day", on="2026-03-04", hours=9), talk]
    )

    (home,) = [cluster for cluster in identity.clusters if talk.id in cluster.reasons]

    assert str(home.date.start if home.date else None) == "2026-03-03"


def test_a_conversation_joins_a_call_whose_day_nobody_names() -> None:
    talk = tentative("talk", hours=3)

    (cluster,) = identify([sighting("call"), sighting("other", hours=2), talk]).clusters

    assert talk.id in cluster.reasons


def test_one_article_never_tells_of_one_call_twice() -> None:
    talk = tentative("call", number=1, hours=1)

    identity = identify([sighting("call", on="2026-03-04"), talk])

    assert talk.id in identity.loose


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-60, 60), st.booleans(), st.booleans()), min_size=1, max_size=8), st.randoms())
def test_conversations_change_no_other_report_s_place_in_any_order(
    told: list[tuple[int, bool, bool]], random: Any
) -> None:
    reports = [
        (tentative if doubtful else sighting)(
            str(number), hours=hours, on=(NOON + timedelta(hours=hours)).date().isoformat() if dated else None
        )
        for number, (hours, dated, doubtful) in enumerate(told)
    ]
    shuffled = random.sample(reports, len(reports))

    with_talks, without = identify(shuffled), identify([s for s in reports if not s.tentative])

    assert with_talks == identify(reports)
    assert [{s.id for s in c.members if not s.tentative} for c in with_talks.clusters] == [
        {s.id for s in c.members} for c in without.clusters
    ]


def test_a_conversation_is_no_independent_origin_of_a_call() -> None:
    call = report("call", on="2026-03-04")
    talk = report("talk", uncertain=True, confidence=Confidence.LOW, role=Role.BACKGROUND)
    (cluster,) = identify([sighting_of(call), sighting_of(talk)]).clusters

    summary = assemble("2026-03-04-nor-swe", cluster, [call, talk], Waiting()).summary

    assert (summary.reports, summary.origins) == (2, ("Gazette call",))
