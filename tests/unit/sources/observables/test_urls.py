"""URLs in whatever spelling become one."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import Observable, ObservableType, normalise_observable

URL = ObservableType.URL


def normal(text: str) -> str | None:
    observable = normalise_observable(URL, text)
    return observable.value if observable else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("HTTP://Example.COM", "http://example.com/"),
        ("hxxps[:]//evil[.]example[.]com/a", "https://evil.example.com/a"),
        ("hXXp://evil.example/a", "http://evil.example/a"),
        ("h**ps[://]evil.example/a", "https://evil.example/a"),
        ("fxp://evil.example/a", "ftp://evil.example/a"),
        ("https://example.com:443/", "https://example.com/"),
        ("http://example.com:0080/", "http://example.com/"),
        ("http://example.com:/", "http://example.com/"),
        ("https://example.com:80/", "https://example.com:80/"),
        ("http://example.com./", "http://example.com/"),
        ("http://BÜCHER.example/", "http://xn--bcher-kva.example/"),
        ("http://ex%61mple.com/", "http://example.com/"),
        ("http://example.com/a/./b/../c", "http://example.com/a/c"),
        ("http://example.com/a/b/..", "http://example.com/a/"),
        ("http://example.com/../../a", "http://example.com/a"),
        ("http://example.com/a//b", "http://example.com/a//b"),
        ("http://example.com/%2e%2E/%7euser/%41", "http://example.com/~user/A"),
        ("http://example.com/%2f%3a", "http://example.com/%2F%3A"),
        ("http://example.com/a b/ü", "http://example.com/a%20b/%C3%BC"),
        ("http://example.com/100%", "http://example.com/100%25"),
        ("http://example.com/%zz", "http://example.com/%25zz"),
        ("http://example.com#top", "http://example.com/"),
        ("http://example.com/a#b?c", "http://example.com/a"),
        ("http://example.com?", "http://example.com/?"),
        ("http://example.com/?B=2&a=%7e../x#f", "http://example.com/?B=2&a=~../x"),
        ("http://example.com/?a[]=1", "http://example.com/?a%5B%5D=1"),
        ("http://example.com\\a\\..\\b", "http://example.com/b"),
        ("http://intranet/wiki", "http://intranet/wiki"),
        ("ldap://evil.example:1389/Exploit", "ldap://evil.example:1389/Exploit"),
        ("http://[2001:DB8::0:1]:8080/", "http://[2001:db8::1]:8080/"),
        ("http://[fe80::1%25eth0]/", "http://[fe80::1]/"),
        ("http://[::ffff:203.0.113.9]/", "http://203.0.113.9/"),
    ],
)
def test_a_url_is_normalised_by_rfc_3986(text: str, value: str) -> None:
    assert normal(text) == value


@pytest.mark.parametrize("userinfo", ["bob:s3cret", "bob", "bob:s3cr@t", ":", "%40:%3A"])
def test_userinfo_is_dropped_since_it_may_be_a_password(userinfo: str) -> None:
    assert normal(f"https://{userinfo}@example.com/a") == "https://example.com/a"


def test_what_stands_before_a_backslash_is_the_host_as_in_a_browser() -> None:
    assert normal("http://evil.example\\@good.example/") == "http://evil.example/@good.example/"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "127.0.1."])
def test_numbers_that_browsers_take_for_an_address_are_one(host: str) -> None:
    """The examples of https://url.spec.whatwg.org/#concept-ipv4-parser and their like hide where a link leads."""
    assert normalise_observable(URL, f"http://{host}/") == Observable(URL, "http://127.0.0.1/", internal=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "/index.html",
        "//example.com/",
        "http:/example.com",
        "http://",
        "http:///a",
        "http://?q",
        "mailto:bob@example.com",
        "javascript:alert(1)",
        "data:text/plain,x",
        "file:///etc/passwd",
        "1http://example.com",
        "http://exa mple.com/",
        "http://example.com:65536/",
        "http://example.com:8a/",
        "http://[::1/",
        "http://[1.2.3.4]/",
        "http://1.2.3.4.5/",
        "http://1.2.3.256/",
        "http://09.1.1.1/",
        "http://a..b/",
        "http://%ff.example/",
        "http://-/",
        "http://example.com/\x00",
        "http://example.com/a\nb",
        "http://example.com/\ud800",
    ],
)
def test_what_is_no_url_with_a_host_is_refused(text: str) -> None:
    assert normal(text) is None


def test_a_url_longer_than_2048_bytes_is_refused() -> None:
    start = "http://example.com/"
    fitting = start + "a" * (2048 - len(start))
    assert normal(fitting) == fitting
    assert normal(fitting + "a") is None
    assert normal(start + "ü" * 400) is None
    assert normal(fitting + "#" + "a" * 1000) == fitting


@pytest.mark.parametrize(
    ("url", "internal"),
    [
        ("http://10.0.0.1/", True),
        ("http://[fe80::1]/", True),
        ("http://wiki.corp.local/", True),
        ("http://intranet/", True),
        ("http://203.0.113.9/", False),
        ("http://local.example.com/", False),
    ],
)
def test_a_url_is_internal_when_its_host_is(url: str, internal: bool) -> None:
    assert normalise_observable(URL, url) == Observable(URL, url, internal)


@pytest.mark.parametrize(
    "text",
    [
        "http://h/(d%6ft)",
        "http://h/%68xxp://x",
        "http://h/(:/x/..//)",
        "http://h/hxxp:/x/..//y",
        "http://h/[[.].]",
        "http://h/?hxx%70://",
        "http://h/%2528dot)",
        "http://h/%%34%31",
        "http://h/(.)(.)/a",
    ],
)
def test_nothing_is_left_in_a_url_that_would_be_refanged_again(text: str) -> None:
    once = normal(text)
    assert once is not None
    assert normal(once) == once
