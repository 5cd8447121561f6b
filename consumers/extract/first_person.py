"""Whose "I" an official text is: the leader's whose statement, remarks or address it is, place by place.

A leader's own account is in that leader's words throughout. On an official site only a text that its title gives to
the leader is ("Remarks by the President on ..."), or one plainly written as "I" that nobody else puts a name to; in
a transcript only the leader's own turns; and never what stands in quotation marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from consumers.extract.document import Document, Mention
from consumers.extract.gazetteer import Gazetteer, fold
from consumers.extract.voices import host_of, speaker_of
from pipeline.records import Participant

_WORDS = r"(?:statement|remarks|address|speech|message|letter|greetings|congratulations|comments?|toast)"
_BY = re.compile(
    rf"\b{_WORDS}\b(?:\s+as\s+(?:prepared\s+for\s+delivery|delivered))?\s+(?:by|from|of)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""What stands before the name of the one whose words the text is."""
_BY_SOMEBODY = re.compile(
    rf"\b(?:{_WORDS}|comments?|answers?|call|gaggle|briefing)\b.{{0,40}}\b(?:by|from|with)\b", re.I
)
_OF_HIS = re.compile(rf"['’]s?\s+(?:\w+\s+)?(?:{_WORDS})\b", re.IGNORECASE)
"""What stands behind that name in "the President's address to ..."."""
_AND = re.compile(r"(?:,?\s+(?:and|with|&)|,|\s+[-–/])\s+(?=[A-Z])|['’]", re.IGNORECASE)
"""What makes the name in the title that of one of two, or somebody else's possessor."""
_NOT_ALONE = re.compile(
    r"\b(?:joint|interviews?|briefing|background|gaggle|press call|on-the-record|press conference|news conference"
    r"|fact sheet|meets?|met|meeting|talks|conversation|spokes\w+|press secretary)\b",
    re.IGNORECASE,
)
"""Titles of texts with several voices, or in a reporter's."""
_TURN = re.compile(r"^(?:Q\b|(?P<label>[A-ZÀ-Þ][A-ZÀ-Þ.,’'() -]{1,60})(?:\([^()\n]{1,40}\))?:(?=\s))", re.MULTILINE)
_OFFICE = re.compile(r"(?:THE\s+)?(?P<office>PRESIDENT|PRIME MINISTER|CHANCELLOR|PREMIER|TAOISEACH)\b\.?\s*")
_I = re.compile(r"\b(?:I\b(?!\.)|[Mm][ey]\b)")
_FEWEST = 4
"""How often a text that nobody puts a name to must say "I" or "my" to be plainly in the first person ..."""
_APART = 700
"""... and how many code points it may take for each."""
_QUOTE = re.compile(r"“[^”\n]*(?:”|$)|(?<!\w)\"[^\"\n]*(?:\"|$)", re.MULTILINE)
_MORNING = 5
"""The hour, on the site's own clock, before which nobody gives an address."""
_LONGEST_TERM = 4
"""Words up to which quotation marks set off a term rather than what somebody said."""


@dataclass(frozen=True)
class FirstPerson:
    """Whose first person stands at which place of a document's text."""

    speaker: Participant | None
    """The one leader whose first person it may be."""
    own_account: bool
    """Whether it is the leader's own account, where words without a subject are the leader's too."""
    spans: tuple[tuple[int, int], ...]
    """Where it is, as [start, end) of the text."""
    listeners: frozenset[str] = frozenset()
    """The sides whose leaders the title of a transcript names: they were in the room."""

    def at(self, place: int) -> Participant | None:
        """Whom "I" means there; None for nobody's leader, or not known."""
        return self.speaker if any(start <= place < end for start, end in self.spans) else None


def first_person(document: Document, gazetteer: Gazetteer, today: date) -> FirstPerson:
    """Whose first person the document is, as read from where it was published, its title and its turns."""
    whole = ((0, len(document.text)),)
    speaker = speaker_of(document, gazetteer, today)
    if speaker is not None:
        return FirstPerson(speaker, own_account=True, spans=whole)
    host = host_of(document, gazetteer, today)
    body = (document.title_end, len(document.text))
    if host is None or not _I.search(document.text, *body):
        return FirstPerson(None, own_account=False, spans=())
    turns = _turns(document, host)
    beside = _in_title(document) - {host.country} if turns is not None else frozenset()
    if turns is None:
        turns = [body] if _is_announced(document, host) or _is_plain(document, host) else []
    spans = tuple(part for span in turns for part in _unquoted(document.text, *span))
    return FirstPerson(host, own_account=False, spans=spans, listeners=beside)


def spoken_on(document: Document, voice: FirstPerson, today: date) -> date:
    """The day a leader's words were spoken: a site puts up in the small hours what was said in the evening."""
    published = document.published
    if voice.own_account or not voice.spans or published is None or published.time() == time(0):
        return today
    return today - timedelta(days=1) if published.hour < _MORNING else today


def _turns(document: Document, host: Participant) -> list[tuple[int, int]] | None:
    """The turns of that leader in a transcript; None where the text is none."""
    marks = list(_TURN.finditer(document.text, document.title_end))
    if not marks:
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(document.text)]
    return [
        (mark.end(), end) for mark, end in zip(marks, ends, strict=True) if mark["label"] and _is(mark["label"], host)
    ]


def _is(label: str, host: Participant) -> bool:
    """Whether a turn marked "THE PRESIDENT" or "PRIME MINISTER NAME" is that leader's."""
    office = _OFFICE.match(label)
    if office is None:
        return False
    name = fold(label[office.end() :]).casefold().split()
    if not name:
        return office["office"].casefold() in (host.office or "").casefold()
    return name[-1] == fold(host.name).casefold().split()[-1]


def _in_title(document: Document) -> frozenset[str]:
    people = (mention.participant for mention in document.mentions if mention.end <= document.title_end)
    return frozenset(who.country for who in people if who is not None and who.country)


def _is_announced(document: Document, host: Participant) -> bool:
    """Whether the title says that what follows are that leader's words and nobody's besides."""
    title = document.text[: document.title_end]
    if re.search(r"\bjoint\b", title, re.IGNORECASE):
        return False
    return any(
        _is_host(mention, host)
        and (
            _OF_HIS.match(title, mention.end) is not None
            or (_BY.search(title, 0, mention.start) is not None and _AND.match(title, mention.end) is None)
        )
        for mention in document.mentions
        if mention.end <= document.title_end
    )


def _is_plain(document: Document, host: Participant) -> bool:
    """Whether a text that nobody puts a name to is that leader's: full of "I", and speaking of nobody's "he said"."""
    title = document.text[: document.title_end]
    named = [mention for mention in document.mentions if mention.end <= document.title_end]
    if _NOT_ALONE.search(title) or _BY_SOMEBODY.search(title) or not all(_is_host(m, host) for m in named):
        return False
    told_of = any(_is_host(m, host) for m in document.mentions if m.start >= document.title_end)
    own = sum(
        len(_I.findall(document.text, start, end))
        for start, end in _unquoted(document.text, document.title_end, len(document.text))
    )
    return not told_of and own >= max(_FEWEST, (len(document.text) - document.title_end) // _APART)


def _is_host(mention: Mention, host: Participant) -> bool:
    who = mention.participant
    return who is not None and (who.name, who.country) == (host.name, host.country)


def _unquoted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found, at = [], start
    for quote in _QUOTE.finditer(text, start, end):
        if len(quote.group().split()) > _LONGEST_TERM:
            found.append((at, quote.start()))
            at = quote.end()
    return [*found, (at, end)]
