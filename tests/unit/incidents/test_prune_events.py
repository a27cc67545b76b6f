"""Bytes of old events go; that the events were there stays known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.errors import NotAllowedError
from socdomain.incidents.prune_events import PruneEvents
from tests.unit.incidents.desk import NOON, Desk, wazuh
from tests.unit.incidents.senders import only

YEAR = timedelta(days=365)


def prune(desk: Desk) -> int:
    return PruneEvents(desk.works, desk.clock, desk.ids, YEAR).execute(by=desk.me)


def test_what_is_kept_long_enough_goes_and_is_still_known(desk: Desk) -> None:
    documents = [wazuh(number, NOON + timedelta(minutes=number)) for number in range(4)]
    desk.ingest(*documents)
    assert prune(desk) == 0

    desk.later(days=366)
    assert prune(desk) == 2

    assert [event.body is None for event in desk.events(desk.alert())] == [False, True, True, False]
    assert desk.ingest(*documents).replayed == 4
    assert prune(desk) == 0


def test_many_alerts_are_pruned_a_few_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socdomain.incidents.prune_events.ALERTS_AT_ONCE", 2)
    desk.ingest(*(wazuh(10 * rule + n, NOON, rule={"id": str(rule)}) for rule in range(5) for n in range(3)))
    desk.later(days=366)

    assert prune(desk) == 5


def test_only_who_sees_everybody_prunes(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        PruneEvents(desk.works, desk.clock, desk.ids, YEAR).execute(by=only(desk, "ACME"))
