"""WebSub at the edge: asks hubs, answers their questions, takes what they send."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog
from aiohttp import web

from pipeline.clock import Clock
from pipeline.http.client import HttpClient
from pipeline.http.model import FetchFailed
from producers.feeds.state import FeedState
from producers.feeds.websub import Lease, confirmed, signed_by_hub, subscription_form, wanted_lease

MOST_BYTES = 4_000_000
PATH = "/websub/"


@dataclass(frozen=True)
class WebSubOptions:
    """Where hubs reach this deployment."""

    public_url: str
    """The public address that leads here, without a slash at its end: ``https://readout.example.org``."""
    host: str = "127.0.0.1"
    port: int = 8086


class Leases(Protocol):
    """Remembers subscriptions."""

    async def load(self) -> list[Lease]: ...

    async def save(self, lease: Lease) -> None: ...


Receive = Callable[[str, bytes, Mapping[str, str]], Awaitable[None]]
"""Takes what a hub sent: feed, body, headers."""


class WebSub:
    """The subscriptions of one poller. `start` and `stop` around its run, on the poller's event loop."""

    def __init__(
        self, options: WebSubOptions, http: HttpClient, leases: Leases, clock: Clock, receive: Receive
    ) -> None:
        self._options = options
        self._http = http
        self._leases = leases
        self._clock = clock
        self._receive = receive
        self._by_feed: dict[str, Lease] = {}
        self._by_token: dict[str, Lease] = {}
        self._runner: web.AppRunner | None = None
        self._log = structlog.get_logger("feeds")

    async def start(self) -> None:
        """Load the subscriptions and listen for hubs."""
        for lease in await self._leases.load():
            self._keep(lease)
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_get(PATH + "{token}", self._question)
        app.router.add_post(PATH + "{token}", self._content)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._options.host, self._options.port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def active(self, feed: str) -> bool:
        """Whether a hub is bound to announce this feed's entries now."""
        lease = self._by_feed.get(feed)
        return lease is not None and lease.active(self._clock.now())

    async def follow(self, state: FeedState, *, allow_private: bool) -> None:
        """Ask the feed's hub for a subscription, or for more time, if that is due. Failures are logged only:
        polling goes on."""
        lease = wanted_lease(state, self._by_feed.get(state.id), self._clock.now())
        if lease is None:
            return
        self._keep(lease)  # before asking: a hub may put its question before it answers ours
        await self._leases.save(lease)
        callback = f"{self._options.public_url}{PATH}{lease.token}"
        try:
            answer = await self._http.post(lease.hub, subscription_form(lease, callback), allow_private=allow_private)
        except FetchFailed as error:
            self._log.warning("hub-not-asked", feed=state.id, hub=lease.hub, reason=str(error))
            return
        accepted = 200 <= answer.status < 300
        (self._log.info if accepted else self._log.warning)(
            "hub-asked", feed=state.id, hub=lease.hub, status=answer.status
        )

    def _keep(self, lease: Lease) -> None:
        old = self._by_feed.get(lease.feed)
        if old is not None and old.token != lease.token:
            self._by_token.pop(old.token, None)
        self._by_feed[lease.feed] = lease
        self._by_token[lease.token] = lease

    async def _question(self, request: web.Request) -> web.Response:
        lease = self._by_token.get(request.match_info["token"])
        granted = confirmed(lease, request.query, self._clock.now()) if lease else None
        if granted is None:
            return web.Response(status=404)
        self._keep(granted)
        await self._leases.save(granted)
        self._log.info("hub-confirmed", feed=granted.feed, hub=granted.hub, until=str(granted.expires_at))
        return web.Response(text=request.query["hub.challenge"])

    async def _content(self, request: web.Request) -> web.Response:
        lease = self._by_token.get(request.match_info["token"])
        if lease is None:
            return web.Response(status=410)  # tells the hub to forget the subscription
        body = await request.read()
        if not signed_by_hub(lease.secret, body, request.headers.get("X-Hub-Signature", "")):
            self._log.warning("hub-signature-wrong", feed=lease.feed, hub=lease.hub, size=len(body))
            return web.Response(status=202)  # as the standard says: taken, and ignored
        await self._receive(lease.feed, body, request.headers)
        return web.Response(status=202)
