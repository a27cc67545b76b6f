"""Files of connectors: uploaded, held against what their field takes, sealed where they are secret, never quoted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from attrs import evolve

from adapters.connectors.velociraptor import KIND as VELOCIRAPTOR
from adapters.connectors.velociraptor.simulated_certificates import Authority
from entrypoints.api.uploads import MULTIPART
from socdomain.connectors.queries import list_connectors
from tests.api.driving import Api, memory_api, ok, refused
from tests.api.test_connectors import CONNECTORS, NEW, added
from tests.builders import EVERYONE, a_principal
from tests.products import HOUND, kinds_of

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nTm90IG9uZQ==\n-----END CERTIFICATE-----\n"
ABSENT = "0192d1a1-0b5e-7000-8000-00000000dead"
KEPT_BACK = "kept-back-0123456789"


def given(
    api: Api, one: dict[str, Any], content: bytes, field: str = "ca", *, part: str = "file", version: int = 1
) -> Any:
    """The answer to a file."""
    headers = {"If-Match": f'"{version}"'}
    path = f"{CONNECTORS}/{one['id']}/files/{field}"
    return api.http.post(path, files={part: ("ca.pem", content)}, headers=headers)


def uploaded(api: Api, body: dict[str, Any] | bytes, **files: bytes) -> Any:
    """The answer to a connector with files."""
    document = body if isinstance(body, bytes) else json.dumps(body).encode()
    parts: dict[str, Any] = {
        "connector": (None, document, "application/json"),
        **{name: (name, one) for name, one in files.items()},
    }
    return api.http.post(f"{CONNECTORS}/upload", files=parts)


def test_a_file_is_given_and_written_down(any_api: Api) -> None:
    one = added(any_api)
    answer = given(any_api, one, CERTIFICATE.encode())
    after = ok(answer)
    assert (after["values"]["ca"], after["version"], after["secrets"]) == (CERTIFICATE, 2, ["password"])
    assert answer.headers["etag"].startswith('"2')
    (changed, _) = ok(any_api.http.get(f"{CONNECTORS}/{one['id']}/history"))["items"]
    assert (changed["happening"], changed["version"]) == ("changed", 2)
    (record, *_) = ok(any_api.http.get("/api/audit", params={"object_type": "connector"}))["items"]
    assert record["action"] == "connector.changed"


def test_a_connector_comes_with_its_files(any_api: Api) -> None:
    answer = uploaded(any_api, NEW, ca=b"\xef\xbb\xbf" + CERTIFICATE.encode())
    shown = ok(answer, 201)
    assert shown["values"]["ca"] == CERTIFICATE
    assert answer.headers["location"] == f"{CONNECTORS}/{shown['id']}"
    assert ok(any_api.http.get(f"{CONNECTORS}/{shown['id']}")) == shown


@pytest.fixture
def with_velociraptor() -> Iterator[Api]:
    """An application that knows the product whose credential is a file."""
    api = memory_api(kinds=kinds_of(HOUND, VELOCIRAPTOR))
    with api.http:
        api.sign_in()
        yield api


def api_client(**changes: str) -> bytes:
    """An API client file."""
    authority = Authority.made()
    own = authority.client("watchfloor", "password")
    entries = {
        "ca_certificate": authority.certificate,
        "client_cert": own.certificate,
        "client_private_key": own.key,
        "api_connection_string": "velociraptor.example.org:8001",
        "name": "watchfloor",
    }
    return yaml.safe_dump({**entries, **changes}).encode()


VELO = {"kind": "velociraptor", "name": "Velo", "values": {}}


def test_a_credential_that_is_a_file_is_sealed_and_never_shown(with_velociraptor: Api) -> None:
    answer = uploaded(with_velociraptor, VELO, api_client=api_client())
    one = ok(answer, 201)
    assert (one["values"], one["secrets"]) == ({}, ["api_client"])
    again = given(with_velociraptor, one, api_client(name="another"), "api_client")
    assert (ok(again)["values"], ok(again)["version"]) == ({}, 2)
    history = with_velociraptor.http.get(f"{CONNECTORS}/{one['id']}/history")
    assert ok(history)["items"][0]["detail"]["after"] == {"secrets_given": ["api_client"]}
    assert "PRIVATE KEY" not in answer.text + again.text + history.text
    (stored,) = list_connectors(with_velociraptor.container.reading(EVERYONE), by=a_principal())
    assert b"another" not in repr(stored).encode()
    opened = with_velociraptor.container.connectors.change.changes.secrets.setup(stored).values["api_client"]
    assert yaml.safe_load(opened)["name"] == "another"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "not empty"),
        (KEPT_BACK.encode(), "YAML"),
        (b"\xff\xfe" + KEPT_BACK.encode("utf-16-le"), "UTF-8"),
        (f"{KEPT_BACK}\x00".encode(), "control characters"),
        (api_client(client_private_key=KEPT_BACK), "client_private_key"),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong_and_never_quoted(
    content: bytes, word: str, with_velociraptor: Api
) -> None:
    one = ok(uploaded(with_velociraptor, VELO, api_client=api_client()), 201)
    for answer in (
        given(with_velociraptor, one, content, "api_client"),
        uploaded(with_velociraptor, {**VELO, "name": "Second"}, api_client=content),
    ):
        problem = refused(answer, 400, "invalid-input")
        assert (problem["field"], word in problem["detail"]) == ("values.api_client", True), problem
        assert KEPT_BACK not in answer.text
    assert [one["version"] for one in ok(with_velociraptor.http.get(CONNECTORS))["items"]] == [1]


def test_what_cannot_be_meant_is_refused(api: Api) -> None:
    one = added(api)
    file = CERTIFICATE.encode()
    assert refused(given(api, one, file, "colour"), 400, "invalid-input")["field"] == "values.colour"
    assert "takes no file" in refused(given(api, one, file, "password"), 400, "invalid-input")["detail"]
    refused(given(api, one, file, version=7), 412, "stale-version")
    refused(given(api, {"id": ABSENT}, file), 404, "not-found")
    path = f"{CONNECTORS}/{one['id']}/files/ca"
    refused(api.http.post(path, files={"file": file}), 428, "version-needed")
    values: Any = NEW["values"]
    twice = {**NEW, "name": "Second", "values": {**values, "ca": CERTIFICATE}}
    assert "once" in refused(uploaded(api, twice, ca=file), 400, "invalid-input")["detail"]
    refused(uploaded(api, b"{", ca=file), 400, "invalid-body")
    problem = refused(uploaded(api, {**NEW, "colour": 1}, ca=file), 400, "invalid-body")
    assert problem["errors"][0]["path"] == "$.colour"
    refused(api.http.post(f"{CONNECTORS}/upload", files={"ca": file}), 400, "invalid-body")
    assert ok(api.http.get(CONNECTORS))["items"] == [one]


def test_what_is_no_upload_is_refused(api: Api) -> None:
    one = added(api)
    path, tag = f"{CONNECTORS}/{one['id']}/files/ca", {"If-Match": '"1"'}
    assert refused(api.http.post(path, json={}, headers=tag), 415, "unsupported-media-type")["accepted"] == [MULTIPART]
    squeezed = {**tag, "Content-Encoding": "gzip", "Content-Type": f"{MULTIPART}; boundary=x"}
    refused(api.http.post(path, content=b"x", headers=squeezed), 415, "unsupported-media-type")
    assert refused(given(api, one, b"x" * 65_537), 413, "body-too-large")["limit_bytes"] == 65_536
    assert refused(given(api, one, b"x" * 300_000), 413, "body-too-large")["limit_bytes"] == 262_144
    refused(given(api, one, b"x", part="another"), 400, "invalid-body")
    two = [("file", b"one"), ("file", b"two")]
    refused(api.http.post(path, files=two, headers=tag), 400, "invalid-body")
    for content in (b"", b"--x", b"--x--\r\n", b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\nbroken off"):
        headers = {**tag, "Content-Type": f"{MULTIPART}; boundary=x"}
        refused(api.http.post(path, content=content, headers=headers), 400, "invalid-body")
    refused(api.http.post(path, content=b"--\r\n", headers={**tag, "Content-Type": MULTIPART}), 400, "invalid-body")
    assert ok(api.http.get(f"{CONNECTORS}/{one['id']}")) == one


def test_whoever_says_by_a_file_whom_to_believe_gives_the_secrets_again() -> None:
    """A CA decides who is sent the secrets, so that none goes to another one unless it is given with it."""
    asked = tuple(evolve(one, says_where=one.name == "ca" or one.says_where) for one in HOUND.fields)
    api = memory_api(kinds=kinds_of(evolve(HOUND, fields=asked)))
    with api.http:
        api.sign_in()
        one = added(api)
        assert refused(given(api, one, CERTIFICATE.encode()), 409, "secrets-wanted")["fields"] == ["password"]
