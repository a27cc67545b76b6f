"""Filters over what other tables say of alerts: tags, techniques, assets, observables, and the text index."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from attrs import frozen
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    Text,
    column,
    func,
    literal,
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
    assets,
    observables,
)
from adapters.database.text_search import TEXT_INDEX, TEXTS_WITHIN_REACH
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.alert_search import (
    folded_text,
    has_technique,
    wanted_aliases,
    wanted_tag,
    wanted_technique,
    wanted_values,
)
from socdomain.principal import Reach

_MOST_PROBES = 4
_WITHIN_REACH = table(TEXTS_WITHIN_REACH, column("number", BigInteger), column("search_text", Text))


@frozen
class Narrowing:
    """A filter that an index beside the list's own serves.

    Attributes:
        keys: Selects, as ``key``, the keys of the alerts that match, some perhaps twice.
        key: The column that they are selected from.
        column: The column of ``alerts`` that has those keys.
        holds: Returns the condition that an alert matches, given its key.
        is_countable: Whether many keys are counted nearly as quickly as a few.
        is_ordered: Whether the index gives the largest key at once.
    """

    keys: Select[Any]
    key: ColumnElement[Any]
    column: Column[Any]
    holds: Callable[[ColumnElement[Any]], ColumnElement[bool]]
    is_countable: bool = True
    is_ordered: bool = True

    @property
    def condition(self) -> ColumnElement[bool]:
        """Tells of an alert whether it matches."""
        return self.holds(self.column)

    def between(self, low: Any, high: Any) -> Select[Any]:
        """Selects the keys from one to another, both included; without a lower bound if that is None."""
        keys = self.keys if low is None else self.keys.where(self.key >= low)
        return keys.where(self.key <= high)

    def newest(self, up_to: Any) -> Select[Any]:
        """Selects the largest key, as ``key``; NULL or no row where there is none.

        Args:
            up_to: None above this one.
        """
        return _largest(self.keys, self.key, up_to)


@frozen(kw_only=True)
class _LinkNarrowing(Narrowing):
    """A filter by links to some values, whose index holds the keys of each value in their order.

    Attributes:
        links: Selects the keys of all links.
        value: The column that links to the values.
        values: Selects the wanted values, as ``value``.
    """

    links: Select[Any]
    value: ColumnElement[Any]
    values: Select[Any]

    def newest(self, up_to: Any) -> Select[Any]:
        """Selects the largest key, as ``key``, by one step in the index for each value."""
        each = self.values.subquery("each")
        links = self.links.where(self.value == each.c.value).correlate(each)
        largest = _largest(links, self.key, up_to).scalar_subquery().label("key")
        found = select(largest).select_from(each).subquery("largest_of_each")
        return _largest(select(found.c.key).where(found.c.key.is_not(None)), found.c.key, None)


@frozen
class _UnorderedNarrowing(Narrowing):
    """A filter by an index that gives its keys in no order, and each of which has to be read to be sure of it."""

    is_countable: bool = False
    is_ordered: bool = False

    def newest(self, up_to: Any) -> Select[Any]:
        """Selects the largest key, as ``key``, from all."""
        found = self.keys.subquery("found")
        # Without the sum PostgreSQL reads the table from its end, hoping that a match is near.
        largest = select(func.max(found.c.key + 0).label("key"))
        return largest if up_to is None else largest.where(found.c.key <= up_to)


def _largest(keys: Select[Any], key: ColumnElement[Any], up_to: Any) -> Select[Any]:
    bounded = keys if up_to is None else keys.where(key <= up_to)
    return bounded.order_by(key.desc()).limit(1)


def narrowings_of(
    connection: Connection, wanted: AlertFilter, customers: Collection[UUID] | None, *, reach: Reach
) -> tuple[Narrowing, ...] | None:
    """Returns the narrowings that a filter asks for.

    Args:
        connection: Where names are looked up.
        wanted: The filter.
        customers: Whose names count; None for everyone's.
        reach: Whose rows may be seen.

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
        found.append(_linked(connection, alert_assets.c.asset_id, ids, assets))
    if wanted.observable is not None:
        ids = _ids(connection, observables.c.id, observables.c.value, wanted_values(wanted.observable), customers)
        found.append(_linked(connection, alert_observables.c.observable_id, ids, observables))
    if wanted.text is not None:
        found.append(_text(connection, folded_text(wanted.text), reach))
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


def _linked(
    connection: Connection, value: Column[Any], wanted: Sequence[Any], named: Table | None = None
) -> Narrowing | None:
    """Returns the narrowing to alerts that are linked to one of some values; None if there are none.

    Args:
        connection: Where.
        value: The column that links to the values.
        wanted: The values.
        named: The table whose identifiers the values are.
    """
    if not wanted:
        return None
    table_of_links = value.table.c
    links = select(table_of_links.alert_id.label("key"))
    links = links.with_hint(value.table, f"INDEXED BY ix_{value.table.name}_{value.name}_alert_id", "sqlite")
    # Of one alert SQLite looks for each of the values in turn; many are cheaper to compare with what is there.
    is_slow = connection.dialect.name == "sqlite" and len(wanted) > _MOST_PROBES
    matches = (_without_index(value) if is_slow else value).in_(wanted)
    return _LinkNarrowing(
        keys=links.where(value.in_(wanted)),
        key=table_of_links.alert_id,
        column=alerts.c.id,
        holds=lambda key: select(table_of_links.alert_id).where(table_of_links.alert_id == key, matches).exists(),
        links=links,
        value=value,
        values=_written(wanted) if named is None else select(named.c.id.label("value")).where(named.c.id.in_(wanted)),
    )


def _written(values: Sequence[str]) -> Select[Any]:
    """Selects values, few of them, that stand in no table by themselves."""
    return select(union_all(*(select(literal(value, Text).label("value")) for value in values)).subquery("written"))


def _without_index(value: Column[Any]) -> ColumnElement[Any]:
    # SQLite's own way to say so (https://sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
    return UnaryExpression(value, operator=custom_op("+"), type_=value.type)


def _text(connection: Connection, words: str, reach: Reach) -> Narrowing:
    texts = alert_texts.c
    if connection.dialect.name == "sqlite":
        key, searched = column("rowid", Integer), column(TEXT_INDEX, Text)
        phrase = '"' + words.replace('"', '""') + '"'
        keys = select(key.label("key")).select_from(table(TEXT_INDEX, key, searched)).where(searched.match(phrase))
        shows = func.instr(texts.search_text, words) > 0
        return Narrowing(keys, key, alerts.c.number, lambda number: _has_text(number, shows), is_countable=False)
    shows = texts.search_text.contains(words, autoescape=True)
    # Beside a policy the index would not be used; for everyone there is none to hold.
    looked_at = alert_texts if reach.is_everyone else _WITHIN_REACH
    number, text = looked_at.c.number, looked_at.c.search_text
    keys = select(number.label("key")).where(text.contains(words, autoescape=True))
    return _UnorderedNarrowing(keys, number, alerts.c.number, lambda number: _has_text(number, shows))


def _has_text(number: ColumnElement[Any], shows: ColumnElement[bool]) -> ColumnElement[bool]:
    # A value, not EXISTS: PostgreSQL may turn that into a join with all that match, when statistics happen to say so.
    return select(shows).where(alert_texts.c.number == number).scalar_subquery()
