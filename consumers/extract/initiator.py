"""Which side asked for or placed a call."""

from __future__ import annotations

import re

from consumers.extract.clause import Line
from consumers.extract.cues import Anchor, Cue
from consumers.extract.sentences import LEADER, Sentence

_RECEIVED = re.compile(
    r"\b(?:took|takes?|taken|taking|receiv\w+|got|gets|accept\w+|answer\w+)\s+(?:[\w“”-]+\s+){0,4}$", re.IGNORECASE
)
_INITIATIVE = re.compile(
    rf"\b(?:at|on|upon)\s+the\s+(?:initiative|request)\s+of\s+(?:the\s+)?(?P<of>latter|former|{LEADER}"
    rf"|[\w -]{{3,40}})"
    rf"|\b(?:at|on|upon)\s+(?:the\s+)?(?P<who>latter['’]s?|former['’]s?|{LEADER}['’]s?"
    rf"|[\w’' -]{{4,40}}?)\s*(?:initiative|request|suggestion)\b"
    rf"|\b(?:initiated|requested|sought|placed)\s+by\s+(?:the\s+)?(?P<by>{LEADER}|[\w -]{{3,40}})",
    re.IGNORECASE,
)

_UPON_REQUEST = re.compile(r"\b(?:up)?on request\b(?! of)", re.IGNORECASE)
"""Diplomatic English for "because the other side asked"."""
_FROM = re.compile(r"(?:\s+(?:on\s+)?(?:\w+day|yesterday|this\s+\w+|last\s+\w+))?\s+(?:from|by)\b", re.IGNORECASE)
_ASKED_FOR = re.compile(
    r"\b(?:ask(?:s|ed|ing)? for|request(?:s|ed|ing)?(?: for)?|s(?:ought|eeks|eeking))\s+(?:[\w-]+\s+){0,3}$",
    re.IGNORECASE,
)
_REACHED = re.compile(rf"\b(?:got|reach(?:es|ed)|raised)\s+(?:[\w’'-]+\s+){{0,3}}{LEADER}\s*$", re.IGNORECASE)


def initiator(sentence: Sentence, anchor: Anchor, line: Line, names: dict[str, str]) -> str | None:
    """The country of the side said to have asked for or placed the call, or None.

    `names` maps words for a country, in lower case, to its code.
    """
    stated = _INITIATIVE.search(sentence.text)
    if stated is not None:
        return _stated(sentence, stated, line, names)
    before, after = sentence.text[: anchor.start], sentence.text[anchor.end :]
    if anchor.cue is Cue.VERB and re.match(r"\s+by\b", after):
        return line.called[0].country if len(line.called) == 1 else None
    if anchor.cue is Cue.VERB and len(line.callers) == 1:
        return line.callers[0].country
    if len(line.callers) == 1 and len(line.called) == 1:
        if _UPON_REQUEST.search(sentence.text):
            return line.called[0].country
        if (anchor.cue is Cue.NOUN and _ASKED_FOR.search(before)) or (
            anchor.cue is Cue.ADVERB and _REACHED.search(before)
        ):
            return line.callers[0].country
    if anchor.cue is Cue.NOUN and _RECEIVED.search(before) and _FROM.match(after):
        return line.called[0].country if len(line.called) == 1 else None
    if (
        anchor.cue is Cue.NOUN
        and re.match(rf"\s+to\s+(?:[\w-]+\s+){{0,3}}{LEADER}", after)
        and len(line.callers) == 1
    ):
        return line.callers[0].country
    return None


def _stated(sentence: Sentence, match: re.Match[str], line: Line, names: dict[str, str]) -> str | None:
    group = next(name for name in ("who", "of", "by") if match[name])
    words = match[group].lower()
    people = sentence.mentions(*match.span(group))
    if people and people[0].participant:
        return people[0].participant.country
    if words.startswith("latter"):
        return line.everybody[-1].country
    if words.startswith("former"):
        return line.everybody[0].country
    codes = {p.country for p in line.everybody}
    for word in sorted(names, key=len, reverse=True):
        if names[word] in codes and re.search(rf"\b{re.escape(word)}" + (r"\w*" if len(word) > 4 else r"\b"), words):
            return names[word]
    return None
