"""Something to collect from."""

import pytest

from tests.unit.incidents.collection.haystack import Collector, Haystack


@pytest.fixture
def collector() -> Collector:
    """Use cases on memory, without a connector."""
    return Collector()


@pytest.fixture
def haystack(collector: Collector) -> Haystack:
    """The index of the one connector that there is."""
    return collector.add()
