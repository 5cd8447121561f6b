"""The words that say what kind of act an undertaking is about. Words are lemmas."""

from __future__ import annotations

import re

from consumers.extract.wordlists import words
from pipeline.records import CommitmentKind as Kind

_WORDS: dict[Kind, frozenset[str]] = {
    Kind.VISIT: words(
        "visit trip travel come arrive fly host welcome invite tour guest stopover visiting journey "
        "invitation arrival pilgrimage"
    ),
    Kind.TALKS: words(
        "talk meet meeting summit negotiate negotiation consult consultation round delegation team mission "
        "envoy commission broker mediate mediation conference session dialogue working-group representative "
        "discuss discussion reconvene forum quad mechanism process technical-team follow- up negotiator "
        "mediator intermediary roadmap trilateral"
    ),
    Kind.PURCHASE: words(
        "buy purchase order procure soybean soyabean airliner aircraft boeing airbus jetliner icebreaker "
        "purchases soya airframe tender"
    ),
    Kind.AID: words(
        "aid assistance humanitarian donate donation dose vaccine grant relief loan evacuate medical "
        "refugee food medicine laboratory doctor tranche reconstruction coastguard field-hospital rescuer "
        "shelter firefighter grain-ship convoy money oxygen ventilator mask hydroxychloroquine tent blanket "
        "generator firefighting rescue flood earthquake deposit rollover bailout creditor credit budget "
        "hospital clinic syringe insulin antibiotic consignment water seed evacuation canadair nurse medic "
        "donor lender"
    ),
    Kind.ARMS: words(
        "arm weapon weaponry tank missile ammunition battery air-defence air-defense fighter jet f-16 f-35 "
        "patriot munition howitzer drone himars rifle launcher warship submarine artillery helicopter shell "
        "gun mig interceptor armament rocket patriots iris-t leopard abrams challenger typhoon gripen "
        "javelin stinger atacms taurus howitzers armour armored armoured apc ifv bradley marder gepard "
        "radar mine torpedo frigate bomb bomber warplane s-400 s-300 samp/t nasams mig-29 su-35 bullet "
        "cartridge arsenal drones missiles"
    ),
    Kind.TRADE: words(
        "tariff trade import export duty quota licence license embargo grain beef cattle fertiliser "
        "fertilizer chip mineral earth customs levy lobster wine poultry pork dairy wheat market subsidy "
        "barley fishing catch treaty-trade steel car commodity semiconductor rice canola rapeseed maize "
        "corn cotton sugar coffee tea cocoa banana avocado tomato fruit vegetable cheese milk meat salmon "
        "tuna shrimp seafood fish whisky whiskey spirit wool timber lumber copper nickel lithium cobalt "
        "aluminium aluminum graphite palm soy vehicle toll anti-dumping dumping goods textile garment "
        "pharmaceutical magnet"
    ),
    Kind.SANCTIONS: words(
        "sanction curb diamond price-cap blacklist asset-freeze measures diamonds oligarch blacklisting delist"
    ),
    Kind.CEASEFIRE: words(
        "ceasefire cease-fire truce armistice fire cessation hostility strike shelling pause firing "
        "bombardment bombing lull"
    ),
    Kind.RELEASE: words(
        "release free prisoner hostage detainee pardon captive swap repatriate repatriation prisoner-swap "
        "prisoner-exchange detained body clemency amnesty captivity kidnapped abductee dissident remains "
        "jailed imprisoned jail journalist sailor crew fisherman"
    ),
    Kind.ENERGY: words(
        "energy oil gas lng crude pipeline electricity barrel nuclear-plant power reactor opec uranium coal "
        "fuel grid petroleum hydrogen diesel megawatt gigawatt pipelines solar refinery kerosene petrol "
        "gasoline interconnector transit turbine opec+ hydropower"
    ),
    Kind.INVESTMENT: words("invest investment factory fund plant stake investor capital financing shareholding"),
    Kind.LAW_ENFORCEMENT: words(
        "extradite extradition police migrant migration fentanyl drug narcotic traffick trafficking "
        "smuggling cybercrime ransomware crime crack crackdown returns border frontier smuggler cartel "
        "suspect element deport deportation gang scam visa-overstay investigate fraud precursor law smuggle "
        "asylum trafficker narco coca cocaine meth migrants returnee readmission criminal fugitive kingpin "
        "gangster hacker hacking laundering guard overstayer overstay illegal"
    ),
    Kind.SECURITY: words(
        "troop soldier security guarantee base deploy deployment nato membership train training pilot "
        "intelligence withdraw withdrawal peacekeeper force military border demilitarise patrol warship- "
        "visit navy exercise accession nuclear warhead de-escalation minesweeper corvette peacekeeping "
        "safe-zone defence-pact defense-pact hotline monitoring mission-naval attack brigade battalion "
        "observer monitor demilitarisation demilitarization buffer mining demining minesweeping overflight "
        "airspace drill mobilise mobilize mobilisation disarm disarmament ratify ratification enrichment "
        "centrifuge inspector safeguards inspection incursion garrison outpost pullout pullback fleet"
    ),
    Kind.OTHER: words(
        "help annulment corridor recognition embassy ambassador flight visa passport restriction consulate "
        "railway bridge debt waiver visa-free recognise recognize resolution apology statue school "
        "university scholarship dam island hydrology river satellite astronaut archive museum artefact "
        "artifact relic panda bid candidate candidacy vote seat census tunnel port road highway ferry"
    ),
}

