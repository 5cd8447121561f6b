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
from consumers.extract.reading import ArticleLike, Reader
from pipeline.records import Commitment, Passage, Position, ReportedCall, ReportedConflict


@dataclass(frozen=True)
class Extraction:
    """What one article says."""

    calls: tuple[ReportedCall, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    conflicts: tuple[ReportedConflict, ...] = ()
    passages: tuple[Passage, ...] = ()
    positions: tuple[Position, ...] = ()


class Extractor:
    """Extracts from articles. Build it once: it compiles the gazetteer."""

    def __init__(self, gazetteer: Gazetteer, nlp: Language) -> None:
        self._reader = Reader(gazetteer, nlp)
        self._calls = CallFinder(gazetteer)
        self._gazetteer = gazetteer

    def extract(self, articles: Sequence[ArticleLike]) -> list[Extraction]:
        """One extraction for each article, in order."""
        with self._reader.documents(articles) as documents:
            return [self._read(document) for document in documents]

    def _read(self, document: Document) -> Extraction:
        calls = self._calls.find(document)
        if not calls:
            return Extraction()
        return Extraction(
            calls=calls,
            commitments=find_commitments(document, calls, self._gazetteer),
            conflicts=find_conflicts(document, calls, self._gazetteer),
            passages=find_passages(document, calls, self._gazetteer),
        )
