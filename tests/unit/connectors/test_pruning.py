"""What was found when connectors were tried is kept for 90 days, and who changed them for as long as they are there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.connectors.history import Happening, happened
from socdomain.errors import NotAllowedError
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, a_principal
from tests.unit.connectors.rack import NOON, URL, Rack


def test_what_was_found_is_kept_for_90_days_and_who_changed_what_for_longer(rack: Rack) -> None:
    hound = rack.verify(rack.add())
    rack.products.away = {URL}
    rack.later(days=1)
    rack.verify(hound)
    rack.change(hound, name="Dog")

    rack.later(days=89)
    assert rack.use_cases.prune_history.execute(by=rack.me) == 0
    rack.later(seconds=1)
    assert rack.use_cases.prune_history.execute(by=rack.me) == 1
    assert rack.happened(hound) == ["added", "verified", "state_changed", "changed"]
    rack.later(days=1)
    assert rack.use_cases.prune_history.execute(by=rack.me) == 2
    rack.later(days=10_000)
    assert rack.use_cases.prune_history.execute(by=rack.me) == 0
    assert rack.happened(hound) == ["added", "changed"]


@pytest.mark.parametrize("old", [999, 1_000, 2_001])
def test_however_many_there_are_all_of_them_go(old: int, rack: Rack) -> None:
    hound = rack.add()
    with rack.works(EVERYONE) as work:
        for number in range(old):
            at = NOON - timedelta(days=91, seconds=number)
            entry = happened(Happening.VERIFIED, hound.id, 1, {}, id=rack.ids.new(), at=at, by=rack.me)
            work.connector_history.add(entry)
        work.commit()
    assert rack.use_cases.prune_history.execute(by=rack.me) == old
    assert rack.happened(hound) == ["added"]


@pytest.mark.parametrize(
    "by",
    [a_principal(scopes=frozenset(Scope) - {Scope.CONNECTORS_WRITE}), a_principal(reach=Reach.nothing())],
    ids=["without the scope", "without reach"],
)
def test_it_takes_the_right_to_change_connectors_of_everyone(by: Principal, rack: Rack) -> None:
    with pytest.raises(NotAllowedError):
        rack.use_cases.prune_history.execute(by=by)
