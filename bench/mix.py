"""A realistic mix of invented articles: mostly unrelated news, some hard negatives, few leader calls.

The same seed gives the same articles. Every sentence was written for this file.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

_START = datetime(2025, 9, 1, 6, tzinfo=UTC)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Leader:
    title: str
    name: str
    surname: str
    country: str
    government: str
    code: str


LEADERS = (
    Leader("U.S. President", "Donald Trump", "Trump", "the United States", "the White House", "USA"),
    Leader("Chinese President", "Xi Jinping", "Xi", "China", "the Chinese foreign ministry", "CHN"),
    Leader("Russian President", "Vladimir Putin", "Putin", "Russia", "the Kremlin", "RUS"),
    Leader("Ukrainian President", "Volodymyr Zelenskyy", "Zelenskyy", "Ukraine", "Zelenskyy's office", "UKR"),
    Leader("French President", "Emmanuel Macron", "Macron", "France", "the Elysee", "FRA"),
    Leader("German Chancellor", "Friedrich Merz", "Merz", "Germany", "the German government", "DEU"),
    Leader("British Prime Minister", "Keir Starmer", "Starmer", "Britain", "Downing Street", "GBR"),
    Leader("Indian Prime Minister", "Narendra Modi", "Modi", "India", "the Indian foreign ministry", "IND"),
    Leader("Turkish President", "Recep Tayyip Erdogan", "Erdogan", "Turkey", "the Turkish presidency", "TUR"),
    Leader("Brazilian President", "Luiz Inacio Lula da Silva", "Lula", "Brazil", "Lula's office", "BRA"),
)

_PLACES = ("Ashby", "Port Lune", "Varna Hill", "Old Kestrel", "Sandwick", "Mirefield", "Coldwater", "Tallow Bridge")
_HEADS = (
    "Bal",
    "Cor",
    "Dun",
    "Ester",
    "Fal",
    "Gor",
    "Hal",
    "Ist",
    "Kel",
    "Lor",
    "Mar",
    "Nor",
    "Ost",
    "Pel",
    "Rav",
    "Sel",
)
_MIDDLES = ("", "en", "ing", "er", "el", "an", "or", "is", "um", "ar", "et", "ol")
_TAILS = ("by", "ford", "ham", "ick", "land", "mere", "nes", "over", "ridge", "stead", "ton", "vale", "wick", "worth")
_SUBJECTS = (
    "council", "museum", "ferry line", "water board", "football club", "school", "library", "bakery", "court",
    "hospital", "railway", "theatre", "university", "market", "harbour", "orchestra", "observatory", "post office",
    "choir", "brewery", "garden centre", "fire brigade", "cinema", "coach company", "cathedral", "tax office", "zoo",
    "airport", "chess society", "radio station", "prison", "shipyard", "laboratory", "film studio", "power plant",
)  # fmt: skip
_QUALITIES = (
    "old", "new", "small", "famous", "troubled", "private", "public", "half-empty", "crowded", "modest", "distant",
    "northern", "southern", "restored", "celebrated", "quiet", "expensive", "unlikely", "cheerful", "disputed",
)  # fmt: skip
_ACTS = (
    "opened", "bought", "lost", "repaired", "sold", "planted", "hired", "published", "painted", "moved", "counted",
    "welcomed", "refused", "copied", "tested", "measured", "borrowed", "photographed", "insured", "auctioned",
    "designed", "rebuilt", "cleaned", "renamed", "lent", "protected", "recorded", "displayed", "replaced", "sank",
)  # fmt: skip
_OBJECTS = (
    "maps", "boats", "windows", "trees", "apprentices", "accounts", "buses", "statues", "violins", "recipes", "goats",
    "engines", "letters", "carpets", "lamps", "telescopes", "tickets", "shares", "bricks", "portraits", "vaccines",
    "turbines", "kitchens", "scooters", "contracts", "tapestries", "servers", "sausages", "bridges", "bicycles",
)  # fmt: skip
_LINKS = (
    "after", "because", "although", "while", "days before", "as soon as", "until", "so that", "hours after", "unless",
    "even though", "whenever", "once", "since", "weeks after", "just as",
)  # fmt: skip
_VOICES = ("a spokeswoman said", "the mayor said", "neighbours said", "its director told reporters", "records show")
_SOURCES = ("World Desk", "The Courier", "Morning Standard", "Harbour Wire", "City Gazette", "Evening Ledger")

_NEAR_MISSES = (
    "{a.title} {a.name} called for calm on {day} after protests in {place}, and called on all parties to talk.",
    "{a.title} {a.name} met {b.title} {b.name} in {place} on {day}, where they walked along the harbour for an hour.",
    "The foreign ministers of {a.country} and {b.country} spoke by phone on {day} about visas for students.",
    "{a.title} {a.name} sent a letter to {b.title} {b.name} on {day}, thanking him for help after the floods.",
    "{a.title} {a.name} spoke by telephone with nurses of a hospital in {place} on {day}.",
)

_CALLS = (
    "{a.title} {a.name} spoke by phone with {b.title} {b.name} on {day} about {topic}, {a.government} said.",
    "{a.title} {a.name} held a telephone conversation with {b.title} {b.name} on {day} to discuss {topic}.",
    "{a.title} {a.name} and {b.title} {b.name} discussed {topic} in a video call on {day}.",
)
_TOPICS = ("trade and energy", "the war in Ukraine", "grain exports", "the situation in the Middle East", "tariffs")
_PROMISES = (
    "{a.surname} said {b.country} had agreed to buy {n} million tonnes of wheat by the end of the year.",
    "The two leaders agreed that {a.surname} would visit {b.country} in {month}.",
    "{b.surname} promised to send {n} generators to {a.country} before the winter.",
)
_CONFLICTS = (
    "A statement by {b.government} did not mention the purchase of wheat.",
    "The account given by {b.government} made no reference to a visit.",
    "",
    "",
)


def articles(
    number: int, *, seed: int = 1, calls: float = 0.01, near_misses: float = 0.04
) -> Iterator[dict[str, Any]]:
    """`number` articles as lines of a file for `readout replay`; `calls` and `near_misses` are shares of them.

    Every third call article is carried by a second outlet as an agency copy, which counts among the calls.
    """
    chance = random.Random(seed)
    copy: dict[str, Any] | None = None
    for index in range(number):
        published = _START + timedelta(minutes=7 * index)
        draw = chance.random()
        if copy is not None:
            article, copy = {**copy, "source": "Evening Ledger"}, None
        elif draw < calls:
            article = _call(chance, published)
            copy = article if chance.random() < 1 / 3 else None
        elif draw < calls + near_misses:
            article = _near_miss(chance, published)
        else:
            article = _unrelated(chance, published)
        yield {**article, "id": f"mix-{seed}-{index}", "published": published.isoformat(), "lang": "en"}


def _call(chance: random.Random, published: datetime) -> dict[str, Any]:
    a, b = chance.sample(LEADERS, 2)
    words = {
        "a": a, "b": b, "day": _DAYS[published.weekday()], "topic": chance.choice(_TOPICS),
        "n": chance.randint(2, 60), "month": chance.choice(("March", "May", "October")),
    }  # fmt: skip
    promise = chance.randrange(len(_PROMISES))
    parts = (chance.choice(_CALLS), _PROMISES[promise], _CONFLICTS[min(promise, 2)] if chance.random() < 0.5 else "")
    text = "\n\n".join(part.format(**words) for part in parts if part) + "\n\n" + _paragraph(chance)
    return {"source": "Harbour Wire", "title": f"{a.surname} and {b.surname} talk by phone", "text": text}


def _near_miss(chance: random.Random, published: datetime) -> dict[str, Any]:
    a, b = chance.sample(LEADERS, 2)
    words = {"a": a, "b": b, "day": _DAYS[published.weekday()], "place": chance.choice(_PLACES)}
    lead = chance.choice(_NEAR_MISSES).format(**words)
    title = lead.split(",")[0][:90]
    return {"source": chance.choice(_SOURCES), "title": title, "text": f"{lead}\n\n{_paragraph(chance)}"}


def _unrelated(chance: random.Random, published: datetime) -> dict[str, Any]:
    text = "\n\n".join(_paragraph(chance) for _ in range(chance.randint(1, 6)))
    subject, place = chance.choice(_SUBJECTS), _name(chance)
    title = (
        f"{subject.capitalize()} in {place} {chance.choice(_ACTS)} {chance.randint(3, 90)} {chance.choice(_OBJECTS)}"
    )
    return {"source": chance.choice(_SOURCES), "title": title, "text": text}


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(2, 4)))


def _sentence(chance: random.Random) -> str:
    """Two clauses of drawn words, so that two articles have few word pairs in common, as real ones do."""
    pick = chance.choice
    return (
        f"The {pick(_QUALITIES)} {pick(_SUBJECTS)} of {_name(chance)} {pick(_ACTS)} {chance.randint(3, 400)}"
        f" {pick(_QUALITIES)} {pick(_OBJECTS)} {pick(_LINKS)} {_name(chance)} {pick(_SUBJECTS)} {pick(_ACTS)}"
        f" {pick(_QUALITIES)} {pick(_OBJECTS)} on {pick(_DAYS)}, {pick(_VOICES)}."
    )


def _name(chance: random.Random) -> str:
    return chance.choice(_HEADS) + chance.choice(_MIDDLES) + chance.choice(_TAILS)