KIND_OF_WORD: dict[str, Kind] = {word: kind for kind, listed in reversed(_WORDS.items()) for word in listed}
"""Verbs and nouns that make the act what it is when they head it or are its object; the first kind listed wins."""


def _phrases(kind: Kind, weight: float, *wordings: str) -> tuple[re.Pattern[str], Kind, float]:
    return re.compile(rf"\b(?:{'|'.join(wordings)})\b", re.IGNORECASE), kind, weight


PHRASES: tuple[tuple[re.Pattern[str], Kind, float], ...] = (
    _phrases(
        Kind.ARMS,
        3,
        r"air[- ]defen[cs]es?",
    ),
    _phrases(
        Kind.ARMS,
        4,
        r"(?:military|security|defen[cs]e|lethal) (?:aid|assistance|support|package|equipment|hardware)",
    ),
    _phrases(
        Kind.ARMS,
        4,
        r"arms? (?:sales?|deliver\w+|package|shipments?|embargo)",
    ),
    _phrases(
        Kind.SECURITY,
        4,
        r"security (?:guarantees?|agreement|pact)",
    ),
    _phrases(
        Kind.VISIT,
        4,
        r"(?:state|official|working) visit",
    ),
    _phrases(
        Kind.VISIT,
        2,
        r"to (?:the )?(?:White House|Kremlin|Oval Office)",
    ),
    _phrases(
        Kind.AID,
        3,
        r"humanitarian (?:aid|assistance|access|corridors?|relief)",
    ),
    _phrases(
        Kind.AID,
        3,
        r"(?:financial|economic|budget) (?:aid|assistance|support)",
    ),
    _phrases(
        Kind.CEASEFIRE,
        4,
        r"hold (?:its |their )?fire",
        r"(?:halt|stop|end|pause|suspend)\w* (?:\w+ ){0,3}(?:strikes|fighting|shelling|attacks|bombing|hostilities)",
    ),
    _phrases(
        Kind.RELEASE,
        4,
        r"prisoners?(?:-of-war)? (?:exchange|swap)",
        r"exchange of prisoners",
    ),
    _phrases(
        Kind.TRADE,
        2,
        r"rare[- ]earths?",
        r"critical minerals?",
        r"supply chains?",
        r"free[- ]trade",
    ),
    _phrases(
        Kind.SANCTIONS,
        3,
        r"sanctions?",
    ),
    _phrases(
        Kind.SANCTIONS,
        3,
        r"(?:economic|restrictive|punitive) (?:and other )?measures",
    ),
    _phrases(
        Kind.SECURITY,
        3,
        r"missile[- ]warning",
        r"military bases?",
        r"forces? posture",
        r"no[- ]fly",
        r"military deployments?",
    ),
    _phrases(
        Kind.SANCTIONS,
        5,
        r"ban\w* (?:\w+ ){0,4}imports? of (?:\w+ ){0,3}(?:russian|iranian|north korean)",
    ),
    _phrases(
        Kind.TRADE,
        3,
        r"tariffs?",
        r"duties",
        r"embargo",
        r"quotas?",
    ),
    _phrases(
        Kind.CEASEFIRE,
        3,
        r"ceasefires?",
        r"truce",
    ),
    _phrases(
        Kind.RELEASE,
        3,
        r"hostages?",
    ),
    _phrases(
        Kind.TALKS,
        3,
        r"(?:another|next|further|follow-up|second|new) (?:phone |video |telephone )?(?:call|conversation)",
    ),
    _phrases(
        Kind.LAW_ENFORCEMENT,
        4,
        r"(?:soldiers?|troops|guards?)\b.*\b(?:border|frontier)",
        r"(?:border|frontier)\b.*\bsoldiers",
    ),
    _phrases(
        Kind.TALKS,
        1,
        r"peace summit",
        r"summit",
    ),
    _phrases(
        Kind.PURCHASE,
        5,
        r"(?:raise|rais|increase|increas|boost|step|double|doubl|triple|lift|expand)(?:s|d|ed|"
        r"ing)? (?:up )?(?:\w+ ){0,3}"
        r"(?:purchases|imports|orders)",
        r"(?:take|buy) (?:\w+ ){0,4}off (?:our|their|its) hands",
    ),
    _phrases(
        Kind.SANCTIONS,
        5,
        r"asset freezes?",
        r"(?:freeze|freezing|seize|seizing) (?:the )?(?:\w+ ){0,2}assets",
        r"travel bans?",
        r"price cap",
        r"(?:phas|halt|end|stop|cut|ban)\w* (?:out |off )?(?:\w+ ){0,4}(?:imports|purchases) of (?:\w+ ){0,2}"
        r"(?:Russian|Iranian|North Korean|Belarusian|Syrian)",
    ),
    _phrases(
        Kind.ENERGY,
        4,
        r"cubic (?:metres?|meters?)",
        r"barrels? (?:a|per) day",
        r"(?:oil|gas|power|electricity|LNG) (?:exports?|imports?|supply|supplies|deliver\w+|shipments?|flows?|"
        r"transit|output|"
        r"production|cuts?|prices?)",
        r"OPEC\+?",
        r"(?:megawatts?|gigawatts?|kilowatt)",
    ),
    _phrases(
        Kind.AID,
        4,
        r"(?:credit lines?|lines? of credit|write[- ]?offs?|write off|debt relief|grace period|"
        r"emergency (?:supplies|funds?))",
        r"(?:million|thousand|[\d,]{3,}) (?:\w+ )?(?:vaccine )?doses",
        r"(?:medical|relief|humanitarian) (?:supplies|teams?|equipment|goods|flights?|convoys?)",
    ),
    _phrases(
        Kind.AID,
        1,
        r"(?:US)?[$€£¥] ?\d[\d.,]*(?: ?(?:m|bn|million|billion))?",
        r"\d[\d.,]* (?:m|bn|million|billion) (?:dollars|euros|pounds|yen)",
    ),
    _phrases(
        Kind.VISIT,
        6,
        r"(?:attend\w*|participat\w+ in|part in|join\w*)\b[^.;]*\b(?:in|at) (?:the )?"
        r"(?-i:(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[A-Z])\w+",
    ),
    _phrases(
        Kind.AID,
        4,
        r"(?:dispatch|donat|send|ship|fly)\w* (?:of )?[^.;]*\b(?:rice|wheat|flour|grain|food|sugar|water|tents|"
        r"blankets)",
    ),
    _phrases(
        Kind.TALKS,
        6,
        r"host (?:the |a |new |further |another |these |those )?(?:\w+ )?(?:negotiators|negotiations|talks|"
        r"delegations|envoys|round|"
        r"meeting|conference)",
        r"(?:report|get|come|call|ring|write) back to (?:him|her|them|his|the)",
    ),
    _phrases(
        Kind.INVESTMENT,
        5,
        r"(?:invest|put|plough|plow|pour)\w* (?:\S+ ){1,4}(?:into|in)",
    ),
    _phrases(
        Kind.RELEASE,
        4,
        r"(?:let|set) (?:\w+ ){1,5}(?:go|free|home)",
        r"(?:return|hand\w* over|repatriation) (?:of )?(?:\w+ ){0,4}(?:remains|bodies|prisoners|children|captives|"
        r"detainees)",
    ),
    _phrases(
        Kind.LAW_ENFORCEMENT,
        5,
        r"(?:take|taking|taken) back (?:\w+ ){0,5}(?:migrants|arrivals|nationals|deportees|asylum)",
        r"(?:asylum[- ]seekers?|small[- ]boats?|people[- ]smuggl\w+|human trafficking|drug traffick\w+|"
        r"money launder\w+)",
    ),
    _phrases(
        Kind.SECURITY,
        5,
        r"nuclear-powered submarines?",
        r"(?:membership|accession|ratif\w+)[^.;]{0,40}\b(?:NATO|Alliance|Ally)",
        r"(?:NATO|Alliance|Ally)[^.;]{0,40}\b(?:membership|accession|ratif\w+)",
        r"(?:pull|withdraw|move|bring)\w* (?:\w+ ){0,4}(?:troops|forces|soldiers|army)",
        r"(?:troops|forces|soldiers)[^.;]{0,25}\b(?:out|leave|gone|withdraw\w*)",
        r"(?:joint|naval|military) (?:exercises?|drills?|patrols?|manoeuvres)",
        r"(?:buffer|security|demilitari[sz]ed) zone",
        r"intelligence[- ]sharing",
    ),
    _phrases(
        Kind.OTHER,
        5,
        r"visa[- ](?:free|waiver|requirements?|exemption)",
    ),
)
"""Wordings that speak for a kind, with the weight they have."""

