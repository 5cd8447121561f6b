"""From sightings to calls: which sightings to believe, and which tell of the same call."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from consumers.extract.cues import Cue
from consumers.extract.document import Document
from consumers.extract.presence import without_plans
from consumers.extract.sightings import Sighting
from pipeline.records import CallStatus, Confidence, DateInterval, Evidence, Medium, ReportedCall, Role

_IN_PERSON = re.compile(
    r"\b(?:met|meets?|meeting|summit|visit(?:s|ed|ing)?|sidelines|face[- ]to[- ]face|in person|in-person|hosted"
    r"|hosting|welcomed|arriv(?:ed|es|ing)"
    r"|dinner|lunch|aboard|press conference|news conference|interview|podcast|speech|rally|handshake|trip|tour)\b",
    re.IGNORECASE,
)

_MET = re.compile(r"\b(?:met|meetings?|summits?|in[- ]person|face[- ]to[- ]face|sidelines)\b", re.IGNORECASE)

_AGAIN = re.compile(r"\b(?:again|another|next|second|follow-up|new|further|tomorrow|later)\b", re.IGNORECASE)

_EARLIER = re.compile(
    r"\b(?:last|previously|earlier)\s+(?:sp[eo]\w+|talked|(?:in touch|on the)\b)"
    r"|\b(?:last|previous|latest|most recent)\s+(?:\w+\s+){0,2}(?:calls?|conversations?|talks?)\b",
    re.IGNORECASE,
)
"""Words that make a held call an earlier one than the one that the text is about."""

_TOGETHER = re.compile(
    r"\b(?:joint(?:ly)?|together|trilateral|three-way|four-way|quadrilateral|conference call|group call|joined)\b",
    re.IGNORECASE,
)
"""Words for one line with more than two ends."""
_READOUT = re.compile(r"\breadouts?\s+of\s+(?:[\w’'-]+\s+){0,3}$", re.IGNORECASE)
_SEVERAL_CALLS = re.compile(
    r"\b(?:both|separate|each of the|the two|the three) (?:tele)?(?:phone )?calls\b", re.IGNORECASE
)
_OF_TWO = re.compile(r"\b(?:leaders|presidents|they|two|men|sides|pair)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_NEAR = 200
"""How far around "spoke with" a meeting is looked for, in code points."""
_NEWS = timedelta(days=3)
"""How old what a text reports may be."""
_BESIDE = 90
"""How far from a cue "again" or "next" still speak of it, in code points."""
_LEAD = 3
"""Sentences, after the title, in which a document says what it is about."""


def calls_of(
    document: Document, sightings: list[Sighting], unnamed: Medium | None = None
) -> tuple[ReportedCall, ...]:
    """The calls that the sightings of a document tell of, in order of first mention.

    `unnamed` is the medium of a call that the document speaks of without saying whose.
    """
    return _merge(document, _believable(document, sightings, unnamed))


def _believable(document: Document, sightings: list[Sighting], unnamed: Medium | None) -> list[tuple[Sighting, bool]]:
    """The sightings that tell of a remote conversation, each with whether that is uncertain.

    "Spoke with" alone is remote where the document has a call of the same people, or has one of nobody named and
    all who spoke are the same; uncertain where nothing says that they met; and no call otherwise.
    """
    sightings = _told_apart(document, _without_parts(_settled(sightings)))
    remote = {(s.sides, _class(s.status)): s.medium for s in sightings if s.remote and not s.generic}
    kept: list[tuple[Sighting, bool]] = []
    for sighting in sightings:
        key = (sighting.sides, _class(sighting.status))
        if sighting.generic and key not in remote:
            continue
        if sighting.remote:
            kept.append((sighting, False))
        elif key in remote and (not sighting.is_meeting or remote[key] is Medium.VIDEO):
            kept.append((replace(sighting, medium=remote[key]), False))
        elif (
            sighting.status is CallStatus.PLANNED
            and _AGAIN.search(_beside(sighting))
            and sighting.sides in {sides for sides, _ in remote}
        ):
            kept.append((sighting, False))
        elif _is_plain(sighting) and unnamed is not None and not remote and _is_only(sighting, sightings):
            kept.append((replace(sighting, medium=unnamed), False))
        elif _is_read_out(sighting) or (_is_plain(sighting) and not _IN_PERSON.search(_around(document, sighting))):
            kept.append((sighting, True))
    return _without_echoes(kept)


def _settled(sightings: list[Sighting]) -> list[Sighting]:
    """Headings take their standing from the text: a title seldom says whether its call is still to come."""
    video = {s.sides for s in sightings if s.sentence.is_title and s.medium is Medium.VIDEO}
    stated = {
        s.sides: s.status
        for s in reversed(sightings)
        if s.explicit and not s.sentence.is_title and (s.remote or (s.is_meeting and s.sides in video))
    }
    return [
        replace(s, status=stated[s.sides])
        if s.sentence.is_title
        and s.anchor.cue is Cue.NOUN
        and s.sides in stated
        and (s.status is CallStatus.HELD or (s.status is CallStatus.DENIED and stated[s.sides] is CallStatus.PLANNED))
        else s
        for s in sightings
    ]


def _without_parts(sightings: list[Sighting]) -> list[Sighting]:
    """Without two of three where the same sentence has all three on one line."""
    together: dict[tuple[int, CallStatus], set[frozenset[str]]] = defaultdict(set)
    for s in sightings:
        together[s.sentence.index, s.status].add(s.sides)
    return [s for s in sightings if not any(s.sides < sides for sides in together[s.sentence.index, s.status])]


def _told_apart(document: Document, sightings: list[Sighting]) -> list[Sighting]:
    """ "X spoke with Y and Z" as a call with each, where the rest of the text has it so.

    It speaks of several calls, or has X speak with only one of them; and where nothing says how they spoke.
    """
    pairs = {s.sides for s in sightings if len(s.sides) == 2 and s.status is CallStatus.HELD}
    several = _SEVERAL_CALLS.search(document.text)
    together = {s.sides for s in sightings if s.remote}
    found: list[Sighting] = []
    for s in sightings:
        host = next((p for p in s.people if p.country and p.country == s.hub), None) if len(s.sides) > 2 else None
        one_by_one = host is not None and (
            several or any(s.hub in pair < s.sides for pair in pairs) or (_is_spoken(s) and s.sides not in together)
        )
        if host is None or not one_by_one or _TOGETHER.search(s.sentence.text):
            found.append(s)
            continue
        medium = Medium.PHONE if several and not s.remote else s.medium
        found += [replace(s, people=(host, p), medium=medium, apart=True) for p in s.people if p is not host]
    return found


def _is_spoken(sighting: Sighting) -> bool:
    """Whether a leader "spoke" with several, by whatever means: as a rule one after the other.

    "The leaders of X, Y and Z", all in one phrase, are together.
    """
    as_one = any(re.match(r"(?:the )?leaders of\b", m.text, re.IGNORECASE) for m in sighting.sentence.mentions())
    return sighting.anchor.cue is Cue.SPEAK and not sighting.remote and not sighting.is_meeting and not as_one


def _without_echoes(kept: list[tuple[Sighting, bool]]) -> list[tuple[Sighting, bool]]:
    """Without what led up to a call that the document reports as held: that it was offered, sought, promised."""
    held = {s.sides for s, _ in kept if s.status is CallStatus.HELD and not _EARLIER.search(s.sentence.text)}
    return [
        (s, uncertain)
        for s, uncertain in kept
        if s.sides not in held
        or s.status in (CallStatus.HELD, CallStatus.DENIED)
        or _AGAIN.search(_beside(s))
        or (s.status is CallStatus.PLANNED and s.remote)
    ]


def _is_only(sighting: Sighting, sightings: list[Sighting]) -> bool:
    """Whether nobody else spoke, and the sentence says of no meeting."""
    return len({s.sides for s in sightings}) == 1 and _MET.search(sighting.sentence.text) is None


def _around(document: Document, sighting: Sighting) -> str:
    """The title and the words near a sighting, in its paragraph, which would say if the two had met.

    What still lies ahead says nothing of it: "spoke with X about the coming summit".
    """
    start, end = sighting.sentence.start, sighting.sentence.end
    before, after = document.text[max(0, start - _NEAR) : start], document.text[end : end + _NEAR]
    near = before.rsplit("\n\n", 1)[-1] + document.text[start:end] + after.split("\n\n", 1)[0]
    return without_plans(document.text[: document.title_end] + "\n" + near)


def _beside(sighting: Sighting) -> str:
    """The words next to the cue, which say that it was not the only call."""
    text = sighting.sentence.text
    return text[max(0, sighting.anchor.start - _BESIDE) : sighting.anchor.end + _BESIDE]


def _is_plain(sighting: Sighting) -> bool:
    spoken = re.match(
        r"sp[eo]|talk(?!s)|(?:h\w+|finished|ended|concluded) (?:an?|my|our) ",
        sighting.sentence.text[sighting.anchor.start :],
        re.IGNORECASE,
    )
    lead = sighting.sentence.text[: sighting.anchor.start]
    if not sighting.explicit and _OF_TWO.search(lead):
        return False
    return spoken is not None and sighting.status in (CallStatus.HELD, CallStatus.DENIED)


def _is_read_out(sighting: Sighting) -> bool:
    """Whether a side's readout calls it a conversation: those of meetings say "meeting"."""
    before = sighting.sentence.text[: sighting.anchor.start]
    return sighting.word == "conversation" and _READOUT.search(before) is not None


