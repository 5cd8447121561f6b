"""An undertaking as one construction tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from pipeline.records import Modality


class Form(StrEnum):
    """The construction that tells of an undertaking."""

    ACCEPTED = "accepted"
    """ "accepted the invitation" """
    INVITED = "invited"
    """ "invited X" """
    PROMISED = "promised"
    """ "agreed, pledged, decided to" """
    REFUSED = "refused"
    """ "declined, ruled out" """
    CONSIDERED = "considered"
    """ "is considering, offered" """
    REQUESTED = "requested"
    """ "asked X to, X must" """
    NEEDED = "needed"
    """ "the need for X to" """
    PERSUADED = "persuaded"
    """ "persuaded X to" """
    DIRECTED = "directed"
    """ "tasked their teams" """
    READY = "ready"
    """ "is ready to" """
    HOPED = "hoped"
    """ "looks forward to" """
    NOMINAL = "nominal"
    """ "a commitment to" """
    HEADLINE = "headline"
    """ "X to meet Y" """
    FUTURE = "future"
    """ "will, would, is to" """
    THANKED = "thanked"
    """ "thanked X for" """
    FIGURE = "figure"
    """ "a new $5m package" """
    DUE = "due"
    """ "is expected to, is sending" """


@dataclass(frozen=True)
class Undertaking:
    """Someone is to do something, as one construction tells it."""

    actor: tuple[str, ...]
    modality: Modality
    trigger: Token
    act: Token
    start: int
    """First token of the evidence."""
    end: int
    """Token after the evidence."""
    promised: bool
    """A word of promising, asking or refusing says so, not a bare future."""
    beneficiary: tuple[str, ...] = ()
    form: Form = Form.PROMISED


Finder = Callable[[Token], Iterator[Undertaking]]
"""From one word to the undertakings whose construction it heads."""
