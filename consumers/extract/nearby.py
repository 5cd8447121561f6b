"""What of a long official text belongs to the call that it mentions.

A readout is about its call from the first sentence to the last. An evening address or a statement on other matters
gives the call a few sentences: only those are that side's account of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from consumers.extract.document import Document
from pipeline.records import Evidence, ReportedCall

F = TypeVar("F")

_OPENING = 600
"""Code points after the title in which a readout says that it is one."""
_REACH = 400
"""Code points behind the words that tell of a call in which a text goes on about it."""


def about_calls(
    document: Document, calls: Sequence[ReportedCall], facts: Iterable[F], evidence: Callable[[F], Evidence]
) -> tuple[F, ...]:
    """The facts that belong to the calls; all of them, unless the text is official and about something else."""
    told = [words for call in calls for words in call.evidence]
    opens = any(words.start <= document.title_end + _OPENING for words in told)
    if not document.origin.official_of or opens or not told:
        return tuple(facts)
    reach = [(words.start, words.end + _REACH) for words in told]
    return tuple(fact for fact in facts if any(start <= evidence(fact).start <= end for start, end in reach))
