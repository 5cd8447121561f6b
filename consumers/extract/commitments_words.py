"""The words of undertaking: which verbs and nouns promise, ask, refuse, weigh, give, thank. All are lemmas."""

from __future__ import annotations

from consumers.extract.wordlists import words
from pipeline.records import Modality

PROMISING = words(
    "agree pledge promise vow commit undertake consent guarantee swear resolve decide volunteer settle "
    "approve authorise authorize sign finalise finalize confirm affirm reaffirm assure intend plan "
    "arrange schedule determine opt mean aim undertake contract covenant"
)
"""Verbs of promising."""
ANNOUNCING = words("announce unveil allocate earmark pledge promise approve authorise authorize")
"""Verbs that make something known as decided."""
TAKING_THINGS = words(
    "announce unveil allocate earmark pledge promise approve authorise authorize guarantee agree offer "
    "propose weigh consider study mull float contemplate refuse reject oppose rule turn rebuff spurn ask "
    "demand request seek urge press require commit plan eye arrange schedule prepare"
)
"""Verbs of undertaking whose object may be the thing undertaken."""
REQUESTING = words(
    "ask tell urge call demand request press push appeal implore encourage insist seek lobby require beg "
    "beseech exhort enjoin expect want"
)
"""Verbs of asking."""
WANTING = words("want expect seek require")
"""Verbs of asking that may as well tell of one's own wish."""
ASKING_FOR_THINGS = words("ask demand request press push appeal seek call want urge")
"""Verbs of asking whose object may be the thing asked for."""
REFUSING = words("refuse decline reject rule turn oppose rebuff spurn")
"""Verbs of declining; `rule` only with "out", `turn` with "down"."""
WEIGHING = words("consider weigh mull study contemplate ponder offer propose float suggest explore think examine eye")
"""Verbs of considering and offering."""
READY = words("ready willing open prepared keen eager poised")
"""Adjectives of readiness."""
PERSUADING = words("persuade convince induce coax talk prevail get cajole win")
"""Verbs by which one side brings another to undertake something."""
TRYING = words("try seek attempt hope want fail aim struggle need")
"""What these govern has not come about."""
ARRIVED = words("home back out gone free lifted over open reopened")
"""Being so in the future is an act of who promises it: "they would be home by Easter"."""
SCHEDULED = words("set due expected scheduled slated poised planned")
"""Participles by which something is expected."""
GIVING = words("send ship deliver provide donate dispatch supply give transfer airlift evacuate house fly")
"""Verbs of giving: their present tense tells of a gift under way."""
THANKING = words("thank welcome praise appreciate commend hail applaud")
"""Verbs of thanking and praising."""
GRATITUDE = words("gratitude thanks appreciation grateful")
"""Other words of thanks."""
DIRECTING = words("task instruct direct order assign")
"""Verbs of giving orders to one's own people."""
GIFTS = words(
    "aid assistance package provision delivery loan grant donation dose vaccine weapon system "
    "tank supply shipment tranche contribution funding fund support batch help"
)
"""What one side thanks the other for when it speaks of an undertaking."""
MEETINGS = words(
    "meeting meet summit talk visit trip see discussion round negotiation session consultation participate"
)
"""Nouns of meeting, and verbs taken for them."""
TRAVELLING = words("visit come travel attend pay make tour fly stay join take")
"""What guests are invited to do when they are invited to come."""
JOINT = words(
    "talk negotiation meeting summit consultation delegation team group round planner session conference "
    "minister expert negotiator discussion dialogue working-group"
)
"""Subjects that belong to all sides unless one is named."""
NO_THINGS = words(
    "phone telephone call conversation line sideline margin behalf basis thank thanks congratulation "
    "condolence greeting night morning evening afternoon today sympathy comment idea"
)
"""Nouns that are never what is undertaken."""
OCCASION = words("after following during amid")
"""What these introduce is the occasion of the promise, not its content."""
LIGHT = words("have be go begin start continue help come get need let try make work keep proceed")
"""Verbs that pass the act on to the verb they govern: "will have to respond"."""
CARRYING = words("have make take pay hold give undertake conduct do")
"""Verbs that pass the act on to their object: "make a trip"."""
HINDERING = words("stand block veto oppose obstruct object prevent hinder stop")
"""Not to do these is to let something happen."""
TO_ON_FOR = words("to on for upon of about")
"""Prepositions that introduce what is undertaken."""
INTO = words("into")
"""Introduces what somebody is talked into."""
NO_PREPS: frozenset[str] = frozenset()
"""For verbs whose prepositions introduce something else."""
NOMINAL: dict[str, Modality] = {
    **dict.fromkeys(
        words(
            "commitment responsibility agreement pledge promise decision deal undertaking guarantee plan preparation "
            "assurance vow"
        ),
        Modality.COMMITTED,
    ),
    **dict.fromkeys(words("offer readiness willingness intention consideration proposal"), Modality.CONSIDERING),
    **dict.fromkeys(words("request demand"), Modality.REQUESTED),
    **dict.fromkeys(words("refusal"), Modality.REFUSED),
}
"""Nouns of undertaking, with how firm they are."""
