"""Words for a remote conversation: where a sentence may tell of one, before asking who was on the line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from consumers.extract.sentences import LEADER, PEOPLE
from pipeline.records import Medium


class Cue(StrEnum):
    """The grammar of a cue, which decides where to look for the people."""

    NOUN = "noun"
    """A telephone call, a video conference: "held a call with", "Xi-Trump call", "in a call"."""
    VERB = "verb"
    """Telephoned, rang, called: the person called is the object."""
    SPEAK = "speak"
    """Spoke, talked: remote only if something else says so."""
    ADVERB = "adverb"
    """By phone, over the telephone, virtually, on the line: colours whatever the sentence tells."""


@dataclass(frozen=True)
class Anchor:
    """A cue at [start, end) of a sentence's masked text."""

    start: int
    end: int
    cue: Cue
    medium: Medium


_TALK = (
    r"(?:calls?|conversations?|talks?|discussions?|chats?|conferences?|exchanges?|contacts?|consultations?"
    r"|negotiations?|dialogues?)"
)
_PHONE_NOUN = re.compile(
    rf"\b(?:(?:tele)?phone|telephonic)[ -](?:(?:and|or)\ video\ )?{_TALK}\b"
    rf"|\bteleconferences?\b|\b(?:conference|hotline)\ calls?\b"
    rf"|\bconversations?\ (?:held\ )?(?:by|over\ the)\ (?:tele)?phone\b|\btelephon(?:e\ [a-z]*|e?)$",
    re.IGNORECASE,
)
_CUT_PHONE = re.compile(
    r"\b(?:a|the|his|her|their|its)\ (?:[\w-]+\ ){0,2}(?P<call>phone(?:\ co?[a-z]*)?)$", re.IGNORECASE
)
"""Feeds cut their summaries anywhere: "during a phone"."""
_VIDEO_NOUN = re.compile(
    r"\bvideo(?:[ -]?(?:tele)?conferenc(?:es?|ing)|[ -]?(?:calls?|links?|meetings?|summits?|conversations?|talks?"
    r"|chats?))\b"
    rf"|\b(?:virtual|online|remote|zoom)(?:ly)?\ (?:[\w’'-]+\ ){{0,2}}?(?:calls?|meetings?|summits?|{_TALK}|sessions?"
    rf"|gatherings?|bilateral)\b",
    re.IGNORECASE,
)
_LIGHT = (
    r"h[eo]ld(?:s|ing)?|ha(?:ve|s|d|ving)|ma(?:k(?:es?|ing)|de)|t(?:akes?|aking|aken|ook)|receiv(?:es?|ed|ing)"
    r"|g[eo]t(?:s|ting)?"
    r"|plac(?:es?|ed|ing)|schedul(?:es?|ed|ing)|plan(?:s|ned|ning)?|complet(?:es?|ed|ing)|finish(?:es|ed|ing)?"
    r"|conclud(?:es?|ed|ing)"
    r"|describ(?:es?|ed|ing)|discuss(?:es|ed)?|confirm(?:s|ed)?|request(?:s|ed)?|s[eo]ught|seeks?|return(?:s|ed)?"
)
_CALL_NOUN = re.compile(
    rf"""(?:
      \b(?:a|an|the|this|that|th[eo]se|his|her|their|its|our|my|first|second|third|fourth|fifth|another|no|any
        |one|such
        |each|last|next|two|three|four|several|many|separate|recent|{_LIGHT}
        |in|on|during|after|following|before|by|via|over|amid|ahead\ of|since|of|from|until|about)
      |{LEADER}|['’]s?|\band(?=\ calls?\ with\b)
    )[\ ](?:(?:[a-z-]+ly[\ ])?(?!(?:to|for|on|that|and|or|will|would|is|was
      |not)\b)[“”"'’]?[\w-]+[”"'’]?[\ ]){{0,3}}?(?P<call>calls?)\b
    (?!\ (?:for|upon|out|off|up|cent(?:er|re)s?|signs?|records?|logs?|lists?|girls?|options?|into\ question
      |handlers?|it|him
       |on\ (?:all|both|the|its|their|our|his|her|other|every|more|{LEADER}|[A-Z](?!on|ues|ed|hurs|ri|at|un|ov
         |ec|an|eb|ar|pr|ay|u[ln]|ug|ep|ct))
       |to\ (?!(?:to\ )?{PEOPLE}|(?:the\ |his\ |her\ |a\ |their\ )))\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_CALLED = (
    r"(?=\s*(?:$|[.,;:!?)—–]|(?:to|on|about|after|over|and|in|from|amid|as|by|at|for|before|earlier|today"
    r"|yesterday|tonight|later|tomorrow|next|soon|shortly|first|personally|directly|twice|separately|individually"
    r"|immediately|within|just|one|three|upon|because|to"
    r"|this|last|late|again|back|following|with|during|while|when|who|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b))"
)
_CALL_VERB = re.compile(
    rf"""\b(?:
      (?:tele)?phon(?:ed|ing)|(?:tele)?phones?(?=\ {LEADER})|telephone(?=\ (?:his|her|the|{PEOPLE}))
      |r(?:ang|ung|ing(?:s|ing)?)(?=\ (?:up\ |back\ )?(?:me\b|the\ |his\ |her\ |{PEOPLE}))|dial(?:s|led|ed|ling
        |ing)?(?=\ (?:up\ )?{PEOPLE})
      |(?:calls?|called|calling)(?=\ (?:up\ |back\ )?(?:(?:the|his|her|a)\ (?:\w+\ )?(?:of\ (?:the\ )?)?)?
        (?:{PEOPLE},\ )*{PEOPLE}(?:,?\ and\ {PEOPLE})?{_AFTER_CALLED})
      |g(?:ave|ives?|iving)(?=\ (?:(?:the|his|her)\ (?:\w+\ )?)?{PEOPLE}\ an?\ (?:\w+\ )?(?:call|ring|bell|buzz)\b)
      |(?<=was\ )called(?=\ by\ (?:the\ )?{PEOPLE}{_AFTER_CALLED})
      |(?:called|calls)(?=\ (?:me|us)\b{_AFTER_CALLED})
      |called(?=\ (?:this|today|yesterday|earlier|just\ now|again)\b)
    )(?!\w)(?:\ (?:up|back)(?!\ to))?""",
    re.IGNORECASE | re.VERBOSE,
)
_SPEAK = re.compile(
    r"\b(?:sp(?:oke|oken|eaks?|eaking)(?!\ (?:out|up|against|of|ill|highly|in\ (?:favou?r|defen[cs]e))\b)"
    r"|talk(?:ed|ing)|(?:(?<=\bto )|(?<=\bwill )|(?<=\bwould )|(?<=\bcan )"
    r"|(?<=\bmay )|(?<=they ))talk|(?<=[\ue010\ue011] )talks|conferr?(?:s|ed|ing)?|convers(?:es?|ed|ing)"
    r"|(?:ha[ds]|have|having|held|in|finished|ended|concluded)"
    r"\ (?:a|an|another|my|our)\ (?:[\w-]+,?\ (?:and\ )?){0,4}?(?:conversation|discussion"
    r"|talk|chat|word|exchange))\b"
    r"|\bh[eo]ld\ (?:[\w-]+\ ){0,3}?talks\b|\b(?:meets?|met|(?:bilateral|virtual)\ meeting)(?=\ (?:\w+\ )?with\b)"
    r"|\b(?:my|our|the)\ (?:[\w-]+\ ){0,2}?conversation(?=\ (?:with|between))|(?:(?<=\btheir )"
    r"|(?<=[’']s ))(?:[\w-]+\ ){0,2}(?P<call>conversation)\b",
    re.IGNORECASE,
)
_PHONE_ADVERB = re.compile(
    r"[\U0001F4DE\u260E]\uFE0F?|\b(?:by|over|via|on|through)\ (?:the\ "
    r"|a\ )?(?:secure\ )?(?:tele)?phones?(?:\ lines?)?\b"
    r"|\b(?:by|over|on)\ the\ (?:ph(?:on?)?|telep[a-z]*)$"
    r"|\b(?:on|down|over|via|by)\ (?:the|a)\ (?:other\ end\ of\ the\ |secure\ |same\ |(?:tele)?phone\ )?line\b"
    r"|\b(?:by|over|via)\ (?:secure|direct|encrypted)\ line\b|\b(?:off|down)\ the\ (?:tele)?phone\b"
    r"|\b(?:pick(?:s|ed|ing)?|took|takes?)\ up\ the\ (?:tele)?phone\b|\bh(?:ung|ang(?:s|ing)?)\ up\b|\bon\ (?:a"
    r"|the)\ (?:same\ )?call\b|\bworks?\ the\ phones?\b",
    re.IGNORECASE,
)
_VIDEO_ADVERB = re.compile(
    r"\b(?:by|via|over|through|using)\ (?:a\ |an\ |the\ )?(?:secure\ )?video(?:[ -]?(?:link|conference|call"
    r"|conferencing|chat|connection))?\b"
    r"|\b(?:by|via)\ (?:a\ |the\ )?vid(?:e(?:o[a-z]*)?)?$"
    r"|\bvirtually\b|\bon\ screen\b|\bby\ zoom\b|\bvia\ zoom\b|\bremotely\b",
    re.IGNORECASE,
)
_ANOTHER_CALL = re.compile(
    r"\b(?:earnings|courtesy|close|roll|curtain|wake-up|wakeup|sick|cattle|house|booty|distress|911|robo|crank"
    r"|prank|cold|sales|judg(?:e)?ment"
    r"|casting|clarion|rallying|trumpet|bird|mating|port|margin|tough|bad|good|right|line|strike|open|final"
    r"|urgent|fresh|renewed|growing|repeated)\s+$",
    re.IGNORECASE,
)
"""Words that make a call something else: a visit, a judgement, an appeal."""
_WITH = re.compile(
    r"\s+(?:(?:last|this|on|late|earlier|yesterday|today|tonight|just)\s+(?:\w+\s+)?)?with\b", re.IGNORECASE
)
_VIRTUAL_ACT = re.compile(
    r"\b(?:meet\w*|met|sp[oe]\w+|talk\w*|join\w*|host\w*|conven\w*|h[eo]ld|gather\w*|confer\w*"
    r"|summit)\b[^.;,]*\bvirtually\b"
    r"|\bvirtually\s+(?:met|meet|joined?|hosted?|with)\b",
    re.IGNORECASE,
)
"""Where "virtually" means "on a screen" and not "almost"."""
_INTERVIEW = re.compile(
    r"interviews?|briefings?|hearings?|bank(?:ing)?|records?|hacking|numbers?|lines? to|taps?|tapping", re.I
)


def anchors(text: str) -> list[Anchor]:
    """The cues of a sentence in order; where two overlap, the more telling one."""
    found: list[Anchor] = []
    taken = bytearray(len(text) + 1)
    for pattern, cue, medium in (
        (_VIDEO_ADVERB, Cue.ADVERB, Medium.VIDEO),
        (_VIDEO_NOUN, Cue.NOUN, Medium.VIDEO),
        (_PHONE_NOUN, Cue.NOUN, Medium.PHONE),
        (_PHONE_ADVERB, Cue.ADVERB, Medium.PHONE),
        (_CUT_PHONE, Cue.NOUN, Medium.PHONE),
        (_CALL_VERB, Cue.VERB, Medium.PHONE),
        (_CALL_NOUN, Cue.NOUN, Medium.PHONE),
        (_SPEAK, Cue.SPEAK, Medium.UNSPECIFIED),
    ):
        for match in pattern.finditer(text):
            start, end = match.span("call") if match.groupdict().get("call") else match.span()
            if any(taken[start:end]) or (cue is Cue.NOUN and _is_verb(text, start, end)):
                continue
            taken[start:end] = b"\x01" * (end - start)
            if pattern is _CALL_NOUN and _ANOTHER_CALL.search(text[:start]) and not _WITH.match(text, end):
                continue
            if text[start:end].lower() == "virtually" and not _VIRTUAL_ACT.search(
                text[max(0, start - 90) : end + 60]
            ):
                continue
            if not _INTERVIEW.match(text[end:].lstrip(" -")):
                found.append(Anchor(start, end, cue, medium))
    return sorted(found, key=lambda anchor: anchor.start)


def _is_verb(text: str, start: int, end: int) -> bool:
    """Whether "calls" after a name is what that person does ("X calls Y a liar"), not a noun."""
    plural = text[start:end].lower() == "calls"
    if plural and re.match(r"\s*[‘“\"]", text[end:]):
        return True
    named = text[max(0, start - 2) : start] == LEADER + " "
    return plural and named and re.match(r"\s+(?:with|between)\b", text[end:]) is None
