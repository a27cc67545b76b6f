"""A form of a customer's page that is of an older version: what was typed, and how the customer stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from entrypoints.console.catalog import TEXT
from entrypoints.console.customers.customer_page import Typed
from entrypoints.console.faults import Faults
from entrypoints.console.refused import Standing
from entrypoints.container import Container
from socdomain.artifacts.hold_queries import get_retention
from socdomain.customers.queries import get_customer
from socdomain.principal import Principal

_STALE: Final = 412


def details_meanwhile(container: Container, code: str, by: Principal, values: Mapping[str, str]) -> Typed:
    """Returns the form of a customer's name and codes, for the version that is there.

    Args:
        container: The use cases.
        code: The customer's.
        by: Who sent it.
        values: What was typed, by field.
    """
    customer = get_customer(container.reading(by.reach), code, by=by)
    words = TEXT.customers
    now = ((words.name, customer.name), (words.further_codes, ", ".join(customer.further_codes)))
    return _typed("details", values, now, customer.version)


def retention_meanwhile(container: Container, code: str, by: Principal, values: Mapping[str, str]) -> Typed:
    """Returns the form of how long files are kept, for the version that is there; see ``details_meanwhile``."""
    kept = get_retention(container.reading(by.reach), code, by=by)
    words = TEXT.customers
    told = words.keep_for_ever if kept.keep_days is None else words.keep_for.of(kept.keep_days)
    return _typed("retention", values, ((words.retention, told),), kept.version)


def _typed(form: str, values: Mapping[str, str], now: Standing, version: int) -> Typed:
    return Typed(form, {**values, "version": str(version)}, Faults(status=_STALE, now=now))
