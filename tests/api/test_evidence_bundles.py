"""Evidence through the API: exported as a zip, and proved with the keys that the same API shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from socdomain.artifacts import VerifyBundle
from socdomain.artifacts.bundle.verify_bundle import BundleReport
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.audit.public_keys import PublicKey, jwk_set, read_public_keys
from socdomain.auth.local_principal import local_principal
from socdomain.ids import CaseId
from socdomain.memory import MemoryBundle
from socdomain.principal import Scope
from tests.api.driving import CASES, Api, refused
from tests.unit.artifacts.bundling import entries_of
from watchfloor_verify.ed25519 import Ed25519PublicKeys

KEYS = "/.well-known/watchfloor-keys"


def a_case(api: Api, *contents: bytes) -> str:
    """Opens a case with files, and returns where its bundle is."""
    case = api.case(api.alert()["id"])["id"]
    for number, content in enumerate(contents):
        wanted = NewArtifact(f"file {number}.txt", case_id=CaseId(UUID(case)))
        api.container.artifacts.store.execute(wanted, [content], by=local_principal("test"))
    return f"{CASES}/{case}/evidence-bundle"


def shown_keys(api: Api) -> tuple[PublicKey, ...]:
    """The keys that the API shows to anybody."""
    answer = api.http.get(KEYS, headers={"Authorization": ""})
    assert answer.status_code == 200, answer.text
    return read_public_keys(answer.text)


def verified(body: bytes, keys: tuple[PublicKey, ...]) -> BundleReport:
    return VerifyBundle(Ed25519PublicKeys(keys)).execute(MemoryBundle(body))


def actions(api: Api) -> list[str]:
    items: list[dict[str, Any]] = api.http.get("/api/audit", params={"action": "artifact.", "limit": 200}).json()[
        "items"
    ]
    return [one["action"] for one in items]


def test_a_bundle_is_exported_and_proved_with_the_keys_that_are_shown(any_api: Api) -> None:
    answer = any_api.http.get(a_case(any_api, b"evidence", b"", b"x" * 3_000_000))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith('attachment; filename="evidence-case-1-')
    entries = entries_of(answer.content)
    assert entries["files/0001-file_0.txt"] == b"evidence"
    assert len(entries["files/0003-file_2.txt"]) == 3_000_000
    report = verified(answer.content, shown_keys(any_api))
    assert (report.findings, report.is_proved) == ((), True)
    assert report.signed is not None
    assert report.signed.manifest.exported_by == "anna"


def test_what_others_did_in_the_database_is_linked(any_api: Api) -> None:
    """The records between are of the same customer's chain, as each database keeps them."""
    url = a_case(any_api, b"evidence")
    for number in range(2, 6):
        any_api.case(any_api.alert(number)["id"])
    any_api.container.audit.sign.execute(by=local_principal("test"))
    any_api.http.get(url)
    answer = any_api.http.get(url)
    assert verified(answer.content, shown_keys(any_api)).findings == ()
    assert entries_of(answer.content)["chain.jsonl"].count(b'\n"') >= 4


def test_who_may_export(any_api: Api) -> None:
    api = any_api
    url = a_case(api, b"evidence")
    beta = api.user("bea", customers=["BETA"], scopes=[Scope.ARTIFACTS_READ])
    refused(api.http.get(url, headers=beta), 404, "not-found")
    nothing = api.user("nina", scopes=set(Scope) - {Scope.ARTIFACTS_READ})
    refused(api.http.get(url, headers=nothing), 403, "not-allowed")
    assert actions(api) == ["artifact.stored"]
    acme = api.user("alma", customers=["ACME"], scopes=[Scope.ARTIFACTS_READ])
    assert verified(api.http.get(url, headers=acme).content, shown_keys(api)).is_proved
    assert actions(api) == ["artifact.exported", "artifact.stored"]


def test_asking_for_the_head_exports_nothing(api: Api) -> None:
    url = a_case(api, b"evidence")
    answer = api.http.head(url)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    refused_head = api.http.head(f"{CASES}/0192d1a1-0000-7000-8000-000000000000/evidence-bundle")
    assert refused_head.status_code == 404
    assert actions(api) == ["artifact.stored"]


def test_a_case_without_files_has_no_bundle(api: Api) -> None:
    refused(api.http.get(a_case(api)), 409, "cannot-bundle")


def test_only_public_keys_are_shown(api: Api) -> None:
    answer = api.http.get(KEYS)
    assert answer.json() == jwk_set(api.container.audit.make_keys().public_keys)
    (key,) = answer.json()["keys"]
    assert set(key) == {"kty", "crv", "kid", "use", "alg", "x"}
