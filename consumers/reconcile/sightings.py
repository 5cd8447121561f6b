"""What identity needs to know of one report: a small value, kept apart from the report's text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from pipeline.records import (
    CallReport,
    CallStatus,
    Confidence,
    DateInterval,
    Medium,
    OutletTime,
    ReportedCall,
    Role,
    UtcDatetime,
    Value,
)

GROUP = "group"
"""The family of calls of three and more: outlets rarely list the same participants, so they meet in one family."""

NARROW = timedelta(days=1)
"""A date interval no longer than this from start to end names a day (two, for a night or a time zone)."""
BROAD = timedelta(days=35)
"""A date interval longer than this says nothing about which call is meant."""
A_DAY = timedelta(days=1)
"""How far a tentative report may look, either way, from the day it names or was published."""
LOOK_BACK = timedelta(days=5)
"""How far before its publication a report without a date may look for its call: news is of the last days."""
LOOK_FARTHER_BACK = timedelta(days=14)
"""The same where the headline is about something else."""
LOOK_FAR_BACK = timedelta(days=30)
"""The same for a call mentioned in passing."""
STALE_PLAN = timedelta(days=2)
"""How long after a call articles still speak of it as of one to come."""
LOOK_AHEAD = timedelta(days=7)
"""How far after its publication a plan without a date may look for its call; one in passing only until the next."""

# Hours behind UTC of the capitals west of it. Their officials' evening is the next day in UTC.
_BEHIND_UTC = {
    "USA": 5, "CAN": 5, "MEX": 6, "BRA": 3, "ARG": 3, "CHL": 4, "COL": 5, "PER": 5, "VEN": 4, "CUB": 5, "ECU": 5,
    "BOL": 4, "URY": 3, "PRY": 4, "PAN": 5, "CRI": 6, "GTM": 6, "HND": 6, "NIC": 6, "SLV": 6, "DOM": 4, "HTI": 5,
    "JAM": 5, "UN": 5,
}  # fmt: skip


class Sighting(Value):
    """One article's mention of one call, as far as identity goes."""

    id: str
    """Id of the report."""
    article: str
    """Canonical URL of the article: the same for all its revisions."""
    edition: tuple[int, int]
    """Revision of the article, version of the story: a later one takes the place of an earlier one."""
    parties: tuple[str, ...]
    """Sorted, each once: countries, or the name of a participant whose country is not known."""
    people: tuple[tuple[str, str], ...]
    """(party, person) for the participants who are resolved, sorted."""
    status: CallStatus
    medium: Medium
    role: Role
    multi: bool
    uncertain: bool
    tentative: bool = False
    """Only that the two were in conversation is known: it may join a call that others tell of, never make one."""
    ordinal: str | None
    when: DateInterval | None
    """The days that the report names for the call."""
    published: OutletTime | None
    seen: UtcDatetime
    official_of: str | None
    source: str = ""
    """The outlet or channel."""
    headlined: bool = True
    """The headline speaks of a call, or of people talking."""

    @property
    def family(self) -> str:
        """Reports of different families are never of one call."""
        return GROUP if self.multi or len(self.parties) > 2 else "+".join(self.parties)[:200]

    @property
    def official(self) -> bool:
        """A side's own text about its own call."""
        return self.official_of in self.parties

    @property
    def voice(self) -> tuple[str | None, str]:
        """The organ of a side that speaks: it publishes one readout of a call, and others repeat it."""
        return self.official_of, self.source

    @property
    def at(self) -> datetime:
        """Publication; an article without it was published at the latest when it was seen."""
        return self.published or self.seen

    @property
    def by(self) -> datetime:
        """The latest moment of its publication: midnight sharp is how archives write a date without an hour."""
        return self.at + timedelta(days=1) if self._is_bare_date else self.at

    @property
    def _is_bare_date(self) -> bool:
        """Whether the time of publication is a date without an hour, as it seems."""
        return not (self.at.hour or self.at.minute or self.at.second or self.at.microsecond)

    @cached_property
    def day(self) -> date:
        """The day of publication: the earliest of the outlet's own, UTC's and, for officials, their capital's.

        A call precedes its readout, so the earliest day is the likeliest one, and sites that write local times as
        if they were UTC come out right too. A date without an hour is that day everywhere.
        """
        if self._is_bare_date:
            return self.at.date()
        in_utc = self.at.astimezone(UTC)
        behind = _BEHIND_UTC.get(self.official_of or "", 0)
        return min(self.at.date(), in_utc.date(), (in_utc - timedelta(hours=behind)).date())

    @property
    def dated(self) -> bool:
        """The report names the day of the call."""
        return self.when is not None and self.when.end - self.when.start <= NARROW

    @cached_property
    def span(self) -> tuple[date, date]:
        """The days among which its call can lie."""
        if self.tentative and (self.dated or self.when is None):
            first, last = (self.when.start, self.when.end) if self.when is not None else (self.day, self.day)
            return first - A_DAY, last + A_DAY
        if self.when is not None and self.when.end - self.when.start <= BROAD:
            return self.when.start, self.when.end
        if self.status in (CallStatus.PLANNED, CallStatus.PROPOSED):
            if self.role is not Role.MAIN:
                return self.day, self.day + NARROW
            return self.day - STALE_PLAN, self.day + LOOK_AHEAD
        back = LOOK_BACK if self.headlined else LOOK_FARTHER_BACK
        return self.day - (back if self.role is Role.MAIN else LOOK_FAR_BACK), self.day + NARROW


_TALK = re.compile(
    r"\b(?:calls?|called|phon\w+|telephon\w+|sp[oe]\w+|talk\w*|video\w*|virtual\w*|conversation\w*|rings?|rang|dial\w*|tells?"
    r"|told|discuss\w*|urges?|agrees?)\b|📞",
    re.IGNORECASE,
)


def is_tentative(call: ReportedCall) -> bool:
    """Whether the article only tells of a conversation: the weakest form of report, which proves no call."""
    return call.uncertain and call.confidence is Confidence.LOW and call.role is Role.BACKGROUND


def sighting_of(report: CallReport) -> Sighting:
    """The identity part of a report."""
    call, article = report.call, report.article
    published = article.published
    if published is not None and not _in_living_memory(published.date()):
        published = None
    named = [(p.country or p.name, p) for p in call.participants]
    return Sighting(
        id=report.id,
        article=article.url,
        edition=(article.revision, article.version),
        parties=tuple(sorted({party for party, _ in named})),
        people=tuple(sorted({(party, p.qid or p.name.casefold()) for party, p in named if p.resolved})),
        status=call.status,
        medium=call.medium,
        role=call.role,
        multi=call.multi,
        uncertain=call.uncertain,
        tentative=is_tentative(call),
        ordinal=call.ordinal,
        when=call.date if call.date and _in_living_memory(call.date.start, call.date.end) else None,
        published=published,
        seen=article.fetched_at,
        official_of=article.origin.official_of,
        source=article.origin.source,
        headlined=not article.title or _TALK.search(article.title) is not None,
    )


def _in_living_memory(*days: date) -> bool:
    """Whether leaders can have been on the telephone then; other dates are mistakes of the feed or the text."""
    return all(1930 <= day.year <= 2200 for day in days)
