"""Observables come from mapped fields first, then from what is scanned."""

from __future__ import annotations

from socdomain.sources.mapping.read_observables import MOST_OBSERVABLES
from tests.unit.sources.mapping.tool import event, values


def test_mapped_fields_give_the_first_type_that_fits() -> None:
    found = event(ip=["203.0.113.9", "2001:db8::1"], hash="0CC175B9C0F1B6A831C399E269772661", file=r"C:\a\b.exe")
    assert values(found) == [
        "ipv4 203.0.113.9",
        "ipv6 2001:db8::1",
        "md5 0cc175b9c0f1b6a831c399e269772661",
        "filename b.exe",
    ]


def test_a_mapped_field_that_is_none_of_its_types_is_scanned() -> None:
    assert values(event(ip="203.0.113.9:443")) == ["ipv4 203.0.113.9"]
    assert values(event(ip="203.0.113.9, 203.0.113.10")) == ["ipv4 203.0.113.9", "ipv4 203.0.113.10"]
    assert values(event(ip="nobody")) == []


def test_scanned_objects_give_the_wanted_types_only() -> None:
    found = event(data={"x": "from 203.0.113.9 by a@corp.example", "y": [{"z": "http://203.0.113.10/"}]})
    assert sorted(values(found)) == ["ipv4 203.0.113.10", "ipv4 203.0.113.9", "url http://203.0.113.10/"]


def test_what_is_left_out_of_scanning_gives_nothing() -> None:
    assert values(event(data={"advice": {"see": "203.0.113.9"}, "x": "203.0.113.10"})) == ["ipv4 203.0.113.10"]
    assert values(event(log="203.0.113.9", inventory=0, ip="203.0.113.10")) == ["ipv4 203.0.113.10"]


def test_identifiers_are_no_observables() -> None:
    container = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert values(event(log=f"started {container} for 203.0.113.9", container=container.upper())) == [
        "ipv4 203.0.113.9"
    ]


def test_an_identifier_may_name_its_algorithm() -> None:
    image = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert values(event(log=f"pulled {image} for 203.0.113.9", container=f"SHA256:{image}")) == ["ipv4 203.0.113.9"]


def test_each_observable_comes_once_however_often_it_is_there() -> None:
    assert values(event(ip=["203.0.113.9"] * 3, log="203.0.113.9", data={"a": "203.0.113.9"})) == ["ipv4 203.0.113.9"]


def test_the_number_of_observables_is_bounded() -> None:
    many = " ".join(f"203.{number // 250}.113.{number % 250}" for number in range(2000))
    assert len(event(log=many).observables) == MOST_OBSERVABLES
