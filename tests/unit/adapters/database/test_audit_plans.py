"""Which indexes SQLite reads for the audit log."""

from __future__ import annotations

from adapters.database import SqlWorks
from socdomain.audit.chain import PLATFORM_CHAIN
from tests.builders import EVERYONE, IDS
from tests.unit.adapters.database.plans import sqlite_plan, statements


def test_places_are_found_by_identifiers_and_not_by_reading_the_chain(sqlite_works: SqlWorks) -> None:
    """An evidence bundle asks for those of each 200 custody events; a customer's chain has millions."""
    with statements(sqlite_works) as run, sqlite_works.reading(EVERYONE) as work:
        work.audit_trail.places(PLATFORM_CHAIN, [IDS.new() for _ in range(200)])
    (step,) = sqlite_plan(sqlite_works, run)
    assert step == "SEARCH audit_records USING INDEX sqlite_autoindex_audit_records_1 (id=?)"