def _merge(document: Document, sightings: list[tuple[Sighting, bool]]) -> tuple[ReportedCall, ...]:
    """One call for all sightings of the same people, standing and day."""
    runs: list[list[tuple[Sighting, bool]]] = []
    for found, uncertain in sightings:
        sighting = found
        run = next((r for r in runs if _is_same_call(r, sighting)), None)
        if run is None and not (sighting.explicit or sighting.picked):
            # "The call came after ..." is about a call told of before, whatever other day its sentence names.
            undated = replace(sighting, date=None)
            run = next((r for r in runs if _is_same_call(r, undated)), None)
            sighting = undated if run is not None else sighting
        if run is None:
            runs.append([(sighting, uncertain)])
        else:
            run.append((sighting, uncertain))
    certain = any(s.status is CallStatus.HELD and not uncertain for run in runs for s, uncertain in run)
    return tuple(
        _call(document, run, certain, recalled=(index > 0 and _is_recalled(run)) or _is_old(document, run, runs))
        for index, run in enumerate(runs)
    )


def _is_recalled(run: list[tuple[Sighting, bool]]) -> bool:
    """Whether the text only refers to the call, by its date."""
    return all(s.picked and not s.explicit for s, _ in run)


def _is_old(document: Document, run: list[tuple[Sighting, bool]], runs: list[list[tuple[Sighting, bool]]]) -> bool:
    """Whether the call is days older than the text, which also tells of a newer one."""
    if document.published is None:
        return False
    news = document.published.date() - _NEWS

    def ended(sightings: list[tuple[Sighting, bool]]) -> list[bool]:
        return [s.date.end < news for s, _ in sightings if s.date is not None]

    others = (r for r in runs if r is not run and r[0][0].status is CallStatus.HELD and not all(u for _, u in r))
    return any(ended(run)) and any(not any(ended(other)) for other in others)


