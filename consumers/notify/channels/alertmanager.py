"""Messages as alerts of a Prometheus Alertmanager (its API v2), which groups, silences and routes them."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson

from consumers.notify.clean import clean, shorten
from consumers.notify.render import Rendered, Section
from pipeline.errors import Reject, Transient
from pipeline.records import EventKind

_TIMEOUT = 10.0

LASTS = timedelta(hours=1)
"""How long an alert stays firing. A call is an event, not a condition that ends: long enough for every group
interval, and shorter than the usual repeat interval, so that people are told once."""

_NAMES = {
    EventKind.NEW_CALL: "ReadoutNewCall",
    EventKind.CALL_CHANGED: "ReadoutCallChanged",
    EventKind.CONFLICT: "ReadoutConflict",
    EventKind.CONFLICT_WITHDRAWN: "ReadoutConflict",
}

_LONGEST_EVIDENCE = 4000
_BUSY = {408, 425, 429}


class AlertmanagerChannel:
    """Posts to one Alertmanager. The same alert posted twice is one alert there, so a repetition does no harm."""

    burst = 20

    def __init__(self, name: str, url: str) -> None:
        """`url` is the root address, http or https, with a host; it may hold user and password, and a path where
        Alertmanager has a prefix."""
        address = urlsplit(url)
        secure = address.scheme == "https"
        host, port = address.hostname or "", address.port or (443 if secure else 80)
        self._connect: Callable[[], http.client.HTTPConnection] = (
            (lambda: http.client.HTTPSConnection(host, port, timeout=_TIMEOUT))
            if secure
            else (lambda: http.client.HTTPConnection(host, port, timeout=_TIMEOUT))
        )
        self.name = name
        self._where = f"{host}:{port}"
        self._path = f"{address.path.rstrip('/')}/api/v2/alerts"
        self._headers = {"Content-Type": "application/json"}
        if address.username is not None:
            pair = f"{unquote(address.username)}:{unquote(address.password or '')}"
            self._headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()

    def send(self, message: Rendered, now: datetime) -> None:
        connection = self._connect()
        try:
            connection.request("POST", self._path, orjson.dumps([alert(message, now)]), self._headers)
            with connection.getresponse() as response:
                said = clean(response.read1(1000).decode("utf-8", errors="replace"), 200)
        except (OSError, http.client.HTTPException) as error:
            raise Transient(f"{self._where}: {type(error).__name__}: {error}") from None
        finally:
            connection.close()
        if 200 <= response.status < 300:
            return
        told = f"{self._where} answered {response.status}: {said}"
        if response.status in _BUSY or response.status >= 500:
            raise Transient(told, retry_after=_seconds(response.getheader("Retry-After")))
        if response.status == 400:
            raise Reject("refused", told)
        # Anything else (not found, unauthorised, moved) is about the address, which can be mended.
        raise Transient(told)


def alert(message: Rendered, now: datetime) -> dict[str, Any]:
    """The message as an alert. A withdrawn conflict is the conflict's own alert, ended."""
    labels = {
        "alertname": _NAMES[message.kind],
        "call": message.call,
        "participants": shorten(", ".join(message.participants), 200),
        "severity": message.severity,
    }
    if message.conflict:
        labels["conflict"] = message.conflict
    annotations = {
        "summary": message.title,
        "changed": "\n".join(message.changed),
        "facts": "\n".join(f"{name}: {value}" for name, value in message.facts),
        "evidence": _evidence(message.sections),
        "link": message.link or "",
    }
    ended = message.kind is EventKind.CONFLICT_WITHDRAWN
    return {
        "labels": labels,
        "annotations": {name: value for name, value in annotations.items() if value},
        "startsAt": min(message.at, now).isoformat(),
        "endsAt": (now if ended else now + LASTS).isoformat(),
        **({"generatorURL": message.link} if message.link else {}),
    }


def _evidence(sections: tuple[Section, ...]) -> str:
    lines: list[str] = []
    for section in sections:
        lines.append(f"{section.heading}:" if section.quotes else section.heading)
        lines += [f"“{q.words}” — {q.source}" + (f" {q.link}" if q.link else "") for q in section.quotes]
        if section.left_out:
            lines.append(f"… and {section.left_out} more")
    return shorten("\n".join(lines), _LONGEST_EVIDENCE)


def _seconds(header: str | None) -> float | None:
    """A Retry-After of whole seconds; a date is left to the ordinary backoff."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
