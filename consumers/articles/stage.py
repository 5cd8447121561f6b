"""The stage: entries in, articles out, with their pages fetched where the feed has only a summary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from consumers.articles.compose import compose, wants_page
from consumers.articles.fetching import PageFetcher, Wanted
from consumers.articles.page import NoText, PageText
from consumers.articles.queries import CachedPage, cache_write, cached_pages, outdated
from pipeline.clock import Clock
from pipeline.errors import Reject
from pipeline.records import Article, Entry
from pipeline.stage import NOTHING, Count, Effects, Outcome, StageBase, Write
from pipeline.topics import FLOW

KEPT = timedelta(days=3)
"""How long a page stays in the cache."""
FRESH = timedelta(minutes=15)
"""A page fetched this long before an entry was seen still serves it, unless the entry is a revision."""
_CLEAN_EVERY = timedelta(minutes=10)
_PASSING = ("timeout", "connect", "protocol", "dns", "http-5", "http-429", "host-left-alone", "robots-")


class ArticlesStage(StageBase):
    """`private_feeds`: ids of the feeds whose pages may lie at private addresses."""

    flow = FLOW["articles"]
    batch = 50

    def __init__(self, fetcher: PageFetcher, clock: Clock, *, private_feeds: frozenset[str] = frozenset()) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._private = private_feeds
        self._cleaned_at: datetime | None = None

    def handle(self, batch: Sequence[Entry], database: Connection) -> Effects:
        """One article for each entry. A page that can't be had is replaced by the summary, never waited for."""
        wanting = {entry.id: entry for entry in batch if wants_page(entry)}
        links = {entry.link for entry in wanting.values() if entry.link}
        cached = cached_pages(database, links) if links else {}
        found: dict[str, PageText | NoText] = {}
        missing: dict[str, Wanted] = {}
        for entry in wanting.values():
            assert entry.link is not None
            page = cached.get(entry.link)
            if page is not None and serves(page, entry):
                found[entry.link] = page.result
            else:
                missing[entry.link] = Wanted(entry.link, allow_private=entry.feed in self._private)
        fetched = self._fetcher.fetch(list(missing.values()))
        found |= fetched
        return self._effects(batch, found, cache_write(_lasting(fetched), self._clock.now()))

    def tick(self, now: datetime, database: Connection) -> Effects:
        """Empty the cache of old pages."""
        if self._cleaned_at is not None and now - self._cleaned_at < _CLEAN_EVERY:
            return NOTHING
        self._cleaned_at = now
        removal = outdated(database, now - KEPT)
        return Effects(writes=(removal,)) if removal else NOTHING

    def _effects(self, batch: Sequence[Entry], pages: dict[str, PageText | NoText], cache: Write | None) -> Effects:
        articles: list[Article] = []
        outcomes: list[Outcome] = []
        rejected: list[tuple[Entry, Reject]] = []
        for entry in batch:
            page = pages.get(entry.link) if entry.link and wants_page(entry) else None
            article = compose(entry, page)
            if not article.title and not article.text:
                rejected.append((entry, Reject("empty", "neither the entry nor its page has a title or a text")))
                continue
            articles.append(article)
            outcomes.append(
                Outcome(
                    entry.id,
                    "article",
                    str(article.text_source),
                    {
                        "feed": entry.feed,
                        "characters": len(article.text),
                        "language": article.language,
                        "agency": article.agency,
                        "page": page.reason if isinstance(page, NoText) else None,
                    },
                )
            )
        return Effects(
            writes=(cache,) if cache else (),
            outgoing=tuple(articles),
            outcomes=tuple(outcomes),
            rejected=tuple(rejected),
            counts=tuple(Count("articles", {"text_source": str(article.text_source)}) for article in articles),
        )


def serves(page: CachedPage, entry: Entry) -> bool:
    """Whether this fetch of the page shows the entry as it is announced."""
    return page.fetched_at >= entry.fetched_at - (timedelta(0) if entry.revision else FRESH)


def _lasting(fetched: dict[str, PageText | NoText]) -> dict[str, PageText | NoText]:
    """The results that another try would not change."""
    return {
        url: result
        for url, result in fetched.items()
        if not (isinstance(result, NoText) and result.reason.startswith(_PASSING))
    }
