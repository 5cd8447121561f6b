"""From articles to what they say: calls, commitments, conflicts, and whose words are whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consumers.extract.accounts import find_passages
from consumers.extract.calls import CallFinder
from consumers.extract.commitments import find_commitments
from consumers.extract.conflicts import find_conflicts
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.language import LONGEST_TEXT, LanguageModel
from consumers.extract.nearby import about_calls
from consumers.extract.positions import find_positions
from consumers.extract.possible import HEAD, PossibleFinder, may_open_with_talk
from consumers.extract.prefilter import FirstPass
from consumers.extract.reading import ArticleLike, Reader
from pipeline.records import Commitment, Passage, Position, ReportedCall, ReportedConflict, document_text


@dataclass(frozen=True)
class Extraction:
    """What one article says."""

    calls: tuple[ReportedCall, ...] = ()
    possible: tuple[ReportedCall, ...] = ()
    """Conversations that nothing in the article shows to be remote, for joining with what other articles tell."""
    commitments: tuple[Commitment, ...] = ()
    conflicts: tuple[ReportedConflict, ...] = ()
    passages: tuple[Passage, ...] = ()
    positions: tuple[Position, ...] = ()


class Extractor:
    """Extracts from articles. Build it once: it compiles the gazetteer.

    Three sieves, each dearer and finer than the one before, keep the language model for the few articles that
    need it: an automaton over the raw text, the call patterns without a parse, the call patterns with it. Possible
    mentions are looked for in an article's opening alone.
    """

    def __init__(self, gazetteer: Gazetteer, model: LanguageModel) -> None:
        self._first_pass = FirstPass(gazetteer)
        self._reader = Reader(gazetteer, model)
        self._calls = CallFinder(gazetteer)
        self._possible = PossibleFinder(gazetteer)
        self._gazetteer = gazetteer

    def extract(self, articles: Sequence[ArticleLike]) -> list[Extraction]:
        """One extraction for each article, in order."""
        return [
            self._found(self._reader.read(article)) if self.is_candidate(article) else Extraction()
            for article in articles
        ]

    def is_candidate(self, article: ArticleLike) -> bool:
        """Whether the article is worth the language model."""
        text = document_text(article.title, article.text)[:LONGEST_TEXT]
        today = self._reader.today(article)
        passages = self._first_pass.passages(text, article.origin, today)
        if passages and self._calls.may_find(self._reader.skim(article, passages)):
            return True
        head = text[: len(article.title) + HEAD]
        return (
            may_open_with_talk(head)
            and self._first_pass.names_two_sides(head, article.origin, today)
            and bool(self._possible.find(self._reader.skim(article, [(0, len(head))])))
        )

    def _found(self, document: Document) -> Extraction:
        calls = self._calls.find(document)
        possible = self._possible.find(document, calls)
        told = calls or possible
        if not told:
            return Extraction()
        commitments = about_calls(
            document, told, find_commitments(document, told, self._gazetteer), lambda found: found.evidence[0]
        )
        return Extraction(
            calls=calls,
            possible=possible,
            commitments=commitments,
            conflicts=find_conflicts(document, told, self._gazetteer),
            passages=find_passages(document, told, self._gazetteer),
            positions=about_calls(
                document,
                told,
                find_positions(document, told, self._gazetteer, commitments),
                lambda position: position.evidence[0],
            ),
        )
