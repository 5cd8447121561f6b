"""Content encodings, undone piece by piece with a limit on what comes out."""

from __future__ import annotations

import zlib
from typing import Protocol

GZIP_MAGIC = b"\x1f\x8b"


class TooMuch(Exception):
    """More bytes came out than are allowed."""


class UnknownEncoding(Exception):
    """A content encoding that was never asked for."""


class Decoder(Protocol):
    """Turns the bytes on the wire into the body."""

    def feed(self, data: bytes) -> bytes:
        """The next piece of the body. Raises `TooMuch`, and `zlib.error` for broken data."""

    @property
    def finished(self) -> bool:
        """Whether the data came to its proper end."""


class _Plain:
    finished = True

    def __init__(self, limit: int) -> None:
        self._left = limit

    def feed(self, data: bytes) -> bytes:
        self._left -= len(data)
        if self._left < 0:
            raise TooMuch
        return data


class _Inflate:
    def __init__(self, limit: int, *, gzip: bool) -> None:
        self._gzip = gzip
        self._left = limit
        self._inflate = zlib.decompressobj(31) if gzip else zlib.decompressobj(15)
        self._begun = False

    @property
    def finished(self) -> bool:
        return self._inflate.eof or not self._begun

    def feed(self, data: bytes) -> bytes:
        out = bytearray()
        while data:
            if self._inflate.eof:
                if not (self._gzip and data.startswith(GZIP_MAGIC)):
                    break  # padding after the end is ignored, as browsers do
                self._inflate = zlib.decompressobj(31)
            piece = self._some(data)
            self._begun = True
            self._left -= len(piece)
            out += piece
            if self._left < 0:
                raise TooMuch
            data = self._inflate.unused_data or self._inflate.unconsumed_tail
        return bytes(out)

    def _some(self, data: bytes) -> bytes:
        try:
            return self._inflate.decompress(data, self._left + 1)
        except zlib.error:
            if self._gzip or self._begun:
                raise
            self._inflate = zlib.decompressobj(-15)  # "deflate" without its wrapper, as some servers send it
            return self._inflate.decompress(data, self._left + 1)


def decoder(encoding: str, limit: int) -> Decoder:
    """A decoder for a ``Content-Encoding`` value; `limit` is in bytes of decoded body."""
    name = encoding.strip().lower()
    if name in ("", "identity", "none", "utf-8"):
        return _Plain(limit)
    if name in ("gzip", "x-gzip"):
        return _Inflate(limit, gzip=True)
    if name == "deflate":
        return _Inflate(limit, gzip=False)
    raise UnknownEncoding(f"the server answered in an encoding that was not asked for: {encoding[:40]!r}")


def gunzip(data: bytes, limit: int) -> bytes:
    """The contents of a gzip file. Raises `TooMuch` beyond `limit` bytes, `zlib.error` for broken data."""
    return _Inflate(limit, gzip=True).feed(data)
