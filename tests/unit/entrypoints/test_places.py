"""Places: so many callers at a time, and for one customer half of them."""

from __future__ import annotations

import pytest

from entrypoints.api.api_errors import TooBusyError
from entrypoints.api.places import Places
from socdomain.ids import CustomerId
from socdomain.principal import Reach
from tests.builders import IDS

A, B, C = (CustomerId(IDS.new()) for _ in range(3))


def test_a_customer_holds_half_however_it_is_asked_for() -> None:
    """By a key of one customer, and by somebody who sees two."""
    places = Places(4, "tries")
    given = [places.take(Reach.only([A]))[1], places.take(Reach.only([A, B]))[1]]
    for full in (Reach.only([A]), Reach.only([A, C])):
        with pytest.raises(TooBusyError):
            places.take(full)
    given += [places.take(Reach.only([C]))[1], places.take(Reach.only([B]))[1]]
    with pytest.raises(TooBusyError):
        places.take(Reach.everyone())
    for give_back in given:
        give_back()
    assert [places.take(Reach.only([A])) for _ in range(2)]
    places.close()


def test_those_who_see_everyone_hold_half_together() -> None:
    places = Places(2, "tries")
    places.take(Reach.everyone())
    with pytest.raises(TooBusyError, match="as many tries are running as may"):
        places.take(Reach.everyone())
    places.take(Reach.only([A]))
    places.close()
