"""Whose voice a document is: the leader whose first person it is, the leader whose official site it is on."""

from __future__ import annotations

from datetime import date

from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer, Status
from consumers.extract.holders import Holders
from pipeline.records import Participant


def host_of(document: Document, gazetteer: Gazetteer, today: date) -> Participant | None:
    """The leader, on that day, of the side whose official site published the document."""
    place = document.origin.official_of
    return leader_of(place, gazetteer, today) if place else None


def leader_of(country: str, gazetteer: Gazetteer, today: date) -> Participant | None:
    """Whom "the leader of" that country or organisation means on that day."""
    leader = gazetteer.holder(country, None, today)
    return Holders(gazetteer, today).participant(leader) if leader else None


def speaker_of(document: Document, gazetteer: Gazetteer, today: date) -> Participant | None:
    """The leader, in or awaiting office on that day, whose own account published the document."""
    name = document.origin.speaker
    if not name:
        return None
    for leader in gazetteer.by_name(name):
        if leader.status(today) in (Status.CURRENT, Status.ELECTED):
            return Holders(gazetteer, today).participant(leader)
    return None
