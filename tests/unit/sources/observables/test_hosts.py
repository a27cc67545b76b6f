"""Domains, host names and e-mail addresses in whatever spelling become one."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import Observable, ObservableType, normalise_observable

DOMAIN = ObservableType.DOMAIN
HOST_NAME = ObservableType.HOST_NAME
EMAIL = ObservableType.EMAIL


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Example.COM.", "example.com"),
        ("evil[.]example{.}com", "evil.example.com"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("fa\u00df.example", "xn--fa-hia.example"),
        ("例え。テスト", "xn--r8jz45g.xn--zckzah"),
        ("\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0e\uff43\uff4f\uff4d", "example.com"),
        ("_ldap._tcp.dc._msdcs.example.com", "_ldap._tcp.dc._msdcs.example.com"),
        ("r3---sn-4g5e6nsz.example.com", "r3---sn-4g5e6nsz.example.com"),
        ("8.8.8.8.in-addr.arpa", "8.8.8.8.in-addr.arpa"),
        (f"{'a' * 63}.example", f"{'a' * 63}.example"),
    ],
)
def test_a_domain_is_read_as_the_dns_asks_for_it(text: str, value: str) -> None:
    """In A-labels, so that a name that only looks like another is seen to differ."""
    assert normalise_observable(DOMAIN, text) == Observable(DOMAIN, value)


@pytest.mark.parametrize(
    "text",
    [
        "localhost",
        "1.2.3.4",
        "1.2.3",
        "example.0x7f",
        "a..b",
        ".example.com",
        "-a.example",
        "a-.example",
        "a b.example",
        "*.example.com",
        "http://example.com",
        "example.com/",
        "example.com:80",
        "user@example.com",
        "-",
        "..",
        "",
        f"{'a' * 64}.example",
        ".".join(["abcdefg"] * 33),
        "i❤.example",
        "\u0300a.example",
        f"{'ü' * 63}.example",
    ],
)
def test_what_is_no_domain_is_refused(text: str) -> None:
    assert normalise_observable(DOMAIN, text) is None


def test_the_longest_name_of_the_dns_is_a_domain() -> None:
    longest = ".".join(["a" * 49] * 5) + ".com"
    assert len(longest) == 253
    assert normalise_observable(DOMAIN, f"{longest}.") == Observable(DOMAIN, longest)
    assert normalise_observable(DOMAIN, f"a{longest}") is None


@pytest.mark.parametrize(
    "name",
    [
        "ws01.corp.local",
        "db.internal",
        "nas.lan",
        "dc.corp",
        "router.home.arpa",
        "home.arpa",
        "x.localhost",
        "a.test",
        "b.invalid",
        "c.home",
        "d.intranet",
        "e.private",
        "host.localdomain",
        "ip-10-0-0-9.ec2.internal",
    ],
)
def test_names_under_private_suffixes_are_internal(name: str) -> None:
    assert normalise_observable(DOMAIN, name) == Observable(DOMAIN, name, internal=True)
    assert normalise_observable(HOST_NAME, name) == Observable(HOST_NAME, name, internal=True)
    assert normalise_observable(EMAIL, f"bob@{name}") == Observable(EMAIL, f"bob@{name}", internal=True)


@pytest.mark.parametrize("name", ["evil.example", "internal.com", "local.example.org", "notlocal", "xhome.arpa"])
def test_a_suffix_is_a_whole_label(name: str) -> None:
    observable = normalise_observable(HOST_NAME, name)
    assert observable is not None
    assert observable.internal == ("." not in name)


@pytest.mark.parametrize(
    ("text", "value", "internal"),
    [
        ("WS01", "ws01", True),
        ("WS01.Example.com.", "ws01.example.com", False),
        ("SRV_SQL-2", "srv_sql-2", True),
        ("localhost", "localhost", True),
        ("büro-7", "xn--bro-7-kva", True),
    ],
)
def test_a_host_name_is_short_or_full(text: str, value: str, internal: bool) -> None:
    assert normalise_observable(HOST_NAME, text) == Observable(HOST_NAME, value, internal)


@pytest.mark.parametrize(
    "text",
    [
        "-",
        "N/A",
        "null",
        "None",
        "(none)",
        "unknown",
        "unknown.",
        "?",
        "10.0.0.1",
        "2001:db8::1",
        "host name",
        "a:80",
        "12",
    ],
)
def test_what_is_no_host_name_is_refused(text: str) -> None:
    assert normalise_observable(HOST_NAME, text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Bob.Miller+soc@Example.COM", "bob.miller+soc@example.com"),
        ("bob@BÜCHER.example.", "bob@xn--bcher-kva.example"),
        ("Bob Miller <bob@example.com>", "bob@example.com"),
        ("<bob@example.com>", "bob@example.com"),
        ("mailto:bob@example.com", "bob@example.com"),
        ("SMTP:bob@example.com", "bob@example.com"),
        ("bob[at]example[dot]com", "bob@example.com"),
        ("bob(@)example(.)com", "bob@example.com"),
        ("Jürgen@example.com", "jürgen@example.com"),
        ("O'Brien@example.com", "o'brien@example.com"),
    ],
)
def test_an_email_address_is_folded(text: str, value: str) -> None:
    assert normalise_observable(EMAIL, text) == Observable(EMAIL, value)


@pytest.mark.parametrize(
    "text",
    [
        "bob",
        "bob@",
        "@example.com",
        "bob@@example.com",
        "a@b@example.com",
        ".bob@example.com",
        "bob.@example.com",
        "bob..m@example.com",
        "bob m@example.com",
        "bob@1.2.3.4",
        "bob@exa mple.com",
        "{bob}@example.com",
        "-",
        f"{'a' * 65}@example.com",
        f"{'ü' * 33}@example.com",
        f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}",
    ],
)
def test_what_is_no_email_address_is_refused(text: str) -> None:
    assert normalise_observable(EMAIL, text) is None
