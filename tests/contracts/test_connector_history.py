"""What every ``ConnectorHistory`` does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from socdomain.connectors.connector import Connector
from socdomain.connectors.history import ABOUT_VERIFYING, Happening, HistoryEntry
from socdomain.errors import OtherCustomerError
from socdomain.ids import ConnectorId
from socdomain.pages import Page
from tests.builders import EVERYONE, IDS, NOW, a_connector, a_connector_entry, hours
from tests.contracts.backends import Works, committed
from tests.contracts.lists import FIRST, walked


@pytest.fixture
def hound(works: Works) -> Connector:
    """A stored connector."""
    return _stored(works, a_connector("Hound"))


@pytest.fixture
def other(works: Works) -> Connector:
    """Another stored connector, whose history must not get in the way."""
    return _stored(works, a_connector("Other"))


def _stored(works: Works, connector: Connector) -> Connector:
    with committed(works) as work:
        work.connectors.add(connector)
    return connector


def tell(works: Works, *entries: HistoryEntry) -> None:
    with committed(works) as work:
        for entry in entries:
            work.connector_history.add(entry)


def history(works: Works, connector: Connector) -> list[HistoryEntry]:
    with works.reading(EVERYONE) as work:
        return list(work.connector_history.page(connector.id, FIRST).items)


def a_change(connector: Connector, **fields: Any) -> HistoryEntry:
    return a_connector_entry(connector, **{"happening": Happening.CHANGED} | fields)


@pytest.mark.parametrize("happening", Happening)
def test_an_entry_comes_back_as_it_was_added(works: Works, hound: Connector, happening: Happening) -> None:
    detail = {"before": {"values": {"url": "https://ä \U0001f600"}}, "after": {}, "given": ["a"], "n": 1, "none": None}
    entry = a_connector_entry(hound, happening=happening, by="ännä", version=9, detail=detail)
    tell(works, entry)
    assert history(works, hound) == [entry]


def test_a_page_has_the_latest_first_and_those_of_one_connector(
    works: Works, hound: Connector, other: Connector
) -> None:
    entries = [a_change(hound, at=NOW + hours(number // 3)) for number in range(8)]
    of_other = a_change(other, at=NOW + hours(1))
    tell(works, entries[5], of_other, *entries[6:], *entries[:5])
    with works.reading(EVERYONE) as work:
        for limit in (1, 2, 3, 8, 200):
            pages = walked(lambda page: work.connector_history.page(hound.id, page), limit=limit)
            assert pages == entries[::-1]
        assert work.connector_history.page(other.id, FIRST) == Page((of_other,))
        assert work.connector_history.page(ConnectorId(IDS.new()), FIRST) == Page(())


def test_an_entry_of_a_connector_that_is_not_there_is_refused(works: Works) -> None:
    gone = a_connector()
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.connector_history.add(a_change(gone))
    assert history(works, gone) == []


def test_a_history_goes_with_its_connector(works: Works, hound: Connector, other: Connector) -> None:
    kept = a_change(other)
    tell(works, a_change(hound), a_connector_entry(hound), kept)
    with committed(works) as work:
        work.connectors.remove(hound.id, expected_version=1)
    assert (history(works, hound), history(works, other)) == ([], [kept])
    # As if it had never been: not even its rows wait for one of the same identifier.
    assert history(works, _stored(works, hound)) == []


def test_old_verifications_are_removed_and_who_changed_what_is_kept(
    works: Works, hound: Connector, other: Connector
) -> None:
    old = [
        a_connector_entry(
            [hound, other][number % 2],
            at=NOW - hours(9 - number),
            happening=sorted(ABOUT_VERIFYING)[number // 2 % 2],
        )
        for number in range(6)
    ]
    kept = [a_change(hound, at=NOW - hours(20), happening=one) for one in Happening if one not in ABOUT_VERIFYING]
    young = [a_connector_entry(hound, at=NOW), a_connector_entry(hound, at=NOW + hours(1))]
    tell(works, *old[3:], *young, *old[:3], *kept)

    left = [*kept, *old, *young]
    for limit, removed in ((4, 4), (10, 2), (10, 0)):
        with committed(works) as work:
            assert work.connector_history.prune(NOW, limit=limit) == removed
        # The first ones first.
        del left[len(kept) : len(kept) + removed]
        assert _ids(history(works, hound) + history(works, other)) == _ids(left)
    assert left == [*kept, *young]


def _ids(entries: list[HistoryEntry]) -> set[UUID]:
    return {entry.id for entry in entries}


def test_what_is_removed_of_the_same_time_follows_their_identifiers(works: Works, hound: Connector) -> None:
    entries = [a_connector_entry(hound) for _ in range(4)]
    tell(works, *reversed(entries))
    with committed(works) as work:
        work.connector_history.prune(NOW + hours(1), limit=3)
    assert history(works, hound) == entries[3:]


def test_nobody_changes_what_is_stored_by_changing_what_they_were_given(works: Works, hound: Connector) -> None:
    detail: dict[str, Any] = {"after": {"name": "Hound"}}
    tell(works, a_change(hound, detail=detail))
    detail["after"]["name"] = "changed"
    with works.reading(EVERYONE) as work:
        for _ in range(2):
            (entry,) = work.connector_history.page(hound.id, FIRST).items
            assert entry.detail == {"after": {"name": "Hound"}}
            entry.detail["after"]["name"] = "changed"
