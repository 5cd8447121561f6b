"""Which of a sentence's date words says when a call was held or is to be held."""

from __future__ import annotations

import re
from datetime import date

from consumers.extract.cues import Anchor
from consumers.extract.dates import DateWord, find_dates
from consumers.extract.sentences import Sentence
from pipeline.records import CallStatus, DateInterval

_SAID = re.compile(
    r"\b(?:said|says|told|announced|wrote|reported|confirmed|added|posted|tweeted|noted|warned|published|stated|claimed|insisted"
    r"|reporters|statement|interview|briefing|disclosed|revealed)\b[^.;]{0,18}$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:since|until|till|by|before|ahead of|due|for|from|through|between|after|following|meeting|summit|met|meet|visit(?:ed|s|ing)?|talks|trip"
    r"|invasion|attack(?:ed|s)?|election|elected|inauguration|war|began|begin|start(?:ed)?|took office|strike|strikes|agreed|agreement|deal"
    r"|referendum|killed|died|detained|arrested|expires?|deadline|held)\b[^.;,]{0,22}$",
    re.IGNORECASE,
)
_MODIFIES = re.compile(r"^(?:['’]s?)?\s+(?:[\w“”-]+\s+){0,4}$")
_POSSESSIVE = re.compile(r"^['’]s?\s")
_JUST = re.compile(
    r"\b(?:(?:I|We|I've|I’ve|We've)\s+(?:have\s+)?)?(?:just|now)\b|^\W*(?:Just|Great|Very good|Had)\b", re.IGNORECASE
)


def date_of(
    sentence: Sentence,
    anchor: Anchor,
    others: list[Anchor],
    status: CallStatus,
    today: date,
    before: DateInterval | None,
) -> DateInterval | None:
    """The days of the call of `anchor`, or None if the sentence does not fix them.

    `others` are the other cues of the sentence (a date belongs to the nearest cue); `before` is the last date
    named in the text before the sentence.
    """
    text = sentence.text
    forward = status in (CallStatus.PLANNED, CallStatus.PROPOSED)
    words = find_dates(text, today, forward=forward, before=before)
    ranked = [(score, word) for word in words if (score := _score(text, anchor, others, word, forward)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1].interval if ranked else None


def is_fresh(sentence: Sentence, anchor: Anchor) -> bool:
    """Whether first-person words say that the call has only just ended or is going on."""
    start = max(0, anchor.start - 40)
    return _JUST.search(sentence.text[start : anchor.end + 30]) is not None


def _score(text: str, anchor: Anchor, others: list[Anchor], word: DateWord, forward: bool) -> int | None:
    """How far the word is from being the call's date, 0 the nearest; None if it is another thing's."""
    if word.end <= anchor.start:
        between = text[word.end : anchor.start]
        distance = len(between)
        if _MODIFIES.match(between) and not re.search(r"\b(?:in|on|by|over|to|with|a|the)\b", between):
            return 0
        if _POSSESSIVE.match(between):
            return None
    else:
        between = text[anchor.end : word.start]
        distance = max(0, word.start - anchor.end)
        if _POSSESSIVE.match(text[word.end :]) and not re.match(
            r"['’]s?\s+(?:\w+\s+)?(?:call|conversation|talk)", text[word.end :]
        ):
            return None
    if re.search(r";|\.\s", between):
        distance += 60
    nearest = min((_gap(other, word) for other in others if other is not anchor), default=10_000)
    if nearest + 5 < distance:
        distance += 80
    lead = text[max(0, word.start - 40) : word.start]
    if _SAID.search(lead):
        distance += 90
    if (
        not _covers_cue(lead, anchor, word)
        and _ELSEWHERE.search(lead)
        and not (forward and re.search(r"\b(?:for|due)\b", lead))
    ):
        distance += 110
    return distance if distance < 170 else None


def _covers_cue(lead: str, anchor: Anchor, word: DateWord) -> bool:
    """Whether the cue itself stands in the words before the date, nearer than any other event."""
    return 0 <= word.start - anchor.end <= 22


def _gap(anchor: Anchor, word: DateWord) -> int:
    return anchor.start - word.end if word.end <= anchor.start else word.start - anchor.end
