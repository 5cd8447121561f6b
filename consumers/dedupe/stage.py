"""The dedupe stage: articles in, stories out; copies are counted, not lost."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from consumers.dedupe import queries
from consumers.dedupe.decide import Decision, Known, Memory, Sighting, decide, reach, when_of
from consumers.dedupe.fingerprint import Fingerprint, fingerprint
from consumers.dedupe.index import NearIndex
from pipeline.errors import Reject
from pipeline.records import Article, Story, stable_id
from pipeline.stage import Count, Effects, Outcome, StageBase, Upsert
from pipeline.store import schema
from pipeline.text.signature import SIGNATURE_SIZE
from pipeline.topics import FLOW

_SPARE_DAYS = 3
"""Days held beyond those that one article asks for, so that articles around midnight don't load them in turn."""
_FINGERPRINTS = 1000
"""Fingerprints kept between batches; one takes 20 kB, that of a long article 100 kB."""


class DedupeStage(StageBase):
    """Reads `Article`, writes the table `articles` and `Story`. One partition, one active worker.

    `window_days`: how many days may lie between two articles that are copies of one another, by the time they
    were published or, where that is unknown, fetched. Revisions of one page are joined however late they come.

    What it remembers is a cache of the table: days are loaded when an article asks for them.
    """

    flow = FLOW["dedupe"]
    batch = 200

    def __init__(self, window_days: int = 7) -> None:
        self._window = timedelta(days=window_days)
        self._forget()

    def start(self, database: Connection) -> None:
        """Forget what was remembered: another worker may have written since."""
        self._forget()

    def handle(self, batch: Sequence[Article], database: Connection) -> Effects:
        """Decide which stories the articles belong to, and which of them go on."""
        faults = [_fault(article) for article in batch]
        rejected = tuple((article, fault) for article, fault in zip(batch, faults, strict=True) if fault)
        sound = [article for article, fault in zip(batch, faults, strict=True) if not fault]
        earlier = queries.decided(database, (article.id for article in sound))
        new = [article for article in sound if article.id not in earlier]
        candidates = {article.id: self._candidates(article, database) for article in new}
        memory = Memory(self._known(new, candidates, database), self._window)
        decisions = decide(sound, earlier, candidates, memory)
        self._made = {one.id: one.print for one in memory.models(article.id for article in new)}
        return _effects(list(zip(sound, decisions, strict=True)), rejected)

    def applied(self, effects: Effects) -> None:
        """Note the articles for near-copy search, and their fingerprints: copies follow soon as a rule."""
        for write in effects.writes:
            if isinstance(write, Upsert) and write.table == schema.articles.name:
                self._index.add(entry for row in write.rows if (entry := queries.signed_row(row)))
                self._keep(self._made)

    def _forget(self) -> None:
        self._index = NearIndex(most_days=2 * self._window.days + 1 + _SPARE_DAYS)
        self._marks: OrderedDict[str, Fingerprint] = OrderedDict()
        self._made = {}

    def _candidates(self, article: Article, database: Connection) -> Sequence[str]:
        first, last = reach(when_of(article), self._window)
        if missing := self._index.missing(first, last):
            self._index.load(missing, queries.signed(database, missing))
        return self._index.find(article.signature, first, last)

    def _known(
        self, new: Sequence[Article], candidates: dict[str, Sequence[str]], database: Connection
    ) -> list[Known]:
        """All earlier articles that the decision on these may turn on."""
        found = [
            *queries.of_pages(database, (article.url for article in new)),
            *queries.of_hashes(database, (article.content_hash for article in new)),
            *queries.of_ids(database, (ident for idents in candidates.values() for ident in idents)),
        ]
        found += queries.versions(database, (one.story for one in found))
        unique = {one.id: one for one in found}
        marks = self._fingerprints(unique, database)
        return [
            Known(one.id, one.url, one.content_hash, one.when, one.story, one.version, one.emitted, marks[one.id])
            for one in unique.values()
        ]

    def _fingerprints(self, ids: Iterable[str], database: Connection) -> dict[str, Fingerprint]:
        wanted = list(ids)
        marks = {ident: self._marks[ident] for ident in wanted if ident in self._marks}
        texts = queries.texts(database, (ident for ident in wanted if ident not in marks))
        marks.update({ident: fingerprint(title, text) for ident, (title, text) in texts.items()})
        self._keep(marks)
        return marks

    def _keep(self, marks: Mapping[str, Fingerprint]) -> None:
        for ident, mark in marks.items():
            self._marks[ident] = mark
            self._marks.move_to_end(ident)
        while len(self._marks) > _FINGERPRINTS:
            self._marks.popitem(last=False)


def _fault(article: Article) -> Reject | None:
    signature = article.signature
    if signature and len(signature) != SIGNATURE_SIZE:
        return Reject("unknown-signature", f"{len(signature)} numbers; this program makes {SIGNATURE_SIZE}")
    if signature and not (min(signature) >= 0 and max(signature) <= 0xFFFFFFFF):
        return Reject("unknown-signature", "a number does not fit 32 bits")
    return None


def _effects(decided: Sequence[tuple[Article, Decision]], rejected: tuple[tuple[Article, Reject], ...]) -> Effects:
    rows = {article.id: queries.row_of(article, decision) for article, decision in decided}
    return Effects(
        writes=(Upsert(schema.articles.name, tuple(rows.values())),) if rows else (),
        outgoing=tuple(_story(article, decision) for article, decision in decided if decision.emitted),
        outcomes=tuple(_outcome(decision) for _, decision in decided),
        rejected=rejected,
        counts=tuple(
            Count("copies", {"kind": decision.sighting.value})
            for _, decision in decided
            if decision.sighting is not Sighting.FIRST
        ),
    )


def _story(article: Article, decision: Decision) -> Story:
    return Story(
        id=stable_id("story-version", article.id),
        story=decision.story,
        version=decision.version,
        article=article,
    )


def _outcome(decision: Decision) -> Outcome:
    if decision.sighting is Sighting.FIRST:
        return Outcome(decision.article, "story", decision.reason, {"story": decision.story})
    return Outcome(
        decision.article,
        "version" if decision.emitted else "copy",
        decision.reason,
        {
            "story": decision.story,
            "version": decision.version,
            "sighting": decision.sighting.value,
            "copy_of": decision.copy_of,
            "similarity": decision.similarity,
        },
    )
