"""Where a document names a side by itself: a leader, a country by any of its names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc

from consumers.extract.document import Document, MentionKind
from consumers.extract.gazetteer import CountryWord, Gazetteer
from consumers.extract.wordlists import words

_LONGEST_NAME = 6
"""Tokens; no country's name or government's metonym in the file is longer."""
_NAMED_AFTER_A_PLACE = words(
    "agreement accord package process protocol declaration summit convention treaty format memorandum "
    "talk conference forum"
)
"""After a capital these make the name of a deal or meeting, not of its government: "the Minsk agreements"."""


@dataclass(frozen=True)
class SideMention:
    """Words at [start, end) (token indexes) that name a side by themselves."""

    start: int
    end: int
    code: str
    person: bool
    """A leader is named, not a country."""
    title: str = ""
    """The words that name it, lower case."""


def side_mentions(
    document: Document, gazetteer: Gazetteer, on_the_line: Mapping[str, str]
) -> tuple[SideMention, ...]:
    """Every side named in a document, by a leader or by a word for a country, in order of appearance.

    `on_the_line` has the last names of those who talked, with their side: who reads of the call knows who is meant.
    """
    doc = document.doc
    found: list[SideMention] = []
    taken: set[int] = set()
    for mention in document.mentions:
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is None or mention.kind is MentionKind.OTHER:
            continue
        taken.update(range(span.start, span.end))
        country = mention.participant.country if mention.participant else None
        if country:
            before = doc[max(0, span.start - 2) : span.start].text
            found.append(SideMention(span.start, span.end, country, True, f"{before} {mention.text}".lower()))
    surnames = {doc[m.end - 1].text: m.code for m in found if doc[m.end - 1].text[:1].isupper()}
    for token in doc:
        if token.i not in taken and token.pos_ == "PROPN" and token.dep_ == "compound" and token.text in surnames:
            found.append(SideMention(token.i, token.i + 1, surnames[token.text], False, token.lower_))
            taken.add(token.i)
    for token in doc:
        if token.i not in taken and token.pos_ == "PROPN" and token.text in on_the_line:
            before = doc[max(0, token.i - 2) : token.i].text
            found.append(
                SideMention(token.i, token.i + 1, on_the_line[token.text], True, f"{before} {token.text}".lower())
            )
            taken.add(token.i)
    lower_case = document.text.islower()
    i = 0
    while i < len(doc):
        length, code = _country_at(doc, gazetteer, i, taken, lower_case)
        if code:
            found.append(SideMention(i, i + length, code, False, doc[i : i + length].text.lower()))
        i += max(length, 1)
    return tuple(sorted(found, key=lambda m: m.start))


_WITHIN_NAMES = words("of the and - 's ’s . & for")


def _reach(doc: Doc, i: int, lower_case: bool) -> int:
    """How many tokens from `i` on a name can have: as far as capitals and the small words of names go."""
    length = 1
    while length < _LONGEST_NAME and i + length < len(doc):
        text = doc[i + length].text
        if not (lower_case or text[0].isupper() or text in _WITHIN_NAMES):
            break
        length += 1
    return length


def _country_at(doc: Doc, gazetteer: Gazetteer, i: int, taken: set[int], lower_case: bool) -> tuple[int, str]:
    if i in taken or not (lower_case or doc[i].text[0].isupper()):
        return 0, ""
    for length in range(_reach(doc, i, lower_case), 0, -1):
        if taken.intersection(range(i, i + length)):
            continue
        words = doc[i : i + length].text
        forms = gazetteer.countries_of(words.title() if lower_case else words)
        codes = {form.code for form in forms}
        if len(codes) == 1:
            after = doc[i + length].lower_ if i + length < len(doc) else ""
            deal = forms[0].kind is CountryWord.CAPITAL and after.rstrip("s") in _NAMED_AFTER_A_PLACE
            return length, "" if deal else forms[0].code
        if len(codes) > 1 and {form.kind for form in forms} == {CountryWord.VOICE}:
            return length, ""
    return 0, ""
