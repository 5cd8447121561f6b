"""Which of many articles may be copies of a given one: banded MinHash (LSH), kept compact, one part a day.

Each signature is cut into bands of three numbers; two articles that agree in a whole band are looked at. At a
Jaccard similarity of 0.4 that finds 98 % of copies, at 0.3 82 %, at 0.02 (two articles on anything) one
in 2,000. What is found that way is then kept if the signatures agree in enough places.

Articles are held by the day they were published, so forgetting is dropping a day, and days can be loaded again
in any order (an archive is not sorted). An article takes about 2 kB: its signature, and two numbers and a byte a
band in hash chains that live in flat arrays (a dict entry a band would take five times as much).
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

import numpy as np
import numpy.typing as npt

from pipeline.text.signature import LEAD_SIZE, SIGNATURE_SIZE, WHOLE_SIZE

ROWS = 3
"""Numbers in a band."""
BANDS = SIGNATURE_SIZE // ROWS

LEAST_WHOLE = 0.12
"""Candidates agree in at least this share of the numbers for the whole text …"""
LEAST_LEAD = 0.3
"""… or in this share of those for the lead."""
MOST_CANDIDATES = 30
"""So many candidates are compared at most."""

_Numbers = npt.NDArray[np.uint32]

_MIX = tuple(np.uint64(number) for number in (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D))
_BAND_BITS = 25
_CHECK_SHIFT = _BAND_BITS - 8
"""The upper eight bits of a band's number tell most of those apart that a bucket of a hash table has together."""
_FIRST_ROWS = 64
_FIRST_BUCKETS = 1 << 12


@dataclass(frozen=True, slots=True)
class Signed:
    """One article of the index."""

    id: str
    day: int
    """Days since 1970-01-01, UTC."""
    signature: Sequence[int]