def _is_same_call(run: list[tuple[Sighting, bool]], sighting: Sighting) -> bool:
    first = run[0][0]
    again = sighting.sides < first.sides and sighting.is_definite
    if not (first.sides == sighting.sides or again) or _class(first.status) != _class(sighting.status):
        return False
    dates = [s.date for s, _ in run if s.date is not None]
    return sighting.date is None or not dates or any(_meet(d, sighting.date) for d in dates)


def _class(status: CallStatus) -> CallStatus:
    return CallStatus.PLANNED if status is CallStatus.PROPOSED else status


def _meet(one: DateInterval, other: DateInterval) -> bool:
    return one.start <= other.end and other.start <= one.end


def _call(document: Document, run: list[tuple[Sighting, bool]], certain: bool, *, recalled: bool) -> ReportedCall:
    """The call that a run of sightings tells of.

    What opens the text is main, and what one of the callers tells of within a day. Beside a call surely held an
    uncertain one is background, and so is one that is only `recalled`.
    """
    seen = [s for s, _ in run]
    unsure = all(uncertain for _, uncertain in run)
    opens = min(s.sentence.index for s in seen) <= _LEAD
    leads = (opens or any(s.news for s in seen)) and not (unsure and certain) and not recalled
    lead = next((s for s in seen if not s.sentence.is_title), seen[0])
    people = lead.people if lead.sides >= seen[0].sides else seen[0].people
    dated = [s.date for s in seen if s.date is not None]
    when = min(dated, key=lambda d: (d.end - d.start).days) if dated else None
    shown = dict.fromkeys(s.sentence for s in (lead, *(s for s in seen if s.date is not None and s.date == when)))
    return ReportedCall(
        participants=people,
        status=lead.status,
        medium=_medium([s for s in seen if s.remote]),
        date=when,
        role=Role.MAIN if leads else Role.BACKGROUND,
        initiator=next((s.initiator for s in seen if s.initiator), None),
        multi=len(people) >= 4,
        uncertain=unsure,
        ordinal=next((s.ordinal for s in seen if s.ordinal), None),
        confidence=_confidence(seen),
        evidence=tuple(
            Evidence(exact=document.text[s.start : s.end], start=s.start, end=s.end) for s in list(shown)[:2]
        ),
    )


def _medium(seen: list[Sighting]) -> Medium:
    """The medium named first; a heading's bare word "call" gives way to what the text says."""
    plain = [s for s in seen if not (s.sentence.is_title and re.fullmatch("calls?", s.word))]
    media = [s.medium for s in (*plain, *seen)]
    return media[0] if media else Medium.UNSPECIFIED


def _confidence(seen: list[Sighting]) -> Confidence:
    """High where patterns and parse agree on plain words for a call, low where most had to be supplied."""
    plain = [s for s in seen if s.explicit and s.remote]
    if any(s.parsed for s in plain):
        return Confidence.HIGH
    return Confidence.MEDIUM if plain or any(s.parsed for s in seen) else Confidence.LOW
