"""The decision of the stage: for each article of a batch, which story it belongs to and whether it goes on.

Pure: what is known of earlier articles is handed in as values. Articles of the batch meet one another too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from consumers.dedupe.fingerprint import Fingerprint, fingerprint
from consumers.dedupe.index import FewIndex, Signed
from consumers.dedupe.likeness import compare, same_page
from consumers.dedupe.novelty import says_more
from pipeline.records import Article, stable_id
from pipeline.text.signature import words

EXACT_WORDS = 8
"""Titles and texts of fewer words are the same by chance (“Live updates”), so they are no copies."""

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Sighting(StrEnum):
    """How an article stands to its story."""

    FIRST = "first"
    EXACT = "exact"
    NEAR = "near"
    REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one article."""

    article: str
    story: str
    version: int
    """Of the story; that of its model for a copy that says nothing new."""
    sighting: Sighting
    copy_of: str | None
    similarity: float | None
    """Jaccard similarity of the word pairs of the article and its model, 0 to 1."""
    emitted: bool
    """Whether it goes on as a version of the story."""
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """An earlier article, with what was decided on it."""

    id: str
    url: str
    content_hash: str
    when: datetime
    story: str
    version: int
    emitted: bool
    print: Fingerprint


def when_of(article: Article) -> datetime:
    """The time that an article counts for: when it was published, or else when it was fetched."""
    return article.published or article.fetched_at


def day_of(when: datetime) -> int:
    """Days since 1970-01-01, UTC."""
    return (when - _EPOCH).days


def story_id(article: str) -> str:
    """Id of the story that begins with this article."""
    return stable_id("story", article)


class Memory:
    """What is known while one batch is decided: what was loaded for it, and its own articles so far."""

    def __init__(self, known: Iterable[Known], window: timedelta) -> None:
        self.window = window
        self._by_id: dict[str, Known] = {}
        self._by_url: dict[str, list[Known]] = {}
        self._by_hash: dict[str, list[Known]] = {}
        self._versions: dict[str, list[Known]] = {}
        self._near = FewIndex()
        for one in known:
            self._note(one)

    def models(self, ids: Iterable[str]) -> list[Known]:
        """Those of the articles that are known."""
        return [self._by_id[ident] for ident in ids if ident in self._by_id]

    def of_page(self, url: str) -> Sequence[Known]:
        """Earlier articles of one URL."""
        return self._by_url.get(url, ())

    def same(self, content_hash: str) -> Sequence[Known]:
        """Earlier articles with the same words."""
        return self._by_hash.get(content_hash, ())

    def versions(self, story: str) -> Sequence[Known]:
        """What went on of a story."""
        return self._versions.get(story, ())

    def near(self, article: Article) -> list[Known]:
        """Articles of this batch that may be copies of this one."""
        first, last = reach(when_of(article), self.window)
        return self.models(self._near.find(article.signature, first, last))

    def learn(self, article: Article, mark: Fingerprint, decision: Decision) -> None:
        """Note an article of the batch and what was decided on it."""
        when = when_of(article)
        self._note(
            Known(
                article.id,
                article.url,
                article.content_hash,
                when,
                decision.story,
                decision.version,
                decision.emitted,
                mark,
            )
        )
        day = day_of(when)
        self._near.add(Signed(article.id, day, article.signature))

    def _note(self, one: Known) -> None:
        if one.id in self._by_id:
            return
        self._by_id[one.id] = one
        self._by_url.setdefault(one.url, []).append(one)
        self._by_hash.setdefault(one.content_hash, []).append(one)
        if one.emitted:
            self._versions.setdefault(one.story, []).append(one)


def reach(when: datetime, window: timedelta) -> tuple[int, int]:
    """First and last day on which a copy of an article of this time may have been published."""
    days = -(-window // _DAY)
    return day_of(when) - days, day_of(when) + days


def decide(
    batch: Sequence[Article],
    earlier: Mapping[str, Decision],
    candidates: Mapping[str, Sequence[str]],
    memory: Memory,
) -> tuple[Decision, ...]:
    """Decide on the articles in order.

    `earlier` holds decisions on articles that were handled before: they stand. `candidates` gives for each
    article the ids of those in `memory` that may be near copies. `memory` learns the batch's articles.
    """
    made: dict[str, Decision] = dict(earlier)
    for article in batch:
        if article.id in made:
            continue
        mark = fingerprint(article.title, article.text)
        made[article.id] = _decide_one(article, mark, candidates.get(article.id, ()), memory)
        memory.learn(article, mark, made[article.id])
    return tuple(made[article.id] for article in batch)


def _decide_one(article: Article, mark: Fingerprint, candidates: Sequence[str], memory: Memory) -> Decision:
    model = _page(article, mark, memory) or _exact(article, memory) or _near(article, mark, candidates, memory)
    if model is None:
        return Decision(article.id, story_id(article.id), 0, Sighting.FIRST, None, None, True, "new")
    known, sighting, similarity, why = model
    versions = memory.versions(known.story)
    emitted = sighting is Sighting.REVISION or (
        sighting is Sighting.NEAR and says_more(article.text, [version.print for version in versions])
    )
    version = max((one.version for one in versions), default=known.version) + 1 if emitted else known.version
    return Decision(article.id, known.story, version, sighting, known.id, similarity, emitted, why)


_Model = tuple[Known, Sighting, float, str]


def _page(article: Article, mark: Fingerprint, memory: Memory) -> _Model | None:
    """The revision of the same page that is nearest to this one."""
    found: list[tuple[float, Known, float]] = []
    for known in memory.of_page(article.url):
        if known.content_hash == article.content_hash:
            return known, Sighting.EXACT, 1.0, "same-page"
        likeness = compare(mark, known.print, 0)
        if same_page(likeness):
            found.append((likeness.score, known, likeness.similarity))
    if not found:
        return None
    _, known, similarity = max(found, key=lambda one: (one[0], one[1].when, one[1].id))
    return known, Sighting.REVISION, similarity, "same-page"


def _exact(article: Article, memory: Memory) -> _Model | None:
    """The earliest article in the window with the same words."""
    same = [known for known in memory.same(article.content_hash) if _in_window(article, known, memory)]
    if not same or len(words(article.title)) + len(words(article.text)) < EXACT_WORDS:
        return None
    return min(same, key=lambda known: (known.when, known.id)), Sighting.EXACT, 1.0, "same-words"


def _near(article: Article, mark: Fingerprint, candidates: Sequence[str], memory: Memory) -> _Model | None:
    """The article in the window that this one is likest to, if it is a copy of any."""
    found: list[tuple[float, Known, float, str]] = []
    for known in (*memory.models(candidates), *memory.near(article)):
        if _in_window(article, known, memory):
            likeness = compare(mark, known.print, abs(when_of(article) - known.when) / _DAY)
            if likeness.copy:
                found.append((likeness.score, known, likeness.similarity, likeness.reason))
    if not found:
        return None
    _, known, similarity, reason = max(found, key=lambda one: (one[0], one[1].id))
    return known, Sighting.NEAR, similarity, reason


def _in_window(article: Article, known: Known, memory: Memory) -> bool:
    return abs(when_of(article) - known.when) <= memory.window
