"""`python -m tools.dashboards`: write the Grafana dashboards to `config/grafana/dashboards/`.

Each panel is one query on Prometheus or on Readout's database. A test executes every one of them on the real thing,
and another keeps the files in step with this module.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
from grafana_foundation_sdk.builders import common, prometheus, stat, table, timeseries
from grafana_foundation_sdk.builders import dashboard as grafana
from grafana_foundation_sdk.cog import builder as cog
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.variants import Dataquery
from grafana_foundation_sdk.models.common import GraphDrawStyle, StackingMode
from grafana_foundation_sdk.models.dashboard import DataSourceRef
from grafana_foundation_sdk.models.dashboard import Panel as BuiltPanel

DIRECTORY = Path(__file__).parent.parent / "config" / "grafana" / "dashboards"

_PROMETHEUS = DataSourceRef(type_val="prometheus", uid="prometheus")
_POSTGRES = DataSourceRef(type_val="postgres", uid="postgres")

Shape = Literal["lines", "bars", "number", "table"]


@dataclass(frozen=True)
class Metric:
    """A query on Prometheus; `legend` names its series."""

    query: str
    legend: str = ""


@dataclass(frozen=True)
class Sql:
    """A query on the database. One that is drawn over time has a column `time`."""

    query: str


@dataclass(frozen=True)
class Panel:
    """One picture."""

    title: str
    shows: Metric | Sql
    shape: Shape = "lines"
    unit: str = "short"
    width: int = 12
    note: str = ""


@dataclass(frozen=True)
class Dashboard:
    """One page of pictures."""

    uid: str
    title: str
    panels: tuple[Panel, ...]
    since: str = "now-24h"


VOLUME = Dashboard(
    "readout-volume",
    "Event volume",
    (
        Panel("Entries an hour", Metric("sum by (kind) (increase(readout_entries_total[1h]))", "{{kind}}"), "bars"),
        Panel(
            "Articles an hour",
            Metric("sum by (text_source) (increase(readout_articles_total[1h]))", "{{text_source}}"),
            "bars",
        ),
        Panel(
            "Stories and copies an hour",
            Metric('sum by (outcome) (increase(readout_items_total{stage="dedupe"}[1h]))', "{{outcome}}"),
            "bars",
        ),
        Panel(
            "Reports of calls an hour", Metric("sum by (status) (increase(readout_reports_total[1h]))", "{{status}}")
        ),
        Panel("Events about calls an hour", Metric("sum by (kind) (increase(readout_events_total[1h]))", "{{kind}}")),
        Panel(
            "Conflicts an hour",
            Metric("sum by (kind, grade) (increase(readout_conflicts_total[1h]))", "{{kind}}, {{grade}}"),
            "bars",
        ),
        Panel(
            "Calls by day",
            Sql(
                "SELECT start::timestamptz AS time, count(*) AS calls FROM calls"
                " WHERE start IS NOT NULL GROUP BY 1 ORDER BY 1"
            ),
            "bars",
            note="By the day of the call, not the day it was found.",
        ),
        Panel(
            "Calls by pair",
            Sql(
                "SELECT parties, count(*) AS calls, max(start) AS latest FROM calls"
                " GROUP BY 1 ORDER BY 2 DESC LIMIT 50"
            ),
            "table",
        ),
        Panel(
            "Conflicts by kind",
            Sql(
                "SELECT kind, grade, count(*) AS conflicts FROM conflicts"
                " WHERE NOT withdrawn GROUP BY 1, 2 ORDER BY 3 DESC"
            ),
            "table",
        ),
        Panel(
            "Messages to people an hour",
            Metric("sum by (channel, outcome) (increase(readout_alerts_total[1h]))", "{{channel}}, {{outcome}}"),
        ),
    ),
)

HEALTH = Dashboard(
    "readout-health",
    "Pipeline health",
    (
        Panel("Processes up", Metric('sum by (part) (up{job="readout"})', "{{part}}"), "number", width=24),
        Panel("Records behind", Metric("max by (stage) (readout_lag_messages)", "{{stage}}")),
        Panel(
            "Age of the oldest record waiting",
            Metric("max by (stage) (readout_oldest_unprocessed_seconds)", "{{stage}}"),
            unit="s",
        ),
        Panel(
            "Time for a batch, 95th percentile",
            Metric(
                "histogram_quantile(0.95, sum by (stage, le) (rate(readout_batch_seconds_bucket[$__rate_interval])))",
                "{{stage}}",
            ),
            unit="s",
        ),
        Panel(
            "Records a second", Metric("sum by (stage) (rate(readout_items_total[$__rate_interval]))", "{{stage}}")
        ),
        Panel(
            "Attempts that failed, an hour",
            Metric("sum by (stage) (increase(readout_stage_failures_total[1h]))", "{{stage}}"),
        ),
        Panel(
            "Dead letters by reason",
            Metric("sum by (stage, reason) (readout_dead_letters_total)", "{{stage}}, {{reason}}"),
        ),
        Panel(
            "Since the last success",
            Metric("time() - max by (stage) (readout_stage_last_success_timestamp_seconds)", "{{stage}}"),
            unit="s",
        ),
        Panel(
            "Workers and their last failure",
            Sql(
                "SELECT stage, worker, handled, rejected, failures, last_success_at, last_failure_at, last_failure"
                " FROM stage_progress ORDER BY stage, worker"
            ),
            "table",
        ),
    ),
    since="now-6h",
)

FEEDS = Dashboard(
    "readout-feeds",
    "Feeds",
    (
        Panel(
            "Since the last successful poll",
            Metric("time() - max by (feed) (readout_feed_last_success_timestamp_seconds)", "{{feed}}"),
            unit="s",
        ),
        Panel("Time between polls", Metric("max by (feed) (readout_feed_interval_seconds)", "{{feed}}"), unit="s"),
        Panel(
            "Polls an hour by outcome",
            Metric("sum by (outcome) (increase(readout_feed_polls_total[1h]))", "{{outcome}}"),
            "bars",
        ),
        Panel(
            "New entries a second",
            Metric("sum by (kind) (rate(readout_entries_total[$__rate_interval]))", "{{kind}}"),
        ),
        Panel(
            "Time of a poll, 95th percentile",
            Metric(
                "histogram_quantile(0.95, sum by (le) (rate(readout_feed_poll_seconds_bucket[$__rate_interval])))"
            ),
            unit="s",
        ),
        Panel(
            "Each feed",
            Sql(
                "SELECT id, outcome, failures, last_success_at, last_entry_at, next_poll_at, detail FROM feeds"
                " ORDER BY failures DESC, id"
            ),
            "table",
            width=24,
        ),
    ),
)

LEDGER = Dashboard(
    "readout-ledger",
    "Commitments",
    (
        Panel(
            "Commitments by kind",
            Sql("SELECT kind, count(*) AS commitments FROM commitments GROUP BY 1 ORDER BY 2 DESC"),
            "table",
        ),
        Panel(
            "Commitments by actor and firmness",
            Sql("SELECT actor, modality, count(*) AS commitments FROM commitments GROUP BY 1, 2 ORDER BY 3 DESC"),
            "table",
        ),
        Panel(
            "Where they stand",
            Sql("SELECT state, count(*) AS commitments FROM commitments GROUP BY 1 ORDER BY 2 DESC"),
            "table",
        ),
        Panel(
            "Commitments by day",
            Sql(
                "SELECT date_trunc('day', published) AS time, count(*) AS commitments FROM commitments"
                " WHERE published IS NOT NULL GROUP BY 1 ORDER BY 1"
            ),
            "bars",
        ),
        Panel(
            "Ledger",
            Sql(
                "SELECT c.published, c.call, c.actor, c.kind, c.modality, c.asserted_by, c.state,"
                " c.body->>'action' AS action, c.body->>'object' AS object"
                " FROM commitments c ORDER BY c.published DESC NULLS LAST LIMIT 500"
            ),
            "table",
            width=24,
        ),
    ),
    since="now-1y",
)

DASHBOARDS = (VOLUME, HEALTH, FEEDS, LEDGER)


class _SqlTarget(Dataquery):
    """A query on Postgres as Grafana keeps it; the SDK has no builder for that data source."""

    def __init__(self, query: str, shape: Shape) -> None:
        self._json = {
            "refId": "A",
            "datasource": _POSTGRES,
            "editorMode": "code",
            "format": "table" if shape == "table" else "time_series",
            "rawQuery": True,
            "rawSql": query,
        }

    def to_json(self) -> dict[str, object]:
        return dict(self._json)


class _SqlQuery(cog.Builder[Dataquery]):
    def __init__(self, query: str, shape: Shape) -> None:
        self._target = _SqlTarget(query, shape)

    def build(self) -> Dataquery:
        return self._target


def _query(panel: Panel) -> cog.Builder[Dataquery]:
    if isinstance(panel.shows, Sql):
        return _SqlQuery(panel.shows.query, panel.shape)
    query = prometheus.Dataquery().datasource(_PROMETHEUS).ref_id("A").expr(panel.shows.query)
    query = query.legend_format(panel.shows.legend) if panel.shows.legend else query
    return query.instant() if panel.shape in ("number", "table") else query.range()


def _panel(panel: Panel) -> cog.Builder[BuiltPanel]:
    drawn: timeseries.Panel | stat.Panel | table.Panel
    match panel.shape:
        case "table":
            drawn = table.Panel()
        case "number":
            drawn = stat.Panel()
        case "lines":
            drawn = timeseries.Panel()
        case "bars":
            stacked = common.StackingConfig().mode(StackingMode.NORMAL)
            drawn = timeseries.Panel().draw_style(GraphDrawStyle.BARS).fill_opacity(60).stacking(stacked)
    drawn = drawn.title(panel.title).unit(panel.unit).height(8).span(panel.width).with_target(_query(panel))
    if panel.note:
        drawn = drawn.description(panel.note)
    return drawn.datasource(_POSTGRES if isinstance(panel.shows, Sql) else _PROMETHEUS)


def render(page: Dashboard) -> str:
    """The dashboard as Grafana reads it."""
    built = grafana.Dashboard(page.title).uid(page.uid).tags(["readout"]).time(page.since, "now").refresh("1m")
    built = built.timezone("utc").readonly()
    for panel in page.panels:
        built = built.with_panel(_panel(panel))
    return json.dumps(built.build(), cls=JSONEncoder, indent=2, sort_keys=True) + "\n"


@click.command()
def main() -> None:
    """Write the dashboards."""
    write(DASHBOARDS, DIRECTORY)


def write(pages: Sequence[Dashboard], directory: Path) -> None:
    """One file a dashboard, named after its uid."""
    directory.mkdir(parents=True, exist_ok=True)
    for page in pages:
        (directory / f"{page.uid}.json").write_text(render(page))


if __name__ == "__main__":
    main()
