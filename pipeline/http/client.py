"""An HTTP client for a hostile network.

It connects only to addresses that `pipeline.http.address` allows, checked at the moment of connecting (so that a
name which changes between check and use gains nothing), follows redirects by hand with each hop checked, and
limits bytes before and after decompression, header sizes and total time. It keeps no cookies and uses no proxy.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from pipeline.http.address import why_not_address, why_not_url
from pipeline.http.decode import TooMuch, UnknownEncoding, decoder
from pipeline.http.model import FailureKind, FetchFailed, Hop, Limits, Response

USER_AGENT = "Readout/0.1 (news feed reader; polls feeds, follows robots.txt for pages)"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ASKED_FOR = "gzip, deflate"


class _AddressRefused(OSError):
    """Raised at connect time for an address that may not be connected to."""


class HttpClient:
    """Fetches URLs. Use it as an async context manager, on one event loop.

    `allow_private` of `get` is for feeds on one's own machine or network. `why_not` says why an address may not be
    connected to; `resolver` looks names up; `tls` holds the trusted certificates.
    """

    def __init__(
        self,
        *,
        user_agent: str = USER_AGENT,
        concurrency: int = 200,
        resolver: AbstractResolver | None = None,
        tls: ssl.SSLContext | None = None,
        limits: Limits | None = None,
        why_not: Callable[[str], str | None] = why_not_address,
    ) -> None:
        self._why_not = why_not
        self._user_agent = user_agent
        self._concurrency = concurrency
        self._resolver = resolver
        self._tls = tls
        self._limits = limits or Limits()
        self._guarded: aiohttp.ClientSession | None = None
        self._open: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._guarded = self._session(self._guarded_socket)
        # Connections to private addresses live apart: a guarded fetch must never be handed one from the pool.
        self._open = self._session(_plain_socket)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in (self._guarded, self._open):
            if session is not None:
                await session.close()

    def _guarded_socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        reason = self._why_not(str(info[4][0]))
        if reason:
            raise _AddressRefused(errno.EPERM, f"not allowed: {reason}")
        return _plain_socket(info)

    def _session(self, socket_factory: aiohttp.SocketFactoryType) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=self._concurrency,
            ssl=self._tls if self._tls is not None else True,
            ttl_dns_cache=120,
            resolver=self._resolver,
            socket_factory=socket_factory,
        )
        return aiohttp.ClientSession(
            connector=connector,
            connector_owner=True,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            headers={"User-Agent": self._user_agent, "Accept-Encoding": _ASKED_FOR},
            max_line_size=self._limits.header_bytes // 2,
            max_field_size=self._limits.header_bytes // 2,
        )

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        allow_private: bool = False,
    ) -> Response:
        """Fetch one URL, redirects followed. Raises `FetchFailed`."""
        session = self._session_for(allow_private)
        bounds = limits or self._limits
        deadline = time.monotonic() + bounds.total_seconds
        hops: list[Hop] = []
        while True:
            answer = await self._one(session, _checked(url), headers, bounds, deadline, tuple(hops))
            if isinstance(answer, Response):
                return answer
            hops.append(Hop(url, answer.status))
            url = answer.url
            if len(hops) > bounds.redirects:
                raise FetchFailed(FailureKind.REDIRECTS, f"more than {bounds.redirects} redirects")
            if any(hop.url == url for hop in hops):
                raise FetchFailed(FailureKind.REDIRECTS, f"the redirects go in a circle at {url[:200]}")

    async def post(self, url: str, form: Mapping[str, str], *, allow_private: bool = False) -> Response:
        """Send a form; redirects are not followed but returned. Raises `FetchFailed`."""
        session = self._session_for(allow_private)
        deadline = time.monotonic() + self._limits.total_seconds
        answer = await self._one(session, _checked(url), None, self._limits, deadline, (), form=form)
        return answer if isinstance(answer, Response) else Response(url, answer.status, {}, b"", True)

    def _session_for(self, allow_private: bool) -> aiohttp.ClientSession:
        session = self._open if allow_private else self._guarded
        if session is None:
            raise RuntimeError("the client is used outside its context")
        return session

    async def _one(
        self,
        session: aiohttp.ClientSession,
        checked: _Checked,
        headers: Mapping[str, str] | None,
        bounds: Limits,
        deadline: float,
        hops: tuple[Hop, ...],
        form: Mapping[str, str] | None = None,
    ) -> Response | Hop:
        """The answer of one hop; a `Hop` says where to go on, with the status that said so."""
        url = checked.text
        timeout = aiohttp.ClientTimeout(
            total=max(0.01, deadline - time.monotonic()),
            sock_connect=bounds.connect_seconds,
            sock_read=bounds.idle_seconds,
        )
        try:
            async with session.request(
                "GET" if form is None else "POST",
                checked.url,
                headers=headers,
                data=form,
                allow_redirects=False,
                timeout=timeout,
            ) as answer:
                location = answer.headers.get("Location")
                if answer.status in _REDIRECTS and location:
                    answer.close()
                    return Hop(_join(url, location), answer.status)
                _check_headers(answer, bounds)
                if not 200 <= answer.status < 300:
                    if answer.status != 304:
                        answer.close()
                    return Response(url, answer.status, answer.headers, b"", True, hops)
                body, complete = await _read(answer, bounds)
                return Response(url, answer.status, answer.headers, body, complete, hops)
        except FetchFailed:
            raise
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise _explained(error, bounds) from error


@dataclass(frozen=True, slots=True)
class _Checked:
    """An address that may be asked for, ready for the client."""

    text: str
    url: URL


@lru_cache(maxsize=20_000)
def _checked(url: str) -> _Checked:
    reason = why_not_url(url)
    if reason:
        raise FetchFailed(FailureKind.BAD_URL, reason)
    try:
        return _Checked(url, URL(url))
    except ValueError as error:
        raise FetchFailed(FailureKind.BAD_URL, f"the address can't be used: {error}") from error


def _join(url: str, location: str) -> str:
    # Header bytes beyond ASCII arrive as surrogates; what they stand for is UTF-8 in practice.
    text = location.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()
    try:
        return urljoin(url, text.replace(" ", "%20")).split("#", 1)[0]
    except ValueError as error:
        raise FetchFailed(FailureKind.REDIRECTS, f"the redirect's address can't be read: {error}") from error


def _check_headers(answer: aiohttp.ClientResponse, bounds: Limits) -> None:
    size = sum(len(name) + len(value) + 4 for name, value in answer.raw_headers)
    if size > bounds.header_bytes:
        raise FetchFailed(
            FailureKind.HEADERS_TOO_LARGE, f"{size} bytes of headers; {bounds.header_bytes} are allowed"
        )
    length = answer.content_length
    if length is not None and length > bounds.wire_bytes and answer.status != 304:
        raise FetchFailed(FailureKind.TOO_LARGE, f"{length} bytes announced; {bounds.wire_bytes} are allowed")


async def _read(answer: aiohttp.ClientResponse, bounds: Limits) -> tuple[bytes, bool]:
    """The decoded body, and whether it is whole."""
    body = bytearray()
    wire = 0
    try:
        decode = decoder(answer.headers.get("Content-Encoding", ""), bounds.body_bytes)
        async for piece in answer.content.iter_any():
            wire += len(piece)
            if wire > bounds.wire_bytes:
                raise FetchFailed(FailureKind.TOO_LARGE, f"more than {bounds.wire_bytes} bytes on the wire")
            body += decode.feed(piece)
        return bytes(body), decode.finished
    except TooMuch:
        answer.close()
        raise FetchFailed(
            FailureKind.TOO_LARGE, f"more than {bounds.body_bytes} bytes after decompressing {wire}"
        ) from None
    except UnknownEncoding as error:
        raise FetchFailed(FailureKind.ENCODING, str(error)) from error
    except zlib.error as error:
        raise FetchFailed(FailureKind.ENCODING, f"the compressed body is broken: {error}") from error
    except (aiohttp.ClientPayloadError, ConnectionResetError):
        if not body:
            raise
        return bytes(body), False


def _explained(error: Exception, bounds: Limits) -> FetchFailed:
    refused = _refusal(error)
    if refused:
        return FetchFailed(FailureKind.REFUSED_ADDRESS, refused)
    match error:
        case asyncio.TimeoutError():
            return FetchFailed(FailureKind.TIMEOUT, f"no whole answer within {bounds.total_seconds:g} s")
        case aiohttp.ClientConnectorDNSError():
            return FetchFailed(FailureKind.DNS, f"the name can't be looked up: {error.os_error}")
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return FetchFailed(FailureKind.TLS, str(error))
        case aiohttp.ClientResponseError() if "more than" in error.message:
            return FetchFailed(FailureKind.HEADERS_TOO_LARGE, error.message[:200])
        case aiohttp.InvalidURL() | ValueError():
            return FetchFailed(FailureKind.BAD_URL, f"the address can't be used: {error}")
        case aiohttp.ClientOSError() | OSError():
            return FetchFailed(FailureKind.CONNECT, str(error))
        case _:
            return FetchFailed(FailureKind.PROTOCOL, f"{type(error).__name__}: {error}"[:300])


def _refusal(error: Exception) -> str | None:
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, _AddressRefused):
        return str(cause.args[1])
    # Several refused addresses of one name are reported together, as a plain OSError with the same number.
    if isinstance(cause, OSError) and cause.errno == errno.EPERM and "not allowed:" in str(cause):
        return str(cause.args[-1])
    return None


def _plain_socket(info: aiohttp.AddrInfoType) -> socket.socket:
    return socket.socket(family=info[0], type=info[1], proto=info[2])
