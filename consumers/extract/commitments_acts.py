"""What kind of act an undertaking is about, and whether it is an act at all or only goodwill."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from pipeline.records import CommitmentKind as Kind

# Verbs and nouns (lemmas) that make the act what it is when they head it or are its object.
_WORDS: dict[Kind, str] = {
    Kind.VISIT: "visit trip travel come arrive fly host welcome invite tour guest stopover visiting journey invitation arrival",
    Kind.TALKS: "talk meet meeting summit negotiate negotiation consult consultation round "
    "delegation team mission envoy commission broker mediate mediation conference session dialogue working-group "
    "representative discuss discussion reconvene forum quad mechanism process technical-team "
    "follow-up",
    Kind.PURCHASE: "buy purchase order procure soybean soyabean airliner aircraft boeing airbus jetliner icebreaker purchases soya",
    Kind.AID: "aid assistance humanitarian donate donation dose vaccine grant relief loan evacuate medical "
    "refugee food medicine laboratory doctor tranche reconstruction coastguard field-hospital rescuer shelter firefighter grain-ship convoy",
    Kind.ARMS: "arm weapon weaponry tank missile ammunition battery air-defence air-defense fighter jet f-16 f-35 patriot munition "
    "howitzer drone himars rifle launcher warship submarine artillery helicopter shell gun mig interceptor armament rocket",
    Kind.TRADE: "tariff trade import export duty quota licence license embargo grain beef cattle fertiliser fertilizer chip "
    "mineral earth customs levy lobster wine poultry pork dairy wheat market subsidy barley fishing catch treaty-trade steel car commodity semiconductor",
    Kind.SANCTIONS: "sanction curb diamond price-cap blacklist asset-freeze measures diamonds",
    Kind.CEASEFIRE: "ceasefire cease-fire truce armistice fire cessation hostility strike shelling pause",
    Kind.RELEASE: "release free prisoner hostage detainee pardon captive swap repatriate repatriation prisoner-swap prisoner-exchange detained body",
    Kind.ENERGY: "energy oil gas lng crude pipeline electricity barrel nuclear-plant power reactor opec uranium coal fuel grid petroleum hydrogen diesel",
    Kind.INVESTMENT: "invest investment factory fund plant stake",
    Kind.LAW_ENFORCEMENT: "extradite extradition police migrant migration fentanyl drug narcotic traffick trafficking smuggling cybercrime "
    "ransomware crime crack crackdown returns border frontier smuggler cartel suspect element deport deportation gang scam visa-overstay investigate fraud precursor law smuggle",
    Kind.SECURITY: "troop soldier security guarantee base deploy deployment nato membership train training pilot intelligence "
    "withdraw withdrawal peacekeeper force military border demilitarise patrol warship-visit navy exercise accession "
    "nuclear warhead de-escalation minesweeper corvette peacekeeping safe-zone defence-pact defense-pact hotline monitoring mission-naval attack",
    Kind.OTHER: "help annulment corridor recognition embassy ambassador flight visa passport restriction consulate railway bridge debt waiver",
}  # fmt: skip

_LEMMAS: dict[str, Kind] = {}
for _kind, _list in _WORDS.items():
    for _word in _list.split():
        _LEMMAS.setdefault(_word, _kind)

_PHRASES: tuple[tuple[re.Pattern[str], Kind, float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind, weight)
    for pattern, kind, weight in (
        (r"\bair[- ]defen[cs]e", Kind.ARMS, 3),
        (
            r"\b(?:military|security|defen[cs]e|lethal) (?:aid|assistance|support|package|equipment|hardware)\b",
            Kind.ARMS,
            4,
        ),
        (r"\barms? (?:sales?|deliver\w+|package|shipments?|embargo)\b", Kind.ARMS, 4),
        (r"\bsecurity (?:guarantees?|agreement|pact)\b", Kind.SECURITY, 4),
        (r"\b(?:state|official|working) visit\b", Kind.VISIT, 4),
        (r"\bto (?:the )?(?:White House|Kremlin|Oval Office)\b", Kind.VISIT, 2),
        (r"\bhumanitarian (?:aid|assistance|access|corridors?|relief)\b", Kind.AID, 3),
        (r"\b(?:financial|economic|budget) (?:aid|assistance|support)\b", Kind.AID, 3),
        (
            r"\bhold (?:its |their )?fire\b|\b(?:halt|stop|end|pause|suspend)\w* (?:\w+ ){0,3}(?:strikes|fighting|shelling|attacks|bombing|hostilities)\b",
            Kind.CEASEFIRE,
            4,
        ),
        (r"\bprisoners?(?:-of-war)? (?:exchange|swap)\b|\bexchange of prisoners\b", Kind.RELEASE, 4),
        (r"\brare[- ]earths?\b|\bcritical minerals?\b|\bsupply chains?\b|\bfree[- ]trade\b", Kind.TRADE, 2),
        (r"\bsanctions?\b", Kind.SANCTIONS, 3),
        (r"\b(?:economic|restrictive|punitive) (?:and other )?measures\b", Kind.SANCTIONS, 3),
        (
            r"\bmissile[- ]warning|\bmilitary bases?\b|\bforces? posture\b|\bno[- ]fly\b|\bmilitary deployments?\b",
            Kind.SECURITY,
            3,
        ),
        (r"\bban\w* (?:\w+ ){0,4}imports? of (?:\w+ ){0,3}(?:russian|iranian|north korean)\b", Kind.SANCTIONS, 5),
        (r"\btariffs?\b|\bduties\b|\bembargo\b|\bquotas?\b", Kind.TRADE, 3),
        (r"\bceasefires?\b|\btruce\b", Kind.CEASEFIRE, 3),
        (r"\bhostages?\b", Kind.RELEASE, 3),
        (
            r"\b(?:another|next|further|follow-up|second|new) (?:phone |video |telephone )?(?:call|conversation)\b",
            Kind.TALKS,
            3,
        ),
        (
            r"\b(?:soldiers?|troops|guards?)\b.*\b(?:border|frontier)\b|\b(?:border|frontier)\b.*\bsoldiers\b",
            Kind.LAW_ENFORCEMENT,
            4,
        ),
        (r"\bpeace summit\b|\bsummit\b", Kind.TALKS, 1),
    )
)

_KIND_VERBS: dict[str, Kind] = {
    "buy": Kind.PURCHASE, "purchase": Kind.PURCHASE, "procure": Kind.PURCHASE, "visit": Kind.VISIT, "travel": Kind.VISIT,
    "come": Kind.VISIT, "fly": Kind.VISIT, "host": Kind.VISIT, "welcome": Kind.VISIT, "meet": Kind.TALKS,
    "speak": Kind.TALKS, "talk": Kind.TALKS, "negotiate": Kind.TALKS, "invest": Kind.INVESTMENT,
    "release": Kind.RELEASE, "free": Kind.RELEASE, "extradite": Kind.LAW_ENFORCEMENT, "deport": Kind.LAW_ENFORCEMENT,
    "evacuate": Kind.AID, "spend": Kind.AID, "donate": Kind.AID, "broker": Kind.TALKS, "mediate": Kind.TALKS, "deploy": Kind.SECURITY, "sit": Kind.TALKS, "gather": Kind.TALKS, "participate": Kind.TALKS, "follow": Kind.TALKS,
    "train": Kind.SECURITY, "discuss": Kind.TALKS, "invite": Kind.VISIT, "consult": Kind.TALKS, "reconvene": Kind.TALKS,
    "withdraw": Kind.SECURITY, "pardon": Kind.RELEASE, "repatriate": Kind.RELEASE,
}  # fmt: skip
"""Acts whose verb alone settles the kind, whatever they are about."""

GOODWILL = frozenset(
    [
        "strengthen",
        "deepen",
        "enhance",
        "cooperate",
        "coordinate",
        "collaborate",
        "work",
        "maintain",
        "promote",
        "develop",
        "advance",
        "expand",
        "boost",
        "intensify",
        "uphold",
        "respect",
        "avoid",
        "stand",
        "keep",
        "address",
        "strive",
        "continue",
        "build",
        "foster",
        "explore",
        "safeguard",
        "remain",
        "stay",
        "bolster",
        "improve",
        "step",
        "consider",
        "preserve",
        "pursue",
        "reinforce",
        "facilitate",
        "encourage",
        "share",
        "prioritise",
        "prioritize",
        "elevate",
        "treat",
        "widen",
        "broaden",
        "cement",
        "tackle",
        "confront",
        "counter",
        "combat",
        "fight",
        "ensure",
        "seek",
        "do",
        "be",
        "have",
        "make",
        "see",
        "bring",
        "find",
        "get",
        "take",
        "stress",
        "use",
        "try",
        "help",
        "let",
        "become",
        "go",
        "think",
        "know",
        "want",
        "need",
        "feel",
        "reach",
        "achieve",
        "view",
        "benefit",
        "affect",
        "look",
        "give",
        "move",
        "protect",
        "defend",
        "support",
        "back",
        "act",
    ]
)
"""Verbs that promise nothing to be seen done, unless their object, a figure or a date makes it concrete."""

_SERVING = frozenset(
    "ensure provide make take give get use facilitate find see bring support expand boost help do have".split()
)
"""Goodwill verbs that a concrete object turns into an act: "ensure supplies of gas"."""

_GOODWILL_NOUNS = frozenset(
    [
        "cooperation",
        "relation",
        "relationship",
        "tie",
        "partnership",
        "friendship",
        "contact",
        "communication",
        "coordination",
        "importance",
        "need",
        "effort",
        "stability",
        "peace",
        "prosperity",
        "principle",
        "sovereignty",
        "integrity",
        "solidarity",
        "alliance",
        "interest",
        "understanding",
        "trust",
        "agenda",
        "consensus",
        "momentum",
        "view",
        "value",
        "commitment",
        "dialogue",
        "interaction",
        "issue",
        "matter",
        "situation",
        "engagement",
        "progress",
        "desire",
        "hope",
        "development",
        "democracy",
        "freedom",
        "independence",
        "order",
        "rule",
        "support",
        "security",
    ]
)

_FORMULA = re.compile(
    r"\b(?:(?:stay|remain|keep|be|maintain|continue|continuing)\b[^.;]{0,25}\b(?:in (?:\w+ )?(?:touch|contact|coordination|consultation|communication)|contacts?|communicat\w+|engage\w*|dialogue|coordinat\w+|consultations?)"
    r"|(?:agree\w*|concur\w*|accord\w*)\s+(?:on|about|that)?\s*(?:it (?:is|was)|the (?:need|importance|necessity|value))"
    r"|(?:personal|regular|various|close|working|direct|further) contacts?"
    r"|contacts (?:at|on|in|between)"
    r"|work(?:ing)? (?:closely |more closely |hard |constructively )?together"
    r"|the (?:need|importance|necessity) (?:of|to|for)"
    r"|communicate (?:often|regularly)|closely coordinate|coordinate closely|coordinate (?:their|on|efforts)|stand with|consult(?:ing|ation)? closely|close consultation|the urgency of)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Act:
    """What is to be done."""

    kind: Kind | None
    """None if no word in it says."""
    weight: float
    """How plainly its words say the kind."""
    goodwill: bool
    """Its head word promises nothing that can be seen done."""
    formula: bool
    """It is one of the set phrases of diplomacy."""


def _other_sense(head: Token) -> bool:
    """ "fly out doses", "release funds": the verb's usual kind does not hold for this object."""
    things = {c.lemma_.lower() for c in head.children if c.dep_ in ("dobj", "nsubjpass")}
    lemma = head.lemma_.lower()
    if lemma == "fly":
        return bool(things)
    if lemma == "release":
        return not things & _HELD and bool(things)
    return lemma == "host" and bool(things & {"summit", "meeting", "forum", "conference", "game", "event", "cup"})


