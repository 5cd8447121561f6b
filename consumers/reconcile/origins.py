"""Who wrote it first: fourteen outlets that carry one agency's story are one origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.records import ArticleRef, CallReport


def origins_of(reports: Sequence[CallReport]) -> Mapping[str, str]:
    """The name of the origin of each report, by report id. Reports with one name are not independent.

    Texts that credit one agency, copies of one story, texts of one outlet, of one author and of one side's own
    sites are of one origin. The name is that of the agency or outlet which published first.
    """
    group = _Groups()
    for report in reports:
        first, *others = _marks(report.article)
        for mark in others:
            group.join(first, mark)
    names: dict[tuple[str, str], str] = {}
    for report in sorted(reports, key=_first):
        names.setdefault(group.of(_marks(report.article)[0]), report.article.agency or report.article.origin.source)
    return {report.id: names[group.of(_marks(report.article)[0])] for report in reports}


def distinct_origins(reports: Sequence[CallReport]) -> tuple[str, ...]:
    """The independent origins of these reports, each once, the first to publish first."""
    names = origins_of(reports)
    return tuple(dict.fromkeys(names[report.id] for report in sorted(reports, key=_first)))


def _first(report: CallReport) -> tuple[object, ...]:
    article = report.article
    # an official text is its own source even where an agency's copy of it was published the same minute
    return (article.published or article.fetched_at, article.origin.official_of is None, article.url, report.id)


def _marks(article: ArticleRef) -> list[tuple[str, str]]:
    source = article.origin.source.casefold()
    if article.agency:
        return [("writer", article.agency.casefold()), ("story", article.story)]
    marks = [("writer", source), ("story", article.story)]
    if article.origin.official_of:
        marks.append(("official", article.origin.official_of))
    byline = (article.byline or "").strip().casefold()
    if byline and byline not in source and " " in byline:
        marks.append(("author", byline))
    return marks


class _Groups:
    """Marks joined into groups; a group's name does not depend on the order of joining."""

    def __init__(self) -> None:
        self._parent: dict[tuple[str, str], tuple[str, str]] = {}

    def of(self, mark: tuple[str, str]) -> tuple[str, str]:
        root = mark
        while (above := self._parent.get(root, root)) != root:
            root = above
        return root

    def join(self, one: tuple[str, str], other: tuple[str, str]) -> None:
        low, high = sorted((self.of(one), self.of(other)))
        if low != high:
            self._parent[high] = low
