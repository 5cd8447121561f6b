"""What is asked of the HTTP client and what comes back. No I/O, so that decisions may use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from pipeline.errors import ReadoutError

_PERMANENT = frozenset({301, 308})


class FailureKind(StrEnum):
    """Why no answer could be had."""

    BAD_URL = "bad-url"
    REFUSED_ADDRESS = "refused-address"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_LARGE = "too-large"
    HEADERS_TOO_LARGE = "headers-too-large"
    REDIRECTS = "redirects"
    ENCODING = "encoding"
    PROTOCOL = "protocol"


class FetchFailed(ReadoutError):
    """No usable answer; `kind` is what to count it by, the message is for a person."""

    def __init__(self, kind: FailureKind, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost, over all its redirects. Times in seconds, sizes in bytes."""

    total_seconds: float = 30
    connect_seconds: float = 10
    idle_seconds: float = 15
    """Longest silence while reading."""
    wire_bytes: int = 4_000_000
    body_bytes: int = 8_000_000
    header_bytes: int = 16_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect on the way: the address that answered, and with what."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. The body is read for statuses 200-299 only."""

    url: str
    """The address that answered in the end."""
    status: int
    headers: Mapping[str, str]
    """Names are looked up without regard to case."""
    body: bytes
    complete: bool
    """False if the connection ended before the body did: the body is a part."""
    hops: tuple[Hop, ...] = ()

    @property
    def permanent_url(self) -> str | None:
        """Where permanent redirects, and nothing else before them, lead; None without any."""
        moved = 0
        while moved < len(self.hops) and self.hops[moved].status in _PERMANENT:
            moved += 1
        if not moved:
            return None
        return self.hops[moved].url if moved < len(self.hops) else self.url
