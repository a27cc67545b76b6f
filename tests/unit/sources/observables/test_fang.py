"""What is shown cannot be clicked, and what is pasted is understood."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import Observable, ObservableType, defang, normalise_observable, refang


@pytest.mark.parametrize(
    ("defanged", "whole"),
    [
        ("hxxp://evil[.]example/a[.]php", "http://evil.example/a.php"),
        ("hxxps://evil(.)example", "https://evil.example"),
        ("HXXPS://EVIL[.]EXAMPLE", "httpS://EVIL.EXAMPLE"),
        ("htxp://evil{.}example", "http://evil.example"),
        ("hxtps://evil[dot]example", "https://evil.example"),
        ("h**p://evil(DOT)example", "http://evil.example"),
        ("fxp://evil.example", "ftp://evil.example"),
        ("fxps[:]//evil.example", "ftps://evil.example"),
        ("hxxp[:]//evil.example", "http://evil.example"),
        ("hxxp[://]evil.example", "http://evil.example"),
        ("ldap[:]//evil.example", "ldap://evil.example"),
        ("bob[@]example[.]com", "bob@example.com"),
        ("bob[at]example[dot]com", "bob@example.com"),
        ("bob(at)example(dot)com", "bob@example.com"),
        ("1[.]2[.]3[.]4", "1.2.3.4"),
        ("2001[:]db8[:][:]1", "2001:db8::1"),
        ("evil[[.]]example, ([.])", "evil.example, ."),
        ("see hxxp://a[.]example and hxxp://b[.]example", "see http://a.example and http://b.example"),
    ],
)
def test_what_was_defanged_is_made_whole(defanged: str, whole: str) -> None:
    assert refang(defanged) == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sshd[123]: (see above.) {x.y} [1.2]",
        "http://example.com/a(b)",
        "foxhxxp://",
        "hxxp is a habit",
        "exp://a",
        "array[x:y]",
        "[ . ]",
        "(://)",
        "[data] (attack)",
        "\ud800[",
        "[" * 50,
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert refang(text) == text


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (ObservableType.IPV4, "203.0.113.9", "203[.]0[.]113[.]9"),
        (ObservableType.IPV6, "2001:db8::1", "2001[:]db8[:][:]1"),
        (ObservableType.DOMAIN, "www.evil.example", "www[.]evil[.]example"),
        (ObservableType.HOST_NAME, "ws01.example.com", "ws01[.]example[.]com"),
        (ObservableType.EMAIL, "bob.miller@evil.example", "bob.miller[@]evil[.]example"),
        (ObservableType.URL, "http://evil.example/a.php?b=c.d", "hxxp://evil[.]example/a.php?b=c.d"),
        (ObservableType.URL, "https://203.0.113.9:8443/", "hxxps://203[.]0[.]113[.]9:8443/"),
        (ObservableType.URL, "ftp://evil.example/", "fxp://evil[.]example/"),
        (ObservableType.URL, "ldap://evil.example:1389/a", "ldap[:]//evil[.]example:1389/a"),
        (ObservableType.URL, "http://[2001:db8::1]/", "hxxp://[2001:db8::1]/"),
        (ObservableType.MAC, "00:00:5e:00:53:af", "00:00:5e:00:53:af"),
        (ObservableType.FILENAME, "evil.exe", "evil.exe"),
        (ObservableType.USER_ACCOUNT, "bob@corp.example", "bob@corp.example"),
    ],
)
def test_an_observable_is_shown_defanged_and_read_back(kind: ObservableType, value: str, shown: str) -> None:
    observable = Observable(kind, value)
    assert defang(observable) == shown
    assert normalise_observable(kind, refang(shown)) == observable
