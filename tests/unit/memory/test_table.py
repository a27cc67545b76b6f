"""A table that is forked: what changes where."""

import pytest

from socdomain.memory.table import Table


def test_a_fork_has_the_rows_of_its_origin() -> None:
    table: Table[str, int] = Table()
    table["a"] = 1
    assert dict(table.fork(writable=True)) == {"a": 1}


def test_neither_sees_what_the_other_changes() -> None:
    table: Table[str, int] = Table()
    table.update(a=1, b=2)
    fork, untouched = table.fork(writable=True), table.fork(writable=True)
    table["c"] = 3
    fork["a"] = 9
    del fork["b"]
    assert dict(table) == {"a": 1, "b": 2, "c": 3}
    assert dict(fork) == {"a": 9}
    assert dict(untouched) == {"a": 1, "b": 2}


def test_a_fork_of_a_fork_stands_alone() -> None:
    table: Table[str, int] = Table()
    table["a"] = 1
    first = table.fork(writable=True)
    first["b"] = 2
    second = first.fork(writable=True)
    second["c"] = 3
    assert [dict(one) for one in (table, first, second)] == [{"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}]


def test_what_only_reads_or_is_sealed_cannot_be_changed() -> None:
    table: Table[str, int] = Table()
    table["a"] = 1
    table.seal()
    for sealed in (table, table.fork(writable=False)):
        with pytest.raises(RuntimeError):
            sealed["a"] = 2
        with pytest.raises(RuntimeError):
            del sealed["a"]
    assert dict(table.fork(writable=True)) == {"a": 1}
