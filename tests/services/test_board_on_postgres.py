"""The board's queries on a real Postgres."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.store.database import Database
from tests.unit.board.board_builders import call, store
from tests.unit.board.test_board import Visitor

pytestmark = pytest.mark.services

FILTERS = "country=NOR&since=2026-02-01&until=2026-04-01&conflict=omission"


def test_every_page_reads_from_postgres(postgres_url: str) -> None:
    database = Database(postgres_url)
    try:
        database.migrate()
        store(database, call(date(2026, 3, 1), "NOR", "PER"), call(None, "KEN", "PER"))
        calls, one, conflicts, ledger, page = Visitor(database).get_all(
            [
                f"/calls.json?{FILTERS}",
                "/calls/2026-03-01-nor-per.json",
                "/conflicts.json?kind=omission&country=NOR",
                "/commitments.json?actor=PER&kind=purchase",
                "/",
            ]
        )
        assert [item["id"] for item in calls.json["items"]] == ["2026-03-01-nor-per"]
        assert one.json == call(date(2026, 3, 1), "NOR", "PER").model_dump(mode="json")
        assert [item["call"] for item in conflicts.json["items"]] == ["2026-03-01-nor-per", "undated-ken-per"]
        assert len(ledger.json["items"][0]["entries"]) == 2
        assert page.status == 200
    finally:
        database.close()
