"""What each process answers over HTTP: `/metrics`, `/healthz` and `/readyz`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from socketserver import ThreadingMixIn
from typing import Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import CollectorRegistry, make_wsgi_app

from pipeline.errors import SettingsError

Check = Callable[[], Mapping[str, str]]
"""Tells what is wrong, by the name of the part; empty if all is well."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Requests are not worth a log line."""


class HealthServer:
    """Serves in a thread of its own from construction until `close`.

    Raises `SettingsError` if the port can't be had.
    """

    def __init__(self, host: str, port: int, registry: CollectorRegistry, alive: Check, ready: Check) -> None:
        metrics = make_wsgi_app(registry)
        checks = {"/healthz": alive, "/readyz": ready}

        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            if path == "/metrics":
                return cast(Iterable[bytes], metrics(environ, start))
            if path not in checks:
                start("404 Not Found", [("Content-Type", "text/plain")])
                return [b"/metrics /healthz /readyz\n"]
            wrong = checks[path]()
            start("503 Service Unavailable" if wrong else "200 OK", [("Content-Type", "application/json")])
            return [orjson.dumps({"ok": not wrong, "wrong": wrong}) + b"\n"]

        try:
            self._server = make_server(host, port, answer, _Server, _Quiet)
        except OSError as error:
            raise SettingsError(
                f"http.port: can't listen on {host}:{port}: {error.strerror}; set another port or 0 for any free one"
            ) from None
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