SETTLING: dict[str, Kind] = {
    **dict.fromkeys(words("buy purchase procure"), Kind.PURCHASE),
    **dict.fromkeys(words("visit travel come fly host welcome invite"), Kind.VISIT),
    **dict.fromkeys(
        words("meet speak talk negotiate broker mediate sit gather participate discuss consult reconvene"),
        Kind.TALKS,
    ),
    **dict.fromkeys(words("invest"), Kind.INVESTMENT),
    **dict.fromkeys(words("release free pardon repatriate"), Kind.RELEASE),
    **dict.fromkeys(words("extradite deport"), Kind.LAW_ENFORCEMENT),
    **dict.fromkeys(words("evacuate spend donate"), Kind.AID),
    **dict.fromkeys(words("deploy train withdraw"), Kind.SECURITY),
}
"""Verbs that alone settle the kind, whatever the act is about."""

GOODWILL = words(
    "achieve act address advance affect avoid back be become benefit bolster boost bring broaden "
    "build cement collaborate combat confront consider continue cooperate coordinate counter deepen "
    "defend develop do elevate encourage enhance ensure expand explore facilitate feel fight find "
    "foster get give go have help improve intensify keep know let look maintain make move need "
    "preserve prioritise prioritize promote protect pursue reach reinforce remain respect safeguard "
    "see seek share stand stay step strengthen stress strive support tackle take think treat try "
    "uphold use view want widen work"
)
"""Verbs that promise nothing to be seen done, unless their object, a figure or a date makes it concrete."""

SERVING = words("boost bring do ensure expand facilitate find get give have help make provide see support take use")
"""Goodwill verbs that a concrete object turns into an act: "ensure supplies of gas"."""

GOODWILL_NOUNS = words(
    "agenda alliance commitment communication consensus contact cooperation coordination democracy "
    "desire development dialogue effort engagement freedom friendship hope importance independence "
    "integrity interaction interest issue matter momentum need order partnership peace principle "
    "progress prosperity relation relationship rule security situation solidarity sovereignty "
    "stability support tie trust understanding value view"
)
"""Nouns that promise as little."""

HELD_PEOPLE = words(
    "activist american captive child citizen crew detainee hostage journalist mayor more national "
    "opponent people prisoner sailor soldier woman"
)
"""Who or what can be set free."""

BEFALLING = words(
    "follow rise fall go increase drop resume start begin continue flow leave stay remain lapse expire end double"
)
"""Verbs whose subject is what the act is about: "sanctions will follow", "exports will rise"."""
