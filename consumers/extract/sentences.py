"""Sentences of a document, with the people in them as symbols.

Sentences are cut by rule instead of by the parser: a call is told within a sentence, so that a cut inside
"Joseph R. Biden, Jr. spoke" or "U.S. President" would lose it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consumers.extract.document import Document, Mention, MentionKind
from consumers.extract.masking import Masked, mask

LEADER = "\ue010"
"""Stands for a leader, known or not, in the masked text of a sentence."""
OTHER = "\ue011"
"""Stands for anybody else who is named."""
PEOPLE = f"[{LEADER}{OTHER}]"

_ABBREVIATION = (
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Jr|Sr|St|Gen|Sen|Rep|Gov|Lt|Col|Prof|Hon|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov"
    r"|Dec|U\.S|U\.K|U\.N|E\.U|U\.A\.E|a\.m|p\.m|[A-Za-z]))$"
)
_BREAK = re.compile(r"\n+|(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[—–-]*[A-Z0-9@#\U0001f1e6-\U0001faff])")

_LONGEST = 1500
"""Code points of one sentence. What runs on longer is no prose, and each cue is read against all people in it."""


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence: `document.text[start:end]`."""

    index: int
    start: int
    end: int
    is_title: bool
    masked: Masked[Mention]

    @property
    def text(self) -> str:
        """The sentence with a symbol for each person."""
        return self.masked.text

    def mentions(self, start: int = 0, end: int | None = None) -> list[Mention]:
        """Who is mentioned in `text[start:end]`."""
        return self.masked.between(start, len(self.text) if end is None else end)


def sentences(document: Document) -> tuple[Sentence, ...]:
    """The sentences of the document in order, the title (if any) first."""
    symbols = [(m, OTHER if m.kind is MentionKind.OTHER else LEADER) for m in document.mentions]
    cuts = _cuts(document.text, document.mentions)
    found: list[Sentence] = []
    first = 0
    for start, end in zip([0, *cuts], [*cuts, len(document.text)], strict=True):
        lead = len(document.text[start:end]) - len(document.text[start:end].lstrip())
        stop = start + len(document.text[start:end].rstrip())
        if stop <= start + lead:
            continue
        while first < len(symbols) and symbols[first][0].end <= start:
            first += 1
        last = first
        while last < len(symbols) and symbols[last][0].start < stop:
            last += 1
        masked = mask(document.text, symbols[first:last], start + lead, stop)
        found.append(Sentence(len(found), start + lead, stop, stop <= document.title_end, masked))
    return tuple(found)


def _cuts(text: str, mentions: Sequence[Mention]) -> list[int]:
    inside = {at for m in mentions for at in range(m.start + 1, m.end)}
    items = _items(text, mentions)
    ends = [
        match.end()
        for match in _BREAK.finditer(text)
        if (
            match.end() not in items
            if "\n" in match.group()
            else match.start() not in inside
            and not re.search(_ABBREVIATION, text[max(0, match.start() - 8) : match.start() - 1])
        )
    ]
    found: list[int] = []
    for end in [*ends, len(text)]:
        start = found[-1] if found else 0
        while end - start > _LONGEST:
            start = _stop_gap(text, start, inside)
            found.append(start)
        found.append(end)
    return found[:-1]


def _stop_gap(text: str, start: int, inside: Collection[int]) -> int:
    """Where to cut words that run on without a stop: behind a space, and in nobody's name, if possible."""
    limit = start + _LONGEST
    spaces = (place for place in range(limit, start, -1) if text[place - 1].isspace() and place not in inside)
    return next(spaces, limit)


def _items(text: str, mentions: Sequence[Mention]) -> set[int]:
    """Where the lines of a list of people start: with its heading, ending in a colon, it is one sentence."""
    found: set[int] = set()
    for heading in re.finditer(r":[ \t]*\n+", text):
        start = heading.end()
        while start not in found and (item := _item(text, start, mentions)):
            found.add(start)
            start = item
    return found


def _item(text: str, start: int, mentions: Sequence[Mention]) -> int | None:
    """Where the line after the one at `start` begins, if that one holds people's names and nothing else."""
    line = re.compile(r"[^\n]+\n*").match(text, start)
    if line is None:
        return None
    first = last = bisect_left(mentions, line.start(), key=lambda m: m.start)
    while last < len(mentions) and mentions[last].end <= line.end():
        last += 1
    inside = mentions[first:last]
    ends = [line.start(), *(m.end for m in inside)]
    starts = [*(m.start for m in inside), line.end()]
    between = "".join(text[end:begin] for end, begin in zip(ends, starts, strict=True))
    return line.end() if inside and re.fullmatch(r"(?:\W|\d|\band\b)*", between) else None
