"""From articles to what they say: calls, commitments, conflicts, and whose words are whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language

from consumers.extract.accounts import find_passages
from consumers.extract.calls import CallFinder
from consumers.extract.commitments import find_commitments
from consumers.extract.conflicts import find_conflicts
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.language import LONGEST_TEXT
from consumers.extract.positions import find_positions
from consumers.extract.prefilter import FirstPass
from consumers.extract.reading import ArticleLike, Reader
from pipeline.records import Commitment, Passage, Position, ReportedCall, ReportedConflict, document_text


@dataclass(frozen=True)
class Extraction:
    """What one article says."""

    calls: tuple[ReportedCall, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    conflicts: tuple[ReportedConflict, ...] = ()
    passages: tuple[Passage, ...] = ()
    positions: tuple[Position, ...] = ()


class Extractor:
    """Extracts from articles. Build it once: it compiles the gazetteer.

    Three sieves, each dearer and finer than the one before, keep the language model for the few articles that
    need it: an automaton over the raw text, the call patterns without a parse, the call patterns with it.
    """

    def __init__(self, gazetteer: Gazetteer, nlp: Language) -> None:
        self._first_pass = FirstPass(gazetteer)
        self._reader = Reader(gazetteer, nlp)
        self._calls = CallFinder(gazetteer)
        self._gazetteer = gazetteer

    def extract(self, articles: Sequence[ArticleLike]) -> list[Extraction]:
        """One extraction for each article, in order."""
        worth = [index for index, article in enumerate(articles) if self.is_candidate(article)]
        found = [Extraction()] * len(articles)
        with self._reader.documents([articles[index] for index in worth]) as documents:
            for index, document in zip(worth, documents, strict=True):
                found[index] = self._read(document)
        return found

    def is_candidate(self, article: ArticleLike) -> bool:
        """Whether the article is worth the language model."""
        text = document_text(article.title, article.text)[:LONGEST_TEXT]
        passages = self._first_pass.passages(text, article.origin, self._reader.today(article))
        return bool(passages) and self._calls.may_find(self._reader.skim(article, passages))

    def _read(self, document: Document) -> Extraction:
        calls = self._calls.find(document)
        if not calls:
            return Extraction()
        commitments = find_commitments(document, calls, self._gazetteer)
        return Extraction(
            calls=calls,
            commitments=commitments,
            conflicts=find_conflicts(document, calls, self._gazetteer),
            passages=find_passages(document, calls, self._gazetteer),
            positions=find_positions(document, calls, self._gazetteer, commitments),
        )
