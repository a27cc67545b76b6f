"""What every ``CollectionRepository`` does."""

from __future__ import annotations

from datetime import datetime

import pytest
from attrs import evolve

from socdomain.connectors.connector import Connector
from socdomain.errors import OtherCustomerError
from socdomain.incidents.collection.ports import SLICE, FeedPosition, slice_of
from tests.builders import EVERYONE, NOW, a_connector, hours
from tests.contracts.backends import Works, committed

FEED = "wazuh"
BEGIN = slice_of(NOW)


@pytest.fixture
def indexer(works: Works) -> Connector:
    """A stored connector."""
    return stored(works, a_connector("Indexer"))


@pytest.fixture
def other(works: Works) -> Connector:
    """Another one, which must not get in the way."""
    return stored(works, a_connector("Other"))


def stored(works: Works, connector: Connector) -> Connector:
    with committed(works) as work:
        work.connectors.add(connector)
    return connector


def a_position(connector: Connector, feed: str = FEED) -> FeedPosition:
    return FeedPosition(connector.id, feed, NOW - hours(24), NOW)


def slices(*numbers: int) -> list[datetime]:
    return [BEGIN + number * SLICE for number in numbers]


def counted(works: Works, connector: Connector, feed: str = FEED) -> dict[datetime, int]:
    with works.reading(EVERYONE) as work:
        return dict(work.collection.counts(connector.id, feed, BEGIN - hours(24), BEGIN + hours(24)))


def recount(works: Works, connector: Connector, first: int, end: int, *found: int, feed: str = FEED) -> None:
    since, until = slices(first, end)
    by_slice = dict(zip(slices(*range(first, end)), found, strict=False))
    with committed(works) as work:
        work.collection.recount(connector.id, feed, since, until, by_slice)


def test_a_position_is_of_its_connector_and_feed(works: Works, indexer: Connector, other: Connector) -> None:
    position = a_position(indexer)
    with committed(works) as work:
        work.collection.save(position)
    with works.reading(EVERYONE) as work:
        assert work.collection.position(indexer.id, FEED) == position
        assert work.collection.position(indexer.id, "wazuh5") is None
        assert work.collection.position(other.id, FEED) is None


def test_a_position_takes_the_place_of_the_one_before(works: Works, indexer: Connector) -> None:
    moved = evolve(a_position(indexer), begins_at=NOW - hours(25), read_until=NOW + hours(1))
    for position in (a_position(indexer), a_position(indexer, "wazuh5"), moved):
        with committed(works) as work:
            work.collection.save(position)
    with works.reading(EVERYONE) as work:
        assert work.collection.position(indexer.id, FEED) == moved
        assert work.collection.position(indexer.id, "wazuh5") == a_position(indexer, "wazuh5")


def test_slices_are_counted_by_connector_and_feed(works: Works, indexer: Connector, other: Connector) -> None:
    recount(works, indexer, 0, 3, 5, 6, 7)
    recount(works, other, 0, 1, 1)
    recount(works, indexer, 0, 1, 2, feed="wazuh5")
    assert counted(works, indexer) == dict(zip(slices(0, 1, 2), (5, 6, 7), strict=True))
    assert counted(works, indexer, "wazuh5") == {BEGIN: 2}
    since, until = slices(1, 2)
    with works.reading(EVERYONE) as work:
        assert work.collection.counts(indexer.id, FEED, since, until) == {since: 6}


def test_what_is_counted_again_is_replaced_within_its_span_alone(works: Works, indexer: Connector) -> None:
    recount(works, indexer, 0, 4, 5, 6, 7, 8)
    recount(works, indexer, 1, 3, 9)
    first, second, last = slices(0, 1, 3)
    assert counted(works, indexer) == {first: 5, second: 9, last: 8}
    recount(works, indexer, 0, 4)
    assert counted(works, indexer) == {}


def test_old_slices_are_forgotten(works: Works, indexer: Connector) -> None:
    recount(works, indexer, 0, 3, 5, 6, 7)
    with committed(works) as work:
        work.collection.forget(slices(2)[0])
    assert counted(works, indexer) == {slices(2)[0]: 7}


def test_all_of_it_goes_with_the_connector(works: Works, indexer: Connector) -> None:
    recount(works, indexer, 0, 1, 5)
    with committed(works) as work:
        work.collection.save(a_position(indexer))
    with committed(works) as work:
        work.connectors.remove(indexer.id, expected_version=1)
    with works.reading(EVERYONE) as work:
        assert work.collection.position(indexer.id, FEED) is None
    assert counted(works, indexer) == {}


def test_a_connector_that_is_gone_is_not_read(works: Works) -> None:
    gone = a_connector("Gone")
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.collection.save(a_position(gone))
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.collection.recount(gone.id, FEED, BEGIN, BEGIN + SLICE, {BEGIN: 1})


def test_a_slice_begins_at_whole_five_minutes() -> None:
    assert slice_of(datetime.fromisoformat("2026-03-01T10:04:59.999999+00:00")).minute == 0
    assert slice_of(datetime.fromisoformat("2026-03-01T10:05:00+00:00")).minute == 5
    assert slice_of(BEGIN) == BEGIN
