"""Filters over what other tables say of alerts: tags, techniques, assets, observables, and the text index."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from attrs import evolve, frozen
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    column,
    func,
    select,
    table,
    union_all,
)
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from adapters.database.distinct_values import distinct_values
from adapters.database.incident_tables import (
    alert_assets,
    alert_observables,
    alert_tags,
    alert_techniques,
    alert_texts,
    alerts,
    asset_aliases,
    observables,
)
from adapters.database.text_search import TEXT_INDEX
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.alert_search import (
    folded_text,
    has_technique,
    wanted_aliases,
    wanted_tag,
    wanted_technique,
    wanted_values,
)

_MOST_PROBES = 4
_MOST_BRANCHES = 64


@frozen
class Narrowing:
    """A filter that an index beside the list's own serves.

    Attributes:
        keys: Selects, as ``key``, the keys of the alerts that match, some perhaps twice.
        branches: The same in parts, for each of which an index gives the keys in their order; none where none does.
        column: The column of ``alerts`` that has those keys.
        condition: Tells of one alert whether it matches.
    """

    keys: Select[Any]
    branches: tuple[Select[Any], ...]
    column: Column[Any]
    condition: ColumnElement[bool]

    def in_one(self) -> Narrowing:
        """Returns the same without branches to merge: all keys are read and sorted."""
        keys = self.keys.cte("all_keys").prefix_with("MATERIALIZED", dialect="postgresql")
        return evolve(self, branches=(select(keys.c.key),))

    def newest_keys(self, count: int, up_to: ColumnElement[Any] | None) -> Select[Any]:
        """Selects the largest keys, the largest first.

        Args:
            count: So many.
            up_to: None above this one.
        """
        first = []
        for branch in self.branches:
            key = branch.selected_columns[0]
            part = branch if up_to is None else branch.where(key <= up_to)
            first.append(part.order_by(key.desc()).limit(count))
        if len(first) == 1:
            return first[0]
        keys = union_all(*(select(part.subquery()) for part in first)).subquery("newest_keys")
        return select(keys.c.key).order_by(keys.c.key.desc()).limit(count)


def narrowings_of(
    connection: Connection, wanted: AlertFilter, customers: Collection[UUID] | None
) -> tuple[Narrowing, ...] | None:
    """Returns the narrowings that a filter asks for.

    Args:
        connection: Where names are looked up.
        wanted: The filter.
        customers: Whose names count; None for everyone's.

    Returns:
        One for each such field of the filter; None when a name is not known, so that nothing can match.
    """
    found: list[Narrowing | None] = []
    if wanted.tag is not None:
        found.append(_linked(connection, alert_tags.c.tag, [wanted_tag(wanted.tag)]))
    if wanted.technique is not None:
        techniques = _techniques(connection, wanted_technique(wanted.technique))
        found.append(_linked(connection, alert_techniques.c.technique, techniques))
    if wanted.asset is not None:
        ids = _ids(connection, asset_aliases.c.asset_id, asset_aliases.c.alias, wanted_aliases(wanted.asset), customers)
        found.append(_linked(connection, alert_assets.c.asset_id, ids))
    if wanted.observable is not None:
        ids = _ids(connection, observables.c.id, observables.c.value, wanted_values(wanted.observable), customers)
        found.append(_linked(connection, alert_observables.c.observable_id, ids))
    if wanted.text is not None:
        found.append(_text(connection, folded_text(wanted.text)))
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) else None


def _techniques(connection: Connection, wanted: str) -> list[str]:
    # Sub-techniques are "T1059.001". What begins with "T1059." precedes "T1059/", the next character after the dot; a
    # technique such as "T1059-X" would stand between.
    values = distinct_values(alert_techniques.c.technique, start=wanted, end=f"{wanted}/")
    found = connection.scalars(select(values.c.value).where(values.c.value.is_not(None)))
    return [technique for technique in found if has_technique([technique], wanted)]


def _ids(
    connection: Connection,
    wanted: Column[UUID],
    name: Column[str],
    names: Collection[str],
    customers: Collection[UUID] | None,
) -> list[UUID]:
    query = select(wanted).distinct().where(name.in_(sorted(names)))
    if customers is not None:
        query = query.where(wanted.table.c.customer_id.in_(customers))
    return sorted(connection.scalars(query))


def _linked(connection: Connection, value: Column[Any], values: Collection[Any]) -> Narrowing | None:
    """Returns the narrowing to alerts that are linked to one of the values; None if there are none."""
    if not values:
        return None
    links = value.table
    key = select(links.c.alert_id.label("key"))
    key = key.with_hint(links, f"INDEXED BY ix_{links.name}_{value.name}_alert_id", "sqlite")
    branches = values if len(values) <= _MOST_BRANCHES else ()
    # Of one alert SQLite looks for each of the values in turn; many are cheaper to compare with what is there.
    is_slow = connection.dialect.name == "sqlite" and len(values) > _MOST_PROBES
    matches = (_without_index(value) if is_slow else value).in_(values)
    return Narrowing(
        keys=key.where(value.in_(values)),
        branches=tuple(key.where(value == one) for one in branches),
        column=alerts.c.id,
        condition=select(links.c.alert_id).where(links.c.alert_id == alerts.c.id, matches).exists(),
    )


def _without_index(value: Column[Any]) -> ColumnElement[Any]:
    # SQLite's own way to say so (https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
    return UnaryExpression(value, operator=custom_op("+"), type_=value.type)


def _text(connection: Connection, words: str) -> Narrowing:
    is_sqlite = connection.dialect.name == "sqlite"
    texts = alert_texts.c
    if is_sqlite:
        key, searched = column("rowid", Integer), column(TEXT_INDEX, Text)
        phrase = '"' + words.replace('"', '""') + '"'
        keys = select(key.label("key")).select_from(table(TEXT_INDEX, key, searched)).where(searched.match(phrase))
        shows = func.instr(texts.search_text, words) > 0
    else:
        shows = texts.search_text.contains(words, autoescape=True)
        keys = select(texts.number.label("key")).where(shows)
    condition = select(texts.number).where(texts.number == alerts.c.number, shows).exists()
    return Narrowing(keys, (keys,) if is_sqlite else (), alerts.c.number, condition)
