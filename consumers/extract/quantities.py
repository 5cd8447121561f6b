"""Figures in a passage: how much of what, and which figure it replaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from consumers.extract.wordlists import words
from pipeline.records import Quantity

_WORDS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {
    "hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion",
    "trillion": "trillion", "m": "million", "mn": "million", "bn": "billion", "k": "thousand", "tn": "trillion",
}  # fmt: skip
_CODES = r"USD|EUR|GBP|NOK|SEK|DKK|CHF|CAD|AUD|JPY|CNY|RUB|UAH|TRY|INR|PLN|BRL|MXN|KRW|ZAR"
_SIGNS = rf"US\$|C\$|A\$|NZ\$|R\$|HK\$|S\$|\$|€|£|¥|₹|₺|₩|{_CODES}"
_NUMBER = rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:{'|'.join(_WORDS)})\b"
_SCALE = rf"(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b"
_AMOUNT = re.compile(
    rf"(?<![\w.,/-])(?P<sign>{_SIGNS})?\s?(?P<number>{_NUMBER})(?:[\s-]?(?P<scale>{_SCALE}))?(?P<percent>\s?(?:%|"
    rf"per\s?cent\b))?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[\s-]((?:more\s+|additional\s+|new\s+|extra\s+)?[^\W\d_][\w’'/-]*(?:\s+[^\W\d_][\w’'/-]*){0,3})")
_STOP = words(
    "a an the this that these those in on of for to from by with at and or as per each next last over "
    "under between than will would has have had is are was were be been after before during until within "
    "while which who when if but its his her their our into about through against among also said says "
    "more additional new extra immediately soon then annually worth first free back home"
)
_MONTHS = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)\w*\.?\s*$", re.IGNORECASE)
_MONTH_AFTER = re.compile(
    r"\s+(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    re.IGNORECASE,
)
_NOT_COUNTED = words(
    "leader leaders president presidents side sides country countries party parties nation nations head "
    "heads men people's minister ministers way state states capital capitals other others day's thing "
    "things government governments time times hand counterparts counterpart team teams point points year- "
    "old o'clock am pm th st nd rd of-state"
)
_TIME_UNITS = words("second minute hour day week month year")
_FROM = re.compile(
    r"(?:\bfrom|\bup from|\bdown from|\binstead of|\brather than|\bformerly|\bpreviously)\s+"
    r"(?:the\s+|its\s+|a\s+|about\s+|around\s+|some\s+|nearly\s+|current\s+|present\s+)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundQuantity:
    """A quantity with its place in the text it was found in."""

    start: int
    end: int
    quantity: Quantity
    replaced: bool = False
    """This is the former value of another figure ("from 12 to 20"), not a figure of its own."""


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The figures of a passage, in order; a former value goes with the figure that replaces it.

    A length of time counts only where it is what is promised, with no other figure beside it: "for 30 days".
    """
    found = [f for f in _amounts(text) if not f.replaced]
    former = [f for f in _amounts(text) if f.replaced]
    if not found and not former:
        return _durations(text)
    if not former:
        return tuple(f.quantity for f in found)
    quantities: list[Quantity] = []
    for f in found:
        old = next((o for o in former if _comparable(o.quantity, f.quantity) and abs(o.start - f.start) < 160), None)
        if old is not None:
            former.remove(old)
            unit = f.quantity.unit or old.quantity.unit
            quantities.append(Quantity(value=f.quantity.value, unit=unit, former=old.quantity.value))
        else:
            quantities.append(f.quantity)
    return tuple(quantities)


_DURATION = re.compile(
    rf"\b(?:for|another)\s+(?:the\s+|a\s+|an\s+)?(?P<number>{_NUMBER}|a)[\s-]+(?P<unit>(?:day|week|month|"
    rf"year)s?)\b|\bto\s+(?P<zero>zero)\b",
    re.IGNORECASE,
)


def _durations(text: str) -> tuple[Quantity, ...]:
    match = _DURATION.search(text)
    if match is None:
        return ()
    if match["zero"]:
        return (Quantity(value=0, unit=""),)
    number = match["number"]
    return (Quantity(value=1 if number.lower() == "a" else _value(number), unit=match["unit"]),)


