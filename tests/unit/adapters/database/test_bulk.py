"""Values survive the ways in which each database is given many at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import Boolean, Column, Integer, LargeBinary, MetaData, SmallInteger, Table, Text, delete

from adapters.database import SqlWorks
from adapters.database.bulk_dialects import bulk_of
from adapters.database.metadata import Id, Json, UtcTime

# Every kind of column that intake writes, each once, and each of them may be empty.
KINDS = Table(
    "kinds",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("id", Id),
    Column("at", UtcTime),
    Column("text", Text),
    Column("bytes", LargeBinary),
    Column("json", Json),
    Column("yes", Boolean),
    Column("small", SmallInteger),
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20) | st.sampled_from(
    ["", "NULL", "null", '"', "\\", '\\"', "{}", "{a,b}", ",", " ", "'", "%s", "%", ":x", "?", "\n", "\ufeff", "é"]
)
TIMES = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
JSON = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
ROWS = st.lists(
    st.tuples(
        st.none() | st.uuids(),
        st.none() | TIMES,
        st.none() | TEXTS,
        st.none() | st.binary(max_size=20),
        st.none() | JSON,
        st.none() | st.booleans(),
        st.none() | st.integers(-(2**15), 2**15 - 1),
    ),
    min_size=1,
    max_size=20,
)

# One database serves all examples, each of which empties the table first.
SHARED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def kinds(owner_works: SqlWorks) -> SqlWorks:
    with owner_works.engine.begin() as connection:
        KINDS.create(connection)
    return owner_works


def as_columns(rows: list[tuple[Any, ...]]) -> dict[Column[Any], list[Any]]:
    numbered = [(number, *row) for number, row in enumerate(rows)]
    return {column: list(values) for column, values in zip(KINDS.c, zip(*numbered, strict=True), strict=True)}


@pytest.mark.parametrize("way", ["insert", "append", "insert_at_once"])
@SHARED
@given(rows=ROWS)
def test_rows_come_back_as_they_were_written(kinds: SqlWorks, way: str, rows: list[tuple[Any, ...]]) -> None:
    with kinds.engine.begin() as connection:
        connection.execute(delete(KINDS))
        bulk = bulk_of(connection)
        getattr(bulk, way)(KINDS, as_columns(rows))
        read = bulk.read({KINDS.c.number: range(len(rows))}, tuple(KINDS.c), "kinds.number = wanted.number")

    assert sorted(read) == [(number, *row) for number, row in enumerate(rows)]


@SHARED
@given(rows=ROWS)
def test_each_row_is_changed_to_its_own_values(kinds: SqlWorks, rows: list[tuple[Any, ...]]) -> None:
    columns = as_columns(rows)
    numbers = columns.pop(KINDS.c.number)
    with kinds.engine.begin() as connection:
        connection.execute(delete(KINDS))
        bulk = bulk_of(connection)
        bulk.insert(KINDS, {KINDS.c.number: [*numbers, -1]})
        changes = {column: [*values, values[0]] for column, values in columns.items()}
        assert bulk.update({KINDS.c.number: [*numbers, 10_000]}, changes) == len(rows), "the last one is not there"
        read = bulk.read({KINDS.c.number: [*numbers, -1]}, tuple(KINDS.c), "kinds.number = wanted.number")

    assert sorted(read, key=lambda row: row[0]) == [(-1, *[None] * 7), *((n, *row) for n, row in enumerate(rows))]


@SHARED
@given(texts=st.lists(TEXTS, unique=True, max_size=20))
def test_keys_of_any_text_find_their_rows(kinds: SqlWorks, texts: list[str]) -> None:
    with kinds.engine.begin() as connection:
        connection.execute(delete(KINDS))
        bulk = bulk_of(connection)
        bulk.insert(KINDS, {KINDS.c.number: range(len(texts)), KINDS.c.text: texts})
        read = bulk.read({KINDS.c.text: [*texts, "not there"]}, (KINDS.c.text,), "kinds.text = wanted.text")

    assert sorted(read) == sorted((text,) for text in texts)


def test_more_keys_than_a_statement_takes_are_read_in_several(kinds: SqlWorks) -> None:
    many = range(12_345)
    with kinds.engine.begin() as connection:
        bulk = bulk_of(connection)
        bulk.insert(KINDS, {KINDS.c.number: many})
        read = bulk.read({KINDS.c.number: many}, (KINDS.c.number,), "kinds.number = wanted.number")

    assert sorted(read) == [(number,) for number in many]


def test_nothing_to_write_is_nothing_to_do(kinds: SqlWorks) -> None:
    with kinds.engine.begin() as connection:
        bulk = bulk_of(connection)
        bulk.insert(KINDS, {KINDS.c.number: []})
        bulk.append(KINDS, {KINDS.c.number: []})
        bulk.insert_at_once(KINDS, {KINDS.c.number: []})

        assert bulk.update({KINDS.c.number: []}, {KINDS.c.small: []}) == 0
        assert bulk.read({KINDS.c.number: range(3)}, (KINDS.c.number,), "kinds.number = wanted.number") == []
