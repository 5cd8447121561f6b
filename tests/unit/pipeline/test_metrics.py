"""The metrics of a process: what is there from the start, and what counts do to it."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry, Counter, generate_latest

from pipeline.metrics import Metrics
from pipeline.records import CallStatus, CommitmentKind, ConflictKind, EventKind, TextSource
from pipeline.stage import Count
from pipeline.topics import FLOWS


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


@pytest.mark.parametrize(
    ("name", "label", "values"),
    [
        ("readout_calls_total", "status", list(CallStatus)),
        ("readout_reports_total", "status", list(CallStatus)),
        ("readout_commitments_total", "kind", list(CommitmentKind)),
        ("readout_events_total", "kind", list(EventKind)),
        ("readout_articles_total", "text_source", list(TextSource)),
        ("readout_stage_failures_total", "stage", [flow.stage for flow in FLOWS]),
        ("readout_copies_total", "kind", ["exact", "near", "revision"]),
        ("readout_entries_total", "kind", ["new", "revision"]),
    ],
)
def test_counters_of_a_closed_set_are_there_at_zero_so_that_the_first_increase_is_seen(
    metrics: Metrics, name: str, label: str, values: list[str]
) -> None:
    assert [value(metrics, name, **{label: one}) for one in values] == [0.0] * len(values)


def test_conflicts_are_there_at_zero_for_every_kind_and_grade(metrics: Metrics) -> None:
    for kind in ConflictKind:
        for grade in ("reported", "observed"):
            assert value(metrics, "readout_conflicts_total", kind=kind, grade=grade) == 0.0


def test_the_alerts_of_a_channel_are_there_at_zero_as_soon_as_it_is_expected(metrics: Metrics) -> None:
    metrics.expect_channels(["desk"])
    labels = {"channel": "desk", "outcome": "sent"}
    assert metrics.registry.get_sample_value("readout_alerts_total", labels) == 0


def test_a_count_names_a_metric_and_its_labels(metrics: Metrics) -> None:
    metrics.add([Count("calls", {"status": "held"}), Count("calls", {"status": "held"}, 2)])
    assert value(metrics, "readout_calls_total", status="held") == 3.0


def test_a_count_of_a_metric_that_is_none_is_an_error(metrics: Metrics) -> None:
    with pytest.raises(AttributeError):
        metrics.add([Count("no_such_metric")])


def test_a_count_with_a_label_that_is_none_is_an_error(metrics: Metrics) -> None:
    with pytest.raises(ValueError, match="label"):
        metrics.add([Count("calls", {"colour": "held"})])


def test_two_processes_worth_of_metrics_do_not_meet() -> None:
    one, other = Metrics(CollectorRegistry()), Metrics(CollectorRegistry())
    one.add([Count("calls", {"status": "held"})])
    assert value(other, "readout_calls_total", status="held") == 0.0


def test_every_metric_has_the_product_in_its_name_and_says_what_it_is(metrics: Metrics) -> None:
    families = list(metrics.registry.collect())
    assert [family.name for family in families if not family.name.startswith("readout_")] == []
    assert [family.name for family in families if not family.documentation] == []
    assert b"# HELP readout_lag_messages" in generate_latest(metrics.registry)


def test_counters_are_not_named_twice_as_totals(metrics: Metrics) -> None:
    names = [metric._name for metric in vars(metrics).values() if isinstance(metric, Counter)]
    assert [name for name in names if name.endswith("_total")] == []