def locate_quantities(text: str) -> tuple[tuple[int, Quantity], ...]:
    """The figures of a passage with the offset at which each stands; one that follows "spoke of" may lack a unit."""
    return tuple((f.start, f.quantity) for f in _amounts(text))


def _amounts(text: str) -> list[FoundQuantity]:
    found = []
    for match in _AMOUNT.finditer(text):
        amount = _amount(text, match)
        if amount is not None:
            found.append(amount)
    return found


def _amount(text: str, match: re.Match[str]) -> FoundQuantity | None:
    sign, scale = match["sign"], match["scale"]
    value = _value(match["number"])
    end = match.end()
    if match["percent"]:
        unit = match["percent"].strip()
    elif sign:
        unit = f"{_SCALES[scale.lower()]} {sign}" if scale else sign
    else:
        counted = _counted(text, end)
        if not _is_count(text, match, value, counted, scale):
            return None
        unit = " ".join(part for part in (_SCALES[scale.lower()] if scale else "", counted) if part)
    before = text[: match.start()]
    replaced = bool(_FROM.search(before)) and not _open_range(text, match)
    start = match.start("sign") if sign else match.start("number")
    return FoundQuantity(start, end, Quantity(value=value, unit=unit), replaced)


def _is_count(text: str, match: re.Match[str], value: float, counted: str, scale: str | None) -> bool:
    """Whether a bare number counts things, and is not a date, an ordinal, a year, or "the two leaders"."""
    before, after = text[: match.start()], text[match.end() :]
    if after[:1].isalpha() or after[:1] == ":" or _MONTHS.search(before) or _MONTH_AFTER.match(after):
        return False
    words = counted.lower().split()
    if scale:
        return True
    is_year = match["number"].isdigit() and len(match["number"]) == 4 and 1900 <= value <= 2100
    if not words and (re.match(r"\s+more\b", after) or _FROM.search(before)):
        return not is_year
    if not words:
        return (
            not is_year
            and bool(re.search(r"\b(?:of|at|only|to)\s$", before))
            and after[:1] in (",", ";")
            and value > 3
        )
    if words[0] in _NOT_COUNTED or words[-1] in _NOT_COUNTED:
        return False
    if words[-1].rstrip("s") in _TIME_UNITS:
        return False
    return not is_year and not re.search(r"[A-Za-z]-$", before) and value > 0


def _value(written: str) -> float | int:
    word = _WORDS.get(written.lower())
    if word is not None:
        return word
    plain = written.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _counted(text: str, end: int) -> str:
    """The words for what is counted, right after a number: "rounds of ammunition", "Challenger tanks"."""
    match = _UNIT.match(text, end)
    if match is None:
        return ""
    words: list[str] = []
    for word in match[1].split():
        lower = word.lower()
        if lower in ("more", "additional", "new", "extra", "other", "further") and not words:
            continue
        if lower == "of" and words and words[-1].lower() in ("rounds", "doses", "tonnes", "tons", "barrels"):
            words.append(word)
            continue
        if lower in _STOP or (lower.endswith("ed") and len(lower) > 4):
            break
        words.append(word.removesuffix("’s").removesuffix("'s"))
        if len(words) == 3 and "of" not in words:
            break
    while words and words[-1].lower() in _STOP:
        words.pop()
    return " ".join(words)


_CHANGE = re.compile(
    r"\b(?:to|up from|down from|instead of|rather than|previously|formerly|rais|increas|cut|lower|drop|doubl)\w*\b",
    re.IGNORECASE,
)


def _open_range(text: str, match: re.Match[str]) -> bool:
    """Whether "from 20 ..." is an origin ("from 3 sites") and no former value: nothing near it tells of a change."""
    return not _CHANGE.search(text[max(0, match.start() - 90) : match.end() + 90])


def _comparable(old: Quantity, new: Quantity) -> bool:
    """The same unit, or one of the two left it unsaid."""
    a, b = old.unit.lower(), new.unit.lower()
    if not a or not b or a == b:
        return True
    kinds = [{w.rstrip("s") for w in u.split()} for u in (a, b)]
    percent = ["%" in u or "per" in u for u in (a, b)]
    return bool(kinds[0] & kinds[1]) or all(percent)
