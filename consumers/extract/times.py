"""Words that say by when, or for how long, something is to be done, and words that put a promise in the past."""

from __future__ import annotations

import re

from spacy.tokens import Token

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SPAN = (
    r"(?:day|week|month|year|season|quarter|summer|autumn|winter|spring|fall|decade|century|term|harvest|weekend)s?"
)
_LEAD = (
    r"(?:by|before|until|till|from|on|in|at|within|inside|over|during|for|after|through|starting|toward|towards|"
    r"as of|"
    r"beginning|no later than|later|early|late|since)"
)
_WHICH = (
    rf"(?:the|this|that|next|coming|current|following|end\s+of|beginning\s+of|start\s+of|early|late|mid|\d+|two|"
    rf"three|four|"
    rf"five|six|seven|ten|thirty|several|few|very|{_DAY},?|a|an|near|new|short|not\s+too\s+distant)"
)
_DEADLINE = re.compile(
    rf"\b(?:{_LEAD}\s+)+(?:{_WHICH}[\s-]+)*"
    rf"(?:{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?|"
    rf"{_DAY}(?:\s+(?:morning|afternoon|evening))?|{_SPAN}(?:[’']s?\s+end)?|20\d\d|future|Christmas|Easter|Ramadan)\b"
    rf"|\b(?:next|this|later this|early next|later next|the coming|the following)\s+(?:{_SPAN}|{_DAY}|{_MONTH})\b"
    rf"|\b(?:immediately|tomorrow|without delay|as soon as possible|very soon|soon|shortly|at an early date|"
    rf"in the very short term|{_DAY})\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    rf"\b(?:last (?:year|month|week|summer|spring|autumn|winter|{_MONTH})|"
    rf"(?:years?|months?|weeks?|decades?) (?:ago|earlier|before)|earlier this (?:year|month)|"
    rf"(?:in|since|back in) (?:{_MONTH}|(?:19|20)\d\d)|previously)\b",
    re.IGNORECASE,
)


def find_deadline(text: str) -> str | None:
    """The first words in a passage that say when, by when, or for which period."""
    match = _DEADLINE.search(text)
    return match.group().strip() if match else None


def told_of_the_past(verb: Token) -> bool:
    """Whether a verb's own adverbials put it on an earlier occasion: "approved in December", "pledged last year"."""
    if verb.tag_ not in ("VBD", "VBN") or any(c.dep_ == "auxpass" for c in verb.children):
        return False
    phrases = (c for c in verb.children if c.dep_ in ("prep", "npadvmod", "advmod"))
    return any(
        c.right_edge.i - c.left_edge.i < 5 and _PAST.search(verb.doc[c.left_edge.i : c.right_edge.i + 1].text)
        for c in phrases
    )
