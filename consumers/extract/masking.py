"""Patterns over things instead of letters.

A masked text is a text in which each thing found so far (a name, a country, a person) is one symbol. Plain
regular expressions over it are token patterns that read as grammar, and every match leads back to its place
in the original text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u200b\t", " ") | {"\u2011": "-", "\u02bc": "’"})


def plain(text: str) -> str:
    """The text with ordinary spaces and hyphens; every offset stays as it is."""
    return text.translate(_SPACES)


class Spanned(Protocol):
    """Anything with a place in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Spanned)


@dataclass(frozen=True)
class Masked(Generic[S]):
    """A text with symbols for spans."""

    text: str
    places: tuple[int, ...]
    """For each character of `text` the offset in the original where it starts; one more for the end."""
    items: Mapping[int, S]
    """Which span the symbol at an index of `text` stands for."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original span that `text[start:end]` stands for."""
        if end <= start:
            return self.places[start], self.places[start]
        last = self.items.get(end - 1)
        return self.places[start], last.end if last is not None else self.places[end - 1] + 1

    def between(self, start: int, end: int) -> list[S]:
        """The items in `text[start:end]`, in order."""
        if end - start < len(self.items):
            return [self.items[index] for index in range(start, end) if index in self.items]
        return [item for index, item in self.items.items() if start <= index < end]


def mask(text: str, spans: Iterable[tuple[S, str]], start: int = 0, end: int | None = None) -> Masked[S]:
    """Mask `text[start:end]`: each (span, symbol) inside it becomes its one-character symbol.

    Spans must be in order and must not overlap; those not wholly inside are left as they are written.
    """
    stop = len(text) if end is None else end
    parts: list[str] = []
    places: list[int] = []
    items: dict[int, S] = {}
    at = start
    for span, symbol in spans:
        if span.start < at or span.end > stop:
            continue
        parts.append(plain(text[at : span.start]))
        places.extend(range(at, span.start))
        items[len(places)] = span
        parts.append(symbol)
        places.append(span.start)
        at = span.end
    parts.append(plain(text[at:stop]))
    places.extend(range(at, stop + 1))
    return Masked("".join(parts), tuple(places), items)
