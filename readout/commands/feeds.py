"""`readout feeds`: the list of feeds in config/feeds.toml."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipeline.clock import SystemClock
from pipeline.errors import ReadoutError, SettingsError
from producers.feeds.inspect import FeedReport, inspect_feed
from producers.feeds.opml import export_opml, import_opml
from producers.feeds.settings import FeedSettings, add_feeds, feed_id_for, load_feeds
from readout.commands.common import Invocation, err, json_option, out, pass_invocation, print_json, print_table
from readout.feedview import print_report, report_json

NAME = "feeds.toml"


@click.group("feeds", epilog="Example: readout feeds test https://news.example/world")
def feeds() -> None:
    """The feeds that are polled, in config/feeds.toml. A running service reads the list when it starts."""


@feeds.command("list", epilog="Example: readout feeds list --json")
@json_option
@pass_invocation
def list_(invocation: Invocation, as_json: bool) -> None:
    """List the feeds. How each is doing is shown by `readout status`."""
    file = invocation.config / NAME
    found = load_feeds(file)
    if as_json:
        print_json([feed.model_dump(mode="json") for feed in found])
        return
    print_table(
        f"{len(found)} feeds",
        ("feed", "source", "country", "speaks for", "speaker", "address", "on"),
        [
            (x.id, x.source, x.outlet_country, x.official_of, x.speaker, x.url, "yes" if x.enabled else "no")
            for x in found
        ],
        empty=f"{file} lists no feeds; add one with `readout feeds add ADDRESS`.",
    )


@feeds.command("add", epilog="Example: readout feeds add https://president.example/news --official-of NOR")
@click.argument("address")
@click.option("--id", "ident", help="Its short name. [default: made from the address]")
@click.option("--source", help="Name of the outlet or site. [default: the feed's title]")
@click.option("--country", help="Country of the outlet (ISO 3166-1 alpha-3).")
@click.option("--official-of", help="The side it speaks for: an official site or a leader's own account.")
@click.option("--speaker", help="The person who speaks in it, for a leader's own account.")
@click.option("--language", help="Language (BCP 47). [default: as the feed says]")
@click.option("--full-text", is_flag=True, help="It carries whole texts: its pages are never fetched.")
@click.option("--allow-private", is_flag=True, help="It may live at a private or loopback address.")
@click.option("--unchecked", is_flag=True, help="Add it without looking at it first.")
@pass_invocation
def add(
    invocation: Invocation,
    address: str,
    ident: str | None,
    source: str | None,
    country: str | None,
    official_of: str | None,
    speaker: str | None,
    language: str | None,
    full_text: bool,
    allow_private: bool,
    unchecked: bool,
) -> None:
    """Add a feed to the list. ADDRESS is that of the feed, or of a page that announces one.

    The feed is looked at first, and not added if nothing can be taken from it.
    """
    file = invocation.config / NAME
    known = _known(file)
    report = None if unchecked else _inspected(address, allow_private=allow_private)
    if report is not None and report.failure is not None:
        raise ReadoutError(f"nothing can be taken from {address}: {report.failure.kind}: {report.failure.detail}")
    url = report.url if report else address
    feed = _feed(
        id=ident or feed_id_for(url, (one.id for one in known)),
        url=url,
        source=(source or (report.title if report else "") or url)[:200],
        outlet_country=country,
        official_of=official_of,
        speaker=speaker,
        language=language,
        full_text=full_text,
        allow_private=allow_private,
    )
    add_feeds(file, (feed,))
    out.print(f"{feed.id} added to {file}: {feed.url}")
    for other in report.discovered if report else ():
        if other.url != feed.url:
            out.print(f"the page also announces {other.url} {other.title}")


@feeds.command("test", epilog="Example: readout feeds test https://news.example/world")
@click.argument("address")
@click.option("--allow-private", is_flag=True, help="Allow a private or loopback address.")
@json_option
@pass_invocation
def test(invocation: Invocation, address: str, allow_private: bool, as_json: bool) -> int:
    """Show what would be taken from a feed, why, and when the next poll would be. Nothing is kept.

    ADDRESS is that of a feed, or of a page, which is searched for feeds, or the id of a feed of the list. Exit code
    1: nothing can be taken.
    """
    known = {feed.id: feed for feed in _known(invocation.config / NAME)}
    feed = known.get(address)
    report = _inspected(feed.url if feed else address, feed=feed, allow_private=allow_private)
    if as_json:
        print_json(report_json(report))
    else:
        print_report(out, report)
    return 1 if report.failure else 0


@feeds.command("import", epilog="Example: readout feeds import subscriptions.opml")
@click.argument("opml", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_invocation
def import_(invocation: Invocation, opml: Path) -> None:
    """Add the feeds of an OPML file, as other feed readers write it. Those in the list already are passed over."""
    file = invocation.config / NAME
    found = import_opml(opml.read_bytes(), _known(file))
    if found.feeds:
        add_feeds(file, found.feeds)
    out.print(f"{len(found.feeds)} feeds added to {file}, {len(found.skipped)} passed over")
    for url, reason in found.skipped:
        err.print(f"{url}: {reason}")


@feeds.command("export", epilog="Example: readout feeds export > readout.opml")
@pass_invocation
def export(invocation: Invocation) -> None:
    """Write the list as OPML, for other feed readers and for `readout feeds import`, to standard output."""
    sys.stdout.write(export_opml(load_feeds(invocation.config / NAME)))


def _known(file: Path) -> tuple[FeedSettings, ...]:
    return load_feeds(file) if file.exists() else ()


def _inspected(address: str, *, feed: FeedSettings | None = None, allow_private: bool = False) -> FeedReport:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        progress.add_task(f"looking at {address}", total=None)
        return inspect_feed(address, SystemClock(), feed=feed, allow_private=allow_private)


def _feed(**values: Any) -> FeedSettings:
    try:
        return FeedSettings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        option = "country" if field == "outlet_country" else field.replace("_", "-")
        raise SettingsError(f"--{option}: {first['msg']}") from None
