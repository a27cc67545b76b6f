"""What is taken for an API client file and for an identifier, and that nothing of either is quoted."""

from __future__ import annotations

from base64 import b64decode, encodebytes
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
import yaml
from cryptography.hazmat.primitives import serialization

from adapters.connectors.velociraptor import KIND
from adapters.connectors.velociraptor.api_file import FIELD, WHERE, ApiClientFile
from adapters.connectors.velociraptor.ids import artifact_name, client_id, flow_id, org_id, org_of
from adapters.connectors.velociraptor.simulated_certificates import Authority
from socdomain.connectors.given_values import checked_values
from socdomain.errors import InvalidInputError

AUTHORITY: Final = Authority.made()
OWN: Final = AUTHORITY.client("watchfloor", "password")
OTHER: Final = AUTHORITY.client("watchfloor", "password")
ENTRIES: Final[dict[str, Any]] = {
    "ca_certificate": AUTHORITY.certificate,
    "client_cert": OWN.certificate,
    "client_private_key": OWN.key,
    "api_connection_string": "velociraptor.example.org:8001",
    "name": "watchfloor",
}


def encrypted(pem: str) -> str:
    key: Any = serialization.load_pem_private_key(pem.encode(), None)
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    made: bytes = key.private_bytes(*form, serialization.BestAvailableEncryption(b"passphrase"))
    return made.decode()


def broken(pem: str, before: str, after: str) -> str:
    """A certificate with other bytes than it was made with, which is read as far as those."""
    lines = pem.strip().splitlines()
    whole = b64decode("".join(lines[1:-1]))
    changed = whole.replace(bytes.fromhex(before), bytes.fromhex(after), 1)
    assert changed != whole
    return "\n".join([lines[0], encodebytes(changed).decode().strip(), lines[-1]])


def test_a_file_says_where_and_who() -> None:
    text = yaml.safe_dump({**ENTRIES, "more": {"of": ["another", "version"]}})
    assert checked_values(KIND, {FIELD: text}) == {FIELD: text}
    file = ApiClientFile.of(text)
    assert (file.host, file.port, file.name) == ("velociraptor.example.org", 8001, "watchfloor")
    assert (file.client_key, file.client_certificate) == (OWN.key, OWN.certificate)
    assert file.ca_certificate == AUTHORITY.certificate
    assert timedelta(days=29) < file.ends_at - datetime.now(UTC) < timedelta(days=31)
    assert "PRIVATE" not in repr(file)


