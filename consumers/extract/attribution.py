"""Whose words a document's words are.

A voice is a stretch of text that belongs to one side: what its people say by a verb of speech, "according to"
it, or within its quotation marks. `Voices.at` answers for one word: the innermost voice, else the side whose
official text this is, else nobody's (the outlet's own words).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Span, Token

from consumers.extract.document import Document
from consumers.extract.parties import Parties
from consumers.extract.wordlists import words

SAYING = words(
    "say tell add state note announce claim stress emphasize emphasise underscore underline inform assure "
    "write post explain declare insist indicate report recall warn describe confirm reveal disclose argue "
    "repeat reiterate maintain remark mention comment tweet reply respond counter quote put speak specify "
    "outline acknowledge suggest promise pledge vow caution hint clarify allege assert contend point read "
    "express voice convey list clock remember"
)
"""Verbs whose subject is the source of what follows."""

_STRICT = words(
    "say tell add state note announce claim inform write post explain declare insist report recall "
    "confirm reveal remark tweet assure stress emphasize emphasise underscore reiterate warn indicate "
    "specify argue maintain repeat clarify assert allege contend counter disclose acknowledge suggest "
    "remember admit concede advise boast brag crow complain lament retort snap fume scoff thunder quip joke relay "
    "attest certify testify opine proclaim profess swear recount relate brief"
)
"""Verbs of speech that need no further sign to make what they govern their subject's words."""

_WHO_SPOKE_BEFORE = words(
    "it he she statement readout ministry spokesman spokeswoman spokesperson official aide office diplomat note text"
)
"""Subjects of a verb of speech that stand, where no side is named, for the one who spoke last."""

_TOLD_BY = re.compile(
    r"\b(?:according to|in the (?:account|words|version|telling|view) (?:given by|of|put out by)|as told by|"
    r"in (?:a|its|his|her|their) (?:readout|statement|summary|account|version|post|communiqu[eé]))\b",
    re.IGNORECASE,
)
_OPEN = '“"«'
_CLOSE = {"“": "”", '"': '"', "«": "»"}


@dataclass(frozen=True)
class Voice:
    """Tokens [start, end) that belong to one side."""

    start: int
    end: int
    side: str
    quoted: bool = False


class Voices:
    """The voices of one document."""

    def __init__(self, document: Document, parties: Parties) -> None:
        self._official = document.origin.official_of
        self._doc = document.doc
        self.spoken = tuple(_voices(document, parties))
        for voice in self.spoken:
            if voice.quoted:
                parties.say_quoted(voice.start, voice.end, voice.side)

    def at(self, token: Token) -> str | None:
        """The side whose words this token is among; None for the outlet's own."""
        if self._official:
            return self._official
        return self.inner_at(token)

    def inner_at(self, token: Token) -> str | None:
        """The innermost side quoted or reported there, whoever published the text."""
        around = [v for v in self.spoken if v.start <= token.i < v.end]
        return min(around, key=lambda v: v.end - v.start).side if around else None


def _voices(document: Document, parties: Parties) -> Iterator[Voice]:
    quotes = list(_quotes(document))
    last: str | None = None
    for sentence in document.doc.sents:
        spoken = list(_of_sentence(sentence, parties, last))
        yield from spoken
        for start, end in quotes:
            if sentence.start <= start < sentence.end:
                side = _speaker_of_quote(start, end, sentence, spoken, document, parties)
                if side:
                    yield Voice(start, min(end, start + 400), side, quoted=True)
        if spoken:
            last = spoken[-1].side


def _of_sentence(sentence: Span, parties: Parties, last: str | None) -> Iterator[Voice]:
    for token in sentence:
        if (token.pos_ in ("VERB", "AUX") and token.lemma_.lower() in _STRICT and not _is_negated(token)) or (
            token.lower_ in ("made", "make", "makes")
            and any(c.lower_ in ("clear", "plain", "known") for c in token.subtree)
        ):
            yield from _said(token, parties, last)
    yield from _headline(sentence, parties)
    for match in _TOLD_BY.finditer(sentence.text):
        span = sentence.doc.char_span(
            sentence.start_char + match.start(), sentence.start_char + match.end(), alignment_mode="expand"
        )
        if span is None:
            continue
        source = span[-1]
        named = [s for t in source.subtree if t.i > source.i for s in parties.sides_of(t)][:1]
        named = named or list(parties.named_in(span.end, min(span.end + 8, sentence.end)))[:1]
        if named:
            clause = _clause(span.root)
            yield Voice(clause[0], clause[1], named[0])