class _Day:
    """The articles of one day."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._known: set[str] = set()
        self._signatures = np.empty((_FIRST_ROWS, SIGNATURE_SIZE), dtype=np.uint32)
        self._heads = array("i", [-1]) * _FIRST_BUCKETS
        self._next = array("i")
        self._checks = array("B")

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, ident: str, signature: Sequence[int]) -> None:
        if ident in self._known:
            return
        slot = len(self._ids)
        if slot == len(self._signatures):
            # Row counts are what the array is read by, so the spare rows may hold anything.
            self._signatures = np.concatenate((self._signatures, np.empty_like(self._signatures)))
        self._signatures[slot] = signature
        self._known.add(ident)
        self._ids.append(ident)
        if len(self._ids) * BANDS > len(self._heads):
            self._grow()
        else:
            self._chain(_bands(self._signatures[slot : slot + 1]))

    def find(self, signature: _Numbers, bands: Sequence[int]) -> list[tuple[float, str]]:
        """How alike the signatures are, and the ids."""
        heads, following, checks = self._heads, self._next, self._checks
        mask = len(heads) - 1
        slots: set[int] = set()
        for band, value in enumerate(bands):
            link = heads[value & mask]
            while link >= 0:
                if checks[link] == value >> _CHECK_SHIFT and link % BANDS == band:
                    slots.add(link // BANDS)
                link = following[link]
        if not slots:
            return []
        chosen = sorted(slots)
        likenesses = _likeness(self._signatures[chosen], signature)
        return [
            (likeness, self._ids[slot]) for likeness, slot in zip(likenesses, chosen, strict=True) if likeness > 0
        ]

    def _chain(self, bands: Sequence[int]) -> None:
        heads, following = self._heads, self._next
        mask = len(heads) - 1
        self._checks.extend(value >> _CHECK_SHIFT for value in bands)
        for value in bands:
            bucket = value & mask
            following.append(heads[bucket])
            heads[bucket] = len(following) - 1

    def _grow(self) -> None:
        self._heads = array("i", [-1]) * (len(self._heads) * 2)
        self._next = array("i")
        self._checks = array("B")
        self._chain(_bands(self._signatures[: len(self._ids)]))


class NearIndex:
    """Near-copy candidates among the articles of the days that are loaded. Not for several threads."""

    def __init__(self, most_days: int) -> None:
        """Hold at most `most_days` days; of more, those not used for longest are forgotten."""
        self._most_days = most_days
        self._days: OrderedDict[int, _Day] = OrderedDict()

    def __len__(self) -> int:
        """How many articles it holds."""
        return sum(map(len, self._days.values()))

    def missing(self, first: int, last: int) -> list[int]:
        """Of the days from `first` to `last`, those that are not loaded. The others count as used now."""
        for day in range(first, last + 1):
            if day in self._days:
                self._days.move_to_end(day)
        return [day for day in range(first, last + 1) if day not in self._days]

    def load(self, days: Iterable[int], articles: Iterable[Signed]) -> None:
        """Hold these days from now on, and on them these articles."""
        for day in days:
            self._days.setdefault(day, _Day())
        self.add(articles)
        while len(self._days) > self._most_days:
            self._days.popitem(last=False)

    def add(self, articles: Iterable[Signed]) -> None:
        """Note articles, each once. One of a day that is not loaded is left out: it comes when the day is loaded."""
        for article in articles:
            day = self._days.get(article.day)
            if day is not None and len(article.signature) == SIGNATURE_SIZE:
                day.add(article.id, article.signature)

    def find(self, signature: Sequence[int], first: int, last: int) -> list[str]:
        """Ids of articles of the loaded days from `first` to `last` that may be copies, the likest first.

        At most `MOST_CANDIDATES`: items made from one form are all alike, and would be compared with one another.
        """
        if len(signature) != SIGNATURE_SIZE:
            return []
        numbers = np.array(signature, dtype=np.uint32)
        bands = _bands(numbers[np.newaxis])
        found: list[tuple[float, str]] = []
        for number in range(first, last + 1):
            day = self._days.get(number)
            if day:
                found += day.find(numbers, bands)
        return _likest(found)


class FewIndex:
    """Near-copy candidates among a few hundred articles: each is looked at, and nothing is built for that."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._days: list[int] = []
        self._signatures = np.empty((_FIRST_ROWS, SIGNATURE_SIZE), dtype=np.uint32)

    def add(self, article: Signed) -> None:
        """Note an article, unless it has no signature."""
        if len(article.signature) != SIGNATURE_SIZE:
            return
        if len(self._ids) == len(self._signatures):
            self._signatures = np.concatenate((self._signatures, np.empty_like(self._signatures)))
        self._signatures[len(self._ids)] = article.signature
        self._ids.append(article.id)
        self._days.append(article.day)

    def find(self, signature: Sequence[int], first: int, last: int) -> list[str]:
        """Ids of articles of the days from `first` to `last` that may be copies, the likest first."""
        if len(signature) != SIGNATURE_SIZE or not self._ids:
            return []
        numbers = np.array(signature, dtype=np.uint32)
        signatures = self._signatures[: len(self._ids)]
        found = []
        for slot, likeness in enumerate(_likeness(signatures, numbers)):
            if likeness > 0 and first <= self._days[slot] <= last and _share_a_band(signatures[slot], numbers):
                found.append((likeness, self._ids[slot]))
        return _likest(found)


def _share_a_band(one: _Numbers, other: _Numbers) -> bool:
    return bool((one == other).reshape(BANDS, ROWS).all(axis=1).any())


def _likest(found: Iterable[tuple[float, str]]) -> list[str]:
    return [ident for _, ident in nlargest(MOST_CANDIDATES, found)]


def _likeness(others: _Numbers, signature: _Numbers) -> list[float]:
    """For each row, the share of numbers that agree, in the whole text or in the lead; 0 if too few do in both."""
    equal = others == signature
    whole = np.count_nonzero(equal[:, :WHOLE_SIZE], axis=1) / WHOLE_SIZE
    lead = np.count_nonzero(equal[:, WHOLE_SIZE:], axis=1) / LEAD_SIZE
    best = np.maximum(np.where(whole >= LEAST_WHOLE, whole, 0.0), np.where(lead >= LEAST_LEAD, lead, 0.0))
    found: list[float] = best.tolist()
    return found


def _bands(signatures: _Numbers) -> list[int]:
    """One number a band, row after row: equal where all of a band's numbers are, and rarely otherwise."""
    a, b, c = _MIX
    x, y, z = (signatures[:, part::ROWS].astype(np.uint64) for part in range(ROWS))
    mixed = (x * a ^ y * b ^ z * c ^ np.arange(BANDS, dtype=np.uint64) * a) * b
    found: list[int] = ((mixed & np.uint64(0xFFFFFFFF)) >> np.uint64(32 - _BAND_BITS)).ravel().tolist()
    return found
