"""What every ``ConnectorRepository`` does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from attrs import evolve

from socdomain.connectors.connector import Connector
from socdomain.connectors.verification import Outcome
from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError, StaleVersionError
from socdomain.ids import ConnectorId, CustomerId
from socdomain.sealed import Sealed
from tests.builders import EVERYONE, IDS, NOW, a_connector, a_verification, hours
from tests.contracts.backends import Works, committed

FULL: dict[str, Any] = {
    "kind": "graylog",
    "values": {"url": "https://graylog:9000/api", "user": "ünïcode \U0001f600", "ca": "-----BEGIN\nEND-----\n"},
    "secrets": {"token": Sealed("wf1.k1.a-_Z"), "password": Sealed("wf1.k2.b")},
    "created_at": NOW - hours(9),
    "changed_at": NOW - hours(8),
    "is_enabled": False,
    "is_default": True,
    "verification": a_verification(
        at=NOW + hours(1), outcome=Outcome.TLS_FAILED, advice="Look at: “it”.", latency_ms=9_999, product_version="7.0"
    ),
    "version": 7,
}


def stored(works: Works, *connectors: Connector) -> None:
    with committed(works) as work:
        for connector in connectors:
            work.connectors.add(connector)


def present(works: Works, connector: Connector) -> Connector | None:
    with works.reading(EVERYONE) as work:
        return work.connectors.get(connector.id)


@pytest.mark.parametrize(
    "connector",
    [
        a_connector(),
        a_connector("Full", **FULL),
        a_connector("Ünï \U0001f600", values={}, secrets={}),
        a_connector("Nothing found", verification=a_verification(advice="", product_version="", latency_ms=0)),
    ],
    ids=lambda connector: connector.name,
)
def test_a_connector_comes_back_as_it_was_added(works: Works, acme: Customer, connector: Connector) -> None:
    for customer_id in (None, acme.id):
        connector = evolve(connector, id=ConnectorId(IDS.new()), customer_id=customer_id)
        stored(works, connector)
        with works(EVERYONE) as work:
            assert work.connectors.get(connector.id) == connector
            assert work.connectors.all() == (connector,)
            work.connectors.remove(connector.id, expected_version=connector.version)
            work.commit()


def test_what_is_not_there_is_none(works: Works) -> None:
    stored(works, a_connector())
    assert present(works, a_connector()) is None


def test_all_are_ordered_by_kind_the_default_first_then_by_the_characters_of_their_names(works: Works) -> None:
    wanted = [
        a_connector("z", kind="a"),
        a_connector("default", kind="b", is_default=True),
        *(a_connector(name, kind="b") for name in ("A", "B", "a-z", "a0", "a_z", "ab", "é")),
        a_connector("0", kind="b_"),
        a_connector("A b", kind="bb"),
    ]
    stored(works, *reversed(wanted))
    with works.reading(EVERYONE) as work:
        assert work.connectors.all() == tuple(wanted)


SAME = [
    ("Hound", "Hound"),
    ("Hound", "hOUND"),
    ("Straße", "STRASSE"),
    ("Köter", "Ko\u0308ter"),
    ("Hound", "\uff28ound"),
]


@pytest.mark.parametrize(("name", "other"), SAME, ids=str)
def test_a_name_is_taken_without_regard_to_case(works: Works, name: str, other: str) -> None:
    renamed = a_connector("third")
    stored(works, a_connector(name), renamed)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.connectors.add(a_connector(other, kind="another"))
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.connectors.save(evolve(renamed, name=other, version=2), expected_version=1)
    assert present(works, renamed) == renamed


def test_a_connector_may_keep_its_name_or_write_it_otherwise(works: Works) -> None:
    connector = a_connector("hound")
    stored(works, connector)
    for version, name in ((2, "hound"), (3, "HOUND")):
        changed = evolve(connector, name=name, version=version)
        with committed(works) as work:
            work.connectors.save(changed, expected_version=version - 1)
        assert present(works, connector) == changed


def test_an_identifier_is_added_once(works: Works) -> None:
    connector = a_connector()
    stored(works, connector)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.connectors.add(a_connector("other", id=connector.id))


def test_a_kind_has_one_default_and_another_kind_another(works: Works) -> None:
    first, second = a_connector("1", is_default=True), a_connector("2")
    other = a_connector("3", kind="other", is_default=True)
    stored(works, first, second, other)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.connectors.add(a_connector("4", is_default=True))
    preferred = evolve(second, is_default=True, version=2)
    with pytest.raises(ConcurrentChangeError), committed(works) as work:
        work.connectors.save(preferred, expected_version=1)
    with committed(works) as work:
        work.connectors.save(evolve(first, is_default=False, version=2), expected_version=1)
        work.connectors.save(preferred, expected_version=1)
    with works.reading(EVERYONE) as work:
        assert [one.name for one in work.connectors.all() if one.is_default] == ["2", "3"]


def test_a_change_replaces_everything_the_verification_too(works: Works, acme: Customer) -> None:
    connector, other = a_connector(verification=a_verification()), a_connector("other")
    stored(works, connector, other)
    for version, fields in ((2, FULL), (3, {"verification": None, "customer_id": acme.id})):
        changed = a_connector(f"changed {version}", id=connector.id, **fields | {"version": version})
        with committed(works) as work:
            work.connectors.save(changed, expected_version=version - 1)
        assert present(works, connector) == changed
    assert present(works, other) == other


def test_a_change_or_removal_of_an_older_version_is_refused_with_the_present_one(works: Works) -> None:
    connector = a_connector(version=3)
    stored(works, connector)
    with works(EVERYONE) as work, pytest.raises(StaleVersionError) as stale:
        work.connectors.save(evolve(connector, name="changed", version=3), expected_version=2)
    assert stale.value.present == connector
    with works(EVERYONE) as work, pytest.raises(StaleVersionError) as stale:
        work.connectors.remove(connector.id, expected_version=4)
    assert stale.value.present == connector
    assert present(works, connector) == connector


def test_what_is_not_there_can_be_neither_changed_nor_removed(works: Works) -> None:
    with works(EVERYONE) as work:
        with pytest.raises(NotFoundError):
            work.connectors.save(a_connector(), expected_version=1)
        with pytest.raises(NotFoundError):
            work.connectors.remove(ConnectorId(IDS.new()), expected_version=1)


def test_what_was_found_is_noted_for_the_version_that_was_tried(works: Works) -> None:
    connector, other = a_connector(version=2), a_connector("other", version=2)
    stored(works, connector, other)
    found, later = a_verification(), a_verification(outcome=Outcome.SLOW, at=NOW + hours(1), product_version="2")
    for one in (found, later):
        with committed(works) as work:
            assert work.connectors.note_verification(connector.id, one, version=2)
        assert present(works, connector) == evolve(connector, verification=one)
    with committed(works) as work:
        assert not work.connectors.note_verification(connector.id, found, version=1)
        assert not work.connectors.note_verification(connector.id, found, version=3)
        assert not work.connectors.note_verification(ConnectorId(IDS.new()), found, version=2)
    assert present(works, connector) == evolve(connector, verification=later)
    assert present(works, other) == other


def test_what_is_found_while_a_connector_is_changed_again_and_again_is_never_of_another_version(works: Works) -> None:
    connector = a_connector()
    stored(works, connector)
    versions = range(2, 22)

    def change() -> None:
        for version in versions:
            with committed(works) as work:
                work.connectors.save(evolve(connector, version=version), expected_version=version - 1)

    def note() -> None:
        for version in (1, *versions):
            with committed(works) as work:
                work.connectors.note_verification(connector.id, a_verification(latency_ms=version), version=version)
            seen = present(works, connector)
            assert seen is not None
            assert seen.verification is None or seen.verification.latency_ms == seen.version

    with ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(one) for one in (change, note, note)]:
            done.result()
    with committed(works) as work:
        assert work.connectors.note_verification(connector.id, a_verification(), version=versions[-1])


def test_a_connector_is_removed_and_its_name_and_place_are_free(works: Works) -> None:
    connector, other = a_connector(is_default=True), a_connector("other")
    stored(works, connector, other)
    with committed(works) as work:
        work.connectors.remove(connector.id, expected_version=1)
    with works(EVERYONE) as work:
        assert work.connectors.all() == (other,)
        work.connectors.add(a_connector(connector.name, is_default=True))


def test_a_connector_of_a_customer_that_is_not_there_is_refused(works: Works, acme: Customer) -> None:
    connector, nobody = a_connector(customer_id=acme.id), CustomerId(IDS.new())
    stored(works, connector)
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.connectors.add(a_connector("other", customer_id=nobody))
    with pytest.raises(OtherCustomerError), committed(works) as work:
        work.connectors.save(evolve(connector, customer_id=nobody, version=2), expected_version=1)
    assert present(works, connector) == connector


def test_a_customer_that_is_called_otherwise_is_still_the_one(works: Works, acme: Customer) -> None:
    connector = a_connector(customer_id=acme.id)
    stored(works, connector)
    with committed(works) as work:
        renamed = evolve(acme, code="NEW", name="New", further_codes=(), version=2)
        work.customers.save(renamed, expected_version=1, reach=EVERYONE)
    assert present(works, connector) == connector


def test_who_locks_them_changes_what_it_has_read(works: Works) -> None:
    """Each adds the next one, and makes it the default; without the lock some would have read the same."""

    def add(_: int) -> None:
        with committed(works) as work:
            work.connectors.lock()
            last = work.connectors.all()
            for one in last:
                if one.is_default:
                    after = evolve(one, is_default=False, version=one.version + 1)
                    work.connectors.save(after, expected_version=one.version)
            work.connectors.add(a_connector(f"number {len(last)}", is_default=True))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(12)))
    with works.reading(EVERYONE) as work:
        connectors = work.connectors.all()
    assert connectors[0].name == "number 11"
    assert {one.name for one in connectors} == {f"number {number}" for number in range(12)}
    assert [one.is_default for one in connectors] == [True] + [False] * 11


def test_nobody_changes_what_is_stored_by_changing_what_they_were_given(works: Works) -> None:
    values, secrets = {"url": "https://a"}, {"password": Sealed("s")}
    connector = a_connector(values=values, secrets=secrets)
    stored(works, connector)
    values["url"], secrets["password"] = "https://b", Sealed("t")
    with committed(works) as work:
        work.connectors.note_verification(connector.id, a_verification(), version=1)
    with works(EVERYONE) as work:
        for found in (work.connectors.get(connector.id), *work.connectors.all()):
            assert found is not None
            assert (found.values, found.secrets) == ({"url": "https://a"}, {"password": "s"})
            found.values["url"] = "https://c"  # type: ignore[index]  # that is what nobody should do
            found.secrets["password"] = Sealed("u")  # type: ignore[index]  # the same
        again = work.connectors.get(connector.id)
        assert again is not None
        assert (again.values, again.secrets) == ({"url": "https://a"}, {"password": "s"})
