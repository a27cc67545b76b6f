"""How PostgreSQL finds the row that a foreign key leads to, in a database that nobody has gathered statistics about.

A session plans its foreign keys' checks once. Planned for a table that is still empty, every index that holds both
columns looks equally good, and one that begins with the customer reads all that the customer has, for each row that is
added: intake took twice as long until autovacuum came by.
"""

from __future__ import annotations

import pytest
from sqlalchemy import text

from adapters.database import SqlWorks
from adapters.database.metadata import metadata

TARGETS = {
    key.column.table.name
    for table in metadata.tables.values()
    for constraint in table.foreign_key_constraints
    for key in constraint.elements
    if len(constraint.elements) > 1
}


BY_IDENTIFIER = ("alerts", "artifacts")
"""Those whose primary key is the identifier alone, so that links need another one, which begins with it too."""


@pytest.mark.parametrize("table", sorted(TARGETS))
def test_the_row_that_a_link_leads_to_is_found_by_its_own_key(postgres_works: SqlWorks, table: str) -> None:
    check = f"SELECT 1 FROM ONLY {table} WHERE id = $1 AND customer_id = $2 FOR KEY SHARE"  # noqa: S608 - names of our own
    with postgres_works.engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        connection.execute(text("SET plan_cache_mode = force_generic_plan"))
        connection.execute(text(f"PREPARE a_check (uuid, uuid) AS {check}"))
        plan = "\n".join(connection.scalars(text("EXPLAIN EXECUTE a_check (gen_random_uuid(), gen_random_uuid())")))

    own_key = f"uq_{table}_id_customer_id" if table in BY_IDENTIFIER else f"pk_{table}"
    assert f"using {own_key} " in plan
