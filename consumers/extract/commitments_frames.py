"""The constructions in which a text tells of an undertaking, sentence by sentence.

Whether the act is concrete enough to count is not decided here.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Span

from consumers.extract.attribution import Voices
from consumers.extract.commitments_clauses import supposed
from consumers.extract.commitments_forms import Finder, Form, Undertaking
from consumers.extract.commitments_promises import Promises
from consumers.extract.commitments_prospects import Prospects
from consumers.extract.commitments_requests import Requests
from consumers.extract.parties import Parties


class Frames:
    """Finds undertakings in the sentences of one document."""

    def __init__(self, parties: Parties, voices: Voices) -> None:
        families = (Promises(parties, voices), Requests(parties, voices), Prospects(parties, voices))
        finders: dict[Form, Finder] = {form: find for family in families for form, find in family.finders().items()}
        self._finders = tuple((form, finders[form]) for form in Form)

    def of_sentence(self, sentence: Span) -> list[Undertaking]:
        """Every undertaking told in the sentence, in its order; one per act, by the plainest construction."""
        found: dict[int, Undertaking] = {}
        tokens = [token for token in sentence if not supposed(token)]
        for form, find in self._finders:
            for token in tokens:
                for undertaking in find(token):
                    if undertaking.actor:
                        found.setdefault(undertaking.act.i, replace(undertaking, form=form))
        return sorted(found.values(), key=lambda u: (u.start, u.act.i))
