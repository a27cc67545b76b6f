"""Domains in free text are told by the marks that they were defanged with."""

from __future__ import annotations

import pytest

from tests.unit.sources.observables.finding import found


@pytest.mark.parametrize(
    "text",
    [
        "evil[.]example[.]com",
        "evil[.]example.com",
        "evil(.)example{.}com",
        "evil[dot]example(DOT)com",
        "EVIL[.]Example[.]COM",
        "(evil[[.]]example[.]com)",
        "beacons to evil[.]example[.]com.",
        "evil[.]example[.]com:8443/gate[.]php",
        '"domain":"evil[.]example[.]com"',
        r"C2:\nevil[.]example[.]com\n",
        "evil[.]example[.]com, evil.example.com",
        "hosts foo.bar and evil[.]example[.]com",
    ],
)
def test_a_defanged_domain_is_found(text: str) -> None:
    assert found(text) == ["domain evil.example.com"]


def test_each_of_several_is_found() -> None:
    assert found("a[.]evil.com/b[.]evil.com c[.]evil[.]com\n[.]net d[.]xn--p1ai b\u00fccher[.]example") == [
        "domain a.evil.com",
        "domain c.evil.com",
        "domain d.xn--p1ai",
        "domain xn--bcher-kva.example",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "evil.example.com",
        "malware[.]exe",
        "run invoice[.]pdf[.]js",
        "C:\\tools\\evil[.]com",
        "1[.]2[.]3",
        "f(.)x",
        "[a-z][.]com",
        "evil[.]",
        "[.]com",
        "evil [.] com",
        "-evil[.]com",
        "a..evil[.]com",
        "%2fevil[.]com",
        "user(at)evil",
    ],
)
def test_not_everything_with_such_a_mark_is_a_domain(text: str) -> None:
    assert found(text) == []


def test_what_belongs_to_something_else_is_not_found_once_more() -> None:
    assert found("hxxps[:]//evil[.]com/gate[.]php") == ["url https://evil.com/gate.php", "domain evil.com"]
    assert found("bob[at]evil[.]com") == ["email bob@evil.com"]
    assert found("bob@evil[.]com") == ["email bob@evil.com"]
    assert found("bob[.]miller[@]evil[.]com") == ["email bob.miller@evil.com"]
    assert found("203[.]0[.]113[.]9") == ["ipv4 203.0.113.9"]
