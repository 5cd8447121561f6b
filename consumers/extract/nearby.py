"""What of a long official text belongs to the call that it mentions.

A readout is about its call from the first sentence to the last. An evening address or a statement on other matters
gives the call a few sentences: only those are that side's account of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from consumers.extract.document import Document
from pipeline.records import Evidence, ReportedCall

F = TypeVar("F")

_OPENING = 600
"""Code points after the title in which a readout says that it is one."""
_REACH = 400
"""Code points behind the words that tell of a call in which a text goes on about it, and to the sentence's end."""
_STOP = re.compile(r"[.!?][\"”’)]*\s|\n|$")


def stretches(document: Document, calls: Sequence[ReportedCall]) -> tuple[tuple[int, int], ...]:
    """Where the document is about its calls, as [start, end) in order: all of it, unless it is official and opens
    with something else."""
    text = document.text
    told = sorted({(words.start, words.end) for call in calls for words in call.evidence})
    opens = any(start <= document.title_end + _OPENING for start, _ in told)
    if not document.origin.official_of or opens or not told:
        return ((0, len(text)),)
    found: list[tuple[int, int]] = []
    for start, end in told:
        stop = _STOP.search(text, min(end + _REACH, len(text)))
        reach = stop.end() if stop else len(text)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(reach, found[-1][1]))
        else:
            found.append((start, reach))
    return tuple(found)


def about_calls(
    document: Document, calls: Sequence[ReportedCall], facts: Iterable[F], evidence: Callable[[F], Evidence]
) -> tuple[F, ...]:
    """The facts that the document states where it is about its calls."""
    about = stretches(document, calls)
    return tuple(fact for fact in facts if any(start <= evidence(fact).start < end for start, end in about))
