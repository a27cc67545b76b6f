"""Documents that were rejected long ago go; that they went is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socdomain.errors import NotAllowedError
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources import prune_rejected
from socdomain.sources.prune_rejected import PruneRejected
from tests.builders import EVERYONE, NOW, a_principal, a_rejected_event

MONTH = timedelta(days=30)


def prune(platform: MemoryPlatform, by: Principal) -> int:
    return PruneRejected(platform.works(), FixedClock(NOW), CountingIds(), MONTH).execute(by=by)


def test_old_documents_go_and_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prune_rejected, "EVENTS_AT_ONCE", 2)
    platform, by = MemoryPlatform(), a_principal()
    events = [a_rejected_event(received_at=NOW - MONTH + timedelta(days=number - 3)) for number in range(5)]
    with platform.works()(EVERYONE) as work:
        work.rejected_events.add_all(events)
        work.commit()

    assert prune(platform, by) == 3
    assert prune(platform, by) == 0
    with platform.works().reading(EVERYONE) as work:
        assert set(work.rejected_events.whole([one.id for one in events], reach=EVERYONE)) == set(events[3:])
    written = [(record.action, dict(record.after or {})) for record in platform.audit_records]
    assert written == [
        ("rejected.pruned", {"documents": 2, "received_before_days": 30}),
        ("rejected.pruned", {"documents": 1, "received_before_days": 30}),
    ]


@pytest.mark.parametrize(
    "by",
    [a_principal(scopes=frozenset({Scope.SOURCES_READ})), a_principal(reach=Reach.nothing())],
    ids=["scope", "reach"],
)
def test_it_takes_the_right_to_write_for_everyone(by: Principal) -> None:
    with pytest.raises(NotAllowedError):
        prune(MemoryPlatform(), by)
