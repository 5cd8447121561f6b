"""What a person decided about which reports are of one call, and what becomes of it with later reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from consumers.reconcile.decisions import Decision
from consumers.reconcile.sightings import Sighting
from tests.unit.reconcile.reconcile_builders import NOON, named_calls, sighting


def decided(kind: str, sightings: Sequence[Sighting], hours: float = 0, kept: Sequence[Sighting] = ()) -> Decision:
    return Decision.make(
        "merge" if kind == "merge" else "split",
        [s.id for s in sightings],
        [s.family for s in sightings],
        NOON + timedelta(hours=hours),
        [s.id for s in kept],
    )


def test_a_merge_by_hand_holds_for_reports_that_come_later() -> None:
    one, other = sighting("a", on="2026-03-02"), sighting("b", on="2026-03-06")
    merge = decided("merge", [one, other])

    found = named_calls([one, other, sighting("later", on="2026-03-06", hours=90)], [merge])

    assert list(found.values()) == [["a", "b", "later"]]


def test_a_split_by_hand_holds_for_reports_that_come_later() -> None:
    one, other = sighting("a", on="2026-03-04"), sighting("b", on="2026-03-04", hours=3)
    split = decided("split", [other], kept=[one])

    found = named_calls([one, other, sighting("later", on="2026-03-04", hours=9)], [split])

    assert found == {"2026-03-04-nor-swe": ["a", "later"], "2026-03-04-nor-swe-2": ["b"]}


def test_a_merge_by_hand_can_join_a_person_nobody_could_place_with_a_country() -> None:
    one, other = sighting("a", on="2026-03-04"), sighting("b", ("NOR", "Xan Quill"), on="2026-03-04")

    found = named_calls([one, other], [decided("merge", [one, other])])

    assert list(found.values()) == [["a", "b"]]


def test_the_later_decision_overrides_the_earlier_one() -> None:
    one, other = sighting("a", on="2026-03-02"), sighting("b", on="2026-03-06")

    found = named_calls([one, other], [decided("split", [other], hours=1), decided("merge", [one, other])])

    assert len(found) == 2


def test_a_decision_follows_the_article_to_its_next_revision() -> None:
    one, other = sighting("a", on="2026-03-02"), sighting("b", on="2026-03-06")
    merge = decided("merge", [one, other])

    found = named_calls([one, other, sighting("b", on="2026-03-06", revision=1)], [merge])

    assert list(found.values()) == [["a", "b"]]
