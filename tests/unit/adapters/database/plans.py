"""What a database is asked, and how it goes about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from adapters.database import SqlWorks


@contextmanager
def statements(works: SqlWorks) -> Iterator[list[tuple[str, Any]]]:
    """The statements that run in the block, with their parameters."""
    run: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        run.append((statement, parameters))

    event.listen(works.engine, "before_cursor_execute", keep)
    yield run
    event.remove(works.engine, "before_cursor_execute", keep)


def sqlite_plan(works: SqlWorks, run: list[tuple[str, Any]]) -> list[str]:
    """How SQLite does what was run, a step a line."""
    asked = [one for one in run if one[0].startswith(("SELECT", "WITH", "DELETE"))]
    with works.engine.connect() as connection:
        return [
            row[3]
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def postgres_plan(works: SqlWorks, run: list[tuple[str, Any]]) -> str:
    """How PostgreSQL does what was run."""
    asked = [one for one in run if one[0].startswith(("SELECT", "WITH", "DELETE"))]
    with works.engine.connect() as connection:
        return "\n".join(
            line
            for statement, parameters in asked
            for line in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars()
        )
