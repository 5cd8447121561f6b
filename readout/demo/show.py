"""The demonstration on the screen: progress while it runs, alerts as they fire, the tables at the end."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from consumers.notify.render import Rendered
from consumers.reconcile.queries import all_calls
from readout.alerts import show_alert
from readout.app import App
from readout.callview import calls_table, commitments_table, conflicts_table
from readout.demo.server import WorldServer
from readout.demo.world import World
from readout.idle import is_idle

_LOOK_SECONDS = 0.5


class Screen:
    """Draws on a console; alerts come from the notify stage's thread."""

    def __init__(self, console: Console, world: World, server: WorldServer) -> None:
        self._console = console
        self._world = world
        self._server = server
        self._live: Live | None = None
        self.alerts = 0
        self._lock = threading.Lock()

    def alert(self, message: Rendered) -> None:
        """Print an alert above the progress."""
        with self._lock:
            self.alerts += 1
            show_alert(message, self._live.console if self._live else self._console)

    def follow(self, app: App, last_poll: float) -> None:
        """Show progress until everything that the world publishes has been handled, or something fails.

        `last_poll` is the number of seconds after the last publication that the feeds need to be polled once more.
        """
        pause = threading.Event()
        with Live(self._progress(app), console=self._console, auto_refresh=False, transient=True) as live:
            self._live = live
            while not app.wrong():
                live.update(self._progress(app), refresh=True)
                if self._server.second > self._world.length + last_poll and is_idle(app):
                    break
                pause.wait(_LOOK_SECONDS)
            self._live = None

    def conclude(self, app: App) -> None:
        """The tables of calls, commitments and conflicts."""
        with app.database.reading() as connection:
            calls = sorted(all_calls(connection), key=lambda call: call.id)
        for table in (calls_table(calls), commitments_table(calls), conflicts_table(calls)):
            self._console.print(table)
        items = sum(item.edited_at is not None for item in self._world.items) + len(self._world.items)
        self._console.print(
            f"{items} items and corrections published, {self._server.requests} requests"
            f" ({self._server.not_modified} answered “not modified”), {self.alerts} alerts"
        )

    def _progress(self, app: App) -> RenderableType:
        places: Mapping[str, tuple[int, int]] = app.places()
        table = Table(box=None, show_header=True, header_style="bold")
        for column in ("second", "requests", *places, "alerts"):
            table.add_column(column, justify="right")
        table.add_row(
            f"{max(0, self._server.second):.0f}",
            str(self._server.requests),
            *(f"{done}/{there}" for done, there in places.values()),
            str(self.alerts),
        )
        return Group(Text("The recorded world is being published; feeds are polled every second."), table)
