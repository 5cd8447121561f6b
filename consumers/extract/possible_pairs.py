"""Telephone calls that a sentence tells of without saying whose, in a text that opens with two leaders.

"Then Macron called." under a title about Putin, or "tempers cooled after a single phone call": the words claim no
line-up, but where leaders of two sides and no more are named, they are those on it, unless the sentence says
that the other end was somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from consumers.extract.cues import Anchor, Cue, anchors
from consumers.extract.people import Group, Reference
from consumers.extract.sentences import LEADER, OTHER, Sentence
from pipeline.records import Medium, Participant

_RANG = re.compile(
    rf"{LEADER} (?:(?:then|later|finally|himself|herself|had|has|just) )*(?P<cue>called|phoned|rang|telephoned)"
    r"(?=\s*(?:[.;!…]|$))",
    re.IGNORECASE,
)
"""For "Then X called.", which leaves the other end to the sentence before."""
_PLAIN = re.compile(r"phone|tele|hotline|conference|video", re.IGNORECASE)
_GATHERING = re.compile(r"\b(?:summits?|sessions?|gatherings?|meetings?)$", re.IGNORECASE)
_OCCASION = re.compile(
    r"\b(?:after|before|during|following|since|in|on|over|ahead\ of|until|via|with)\ "
    r"(?:(?:an?|the|their|his|her)\ )?(?:[\w-]+\ ){0,3}$",
    re.IGNORECASE,
)
"""What makes a bare "call" one by telephone rather than an appeal: it is when something took place."""
_FAR_END = re.compile(
    r"(?:\s+[\w’'-]+){0,3}?\s+(?:(?:with|between|among|involving)\s+"
    rf"|(?:to|from)\s+(?=(?:the|an?|his|her|their|its|[{LEADER}{OTHER}]|(?-i:[A-Z]))))",
    re.IGNORECASE,
)
_LEADER_NEXT = re.compile(rf"(?:[\w’'.-]+\s+){{0,3}}?#?(?:{LEADER}|(?:him|her|each other|one another)\b)")
_TO_OTHERS = re.compile(
    r"\b(?:t(?:old|ells?|elling)|sp(?:oke|eaks?|eaking|oken)\s+(?:to|with)|talk(?:s|ed|ing)?\s+(?:to|with)|address\w*"
    rf"|brief(?:s|ed|ing)?|answer\w*|said\s+to)\s+(?!(?:[\w’'-]+\s+){{0,2}}?#?{LEADER}|him\b|her\b)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:after|before|following|ahead of|since|hours|minutes|days)\s+(?:[\w-]+\s+){0,4}$", re.IGNORECASE
)
_OVERHEARD = re.compile(r"\b(?:listen|eavesdropp?|overhear|overheard|sat|sit)\w*\s+in\b[^.;]{0,20}$", re.IGNORECASE)
"""Who listens in is not on the line."""
_OTHERS = re.compile(
    r"\b(?:nations|countries|governments?|officials|ministers?|diplomats|lawmakers|executives|families|members|companies"
    r"|experts|analysts|investors)\b(?!['’])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:interview\w*|podcast|court|judges?|prosecutors?|lawsuit|trial|impeach\w*|wiretap\w*|earnings|investors"
    r"|(?:press|media|news)\s+(?:call|conference|briefing)|call\s+with\s+(?:reporters|journalists))\b",
    re.IGNORECASE,
)


def two_leaders(opening: Iterable[Sentence]) -> tuple[Participant, ...]:
    """The leaders of the two sides that the sentences name; empty if they name fewer or more sides."""
    named: dict[str, Participant] = {}
    for sentence in opening:
        for mention in sentence.mentions():
            if mention.participant is not None:
                named.setdefault(mention.participant.country or mention.participant.name, mention.participant)
    return tuple(named.values()) if len(named) == 2 else ()


def unclaimed_calls(sentence: Sentence, people: Sequence[Group]) -> Iterator[Anchor]:
    """The cues for a telephone call that may be one of the two leaders of `two_leaders`."""
    text = sentence.text
    if _ELSEWHERE.search(text):
        return
    for anchor in _cues(text):
        if not (_has_other_far_end(text, anchor) or _is_of_others(text, anchor, people)):
            yield anchor


def _cues(text: str) -> Iterator[Anchor]:
    for anchor in anchors(text):
        if _GATHERING.search(text[anchor.start : anchor.end]):
            continue
        noun = anchor.cue is Cue.NOUN and (
            _PLAIN.search(text[anchor.start : anchor.end]) is not None
            or text[: anchor.start].lower().endswith(("phone ", "telephone ", "video "))
            or _OCCASION.search(text[: anchor.start]) is not None
        )
        if noun or (anchor.cue is Cue.ADVERB and anchor.medium is Medium.PHONE):
            yield anchor
    for match in _RANG.finditer(text):
        yield Anchor(*match.span("cue"), Cue.VERB, Medium.PHONE)


def _has_other_far_end(text: str, anchor: Anchor) -> bool:
    """Whether somebody stands behind "with" or "to" who is no leader: "a call with farmers"."""
    far = _FAR_END.match(text, anchor.end)
    return far is not None and _LEADER_NEXT.match(text, far.end()) is None


def _is_of_others(text: str, anchor: Anchor, people: Sequence[Group]) -> bool:
    """Whether it is the call of whoever is named before it, or what was said to an outlet by telephone."""
    before = text[: anchor.start]
    if _OVERHEARD.search(before):
        return False
    if _TO_OTHERS.search(before) and _ASIDE.search(before) is None:
        return True
    if _OTHERS.search(before):
        return True
    named = [group for group in people if group.end <= anchor.start]
    doing = [group for group in named if group.is_free or group is named[-1]]
    return any(person.reference is Reference.OTHER for group in doing for person in group.people)
