"""The constructions in which a text tells of an undertaking, read off the parse.

Each finder yields `Undertaking`s: who is to act, how firmly, the word that makes it an undertaking, the head
word of the act. Whether the act is concrete enough to count is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from spacy.tokens import Span, Token

from consumers.extract.attribution import Voices
from consumers.extract.parties import Parties
from pipeline.records import Modality

PROMISING = frozenset(
    [
        "agree",
        "pledge",
        "promise",
        "vow",
        "commit",
        "undertake",
        "consent",
        "guarantee",
        "swear",
        "resolve",
        "decide",
        "volunteer",
        "settle",
        "approve",
        "authorise",
        "authorize",
        "sign",
        "finalise",
        "finalize",
        "confirm",
        "affirm",
        "reaffirm",
        "assure",
        "intend",
        "plan",
        "arrange",
        "arrange",
        "schedule",
        "determine",
        "opt",
    ]
)
_ANNOUNCING = frozenset(
    ["announce", "unveil", "allocate", "earmark", "pledge", "promise", "approve", "authorise", "authorize"]
)
_TAKING_THINGS = frozenset(
    "announce unveil allocate earmark pledge promise approve authorise authorize guarantee agree offer propose weigh "
    "consider study mull float contemplate refuse reject oppose rule rebuff spurn ask demand request seek urge press "
    "require commit plan eye arrange schedule prepare".split()
)
"""Verbs of undertaking whose object may be the thing undertaken."""
_REQUESTING = frozenset(
    [
        "ask",
        "urge",
        "call",
        "demand",
        "request",
        "press",
        "push",
        "appeal",
        "implore",
        "encourage",
        "insist",
        "seek",
        "lobby",
        "require",
        "beg",
        "beseech",
        "exhort",
        "enjoin",
        "expect",
        "want",
    ]
)
_REFUSING = frozenset(["refuse", "decline", "reject", "rule", "oppose", "rebuff", "spurn"])
_WEIGHING = frozenset(
    [
        "consider",
        "weigh",
        "mull",
        "study",
        "contemplate",
        "ponder",
        "offer",
        "propose",
        "float",
        "suggest",
        "explore",
        "think",
        "examine",
        "eye",
    ]
)
_READY = frozenset(["ready", "willing", "open", "prepared", "keen", "eager", "poised"])
_SCHEDULED = frozenset(["set", "due", "expected", "scheduled", "slated", "poised", "planned"])
_GIVING = frozenset(
    [
        "send",
        "ship",
        "deliver",
        "provide",
        "donate",
        "dispatch",
        "supply",
        "give",
        "transfer",
        "airlift",
        "evacuate",
        "house",
        "fly",
    ]
)
_THANKING = frozenset(["thank", "welcome", "praise", "appreciate", "commend", "hail", "note", "applaud", "express"])
_GIFTS = frozenset(
    "aid assistance package provision delivery deliverie loan grant donation dose vaccine weapon system tank "
    "supply shipment tranche contribution funding fund support batch help".split()
)
"""What one side thanks the other for when it speaks of an undertaking."""
_DIRECTING = frozenset(["task", "instruct", "direct", "order", "assign"])
_NOMINAL: dict[str, Modality] = {
    "commitment": Modality.COMMITTED, "agreement": Modality.COMMITTED, "pledge": Modality.COMMITTED,
    "promise": Modality.COMMITTED, "decision": Modality.COMMITTED, "deal": Modality.COMMITTED,
    "undertaking": Modality.COMMITTED, "guarantee": Modality.COMMITTED, "plan": Modality.COMMITTED,
    "preparation": Modality.COMMITTED, "assurance": Modality.COMMITTED, "vow": Modality.COMMITTED,
    "offer": Modality.CONSIDERING, "readiness": Modality.CONSIDERING, "willingness": Modality.CONSIDERING,
    "intention": Modality.CONSIDERING, "consideration": Modality.CONSIDERING, "proposal": Modality.CONSIDERING,
    "request": Modality.REQUESTED, "demand": Modality.REQUESTED,
    "refusal": Modality.REFUSED,
}  # fmt: skip
_JOINT = frozenset(
    "talk negotiation meeting summit consultation delegation team group round planner session conference "
    "minister expert negotiator discussion dialogue working-group".split()
)
"""Subjects that belong to all sides unless one is named."""
_NO_THINGS = frozenset(
    "phone telephone call conversation line sideline margin behalf basis thank thanks congratulation condolence "
    "greeting night morning evening afternoon today sympathy comment idea".split()
)
_TRAVELLING = frozenset("visit come travel attend pay make tour fly stay join take".split())
_MEETINGS = frozenset(
    "meeting meet summit talk visit trip see discussion round negotiation session consultation participate".split()
)
_TO_ON_FOR = frozenset("to on for upon of about".split())
_OCCASION = frozenset(("after", "following", "during", "amid"))
"""What these introduce is the occasion of the promise, not its content."""
_NO_PREPS: frozenset[str] = frozenset()
_LONGEST = 48
"""Tokens of evidence; a longer clause is cut."""


class Form(StrEnum):
    """The construction that tells of an undertaking."""

    ACCEPTED = "accepted"
    """ "accepted the invitation" """
    INVITED = "invited"
    """ "invited X" """
    PROMISED = "promised"
    """ "agreed, pledged, decided to" """
    REFUSED = "refused"
    """ "declined, ruled out" """
    CONSIDERED = "considered"
    """ "is considering, offered" """
    REQUESTED = "requested"
    """ "asked X to, X must" """
    NEEDED = "needed"
    """ "the need for X to" """
    DIRECTED = "directed"
    """ "tasked their teams" """
    READY = "ready"
    """ "is ready to" """
    HOPED = "hoped"
    """ "looks forward to" """
    NOMINAL = "nominal"
    """ "a commitment to" """
    HEADLINE = "headline"
    """ "X to meet Y" """
    FUTURE = "future"
    """ "will, would, is to" """
    THANKED = "thanked"
    """ "thanked X for" """
    FIGURE = "figure"
    """ "a new $5m package" """
    DUE = "due"
    """ "is expected to, is sending" """


@dataclass(frozen=True)
class Undertaking:
    """Someone is to do something, as one construction tells it."""

    actor: tuple[str, ...]
    modality: Modality
    trigger: Token
    act: Token
    start: int
    """First token of the evidence."""
    end: int
    """Token after the evidence."""
    promised: bool
    """A word of promising, asking or refusing says so, not a bare future."""
    beneficiary: tuple[str, ...] = ()
    form: Form = Form.PROMISED


@dataclass(frozen=True)
class _Content:
    act: Token
    actor: tuple[str, ...]
    """Who is to act, if the content itself says."""


class Frames:
    """Finds undertakings sentence by sentence in one document."""

    def __init__(self, parties: Parties, voices: Voices) -> None:
        self._parties = parties
        self._voices = voices

    def of_sentence(self, sentence: Span) -> list[Undertaking]:
        """Every undertaking told in the sentence, the plainer construction first; one per act."""
        found: dict[int, Undertaking] = {}
        finders: tuple[tuple[Form, Callable[[Token], Iterator[Undertaking]]], ...] = (
            (Form.ACCEPTED, self._accepted),
            (Form.INVITED, self._invited),
            (Form.PROMISED, self._promised),
            (Form.REFUSED, self._refused),
            (Form.CONSIDERED, self._considered),
            (Form.REQUESTED, self._requested),
            (Form.NEEDED, self._needed),
            (Form.DIRECTED, self._directed),
            (Form.READY, self._ready),
            (Form.HOPED, self._hoped),
            (Form.NOMINAL, self._nominal),
            (Form.HEADLINE, self._headline),
            (Form.FUTURE, self._future),
            (Form.THANKED, self._thanked),
            (Form.DUE, self._due),
            (Form.FIGURE, self._figure),
        )
        for form, finder in finders:
            for token in sentence:
                if _supposed(token):
                    continue
                for undertaking in finder(token):
                    if undertaking.actor:
                        found.setdefault(undertaking.act.i, replace(undertaking, form=form))
        return sorted(found.values(), key=lambda u: (u.start, u.act.i))

    # constructions

    def _promised(self, token: Token) -> Iterator[Undertaking]:
        """ "agreed to send ...", "pledged $5m", "agreed that X will ...", "committed to buying ..." """
        lemma = token.lemma_.lower()
        if token.lower_ == "committed" and token.pos_ == "ADJ":
            lemma = "commit"
        elif token.pos_ != "VERB" or lemma not in PROMISING | _ANNOUNCING or self._denied(token):
            return
        subject = self._subject(token)
        if not subject and token.dep_ == "relcl":
            subject = ()
        strong = lemma not in (
            "confirm",
            "affirm",
            "reaffirm",
            "plan",
            "intend",
            "assure",
            "determine",
            "announce",
            "unveil",
        )
        modality = Modality.COMMITTED
        for content in self._contents(token):
            act = content.act
            if act.pos_ in ("VERB", "AUX") and act.dep_ == "ccomp" and not _will_be_done(act):
                continue
            if lemma in ("confirm", "affirm", "reaffirm", "determine", "sign") and act.pos_ not in ("VERB", "AUX"):
                continue
            if act.lemma_.lower() in _NOMINAL:
                continue
            mode = _negated_mode(act, modality)
            yield self._undertaking(token, act, content.actor or subject, mode, strong)

    def _accepted(self, token: Token) -> Iterator[Undertaking]:
        """ "accepted the invitation to ...", "the invitation was accepted" """
        if token.lemma_.lower() != "accept" or self._denied(token):
            return
        things = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
        invitation = next((t for t in things if t.lemma_.lower() in ("invitation", "invite")), None)
        if invitation is None:
            if token.dep_ == "relcl" and token.head.sent == token.sent:
                inviting = next((t for t in token.sent if t.lemma_.lower() == "invite" and t.i < token.i), None)
                if inviting is not None:
                    guest = self._guest(inviting) or self._subject(token)
                    yield Undertaking(guest, Modality.COMMITTED, token, inviting, _left(inviting), token.i + 1, True)
            return
        actor = self._subject(token) if invitation.dep_ == "dobj" else self._agent(token)
        if not actor:
            near = token.doc[max(0, token.sent.start - 60) : token.i]
            asking = [t for t in near if t.lemma_.lower() in ("ask", "invite")]
            host = self._subject(asking[-1]) if asking else ()
            actor = self._parties.others(host) if host else ()
        yield self._undertaking(token, invitation, actor, Modality.COMMITTED, True)

    def _invited(self, token: Token) -> Iterator[Undertaking]:
        """ "invited X to visit", "extended an invitation to X", "asked X to Minsk" """
        lemma = token.lemma_.lower()
        if lemma == "invite" and token.pos_ == "VERB" and not self._denied(token):
            wanted = next(
                (
                    c
                    for c in token.children
                    if c.dep_ in ("xcomp", "ccomp", "advcl") and c.pos_ == "VERB" and c.i > token.i
                ),
                None,
            )
            travels = wanted is None or wanted.lemma_.lower() in _TRAVELLING
            yield self._undertaking(
                token, token if travels or wanted is None else wanted, self._guest(token), Modality.REQUESTED, True
            )
        elif lemma in ("invitation", "invite") and token.pos_ == "NOUN":
            verb = token.head
            if verb.lemma_.lower() in (
                "extend",
                "renew",
                "repeat",
                "issue",
                "reiterate",
                "offer",
                "convey",
                "confirm",
                "send",
                "have",
            ):
                asked = self._of_prep(token, ("to", "for")) or self._of_prep(verb, ("to",))
                asked = asked or self._parties.others(self._subject(verb))
                yield self._undertaking(verb, token, asked, Modality.REQUESTED, True)
        elif lemma in ("host", "welcome") and token.dep_ in ("pcomp", "xcomp") and not self._denied(token):
            guest = [s for c in token.children if c.dep_ == "dobj" for s in self._parties.sides_of(c)]
            governed = {t.lemma_.lower() for t in token.ancestors}
            if guest and governed & {"forward", "look", "hope", "wish", "want", "like"}:
                yield self._undertaking(token, token, tuple(guest), Modality.REQUESTED, True)

    def _requested(self, token: Token) -> Iterator[Undertaking]:
        """ "asked X to ...", "called on X to ...", "pressed for ...", "X must ..." """
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or self._denied(token):
            return
        if lemma in _REQUESTING:
            yield from self._asked(token, lemma)
        obliged = any(c.dep_ == "aux" and c.lower_ in ("must", "should") for c in token.children)
        if obliged:
            subject = self._subject(token)
            voice = self._voices.inner_at(token) or (self._voices.at(token))
            if subject and voice and voice not in subject and len(subject) == 1:
                yield self._undertaking(token, token, subject, Modality.REQUESTED, False)

    def _asked(self, token: Token, lemma: str) -> Iterator[Undertaking]:
        asker = self._subject(token)
        passive = any(c.dep_ == "nsubjpass" for c in token.children)
        if passive:
            asker = self._agent(token)
        others = self._parties.others(asker) if asker else ()
        addressed = tuple(
            s for c in token.children if c.dep_ in ("dobj", "nsubjpass", "dative") for s in self._parties.sides_of(c)
        )
        addressed = addressed or (self._of_prep(token, ("on", "upon", "to", "from", "of")))
        if lemma in ("want", "expect", "seek", "require") and not asker:
            return
        if lemma == "call" and not any(c.lower_ in ("on", "upon", "for") for c in token.children):
            return
        persons = [
            c
            for c in token.children
            if c.dep_ in ("dobj", "nsubjpass", "dative") and c.pos_ in ("PROPN", "PRON", "NOUN")
        ]
        for content in self._contents(token):
            act = content.act
            own = content.actor
            if lemma == "tell" and act.dep_ not in ("xcomp", "advcl"):
                continue
            if act.pos_ in ("VERB", "AUX"):
                if persons and self._parties.is_other_person(persons[0]) and not addressed and not own:
                    yield self._undertaking(token, act, asker, Modality.COMMITTED, True)
                    continue
                if not own and any(c.dep_ == "nsubjpass" for c in act.children) and len(others) == 1:
                    own = others
                if lemma in ("want", "expect", "seek") and not (own and set(own) - set(asker)):
                    if lemma == "want" and act.dep_ == "xcomp" and self._voices.at(token):
                        yield self._undertaking(token, act, asker, Modality.CONSIDERING, False)
                    continue
                actor = own or addressed or (() if lemma in ("seek", "want", "expect") else others)
                yield self._undertaking(token, act, actor, Modality.REQUESTED, True)
            elif self._parties.sides_of(act) and lemma in ("ask", "urge", "call"):
                continue
            elif lemma in ("want", "expect") and act.dep_ == "xcomp":
                continue
            elif lemma in ("ask", "demand", "request", "press", "push", "appeal", "seek", "call", "want", "urge"):
                yield self._undertaking(token, act, self._owner(act) or addressed or others, Modality.REQUESTED, True)

    def _needed(self, token: Token) -> Iterator[Undertaking]:
        """ "made clear the need for X to ...", "underscored that a ceasefire is essential" """
        if token.lower_ in ("need", "necessity", "urgency", "importance") and token.pos_ == "NOUN":
            for child in token.children:
                if child.pos_ == "VERB" and child.dep_ in ("acl", "relcl", "advcl"):
                    actor = self._subject_own(child)
                    if actor and not set(actor) >= set(self._parties.participants):
                        yield self._undertaking(token, child, actor, Modality.REQUESTED, True)
        elif token.lower_ in ("essential", "necessary", "needed", "imperative", "urgent") and token.dep_ == "acomp":
            subject = next((c for c in token.head.lefts if c.dep_ == "nsubj" and c.pos_ == "NOUN"), None)
            voice = self._voices.at(token)
            others = self._parties.others((voice,)) if voice else ()
            if (
                subject is not None
                and len(others) == 1
                and subject.lemma_.lower() in ("ceasefire", "release", "truce", "pause")
            ):
                yield self._undertaking(token.head, subject, others, Modality.REQUESTED, True)

    def _refused(self, token: Token) -> Iterator[Undertaking]:
        """ "declined to ...", "ruled out ...", "rejected the request" """
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or lemma not in _REFUSING or self._denied(token):
            return
        if lemma == "rule" and not any(c.lower_ == "out" for c in token.children):
            return
        subject = self._subject(token)
        for content in self._contents(token, _NO_PREPS):
            if lemma == "decline" and content.act.lemma_.lower() in (
                "comment",
                "say",
                "answer",
                "confirm",
                "discuss",
                "elaborate",
            ):
                continue
            yield self._undertaking(token, content.act, content.actor or subject, Modality.REFUSED, True)

    def _considered(self, token: Token) -> Iterator[Undertaking]:
        """ "is considering ...", "offered to ...", "is weighing whether to ..." """
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or lemma not in _WEIGHING or self._denied(token):
            return
        subject = self._subject(token) or (self._of_prep(token, ("by",)))
        for content in self._contents(token, _TO_ON_FOR if lemma == "think" else _NO_PREPS):
            act = content.act
            if (
                lemma in ("think", "study", "propose", "suggest", "examine", "consider")
                and act.pos_ in ("VERB", "AUX")
                and act.dep_ == "ccomp"
                and act.tag_ not in ("VB", "VBP")
                and not _looks_ahead(act)
            ):
                continue
            if lemma == "consider" and token.tag_ != "VBG" and act.pos_ not in ("VERB", "AUX"):
                continue
            if (lemma == "suggest" and act.pos_ not in ("VERB", "AUX")) or act.lemma_ == "be":
                continue
            yield self._undertaking(token, act, content.actor or subject, Modality.CONSIDERING, True)

    def _ready(self, token: Token) -> Iterator[Undertaking]:
        """ "is ready to ...", "stands ready to ...", "is open to ..." """
        if token.lower_ not in _READY or token.pos_ not in ("ADJ", "VERB", "ADV"):
            return
        verb = token.head if token.dep_ in ("acomp", "oprd", "advmod", "attr") else token
        subject = self._subject(verb)
        for content in (
            *self._contents(token),
            *(self._contents(verb) if verb is not token and verb.lemma_ == "stand" else ()),
        ):
            yield self._undertaking(verb, content.act, content.actor or subject, Modality.CONSIDERING, True)

    def _hoped(self, token: Token) -> Iterator[Undertaking]:
        """ "looks forward to a meeting", "is on its way", "will be my guest" """
        if token.lemma_.lower() == "look" and any(c.lower_ == "forward" for c in token.children):
            for content in self._contents(token):
                if content.act.lemma_.lower() in _MEETINGS:
                    yield self._undertaking(token, content.act, self._subject(token), Modality.CONSIDERING, False)
        elif token.lemma_ == "be" and any(c.dep_ == "attr" and c.lower_ == "guest" for c in token.children):
            guest = next(c for c in token.children if c.dep_ == "attr" and c.lower_ == "guest")
            if any(c.lower_ in ("will", "would") for c in token.children):
                yield self._undertaking(token, guest, self._subject(token), Modality.COMMITTED, True)
        elif token.lemma_ == "be" and any(
            p.lower_ == "way" for c in token.children if c.dep_ == "prep" for p in c.children
        ):
            thing = next((c for c in token.lefts if c.dep_ == "nsubj"), None)
            if thing is not None and thing.lemma_.lower() in _GIFTS:
                yield self._undertaking(token, thing, self._told_by(token), Modality.COMMITTED, True)

    def _headline(self, token: Token) -> Iterator[Undertaking]:
        """The infinitives of headlines, which the parser often misreads: "X to meet Y", "X, Y agree to ..." """
        if token.idx >= self._parties.document.title_end or token.i + 1 >= len(token.doc) or token.nbor(1).lower_ != "to":
            return
        if token.i + 2 >= len(token.doc) or token.nbor(2).pos_ not in ("VERB", "AUX", "NOUN", "PROPN"):
            return
        act = token.nbor(2)
        lemma = token.lemma_.lower().removesuffix("s") if token.pos_ in ("PROPN", "NOUN") else token.lemma_.lower()
        named = self._parties.named_in(token.sent.start, token.i)
        joint = token.lower_ == lemma and len(named) > 1
        actor = named if joint else named[:1]
        if lemma in PROMISING:
            yield self._undertaking(token, act, actor, Modality.COMMITTED, True)
        elif lemma in ("offer", "ready", "mull", "consider", "want"):
            yield self._undertaking(token, act, actor, Modality.CONSIDERING, True)
        elif lemma in ("refuse", "decline"):
            yield self._undertaking(token, act, actor, Modality.REFUSED, True)
        elif act.tag_ == "VB" and self._parties.sides_of(token):
            yield self._undertaking(act, act, self._parties.sides_of(token), Modality.COMMITTED, True)

    def _directed(self, token: Token) -> Iterator[Undertaking]:
        """ "tasked their teams to follow up" """
        if token.lemma_.lower() not in _DIRECTING or token.pos_ != "VERB" or self._denied(token):
            return
        subject = self._subject(token)
        charged = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")]
        if any(c.dep_ == "nsubjpass" for c in token.children):
            subject = self._agent(token) or subject or self._parties.everyone_at(token)
        verbs = [a for c in self._contents(token) if (a := c.act).pos_ == "VERB"]
        if subject and charged and verbs:
            yield self._undertaking(token, verbs[0], subject, Modality.COMMITTED, True)

    def _nominal(self, token: Token) -> Iterator[Undertaking]:
        """ "commitment to ...", "an agreement to ...", "the decision to ...", "China's consideration of ..." """
        modality = _NOMINAL.get(token.lemma_.lower())
        if modality is None or token.pos_ != "NOUN" or any(c.lower_ in ("any", "no") for c in token.lefts):
            return
        owner = self._owner(token)
        governor = token.head if token.head.pos_ == "VERB" else token.head.head
        if not owner and governor.pos_ == "VERB":
            thanked = governor.lemma_.lower() in _THANKING
            owner = self._thanked_one(governor) if thanked else self._subject(governor)
        if not owner and token.lemma_.lower() == "plan":
            owner = self._sentence_subject(token)
        thanking = next((a for a in token.ancestors if a.lemma_.lower() in _THANKING), None)
        if thanking is not None:
            owner = self._thanked_one(thanking) or owner
        for content in self._contents(token):
            if token.lemma_.lower() == "preparation" and content.act.pos_ not in ("VERB", "AUX"):
                continue
            actor = content.actor or owner
            if modality is Modality.REQUESTED and not set(owner) & set(self._parties.participants):
                continue
            if modality is Modality.REQUESTED:
                actor = (
                    content.actor
                    or self._of_prep(token, ("on", "to"))
                    or (self._parties.others(owner) if owner else ())
                )
            if (
                not actor
                and modality is Modality.COMMITTED
                and token.lemma_.lower() in ("agreement", "deal", "undertaking")
            ):
                actor = self._parties.everyone_at(token)
            yield self._undertaking(token, content.act, actor, modality, content.act.pos_ in ("VERB", "AUX"))

    def _future(self, token: Token) -> Iterator[Undertaking]:
        """ "will send ...", "is to give ...", "would increase ..." (as told), "X will be coming to ..." """
        if token.pos_ not in ("VERB", "AUX"):
            return
        helpers = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        going = token.dep_ == "xcomp" and token.head.lemma_ in ("go", "be") and "to" in helpers
        going = going and not any(c.dep_ in ("acomp", "attr", "expl") or c.lower_ == "it" for c in token.head.children)
        if any(c.lower_ in ("how", "what", "why") for c in token.lefts):
            return
        if going and token.head.lemma_ == "go" and token.head.tag_ != "VBG":
            return
        told = ("would" in helpers and self._voices.inner_at(token) is not None) or (
            "would" in helpers and token.dep_ == "ccomp"
        )
        if not (helpers & {"will", "'ll", "’ll", "shall", "wo"} or going or told):
            return
        carrier = token.head if going else token
        subject = self._subject(carrier)
        by = self._agent(token)
        if token.lemma_ == "be" and not going and not self._goes_there(token):
            return
        passive = "nsubjpass" in {c.dep_ for c in token.children}
        actor = by if passive and by else subject
        if passive and not by:
            actor = self._told_by(token) or subject
        actor = actor or self._unnamed(carrier)
        mode = _negated_mode(token, Modality.COMMITTED)
        if self._denied(token):
            mode = Modality.COMMITTED if token.lemma_.lower() in _HINDERING else Modality.REFUSED
        if _conditional(token) or any(a.lemma_ in ("suggest", "hint", "signal") for a in token.ancestors):
            mode = Modality.CONSIDERING if mode is Modality.COMMITTED else mode
        yield self._undertaking(carrier, token, actor, mode, False)
        for conj in token.conjuncts:
            if (
                conj.i > token.i
                and conj.pos_ == "VERB"
                and not any(c.dep_ in ("nsubj", "nsubjpass", "aux") for c in conj.children)
            ):
                yield self._undertaking(conj, conj, actor, mode, False)

    def _figure(self, token: Token) -> Iterator[Undertaking]:
        """ "a new $625 million security assistance package": a gift with its price, told as news."""
        if token.pos_ != "NOUN" or token.lemma_.lower() not in _GIFTS or not any(
            t.ent_type_ in ("MONEY", "QUANTITY", "CARDINAL") for t in token.subtree
        ):
            return
        owner = self._owner(token)
        for ancestor in token.ancestors:
            if not owner and ancestor.lemma_.lower() == "provision":
                owner = self._owner(ancestor)
            if ancestor.lemma_.lower() in _THANKING:
                owner = self._thanked_one(ancestor)
        owner = owner or self._told_by(token) or self._subject(token.head)
        yield self._undertaking(token, token, owner, Modality.COMMITTED, False)

    def _due(self, token: Token) -> Iterator[Undertaking]:
        """ "is expected to visit", "is due to meet", "flies to X on Monday", "is sending ..." """
        helpers = {c.lower_ for c in token.children if c.dep_ in ("aux", "auxpass")}
        passive = any(c.dep_ == "auxpass" for c in token.children) or token.dep_ in ("acl", "amod")
        if (token.pos_ == "VERB" and token.lower_ in _SCHEDULED and passive) or (
            token.pos_ == "ADJ" and token.lower_ in ("due", "set", "poised")
        ):
            for content in self._contents(token):
                if content.act.pos_ == "VERB":
                    yield self._undertaking(
                        token, content.act, content.actor or self._subject(token), Modality.COMMITTED, False
                    )
        elif (
            token.pos_ == "VERB"
            and token.lemma_.lower() in _GIVING | {"arrange", "prepare"}
            and (token.tag_ in ("VBZ", "VBP") or (token.tag_ == "VBG" and helpers & {"is", "are", "'s", "’s"}))
        ):
            subject = self._subject(token)
            if subject and not self._denied(token):
                yield self._undertaking(token, token, subject, Modality.COMMITTED, False)
        elif token.lower_ in ("may", "might", "could") and token.dep_ == "aux" and token.head.pos_ == "VERB":
            verb = token.head
            if self._voices.at(verb) and not self._denied(verb):
                yield self._undertaking(verb, verb, self._subject(verb), Modality.CONSIDERING, False)

    def _thanked(self, token: Token) -> Iterator[Undertaking]:
        """ "thanked X for the $5m in aid": the thing thanked for is X's."""
        if token.lemma_.lower() not in _THANKING and token.lower_ not in (
            "gratitude",
            "grateful",
            "thanks",
            "importance",
        ):
            return
        giver = self._thanked_one(token)
        for prep in (d for d in token.subtree if d.dep_ == "prep" and d.lower_ in ("for", "of")):
            for noun in (c for c in prep.children if c.dep_ == "pobj"):
                if noun.lemma_.lower() not in _GIFTS:
                    continue
                owner = self._owner(noun) or (giver if token.lower_ != "importance" else ())
                yield self._undertaking(token, noun, owner, Modality.COMMITTED, False)

    # parts

    def _undertaking(
        self, trigger: Token, act: Token, actor: tuple[str, ...], modality: Modality, promised: bool
    ) -> Undertaking:
        act = _real_act(act) if act.pos_ in ("VERB", "AUX") else act
        start, end = self._extent(trigger, act)
        gain = self._of_prep(act, ("to", "for")) if act.pos_ == "VERB" else ()
        return Undertaking(
            actor, modality, trigger, act, start, end, promised, tuple(g for g in gain if g not in actor)
        )

    def _extent(self, trigger: Token, act: Token) -> tuple[int, int]:
        rivals = [c for c in act.children if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX")]
        clauses = [t for t in act.subtree if t.dep_ == "relcl" and t.i > act.i and any(c.lower_ in ("will", "would") for c in t.lefts)]
        rivals += [c for c in clauses if c.i > trigger.i]
        rivals += [
            c for c in (*act.children, *trigger.children) if c.dep_ == "prep" and c.lower_ in _OCCASION and c.i > act.i
        ]
        tails = [c for c in act.children if c.dep_ in ("advcl", "parataxis") and c.i > act.i and c.tag_ == "VBG"]
        end = act.right_edge.i + 1
        for cut in (*rivals, *tails):
            if cut.i > act.i:
                end = min(end, cut.left_edge.i)
        subject = next((c for c in trigger.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
        start = min(trigger.i, act.i, act.left_edge.i if act.left_edge.i > trigger.i - 12 else act.i)
        if subject is not None and start - subject.left_edge.i <= 24:
            start = min(start, subject.left_edge.i)
        elif any(act.i > c.i > trigger.i for c in act.conjuncts):
            start = act.left_edge.i
        doc = act.doc
        while end - 1 > act.i and doc[end - 1].text in (",", "and", ";", "—", "-", "but", ".", "\n", "\n\n"):
            end -= 1
        end = max(end, trigger.i + 1)
        return start, min(end, max(start + _LONGEST, act.i + 1))

    def _contents(self, token: Token, preps: frozenset[str] = _TO_ON_FOR) -> Iterator[_Content]:
        """What a verb, adjective or noun of undertaking governs: verbs first, with their conjuncts."""
        for child in token.children:
            if (
                child.dep_ in ("xcomp", "ccomp", "acl", "advcl", "relcl")
                and child.i > token.i
                and child.pos_ in ("VERB", "AUX")
            ):
                if child.dep_ in ("advcl", "acl", "relcl") and not any(
                    c.lower_ == "to" and c.dep_ == "aux" for c in child.children
                ):
                    continue
                yield from self._with_conjuncts(child)
            elif child.dep_ in ("xcomp", "ccomp") and child.i > token.i and child.pos_ in ("NOUN", "PROPN", "ADJ"):
                yield _Content(child, ())
            elif child.dep_ == "prep" and child.lower_ in preps:
                for target in child.children:
                    if target.dep_ == "pcomp":
                        yield from self._with_conjuncts(target)
                    elif target.dep_ == "pobj" and self._is_thing(target):
                        yield _Content(target, ())
                        for extra in target.conjuncts:
                            if extra.i > target.i and extra.pos_ == "NOUN":
                                yield _Content(extra, ())
            elif (
                child.dep_ == "dobj"
                and token.lemma_.lower() in _TAKING_THINGS
                and self._is_thing(child)
                and child.i > token.i
            ):
                yield _Content(child, ())

    def _is_thing(self, token: Token) -> bool:
        """Whether a noun can be what is undertaken: not a day, not a person, not the telephone."""
        if token.pos_ not in ("NOUN", "PROPN", "NUM", "SYM") or token.ent_type_ in ("DATE", "TIME", "PERSON"):
            return False
        named = self._parties.mention_at(token.i)
        return named is None and token.lemma_.lower() not in _NO_THINGS

    def _with_conjuncts(self, verb: Token) -> Iterator[_Content]:
        if _asks_whether(verb) and not (verb.head.lemma_.lower() in _WEIGHING):
            return
        actor = self._subject_own(verb)
        yield _Content(verb, actor)
        for conj in verb.conjuncts:
            if conj.i > verb.i and conj.pos_ in ("VERB", "AUX"):
                yield _Content(conj, self._subject_own(conj) or actor)

    def _subject_own(self, verb: Token) -> tuple[str, ...]:
        for child in verb.lefts:
            if child.dep_ in ("nsubj", "nsubjpass"):
                if child.dep_ == "nsubjpass":
                    return self._agent(verb)
                return self._parties.sides_of(child)
        for child in verb.lefts:
            if child.dep_ == "mark" and child.lower_ == "for":
                return ()
        return ()

    def _subject(self, verb: Token) -> tuple[str, ...]:
        """The sides of a verb's subject: its own, that of the verb it depends on, or the speaker in first person."""
        current: Token | None = verb
        for _ in range(4):
            if current is None:
                break
            for child in current.lefts:
                if child.dep_ in ("nsubj", "nsubjpass", "expl", "csubj"):
                    return self._parties.sides_of(child)
            for child in current.rights:
                if child.dep_ == "nsubj":
                    return self._parties.sides_of(child)
            if current.dep_ in ("conj", "xcomp", "advcl", "pcomp", "ccomp") and current.head.i != current.i:
                current = current.head if current.head.pos_ in ("VERB", "AUX", "ADJ", "ADP") else None
            elif current.dep_ in ("relcl", "acl"):
                return self._parties.sides_of(current.head)
            elif current.dep_ == "prep":
                current = current.head
            else:
                break
        if verb.dep_ == "ROOT" and self._parties.in_first_person and verb.i - verb.sent.start <= 3:
            return (self._parties.official,) if self._parties.official else ()
        return ()

    def _goes_there(self, verb: Token) -> bool:
        """ "will be back in China": being in another side's country."""
        places = [p for c in verb.subtree if c.dep_ == "prep" and c.lower_ == "in" and c.i > verb.i for p in c.children]
        subject = self._subject(verb)
        return bool(subject) and any(
            set(self._parties.sides_of(p)) & set(self._parties.others(subject)) for p in places if p.i < verb.i + 5
        )

    def _sentence_subject(self, token: Token) -> tuple[str, ...]:
        """The first side named in the sentence before a word: whose plan a headline's "Plans to visit" is."""
        named = self._parties.named_in(token.sent.start, token.i)
        return named[:1]

    def _unnamed(self, verb: Token) -> tuple[str, ...]:
        """Who acts where the subject names no side: "talks are to open", "rifles would leave", "he told me"."""
        subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None and self._parties.official and self._parties.is_other_person(subject):
            return (self._parties.official,)
        if subject is None or subject.pos_ == "PRON" or subject.ent_type_ in ("PERSON", "ORG", "NORP", "GPE"):
            return ()
        if subject.lemma_.lower() in _JOINT:
            return self._parties.everyone_at(verb)
        side = self._voices.inner_at(verb)
        return (side,) if side else ()

    def _told_by(self, verb: Token) -> tuple[str, ...]:
        """Who said that something would be done, where the doer is left out."""
        side = self._voices.inner_at(verb) or self._voices.at(verb)
        return (side,) if side else ()

    def _agent(self, verb: Token) -> tuple[str, ...]:
        return tuple(
            s for c in verb.children if c.dep_ == "agent" for p in c.children if p.dep_ == "pobj"
            for s in self._parties.sides_of(p)
        )  # fmt: skip

    def _of_prep(self, token: Token, words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(
            s for c in token.rights if c.dep_ in ("prep", "agent", "dative") and c.lower_ in words for p in c.children
            if p.dep_ == "pobj" for s in self._parties.sides_of(p)
        ))  # fmt: skip

    def _owner(self, noun: Token) -> tuple[str, ...]:
        """Whose a noun is: "China's pledge", "a decision by Japan", "the US provision of"."""
        for child in noun.rights:
            if child.dep_ == "acl" and child.lemma_.lower() in ("make", "take", "give", "announce"):
                sides = self._agent(child)
                if sides:
                    return sides
        for child in noun.lefts:
            if child.dep_ in ("poss", "compound", "nmod", "amod"):
                sides = self._parties.sides_of(child)
                if sides:
                    return sides
        return self._of_prep(noun, ("by", "from")) or (
            self._of_prep(noun, ("of",))
            if noun.lemma_.lower() in ("commitment", "decision", "readiness", "willingness")
            else ()
        )

    def _guest(self, verb: Token) -> tuple[str, ...]:
        """Who is invited."""
        if any(c.dep_ == "nsubjpass" for c in verb.children):
            return self._subject(verb)
        guests = tuple(s for c in verb.children if c.dep_ == "dobj" for s in self._parties.sides_of(c))
        if not guests:
            guests = tuple(s for c in verb.children if c.dep_ in ("ccomp", "xcomp") for s in self._subject_own(c))
        host = self._subject(verb)
        return guests or (self._parties.others(host) if host and len(self._parties.participants) == 2 else ())

    def _thanked_one(self, token: Token) -> tuple[str, ...]:
        for child in token.children:
            if child.dep_ in ("dobj", "dative"):
                sides = self._parties.sides_of(child)
                if sides:
                    return sides
        sides = self._of_prep(token, ("to",))
        for child in token.children:
            sides = sides or (self._of_prep(child, ("to",)) if child.dep_ == "dobj" else ())
        if sides:
            return sides
        subject = self._subject(token)
        return self._parties.others(subject) if subject and len(self._parties.participants) == 2 else ()

    @staticmethod
    def _denied(token: Token) -> bool:
        return any(c.dep_ == "neg" for c in token.children)


def _left(verb: Token) -> int:
    subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    return subject.left_edge.i if subject is not None else verb.i


_LIGHT = frozenset("have be go begin start continue help come get need let try make work keep proceed".split())
_HINDERING = frozenset("stand block veto oppose obstruct object prevent hinder stop".split())
"""Not to do these is to let something happen."""
_CARRYING = frozenset("have make take pay hold give undertake conduct do".split())


def _real_act(verb: Token) -> Token:
    """The verb that says what is done: "will have to *respond*", "the *trip* that I will be making"."""
    for _ in range(3):
        inner = next(
            (c for c in verb.children if c.dep_ == "xcomp" and c.pos_ == "VERB" and verb.lemma_.lower() in _LIGHT),
            None,
        )
        if inner is None:
            break
        verb = inner
    if verb.lemma_.lower() in _CARRYING:
        thing = next((c for c in verb.children if c.dep_ == "dobj" and c.pos_ == "NOUN" and c.i > verb.i), None)
        if thing is not None:
            return thing
        if verb.dep_ == "relcl" and verb.head.pos_ == "NOUN":
            return verb.head
    return verb


def _asks_whether(verb: Token) -> bool:
    """Whether a content clause is a question: "asked if ...", "decide whether to ..." """
    return any(c.lower_ in ("if", "whether", "what", "how", "why", "who", "where", "when") for c in verb.lefts)


def _supposed(token: Token) -> bool:
    """Whether a verb stands in a question or a condition: "whether to approve", "if X agrees"."""
    return token.pos_ in ("VERB", "AUX") and any(c.lower_ in ("if", "whether", "unless") and c.dep_ in ("mark", "advmod") for c in token.lefts)


def _looks_ahead(verb: Token) -> bool:
    """Whether a content clause is about what is still to be done."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return bool(helpers & {"will", "would", "'ll", "shall", "to", "should", "must", "can", "could", "may"})


def _will_be_done(verb: Token) -> bool:
    """Whether what was agreed is an act to come, not an opinion ("agreed that X must ...")."""
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    return bool(helpers & {"will", "would", "'ll", "’ll", "shall", "to", "should"}) and "must" not in helpers


def _conditional(verb: Token) -> bool:
    return any(
        c.dep_ == "advcl" and any(m.lower_ == "if" and m.dep_ == "mark" for m in c.children) and c.i < verb.i
        for c in verb.children
    )


def _negated_mode(act: Token, modality: Modality) -> Modality:
    negative = any(c.dep_ == "neg" for c in act.children) and act.lemma_.lower() not in _HINDERING
    negative = negative or any(g.lower_ == "no" for c in act.children if c.dep_ == "dobj" for g in c.children)
    return Modality.REFUSED if negative and modality is Modality.COMMITTED else modality
