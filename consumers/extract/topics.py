"""What was talked about, from a closed list of topics."""

from __future__ import annotations

import re

TOPICS: tuple[str, ...] = (
    "trade", "agriculture", "energy", "technology", "rare_earths", "drugs", "taiwan", "ukraine",
    "russia_sanctions", "nato_security", "arms_control", "middle_east", "iran", "north_korea", "afghanistan",
    "caucasus", "cyber", "climate", "health", "human_rights", "detainees", "military_aid", "economic_aid",
    "humanitarian", "visits", "people_exchange", "history", "domestic_politics", "food_security",
    "south_china_sea", "bilateral_ties",
)  # fmt: skip

# A row is one topic and the wordings that name it. A wording matches whole words, any case; "~" stands for up
# to four words in between, and a wording in [..] takes its inflections.
_WORDINGS: dict[str, str] = {
    "trade": r"trade(?! unions?)|trading|tariffs?|customs dut\w+|import dut\w+|exports?\b(?! of (?:arms|weapons))|"
    r"imports?|"
    r"market access|supply chains?|economic and trade|free trade|commerce|commercial ties",
    "agriculture": r"agricultur\w+|farm\w*|soy\s?beans?|soya|soya beans|beef|grain|wheat|corn|poultry|"
    r"fertili[sz]ers?|cattle|crops?",
    "energy": r"energy|oil|natural gas|\blng\b|gas (?:supplies|supply|transit|deliver\w+|pipeline)|oil and gas|"
    r"nord stream\w*|pipelines?|"
    r"nuclear power|electricity|crude (?:oil|prices?|exports?)|\bopec\b|power plants?|hydrocarbons?",
    "technology": r"technolog\w+|semiconductors?|chips?|artificial intelligence|\bai\b|\b5g\b|quantum|"
    r"space (?:exploration|cooperation)|tiktok|huawei",
    "rare_earths": r"rare[- ]earths?|critical minerals?",
    "drugs": r"fentanyl|narcotics?|drug (?:traffick\w+|smuggl\w+|cartels?|trade)|counter-?narcotics|drugs|"
    r"opioids?|cartels?|cocaine",
    "taiwan": r"taiwan\w*|cross-strait|one china",
    "ukraine": r"ukrain\w*|kiev|kyiv|donbass?|crimea\w*|minsk (?:agreements?|package|accords?)|normandy (?:format|"
    r"four)|zelensk\w+",
    "russia_sanctions": r"sanctions?~russia\w*|russia\w*~sanctions?|respond with strong economic|"
    r"economic (?:and other )?measures|"
    r"sanctions (?:policy|package|in the event)|sanctions the united states|price cap|anti-russia\w* sanctions|"
    r"costs on russia|severe (?:costs|consequences)",
    "nato_security": r"nato|north atlantic|security guarantees?|guarant\w+ ~eastward|euro-atlantic security|"
    r"collective defen[cs]e|article 5",
    "arms_control": r"arms control|strategic stability|new start|start treaty|\binf\b|"
    r"non-?proliferation(?! regime)|"
    r"(?:deployment of )?offensive (?:weapons|strike)\w*|nuclear (?:weapons|arsenals?|disarmament)|"
    r"denucleari[sz]ation|security guarant\w+ ruling out",
    "middle_east": r"middle east\w*|israel\w*|palestin\w*|gaza\w*|hamas|hezbollah|syria\w*|leban\w+|yemen\w*|"
    r"west bank|jerusalem|hostages?|houthis?|two-state|libya\w*|qatar\w*|gulf (?:unity|states|crisis)",
    "iran": r"iran\w*|jcpoa|joint comprehensive plan|tehran",
    "north_korea": r"north korea\w*|dprk|democratic people.s republic of korea|korean peninsula|pyongyang|"
    r"kim jong\W?un",
    "afghanistan": r"afghan\w*|taliban|kabul",
    "caucasus": r"nagorno-?karabakh|karabakh|south caucasus|caucasus|armenia\w*~azerbaijan\w*|"
    r"azerbaijan\w*~armenia\w*|zangezur|trilateral (?:working group|statements?)",
    "cyber": r"cyber\w*|ransomware|information security|hack(?:ing|ers)",
    "climate": r"climate(?! of)|emissions?|paris agreement|\bcop\s?\d\d\b|carbon|global warming|decarboni[sz]\w+",
    "health": r"covid\w*|coronavirus|pandemic|vaccin\w+|health|virus|omicron|epidemi\w+|"
    r"medical (?:supplies|equipment|care|cooperation|workers)|doses",
    "human_rights": r"human rights|press freedom|fundamental freedoms|political prisoners?|civil society|xinjiang|"
    r"uyghurs?|rights of (?:women|minorities)",
    "detainees": r"detain\w+|prisoner (?:exchange|swap|release)\w*|prisoners?(?! of conscience)|hostages?|"
    r"exchange of (?:prisoners|bodies)|wrongfully|release of (?:citizens|americans|nationals)|pardon of",
    "military_aid": r"military (?:aid|assistance|support|hardware|equipment)|security (?:assistance|support|aid)|"
    r"defen[cs]e (?:assistance|support|capabilit\w+|needs)|defen[cs]ive (?:assistance|weapons)|"
    r"arms (?:package|deliver\w+|suppl\w+|shipments?)|weapons? (?:deliver\w+|suppl\w+|shipments?)|ammunition|"
    r"air defen[cs]es?|patriots?|missile defen[cs]e|tanks|himars|howitzers?|f-?16s?|fighter jets|"
    r"tomahawks?|atacms|javelins?|(?:long|medium)-range missiles?|"
    r"armed forces of ukraine|cooperation ~security and defen[cs]e|strengthening (?:the )?(?:defen[cs]e|"
    r"armed forces)|security, financial",
    "economic_aid": r"(?:economic|financial|macro-?financial|macroeconomic|budget\w*) (?:and \w+ )?(?:aid|"
    r"assistance|support|stability|package)|loans?|reconstruction|financial and (?:political|energy)|"
    r"financial stability|security, financial",
    "humanitarian": r"humanitarian|refugees?|displaced|earthquake|evacuat\w+|relief (?:effort|supplies|aid)\w*|"
    r"civilians|(?<!trade )(?<!transport )corridors?",
    "visits": r"(?:state|official|working|reciprocal|upcoming|return|forthcoming) visits?|(?:to|will|would|could|"
    r"may|and) visit|visits? (?:to|by|of)|invit\w+|trip|accept\w* ~invitation|be my guest|travel to|"
    r"looks? forward to (?:welcoming|hosting)|visiting",
    "people_exchange": r"people-to-people|cultural (?:exchange|ties|cooperation)s?|student exchanges?|tourism|"
    r"tourists?|educational? (?:exchange|cooperation)s?|visas?|direct flights|humanitarian (?:exchanges|ties)|"
    r"cultural and humanitarian",
    "history": r"world war|wwii|world war ii|second world war|great patriotic|nazi\w*|fascism|militarism|"
    r"holocaust|post-?war (?:international )?order|victory (?:day|over)|anniversary of (?:victory|the victory|"
    r"diplomatic)|colonial",
    "domestic_politics": r"elections?|inaugurat\w+|(?:re-?)?election|reforms?|de-?oligarchi[sz]ation|corruption|"
    r"domestic polic\w+|parliament\w*|coup|constitutional|protests?|opposition|new government",
    "food_security": r"food (?:security|crisis|supplies|insecurity|prices|shortages?)|grain (?:deal|initiative|"
    r"corridor|exports?)|black sea grain|famine|hunger",
    "south_china_sea": r"south china sea|scarborough|second thomas|freedom of navigation|east china sea|indo-pacific",
    "bilateral_ties": r"bilateral (?:relation\w*|ties|cooperation|agenda|interaction|matters|issues|partnership|"
    r"difficulties|problems|topics|contacts)|strategic partnership|(?:our|the|their|its) relationship|"
    r"relations (?:between|with)|ties between|friendly (?:ties|relations)|partnership (?:between|with)|"
    r"[\w.]+-[\w.]+ (?:relations|relationship|ties|cooperation|partnership)|cooperation between|good neighbo\w+|"
    r"allied relations\w*|mutual(?:ly)? (?:respect|beneficial)|alliance|relationship (?:with|between)",
}  # fmt: skip

_NEAR = r"\W+(?:[\w’'-]+\W+){0,5}?"


def _compiled(wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{wordings.replace('~', _NEAR)})(?!\w)", re.IGNORECASE)


_PATTERNS = {topic: _compiled(wordings) for topic, wordings in _WORDINGS.items()}


_REASON = re.compile(r"\b(?:in (?:the )?light of|because of|due to|owing to)\b[^,.;:\n]*", re.IGNORECASE)
"""What is named as the reason of something else was not talked about."""


def topics_of(text: str) -> tuple[str, ...]:
    """The topics that a text names, in the order of `TOPICS`."""
    told = _REASON.sub(" ", text)
    return tuple(topic for topic in TOPICS if _PATTERNS[topic].search(told))
