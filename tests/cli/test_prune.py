"""``watchfloor prune``."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from tests.flows.floors import Floor

YEAR_US = 366 * 86_400_000_000


def test_the_bytes_of_old_events_go_and_the_rest_stays(worked: Floor) -> None:
    """Three alerts have three events each, of which the middle one loses its bytes."""
    assert json.loads(worked.run("prune", "--json").stdout) == {"events": 0}
    with closing(sqlite3.connect(worked.url.removeprefix("sqlite:///"))) as database, database:
        database.execute("UPDATE events SET received_at = received_at - ?", (YEAR_US,))

    done = worked.run("prune")

    assert (done.returncode, done.stdout) == (0, "Removed the bytes of 3 events received more than 365 days ago.\n")
    with closing(sqlite3.connect(worked.url.removeprefix("sqlite:///"))) as database:
        (kept,) = database.execute("SELECT count(body) FROM events").fetchone()
    assert kept == 6
