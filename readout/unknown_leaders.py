"""People with a leader's title in reports of calls, who are not in the gazetteer."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice

from sqlalchemy import Connection, select

from pipeline.records import ArticleRef, CallReport, OutletTime, Participant, Value
from pipeline.store.schema import reports

_EXAMPLES = 3


class Example(Value):
    """An article that has the name."""

    title: str
    source: str
    url: str | None
    published: OutletTime | None


class Unknown(Value):
    """One name."""

    name: str
    country: str | None
    titles: tuple[str, ...]
    stories: int
    """Copies of one text count once."""
    last_seen: OutletTime | None
    examples: tuple[Example, ...]
    """Of different stories, the latest first."""


def unknown_leaders(database: Connection) -> list[Unknown]:
    """All unresolved participants of the stored reports, the one with the most stories first."""
    found: dict[tuple[str, str | None], list[tuple[Participant, CallReport]]] = defaultdict(list)
    for body in database.execute(select(reports.c.body)).scalars():
        report = CallReport.model_validate(body)
        for person in report.call.participants:
            if not person.resolved:
                found[person.name, person.country].append((person, report))
    everyone = [_unknown(name, country, seen) for (name, country), seen in found.items()]
    return sorted(everyone, key=lambda one: (-one.stories, one.name, one.country or ""))


def _unknown(name: str, country: str | None, seen: list[tuple[Participant, CallReport]]) -> Unknown:
    dated = sorted(
        (report.article for _, report in seen),
        key=lambda article: (article.published or article.fetched_at, article.id),
        reverse=True,
    )
    by_story: dict[str, ArticleRef] = {}
    for article in dated:
        by_story.setdefault(article.story, article)
    return Unknown(
        name=name,
        country=country,
        titles=tuple(sorted({person.office for person, _ in seen if person.office})),
        stories=len(by_story),
        last_seen=dated[0].published,
        examples=tuple(
            Example(
                title=article.title,
                source=article.origin.source,
                url=article.link or article.url,
                published=article.published,
            )
            for article in islice(by_story.values(), _EXAMPLES)
        ),
    )
