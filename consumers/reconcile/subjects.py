"""What a claim or a conflict is about, as one word of a closed list.

The subject is what makes two articles' conflicts one conflict and two calls' commitments one line of the ledger,
so it must come out the same from "soya bean purchases", "the Soybean count" and "US soybeans": a closed list
does that in any order of arrival, where grouping by likeness would not. The specific come before the general.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDINGS: tuple[tuple[str, str], ...] = (
    ("placed-call", r"who (?:placed|initiated|made) the call|initiat\w+ of the call|at whose (?:request|initiative)"),
    ("soybeans", r"soy\w*(?:[ -]?beans?)?"),
    ("beef", r"beef|cattle"),
    ("grain", r"grain|wheat|corn|maize"),
    ("rare-earths", r"rare[ -]earths?|critical minerals?|magnets?"),
    ("fentanyl", r"fentanyl|narcotics?|drug (?:traffick\w+|cartels?)|opioids?"),
    ("aircraft", r"aircraft|air ?planes?|jets?|engines?|boeing"),
    ("chips", r"semiconductors?|chips?|artificial intelligence"),
    ("arms-taiwan", r"arms (?:sales?|package)\W+(?:\w+\W+){0,3}taiwan\w*|taiwan\w*\W+(?:\w+\W+){0,3}arms"),
    ("taiwan", r"taiwan\w*|cross-strait|one china"),
    ("state-visit", r"state visits?"),
    ("visit", r"visit\w*|trips?|travel\w*|invit\w+|guest"),
    ("summits", r"apec|g-?20|g-?7|summits?|leaders['’] meeting"),
    ("ceasefire", r"cease-?fires?|truces?|halt to (?:the )?(?:fighting|strikes|hostilities)"),
    ("hostages", r"hostages?|captives?|abduct\w+"),
    ("prisoners", r"prisoners?|detain\w+|imprison\w+|inmates?"),
    ("sanctions", r"sanction\w*|price cap|severe costs|economic (?:and other )?measures"),
    ("tariffs", r"tariffs?|dut(?:y|ies)|levies|trade (?:deal|agreement|truce)"),
    ("nord-stream", r"nord stream\w*"),
    ("oil-gas", r"oil|gas|lng|crude|pipelines?"),
    ("energy", r"energy|electricity|power (?:plants?|grid)|nuclear power"),
    ("air-defence", r"air[ -]defen[cs]e|patriots?|anti-aircraft|missile defen[cs]e"),
    ("arms", r"arms|weapons?|ammunition|missiles?|military (?:aid|assistance|support|equipment)|security assistance"),
    ("nato", r"nato|north atlantic"),
    ("guarantees", r"(?:security|legal\w*|binding) guarant\w+|guarant\w+"),
    ("strategic-stability", r"strategic stability|new start|arms control|non-?proliferation"),
    ("minsk", r"minsk|normandy"),
    ("sovereignty", r"sovereignty|territorial integrity"),
    ("troops", r"troops?|forces along|build-?up|(?<!de-)escalat\w+|invasion|invade\w*|aggression"),
    ("cyber", r"cyber\w*|ransomware|information security"),
    ("climate", r"climate|emissions?"),
    ("health", r"covid\w*|pandemic|vaccin\w+|health"),
    ("iran", r"iran\w*|jcpoa"),
    ("north-korea", r"north korea\w*|dprk|pyongyang|korean peninsula"),
    ("aid", r"humanitarian|relief|(?:financial|economic|budget\w*) (?:aid|assistance|support)|aid"),
    ("food", r"food (?:security|crisis)|black sea"),
    ("war-memory", r"world war|wwii|victory|militarism|post-?war"),
    (
        "diplomacy",
        r"diploma\w+|peace (?:process|settlement|efforts?)|peaceful (?:settlement|resolution|solution)|"
        r"ways to peace|de-?escalat\w+",
    ),
    ("ukraine", r"ukrain\w*|kyiv|kiev|donbas\w*|crimea\w*"),
    ("middle-east", r"gaza|israel\w*|palestin\w*|hamas|lebanon|syria\w*|two-state"),
    ("agriculture", r"agricultur\w+|farm\w*|crops?"),
    ("trade", r"trade|exports?|imports?|purchas\w+|market access|econom\w+"),
    ("investment", r"invest\w+|loans?|financ\w+"),
    ("talks", r"talks?|meet\w*|negotiat\w+|dialogue|consult\w+|contact|communicat\w+|teams?"),
    ("security", r"security|defen[cs]e|military"),
    ("relations", r"relation\w*|ties|cooperat\w+|partnership|friendship"),
)  # fmt: skip

_PATTERNS = tuple((name, re.compile(rf"(?<!\w)(?:{wordings})(?!\w)", re.IGNORECASE)) for name, wordings in _WORDINGS)

GENERAL = frozenset(
    {"ukraine", "aid", "middle-east", "agriculture", "trade", "investment", "talks", "security", "relations"}
)
"""Subjects so wide that two claims may share one and have nothing to do with each other."""

_REMEMBERED = 4096
"""Texts whose subjects are kept at hand: a call's claims are looked at again with every report that joins it."""


@lru_cache(_REMEMBERED)
def subjects_in(text: str) -> frozenset[str]:
    """All subjects that a text names."""
    return frozenset(name for name, pattern in _PATTERNS if pattern.search(text))


@lru_cache(_REMEMBERED)
def subject_of(*texts: str, fallback: str = "other") -> str:
    """The most specific subject of the first of the texts that names one."""
    for text in texts:
        for name, pattern in _PATTERNS:
            if pattern.search(text):
                return name
    return fallback
