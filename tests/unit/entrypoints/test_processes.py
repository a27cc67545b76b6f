"""Signals of a program that runs others."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from entrypoints.cli.processes import ProcessGroup, ProcessSpec, StopRequested, stop_on_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_a_request_to_stop_within_the_block_only(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    with pytest.raises(StopRequested), stop_on_signals():
        signal.raise_signal(number)

    assert signal.getsignal(number) == before


def test_what_a_library_makes_of_a_request_to_stop_is_still_one() -> None:
    """As a driver that is asked to clean up in the middle of what it was doing."""

    def clean_up() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            raise ValueError("can't change 'autocommit' now")

    with pytest.raises(StopRequested), stop_on_signals():
        clean_up()
    with pytest.raises(ValueError, match="of its own"), stop_on_signals():
        raise ValueError("an error of its own")


def test_a_request_to_stop_is_not_taken_for_an_error() -> None:
    """What reads a stream keeps each error as the reason why the stream broke off."""
    assert not issubclass(StopRequested, Exception)


def test_who_ignores_the_closing_of_the_terminal_goes_on_doing_so() -> None:
    """As `nohup watchfloor up` asks."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_on_signals():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_process_that_ends_before_it_is_ready_is_named() -> None:
    group = ProcessGroup([ProcessSpec("broken", ("no-such-command",), {"PATH": "", "PYTHONPATH": ":".join(sys.path)})])

    assert group.start() == "broken"

    group.stop()


FORKS = """
import os, pathlib, signal
if os.fork() == 0:
    file = pathlib.Path(__file__).with_name("survivor")
    file.with_suffix(".new").write_text(str(os.getpid()))
    file.with_suffix(".new").rename(file)
    signal.pause()
"""


@pytest.mark.parametrize("what", ["stop", "wait"])
def test_what_a_process_has_forked_and_left_behind_holds_nobody_up(what: str, tmp_path: Path) -> None:
    """As a worker does that is killed while a run of it hangs."""
    (tmp_path / "sitecustomize.py").write_text(FORKS)
    environment = {"PATH": "", "PYTHONPATH": ":".join([str(tmp_path), *sys.path])}
    forks = ProcessSpec("forks", ("no-such-command",), environment, is_restarted=True)
    ends = ProcessSpec("ends", ("no-such-command",), {"PATH": "", "PYTHONPATH": ":".join(sys.path)})
    group = ProcessGroup([forks] if what == "stop" else [forks, ends])
    survivor = tmp_path / "survivor"
    group.start()
    give_up_at = time.monotonic() + 20
    while not (survivor.exists() and group._children[0].has_ended()):
        assert time.monotonic() < give_up_at
        time.sleep(0.01)
    try:
        waits = Thread(target=getattr(group, what), daemon=True)
        waits.start()
        waits.join(20)
        assert not waits.is_alive()
    finally:
        os.kill(int(survivor.read_text()), signal.SIGKILL)
        waits.join(20)
        group.stop()
