"""Words of an article made ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.records import ArticleRef, CallReport, Evidence, Quote


def quote(article: ArticleRef, evidence: Evidence) -> Quote:
    """The words with where they were read."""
    return Quote(
        source=article.origin.source,
        url=article.link or article.url,
        published=article.published,
        evidence=evidence,
    )


def quotes(report: CallReport, evidence: Iterable[Evidence]) -> tuple[Quote, ...]:
    """Several passages of one report."""
    return tuple(quote(report.article, words) for words in evidence)


def first_of_each_source(found: Iterable[Quote], most: int) -> tuple[Quote, ...]:
    """At most `most` of the quotes: one a source, in the order given."""
    kept: dict[str, Quote] = {}
    for one in found:
        kept.setdefault(one.source, one)
    return tuple(kept.values())[:most]
