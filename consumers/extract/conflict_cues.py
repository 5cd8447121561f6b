"""Wordings by which a text says that accounts differ: that one leaves out, denies or contradicts."""

from __future__ import annotations

import re

from consumers.extract.wordlists import words
from pipeline.records import ConflictKind

ACCOUNTS = (
    r"statement|readout|read-out|summary|account|version|communiqu[eé]|text|note|report|transcript|release|"
    r"description|post|write-up|rendering|telling|announcement|list|minutes|record|tweet|bulletin|dispatch|notice"
)
"""Nouns for what a side publishes about a call."""


def _any_of(*wordings: str) -> re.Pattern[str]:
    """Any of the wordings, as whole words, in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.IGNORECASE)


_NOT = r"(?:(?:did|does|do|has|have|had|was|were|is|are|would)(?:\s+not|n[’']t)|never|nor (?:did|does|was|is)|cannot)"
_TELL = (
    r"(?:mention|refer(?:red)? to|includ\w*|address\w*|contain\w*|carr(?:y|ied)|record\w*|cite\w*|"
    r"touch(?:ed)? (?:on|upon)|occur\w*|surfac\w*|wr(?:ite|ote|itten) (?:of|about)|speak of|spoke of|"
    r"acknowledg\w*|list\w*|allude\w* to|"
    r"discuss\w* any|name|say (?:anything|whether|a word)|bring up|appear\w*|featur\w*|figur\w*|turn(?:ed)? up|"
    r"describe\w* any|specif(?:y|ied)|note[d]?|come up|show up|crop up|echo\w*)"
)
_THINGS_SAID = (
    r"(?:claims?|suggestions?|notions?|insinuations?|characteri[sz]ations?|narratives?|"
    r"reports?|allegations?|rumou?rs?|account|version|stor(?:y|ies)|assertions?|accusations?)"
)
_TALK = r"(?:call|conversation|contact|exchange|talk|discussion)s?"

_FAILING = (
    r"(?:fail(?:s|ed|ing)?|neglect(?:s|ed|ing)?|forg[eo]ts?|forgot|forgetting|cho(?:se|oses|osing) not|"
    r"preferr?(?:ed|s)? not|"
    r"declin(?:es?|ed|ing)|refus(?:es?|ed|ing)|refrain(?:s|ed|ing)?|(?:took|taking) care not|careful not|"
    r"unwilling|reluctant)"
)

LEAVES_OUT = _any_of(
    rf"{_NOT}\s+(?:\w+\s+){{0,2}}?{_TELL}",
    rf"{_NOT}\s+(?:\w+\s+){{0,2}}?(?:ma(?:de|ke) it|f(?:ou|i)nd (?:its|their) way|ma(?:de|ke) its way|survived?|"
    rf"enter(?:ed)?)",
    rf"{_FAILING} (?:to|from) (?:\w+\s+)?(?:{_TELL}|mentioning|referring|repeat\w*|confirm or)",
    r"(?:got|gets|getting|receiv(?:es|ed)|earn(?:s|ed)|merit(?:s|ed)|rate[sd]?|warrant(?:s|ed)) (?:no|not a|"
    r"not one|not even a) "
    r"(?:\w+\s+)?(?:mention|word|line|place|reference)",
    r"no such (?:\w+\s+){1,2}(?:is|was|are|were) (?:\w+\s+)?(?:recorded|mentioned|found|listed|in|included|"
    r"reported|noted)",
    r"no such (?:\w+\s+){1,2}(?:appears?|appeared|figures?|figured|features?|featured)",
    r"in vain",
    r"by (?:its|their|his|her) absence",
    rf"(?:none|neither) of (?:which|them|it|these|those) (?:\w+\s+){{0,2}}?{_TELL}",
    r"(?:referr?|sp(?:eak|oke)|talk|mention|wr(?:ite|ote))(?:s|ed)? (?:of |to )?(?:merely|only|just|simply|solely|"
    r"no more than)",
    r"(?:mak|do|ma)(?:es|ing|de|id) do without|did without|does without",
    r"(?:went|goes|gone|passed|passes|remained) (?:\w+\s+)?(?:unmentioned|unreported|unrecorded|unnoted|"
    r"unacknowledged|"
    r"unremarked)",
    r"(?:kept|keeps|keeping) (?:[\w’'-]+\s+){0,5}out of (?:its|his|her|their|the)",
    r"(?:delete|excise|expunge|scrub|remove|erase|purge|drop)(?:d|s|bed|ped) (?:all |any |"
    r"every )?(?:\w+\s+){0,4}(?:from|out of)",
    r"omissions? of|(?:conspicuous|notable|marked) (?:\w+\s+)?absence",
    r"dropped (?:all|any|every) (?:mention|reference|talk|trace)",
    r"ma(?:de|kes?|king) no (?:\w+\s+){0,2}(?:reference|mention|allusion)",
    r"no (?:\w+\s+){0,2}(?:mention|reference|trace|sign|hint) (?:was made )?(?:of|to|about|on|in)",
    r"(?:without|avoid\w*) (?:(?:any|so much as|once|even|a|all)\s+){0,2}(?:mention\w*|referring|reference|"
    r"allusion|word|naming)",
    r"omit(?:s|ted|ting)?",
    r"le(?:ft|aves?|aving) (?:[\w’'-]+\s+){0,5}?(?:out(?! of (?:the|their) (?:war|conflict))|unmentioned|unsaid|"
    r"aside)",
    r"not (?:so much as )?an? (?:\w+\s+)?(?:word|whisper|line|mention|syllable|hint|trace|breath)",
    r"(?:said|says|had|have|has|contain\w*|offers?|offered) nothing (?:\w+\s+){0,2}(?:of|about|on|at all)",
    r"nothing (?:was|is|has been) said",
    r"would (?:not|never) (?:know|learn|guess|suspect)",
    r"(?:kept|keeps|stayed|stays|was|is) (?:\w+\s+)?(?:quiet|mum|tight-lipped|vague) (?:about|on)",
    r"(?:drew|draws|threw|throws) a veil over",
    r"(?:found|finds|find) no (?:place|room|echo) in",
    r"(?:limit|restrict|confin|content)(?:ed|s|es) (?:itself|himself|herself|themselves) (?:to|with)",
    r"(?:mention(?:s|ed)|spoke|speaks|talk(?:s|ed)) only",
    r"(?:was|were|is|are)(?: not|n[’']t) (?:one of (?:them|these)|among (?:them|these|the \w+))",
    r"not (?:to be )?(?:found|mentioned|included|listed|recorded|reported|repeated) (?:in|by|anywhere)",
    r"(?:airbrushed|edited|struck|cut|dropped) (?:\w+\s+){0,2}(?:out|from)",
    r"(?:sidestepp|dodg|ignor|duck)(?:ed|s|es) (?:the )?(?:issue|matter|question|subject|topic|point)",
    r"is something only",
    r"(?:has|have|had) yet to (?:acknowledge|mention|confirm|publish|comment|say)",
    r"only (?:the )?\w+ (?:side|government|statement|readout|version) (?:said|mention\w*|spoke)",
)
"""Wordings that say, of whoever is their subject, that something was left out."""

LACKS = _any_of(
    r"(?:is|was|were|are|kept|stayed|remained|fell) (?:\w+\s+)?(?:silent|mute)",
    r"silen(?:t|ce) (?:on|about|as to)",
    r"pass(?:es|ed)? (?:\w+\s+){0,3}over",
    r"skip(?:s|ped)",
    r"gloss(?:es|ed) over",
    r"(?:is|was|were|are) (?:\w+\s+)?(?:absent|missing|nowhere)",
    r"(?:absent|missing) from",
    r"nowhere",
    rf"neither (?:[^.;]{{3,80}}) (?:nor (?:[^.;]{{3,80}}) )?{_TELL}",
    r"in neither",
    r"confined (?:itself|himself|herself|themselves) to",
    r"(?:had|has|have) (?:fallen away|dropped out|gone missing|disappeared|vanished)",
    r"(?:fell|dropped) (?:away|out)",
    r"steered clear of",
    r"unmentioned",
    r"stop(?:s|ped) short of",
    r"(?:is|was|were|are) (?:limited|restricted|confined) to",
    r"(?:is|was|are|were)(?: not|n[’']t) (?:\w+\s+)?(?:in|part of)",
    r"(?:made|makes|leav(?:es|ing)|left) no (?:room|place|trace)",
    r"not(?:hing)? (?:a word |a line )?(?:in|of) (?:it|that|this|them) (?:\w+\s+)?(?:in|from|by)",
    r"nothing (?:about|on|of (?!th(?:e|at|is) (?:sort|kind)))",
    r"no (?:word|line|whisper|syllable|trace|hint|talk|sign) (?:is |was |were )?(?:of|about|on)",
    r"has no \w+ in it",
    r"(?:lacks?|lacked|lacking|devoid of)",
    r"(?:has|had|have|carr(?:y|ies|ied)|contain(?:s|ed)?|includ(?:es|ed)) no(?:ne| \w+)",
    r"there (?:is|was|were|are) (?:no|none|nothing)",
    r"(?:shorter|thinner|silent) (?:by|on)",
    r"with no (?:word|mention|reference|trace)",
)
"""Wordings that say so only of an account: a statement, a summary, a post."""

PLAINLY_LEFT_OUT = _any_of(
    r"no (?:word|line|whisper|syllable|trace|hint|mention|reference)",
    r"(?:went|goes|passed|was|is|were|are|left|remained) (?:unmentioned|unreported|unrecorded|unnoted|omitted)",
    r"nowhere",
    r"silent|silence",
    r"omit(?:s|ted)",
    r"(?:had|has|have) (?:fallen away|dropped out|gone missing|disappeared|vanished)",
    r"(?:nothing|not a word) (?:about|on|of (?!th(?:e|at|is) (?:sort|kind)))",
)
"""Wordings that speak of an account even where no word for one stands in the sentence."""

NOTHING_TO_SHARE = _any_of(r"no (?:information|details?|comment) to (?:share|offer|provide|add)")

DENIES = _any_of(
    r"(?:den(?:y|ied|ies|ying)|refut(?:e[sd]?|ing)|rubbish(?:ed|es)|quash(?:ed|es)|disavow\w*|repudiat\w*|debunk\w*)",
    rf"(?:reject|dismiss|contest|disput)(?:ed|es|e|s|ing)? (?:\w+\s+){{0,3}}{_THINGS_SAID}",
    r"(?:dismiss|reject|describ|brand|label)(?:ed|es|s|ing)\b[^.;]{0,90}\b(?:false|untrue|baseless|groundless|"
    r"fabricat\w*|"
    r"fake|fiction|invention|nonsense|inaccurate|misleading|speculation)",
    r"(?:is|was|are|were) (?:\w+\s+){0,2}(?:false|untrue|baseless|groundless|a fabrication|fabricated|fake|fiction|"
    r"an invention|nonsense|not true|not the case|incorrect|a lie)",
    r"(?:categorically|simply|completely|totally|entirely|flatly|plainly|utterly) (?:untrue|false|wrong|invented|"
    r"incorrect)",
    r"(?:contest|disput|reject|dismiss)(?:ed|es|s|ing) that",
    r"(?:rebut(?:s|ted)|disown(?:s|ed)|scotch(?:es|ed)|disclaim(?:s|ed)|gainsa(?:ys|id)|contradict(?:s|ed) reports)",
    rf"(?:wav|brush|laugh)(?:es|ed|ing) (?:it |that |them |this |(?:the|such|any) {_THINGS_SAID} )?(?:away|off|"
    rf"aside) "
    rf"(?:(?:the|such|any|all) )?{_THINGS_SAID}",
    rf"(?:wav|brush|laugh)(?:es|ed|ing) (?:it|that|them|this|(?:the|such|any) {_THINGS_SAID}) (?:away|off|aside)",
    r"no (?:\w+\s+){1,3}(?:was|were|had been|has been|have been|got) (?:\w+\s+)?(?:discussed|raised|mentioned|"
    r"offered|"
    r"promised|given|sought|requested|talked about|brought up|conceded|pledged)",
    r"no such \w+",
    r"(?:gave|given|made|offered|received|sought|extracted) no (?:\w+\s+){0,2}(?:undertaking|promise|pledge|"
    r"commitment|"
    r"assurance|offer|concession|guarantee|request|apology)s?",
    r"at no (?:point|time|stage|moment)|not once did|on no occasion",
    r"(?:did|had|has|was|were|is|does|have) (?-i:NOT)",
    r"(?:made|gave|offered|issued|entered into|agreed to|signed|promised|granted|accepted|sought|requested) no such "
    r"(?:\w+\s+){0,1}\w+",
    r"(?:unfounded|without foundation|no foundation|no basis|fictitious|bogus|a hoax|a falsehood|falsehoods?|"
    r"a fairy ?tale|a myth|out of thin air|fantas(?:y|ies)|pure invention)",
    r"(?:is|was|are|were)(?: not|n[’']t) (?:\w+\s+)?(?:true|correct|accurate|what (?:was|happened|had been))",
    rf"(?:never|nor|not) (?:\w+\s+){{0,2}}(?:had|held|made|took|taken|received) (?:\w+\s+){{0,2}}{_TALK}",
    rf"no such (?:\w+\s+){{0,2}}(?:{_TALK}|agreement|offer|promise|commitment|request|pledge|deal|undertaking|thing|"
    r"question|assurance|concession)s?",
    rf"no (?:\w+\s+){{0,2}}{_TALK} (?:had |has |ever )?(?:took place|taken place|been held|been made|occurred|"
    rf"happened|was held)",
    r"(?:had|has|have) not (?:\w+\s+){0,2}(?:spoken|talked|rung|called|phoned|telephoned|been in contact|"
    r"been in touch)",
    r"(?:had|has|have)? ?received no (?:\w+\s+)?(?:request|call|offer|approach|invitation)",
    rf"there (?:was|were|had been|has been) no (?:\w+\s+)?(?:{_TALK}|agreement|promise|deal)",
    r"there (?:was|were) none",
    r"contrary to (?:what|reports|claims)",
    r"(?:did(?: not|n[’']t)|had not|never) (?:apologi[sz]ed?|offer(?:ed)?|agreed?|promised?|committed|speak|spoke|"
    r"talk(?:ed)?|"
    r"call(?:ed)?|(?:take|took) place|happen(?:ed)?|(?:seek|sought)|conceded?|pledged?|said|made)",
    r"nothing of the (?:sort|kind)",
    r"(?:was|were|had been)(?: not| never|n[’']t) (?:\w+ )?(?:discussed|raised|brought up|touched (?:on|upon)|"
    r"on the (?:agenda|table)|up for|part of the (?:call|conversation|talks|discussion))",
    r"never (?:gave|given|set|named)",
    r"(?:no|not a (?:word|grain) of|without any) truth",
    r"(?:made[- ]up|figment|disinformation|fake news|pure fantasy|a fantasy|fabrication)",
    r"(?:shot|knocked|batted) (?:it |that |the \w+ )?(?:down|away)",
    r"does(?: not|n[’']t) correspond to (?:reality|the facts|the truth)",
    r"call(?:ed|s) (?:it|that|this|the \w+) (?:\w+\s){0,2}(?:false|fake|untrue|a lie|lies|nonsense|invention|"
    r"rubbish)",
    rf"(?:was|were|is)(?: not|n[’']t) (?:any|a|an) (?:\w+\s)?(?:{_TALK}|agreement|promise|deal)",
)
DIFFERS = _any_of(
    r"contradict(?:s|ed|ing)?|diverge[sd]?|at odds with|at variance with",
    r"differ(?:s|ed|ing)? (?:\w+\s+){0,2}(?:from|on|over|about|in|as to)",
    r"disagree[sd]? (?:\w+\s+){0,2}(?:on|over|about|with)",
    r"conflicting (?:accounts?|versions?|statements?|readouts?)",
    r"other way (?:a)?round",
    r"by (?:\w+\s+){0,4}\w+[’']s (?:account|version|estimate)",
    r"in (?:\w+\s+){1,4}(?:telling|recollection|reckoning)",
    rf"(?:{ACCOUNTS})s? (?:\w+\s+)?(?:differ(?:s|ed)?|diverge[sd]?|part(?:s|ed)? (?:ways|company))",
    r"puts? (?:it|things|the matter|that) (?:(?:less|more|rather|quite|somewhat|a little|far|altogether)\s+){0,2}"
    r"(?:\w+ly|differently|otherwise|another way)",
    r"\w+[’']s? (?:\w+\s)?(?:figure|count|tally|arithmetic|reckoning|recollection|sum|total) (?:is|was|comes?|"
    r"came|runs?|ran|stood|stands)",
    r"(?:by|on) (?:[\w’'.-]+\s+){1,4}(?:count|reckoning|recollection|arithmetic|tally|telling|book)",
    r"(?:in|to) (?:[\w’'.-]+\s+){0,3}[’']s? (?:telling|recollection|reckoning|memory)",
    r"(?:correct(?:s|ed) (?:him|her|it|them|that|the record)|took issue with|takes issue with|push(?:es|"
    r"ed) back (?:on|against|at))",
    r"(?:tell|give|present|paint|offer)(?:s|ed)? (?:a|an|another|quite a|rather a) (?:\w+\s)?(?:different|"
    r"contrary|conflicting|"
    r"opposite|other) \w+",
    r"(?:do|does|did)(?: not|n[’']t) (?:tally|match|agree|square|coincide|add up)",
    r"(?:cannot|can[’']t|could not|couldn[’']t|un(?:able)? to) agree (?:on|about|over|who|what|whether|how)",
    r"(?:rival|competing|contrasting|clashing|divergent|differing) (?:accounts|versions|readouts|statements|stories|"
    r"tellings|summaries|figures)",
    r"(?:on|to) the contrary",
    r"not (?:as|what|how) (?:[\w’'-]+\s+){1,4}(?:remember|recall|told|tell|sa[iy]|claim|describe|saw|see|heard|"
    r"hear)\w*",
    r"(?:a )?different (?:figure|version|account|story|date|number|picture)",
    r"counter(?:ed|s)",
    r"(?:recall(?:s|ed)?|remember(?:s|ed)?|count(?:s|ed)?|tells?|told) (?:it |things |the \w+ )?(?:differently|"
    r"otherwise)",
    r"remembers an?",
    r"was how",
    r"if you ask",
    r"(?:clocked|timed) it",
    r"in (?:its|his|her|their) words",
    r"not so",
    r"(?:less|more) (?:firmly|categorically|cautiously|strongly|definitely|vaguely|guardedly)",
    r"(?:another|a different|a rather different|an altogether different) (?:tale|story|version|picture|reading|"
    r"account|light)",
    r"(?:gave|gives|offer(?:ed|s)?|present(?:ed|s)?) (?:a|an) (?:\w+\s)?(?:different|softer|weaker|vaguer|"
    r"more cautious) \w+",
    r"beg(?:s|ged)? to differ|tells? (?:it|things) differently|(?:was|is|were) (?:less|more) (?:categorical|"
    r"cautious|guarded|specific|firm)",
    r"(?:would|will) (?:only|merely|just) (?:say|confirm|speak|go)",
    r"no (?:day|date|quantity|figure|number|amount|price|timetable|deadline|sum|volume) (?:had been|has been|was|"
    r"were) "
    r"(?:named|fixed|agreed|set|discussed|mentioned|given|reached)",
    r"\w+[’']s (?:reading|version|memory|recollection|telling|account)\s*:",
)
CONTRAST = re.compile(
    r"\b(?:but|while|whereas|however|though|although|yet|only|not|no|rather|instead|meanwhile|as for|"
    r"puts?\b.*\bat\b.*\bat)\b|[;]",
    re.IGNORECASE,
)
REPORTED = re.compile(
    r"\b(?:says?|said|according to|puts?|spoke|speaks|speaking|ask|count|counted|clocked|account|version|tells?|"
    r"told|claims?|"
    r"claimed|reckons?|reading)\b",
    re.IGNORECASE,
)
ACCOUNT = re.compile(rf"\b(?:{ACCOUNTS})s?\b", re.IGNORECASE)


DENYING = words(
    "deny refute rubbish quash dismiss reject describe disavow repudiate brand label contest dispute debunk"
)
DENIABLE = words(
    "report claim call conversation allegation offer rumour rumor story accusation suggestion statement talk contact"
)
CUES = (
    (ConflictKind.OMISSION, LEAVES_OUT),
    (ConflictKind.OMISSION, LACKS),
    (ConflictKind.OMISSION, NOTHING_TO_SHARE),
    (ConflictKind.DENIAL, DENIES),
    (ConflictKind.CONTRADICTION, DIFFERS),
)
