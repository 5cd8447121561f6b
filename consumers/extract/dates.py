"""Date words and the days they mean, seen from the day a document was published.

An interval is returned only where the words fix one; everything vaguer ("recently", "in the coming days") is
no date. Weeks run from Monday to Sunday. "Early" in a month means days 1-10, "mid" 11-20, "late" 21 to the end.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.records import DateInterval

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
            "eight": 8, "nine": 9, "ten": 10}  # fmt: skip

_DAY = (
    r"(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?<=on )(?:mon|tues?|wed|thu(?:rs)?|fri|sat"
    r"|sun)\b\.?(?=[ ,]))"
)
_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_NUMBER = r"(?P<number>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?!\s*(?:%|per|million|billion|countries|leaders|:\d))"
_YEAR = r"(?:[,.]?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b)?"


@dataclass(frozen=True)
class DateWord:
    """Words in a text and the days they mean."""

    start: int
    end: int
    interval: DateInterval

    @property
    def coarse(self) -> bool:
        """Whether the words name no more than a year."""
        return (self.interval.end - self.interval.start).days > 300


@dataclass(frozen=True)
class _View:
    """Where a date word is read from."""

    today: date
    forward: bool
    """True where the words speak of something to come."""
    before: DateInterval | None
    """The last interval named before, for words like "that day" and "a day later"."""


_Rule = Callable[[re.Match[str], _View], DateInterval | None]


def find_dates(
    text: str, today: date, *, forward: bool = False, before: DateInterval | None = None
) -> list[DateWord]:
    """All date words of `text` in order.

    `today` is the day of publication; `forward` reads "Monday" as the next Monday instead of the latest;
    `before` is what "that day" refers to at the start of the text.
    """
    found: list[DateWord] = []
    for match, rule in _matches(text):
        last = found[-1].interval if found else before
        interval = rule(match, _View(today, forward, last))
        if interval is not None:
            found.append(DateWord(match.start(), match.end(), interval))
    return found


def _matches(text: str) -> list[tuple[re.Match[str], _Rule]]:
    """The matches in order of the text; where two overlap, the one of the earlier rule."""
    taken = bytearray(len(text) + 1)
    kept: list[tuple[re.Match[str], _Rule]] = []
    for pattern, rule in _RULES:
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
                kept.append((match, rule))
    return sorted(kept, key=lambda pair: pair[0].start())


# --- rules, the most exact first ---------------------------------------------------------------------------


def _full_date(match: re.Match[str], view: _View) -> DateInterval | None:
    month = _month_number(match["month"])
    number = int(match["number"])
    if match["year"]:
        return _day_or_none(int(match["year"]), month, number)
    return _nearest(month, number, view)


def _weekday(match: re.Match[str], view: _View) -> DateInterval:
    wanted = next(i for i, name in enumerate(_DAYS) if name.startswith(match["day"].lower().rstrip(".")[:3]))
    which = (match["which"] or "").lower()
    if "next" in which or "coming" in which or (view.forward and "last" not in which and "past" not in which):
        ahead = (wanted - view.today.weekday()) % 7
        return _days(view.today + timedelta(days=ahead or (7 if "next" in which else 0)))
    back = (view.today.weekday() - wanted) % 7
    return _days(view.today - timedelta(days=back or (7 if "last" in which else 0)))


_NEAR = {"yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1}


def _near_day(match: re.Match[str], view: _View) -> DateInterval:
    return _days(view.today + timedelta(days=_NEAR.get(" ".join(match.group().lower().split()), 0)))


def _days_ago(match: re.Match[str], view: _View) -> DateInterval:
    return _days(view.today - timedelta(days=_count(match["count"])))


_ONWARDS = re.compile(r"\b(?:later(?! in the)|next|following)\b")
_BACK = re.compile(r"\b(?:earlier|after|before)\b")


def _relative(match: re.Match[str], view: _View) -> DateInterval | None:
    words = match.group().lower()
    # "A day after they spoke": the day of their talk is the one before.
    shift = 1 if _ONWARDS.search(words) else -1 if _BACK.search(words) else 0
    # "The evening before", where no day was named: seen from the day of the telling.
    seen = view.before or (_days(view.today) if shift < 0 else None)
    if seen is None or (shift and seen.start != seen.end):
        return None
    return _days(seen.start + timedelta(days=shift), seen.end + timedelta(days=shift))


def _weekend(match: re.Match[str], view: _View) -> DateInterval:
    back = (view.today.weekday() - 5) % 7
    saturday = view.today - timedelta(days=back)
    if view.forward and back not in (0, 1):
        saturday += timedelta(days=7)
    return _days(saturday, saturday + timedelta(days=1))


def _week(match: re.Match[str], view: _View) -> DateInterval:
    shift = {"last": -7, "past": -7, "next": 7}.get(match["which"].lower(), 0)
    monday = view.today - timedelta(days=view.today.weekday()) + timedelta(days=shift)
    return _days(monday, monday + timedelta(days=6))


def _month_ago(match: re.Match[str], view: _View) -> DateInterval:
    shift = {"last": -1, "next": 1}.get(match["which"].lower(), 0)
    index = view.today.year * 12 + view.today.month - 1 + shift
    return _whole_month(index // 12, index % 12 + 1)


def _named_month(match: re.Match[str], view: _View) -> DateInterval:
    month = _month_number(match["month"])
    if match["year"]:
        year = int(match["year"])
    elif view.forward:
        year = view.today.year + (month < view.today.month)
    else:
        year = view.today.year - (month > view.today.month)
    whole = _whole_month(year, month)
    part = (match["part"] or "").lower().strip(" -")
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}.get(part, (1, 31))
    return _days(whole.start.replace(day=first), whole.start.replace(day=min(last, whole.end.day)))


def _year_ago(match: re.Match[str], view: _View) -> DateInterval:
    year = view.today.year - 1 if match["year"] is None else int(match["year"])
    return _days(date(year, 1, 1), date(year, 12, 31))


_PART_OF_DAY = r"(?:morning|afternoon|evening|night)"
_RULES: tuple[tuple[re.Pattern[str], _Rule], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), rule)
    for pattern, rule in (
        (rf"\b(?:\w+day,?\s+)?{_MONTH}\s+(?:the\s+)?{_NUMBER}{_YEAR}", _full_date),
        (rf"\b(?:\w+day,?\s+)?{_NUMBER}\s+(?:of\s+)?{_MONTH}{_YEAR}", _full_date),
        (
            r"\b(?:earlier|later)\s+(?:today|(?:in|on)\s+the\s+day)\b|\btoday\b|\btonight\b"
            rf"|\bthis\s+{_PART_OF_DAY}\b|\b(?:hours|minutes|moments)\s+ago\b|\byesterday\b|\blast\s+(?:night"
            rf"|evening)\b"
            r"|\btomorrow\b",
            _near_day,
        ),
        (r"\b(?P<count>two|three|four|five|six|seven|eight|nine|ten|[2-9])\s+days\s+ago\b", _days_ago),
        (
            rf"\b(?:the|that)\s+(?:very\s+|same\s+)(?:day|{_PART_OF_DAY})\b|\bthat\s+(?:day|{_PART_OF_DAY})\b"
            rf"|^\W*(?:later\s+)?in\s+the\s+{_PART_OF_DAY}\b"
            rf"|\b(?:the|that|an?)\s+(?:day|{_PART_OF_DAY})\s+before\b(?!\s+(?:the|his|her|their|its|he|she|they|yesterday"
            r"|last|[A-Z\ue010\ue011]|\w+ing)\b)"
            r"|\b(?:a|the|one)\s+day\s+(?:later|earlier|after)\b|\bthe\s+(?:next|following)\s+day\b",
            _relative,
        ),
        (r"\b(?:at|over|this|last|during|on|of)\s+(?:the\s+|this\s+|last\s+)?weekend\b", _weekend),
        (r"\b(?P<which>last|this|next|past)\s+week\b(?!end)", _week),
        (r"\b(?P<which>last|this|next)\s+month\b", _month_ago),
        (rf"\b(?:(?P<which>last|this\s+past|this\s+coming|this|next|coming)\s+)?\b{_DAY}", _weekday),
        (
            r"(?:\bin\s+|\bin\s+(?P<part>early|mid|late)[ -]|\blast\s+|\b(?:his|her|their|a|the)\s+(?=[A-Z]))"
            rf"(?-i:(?=[A-Z]))\b{_MONTH}\b(?:\s+(?P<year>(?:19|20)\d\d))?(?!\s*[-–]?\d)",
            _named_month,
        ),
        (r"\blast\s+year\b|\bin\s+(?P<year>(?:19|20)\d\d)\b(?!\s*[-–]\d)", _year_ago),
    )
)


# --- days --------------------------------------------------------------------------------------------------


def _nearest(month: int, number: int, view: _View) -> DateInterval | None:
    """A day without a year: the latest that is not in the future, or looking forward the next one."""
    years = (view.today.year + 1, view.today.year, view.today.year - 1)
    days = [d for year in years if (d := _day_or_none(year, month, number)) is not None]
    if view.forward:
        return min(
            (d for d in days if d.start >= view.today - timedelta(days=1)), key=lambda d: d.start, default=None
        )
    # One day of grace: the outlet's clock may be a day behind the capital that names the date.
    return max((d for d in days if d.start <= view.today + timedelta(days=1)), key=lambda d: d.start, default=None)


def _day_or_none(year: int, month: int, number: int) -> DateInterval | None:
    if number > calendar.monthrange(year, month)[1]:
        return None
    return _days(date(year, month, number))


def _whole_month(year: int, month: int) -> DateInterval:
    return _days(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def _days(start: date, end: date | None = None) -> DateInterval:
    return DateInterval(start=start, end=start if end is None else end)


def _month_number(word: str) -> int:
    return 1 + next(i for i, name in enumerate(_MONTHS) if name.startswith(word.lower().rstrip(".")[:3]))


def _count(word: str) -> int:
    return _NUMBERS.get(word.lower()) or int(word)