_HELD = frozenset(
    "prisoner hostage detainee captive soldier citizen people national american mayor journalist woman child sailor crew more opponent activist".split()
)


def read_act(head: Token, words: Iterable[Token], text: str, gist: str) -> Act:
    """The kind and firmness of the act that `head` heads.

    `words` are its words, `text` the passage, `gist` the part of it around the head, where a set phrase counts.
    """
    scores: dict[Kind, float] = {}
    direct = {
        head.i,
        *(c.i for c in head.children if c.dep_ in ("dobj", "attr", "nsubjpass", "compound", "amod", "prt")),
    }
    of = [p for c in head.children if c.dep_ == "prep" and c.lower_ in ("of", "on", "for", "in") for p in c.children]
    near = {p.i for p in of} | {
        g.i for i in direct for g in head.doc[i].children if g.dep_ in ("compound", "amod", "nmod")
    }
    for word in words:
        kind = _LEMMAS.get(word.lemma_.lower()) or _LEMMAS.get(word.lower_) or _LEMMAS.get(word.lower_.rstrip("s"))
        if kind is Kind.VISIT and word.dep_ == "amod":
            continue
        if kind is not None:
            weight = 3.0 if word.i in direct else 2.0 if word.i in near else 1.0
            scores[kind] = scores.get(kind, 0) + weight
    for pattern, kind, weight in _PHRASES:
        if pattern.search(text):
            scores[kind] = scores.get(kind, 0) + weight
    if head.lemma_ == "be" and any(c.lower_ in ("will", "shall", "'ll", "’ll") for c in head.children):
        scores[Kind.VISIT] = scores.get(Kind.VISIT, 0) + 5
    settled = _KIND_VERBS.get(head.lemma_.lower()) if head.pos_ in ("VERB", "NOUN") else None
    if _other_sense(head):
        settled = None
    if settled is not None and not (settled is Kind.VISIT and head.lemma_ in ("come", "welcome") and len(scores) > 1):
        scores[settled] = scores.get(settled, 0) + 5
    best = max(scores, key=lambda k: scores[k]) if scores else None
    lemma = head.lemma_.lower()
    concrete = any(_LEMMAS.get(head.doc[i].lemma_.lower()) for i in direct if i != head.i)
    goodwill = (lemma in GOODWILL and not (concrete and lemma in _SERVING)) or lemma in _GOODWILL_NOUNS
    return Act(best, scores[best] if best else 0.0, goodwill, bool(_FORMULA.search(gist)))
