"""How long products are waited for, and how much of them is taken."""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from socdomain.connectors.verification import MOST_SECONDS, SLOW_AFTER_S

MIB: Final = 1_048_576


@frozen
class KitLimits:
    """What clients of products keep to; times in seconds.

    Attributes:
        connect_s: How long a connection may take, its TLS handshake too.
        read_s: How long a product may be silent.
        write_s: How long a product may take nothing.
        request_s: How long one call may take, with all that is tried again; narrower where the whole block is.
        verify_s: How long trying a connector may take.
        slow_after_s: How long trying one may take before it is called slow.
        connections: How many connections a client has to its product at the same time.
        answer_bytes: How large an answer may be.
        trial_bytes: How large one may be while a connector is tried. JSON that was read takes up to thirty times as
            much memory, and any number of connectors may be tried at the same time.
        attempts: How often something that may be sent again is sent, at most.
        backoff_s: Longest wait before the second attempt; it doubles with each.
        longest_backoff_s: Longest wait before any, where the product does not ask for more.
        failures: How many failures in a row have a product left alone.
        rest_s: How long it is left alone.
    """

    connect_s: float = 3.0
    read_s: float = 30.0
    write_s: float = 10.0
    request_s: float = 60.0
    verify_s: float = MOST_SECONDS
    slow_after_s: float = SLOW_AFTER_S
    connections: int = 8
    answer_bytes: int = 16 * MIB
    trial_bytes: int = MIB
    attempts: int = 4
    backoff_s: float = 0.25
    longest_backoff_s: float = 8.0
    failures: int = 5
    rest_s: float = 30.0

    def of_trial(self) -> KitLimits:
        """Returns those that are kept to while a connector is tried."""
        return evolve(self, answer_bytes=min(self.answer_bytes, self.trial_bytes))
