"""When is all work done?"""

from __future__ import annotations

from sqlalchemy import func, select

from pipeline.store import schema
from readout.app import App


def is_idle(app: App) -> bool:
    """True if every message has been handled and every event and alert has left.

    The stages are asked in the order of the flow, and a stage commits only after its results are on the log, so what
    an earlier stage still had in hand when it was asked is seen at a later one.
    """
    if any(committed < end for committed, end in app.places().values()):
        return False
    with app.database.reading() as connection:
        unsent = connection.execute(
            select(func.count()).select_from(schema.outbox).where(schema.outbox.c.sent_at.is_(None))
        ).scalar_one()
        due = connection.execute(
            select(func.count())
            .select_from(schema.notifications)
            .where(schema.notifications.c.state == "pending", schema.notifications.c.due_at <= app.clock.now())
        ).scalar_one()
    return not unsent and not due
