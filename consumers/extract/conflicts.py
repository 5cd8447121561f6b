"""Differences between the sides' accounts that a document itself points out.

An omission ("made no reference to"), a denial ("denied that", "no such call took place") or a contradiction
("put it at 32"). Who omits or denies is the side whose account the sentence speaks of; who claimed is the other
side on the line. What the document does not say is not inferred here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from consumers.extract.attribution import Voices
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.parties import Parties
from consumers.extract.quantities import find_quantities
from pipeline.records import CallStatus, ConflictKind, Evidence, ReportedCall, ReportedConflict

ACCOUNTS = (
    r"statement|readout|read-out|summary|account|version|communiqu[eé]|text|note|report|transcript|release|"
    r"description|post|write-up|rendering|telling|announcement|list|minutes|record|tweet|bulletin|dispatch|notice"
)
"""Nouns for what a side publishes about a call."""

_NOT = r"(?:(?:did|does|do|has|have|had|was|were|is|are|would)(?:\s+not|n[’']t)|never|nor (?:did|does|was|is)|cannot)"
_TELL = (
    r"(?:mention|refer(?:red)? to|includ\w*|address\w*|contain\w*|carr(?:y|ied)|record\w*|cite\w*|touch(?:ed)? (?:on|upon)|"
    r"wr(?:ite|ote|itten) (?:of|about)|speak of|spoke of|acknowledg\w*|list\w*|allude\w* to|discuss\w* any|name|say (?:anything|whether|a word)|"
    r"bring up|raise[d]?|appear\w*|featur\w*|figur\w*|turn(?:ed)? up|describe\w* any|specif(?:y|ied)|repeat\w*|note[d]?|feature[d]?|come up|show up|crop up|echo\w*)"
)
_OMITS = re.compile(
    rf"\b{_NOT}\s+(?:\w+\s+){{0,2}}?{_TELL}\b"
    r"|\bma(?:de|kes?|king) no (?:\w+\s+){0,2}(?:reference|mention|allusion)\b|\bno (?:\w+\s+){0,2}(?:mention|reference|trace|sign|word|hint) (?:was made )?(?:of|to|about|on|in)\b"
    r"|\b(?:without|avoid\w*) (?:any\s+)?(?:mention\w*|refer\w*)|\bomit(?:s|ted|ting)?\b|\bomissions?\b"
    r"|\b(?:left|leaves?|leaving) (?:it|them|that|this|the \w+|out)\s?(?:\w+\s+){0,4}(?:out|unmentioned|unsaid)\b|\bleaves? out\b|\bleft out\b"
    r"|\bpass(?:es|ed) (?:\w+\s+){0,3}over\b|\bpass(?:es|ed) over\b|\bskip(?:s|ped)\b|\bgloss(?:es|ed) over\b"
    r"|\b(?:is|was|were|are|kept|stayed|remained|fell) (?:\w+\s+)?(?:silent|mute)\b|\bsilen(?:t|ce) (?:on|about|as to)\b"
    r"|\b(?:said|says|had|have|has|contain\w*|offers?|offered) nothing (?:\w+\s+){0,2}(?:of|about|on|at all)\b"
    r"|\b(?:is|was|were|are) (?:\w+\s+)?(?:absent|missing|nowhere)\b|\b(?:absent|missing) from\b|\bnowhere\b"
    rf"|\bneither (?:[^.;]{{3,80}}) (?:nor (?:[^.;]{{3,80}}) )?{_TELL}\b|\b(?:to be found )?in neither\b"
    r"|\bnot (?:so much as )?an? (?:\w+\s+)?(?:word|whisper|line|mention|syllable|hint|trace|breath)\b"
    r"|\bconfined (?:itself|himself|herself|themselves) to\b|\bis something only\b|\bonly (?:the )?\w+ (?:side|government|statement|readout|version) (?:said|mention\w*)\b"
    r"|\b(?:had|has) (?:fallen away|dropped out|gone missing|disappeared|vanished)\b|\b(?:fell|dropped) (?:away|out)\b|\bsteered clear of\b"
    r"|\bno (?:information|details?|comment) to (?:share|offer|provide|add)\b|\bunmentioned\b|\bwent unmentioned\b|\bstop(?:s|ped) short of mentioning\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ied|ies|ying|ial)|refut(?:e[sd]?|ing)|rubbish(?:ed|es)|quash(?:ed|es)|disavow\w*|repudiat\w*|debunk\w*)\b"
    r"|\b(?:dismiss|reject|describ|brand|brush|wav)(?:ed|es|s|ing)\b[^.;]{0,90}\b(?:false|untrue|baseless|groundless|fabricat\w*|fake|fiction|invention|nonsense|inaccurate|misleading|speculation|aside)\b"
    r"|\b(?:is|was|are|were) (?:\w+\s+){0,2}(?:false|untrue|baseless|groundless|fabricat\w*|a fabrication|fake|fiction|an invention|pure invention|nonsense|not true|not the case|incorrect|a lie|lies)\b"
    r"|\b(?:categorically|simply|completely|totally|entirely) (?:untrue|false|wrong)\b"
    r"|\bno such (?:\w+\s+){0,2}(?:call|conversation|talk|agreement|offer|promise|commitment|request|exchange|pledge|deal|undertaking|discussion|thing|contact|question|assurance|concession)s?\b"
    r"|\bno (?:\w+\s+){0,2}(?:call|conversation|contact|exchange) (?:had |has |ever )?(?:took place|taken place|been held|been made|occurred|happened|was held)\b"
    r"|\b(?:had|has|have) not (?:\w+\s+){0,2}(?:spoken|talked|rung|called|phoned|telephoned|been in contact|been in touch)\b"
    r"|\bthere (?:was|were|had been|has been) (?:no|none)\b(?= such|[^.;]{0,30}(?:call|conversation|contact|agreement|promise|deal|exchange)|[.,”\"])"
    r"|\bcontrary to (?:what|reports|claims|the)\b|\b(?:did|had) not (?:apologi[sz]e|offer|agree|promise|ask|request|commit|accept|speak|talk|call|take place|happen|say|seek|raise|pledge|concede|discuss)\w*\b"
    r"|\bdidn[’']t (?:apologi[sz]e|offer|agree|promise|ask|request|commit|accept|speak|talk|call|take place|happen|say|seek|concede)\b"
    r"|\bnever (?:took place|happened|agreed|promised|asked|offered|said|spoke|called|made|gave|discussed|occurred|requested|committed)\b"
    r"|\bnothing of the (?:sort|kind)\b",
    re.IGNORECASE,
)
_DIFFERS = re.compile(
    r"\b(?:contradict(?:s|ed|ing)?|differ(?:s|ed|ing)?|disagree[sd]?|disput(?:e[sd]?|ing)|diverge[sd]?|clash(?:es|ed)?)\b"
    r"|\b(?:at odds|at variance|conflicting (?:accounts?|versions?|statements?|readouts?)|other way (?:a)?round|different (?:figure|version|account|story|date|number|picture)|"
    r"a contrasting|in contrast|by contrast|depends on (?:which|whom|who))\b"
    r"|\bcounter(?:ed|s)\b|\b(?:recall(?:s|ed)?|remember(?:s|ed)?) (?:it |things |the \w+ )?(?:differently|otherwise)\b|\bremembers an?\b|\bwas how\b"
    r"|\bif you ask\b|\btells? (?:it|a) (?:differently|different)\b|\b(?:clocked|timed) it\b|\bin (?:its|his|her|their) words\b|\binstead\b.{0,40}\bspoke of\b|\brather than\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:but|while|whereas|however|though|although|yet|only|not|no|rather|instead|meanwhile|as for)\b|[;]",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(rf"\b(?:{ACCOUNTS})s?\b", re.IGNORECASE)
_ABOUT_CALL = re.compile(
    r"\b(?:call|phone\w*|telephon\w*|conversation|spoke|speak|spoken|talks?|video|rang|rung|exchange|contact)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Cue:
    kind: ConflictKind
    start: int
    end: int
    """Token range of the words that say so."""


def find_conflicts(
    document: Document, calls: Sequence[ReportedCall], gazetteer: Gazetteer
) -> tuple[ReportedConflict, ...]:
    """The omissions, denials and contradictions that the document reports, in order of the text.

    `calls` are all calls found in it, of any status; without one, only an omission from a named side's own
    account is reported.
    """
    parties = Parties(document, calls, gazetteer)
    voices = Voices(document, parties)
    finder = _Finder(document, calls, parties, voices)
    found: dict[tuple[ConflictKind, str | None, int], ReportedConflict] = {}
    for sentence in document.doc.sents:
        for conflict in finder.of_sentence(sentence):
            found.setdefault((conflict.kind, conflict.by, conflict.evidence[0].start), conflict)
    return tuple(found.values())


class _Finder:
    def __init__(self, document: Document, calls: Sequence[ReportedCall], parties: Parties, voices: Voices) -> None:
        self._document = document
        self._parties = parties
        self._voices = voices
        self._has_call = bool(calls)
        self._denied = [c for c in calls if c.status is CallStatus.DENIED]
        self._sides = parties.participants or tuple(
            dict.fromkeys(p.country for c in calls for p in c.participants if p.country)
        )

    def of_sentence(self, sentence: Span) -> Iterator[ReportedConflict]:
        if sentence.start_char < self._document.title_end:
            return
        text = sentence.text
        for kind, pattern in (
            (ConflictKind.OMISSION, _OMITS),
            (ConflictKind.DENIAL, _DENIES),
            (ConflictKind.CONTRADICTION, _DIFFERS),
        ):
            match = pattern.search(text)
            if match is None:
                continue
            cue = sentence.doc.char_span(
                sentence.start_char + match.start(), sentence.start_char + match.end(), alignment_mode="expand"
            )
            if cue is None:
                continue
            conflicts = list(self._told(kind, sentence, cue))
            if conflicts:
                yield from conflicts
                return
        yield from self._differing_figures(sentence)

    def _told(self, kind: ConflictKind, sentence: Span, cue: Span) -> Iterator[ReportedConflict]:
        if kind is ConflictKind.OMISSION:
            sides = self._omitting(sentence, cue)
        elif kind is ConflictKind.DENIAL:
            sides = self._denying(sentence, cue)
        else:
            sides = self._contradicting(sentence, cue)
        for side in sides:
            yield self._conflict(kind, side, sentence, cue)

    # who

    def _omitting(self, sentence: Span, cue: Span) -> tuple[str, ...]:
        """The side whose account leaves something out."""
        accounts = [t for t in sentence if _ACCOUNT.fullmatch(t.text)]
        for account in accounts:
            if any(c.lower_ in ("neither", "either", "both", "no") for c in account.children):
                return self._sides
            owners = self._parties.sides_of(account)
            owners = owners or tuple(
                s
                for c in account.subtree
                for s in self._parties.sides_of(c)
                if c.dep_ in ("poss", "amod", "compound", "nmod", "pobj")
            )
            if owners and (set(owners) & set(self._sides) or not self._has_call):
                return owners[:1]
        if not self._has_call:
            return ()
        subject = self._subject(cue)
        owners = self._parties.sides_of(subject) if subject is not None else ()
        owners = tuple(o for o in owners if o in self._sides)
        if len(owners) == 1:
            return owners
        if accounts or re.search(r"only|itself|himself|item", sentence.text):
            return self._answering(sentence)
        if re.search(r"no (?:information|comment|details)", cue.text, re.IGNORECASE):
            side = self._voices.inner_at(cue[0]) or self._document.origin.official_of
            return (side,) if side in self._sides else ()
        return ()

    def _denying(self, sentence: Span, cue: Span) -> tuple[str, ...]:
        if not self._has_call:
            return ()
        subject = self._subject(cue)
        verb = cue.root.lemma_.lower()
        if subject is not None and verb in (
            "deny",
            "refute",
            "rubbish",
            "quash",
            "dismiss",
            "reject",
            "describe",
            "disavow",
            "repudiate",
            "brand",
            "wave",
            "brush",
        ):
            owners = self._side_of(subject) or self._side_of_agent(cue.root)
            if owners:
                return owners
        for token in cue:
            side = self._voices.inner_at(token)
            if side in self._sides:
                return (side,)
        spoken = [
            v for v in self._voices.spoken if sentence.start <= v.start < sentence.end and v.side in self._sides
        ]
        if spoken:
            return (spoken[0].side,)
        official = self._document.origin.official_of
        if official and self._denied and official in self._sides:
            return (official,)
        named = [s for s in self._parties.named_in(sentence.start, sentence.end) if s in self._sides]
        strong = self._denied or verb in ("deny", "refute")
        return (named[0],) if strong and len(named) == 1 else self._answering(sentence)[:1] if self._denied else ()

    def _contradicting(self, sentence: Span, cue: Span) -> tuple[str, ...]:
        if not self._has_call:
            return ()
        named = [s for s in self._parties.named_in(sentence.start, sentence.end) if s in self._sides]
        spoken = [
            v.side for v in self._voices.spoken if sentence.start <= v.start < sentence.end and v.side in self._sides
        ]
        subject = self._subject(cue)
        owners = self._side_of(subject) if subject is not None else ()
        if owners:
            return owners
        if spoken:
            return (spoken[-1],)
        if len(named) >= 2:
            return (named[-1],)
        return tuple(named[:1])

    def _side_of(self, token: Token) -> tuple[str, ...]:
        return tuple(s for s in self._parties.sides_of(token) if s in self._sides)[:1]

    def _side_of_agent(self, verb: Token) -> tuple[str, ...]:
        return tuple(
            s
            for c in verb.children
            if c.dep_ == "agent"
            for p in c.children
            for s in self._parties.sides_of(p)
            if s in self._sides
        )

    def _subject(self, cue: Span) -> Token | None:
        token: Token = cue.root
        for _ in range(4):
            for child in token.children:
                if child.dep_ in ("nsubj", "nsubjpass"):
                    return child
            if token.head.i == token.i:
                return None
            token = token.head
        return None

    def _answering(self, sentence: Span) -> tuple[str, ...]:
        """The side that the sentence names, else the one that did not make the claim just before."""
        named = [s for s in self._parties.named_in(sentence.start, sentence.end) if s in self._sides]
        if len(named) == 1:
            return (named[0],)
        return ()

    def _claimant(self, side: str | None, sentence: Span) -> str | None:
        """The other side, if it has said something before; with two on the line, simply the other."""
        others = [s for s in self._sides if s != side]
        if len(others) == 1:
            return others[0]
        before = [v.side for v in self._voices.spoken if v.start < sentence.start and v.side in others]
        return before[-1] if before else None

    # differing figures

    def _differing_figures(self, sentence: Span) -> Iterator[ReportedConflict]:
        """Two sides in one sentence, or in two that follow each other, with unlike figures for the same thing."""
        if not self._has_call or len(self._sides) < 2:
            return
        here = self._figures_by_side(sentence)
        if len(here) < 2 or not _CONTRAST.search(sentence.text):
            return
        sides = list(here)
        for second in sides[1:]:
            first = sides[0]
            if here[first].isdisjoint(here[second]):
                yield self._conflict(ConflictKind.CONTRADICTION, second, sentence, sentence)
                return

    def _figures_by_side(self, sentence: Span) -> dict[str, set[float]]:
        marks = [
            m for m in self._parties.mentions if sentence.start <= m.start < sentence.end and m.code in self._sides
        ]
        figures: dict[str, set[float]] = {}
        for number, mark in enumerate(marks):
            end = marks[number + 1].start if number + 1 < len(marks) else sentence.end
            values = {float(q.value) for q in find_quantities(sentence.doc[mark.end : end].text)}
            if values:
                figures.setdefault(mark.code, set()).update(values)
        return figures

    def _conflict(self, kind: ConflictKind, side: str | None, sentence: Span, cue: Span) -> ReportedConflict:
        words = _trimmed(sentence)
        return ReportedConflict(
            kind=kind,
            claimed_by=self._claimant(side, sentence),
            by=side,
            topic=_topic(sentence, cue),
            evidence=(Evidence(exact=words.text, start=words.start_char, end=words.end_char),),
        )


def _trimmed(span: Span) -> Span:
    start, end = span.start, span.end
    while end - 1 > start and span.doc[end - 1].is_space:
        end -= 1
    while start < end - 1 and span.doc[start].is_space:
        start += 1
    return span.doc[start:end]


def _topic(sentence: Span, cue: Span) -> str:
    """A few words for what is left out or disputed: the object of the cue, else its subject."""
    root = cue.root
    after = [
        t
        for t in sentence
        if t.i >= cue.start
        and t.dep_ in ("pobj", "dobj", "nsubj", "ccomp")
        and t.i not in range(cue.start, cue.end - 1)
    ]
    for token in after:
        words = sentence.doc[token.left_edge.i : min(token.right_edge.i + 1, token.left_edge.i + 12)].text
        if not _ACCOUNT.fullmatch(token.text) and token.pos_ in ("NOUN", "PROPN", "VERB"):
            return words.strip(" ,.;")
    subject = next((c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    token = subject if subject is not None else root
    return sentence.doc[token.left_edge.i : min(token.right_edge.i + 1, token.left_edge.i + 12)].text.strip(" ,.;")
