"""Who wrote it first."""

from __future__ import annotations

from typing import Any

import pytest

from consumers.reconcile.origins import distinct_origins
from tests.unit.reconcile.reconcile_builders import report


@pytest.mark.parametrize(
    ("reports", "origins"),
    [
        pytest.param(
            [{"ref": "a", "agency": "Northern Wire"}, {"ref": "b", "agency": "Northern Wire"}],
            ("Northern Wire",),
            id="two outlets that credit one agency",
        ),
        pytest.param(
            [{"ref": "a", "source": "Northern Wire"}, {"ref": "b", "agency": "northern wire"}],
            ("Northern Wire",),
            id="the agency itself and an outlet that credits it",
        ),
        pytest.param(
            [{"ref": "a", "story": "s"}, {"ref": "b", "story": "s", "hours": 1}],
            ("Gazette a",),
            id="copies of one story",
        ),
        pytest.param(
            [{"ref": "a", "source": "Gazette"}, {"ref": "b", "source": "Gazette", "hours": 1}],
            ("Gazette",),
            id="two articles of one outlet",
        ),
        pytest.param(
            [{"ref": "a", "byline": "Ida Strand"}, {"ref": "b", "byline": "Ida Strand", "hours": 1}],
            ("Gazette a",),
            id="one author in two outlets",
        ),
        pytest.param(
            [
                {"ref": "a", "official_of": "NOR", "source": "Palace"},
                {"ref": "b", "official_of": "NOR", "source": "Ministry", "hours": 1},
            ],
            ("Palace",),
            id="two sites of one government",
        ),
        pytest.param(
            [{"ref": "a"}, {"ref": "b", "hours": 1}], ("Gazette a", "Gazette b"), id="two outlets by themselves"
        ),
        pytest.param(
            [
                {"ref": "a", "source": "Gazette", "agency": "Northern Wire"},
                {"ref": "b", "source": "Gazette", "hours": 1},
            ],
            ("Northern Wire", "Gazette"),
            id="an outlet's own report beside the agency's that it carries",
        ),
    ],
)
def test_origins_are_counted_not_outlets(reports: list[dict[str, Any]], origins: tuple[str, ...]) -> None:
    assert distinct_origins([report(on="2026-03-04", **one) for one in reports]) == origins
