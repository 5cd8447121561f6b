"""Content words of a claim, made comparable: lower case, without endings, near synonyms as one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

_MARK = "#"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")

_STOP_WORDS = """
    a about above after again against all also although am among an and any are as at be because been before being
    below between both but by can could did do does during each for from further had has have he her here hers him his
    how i if in into is it its itself just may me more most must my no nor not now of off on once only or other our
    ours out over own s same she should so some such t than that the their them then there these they this those
    through to too toward towards under until up upon us very was we were what when where which while who whom why
    will with would you your yours shall let been
    president presidents leader leaders prime minister head heads state states mr mrs ms chinese american russian
    ukrainian side sides country countries united said says say told tell stressed noted note emphasised emphasized
    underscored reaffirmed reiterated expressed stated pointed added mentioned discussed discuss spoke speak talked
    talk call called phone telephone conversation today yesterday including particular regard respect view views hope
    agree agreed agreeing big set part importance important great good well new two jr joseph one
"""
_STOP = frozenset(_STOP_WORDS.split())

# Each row is one concept.
_CONCEPTS: Mapping[str, str] = {
    word: row.split()[0]
    for row in (
        "sanction sanctions measure costs restriction penalty economic-measure",
        "troop troops force forces build-up buildup movement military-presence",
        "talk talks negotiation dialogue consultation diplomacy diplomatic contact communicate communication",
        "visit trip travel invite invited invitation guest",
        "settle settlement resolution resolve peace peaceful",
        "buy buying purchase purchasing import",
        "soybean soybeans soya soy",
        "arm arms weapon weapons ammunition missile missiles",
        "ransomware cyber cybercrime cybersecurity",
        "kiev kyiv ukraine",
        "moscow kremlin russia",
        "beijing china",
        "washington america usa",
        "aggression invasion invade escalation escalate escalates attack",
        "respond response answer react action",
        "decisive decisively swift swiftly resolute",
        "support backing solidarity assistance help aid",
        "sovereignty territorial integrity",
        "team representative delegation adviser instruct task",
        "relationship relation tie ties",
        "nothing without",
        "mutual jointly joint",
        "farmer farm agricultural agriculture",
        "ww wwii war-memory fascism militarism",
        "implement implementing fulfil keeping carry",
        "follow-up follow",
        "ceasefire truce",
        "climate carbon emission emissions neutrality net-zero decarbonisation decarbonization",
        "nuclear jcpoa",
        "welcome applaud commend praise hail",
        "cooperation cooperate cooperative collaborate collaboration work together interaction partnership "
        "coordinate coordination coordinating",
        "meeting meet met summit meetings",
        "war conflict hostilities fighting",
        "vaccine vaccines vaccination vaccinated dose doses",
        "covid coronavirus pandemic",
        "release free freed freeing liberation",
        "detain detained detention imprison imprisoned jail jailed captivity",
        "citizen citizens national nationals",
        "protest protests blockade blockades demonstration demonstrations",
        "agreement agreements deal accord accords treaty",
        "food grain wheat",
        "passage evacuate evacuation corridor corridors",
        "condemn condemned denounce denounced condemnation",
        "concern concerned concerns worry worried",
        "defence defense",
        "restore restored restoring resume resumed resumption reopen access",
        "increase raise lift strengthen enhance deepen expand boost intensify",
        "loan loans financing finance financial credit fund funds funding",
        "safe safety protect protection",
        "border borders crossing crossings bridge bridges",
        "crisis situation developments",
        "continue further ongoing",
    )
    for word in row.split()
}

_ENDINGS = ("ations", "ation", "ments", "ment", "ingly", "ings", "ing", "ies", "edly", "ed", "es", "ly", "s")


def stem(word: str) -> str:
    """A word without its ending, and the head of its row of synonyms."""
    low = word.casefold().removesuffix("'s").removesuffix("’s")
    if low in _CONCEPTS:
        return _CONCEPTS[low]
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 4:
            low = low.removesuffix(ending)
            break
    return _CONCEPTS.get(low, low)


def content(text: str, without: frozenset[str] = frozenset()) -> frozenset[str]:
    """The comparable content words of a text, less those in `without` (names of the people on the line)."""
    words = (word.casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text))
    return frozenset(stem(word) for word in words if word not in _STOP and word not in without and len(word) > 1)


def marked(subjects: Iterable[str]) -> frozenset[str]:
    """Subjects as words of their own."""
    return frozenset(f"{_MARK}{subject}" for subject in subjects)


def rarity(texts: Iterable[frozenset[str]]) -> Mapping[str, float]:
    """How telling each word is among these texts: near 0 for one that all have, more for a rare one."""
    every = list(texts)
    counts = Counter(word for words in every for word in words)
    return {word: math.log((1 + len(every)) / count) for word, count in counts.items()}


def likeness(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Share of the telling words that two texts have in common: 0 to 1, the mean of both sides' shares."""
    common = sum(weights.get(word, 1.0) for word in one & other)
    if not common:
        return 0.0
    whole = sum(weights.get(word, 1.0) for word in one), sum(weights.get(word, 1.0) for word in other)
    return 2 * common / (whole[0] + whole[1])


def covered(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Share of the first text's telling words that the second has too: 0 to 1."""
    whole = sum(weights.get(word, 1.0) for word in one)
    return sum(weights.get(word, 1.0) for word in one & other) / whole if whole else 0.0
