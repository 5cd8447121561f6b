"""`readout run`: the always-on service."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator

import click

from pipeline.errors import ReadoutError
from readout.alerts import show_alert
from readout.claims import claimed
from readout.commands.common import Invocation, err, pass_invocation
from readout.logging import set_up_logging


@click.command(epilog="Example: readout run            Example: readout run extract --port 9465")
@click.argument("parts", metavar="[PART]...", nargs=-1)
@click.option("--port", type=click.IntRange(0, 65535), help="Port of /metrics, /healthz and /readyz; 0 is any.")
@pass_invocation
def run(invocation: Invocation, parts: tuple[str, ...], port: int | None) -> None:
    """Poll the feeds and run the stages until Ctrl-C or SIGTERM.

    PART is one of feeds, articles, dedupe, extract, reconcile, notify; without one, all run in this process. The
    batch in hand is finished before the program ends, and nothing is lost. A process with one PART ends with exit
    code 2 when that fails for good, to be started again.
    """
    from readout.app import PARTS, App
    from readout.health import HealthServer
    from readout.service import add_feeds, add_housekeeping

    chosen = parts or PARTS
    for part in chosen:
        if part not in PARTS:
            raise click.UsageError(f"there is no part {part}; the parts are {', '.join(PARTS)}")
    settings = invocation.settings
    set_up_logging(settings.logging, settings.data_dir)
    with contextlib.ExitStack() as stack:
        if settings.log.backend == "embedded":
            stack.enter_context(claimed(settings.data_dir, chosen))
        err.print(f"starting {', '.join(chosen)} on {settings.data_dir} …")
        app = App(settings)
        for part in chosen:
            if part == "feeds":
                add_feeds(app)
            else:
                app.add_stage(part, show_alert)
        add_housekeeping(app)
        http = settings.http
        health = HealthServer(
            http.host, http.port if port is None else port, app.metrics.registry, app.wrong, app.not_ready
        )
        stack.callback(health.close)
        with _stopping(app.stop):
            app.start()
            err.print(f"running; http://{http.host}:{health.port}/metrics /healthz /readyz; Ctrl-C ends it")
            if len(chosen) == 1:
                # Without its part the process is of no use: it ends, and whoever supervises it starts it again.
                app.join_part(chosen[0])
            app.join()
    if wrong := app.wrong():
        raise ReadoutError("; ".join(f"{name}: {reason}" for name, reason in wrong.items()))
    err.print("stopped; nothing was lost")


@contextlib.contextmanager
def _stopping(stop: Callable[[], None]) -> Iterator[None]:
    """SIGINT and SIGTERM stop the service; a second SIGINT ends the process at once."""

    def on_signal(number: int, _: object) -> None:
        err.print("finishing the batch in hand …")
        signal.signal(number, signal.SIG_DFL)
        stop()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
