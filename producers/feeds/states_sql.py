"""The memory of feeds in the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from pipeline.stage import Delete, Upsert, Write
from pipeline.store.database import Database
from pipeline.store.schema import feeds, seen_entries
from producers.feeds.state import Change, FeedState, SeenEntry

_MOST_IN_QUERY = 200  # of each kind; SQLite takes 32,766 parameters, plans get slow well before


class SqlFeedStates:
    """`FeedStates` on the tables `feeds` and `seen_entries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self) -> dict[str, FeedState]:
        with self._database.reading() as connection:
            rows = connection.execute(select(feeds.c.id, feeds.c.body))
            return {row.id: FeedState.from_json(row.body) for row in rows}

    def seen(
        self, feed: str, identities: frozenset[str], link_keys: frozenset[str], content_hashes: frozenset[str]
    ) -> list[SeenEntry]:
        found: dict[str, SeenEntry] = {}
        marks = zip(("identity", "link_key", "content_hash"), (identities, link_keys, content_hashes), strict=True)
        with self._database.reading() as connection:
            for column, values in marks:
                ordered = sorted(value for value in values if value)
                for start in range(0, len(ordered), _MOST_IN_QUERY):
                    some = ordered[start : start + _MOST_IN_QUERY]
                    query = select(seen_entries).where(seen_entries.c.feed == feed, seen_entries.c[column].in_(some))
                    for row in connection.execute(query):
                        found[row.identity] = SeenEntry(
                            row.identity, row.link_key, row.content_hash, row.parts, row.revision, row.seen_at
                        )
        return list(found.values())

    def save(self, changes: list[Change], at: datetime) -> None:
        latest = {change.state.id: change.state for change in changes}
        states = tuple(
            {
                "id": state.id,
                "url": state.url,
                "body": state.to_json(),
                "next_poll_at": state.next_poll_at,
                "last_success_at": state.succeeded_at,
                "last_entry_at": state.entry_at,
                "failures": state.failures,
                "outcome": state.outcome,
                "detail": state.detail or state.next_reason,
                "updated_at": at,
            }
            for state in latest.values()
        )
        rows = tuple(
            {
                "feed": change.state.id,
                "identity": seen.identity,
                "link_key": seen.link_key,
                "content_hash": seen.content_hash,
                "parts": seen.parts,
                "revision": seen.revision,
                "seen_at": seen.seen_at,
            }
            for change in changes
            for seen in change.seen
        )
        writes: list[Write] = [Upsert("feeds", states)]
        if rows:
            writes.append(Upsert("seen_entries", rows))
        self._database.apply(writes, at=at)

    def forget_entries(self, feed: str, before: datetime) -> None:
        query = select(seen_entries.c.identity).where(seen_entries.c.feed == feed, seen_entries.c.seen_at < before)
        with self._database.reading() as connection:
            old = tuple({"feed": feed, "identity": identity} for identity in connection.scalars(query))
        self._database.apply([Delete("seen_entries", old)] if old else [], at=before)
