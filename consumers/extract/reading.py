"""From articles to documents under analysis: whose day it is, the parse, the mentions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from spacy.tokens import Doc
from spacy.vocab import Vocab

from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.language import LONGEST_TEXT, LanguageModel
from consumers.extract.mentions import MentionFinder
from pipeline.records import Origin, document_text

_NO_PARSE = Doc(Vocab())


class ArticleLike(Protocol):
    """What the language part needs of an article; `pipeline.records.Article` has it."""

    @property
    def title(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def published(self) -> datetime | None: ...
    @property
    def origin(self) -> Origin: ...


def day_of(published: datetime | None, gazetteer: Gazetteer) -> date:
    """The day a text speaks from; for a text without a date the last day that the gazetteer knows of."""
    if published is not None:
        return published.date()
    return max((office.start for leader in gazetteer.people for office in leader.offices), default=date.min)


class Reader:
    """Reads articles with the language model. Build it once: it compiles the gazetteer."""

    def __init__(self, gazetteer: Gazetteer, model: LanguageModel) -> None:
        self._model = model
        self._gazetteer = gazetteer
        self._finder = MentionFinder(gazetteer)
        self._zones = {c.code: ZoneInfo(c.timezone) for c in gazetteer.countries}
        self._zones |= {c.alpha2: ZoneInfo(c.timezone) for c in gazetteer.countries if c.alpha2}

    def read(self, article: ArticleLike) -> Document:
        """The article as a document, parsed."""
        text = document_text(article.title, article.text)[:LONGEST_TEXT]
        return self._document(article, text, self._model(text))

    def skim(self, article: ArticleLike, passages: Sequence[tuple[int, int]]) -> Document:
        """The title and those passages as a document without a parse: other people's names are mostly not seen."""
        text = document_text(article.title, article.text)
        body = [text[max(start, len(article.title)) : end] for start, end in passages]
        return self._document(article, "\n".join([article.title, *body]), _NO_PARSE)

    def _document(self, article: ArticleLike, text: str, doc: Doc) -> Document:
        return Document(
            text=text,
            title_end=len(article.title),
            published=self.local(article.published, article.origin),
            origin=article.origin,
            doc=doc,
            mentions=self._finder.find(text, doc, self.today(article), article.origin),
        )

    def today(self, article: ArticleLike) -> date:
        """The day the article speaks from, on the outlet's own clock."""
        return day_of(self.local(article.published, article.origin), self._gazetteer)

    def local(self, published: datetime | None, origin: Origin) -> datetime | None:
        """The time of publication on the outlet's own clock.

        A time that came with an offset other than UTC keeps it. Midnight UTC is a bare date and stays that day.
        Any other UTC time is moved to the capital of the official site's or outlet's country, if known.
        """
        if published is None or published.utcoffset() != timedelta(0):
            return published
        zone = self._zones.get(origin.official_of or "") or self._zones.get(origin.outlet_country or "")
        if zone is None or published.time() == time(0):
            return published
        return published.astimezone(UTC).astimezone(zone)
