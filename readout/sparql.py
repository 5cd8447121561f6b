"""Asks the public Wikidata query service."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

from pipeline.errors import Transient
from pipeline.http.client import HttpClient
from pipeline.http.model import FetchFailed, Limits

WIKIDATA = "https://query.wikidata.org/sparql"

_LIMITS = Limits(total_seconds=90, idle_seconds=70, wire_bytes=20_000_000, body_bytes=60_000_000)
"""The service gives a query 60 seconds."""
_HEADERS = {"Accept": "application/sparql-results+json"}
_REFUSALS = {429: "asks to wait", 500: "could not answer in time"}


def ask(query: str, *, service: str = WIKIDATA, allow_private: bool = False) -> bytes:
    """The JSON reply to a query. Raises `Transient` if none can be had, with what to do about it."""
    return asyncio.run(_ask(f"{service}?{urlencode({'query': query})}", allow_private))


async def _ask(address: str, allow_private: bool) -> bytes:
    async with HttpClient(limits=_LIMITS) as http:
        try:
            answer = await http.get(address, headers=_HEADERS, allow_private=allow_private)
        except FetchFailed as error:
            raise Transient(
                f"Wikidata can't be reached ({error}); this command needs the network, all others do without"
            ) from None
    if answer.status != 200 or not answer.complete:
        what = _REFUSALS.get(answer.status, f"answered {answer.status}" if answer.complete else "broke off")
        raise Transient(f"Wikidata {what}; try again later")
    return answer.body
