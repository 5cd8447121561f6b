"""How well the two sides' readouts are compared, on labelled pairs of official texts, and on the two seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumers.reconcile.exports import readouts
from consumers.reconcile.ledger import Promise, ledger
from consumers.reconcile.rows import acknowledgement
from consumers.reconcile.view import Call
from consumers.reconcile.workbench import Changes
from pipeline.records import CallReport, EventKind, Modality
from tests.corpus.corpus_reports import figures, reconciled, reports_in

FLOORS = {"topics f1": 0.80, "cells found": 0.60, "cells state right": 0.85, "cells precision": 0.85}


def test_topics_and_cells_of_the_labelled_pairs(shared: Path, tmp_path: Path) -> None:
    folder = shared / "eval"
    calls = reconciled(reports_in(folder / "pairs.dev.docs.jsonl")).calls
    rows = [row.model_dump(mode="json") for row in readouts(calls)]

    scored = figures(folder / "score_pairs.py", folder / "pairs.dev.jsonl", rows, tmp_path)

    print(scored)  # noqa: T201 (shown by -s: the figures that the docs point to)

    assert {name: scored[name] for name, floor in FLOORS.items() if scored[name] < floor} == {}, scored


@pytest.fixture(scope="module")
def seeds(shared: Path) -> tuple[CallReport, ...]:
    """The reports of the two seeds, and of the official texts of the calls that they are about."""
    official = reports_in(shared / "eval" / "pairs.dev.docs.jsonl")
    recent = [r for r in official if r.article.published is not None and r.article.published.year >= 2025]
    return (*reports_in(shared / "seeds" / "articles.jsonl"), *recent)


@pytest.fixture(scope="module")
def told(seeds: tuple[CallReport, ...]) -> Changes:
    return reconciled(seeds)


def february(changes: Changes) -> Call:
    return next(call for call in changes.calls if call.id == "2026-02-04-chn-usa")


def test_soya_beans_considered_by_the_post_and_agreed_by_the_press_is_a_difference_of_firmness(told: Changes) -> None:
    call = february(told)
    beans = [one for one in call.commitments if one.subject == "soybeans"]
    twenty = next(one for one in beans if one.quantities and one.quantities[0].value == 20)

    assert twenty.modality is Modality.CONSIDERING
    usa = next(account for account in call.accounts if account.side == "USA")
    assert any(d.what == "firmness" and d.detail.startswith("soybeans") for d in usa.differences)


def test_each_side_s_omissions_are_observed(told: Changes) -> None:
    observed = {
        (conflict.summary.by, conflict.summary.topic)
        for conflict in february(told).conflicts
        if conflict.summary.grade == "observed" and not conflict.withdrawn
    }

    assert {("CHN", "soybeans"), ("CHN", "visit"), ("USA", "taiwan")} <= observed


def test_ten_more_articles_that_carry_a_conflict_tell_nothing_new(seeds: tuple[CallReport, ...]) -> None:
    carrier = next(report for report in seeds if report.conflicts)
    copies = [
        carrier.model_copy(
            update={
                "id": f"copy-{n}",
                "article": carrier.article.model_copy(update={"id": f"copy-{n}", "url": f"urn:test:copy-{n}"}),
            }
        )
        for n in range(10)
    ]

    def conflicts(changes: Changes) -> list[str]:
        return sorted(event.id for event in changes.events if event.kind is EventKind.CONFLICT)

    once, again = conflicts(reconciled(seeds)), conflicts(reconciled((*seeds, *copies)))
    assert again == once
    assert len(set(once)) == len(once)


def test_the_ledger_follows_the_soya_beans_and_the_visit_through_both_calls(told: Changes) -> None:
    lines = ledger(
        Promise(call.id, call.date.start, one, acknowledgement(call, one))
        for call in told.calls
        if call.date is not None
        for one in call.commitments
    )
    by_subject = {(line.subject, line.actor): line for line in lines}

    beans, visit = by_subject["soybeans", ("CHN",)], by_subject["visit", ("USA",)]
    assert [figure.split()[0] for figure in beans.figures] == ["12", "20", "25"]
    for line in (beans, visit):
        assert {entry.call for entry in line.entries} == {"2025-11-24-chn-usa", "2026-02-04-chn-usa"}
