"""The people of a sentence as grammar sees them: lists, pronouns, subjects and objects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc, Token

from consumers.extract.document import Mention, MentionKind
from consumers.extract.sentences import LEADER, OTHER, Sentence


class Reference(StrEnum):
    """How a word refers to somebody."""

    LEADER = "leader"
    OTHER = "other"
    ONE = "one"
    """He, she, him: somebody named before."""
    SPEAKER = "speaker"
    """I, me, we, us: whose first person the text is."""
    PAIR = "pair"
    """They, the two leaders: two people named before."""


@dataclass(frozen=True)
class Person:
    """One reference to somebody at [start, end) of a sentence's masked text."""

    start: int
    end: int
    reference: Reference
    mention: Mention | None = None


@dataclass(frozen=True)
class Group:
    """People joined by commas and "and", in one role."""

    start: int
    end: int
    people: tuple[Person, ...]
    oblique: str = ""
    """The preposition before the group, in lower case; empty for a subject or an object."""
    possessive: bool = False
    """True for "X's ..."."""
    is_object: bool = False
    """True where the parse makes the group a verb's object."""

    @property
    def is_free(self) -> bool:
        """Whether the group may be the subject of a clause."""
        return not (self.oblique or self.possessive)


PAIR = (
    r"\b(?:(?:(?:the|both|these|his|her)\ (?:two\ )?|two\ )(?:world\ |national\ |respective\ )?"
    r"(?:leaders|presidents|men|women|sides|parties|counterparts|pair|duo|two|heads\ of\ (?:state|government)"
    r"|prime\ ministers"
    r"|premiers|interlocutors)|each\ other|one\ another)\b(?!['’]|\ of\b)"
)
PERSON = re.compile(
    rf"[{LEADER}{OTHER}]|{PAIR}|\b(?:they|them)\b|\b(?:he|she|him|me|we)\b|\b(?:I|us)\b(?!\.)", re.IGNORECASE
)
_MODIFIERS = (
    r"(?:(?:the|his|her|their|its|my|our|then|also|later|both|(?<=and )(?!(?:with|to|by|from|then|of"
    r"|for)\b)[a-z-]+|Mr|Mrs|Ms)\.?\ ){0,3}#?"
)
_JOIN = re.compile(
    rf"(?:, (?:and |as well as )?| and | n?or | & | as well as | / |[-–—/]| [–-] ){_MODIFIERS}", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"\b(?P<prep>with|to|of|by|from|about|between|against|for|on|than|over|into|at|towards?|under|like|including"
    r"|alongside|among"
    r"|through|involving|via|without|in|near|regarding|across|around|despite|behind|per|versus|vs|following|than)\ "
    r"(?:(?:the|his|her|their|its|both|then|a|an|either|my|our|your|late|new|newly|fellow|elected|re-elected|visiting"
    r"|embattled|Mr|Mrs|Ms|reporters|that)\.?\ ){0,3}#?$",
    re.IGNORECASE,
)


def groups(sentence: Sentence, doc: Doc) -> list[Group]:
    """The people of the sentence in order, joined into lists."""
    people = [_person(sentence, match) for match in PERSON.finditer(sentence.text)]
    found: list[Group] = []
    run: list[Person] = []
    for person in people:
        if run and not _joined(sentence.text, run, person):
            found.append(_group(sentence, run, doc))
            run = []
        run.append(person)
    if run:
        found.append(_group(sentence, run, doc))
    return found


def _person(sentence: Sentence, match: re.Match[str]) -> Person:
    word = match.group()
    mention = sentence.masked.items.get(match.start())
    if mention is not None:
        kind = Reference.OTHER if mention.kind is MentionKind.OTHER else Reference.LEADER
    elif word.lower() in ("he", "she", "him"):
        kind = Reference.ONE
    elif word.lower() in ("i", "me", "we", "us"):
        kind = Reference.SPEAKER
    else:
        kind = Reference.PAIR
    return Person(match.start(), match.end(), kind, mention)


def _joined(text: str, run: list[Person], person: Person) -> bool:
    between = text[run[-1].end : person.start]
    named = (Reference.LEADER, Reference.OTHER)
    if _JOIN.fullmatch(between) is None or person.reference not in named:
        return False
    if run[-1].reference not in (*named, Reference.ONE, Reference.SPEAKER):
        return False
    if (
        re.search(r" (?:and|n?or) ", between, re.IGNORECASE)
        or "&" in between
        or "as well as" in between
        or between.strip() in tuple("-–—/")
    ):
        return True
    # After a comma alone stands an apposition of the same person, or one more of a list that ends in "and".
    if _same(run[-1], person):
        return True
    rest = text[person.end :]
    headline = not re.search(r"[.,]", text[: run[0].start]) and re.match(r"\s+[a-z]", rest, re.I) is not None
    more = re.match(
        rf"(?:, {_MODIFIERS}[{LEADER}{OTHER}])*,? (?:and|&|as well as) {_MODIFIERS}[{LEADER}{OTHER}]", rest
    )
    return more is not None or (headline and len(run) == 1 and run[0].start == 0)


def _same(one: Person, other: Person) -> bool:
    if one.mention is None or other.mention is None:
        return False
    a, b = one.mention.participant, other.mention.participant
    return a is not None and b is not None and (a.name, a.country) == (b.name, b.country)


def _group(sentence: Sentence, run: list[Person], doc: Doc) -> Group:
    text = sentence.text
    before = _PREPOSITION.search(text[: run[0].start])
    after = text[run[-1].end :]
    return Group(
        run[0].start,
        run[-1].end,
        tuple(run),
        oblique=before["prep"].lower() if before else "",
        possessive=re.match(r"['’](?:s\b(?! (?:office|government|camp|side)\b)|(?=\s))", after) is not None,
        is_object=any(_is_object(person, doc) for person in run[:1]),
    )


def _is_object(person: Person, doc: Doc) -> bool:
    if person.mention is None:
        return False
    root = _root(doc, person.mention.start, person.mention.end)
    while root is not None and root.dep_ in ("conj", "appos") and root.head.i != root.i:
        root = root.head
    return root is not None and root.dep_ in ("dobj", "dative", "iobj")


def _root(doc: Doc, start: int, end: int) -> Token | None:
    """The token of [start, end) that the rest of it hangs on."""
    if not len(doc):
        return None
    span = doc.char_span(start, end, alignment_mode="expand")
    return span.root if span is not None and len(span) else None
