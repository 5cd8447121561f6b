"""`readout board`: the analysts' web page."""

from __future__ import annotations

import asyncio
import signal

import click
from aiohttp import web

from pipeline.errors import SettingsError
from readout.board.pages import Pages, country_names
from readout.board.server import Board
from readout.commands.common import Invocation, database_of, err, pass_invocation
from readout.paths import CONFIG


@click.command(epilog="Example: readout board --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on; 0 takes any free one, which is printed.",
)
@pass_invocation
def board(invocation: Invocation, host: str, port: int) -> None:
    """Serve the web page of calls, conflicts and commitments, until Ctrl-C. It only reads the database."""
    with database_of(invocation.existing()) as database:
        application = Board(database, Pages(country_names(CONFIG / "countries.toml"))).application()
        asyncio.run(_serve(application, host, port))


async def _serve(application: web.Application, host: str, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, shutdown_timeout=5)
        try:
            await site.start()
        except OSError as error:
            raise SettingsError(f"--port: can't listen on {host}:{port}: {error.strerror or error}") from None
        for address in runner.addresses:
            err.print(f"board: http://{address[0]}:{address[1]}/")
        await stop.wait()
    finally:
        await runner.cleanup()
