"""Whether a call was held, is planned, was proposed, or is denied: the words that govern the cue."""

from __future__ import annotations

import re

from consumers.extract.cues import Anchor, Cue
from consumers.extract.sentences import LEADER, Sentence
from pipeline.records import CallStatus

_GLAD = (
    r"\b(?:able|managed|got|happy|glad|pleased|delighted|honou?red|great|good|nice|privilege|pleasure|opportunity"
    r"|had\ (?:the|a)\ chance)\ to\ "
)
_CALL_ACT = (
    r"(?:speak|talk|call|phone|telephone|ring|dial|hold|have|make|take|place|confer|meet|converse|discuss|join"
    r"|participate|conduct|receive|hear|reach|raise|connect|get)"
)
_BE = r"(?:is|are|was|were|be|been|being|'s|’s)"

_DENIED = re.compile(
    r"\b(?:(?:did|does|do|has|have|had)(?:\ not|n['’]t)|never|not\ (?:yet\ )?(?=spoken|talked"
    r"|called))\ (?:\w+\ ){0,2}?"
    r"(?:rung|rang|spoken|speak|spoke|talked|talk|called?|phoned?|telephoned?|held|hold|had|have|conversed?|made"
    r"|make)\b[^.;]{0,25}$"
    r"|\bno\ (?:such\ )?(?:\w+\ ){0,2}$"
    r"|\bden(?:y|ies|ied|ying)\ (?:that\ )?(?:(?:he|she|they|it|there|the\ \w+)\ )?(?:(?:had|has|have|was|having"
    r"|any|a|an|such|ever|been|recently|the|secretly)\ ){0,4}"
    r"(?:spok\w+|speaking|talk\w*|call\w*|phon\w*|tele\w*|held|holding|made)?\ ?$"
    r"|\bden(?:y|ies|ied|ying)\ that\ [^,.;]{0,45}(?:had|has|have|was|were)\ (?:\w+\ ){0,3}?$"
    r"|\bden(?:y|ies|ied|ying)\ (?:speaking|talking|calling|holding|having)\b[^.;]{0,20}$"
    r"|\b(?:neither|nor)\ [^.;]{0,40}\b(?:on|spoke|spoken|called)\b[^.;]{0,10}$",
    re.IGNORECASE | re.VERBOSE,
)
_DENIED_AFTER = re.compile(
    r"^[^.;]{0,40}\b(?:(?:did|has|had)(?:\ not|n['’]t)\ (?:take|taken|happen|happened|occur|occurred|been\ held)"
    r"|never\ (?:took|happened|occurred)|(?:was|were)\ (?:neither|never|not\ even)\ "
    r"(?:requested|scheduled|planned|made|sought|arranged)"
    r"|was\ (?:never\ held|not\ held)|took\ no\ place)\b",
    re.IGNORECASE | re.VERBOSE,
)
SUPPOSED = re.compile(
    r"^\W*(?:suppose|imagine|what\ if|let['’]s\ say)\b"
    r"|^\W*if\ [^.;]{0,60}\b(?:rang|called|phoned|telephoned|spoke|talked)\b"
    r"[^.;]{0,60},\ [^.;]{0,50}\b(?:might|could|would)\b"
    r"|\b(?:prank\w*|hoax(?:es|ers?)?|impersonat\w+|posing\ as"
    r"|pretending\ to\ be|deepfakes?|fake\ call)\b",
    re.IGNORECASE | re.VERBOSE,
)
"""A sentence that tells of nothing real: a supposition, or somebody playing a leader."""
_RUMOUR = re.compile(
    r"\b(?:reports?|rumou?rs?|claims?|story|stories|suggestions?|talk|allegations?)\b", re.IGNORECASE
)
_IDEA = re.compile(
    r"\b(?:suggest\w*|propos\w*|request\w*|demand\w*|recommend\w*|idea|offer\w*)\b[^.;,]{0,15}$", re.IGNORECASE
)
_FALSE = re.compile(
    r"\b(?:is|was|were|are|as)\ (?:an?\ |the\ |pure\ |entirely\ |completely\ |simply\ )*(?:invention|invented"
    r"|fabricat\w+|false|untrue|fake|fiction"
    r"|lies?|hoax|nonsense|quashed|baseless|unfounded|denied|not\ true|dismissed|made\ up|wrong)\b",
    re.IGNORECASE | re.VERBOSE,
)
_DISMISSED = re.compile(
    r"\b(?:dismiss|reject|den(?:y|ie)|rubbish|refut|quash|disput)\w*\ (?:as\ [^.;]{0,25})?[^.;]{0,40}"
    r"\b(?:report|rumou?r|claim|story|suggestion|allegation)s?\b[^.;]{0,60}$",
    re.IGNORECASE | re.VERBOSE,
)
"""For "dismissing a newspaper's report that the two had spoken"."""
_NOT_PLANNED_AFTER = re.compile(
    r"^[^.;]{0,70}\b(?:(?:is|are|was|were)\ )?(?:not\ (?:yet\ |currently\ )?(?:been\ )?(?:planned|scheduled|arranged)"
    r"|not\ (?:yet\ )?on\ (?:the\ |its\ |his\ )?agenda)\b",
    re.IGNORECASE | re.VERBOSE,
)
_NO_PLANS = re.compile(
    r"\bno\ (?:\w+\ )?plans?\b[^.;]{0,30}\b(?:for|to\ (?:hold|make|have|place))\ (?:\w+\ ){0,3}$",
    re.IGNORECASE | re.VERBOSE,
)
_NO_CALL = re.compile(
    rf"\bno\ (?:(?:new|such|other|further)\ )?(?:{LEADER}[-–—/ ]{LEADER}\ )?(?:\w+\ )?$", re.I | re.X
)
_PLANS_ONE = re.compile(
    r"[^.;]{0,40}?\b(?:scheduled|planned|expected|arranged|on\ the\ (?:agenda|schedule|cards))\b", re.I | re.X
)
_NOT_YET = re.compile(
    r"\b(?:still\ (?:has|have|had)(?:\ not|n['’]t)|(?:has|have|had)(?:\ still)?(?:\ not|n['’]t)\ yet"
    r"|(?:has|have|had)\ yet\ to)\ (?:\w+\ ){0,2}$",
    re.IGNORECASE | re.VERBOSE,
)
FALSE_AFTERWARDS = re.compile(
    r"^\W*(?:(?:that|it|this|which)\ )?(?:never\ happened|did(?:\ not|n['’]t)\ happen|(?:is|was)\ (?:false|untrue"
    r"|not\ true|a\ lie|fake))\b"
    r"|^\W*(?:not\ true|false|fake\ news|no\ such\ call)\b",
    re.IGNORECASE | re.VERBOSE,
)
"""The next sentence takes back what was reported in this one."""
_PROPOSED = re.compile(
    r"""\b(?:
      offer(?:s|ed|ing)?|seek(?:s|ing)?|sought|want(?:s|ed|ing)?|hop(?:es?|ed|ing)|ask(?:s|ed|ing)?|request(?:s
        |ed|ing)?|propos(?:es?|ed|ing|al)
      |suggest(?:s|ed|ing|ion)?|ready|willing(?:ness)?|open|invit(?:es?|ed|ing)|refus(?:es?|ed|ing|al)
        |declin(?:es?|ed|ing)|reject(?:s|ed|ing)?
      |rul(?:e|es|ed|ing)\ out|wish(?:es|ed)?|like|prepared|tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?
        |rebuff(?:s|ed)?|spurn(?:s|ed)?|possib(?:le|ility|ly)
      |potential|consider(?:s|ed|ing)?|push(?:es|ed|ing)?|press(?:es|ed|ing)?|urg(?:es?|ed|ing)|plead(?:s|ed)?
        |lobb(?:y|ied|ying)|weigh(?:s|ed|ing)?
      |may|might|could|should|would(?:\ not|n['’]t)?|can(?:not|['’]t)?|must|need(?:s|ed)?|rush|fail(?:s|ed
        |ing)?|yet|unable|struggl(?:es?|ed|ing)|wait(?:s|ed|ing)?|idea|prospect|chance|if|whether|unless|nixed
        |snub(?:s|bed)?|turn(?:s|ed|ing)?\ down
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PLANNED = re.compile(
    rf"""\b(?:
      will|shall|set|schedul(?:es?|ed)|expect(?:s|ed|ing)?|anticipat(?:es?|ed|ing)|plan(?:s|ned|ning)?|due
        |slated|poised|about|going|upcoming|forthcoming|agree(?:s|d)?|likely
      |intend(?:s|ed)?|prepar(?:es?|ed|ing)|looking\ forward|look(?:s|ed)?\ forward|arrang(?:es?|ed|ing)
        |(?:{_BE})\ to|promis(?:es?|ed)|vow(?:s|ed)?
    )\b|['’]ll\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PLANNED_AFTER = re.compile(
    r"""^[^.;]{0,70}?\b(?:
      (?:is|are|was|were|has\ been|had\ been|have\ been|being|be)\ (?:also\ |now\ |tentatively\ )?(?:scheduled
        |planned|expected|due|set|slated|pencilled\ in|arranged|in\ the\ works)\b(?!\ by\ )
      |(?:is|are|was)\ in\ the\ (?:diary|works|calendar)
      |(?:is|are)\ to\ (?:take\ place|be\ held|follow|happen)
      |will\ (?:take\ place|be|happen|focus|come|cover|also|follow)|to\ take\ place
      |(?:has\ been|was|were|is|been|be)\ (?:called\ off|cancell?ed|postponed|put\ (?:off|back)|delayed
        |scrapped|rescheduled|moved|brought\ forward|shelved|dropped)
    )
    |^(?:\ (?:with|between)\ [^,.;]{0,40})?,?\ (?:tentatively\ )?
     (?:scheduled|planned|expected|due|set\ for|slated|pencilled\ in|arranged|called\ off|put\ (?:off|back)
       |cancell?ed|postponed|scrapped|rescheduled)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PROPOSED_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:may|might|could|would)\ (?:take\ place|be\ held|happen|help|be\ (?:possible|arranged))"
    r"|^[^.;]{0,50}?\b(?:is|are|was|were|been)\ (?:not\ )?(?:possible|on\ offer|proposed|suggested|rejected"
    r"|declined|requested|under\ (?:discussion|consideration)|not\ ruled\ out)\b",
    re.IGNORECASE | re.VERBOSE,
)
_TOOK_PLACE = re.compile(
    r"\b(?:took\ place|was\ held|were\ held|lasted|came\ (?:after|as|amid|a|hours|days)|went|happened|followed)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:(?:ahead\ of|before|prior\ to|on\ the\ eve\ of)\ (?:\S+\ ){0,6}"
    r"|for\ (?:an?|another|the)\ (?:[\w-]+\ ){0,2})$",
    re.IGNORECASE | re.VERBOSE,
)
_HELD_VERB = re.compile(
    r"\b(?:held|had|spoke|spoken|talked|took|received|made|placed|got|said|told|after|following|since|thanked"
    r"|discussed|reached|completed|had\ it"
    r"|finished|conducted|happened|managed|joined|participated|from|describ\w+|took\ part|\w{3,}ed)\b",
    re.IGNORECASE | re.VERBOSE,
)
_SAID_IN = re.compile(r"\b(?:in|on|during|over|by|via|through)\ (?:[\w“”\"’'-]+\ ){0,6}$", re.IGNORECASE | re.VERBOSE)
_FUTURE = re.compile(
    r"\b(?:will|shall|is\ to|are\ to|due|scheduled|set\ to|expected|plans?\ to|slated|going\ to|may|might|could"
    r"|to)\b|['’]ll\b",
    re.IGNORECASE | re.VERBOSE,
)
_PAST = re.compile(
    r"\b(?:held|had|spoke|spoken|talked|took|said|told|made|met|gave|went|has"
    r"|\w{3,}(?<!schedul)(?<!expect)(?<!plann)(?<!slat)ed)\b",
    re.IGNORECASE,
)
REMARKS = re.compile(
    r"\W*(?:opening\ )?(?:remarks|statements\ for\ the\ press)\ (?:by|of)\b", re.IGNORECASE | re.VERBOSE
)
"""The heading of a record of words spoken at the occasion itself."""
_MONTH = re.compile(
    r"\bMay(?=,?\ \d)|(?<=\d\ )May\b|(?<=\b(?:in|of|by)\ )May\b|(?<=(?:last|next|late)\ )May\b", re.VERBOSE
)
"""The month, which is no modal verb."""
_CLAUSE = re.compile(r"[,;:]\s|\b(?:that|who|which|while|because|although|where|when|as|but)\b|—|–\s", re.IGNORECASE)


def standing(sentence: Sentence, anchor: Anchor) -> CallStatus:
    """How the call of that cue stands, as its sentence tells it."""
    text = _MONTH.sub("Mai", sentence.text)
    left, right = text[: anchor.start], text[anchor.end :]
    word = text[anchor.start : anchor.end].lower()
    clause = left[max((m.end() for m in _CLAUSE.finditer(left)), default=0) :]
    verb = anchor.cue in (Cue.SPEAK, Cue.VERB)
    if _IDEA.search(left[: len(left) - len(clause)]) and not re.search(r"\b(?:had|held|was|were)\b", clause):
        return CallStatus.PROPOSED
    if _DENIED.search(left + (word + " " if verb else "")) or (verb and _DENIED.search(left)):
        return CallStatus.DENIED
    if (anchor.cue is Cue.NOUN and _DENIED_AFTER.search(right)) or (_RUMOUR.search(left) and _FALSE.search(right)):
        return CallStatus.DENIED
    if verb and _DISMISSED.search(left):
        return CallStatus.DENIED
    if re.match(r"pick|take|hang", word):
        return _modal(clause[-70:]) or (
            CallStatus.HELD if word.startswith(("picked", "took")) else CallStatus.PLANNED
        )
    if anchor.cue is Cue.NOUN or anchor.cue is Cue.ADVERB:
        return _noun(clause, right, anchor, left[:40])
    return _verb(clause, word)


def is_unplanned(sentence: Sentence, anchor: Anchor) -> bool:
    """Whether the sentence says no more than that there is no call so far: none planned, none yet.

    For "a new call is not on the agenda", "no X-Y call scheduled", "X still has not spoken to Y".
    """
    left, right = sentence.text[: anchor.start], sentence.text[anchor.end :]
    if anchor.cue is not Cue.NOUN:
        return _NOT_YET.search(left) is not None
    none = _NO_CALL.search(left) is not None and _PLANS_ONE.match(right) is not None
    return none or bool(_NOT_PLANNED_AFTER.search(right) or _NO_PLANS.search(left))


def _verb(clause: str, word: str) -> CallStatus:
    """For "spoke", "will call", "to speak", "would like to talk"."""
    if re.match(r"spoke|spoken|talked|called|phoned|telephoned|rang|rung|dial(?:l)?ed|conferred|conversed", word):
        if re.search(r"\b(?:would|could|might|may|should)\ have\ $|\bif\ (?:\S+\ ){0,4}$", clause, re.I | re.X):
            return CallStatus.PROPOSED
        return CallStatus.HELD
    governor = clause[-70:]
    if _GIVEN.search(clause):
        return CallStatus.HELD
    if re.match(r"(?:had|have|has|having|held)\s", word):
        if word.startswith(("had", "held")):
            return CallStatus.HELD
        return _modal(governor) or CallStatus.HELD
    if re.search(rf"{_GLAD}$", governor, re.I | re.X):
        return CallStatus.HELD
    if _WOULD.search(clause):
        return CallStatus.PLANNED
    modal = _modal(governor)
    if modal is not None:
        return modal
    if re.search(r"\bto\ $", governor) and re.match(r"speak|talk|call|phone|telephone|ring|dial|confer", word):
        return CallStatus.PLANNED
    return CallStatus.HELD


def _noun(clause: str, right: str, anchor: Anchor, sentence_start: str) -> CallStatus:
    """For "held a call", "will hold a call", "a call is planned", "by phone"."""
    after = right[:90]
    if anchor.cue is Cue.NOUN and _PLANNED_AFTER.search(after) and not _TOOK_PLACE.search(after.split(",")[0][:45]):
        return CallStatus.PLANNED
    if anchor.cue is Cue.NOUN and _PROPOSED_AFTER.search(after):
        return CallStatus.PROPOSED
    if re.search(r"\b(?:planned|scheduled|upcoming|expected|forthcoming)\ (?:\w+\ ){0,2}$", clause, re.I | re.X):
        return CallStatus.PLANNED
    if re.search(r"\b(?:proposed|possible|potential|requested|suggested)\ (?:\w+\ ){0,2}$", clause, re.I | re.X):
        return CallStatus.PROPOSED
    if _THANKED.search(clause):
        return CallStatus.HELD
    if _CALLED_OFF.search(clause):
        return CallStatus.PLANNED
    governor = clause[-90:]
    if _GIVEN.search(governor):
        return CallStatus.HELD
    if re.search(rf"{_GLAD}\w+\ (?:\S+\ ){{0,4}}$", governor, re.I | re.X):
        return CallStatus.HELD
    if anchor.cue is Cue.ADVERB or _SAID_IN.search(governor):
        return _adjunct(governor)
    held = _last(_HELD_VERB, governor)
    modal = _modal(governor)
    if modal is not None and max(_last(_PLANNED, governor), _last(_PROPOSED, governor)) >= held:
        return modal
    if re.search(rf"\bto\ {_CALL_ACT}\ (?:\S+\ ){{0,4}}$", governor, re.I | re.X) and held < governor.rfind("to "):
        return CallStatus.PLANNED
    if _AHEAD.search(governor) and not _TOOK_PLACE.search(after) and not REMARKS.match(sentence_start):
        return CallStatus.PLANNED
    return CallStatus.HELD


_THANKED = re.compile(
    r"\b(?:thank\w*|grateful|gratitude)\b[^.;]{0,60}\bfor\ (?:[\w’'-]+\ ){0,4}$", re.IGNORECASE | re.VERBOSE
)
_WOULD = re.compile(
    r"\b(?:said|announced|confirmed|added)\ [^.;,]{0,50}\bwould\ (?:(?:also|then|soon)\ )?(?:be\ )?$",
    re.IGNORECASE | re.VERBOSE,
)
"""The future of reported speech: "said that he would be speaking with"."""
_CALLED_OFF = re.compile(
    r"\b(?:call(?:s|ed|ing)?\ off|cancel\w*|scrap(?:s|ped|ping)?|postpon\w+|put(?:s|ting)?\ (?:off|back)|shelv\w+"
    r"|axe[sd]?|delay(?:s|ed)?|pull(?:s|ed)?\ out\ of|brought\ forward|reschedul\w+)\ (?:[\w’'-]+\ ){0,4}$",
    re.IGNORECASE | re.VERBOSE,
)
"""For "X has called off Friday's call with Y"."""
_GIVEN = re.compile(
    rf"\b(?:on|about|of|from|since|after|follow\w*|discuss\w*|describ\w*|recount\w*|regarding|reflect\w*)\ "
    rf"(?:{LEADER}['’]s?|my|his|her|their|our|the\ (?:two\ )?leaders['’])\ (?:[\w-]+\ ){{0,4}}$",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that speak of a call as of something that is there: "discussed his call with", "builds on their call"."""


def _adjunct(governor: str) -> CallStatus:
    """For "said in a call", "will speak by phone", "is due on a video call": the clause's verb decides."""
    future = _last(_FUTURE, governor)
    if future < 0 or future < _last(_PAST, governor):
        return CallStatus.HELD
    word = governor[future:]
    if re.match(r"to\b", word, re.IGNORECASE) and not re.match(rf"to\ {_CALL_ACT}\b", word, re.I | re.X):
        return CallStatus.HELD
    if re.match(r"may|might|could", word, re.IGNORECASE):
        return CallStatus.PROPOSED
    return _modal(governor) or CallStatus.PLANNED


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)


def _modal(governor: str) -> CallStatus | None:
    """What the nearest governing word says, or None."""
    planned, proposed = _last(_PLANNED, governor), _last(_PROPOSED, governor)
    if planned < 0 and proposed < 0:
        return None
    return CallStatus.PLANNED if planned > proposed else CallStatus.PROPOSED
