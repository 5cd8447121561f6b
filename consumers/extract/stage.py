"""The stage: stories in, call reports out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from consumers.extract.extraction import Extractor
from consumers.extract.reports import reports_of
from pipeline.records import CallReport, Confidence, Story
from pipeline.stage import Count, Effects, Outcome, StageBase
from pipeline.topics import FLOW


class ExtractStage(StageBase):
    """Finds calls in English stories. Remembers nothing, so as many workers may run as wanted."""

    flow = FLOW["extract"]
    batch = 100

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor

    def handle(self, batch: Sequence[Story], database: Connection) -> Effects:
        english = [story for story in batch if _is_english(story)]
        extractions = self._extractor.extract([story.article for story in english])
        reports = {
            story.id: reports_of(story, extraction) for story, extraction in zip(english, extractions, strict=True)
        }
        found = [report for story in batch for report in reports.get(story.id, ())]
        return Effects(
            outgoing=tuple(found),
            outcomes=tuple(_outcome(story, reports.get(story.id)) for story in batch),
            counts=tuple(Count("reports", {"status": report.call.status}) for report in found if _is_plain(report)),
        )


def _is_english(story: Story) -> bool:
    language = story.article.language
    return language is None or language.split("-")[0].lower() == "en"


def _outcome(story: Story, reports: tuple[CallReport, ...] | None) -> Outcome:
    if reports is None:
        return Outcome(story.id, "not-read", "language", {"language": story.article.language})
    if not reports:
        return Outcome(story.id, "no-call")
    name = "call" if any(map(_is_plain, reports)) else "possible-call"
    return Outcome(story.id, name, details={"reports": [report.id for report in reports]})


def _is_plain(report: CallReport) -> bool:
    """Whether the article tells of a call, and not only of talk that other reports may show to be one."""
    return report.call.confidence is not Confidence.LOW
