"""Doing something on a thread beside something else."""

from __future__ import annotations

import subprocess
import sys
from threading import Event, get_ident

import pytest

from adapters.aside import on_a_thread
from socdomain.beside import in_turn


def test_what_was_begun_runs_beside_its_caller() -> None:
    is_wanted = Event()

    def do() -> int:
        assert is_wanted.wait(10)
        return get_ident()

    result = on_a_thread(do)
    is_wanted.set()
    assert result() != get_ident()


def test_an_error_reaches_whoever_wants_the_result() -> None:
    def do() -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        on_a_thread(do)()


def test_a_program_can_end_while_something_never_does() -> None:
    script = "from threading import Event; from adapters.aside import on_a_thread; on_a_thread(Event().wait)"
    assert subprocess.run([sys.executable, "-c", script], timeout=30, check=False).returncode == 0


def test_in_turn_does_nothing_before_its_result_is_wanted() -> None:
    done: list[int] = []
    result = in_turn(lambda: done.append(1))
    assert done == []
    result()
    assert done == [1]


def test_one_after_the_other_runs_on_the_same_thread() -> None:
    """Each new thread would touch new memory, which the process then keeps."""
    assert len({on_a_thread(get_ident)() for _ in range(20)}) == 1


def test_two_at_a_time_run_on_two_threads() -> None:
    is_wanted = Event()
    first = on_a_thread(lambda: (is_wanted.wait(10), get_ident()))
    second = on_a_thread(get_ident)()
    is_wanted.set()
    assert first() != (True, second)
    assert first()[0]
