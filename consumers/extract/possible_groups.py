"""Calls of one leader with leaders who go unnamed: "Macron to hold a call with allied leaders".

Who else was on the line is not said, so that such a text can only be laid beside those that say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from consumers.extract.cues import Anchor, Cue, anchors
from consumers.extract.people import Group, Reference
from consumers.extract.sentences import OTHER, Sentence
from pipeline.records import Medium, Participant

_KIND = (
    r"(?:world|foreign|allied|western|european|eu|g-?7|g-?20|nato|quad|arab|gulf|african|asian|nordic|baltic|asean"
    r"|latin\s+american|global|international|transatlantic|regional|other|key|fellow|several|top|more|various|close"
    r"|us|u\.s\.|american|its|his|her|their|the|a\s+group\s+of|some|many|dozens\s+of|and)"
)
_UNNAMED = re.compile(
    rf"(?:{_KIND}\s+)*(?:{_KIND}\s+(?:leaders|heads\s+of\s+(?:state|government)|counterparts)|allies|partners)\b"
    r"(?!\s*(?:['’]|including\b|such\s+as\b)|\s+(?:ministers?|officials|diplomats|envoys|lawmakers)\b)",
    re.IGNORECASE,
)
"""Leaders of states whom nobody names; not "business leaders", nor "leaders of the unions"."""
_WITH = re.compile(r"(?:\s+[\w’'-]+){0,3}?\s+(?:with|to|between|among|of)\s+", re.IGNORECASE)
_RINGS = re.compile(
    r"\b(?:calls|called|phones|phoned|calling|phoning|(?:(?<=to\ )|(?<=will\ ))(?:call|phone))\s+", re.IGNORECASE
)
_RUNG = re.compile(
    r"\s*(?:$|[.,;]|(?:about|over|on|as|in|after|amid|and|following|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today"
    r"|to\s+(?:\w+ly\s+)?(?:(?:re)?assure|discuss|talk|brief|coordinate|shore|rally|thank|explain|inform|update"
    r"|consult|seek))\b)",
    re.IGNORECASE,
)
"""What stands behind those who are rung: "calls allies to discuss", where "calls allies cowards" is no call."""


_SEVERAL = re.compile(
    r"\b(?:h[eo]ld(?:s|ing)?|ha(?:s|d|ve|ving)|ma(?:kes?|de|king)|plac(?:es?|ed|ing)|in|after|during|following"
    r"|(?:series|round|flurry)\ of)\ (?:[\w-]+\ ){0,3}$",
    re.IGNORECASE,
)
"""What shows that "calls" are those of these days: "in calls with allies", not "his calls with allies"."""


def calls_with_the_unnamed(
    sentence: Sentence, people: Sequence[Group], host: Participant | None
) -> Iterator[tuple[Anchor, Participant]]:
    """The cues for a call of one leader with unnamed ones, each with that leader.

    `host` is the leader of the official site, who is meant where the sentence names nobody before the cue.
    """
    for anchor in _cues(sentence):
        caller = _caller(people, anchor, host)
        if caller is not None:
            yield anchor, caller


def _cues(sentence: Sentence) -> Iterator[Anchor]:
    for anchor in anchors(sentence.text):
        far = _WITH.match(sentence.text, anchor.end) if anchor.cue is Cue.NOUN else None
        if far is None or _UNNAMED.match(_written(sentence, far.end())) is None:
            continue
        if sentence.text[anchor.end - 1] != "s" or _SEVERAL.search(sentence.text[: anchor.start]):
            yield anchor
    for match in _RINGS.finditer(sentence.text):
        rest = _written(sentence, match.end())
        rung = _UNNAMED.match(rest)
        if rung is not None and _RUNG.match(rest, rung.end()):
            yield Anchor(*match.span(), Cue.VERB, Medium.PHONE)


def _caller(people: Sequence[Group], anchor: Anchor, host: Participant | None) -> Participant | None:
    """The one leader who is the subject before the cue."""
    before = [group for group in people if group.end <= anchor.start and group.is_free and not _are_allies(group)]
    if not before:
        return host
    subject = before[-1].people
    if len(subject) != 1 or subject[0].reference is not Reference.LEADER or subject[0].mention is None:
        return None
    return subject[0].mention.participant


def _are_allies(group: Group) -> bool:
    return all(person.mention is not None and _UNNAMED.match(person.mention.text) for person in group.people)


def _written(sentence: Sentence, start: int) -> str:
    """The rest of the sentence with the words for people who are no leaders: "allies" is taken for such."""
    items = sentence.masked.items
    return "".join(
        items[at].text if letter == OTHER and at in items else letter
        for at, letter in enumerate(sentence.text[start:], start)
    )
