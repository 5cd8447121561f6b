"""`readout demo`: the main job on a small recorded world, offline."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click

from pipeline.errors import ReadoutError
from pipeline.settings import Settings
from producers.feeds.settings import FeedSettings
from readout.commands.common import Invocation, out, pass_invocation
from readout.demo.world import WorldFeed, load_world
from readout.logging import set_up_logging

_INTERVAL = 1
_GRACE = 3.0


@click.command(epilog="Example: readout demo")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep the data in this directory.")
@pass_invocation
def demo(invocation: Invocation, keep: Path | None) -> None:
    """Run the real pipeline on a recorded world of feeds, served on loopback.

    Nine feeds publish a hundred items in half a minute: official accounts, wire copies, a correction, an unrelated
    majority, a feed that breaks off and a host that does not answer. Alerts are shown as they fire.
    """
    directory = keep or Path(tempfile.mkdtemp(prefix="readout-demo-"))
    try:
        _play(invocation.settings.model_copy(update={"data_dir": directory}))
    finally:
        if keep is None:
            shutil.rmtree(directory, ignore_errors=True)
    if keep is not None:
        out.print(f"The data is kept. Next: readout --data-dir {keep} call 2026-02-04-chn-usa")
    out.print(
        "To watch the real world: make run. Its feeds are in config/feeds.toml, its settings in config/settings.toml."
    )


def _play(settings: Settings) -> None:
    from readout.app import STAGES, App
    from readout.demo.server import WorldServer
    from readout.demo.show import Screen
    from readout.service import add_feeds

    set_up_logging(settings.logging, settings.data_dir)
    world = load_world()
    server = WorldServer(world)
    screen = Screen(out, world, server)
    out.print("Loading the language model …")
    app = App(settings, feeds=[_settings_of(feed, server.address(feed)) for feed in world.feeds])
    try:
        for stage in STAGES:
            app.add_stage(stage, screen.alert)
        add_feeds(app)
        server.begin()
        app.start()
        screen.follow(app, last_poll=_INTERVAL + _GRACE)
        if wrong := app.wrong():
            raise ReadoutError("; ".join(f"{name}: {reason}" for name, reason in wrong.items()))
        screen.conclude(app)
    finally:
        app.stop()
        app.join()
        server.close()


def _settings_of(feed: WorldFeed, address: str) -> FeedSettings:
    return FeedSettings(
        id=feed.id,
        url=address,
        source=feed.name,
        outlet_country=feed.outlet_country,
        official_of=feed.official_of,
        speaker=feed.speaker,
        full_text=feed.full_text,
        interval_seconds=_INTERVAL,
        allow_private=True,
    )