@pytest.mark.parametrize(
    ("place", "host"),
    [("10.0.0.7:8001", "10.0.0.7"), ("[2001:db8::7]:8001", "2001:db8::7"), ("velo_1:65535", "velo_1")],
)
def test_a_place_is_a_host_and_a_port(place: str, host: str) -> None:
    assert ApiClientFile.of(yaml.safe_dump({**ENTRIES, "api_connection_string": place})).host == host


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"api_connection_string": None}, "api_connection_string"),
        ({"api_connection_string": "velociraptor.example.org"}, "port"),
        ({"api_connection_string": "https://velociraptor.example.org:8001"}, "port"),
        ({"api_connection_string": "velociraptor.example.org:80010"}, "port"),
        ({"api_connection_string": "unix:///var/run/docker.sock"}, "port"),
        ({"api_connection_string": "ipv4:10.0.0.7:8001"}, "port"),
        ({"api_connection_string": "[10.0.0.7]:8001"}, "port"),
        ({"api_connection_string": "dns:a,b:1"}, "port"),
        ({"ca_certificate": ""}, "ca_certificate"),
        ({"ca_certificate": "canary-ca"}, "ca_certificate"),
        ({"ca_certificate": AUTHORITY.certificate * 11}, "ca_certificate"),
        ({"ca_certificate": {"a": "mapping"}}, "ca_certificate"),
        # A name of a type that OpenSSL does not take.
        ({"ca_certificate": broken(AUTHORITY.certificate, "06035504030c", "060355040300")}, "ca_certificate"),
        ({"ca_certificate": broken(AUTHORITY.certificate, "a003020102", "a00302016d")}, "ca_certificate"),
        ({"client_cert": OWN.key}, "client_cert"),
        # A version, a kind of key and a point of a curve that there are not.
        ({"client_cert": broken(OWN.certificate, "a003020102", "a00302016d")}, "client_cert"),
        ({"client_cert": broken(OWN.certificate, "06072a8648ce3d0201", "06072a8648ce3d0209")}, "client_cert"),
        ({"client_cert": broken(OWN.certificate, "03420004", "03420005")}, "client_cert"),
        ({"client_private_key": "canary-key"}, "client_private_key"),
        ({"client_private_key": OWN.certificate}, "client_private_key"),
        ({"client_private_key": encrypted(OWN.key)}, "not encrypted"),
        ({"client_private_key": OTHER.key}, "client_cert"),
        ({"client_private_key": "words\n" * 1_400 + OWN.key}, "client_private_key"),
    ],
)
def test_a_file_that_does_not_do_is_refused_without_being_quoted(change: dict[str, Any], word: str) -> None:
    text = yaml.safe_dump({name: value for name, value in {**ENTRIES, **change}.items() if value is not None})
    with pytest.raises(InvalidInputError) as refused:
        checked_values(KIND, {FIELD: text})
    said = str(refused.value)
    assert (refused.value.field, word in said) == (WHERE, True), said
    assert not any(secret in said for secret in ("canary", "PRIVATE", "BEGIN", "velociraptor.example", "10.0.0.7"))
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    "text",
    [
        "just words",
        "[1, 2]",
        "a: b: c",
        "!!python/object/apply:os.system ['true']",
        "? [a]\n: b",
        "[" * 20_000,
        "{a: " * 10_000,
        yaml.safe_dump(ENTRIES) + "\n".join(f"key_{number}: x" for number in range(50)),
        "canary: &canary [*canary]",
        f"{yaml.safe_dump(ENTRIES)}name: twice",
        f"{yaml.safe_dump(ENTRIES)}---\nname: canary",
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n" + "".join(f"d{n}: [*c,*c]\n" for n in range(9)),
    ],
)
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_values(KIND, {FIELD: text})
    assert refused.value.field == WHERE
    assert "canary" not in str(refused.value)


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(InvalidInputError, match="characters"):
        ApiClientFile.of(yaml.safe_dump(ENTRIES) + "#" * 65_536)


@pytest.mark.parametrize(
    ("check", "fit", "unfit"),
    [
        (
            client_id,
            ["C.5f0c1a2b3c4d5e6f", "C.5f0c1a2b3c4d5e6f-OABCD"],
            ["", "server", "C.", "C.a'", "c.1", "C.1-", "C.1\n"],
        ),
        (flow_id, ["F.CEV6I8LHAT83O", "F.CEV6I8LHAT83O.H"], ["", "F.", "F.A.B", "C.1", "F.A b"]),
        (
            artifact_name,
            ["Windows.System.Pslist", "Custom", "A_b.C-d"],
            ["", ".", "A.", "A..B", "A/B", "A B", "A" * 251],
        ),
        (org_id, ["OABCD", "root"], ["O B", "O'", "O" * 65, "../root"]),
    ],
)
def test_an_identifier_is_looked_at(check: Callable[[str], str], fit: list[str], unfit: list[str]) -> None:
    assert [check(text) for text in fit] == fit
    for text in unfit:
        with pytest.raises(ValueError, match="this is not") as refused:
            check(text)
        assert not text or repr(text) not in str(refused.value)


def test_a_client_s_identifier_says_its_organisation() -> None:
    assert org_of(client_id("C.5f0c1a2b3c4d5e6f-OABCD")) == "OABCD"
    assert org_of(client_id("C.5f0c1a2b3c4d5e6f")) == "root" == org_id("")
