"""What every readout says, whatever was talked about: courtesies, openings, the promise to stay in touch."""

from __future__ import annotations

import re

from spacy.tokens import Span, Token

from consumers.extract.wordlists import words

_OPENING = re.compile(
    r"\b(?:thank you for your attention"
    r"|conversation (?:took place|was held|was constructive)|business-?like atmosphere|detailed exchange of views"
    r"|at the initiative of|great leader|had an? (?:\w+[ -]){0,3}(?:telephone|phone|video|call|conversation)"
    r"|spoke (?:today|by (?:tele)?phone|with|to)|conversation with|held an? (?:\w+ ){0,2}(?:call|conversation))\b",
    re.IGNORECASE,
)
"""Sentences that tell of the call itself. What they list as its topics, later sentences tell properly."""

_COURTESY = re.compile(
    r"\b(?:congratulat\w+|condolences|happy birthday|best wishes|greetings|warm(?:ly)? (?:welcome|thank)"
    r"|(?:maintain|continue|stay|remain|keep)\w* (?:\w+ ){0,3}(?:contacts?|in (?:\w+ )?touch|communication))\b",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:birthday|anniversar\w+|new year|holidays?|christmas|easter|eid|ramadan|independence|national day|"
    r"(?:re-?)?elect\w+|inaugurat\w+|appoint\w+|victory day|taking office|assum\w+)\b",
    re.IGNORECASE,
)
"""What people are congratulated on out of courtesy; anything else is an event that the speaker judges."""

_CONTENT = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM"})
_LEAST_CONTENT = 4
"""A sentence with fewer words of content says nothing that the other side could say, leave out or deny."""

_TITLES = words(
    "president presidents minister premier chancellor king leader leaders head state prime mr mrs side sides country "
    "countries party parties counterpart interlocutor interlocutors"
)


def is_empty(span: Span) -> bool:
    """Whether a stretch of an account is nothing but formula, or too short to say anything."""
    text = span.text
    if _OPENING.search(text):
        return True
    courtesy = _COURTESY.search(text)
    if courtesy is None:
        return False
    if _OCCASION.search(text):
        return True
    after = span.start_char + courtesy.end()
    return _weight(span, after) < _LEAST_CONTENT


def says_something(span: Span) -> bool:
    """Whether a stretch has words of content besides its verb of saying, people and their titles."""
    return _weight(span, span.start_char) >= _LEAST_CONTENT


def _weight(span: Span, after: int) -> int:
    return sum(1 for token in span if token.idx >= after and _is_content(token))


def _is_content(token: Token) -> bool:
    return (
        token.pos_ in _CONTENT and not token.is_stop and token.ent_type_ != "PERSON" and token.lower_ not in _TITLES
    )
