"""Cases as rows: what each column holds, and the entity that a row stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import fields

from adapters.database.case_tables import cases
from socdomain.incidents.case import Case
from socdomain.incidents.status import Status
from socdomain.sources.severity import Severity

# A column has the name of the entity's field.
_NAMES = tuple(one.name for one in fields(Case))
CASE_COLUMNS = tuple(cases.c[name] for name in _NAMES)

_KEPT = frozenset({"id", "customer_id", "number", "from_alert_id", "opened_at", "opened_by"})


def case_from_row(row: Sequence[Any]) -> Case:
    """Returns the case that a row stands for.

    Args:
        row: The values of ``CASE_COLUMNS``; what comes after them is passed by.
    """
    values = dict(zip(_NAMES, row, strict=False))
    return Case(**values | {"severity": Severity(values["severity"]), "status": Status(values["status"])})


def case_to_row(case: Case) -> dict[str, Any]:
    """Returns a row for a case: plain values by column name, for the column types to turn into what a driver takes."""
    values = {name: getattr(case, name) for name in _NAMES}
    return values | {"severity": int(case.severity), "status": case.status.value}


def changing_part(case: Case) -> dict[str, Any]:
    """Returns the columns that may change after a case was opened."""
    return {name: value for name, value in case_to_row(case).items() if name not in _KEPT}
