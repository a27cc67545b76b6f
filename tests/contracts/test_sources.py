"""What every ``SourceRepository`` does."""

from datetime import timedelta

import pytest
from attrs import evolve

from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError, StaleVersionError
from socdomain.ids import CustomerId
from socdomain.sources.builtin import BUILTIN_MAPPINGS
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.severity import Severity
from tests.builders import EVERYONE, IDS, NOW, a_source
from tests.contracts.backends import Works, committed


def test_a_source_comes_back_as_it_was_added(works: Works, acme: Customer) -> None:
    source = a_source(
        "wazuh-9_x",
        default_customer_id=acme.id,
        minimum_severity=Severity.HIGH,
        minimum_level=7,
        mapping=SourceMapping("wazuh-9_x", version=3, title=("rule.description",), window=timedelta(minutes=90)),
        version=4,
    )
    with committed(works) as work:
        work.sources.add(source)
    with works(EVERYONE) as work:
        assert work.sources.get("wazuh-9_x") == source


@pytest.mark.parametrize("name", sorted(BUILTIN_MAPPINGS))
def test_every_mapping_that_comes_with_the_product_comes_back_as_it_was(works: Works, name: str) -> None:
    source = a_source(name, mapping=BUILTIN_MAPPINGS[name])
    with committed(works) as work:
        work.sources.add(source)
    with works(EVERYONE) as work:
        assert work.sources.get(name) == source


def test_a_name_that_no_source_has_is_not_found(works: Works) -> None:
    with works(EVERYONE) as work, pytest.raises(NotFoundError):
        work.sources.get("wazuh")


def test_all_sources_are_in_the_order_of_their_characters(works: Works) -> None:
    """A collation that passes by hyphens, as many languages have, would order them otherwise."""
    names = ["a-z", "a0", "a_z", "ab", "b"]
    with committed(works) as work:
        for name in reversed(names):
            work.sources.add(a_source(name))
    with works(EVERYONE) as work:
        assert [source.name for source in work.sources.all()] == names


def test_a_name_is_added_once(works: Works) -> None:
    with committed(works) as work:
        work.sources.add(a_source())
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.sources.add(a_source())


def test_a_default_customer_has_to_be_there(works: Works) -> None:
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.sources.add(a_source(default_customer_id=CustomerId(IDS.new())))


def test_a_change_replaces_the_source(works: Works, acme: Customer) -> None:
    source = a_source(default_customer_id=acme.id, minimum_level=7)
    changed = a_source(changed_at=NOW + timedelta(hours=1), minimum_severity=Severity.LOW, version=2)
    with committed(works) as work:
        work.sources.add(source)
    with committed(works) as work:
        work.sources.save(changed, expected_version=1)
    with works(EVERYONE) as work:
        assert work.sources.get("wazuh") == changed


def test_a_change_of_an_older_version_is_refused_with_the_present_one(works: Works) -> None:
    source = a_source(version=2)
    with committed(works) as work:
        work.sources.add(source)
    with works(EVERYONE) as work, pytest.raises(StaleVersionError) as stale:
        work.sources.save(evolve(source, minimum_level=3), expected_version=1)
    assert stale.value.present == source


def test_a_source_that_is_not_there_cannot_be_changed(works: Works) -> None:
    with works(EVERYONE) as work, pytest.raises(NotFoundError):
        work.sources.save(a_source(), expected_version=1)
