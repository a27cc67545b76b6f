"""What each request asks of the database before anything else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from adapters.database import SqlWorks
from tests.builders import EVERYONE, a_role, a_session, a_user


def test_who_shows_a_session_is_found_out_by_one_statement(works: SqlWorks) -> None:
    user = a_user()
    session = a_session(user)
    with works(EVERYONE) as work:
        work.roles.add(a_role())
        work.users.add(user)
        work.sessions.add(session)
        work.commit()
    asked: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(works.engine, "before_cursor_execute", keep)
    try:
        with works.reading(EVERYONE) as work:
            assert work.sessions.standing(session.id) is not None
    finally:
        event.remove(works.engine, "before_cursor_execute", keep)
    assert len(asked) == 1
    assert all(f" {table}" in asked[0] for table in ("sessions", "users", "roles"))
