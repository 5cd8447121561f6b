"""Who wrote a text first: the news agency that a byline, a dateline or a closing line credits. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMES: dict[str, tuple[str, ...]] = {
    "Reuters": ("Thomson Reuters", "Reuters", "REUTERS"),
    "AP": ("The Associated Press", "Associated Press", "AP News", "AP"),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP"),
    "Xinhua": ("Xinhua News Agency", "Xinhua", "XINHUA"),
    "TASS": ("ITAR-TASS", "TASS"),
    "Interfax": ("Interfax-Ukraine", "Interfax", "INTERFAX"),
    "RIA Novosti": ("RIA Novosti", "Sputnik"),
    "Bloomberg": ("Bloomberg News", "Bloomberg", "BLOOMBERG"),
    "Dow Jones": ("Dow Jones Newswires", "Dow Jones"),
    "dpa": ("Deutsche Presse-Agentur", "dpa", "DPA"),
    "Kyodo": ("Kyodo News", "Kyodo", "KYODO"),
    "Jiji": ("Jiji Press", "Jiji", "JIJI"),
    "Yonhap": ("Yonhap News Agency", "Yonhap", "YONHAP"),
    "PTI": ("Press Trust of India", "PTI"),
    "ANI": ("Asian News International", "ANI"),
    "IANS": ("IANS",),
    "APP": ("Associated Press of Pakistan",),
    "EFE": ("Agencia EFE", "EFE"),
    "ANSA": ("ANSA",),
    "Anadolu": ("Anadolu Agency", "Anadolu Ajansı", "Anadolu"),
    "Ukrinform": ("Ukrinform",),
    "Bernama": ("Bernama", "BERNAMA"),
    "Antara": ("Antara",),
    "VNA": ("Vietnam News Agency", "VNA"),
    "CNA Taiwan": ("Central News Agency",),
    "KCNA": ("Korean Central News Agency", "KCNA"),
    "IRNA": ("IRNA",),
    "SPA": ("Saudi Press Agency", "SPA"),
    "WAM": ("Emirates News Agency", "WAM"),
    "MENA": ("Middle East News Agency",),
    "PA Media": ("PA Media", "Press Association"),
    "AAP": ("Australian Associated Press", "AAP"),
    "The Canadian Press": ("The Canadian Press", "Canadian Press"),
    "UPI": ("United Press International", "UPI"),
    "PAP": ("Polish Press Agency", "PAP"),
    "BTA": ("Bulgarian News Agency", "BTA"),
    "MTI": ("MTI",),
    "BELTA": ("BelTA", "BELTA"),
}
_BY_NAME = {name: agency for agency, names in _NAMES.items() for name in names}
_BY_NAME |= {"AA": "Anadolu", "CP": "The Canadian Press", "PA": "PA Media"}

_ANY = "|".join(re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True))
_LONG = "|".join(
    re.escape(name) for name in sorted(_BY_NAME, key=len, reverse=True) if name not in ("AA", "CP", "PA")
)

_OPENING = 250
_CLOSING = 350

_DATELINE = re.compile(
    # (Reuters) - …   WASHINGTON (AP) — …   MOSCOW, February 4. /TASS/. …   [ANI]: …
    rf"[(/\[](?P<name>{_ANY})(?:/[A-Z]+)?[)/\]]\s*(?:[-–—:.]|$|(?=[A-Z\"“]))"
)
_CLOSINGS = (
    re.compile(rf"[(\[/](?P<name>{_LONG})[)\]/]\W*$"),
    # A line of its own at the end, or after a dash: “— Reuters”, “BLOOMBERG”, “AP/AFP”.
    re.compile(rf"(?:[-–—]\s*|\n\s*|[.!?”\"’]\s+)(?:with\s+)?(?P<name>{_LONG})(?:\s*[/,&]\s*[A-Za-z ]{{2,30}})?\W*$"),
    re.compile(rf"(?:©|\(c\)|[Cc]opyright)\s*(?:\d{{4}}\s*)?(?:by\s+)?(?P<name>{_LONG})\b"),
    re.compile(
        rf"(?:[Ww]ith\s+(?:additional\s+)?(?:inputs?|reporting|files|agency\s+inputs?)\s+(?:from|by)|[Ss]ource\s*:|"
        rf"[Pp]ublished\s+from|[Tt]his\s+(?:story|article|report)\s+(?:was|is)\s+\w+\s+(?:by|from))\s+(?:the\s+)?"
        rf"(?P<name>{_LONG})\b"
    ),
)
_REUTERS_STAFF = re.compile(r"\((?:Additional )?[Rr]eporting by [^()]{3,300}?[Ee]diting by [^()]{3,200}\)?\W*$")
_IN_BYLINE = re.compile(rf"(?<![\w-])(?P<name>{_ANY})(?![\w-])")
_BY = re.compile(r"^\s*(?:by|written by|from|von|par|por)\s*:?\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"^\s*[^\s@()]+@[^\s@()]+\s*(?:\((?P<name>[^()]+)\))?\s*$")


def agency_of(*, source: str, byline: str | None, text: str) -> str | None:
    """The agency that is credited, by its short name; None if none is.

    An agency's own feed counts as credited. A mention in the running text (“told Reuters”) does not.
    """
    name = source.partition(":")[0].strip()  # “Xinhua: China” is a part of Xinhua
    own = _BY_NAME.get(name)
    if own is None:
        words = name.split()
        own = next((_BY_NAME[part] for part in _leading(words) if part in _BY_NAME and len(part) > 3), None)
    if own is not None:
        return own
    return _from_byline(byline) or _from_text(text)


def clean_byline(byline: str | None) -> str | None:
    """The names in a byline, without “By” and mail addresses; None if nothing is left."""
    if not byline:
        return None
    address = _ADDRESS.match(byline)
    if address:
        byline = address["name"] or ""
    name = _BY.sub("", " ".join(byline.split())).strip(" ,;|-–—")
    return name[:300] or None


def _leading(words: list[str]) -> Iterator[str]:
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count])


def _from_byline(byline: str | None) -> str | None:
    if not byline:
        return None
    found = _IN_BYLINE.search(byline)
    return _BY_NAME[found["name"]] if found else None


def _from_text(text: str) -> str | None:
    found = _DATELINE.search(text[:_OPENING])
    if found:
        return _BY_NAME[found["name"]]
    end = text[-_CLOSING:].rstrip()
    for pattern in _CLOSINGS:
        found = pattern.search(end)
        if found:
            return _BY_NAME[found["name"]]
    return "Reuters" if _REUTERS_STAFF.search(end) else None
