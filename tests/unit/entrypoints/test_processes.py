"""Signals of a program that runs others."""

from __future__ import annotations

import signal
import sys

import pytest

from entrypoints.cli.processes import ProcessGroup, ProcessSpec, StopRequested, stop_on_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_a_request_to_stop_within_the_block_only(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    with pytest.raises(StopRequested), stop_on_signals():
        signal.raise_signal(number)

    assert signal.getsignal(number) == before


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
