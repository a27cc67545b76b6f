"""Storage over SQL: SQLite where the program brings its database along, PostgreSQL in production."""

from adapters.database.engine import make_engine
from adapters.database.schema import current_revision, head_revision, migrate
from adapters.database.unit_of_work import SqlUnitOfWork
from adapters.database.works import SqlWorks, sql_works

__all__ = [
    "SqlUnitOfWork",
    "SqlWorks",
    "current_revision",
    "head_revision",
    "make_engine",
    "migrate",
    "sql_works",
]
