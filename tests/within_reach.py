"""Looking at what is stored without a unit of work."""

from __future__ import annotations

from sqlalchemy import Engine

from adapters.database.intents import REACH
from socdomain.principal import Reach


def within(engine: Engine, reach: Reach) -> Engine:
    """The same engine for whoever has this reach; on PostgreSQL others see no customer's rows."""
    return engine.execution_options(**{REACH: reach})


def for_everyone(engine: Engine) -> Engine:
    """The same engine, with all rows to be seen."""
    return within(engine, Reach.everyone())
