"""What each side says of a call: its best official text in hand, else the words that articles attribute to it."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence

from consumers.reconcile.quotes import quote
from consumers.reconcile.view import Account, Difference
from pipeline.records import CallReport, Passage, Role

_MOST_PASSAGES = 40


def accounts_of(
    parties: Sequence[str], reports: Sequence[CallReport], earlier: Sequence[CallReport] = ()
) -> tuple[Account, ...]:
    """One account for each party that spoke or is quoted, in the order of `parties`.

    `earlier` are reports of editions that `reports` took the place of: an official page that changed without
    saying so shows as a difference.
    """
    built = (_account(side, reports, earlier) for side in parties)
    return tuple(account for account in built if account is not None)


def official_reports(side: str, reports: Sequence[CallReport]) -> list[CallReport]:
    """The side's own texts on this call, fullest first; texts that mention it in passing only if no other."""
    own = [r for r in reports if r.article.origin.official_of == side]
    own = [r for r in own if r.call.role is Role.MAIN] or own
    return sorted(own, key=lambda r: (-_length(r), r.article.published or r.article.fetched_at, r.id))


def _length(report: CallReport) -> int:
    return sum(len(p.evidence.exact) for p in report.passages) + sum(
        len(words.exact) for c in report.commitments for words in c.evidence
    )


def _account(side: str, reports: Sequence[CallReport], earlier: Sequence[CallReport]) -> Account | None:
    own = official_reports(side, reports)
    if own:
        found = [(r, p) for r in own for p in r.passages]
        spoken = own
    else:
        found = [(r, p) for r in reports for p in r.passages if p.side == side]
        found.sort(key=lambda pair: (pair[0].article.published or pair[0].article.fetched_at, pair[0].id))
        spoken = list({r.id: r for r, _ in found}.values())
    if not spoken:
        return None
    unique: dict[str, tuple[CallReport, Passage]] = {}
    for report, passage in found:
        unique.setdefault(passage.evidence.exact, (report, passage))
    whole = [words for words in unique if not any(words in other and words != other for other in unique)]
    kept = [unique[words] for words in whole[:_MOST_PASSAGES]]
    times = [r.article.published for r in spoken if r.article.published]
    ordered = sorted(spoken, key=lambda r: (r.article.published or r.article.fetched_at, r.id))
    return Account(
        side=side,
        official=bool(own),
        published=min(times, default=None),
        articles=tuple(dict.fromkeys(r.article.ref for r in ordered)),
        topics=tuple(sorted({topic for _, passage in kept for topic in passage.topics})),
        passages=tuple(passage for _, passage in kept),
        quotes=tuple(quote(r.article, passage.evidence) for r, passage in kept),
        differences=_edits(own, earlier),
    )


def _edits(own: Sequence[CallReport], earlier: Sequence[CallReport]) -> tuple[Difference, ...]:
    """What changed between the editions of each official page, oldest edition first."""
    editions: Mapping[str, list[CallReport]] = defaultdict(list)
    urls = {r.article.url for r in own}
    for report in [*earlier, *own]:
        if report.article.url in urls:
            editions[report.article.url].append(report)
    differences = []
    for _, versions in sorted(editions.items()):
        versions.sort(key=lambda r: (r.article.revision, r.article.version, r.id))
        for before, after in itertools.pairwise(versions):
            differences += _edit(before, after)
    return tuple(differences)


def _edit(before: CallReport, after: CallReport) -> list[Difference]:
    old = {p.evidence.exact: p for p in before.passages}
    new = {p.evidence.exact: p for p in after.passages}
    gone = [p for words, p in old.items() if words not in new]
    added = [p for words, p in new.items() if words not in old]
    if not gone and not added:
        return []
    seen = f"{after.article.fetched_at:%Y-%m-%d %H:%M} UTC"
    return [
        Difference(
            what="edition",
            detail=f"The page changed: {len(gone)} passages gone, {len(added)} new; seen {seen}.",
            quotes=tuple(quote(before.article, p.evidence) for p in gone[:5])
            + tuple(quote(after.article, p.evidence) for p in added[:5]),
        )
    ]
