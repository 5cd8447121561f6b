"""A cluster and its reports become a call with everything that is shown of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from consumers.reconcile.accounts import accounts_of
from consumers.reconcile.claims import claims_of
from consumers.reconcile.clusters import Cluster
from consumers.reconcile.compare import compare
from consumers.reconcile.conflicts import Waiting, conflicts_of, denials_of
from consumers.reconcile.merge import facts_of
from consumers.reconcile.origins import distinct_origins, origins_of
from consumers.reconcile.quotes import quotes
from consumers.reconcile.reasons import JoinReason
from consumers.reconcile.sentences import sentences
from consumers.reconcile.sightings import is_tentative
from consumers.reconcile.undertakings import differences_of, undertakings_of
from consumers.reconcile.view import Account, Call, Cell, JoinedReport
from pipeline.records import CallReport, CallStatus, CallSummary, Participant, Role


def assemble(
    name: str,
    cluster: Cluster,
    reports: Sequence[CallReport],
    waiting: Waiting,
    *,
    aliases: Sequence[str] = (),
    earlier: Sequence[CallReport] = (),
) -> Call:
    """The call `name`. `reports` are the cluster's, in any order; `earlier`: editions they took the place of."""
    ordered = sorted(reports, key=lambda r: (r.article.published or r.article.fetched_at, r.article.url, r.id))
    facts = facts_of(cluster, ordered)
    summary = CallSummary(
        id=name,
        aliases=tuple(sorted(set(aliases) - {name})),
        participants=facts.participants,
        status=facts.status,
        medium=facts.medium,
        date=cluster.date,
        reports=len(ordered),
        origins=distinct_origins([r for r in ordered if not is_tentative(r.call)]),
        official=facts.official,
    )
    undertakings = undertakings_of(name, ordered) if facts.status is not CallStatus.DENIED else ()
    accounts = tuple(
        account.model_copy(
            update={"differences": (*account.differences, *differences_of(account.side, undertakings))}
        )
        for account in accounts_of(cluster.parties, ordered, earlier)
    )
    cells = _matrix(cluster.parties, ordered, accounts, facts.participants)
    return Call(
        summary=summary,
        parties=cluster.parties,
        presumed_date=cluster.presumed,
        initiator=facts.initiator,
        initiator_disputed=facts.initiator_disputed,
        multi=facts.multi,
        first_published=min((r.article.published for r in ordered if r.article.published), default=None),
        updated_at=max(r.article.fetched_at for r in ordered),
        reports=_joined(ordered, cluster.reasons),
        earlier=tuple(r.id for r in earlier),
        accounts=accounts,
        commitments=undertakings,
        cells=cells,
        conflicts=conflicts_of(name, facts.status, ordered, accounts, cells, waiting),
    )


def _joined(reports: Sequence[CallReport], reasons: Mapping[str, JoinReason]) -> tuple[JoinedReport, ...]:
    origins = origins_of(reports)
    return tuple(
        JoinedReport(
            id=r.id,
            article=r.article.id,
            ref=r.article.ref,
            story=r.article.story,
            source=r.article.origin.source,
            url=r.article.link or r.article.url,
            title=r.article.title,
            published=r.article.published,
            official_of=r.article.origin.official_of,
            status=r.call.status,
            role=r.call.role,
            origin=origins[r.id],
            reason=reasons[r.id],
            quotes=quotes(r, r.call.evidence[:1]),
        )
        for r in reports
    )


def _matrix(
    parties: Sequence[str],
    reports: Sequence[CallReport],
    accounts: Sequence[Account],
    participants: Sequence[Participant],
) -> tuple[Cell, ...]:
    """The sides laid side by side, as soon as one of them has spoken for itself of the call."""
    main = [r for r in reports if r.call.role is Role.MAIN]
    names = frozenset(word for p in participants for word in p.name.casefold().split())
    passages = {
        a.side: [
            quote.model_copy(update={"evidence": words}) for quote in a.quotes for words in sentences(quote.evidence)
        ]
        for a in accounts
        if a.official
    }
    if not passages:
        return ()
    claims = {side: claims_of(side, main, names) if side in passages else () for side in parties}
    return compare(claims, passages, names, denials_of(reports))
