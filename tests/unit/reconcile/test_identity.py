"""Which reports are of one call."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.reconcile.identity import identify
from consumers.reconcile.ids import name_calls
from consumers.reconcile.reasons import Join
from consumers.reconcile.sightings import Sighting
from pipeline.records import CallStatus, Confidence, Role
from tests.unit.reconcile.reconcile_builders import NOON, named_calls, sighting

DAY = 24.0


def test_reports_that_name_one_day_are_one_call_whenever_they_were_published() -> None:
    found = named_calls([sighting("a", on="2026-03-04"), sighting("b", on="2026-03-04", hours=5 * DAY)])

    assert found == {"2026-03-04-nor-swe": ["a", "b"]}


def test_a_report_without_a_day_joins_the_latest_call_before_it() -> None:
    found = named_calls(
        [
            sighting("a", on="2026-03-02", hours=-2 * DAY),
            sighting("b", on="2026-03-04"),
            sighting("c", hours=8),
        ]
    )

    assert found == {"2026-03-02-nor-swe": ["a"], "2026-03-04-nor-swe": ["b", "c"]}


def test_a_report_without_a_day_is_not_of_a_call_that_nobody_knew_of_yet() -> None:
    found = named_calls(
        [
            sighting("first", on="2026-03-03", hours=-DAY),
            sighting("morning", hours=-3),
            sighting("second", on="2026-03-04", hours=6),
        ]
    )

    assert found == {"2026-03-03-nor-swe": ["first", "morning"], "2026-03-04-nor-swe": ["second"]}


def test_this_week_joins_the_call_of_that_week() -> None:
    found = named_calls([sighting("a", on="2026-03-04"), sighting("b", on="2026-03-02/2026-03-08", hours=2 * DAY)])

    assert found == {"2026-03-04-nor-swe": ["a", "b"]}


def test_two_calls_of_one_pair_on_two_days_stay_two() -> None:
    found = named_calls(
        [
            sighting("a1", on="2026-03-03", hours=-DAY, official_of="NOR"),
            sighting("a2", on="2026-03-03", hours=-DAY),
            sighting("b1", on="2026-03-04", official_of="NOR"),
            sighting("b2", on="2026-03-04", hours=2),
        ]
    )

    assert found == {"2026-03-03-nor-swe": ["a1", "a2"], "2026-03-04-nor-swe": ["b1", "b2"]}


def test_one_stray_day_beside_a_well_attested_one_is_the_same_call_in_another_calendar() -> None:
    sightings = [sighting(name, on="2026-03-04", hours=n) for n, name in enumerate("abc")]
    stray = sighting("stray", on="2026-03-05", hours=20)

    identity = identify([*sightings, stray])

    assert len(identity.clusters) == 1
    assert identity.clusters[0].reasons[stray.id].code is Join.NEXT_DAY


def test_official_texts_of_two_sides_dated_a_day_apart_are_one_call() -> None:
    found = named_calls(
        [
            sighting("north", on="2026-03-04", official_of="NOR"),
            sighting("south", on="2026-03-05", hours=14, official_of="SWE"),
        ]
    )

    assert list(found.values()) == [["north", "south"]]


def test_an_official_text_without_a_day_stands_for_its_day_of_publication() -> None:
    identity = identify([sighting("readout", official_of="NOR")])

    (cluster,) = identity.clusters
    assert (str(cluster.date.start) if cluster.date else None, cluster.presumed) == ("2026-03-04", True)


def test_two_readouts_of_one_side_on_two_days_are_two_calls() -> None:
    found = named_calls(
        [
            sighting("one", official_of="NOR", hours=-DAY),
            sighting("press", on="2026-03-03", hours=-DAY),
            sighting("two", official_of="NOR"),
        ]
    )

    assert found == {"2026-03-03-nor-swe": ["one", "press"], "2026-03-04-nor-swe": ["two"]}


def test_what_another_office_of_one_side_repeats_a_day_later_is_the_same_call() -> None:
    found = named_calls(
        [
            sighting("palace", official_of="NOR", hours=-DAY),
            sighting("ministry", official_of="NOR", source="Foreign ministry of Norway"),
        ]
    )

    assert list(found.values()) == [["ministry", "palace"]]


def test_two_offices_of_one_side_that_name_two_days_tell_of_two_calls() -> None:
    found = named_calls(
        [
            sighting("palace", on="2026-03-03", official_of="NOR", hours=-DAY),
            sighting("ministry", on="2026-03-04", official_of="NOR", source="Foreign ministry of Norway"),
        ]
    )

    assert list(found.values()) == [["palace"], ["ministry"]]


def test_a_day_that_an_official_text_names_goes_before_one_on_which_a_text_was_only_published() -> None:
    found = named_calls(
        [
            sighting("named", on="2026-03-04", official_of="NOR"),
            sighting("published", official_of="SWE", hours=DAY),
        ]
    )

    assert found == {"2026-03-04-nor-swe": ["named", "published"]}


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        pytest.param(
            "Call ends the dispute", [["old"], ["late"]], id="a headline that tells of it is news of a new one"
        ),
        pytest.param("Grain prices fall", [["late", "old"]], id="a headline on something else looks back two weeks"),
    ],
)
def test_how_far_back_a_report_without_a_day_looks_hangs_on_its_headline(
    headline: str, expected: list[list[str]]
) -> None:
    found = named_calls([sighting("old", on="2026-03-04"), sighting("late", hours=9 * DAY, title=headline)])

    assert sorted(found.values()) == sorted(expected)


@pytest.mark.parametrize(
    ("plan", "held"),
    [
        pytest.param({"on": "2026-03-04"}, {"on": "2026-03-04"}, id="on the day planned"),
        pytest.param({"on": "2026-03-04"}, {"on": "2026-03-05", "hours": DAY}, id="a day later"),
        pytest.param({}, {"on": "2026-03-06", "hours": 2 * DAY}, id="planned without a day"),
    ],
)
def test_a_planned_call_becomes_the_held_one(plan: dict[str, object], held: dict[str, object]) -> None:
    found = named_calls(
        [sighting("plan", status=CallStatus.PLANNED, hours=-20, **plan), sighting("held", **held)]  # type: ignore[arg-type]
    )

    assert list(found.values()) == [["held", "plan"]]


def test_a_plan_that_nobody_reports_as_held_stays_a_plan() -> None:
    found = named_calls(
        [sighting("plan", on="2026-03-04", status=CallStatus.PLANNED), sighting("old", on="2026-02-20")]
    )

    assert found == {"2026-02-20-nor-swe": ["old"], "2026-03-04-nor-swe": ["plan"]}


def test_a_group_call_and_a_pair_call_on_one_day_stay_apart() -> None:
    found = named_calls(
        [
            sighting("pair", on="2026-03-04"),
            sighting("four", ("NOR", "SWE", "DNK", "FIN"), on="2026-03-04", multi=True),
        ]
    )

    assert found == {"2026-03-04-dnk-fin-nor-swe": ["four"], "2026-03-04-nor-swe": ["pair"]}


def test_outlets_that_list_a_group_differently_still_report_one_call() -> None:
    found = named_calls(
        [
            sighting("all", ("NOR", "SWE", "DNK", "FIN", "ISL"), on="2026-03-04", multi=True),
            sighting("some", ("NOR", "SWE", "DNK"), on="2026-03-04", multi=True),
        ]
    )

    assert list(found.values()) == [["all", "some"]]


def test_calls_with_different_people_of_one_country_stay_apart() -> None:
    found = named_calls(
        [
            sighting("president", on="2026-03-04"),
            sighting("premier", on="2026-03-04", people={"SWE": "Nils Ek"}),
        ]
    )

    assert len(found) == 2


def test_ordinals_tell_two_calls_of_one_day_apart() -> None:
    found = named_calls(
        [
            sighting("a", on="2026-03-04", ordinal="first call"),
            sighting("b", on="2026-03-04", ordinal="second call", hours=6),
            sighting("c", on="2026-03-04", hours=1),
        ]
    )

    assert found == {"2026-03-04-nor-swe": ["a", "c"], "2026-03-04-nor-swe-2": ["b"]}


def test_one_article_that_tells_of_two_calls_on_one_day_parts_them() -> None:
    found = named_calls([sighting("a", on="2026-03-04", number=n) for n in (0, 1)])

    assert set(found) == {"2026-03-04-nor-swe", "2026-03-04-nor-swe-2"}


def test_a_later_revision_takes_the_place_of_the_earlier_one() -> None:
    first = sighting("a", on="2026-03-03")
    second = sighting("a", on="2026-03-04", revision=1)

    identity = identify([second, first])

    assert name_calls(identity.clusters) == ["2026-03-04-nor-swe"]
    assert identity.loose[first.id].code is Join.SUPERSEDED


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"status": CallStatus.PROPOSED, "on": "2026-03-04"}, id="only proposed"),
        pytest.param(
            {"uncertain": True, "on": "2026-03-04", "role": Role.BACKGROUND},
            id="uncertain whether remote, in passing",
        ),
        pytest.param({"role": Role.BACKGROUND}, id="in passing and without a day"),
    ],
)
def test_a_weak_report_alone_makes_no_call(more: dict[str, object]) -> None:
    weak = sighting("weak", **more)  # type: ignore[arg-type]

    assert identify([weak]).loose[weak.id].code is Join.NOT_A_CALL_YET
    assert named_calls([weak, sighting("strong", on="2026-03-04")]) == {"2026-03-04-nor-swe": ["strong", "weak"]}


def test_people_only_said_to_have_talked_join_a_call_of_that_day_and_no_other() -> None:
    held = sighting("held", on="2026-03-04")
    talked = sighting("talked", hours=5, uncertain=True, confidence=Confidence.LOW, role=Role.BACKGROUND)
    earlier = sighting("earlier", hours=-70, uncertain=True, confidence=Confidence.LOW, role=Role.BACKGROUND)

    identity = identify([held, talked, earlier])

    assert identity.clusters[0].reasons[talked.id].code is Join.IN_CONVERSATION
    assert identity.loose[earlier.id].code is Join.NOT_A_CALL_YET


def test_a_call_mentioned_in_passing_with_its_day_is_a_call() -> None:
    found = named_calls([sighting("a", on="2026-02-10", role=Role.BACKGROUND)])

    assert found == {"2026-02-10-nor-swe": ["a"]}


def test_reports_that_nobody_dates_are_one_call_when_published_within_days() -> None:
    found = named_calls([sighting("a"), sighting("b", hours=2 * DAY), sighting("c", hours=20 * DAY)])

    assert found == {"undated-2026-03-nor-swe": ["a", "b"], "undated-2026-03-nor-swe-2": ["c"]}


def test_a_person_s_word_on_the_line_only_by_name_is_kept() -> None:
    found = named_calls([sighting("a", ("NOR", "Xan Quill"), on="2026-03-04")])

    assert found == {"2026-03-04-nor-xan-quill": ["a"]}


@pytest.mark.parametrize(
    "found",
    [
        pytest.param({"on": "0001-01-01"}, id="a day before there were telephones"),
        pytest.param({"published": datetime(1, 1, 1, tzinfo=UTC)}, id="published at the beginning of the calendar"),
        pytest.param({"published": datetime(9999, 12, 30, tzinfo=UTC)}, id="published at its end"),
        pytest.param({"published": None}, id="no date at all"),
    ],
)
def test_absurd_and_missing_dates_are_taken_for_unknown(found: dict[str, Any]) -> None:
    assert list(named_calls([sighting("a", **found)])) == ["undated-2026-03-nor-swe"]


def test_a_report_that_names_fewer_than_two_parties_joins_nothing() -> None:
    lone = sighting("a", ("NOR",), on="2026-03-04")

    assert identify([lone]).loose[lone.id].code is Join.UNPAIRED


# --- order -------------------------------------------------------------------------------------------------

PAIRS = (("NOR", "SWE"), ("NOR", "DNK"), ("NOR", "SWE", "DNK", "FIN"))


@st.composite
def sightings(draw: st.DrawFn) -> list[Sighting]:
    """Reports of a few calls, as hostile as outlets are."""
    count = draw(st.integers(1, 14))
    found = []
    for n in range(count):
        parties = draw(st.sampled_from(PAIRS))
        date = draw(st.sampled_from([None, "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-02/2026-03-08"]))
        found.append(
            sighting(
                draw(st.sampled_from(["x", "y", f"r{n}", f"r{n}"])),
                parties,
                on=date,
                hours=draw(st.integers(-60, 60)),
                status=draw(st.sampled_from(list(CallStatus))),
                role=draw(st.sampled_from(list(Role))),
                official_of=draw(st.sampled_from([None, None, "NOR", "SWE"])),
                uncertain=draw(st.booleans()),
                confidence=draw(st.sampled_from([Confidence.MEDIUM, Confidence.LOW])),
                ordinal=draw(st.sampled_from([None, None, "first", "second"])),
                multi=len(parties) > 3,
                revision=draw(st.integers(0, 1)),
                number=n,
            )
        )
    return found


@given(sightings(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_arrival_plays_no_part(found: list[Sighting], chance: random.Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)

    assert identify(shuffled) == identify(found)


@given(sightings())
@settings(max_examples=100, deadline=None)
def test_every_report_has_one_place_and_a_reason_for_it(found: list[Sighting]) -> None:
    identity = identify(found)
    placed = [s.id for cluster in identity.clusters for s in cluster.members]

    assert sorted([*placed, *identity.loose]) == sorted({s.id for s in found})
    assert all(cluster.reasons.keys() == {s.id for s in cluster.members} for cluster in identity.clusters)


@given(sightings())
@settings(max_examples=50, deadline=None)
def test_a_report_far_away_in_time_changes_no_call(found: list[Sighting]) -> None:
    far = [
        sighting(f"far{n}", on="2025-10-01", published=NOON - timedelta(days=150), number=90 + n) for n in range(2)
    ]
    near = identify(found)

    assert all(cluster in identify([*found, *far]).clusters for cluster in near.clusters)
    assert near.loose.items() <= identify([*found, *far]).loose.items()
