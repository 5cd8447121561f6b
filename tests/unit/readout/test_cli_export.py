"""`readout export`: forms that other programs read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from pipeline.records import Modality
from tests.unit.readout.cli_builders import Place, Said, entry
from tests.unit.reconcile.reconcile_builders import commitment, passage, report

Tell = Callable[..., Said]


def test_stories_names_the_story_of_each_document_once(place: Place, tell: Tell) -> None:
    place.keep_article(entry("a"), story="one")
    place.keep_article(entry("b"), story="one", sighting="exact", emitted=False)
    place.keep_article(entry("c"), story="other")
    place.keep_article(entry("c", id="entry-c-later"), story="other", sighting="revision", emitted=False)
    assert tell("export", "stories").lines == [
        {"id": "a", "story": "one"},
        {"id": "b", "story": "one"},
        {"id": "c", "story": "other"},
    ]


def test_stories_as_csv_has_a_header_line(place: Place, tell: Tell) -> None:
    place.keep_article(entry("a"), story="one")
    assert tell("export", "stories", "--format", "csv").out == "id,story\na,one\n"


def test_joins_names_the_calls_of_each_document_that_reports_one(place: Place, tell: Tell) -> None:
    for ref in "abc":
        place.keep_article(entry(ref), story=f"story-{ref}")
    place.reconcile(
        report("a", on="2026-03-04"),
        report("b", on="2026-03-04"),
        report("b", ("DNK", "FIN"), on="2026-03-04", number=1),
    )
    assert tell("export", "joins").lines == [
        {"id": "a", "calls": ["2026-03-04-nor-swe"]},
        {"id": "b", "calls": ["2026-03-04-dnk-fin", "2026-03-04-nor-swe"]},
    ]


def test_a_copy_reports_the_calls_of_the_text_that_it_copies(place: Place, tell: Tell) -> None:
    place.keep_article(entry("a"), story="one", version=0)
    place.keep_article(entry("later"), story="one", version=1, sighting="near")
    place.keep_article(entry("copy of a"), story="one", version=0, sighting="exact", emitted=False)
    place.keep_article(entry("copy of later"), story="one", version=1, sighting="near", emitted=False)
    place.reconcile(report("a", on="2026-03-04"))
    assert [row["id"] for row in tell("export", "joins").lines] == ["a", "copy of a"]


def test_readouts_lays_the_sides_own_texts_side_by_side(place: Place, tell: Tell) -> None:
    place.reconcile(
        report(
            "a",
            on="2026-03-04",
            official_of="NOR",
            commitments=(commitment("Sweden will buy ten ferries", of="ferries", by="NOR"),),
            passages=(passage("Sweden will buy ten ferries", "NOR", topics=("trade",)),),
        ),
        report("b", on="2026-03-04", official_of="SWE", passages=(passage("We spoke of fish.", "SWE"),)),
        report("c", ("DNK", "FIN"), on="2026-03-04"),
    )
    [row] = tell("export", "readouts").lines
    assert (row["date"], [p["country"] for p in row["participants"]]) == ("2026-03-04", ["NOR", "SWE"])
    assert row["sides"] == {"NOR": ["a"], "SWE": ["b"]}
    assert row["topics"]["NOR"] == ["trade"]
    [cell] = row["cells"]
    assert cell["states"]["NOR"] == "asserted"
    assert cell["evidence"]["NOR"] == "Sweden will buy ten ferries"
    assert cell["evidence"]["SWE"] is None


def test_commitments_as_json_has_every_entry_of_a_line(place: Place, tell: Tell) -> None:
    place.reconcile(
        report(
            "a",
            on="2026-03-04",
            commitments=(commitment("Sweden will buy ten ferries", of="ferries", figures=((10, "ferries"),)),),
        )
    )
    [line] = tell("export", "commitments").lines
    assert (line["actor"], line["state"], line["figures"]) == (["SWE"], "new", ["10 ferries"])
    assert line["entries"][0]["quote"]["evidence"]["exact"] == "Sweden will buy ten ferries"


def test_commitments_as_csv_has_one_line_a_commitment_with_its_words(place: Place, tell: Tell) -> None:
    place.reconcile(
        report(
            "a",
            on="2026-03-04",
            commitments=(
                commitment("Sweden, they said, will buy ferries", of="ferries", modality=Modality.CONSIDERING),
            ),
        )
    )
    [row] = csv.DictReader(io.StringIO(tell("export", "commitments", "--format", "csv").out))
    assert (row["actor"], row["modality"], row["calls"]) == ("SWE", "considering", "2026-03-04-nor-swe")
    assert row["evidence"] == "Sweden, they said, will buy ferries"


def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(place: Place, tell: Tell) -> None:
    place.keep_article(entry("a", ref="=SUM(A1)"), story="one")
    assert tell("export", "stories", "--format", "csv").out == "id,story\n'=SUM(A1),one\n"
    assert tell("export", "stories").lines == [{"id": "=SUM(A1)", "story": "one"}]


def test_nothing_found_is_an_empty_file(place: Place, tell: Tell) -> None:
    for what in ("stories", "joins", "readouts", "commitments"):
        said = tell("export", what)
        assert (said.code, said.out) == (0, "")
