"""What every ``SeedRepository`` and every ``CatalogueRepository`` does."""

import pytest
from attrs import evolve

from socdomain.connectors.available import AVAILABLE_INTEGRATIONS, NETWORK_CONNECTORS
from socdomain.connectors.catalogue import AskedField, CatalogueEntry, CatalogueKind
from socdomain.errors import ConcurrentChangeError, NotFoundError, StaleVersionError
from socdomain.startup.seeds import AppliedSeed
from tests.builders import EVERYONE
from tests.contracts.backends import Works, committed

APPLIED = AppliedSeed("role", "analyst", 1, b"\x01" * 32)
ENTRY = CatalogueEntry(
    CatalogueKind.INTEGRATION,
    "SAP SIEM",
    "SÄP",
    (AskedField("b", "B", is_secret=True), AskedField("a", "A", help="Where it is found.")),
    version=3,
)


def test_what_was_applied_comes_back(works: Works) -> None:
    others = [evolve(APPLIED, key="admin"), evolve(APPLIED, kind="source", version=7)]
    with committed(works) as work:
        assert work.seeds.all() == ()
        for one in (APPLIED, *others):
            work.seeds.put(one)
    with works(EVERYONE) as work:
        assert set(work.seeds.all()) == {APPLIED, *others}


def test_what_is_applied_later_takes_the_place_of_what_was_before(works: Works) -> None:
    later = evolve(APPLIED, version=2, digest=b"\x02" * 32)
    with committed(works) as work:
        work.seeds.put(APPLIED)
    with committed(works) as work:
        work.seeds.put(later)
    with works(EVERYONE) as work:
        assert work.seeds.all() == (later,)


@pytest.mark.parametrize(
    "entry",
    [ENTRY, evolve(ENTRY, fields=()), *AVAILABLE_INTEGRATIONS, *NETWORK_CONNECTORS],
    ids=lambda entry: f"{entry.name} {len(entry.fields)}",
)
def test_an_entry_comes_back_as_it_was_added(works: Works, entry: CatalogueEntry) -> None:
    with committed(works) as work:
        work.catalogue.add(entry)
    with works(EVERYONE) as work:
        assert work.catalogue.all(entry.kind) == (entry,)


def test_a_name_is_unique_within_its_kind_alone(works: Works) -> None:
    other = evolve(ENTRY, kind=CatalogueKind.NETWORK_CONNECTOR, title="Other")
    with committed(works) as work:
        work.catalogue.add(ENTRY)
        work.catalogue.add(other)
    with works(EVERYONE) as work:
        assert work.catalogue.all(ENTRY.kind) == (ENTRY,)
        assert work.catalogue.all(other.kind) == (other,)
        assert work.catalogue.all(CatalogueKind.CONNECTOR_KIND) == ()
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.catalogue.add(ENTRY)


def test_entries_are_in_the_order_of_their_characters(works: Works) -> None:
    names = ["A b", "B", "a-z", "a0", "a_z"]
    with committed(works) as work:
        for name in reversed(names):
            work.catalogue.add(evolve(ENTRY, name=name))
    with works(EVERYONE) as work:
        assert [entry.name for entry in work.catalogue.all(ENTRY.kind)] == names


def test_a_change_replaces_the_entry_of_the_version_it_expects(works: Works) -> None:
    changed = evolve(ENTRY, title="Other", fields=(), version=4)
    with committed(works) as work:
        work.catalogue.add(ENTRY)
    with works(EVERYONE) as work, pytest.raises(StaleVersionError) as stale:
        work.catalogue.replace(changed, expected_version=2)
    assert stale.value.present == ENTRY
    with committed(works) as work:
        work.catalogue.replace(changed, expected_version=3)
    with works(EVERYONE) as work:
        assert work.catalogue.all(ENTRY.kind) == (changed,)
        with pytest.raises(NotFoundError):
            work.catalogue.replace(evolve(ENTRY, name="none"), expected_version=3)
