"""Which index SQLite reads, said by the statement.

Without statistics, or with those of a table that has grown since, SQLite takes an index for a narrow one that is not,
and a list that takes 0.1 ms takes 400. An index that is named is used, and if it is gone the statement fails at once
(https://sqlite.org/lang_indexedby.html).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler


class _CompilerWithHints(SQLiteCompiler):
    """Writes ``Select.with_hint`` after the table's name, which SQLAlchemy's own compiler leaves out."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        """Returns the hint as it is written."""
        return text


def write_hints(engine: Engine) -> None:
    """Has an engine for SQLite write the hints of statements."""
    engine.dialect.statement_compiler = _CompilerWithHints
