"""What runs have brought about that must happen once."""

from __future__ import annotations

from sqlalchemy import Connection

from adapters.database.conflicts import insert_into
from adapters.database.job_tables import job_effects
from socdomain.ids import RunId


class SqlEffectLedger:
    """Remembers the effects of runs, as ``EffectLedger``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def once(self, run_id: RunId, effect: str) -> bool:
        """Writes down an effect, and tells whether it is the first time."""
        # Whoever comes second waits here until the first has been committed, or rolled back.
        statement = insert_into(self._connection, job_effects).values(run_id=run_id, effect_key=effect)
        added = statement.on_conflict_do_nothing().returning(job_effects.c.effect_key)
        return self._connection.scalar(added) is not None
