"""Which of a sentence's date words says when a call was held or is to be held."""

from __future__ import annotations

import re
from datetime import date

from consumers.extract.cues import Anchor, Cue
from consumers.extract.dates import DateWord, find_dates
from consumers.extract.sentences import PEOPLE, Sentence
from pipeline.records import CallStatus, DateInterval

_SAID = re.compile(
    r"\b(?:said|says|told|announced|wrote|reported|confirmed|added|posted|tweeted|noted|warned|published|stated"
    r"|claimed|insisted"
    r"|reporters|statement|interview|briefing|disclosed|revealed|denied|insisted|tells|asked by)\b[^.;]{0,18}$",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:since|until|till|by|before|ahead of|due|for|from|through|after|following)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
"""Words that make a date a limit or another thing's time."""
_ELSEWHERE = re.compile(
    r"\b(?:meetings?|summits?|met|meet|visit(?:ed|s|ing)?|talks|trip|invasion|attack(?:ed|s)?|election|elected"
    r"|inauguration|war|began|begin"
    r"|start(?:ed)?|took office|strikes?|agreed|agreement|deal|referendum|killed|died|detained|arrested|expires?"
    r"|deadline|held)\b[^.;,]{0,22}$",
    re.IGNORECASE,
)
_MOVED_TO = re.compile(
    r"\b(?:put back|put off|postponed|moved|rescheduled|delayed|pushed back|brought forward)\s+(?:to|until|till)\s+$",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:was|were)\s+(?:to|due|supposed|scheduled|set|meant|planned)\b|\b(?:turned down|refused|declined"
    r"|rejected|rebuffed|snubbed|spurned)\b",
    re.IGNORECASE,
)
"""A plan or an offer that came to nothing: its date lies behind."""
_WILL_NOT = re.compile(r"\bwill (?:not|no longer) (?:take place|go ahead|happen|be held)\b", re.IGNORECASE)
_TELLS = re.compile(r"\b(?:said|says|announced|reported)\s+(?:on\s+)?(?:late\s+|early\s+)?$", re.IGNORECASE)
_ONWARD_DENIAL = re.compile(r"\b(?:quashed|denied|dismissed|rejected|invention|false|untrue)\b", re.IGNORECASE)
_TO_COME = re.compile(
    r"\b(?:will|would|to|shall|may|might|could)\s+(?:be\s+)?(?!(?:the|his|her|their|its)\b)[a-z]+\s[^.;,]{0,30}$"
    r"|\binvit\w+[^.;,]{0,30}$",
)
"""Something still to be done at that date, which cannot be when a call was held: "to visit Beijing in April"."""
_NOW = re.compile(
    r"\bnow\s+(?:to\s+)?(?:be\s+)?(?:take\s+place|held|happen|set|scheduled|due|planned|talk|speak)\s+(?:on|for)?\s*$"
)
"""For "was fixed for Thursday and will now take place on Monday"."""
_DAY_AFTER = re.compile(r"\bday\s+after\b", re.IGNORECASE)
_HOURS = re.compile(r"\bhours\s+(?:after|before)\b", re.IGNORECASE)
"""Two things a few hours apart share their day."""
_DONE = re.compile(r"\b(?:\w{3,}ed|said|told|sought|put)\b")
_AFTER_ANOTHER = re.compile(r"\b(?:after|following|ahead of|before|prior to)\s+(?:\S+\s+)+", re.IGNORECASE)
"""For "will talk again after X's meeting with Y this evening": the date is the other event's."""
_LONG_AGO = re.compile(r"\b(?:had|has|have|having)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_ONWARD = re.compile(r"\b(?:that|will|would|which|who|whose)\b", re.IGNORECASE)
_WAYS = re.compile(r"\bheld (?=with|by)|\bby\s+(?:tele)?phone\b|\bby\s+video[\w-]*", re.IGNORECASE)
_MODIFIES = re.compile(rf"^(?:['’]s?\s+(?:{PEOPLE}(?:[-–/]{PEOPLE})?\s+)?|\s+)(?:[\w“”-]+\s+){{0,4}}$")
_OF_THE = re.compile(r"\s+(?:held\s+)?(?:on|of|from)\s+(?:the\s+)?", re.IGNORECASE)
_BREAKS = re.compile(r"\b(?:in|on|by|over|to|with|a|the|after|following|before)\b", re.IGNORECASE)
_OF_CALL = re.compile(
    r"['’]s?\s+(?:[\w-]+\s+){0,3}?(?:calls?|conversations?|talks|discussions?|videoconference|video|phone"
    r"|telephone)\b",
    re.IGNORECASE,
)
_SAID_IN = re.compile(r"\b(?:in|during|on|over|by)\s+(?:[\w“”’'-]+\s+){0,5}$", re.IGNORECASE)
_EARLIER_EVENT = re.compile(
    r"\b(?:after|following|before|ahead of|since|hours|when|because|over his|over her)\b", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"^['’]s?\s")
_JUST_NOW = re.compile(r"\b(?:has|have|had|['’](?:s|ve))\s+just\s+(?:now\s+)?\w+", re.IGNORECASE)
_JUST_OVER = re.compile(
    r"[^.;]{0,130}?\b(?:has|have)\s+just\s+(?:now\s+|been\s+)?(?:ended|concluded|finished|completed|come\s+to\s+an\s+end)",
    re.IGNORECASE,
)
"""For "a conversation between X and Y has just ended"."""
_JUST = re.compile(
    r"\b(?:(?:I|We|I've|I’ve|We've)\s+(?:have\s+)?)?(?:just|now)\b|^\W*(?:Just|(?:Very )?(?:Great|Good)"
    r"|Excellent|Productive|Wonderful|Had)\b",
    re.IGNORECASE,
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
    over = _OVER.search(text) is not None and _WILL_NOT.search(text) is None
    forward = is_to_come(status) and not over
    words = find_dates(text, today, forward=forward, before=before)
    words = [word for word in words if not _is_dateline(text, word)]
    ranked = [(score, word) for word in words if (score := _score(text, anchor, others, word, status)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1].interval if ranked else None


def is_fresh(sentence: Sentence, anchor: Anchor) -> bool:
    """Whether first-person words say that the call has only just ended or is going on."""
    start = max(0, anchor.start - 70)
    return _JUST.search(sentence.text[start : anchor.end + 30]) is not None


def has_just_ended(sentence: Sentence, anchor: Anchor) -> bool:
    """Whether somebody reports a call as only just over: "have just come off a call"."""
    text = sentence.text
    return (
        _JUST_NOW.search(text[max(0, anchor.start - 50) : anchor.end]) is not None
        or _JUST_OVER.match(text, anchor.end) is not None
    )


def picks_out(text: str, when: DateInterval | None, anchor: Anchor, today: date) -> bool:
    """Whether the sentence tells the call from others by that date: "the call of May 3", "their May 3 talk"."""
    return any(
        word.interval == when
        and (is_own_day(text, word, anchor) or _OF_THE.fullmatch(text, anchor.end, word.start) is not None)
        for word in find_dates(text, today)
    )


def is_own_day(text: str, word: DateWord, anchor: Anchor) -> bool:
    """Whether the date says which call the cue means: "the December 7 call", "Tuesday's phone conversation"."""
    between = text[word.end : anchor.start] if word.end <= anchor.start else ""
    return _MODIFIES.match(between) is not None and _BREAKS.search(between) is None


def _is_dateline(text: str, word: DateWord) -> bool:
    """Whether the date is that of the report: "MOSCOW, Nov 11 (Agency) - "."""
    return (
        re.fullmatch(r"[^.;:—–]{2,40}, ", text[: word.start]) is not None
        and text[: word.start].isupper()
        and re.match(r"\s*(?:\([^)]{1,30}\)\s*)?(?:[-–—]{1,2}|:)\s", text[word.end :]) is not None
    )


def _score(text: str, anchor: Anchor, others: list[Anchor], word: DateWord, status: CallStatus) -> int | None:
    """How far the word is from being the call's date, 0 the nearest; None if it is another thing's."""
    ahead = word.end <= anchor.start
    between = text[word.end : anchor.start] if ahead else text[anchor.end : word.start]
    if is_own_day(text, word, anchor):
        return 0
    if any(o.cue is Cue.NOUN and is_own_day(text, word, o) for o in others):
        return None
    lead = _WAYS.sub("", text[max(0 if ahead else min(anchor.end, word.start), word.start - 40) : word.start])
    if _MOVED_TO.search(lead) or _NOW.search(lead):
        return 0
    if ahead and _DAY_AFTER.search(text[word.start : word.end]) and len(between) < 60:
        return 10
    if status is CallStatus.HELD and _TO_COME.search(lead):
        return None
    if is_to_come(status) and not ahead and _AFTER_ANOTHER.search(between):
        return None
    if ahead and _HOURS.search(between) and not _SAID.search(lead):
        return 50
    if _is_anothers(text, word, lead, status) or _is_of_the_telling(text, anchor, word, lead, status):
        return None
    costs = (
        (40 if word.coarse else 0, True),
        (120, any(min(word.start, anchor.start) < o.start < max(word.end, anchor.end) for o in others)),
        (60, re.search(r";|\.\s", between) is not None),
        (80, not ahead and _ONWARD.search(between) is not None),
        (60 if _SAID_IN.search(between) else 90, _SAID.search(lead) is not None),
        (130, ahead and _EARLIER_EVENT.search(between) is not None),
        (150, _ELSEWHERE.search(lead) is not None),
    )
    distance = len(between) + sum(cost for cost, applies in costs if applies)
    return distance if distance < (60 if word.coarse else 170) else None


def _is_anothers(text: str, word: DateWord, lead: str, status: CallStatus) -> bool:
    """Whether the date is possessed by another thing ("Friday's summit"), or is a limit ("until Friday")."""
    rest = text[word.end :]
    if _POSSESSIVE.match(rest) and not _OF_CALL.match(rest):
        return True
    due = is_to_come(status) and re.search(r"\b(?:for|due)\s+(?:\w+\s+)?$", lead) is not None
    return _BOUND.search(lead) is not None and not due


def _is_of_the_telling(text: str, anchor: Anchor, word: DateWord, lead: str, status: CallStatus) -> bool:
    """Whether the date says when somebody spoke of the call, and not when the call was."""
    ahead = word.end <= anchor.start
    between = text[word.end : anchor.start] if ahead else text[anchor.end : word.start]
    if status is not CallStatus.HELD and ahead and _DONE.search(between):
        return True
    if status is CallStatus.DENIED and not ahead and _ONWARD_DENIAL.search(between):
        return True
    if not _SAID.search(lead):
        return False
    if ahead and _SAID_IN.search(between):
        return False
    # "The palace said on Monday that they spoke": news of a call is told on its day, unless they "had spoken".
    told = ahead and not is_to_come(status) and anchor.cue in (Cue.SPEAK, Cue.VERB) and _TELLS.search(lead)
    return not told or _LONG_AGO.search(text[: anchor.start]) is not None


def is_to_come(status: CallStatus) -> bool:
    """Whether a call of that standing lies ahead."""
    return status in (CallStatus.PLANNED, CallStatus.PROPOSED)
