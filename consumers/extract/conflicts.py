"""Differences between the sides' accounts that a document itself points out.

An omission ("made no reference to"), a denial ("denied that", "no such call took place") or a contradiction
("put it at 32"). Who omits or denies is the side whose account the sentence speaks of; who claimed is the other
side on the line. What the document does not say is not inferred here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Span, Token

from consumers.extract.attribution import Voices
from consumers.extract.conflict_contrasts import Contrasts
from consumers.extract.conflict_cues import (
    ACCOUNT,
    CUES,
    DENIABLE,
    DENIES,
    DENYING,
    LACKS,
    NOTHING_TO_SHARE,
    PLAINLY_LEFT_OUT,
)
from consumers.extract.document import Document
from consumers.extract.gazetteer import Gazetteer
from consumers.extract.parties import Parties
from pipeline.records import CallStatus, ConflictKind, Evidence, ReportedCall, ReportedConflict

_NEAR = 4
"""Code points between two sentences that follow each other."""


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
    found: list[ReportedConflict] = []
    for sentence in document.doc.sents:
        for conflict in finder.of_sentence(sentence):
            number = next((n for n, other in enumerate(found) if _goes_on(conflict, other)), None)
            if number is None:
                found.append(conflict)
            else:
                told = (*found[number].evidence, *conflict.evidence)
                found[number] = found[number].model_copy(update={"evidence": told})
    return tuple(found)


def _goes_on(conflict: ReportedConflict, other: ReportedConflict) -> bool:
    """Whether a conflict is the one told in the sentence just before, told further."""
    near = conflict.evidence[0].start - other.evidence[-1].end < _NEAR
    return near and (conflict.kind, conflict.by) == (other.kind, other.by)


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
        self._contrasts = Contrasts(parties, voices, self._sides)

    def of_sentence(self, sentence: Span) -> Iterator[ReportedConflict]:
        """What one sentence of the text says; a headline is only used where it denies."""
        in_title = sentence.start_char < self._document.title_end
        for kind, pattern in CUES:
            if in_title and kind is not ConflictKind.DENIAL:
                continue
            match = pattern.search(sentence.text)
            if match is None:
                continue
            cue = sentence.doc.char_span(
                sentence.start_char + match.start(), sentence.start_char + match.end(), alignment_mode="expand"
            )
            if cue is None:
                continue
            sides = self._who(kind, pattern, sentence, cue)
            if sides and not (in_title and self._told_again()):
                yield from (self._conflict(kind, side, sentence, cue) for side in sides)
                return
        if not in_title:
            yield from self._contrasted(sentence)

    def _contrasted(self, sentence: Span) -> Iterator[ReportedConflict]:
        """What two sides tell differently though no word says that they do."""
        if not self._has_call or len(self._sides) < 2:
            return
        for kind, side in (
            (ConflictKind.CONTRADICTION, self._contrasts.by_figures(sentence)),
            (ConflictKind.CONTRADICTION, self._contrasts.by_wording(sentence)),
            (ConflictKind.DENIAL, self._contrasts.by_negation(sentence)),
        ):
            if side is not None:
                yield self._conflict(kind, side, sentence, sentence)
                return

    def _told_again(self) -> bool:
        """Whether the text below a headline has a denial of its own."""
        return DENIES.search(self._document.text, self._document.title_end) is not None

    def _who(self, kind: ConflictKind, pattern: re.Pattern[str], sentence: Span, cue: Span) -> tuple[str, ...]:
        if pattern is NOTHING_TO_SHARE:
            side = self._voices.inner_at(cue[0]) or self._document.origin.official_of
            return (side,) if side in self._sides else ()
        if kind is ConflictKind.OMISSION:
            return self._omitting(sentence, cue, account_needed=pattern is LACKS)
        if not self._has_call:
            return ()
        return self._denying(sentence, cue) if kind is ConflictKind.DENIAL else self._contradicting(sentence, cue)

    # who

    def _omitting(self, sentence: Span, cue: Span, *, account_needed: bool) -> tuple[str, ...]:
        """The side whose account leaves something out."""
        if re.match(r"only|is something only", cue.text, re.IGNORECASE):
            telling = [s for s in self._parties.named_in(cue.start, sentence.end) if s in self._sides][:1]
            return tuple(s for s in self._sides if s not in telling)[:1] if telling and len(self._sides) == 2 else ()
        accounts = [t for t in sentence if ACCOUNT.fullmatch(t.text) and not self._is_shared(t)]
        for account in sorted(accounts, key=lambda t: abs(t.i - cue.start)):
            if any(c.lower_ in ("neither", "either") for c in account.children):
                return self._sides
            owners = self._owners(account)
            if owners and (set(owners) & set(self._sides) or not self._has_call):
                return owners[:1]
        if not self._has_call:
            return ()
        subject = self._subject(cue)
        plainly = PLAINLY_LEFT_OUT.search(sentence.text) is not None
        owners = self._side_of(subject) if subject is not None and (plainly or not account_needed) else ()
        if owners:
            return owners
        named = [s for s in self._parties.named_in(cue.start, sentence.end) if s in self._sides][:1]
        if re.search(r"said", cue.text):
            return tuple(named)
        owners = self._unlike(sentence) if accounts else ()
        if owners or not plainly:
            return owners
        return self._from_where(sentence) or self._account_before(sentence)

    def _owners(self, account: Token) -> tuple[str, ...]:
        """Whose an account is: "the Polish note", "the release of ...", "the text that X put out"."""
        owners = self._parties.sides_of(account)
        marks = ("poss", "amod", "compound", "nmod", "pobj")
        owners = owners or tuple(s for c in account.subtree if c.dep_ in marks for s in self._parties.sides_of(c))
        telling = (c for c in account.rights if c.dep_ in ("relcl", "acl"))
        return owners or tuple(
            s for verb in telling for c in verb.children if c.dep_ == "nsubj" for s in self._parties.sides_of(c)
        )

    def _from_where(self, sentence: Span) -> tuple[str, ...]:
        """The side that nothing came from: "no word of it from Rome", "in Cairo nothing was said of it"."""
        places = [t for t in sentence if t.dep_ == "pobj" and t.head.lower_ in ("from", "in", "by", "at")]
        return next((sides for place in places if (sides := self._side_of(place))), ())

    def _account_before(self, sentence: Span) -> tuple[str, ...]:
        """Whose account the sentence just before speaks of, or whose words it tells."""
        if sentence.start == 0:
            return ()
        before = sentence.doc[sentence.start - 1].sent
        accounts = [t for t in before if ACCOUNT.fullmatch(t.text) and not self._is_shared(t)]
        for account in reversed(accounts):
            owners = [s for s in self._owners(account) if s in self._sides]
            if owners:
                return tuple(owners[:1])
        spoken = [v for v in self._voices.spoken if before.start <= v.start < before.end and v.side in self._sides]
        if spoken:
            return (spoken[-1].side,)
        named = [s for s in self._parties.named_in(before.start, before.end) if s in self._sides] if accounts else []
        return (named[0],) if len(set(named)) == 1 else ()

    @staticmethod
    def _is_shared(account: Token) -> bool:
        return any(c.lower_ in ("joint", "no", "common") for c in account.children)

    def _unlike(self, sentence: Span) -> tuple[str, ...]:
        """Whose the nameless account is: the one side named, or the other one of "unlike the post by X"."""
        named = [s for s in self._parties.named_in(sentence.start, sentence.end) if s in self._sides]
        if len(named) != 1:
            return ()
        if re.match(r"\W*(?:unlike|whereas|while|although)\b", sentence.text, re.IGNORECASE):
            return tuple(s for s in self._sides if s not in named)[:1] if len(self._sides) == 2 else ()
        return (named[0],)

    def _denying(self, sentence: Span, cue: Span) -> tuple[str, ...]:
        """The side that says it is not so."""
        verb = cue.root
        subject = self._subject(cue)
        if verb.lemma_.lower() in DENYING:
            if verb.lemma_.lower() == "deny" and not _denies_a_claim(verb):
                return ()
            owners = self._side_of(subject) if subject is not None else ()
            owners = owners or self._side_of_agent(verb)
            named = [m for m in self._parties.named_in(verb.i, sentence.end) if m in self._sides]
            owners = owners or (tuple(named[:1]) if verb.lemma_.lower() == "deny" else ()) or self._right_before(cue)
            if owners:
                return owners
        for token in cue:
            side = self._voices.inner_at(token)
            if side in self._sides and side is not None:
                return (side,)
        spoken = [
            v for v in self._voices.spoken if sentence.start <= v.start < sentence.end and v.side in self._sides
        ]
        if spoken:
            return (spoken[0].side,)
        official = self._document.origin.official_of
        if official and self._denied and official in self._sides:
            return (official,)
        if not self._denied:
            return ()
        named = [s for s in self._parties.named_in(sentence.start, sentence.end) if s in self._sides]
        if len(named) == 1:
            return (named[0],)
        owners = self._side_of(subject) if subject is not None and subject.pos_ == "PRON" else ()
        title = [
            m.code
            for m in self._parties.mentions
            if not m.person and sentence.doc[m.start].idx < self._document.title_end
        ]
        return owners or tuple(t for t in title if t in self._sides)[:1]

    def _contradicting(self, sentence: Span, cue: Span) -> tuple[str, ...]:
        """The side that puts it differently: whose telling the cue names, who speaks there, or the last one named."""
        telling = [s for s in self._parties.named_in(cue.start, cue.end) if s in self._sides]
        if len(telling) == 1:
            return tuple(telling)
        side = self._voices.inner_at(cue[0])
        if side in self._sides and side is not None:
            return (side,)
        subject = self._subject(cue)
        owners = self._side_of(subject) if subject is not None else ()
        named = [s for s in self._parties.named_in(sentence.start, sentence.end) if s in self._sides]
        spoken = [
            v.side for v in self._voices.spoken if sentence.start <= v.start < sentence.end and v.side in self._sides
        ]
        return owners or tuple(spoken[-1:]) or tuple(named[-1:])

    def _right_before(self, cue: Span) -> tuple[str, ...]:
        """The side named by the words just before the cue, where the parser has lost the subject."""
        return tuple(m.code for m in self._parties.mentions if m.end == cue.start and m.code in self._sides)

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

    def _claimant(self, side: str | None, sentence: Span) -> str | None:
        """The other side, if it has said something before; with two on the line, simply the other."""
        others = [s for s in self._sides if s != side]
        if len(others) == 1:
            return others[0]
        before = [v.side for v in self._voices.spoken if v.start < sentence.start and v.side in others]
        return before[-1] if before else None

    def _conflict(self, kind: ConflictKind, side: str | None, sentence: Span, cue: Span) -> ReportedConflict:
        words = _trimmed(sentence)
        return ReportedConflict(
            kind=kind,
            claimed_by=self._claimant(side, sentence),
            by=side,
            topic=_topic(sentence, cue),
            evidence=(Evidence(exact=words.text, start=words.start_char, end=words.end_char),),
        )


def _denies_a_claim(verb: Token) -> bool:
    """ "denied that ...", "denied offering", "denied the report", not "denied the sovereignty of" ."""
    for child in verb.children:
        if child.dep_ in ("ccomp", "xcomp", "pcomp") or child.tag_ == "VBG":
            return True
        if child.dep_ in ("dobj", "nsubjpass"):
            return child.lemma_.lower() in DENIABLE or child.pos_ == "PRON"
    return verb.head.i != verb.i or verb.right_edge.i == verb.i


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
        if not ACCOUNT.fullmatch(token.text) and token.pos_ in ("NOUN", "PROPN", "VERB"):
            return words.strip(" ,.;")
    subject = next((c for c in root.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    token = subject if subject is not None else root
    return sentence.doc[token.left_edge.i : min(token.right_edge.i + 1, token.left_edge.i + 12)].text.strip(" ,.;")