def _said(verb: Token, parties: Parties, last: str | None) -> Iterator[Voice]:
    subject = speaker_of(verb)
    if subject is None:
        return
    sides = parties.sides_of(subject)
    if not sides and subject.lower_ in _WHO_SPOKE_BEFORE and last:
        sides = (last,)
    if len(sides) != 1:
        return
    content = [
        c
        for c in verb.children
        if c.dep_ in ("ccomp", "xcomp", "parataxis", "dobj", "prep", "dative", "advcl", "acl")
    ]
    if not content and verb.dep_ not in ("parataxis", "ccomp"):
        content = [verb]
    if verb.dep_ == "parataxis" or (verb.dep_ in ("ccomp", "advcl") and verb.head.i < verb.i and not content):
        yield Voice(verb.head.left_edge.i, verb.head.right_edge.i + 1, sides[0])
        return
    content = content or [verb]
    start = min(c.left_edge.i for c in content)
    end = max(c.right_edge.i for c in content) + 1
    quote_tail = verb.i < end
    yield Voice(start, end if quote_tail else max(end, verb.i), sides[0])


def speaker_of(verb: Token) -> Token | None:
    """The subject of a verb of speech: its own, or that of the verb it is joined to."""
    for child in verb.children:
        if child.dep_ in ("nsubj", "nsubjpass") and child.lower_ not in ("which", "that"):
            return child if child.dep_ == "nsubj" else None
    if verb.dep_ in ("conj", "advcl", "xcomp") and verb.head.pos_ in ("VERB", "AUX"):
        return speaker_of(verb.head)
    return None


def _is_negated(verb: Token) -> bool:
    return any(c.dep_ == "neg" for c in verb.children)


def _headline(sentence: Span, parties: Parties) -> Iterator[Voice]:
    """ "Kremlin: ..." and "...: Turkish sources" ."""
    text = [t for t in sentence if not t.is_space]
    colons = [t.i for t in text if t.text == ":"]
    if not colons or len(text) > 30:
        return
    colon = colons[-1]
    head = parties.named_in(sentence.start, colon)
    tail = parties.named_in(colon + 1, sentence.end)
    if colon - sentence.start <= 4 and len(head) == 1:
        yield Voice(colon + 1, sentence.end, head[0])
    elif sentence.end - colon <= 5 and len(tail) == 1:
        yield Voice(sentence.start, colon, tail[0])


def _clause(token: Token) -> tuple[int, int]:
    head = token
    while head.dep_ not in ("ROOT", "conj", "ccomp", "relcl", "advcl") and head.head.i != head.i:
        head = head.head
    return head.left_edge.i, head.right_edge.i + 1


def _quotes(document: Document) -> Iterator[tuple[int, int]]:
    """Token ranges within quotation marks, longer than a few words; an unclosed one ends with its paragraph."""
    doc = document.doc
    i = 0
    while i < len(doc):
        mark = doc[i].text
        if mark not in _OPEN:
            i += 1
            continue
        end = next(
            (j for j in range(i + 1, len(doc)) if doc[j].text == _CLOSE[mark] or "\n" in doc[j].text), len(doc)
        )
        if end - i > 3:
            yield i, end
        i = end + 1


def _speaker_of_quote(
    start: int, end: int, sentence: Span, spoken: list[Voice], document: Document, parties: Parties
) -> str | None:
    doc = document.doc
    holding = [v for v in spoken if v.start <= start < v.end or start <= v.start < end]
    if holding:
        return min(holding, key=lambda v: v.end - v.start).side
    governing = next(
        (a for a in doc[start + 1 : end].root.ancestors if a.pos_ == "VERB" and not start < a.i < end), None
    )
    if governing is not None and governing.lemma_.lower() in SAYING and governing.sent == sentence:
        subject = speaker_of(governing)
        sides = parties.sides_of(subject) if subject is not None else ()
        if len(sides) == 1:
            return sides[0]
    tail = doc[end : min(end + 14, len(doc))]
    before = doc[max(0, start - 14) : start]
    for beside in (tail, before):
        verb = next((t for t in beside if t.lemma_.lower() in SAYING and t.pos_ == "VERB"), None)
        if verb is None or any("\n" in t.text for t in doc[min(verb.i, end) : max(verb.i, end)]):
            continue
        subject = speaker_of(verb)
        sides = parties.sides_of(subject) if subject is not None else ()
        if len(sides) == 1:
            return sides[0]
    return None
