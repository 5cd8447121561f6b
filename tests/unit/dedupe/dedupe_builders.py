"""Builders of articles for the dedupe tests; every text here is made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pipeline.records import Article, Origin, TextSource
from pipeline.text.signature import content_hash, sign

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

TITLE = "Leaders of Norland and Sudria agree to reopen the strait for grain ships"
SENTENCES = (
    "President Ada Holm of Norland and Prime Minister Viktor Brandt of Sudria spoke by telephone on Monday evening"
    " and agreed to let grain ships pass the strait again from next month.",
    "Officials in both capitals described the conversation as frank, and said that it had lasted well over an hour.",
    "The strait was closed last autumn, when a patrol boat was rammed near the lighthouse and three sailors drowned.",
    "Farmers on the southern shore have since sent their harvest by rail, at twice the price of a sea voyage.",
    "Under the arrangement, inspectors of a neutral country will board every fourth vessel before it may sail on.",
    "Brandt told reporters outside his office that the inspections were a condition he would not have given up.",
    "The opposition in Norland called the deal hasty and asked that parliament be heard before any ship is cleared.",
    "Insurers have not yet said whether they will lower the premiums which make most owners keep off the coast.",
    "A first convoy of nine ships is expected to leave the harbour once the mines near its entrance have been swept.",
)
TEXT = "\n\n".join(SENTENCES)
UPDATE = (
    "Holm announced late at night that her government would also hand back the two fishing boats which the coast"
    " guard has held since winter."
)
OTHER_TITLE = "Museum of clocks finds a forgotten workshop under its floor"
OTHER_TEXT = (
    "Workers who were laying cables beneath the old museum broke into a vaulted room of half-finished clocks.\n\n"
    "The director believes that an apprentice walled it up when the town was besieged, and that nobody came back.\n\n"
    "Visitors will be allowed to look in through a glass floor while restorers sort wheels, springs and dials."
)


def article(
    ident: str,
    title: str = TITLE,
    text: str = TEXT,
    *,
    url: str | None = None,
    published: datetime | None = NOON,
    hours: float = 0,
    source: str = "Harbour Gazette",
    revision: int = 0,
) -> Article:
    """An article, published `hours` after `published`."""
    return Article(
        id=ident,
        entry_id=f"entry-{ident}",
        ref=ident,
        feed="gazette",
        origin=Origin(source=source),
        url=url or f"https://gazette.example/{ident}",
        title=title,
        text=text,
        text_source=TextSource.PAGE,
        published=published + timedelta(hours=hours) if published else None,
        revision=revision,
        fetched_at=NOON + timedelta(hours=hours),
        content_hash=content_hash(title, text),
        signature=sign(text),
    )
