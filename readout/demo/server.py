"""Serves the recorded world on loopback HTTP, as it is published over time."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from readout.demo.world import World, WorldFeed, feed_document, page


class WorldServer:
    """Serves from construction until `close`; the world's time starts with `begin`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._began: float | None = None
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.answer(self)

            def log_message(self, *args: Any) -> None:
                """Requests are counted, not printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self.requests = self.not_modified = 0
        self._feeds = {feed.id: feed for feed in world.feeds}
        self._closed_port = _closed_port()
        threading.Thread(target=self._server.serve_forever, name="world", daemon=True).start()

    def begin(self) -> None:
        """Start the world's clock."""
        self._began = time.monotonic()

    @property
    def second(self) -> float:
        """The second of the world; below zero before it began."""
        return -1.0 if self._began is None else time.monotonic() - self._began

    def address(self, feed: WorldFeed) -> str:
        """Where the feed is to be polled."""
        if feed.format == "dead":
            return f"http://127.0.0.1:{self._closed_port}/feed.xml"
        return f"{self.base}/feeds/{feed.id}.xml"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request, with 304 where the document is the one that the client has."""
        self.requests += 1
        found = self._document(request.path)
        if found is None:
            _reply(request, HTTPStatus.NOT_FOUND, b"", "text/plain")
            return
        body, kind = found
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == tag:
            self.not_modified += 1
            _reply(request, HTTPStatus.NOT_MODIFIED, b"", kind, tag)
        else:
            _reply(request, HTTPStatus.OK, body, kind, tag)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def _document(self, path: str) -> tuple[bytes, str] | None:
        place, _, name = path.strip("/").partition("/")
        second = self.second
        if place == "feeds" and name.removesuffix(".xml") in self._feeds:
            feed = self._feeds[name.removesuffix(".xml")]
            return feed_document(self._world, feed, self.base, second), "application/xml; charset=utf-8"
        if place == "page" and name.isdigit() and int(name) < len(self._world.items):
            item = self._world.items[int(name)]
            if item.at <= second:
                return page(item, self._feeds[item.feed].name, second), "text/html; charset=utf-8"
        return None


def _reply(
    request: BaseHTTPRequestHandler, status: HTTPStatus, body: bytes, kind: str, tag: str | None = None
) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    if tag:
        request.send_header("ETag", tag)
    if status is not HTTPStatus.NOT_MODIFIED:
        request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def _closed_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
