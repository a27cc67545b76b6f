"""A product that fails again and again is left alone, and asked by one caller after a rest."""

from __future__ import annotations

from uuid import uuid4

from attrs import define

from adapters.connector_kit.breaker import Breaker, Breakers
from adapters.connector_kit.kit_limits import KitLimits
from socdomain.connectors.verification import ConnectorError
from socdomain.ids import ConnectorId

LIMITS = KitLimits()


@define
class Watch:
    """A clock that is put forward by hand."""

    s: float = 1_000.0

    def __call__(self) -> float:
        return self.s


def is_asked(breaker: Breaker) -> bool:
    try:
        breaker.ask()
    except ConnectorError:
        return False
    return True


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        breaker.failed()


def test_five_failures_in_a_row_have_it_left_alone_for_half_a_minute() -> None:
    watch = Watch()
    breaker = Breaker(LIMITS, watch)
    fail(breaker, 4)
    assert is_asked(breaker)
    fail(breaker, 1)
    assert not is_asked(breaker)
    watch.s += 29.9
    assert not is_asked(breaker)
    watch.s += 0.2
    assert is_asked(breaker)


def test_failures_that_are_not_in_a_row_do_not_count() -> None:
    breaker = Breaker(LIMITS, Watch())
    for _ in range(10):
        fail(breaker, 4)
        breaker.succeeded()
    assert is_asked(breaker)


def test_after_the_rest_one_caller_asks_for_all() -> None:
    watch = Watch()
    breaker = Breaker(LIMITS, watch)
    fail(breaker, 5)
    watch.s += 31
    assert [is_asked(breaker) for _ in range(3)] == [True, False, False]
    breaker.failed()
    assert not is_asked(breaker)
    watch.s += 31
    assert [is_asked(breaker), is_asked(breaker)] == [True, False]
    breaker.succeeded()
    assert [is_asked(breaker), is_asked(breaker)] == [True, True]


def test_who_asked_and_never_came_back_keeps_others_waiting_for_one_rest() -> None:
    watch = Watch()
    breaker = Breaker(LIMITS, watch)
    fail(breaker, 5)
    watch.s += 31
    assert is_asked(breaker)
    watch.s += 31
    assert is_asked(breaker)


def test_a_connector_has_one_breaker_until_it_is_changed() -> None:
    breakers, one, other = Breakers(), ConnectorId(uuid4()), ConnectorId(uuid4())
    first = breakers.of(one, 1, LIMITS)

    assert breakers.of(one, 1, LIMITS) is first
    assert breakers.of(other, 1, LIMITS) is not first
    assert breakers.of(one, 2, LIMITS) is not first
