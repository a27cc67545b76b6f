"""Adding connectors."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.connectors.connector import ConnectorTakenError
from socdomain.errors import InvalidInputError, NotFoundError
from tests.products import PASSWORD
from tests.unit.connectors.rack import GIVEN, NOON, URL, Rack

MASK = "********"


def test_a_connector_is_added_with_its_secrets_sealed_for_it(rack: Rack) -> None:
    added = rack.add()

    assert rack.stored(added) == added
    assert (added.name, added.kind, added.version, added.is_enabled) == ("Hound", "hound", 1, True)
    assert (added.created_at, added.changed_at, added.verification, added.customer_id) == (NOON, NOON, None, None)
    assert added.values == {"url": URL, "username": "watchfloor"}
    assert added.secrets.keys() == {"password"}
    sealed = added.secrets["password"]
    assert rack.box.open(sealed, table="connectors", row=str(added.id), field="password") == PASSWORD.encode()
    assert rack.given(added) == GIVEN


def test_it_is_written_down_who_added_what(rack: Rack) -> None:
    acme = rack.customer()
    added = rack.add(customer="acme", is_enabled=False)

    told = {
        "name": "Hound",
        "kind": "hound",
        "values": {"url": URL, "username": "watchfloor", "password": MASK},
        "is_enabled": False,
        "is_default": True,
        "customer": str(acme.id),
        "org_customers": {},
    }
    (entry,) = rack.history(added)
    assert (entry.happening, entry.by, entry.at, entry.version) == ("added", "local:operator", NOON, 1)
    assert entry.detail == told
    (record,) = rack.platform.audit_records
    assert (record.action, record.object_type, record.object_id) == ("connector.added", "connector", str(added.id))
    assert (record.before, record.after, record.by_id) == (None, told, rack.me.id)


def test_the_first_of_a_kind_is_its_default(rack: Rack) -> None:
    added = [rack.add("one"), rack.add("two"), rack.add("three", {"host": "a"}, kind="plain")]
    assert [one.is_default for one in added] == [True, False, True]


def test_a_connector_may_be_a_customers(rack: Rack) -> None:
    acme = rack.customer()
    assert rack.add(customer="ACME").customer_id == acme.id
    with pytest.raises(NotFoundError, match="customer nobody"):
        rack.add("other", customer="nobody")
    assert len(rack.all()) == 1


@pytest.mark.parametrize("name", ["Hound", "hound", "HOUND", "\uff28ound"])
def test_a_name_is_taken_without_regard_to_case(rack: Rack, name: str) -> None:
    rack.add("Hound")
    with pytest.raises(ConnectorTakenError) as taken:
        rack.add(name, {"host": "a"}, kind="plain")
    assert taken.value.name == name
    assert len(rack.all()) == 1


@pytest.mark.parametrize("name", ["a", "a" * 80, "Wazuh (Köln) #2", "日本"])
def test_a_name_is_what_people_call_it(rack: Rack, name: str) -> None:
    assert rack.add(name).name == name


@pytest.mark.parametrize(
    "name", ["", "a" * 81, " a", "a ", " ", "a\n", "a\tb", "a\x00", "\ud800", "a\u2028b"], ids=ascii
)
def test_a_name_that_cannot_be_is_refused(rack: Rack, name: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rack.add(name)
    assert refused.value.field == "name"
    assert (rack.all(), rack.audited()) == ([], [])


def test_there_has_to_be_such_a_kind(rack: Rack) -> None:
    with pytest.raises(NotFoundError, match="connector kind cat"):
        rack.add(kind="cat")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "url"),
        ({**GIVEN, "url": ""}, "url"),
        ({**GIVEN, "user": "a"}, "user"),
        ({**GIVEN, "token": "t"}, "token"),  # the kind's own check
        ({**GIVEN, "password": "line\r\nX-Other: 1"}, "password"),
    ],
    ids=ascii,
)
def test_values_that_cannot_be_are_refused(rack: Rack, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        rack.add(values=values)
    assert refused.value.field == f"values.{field}"
    assert (rack.all(), rack.audited()) == ([], [])


def test_what_is_left_empty_is_not_kept(rack: Rack) -> None:
    added = rack.add(values={"url": URL, "username": "", "password": "", "token": ""})
    assert (added.values, added.secrets) == ({"url": URL}, {})
