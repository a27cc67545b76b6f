"""Files that people store, list, download and delete."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any
from urllib.parse import unquote

import pytest

from socdomain.principal import Scope
from tests.api.driving import LIMITS, Api, ok, refused
from tests.api.files import (
    CONTENT,
    END,
    STORE,
    TEMPLATES,
    UPLOAD,
    a_case,
    acts,
    nothing_is_stored,
    part,
    sent,
    stored,
    stored_agent,
)

DIGEST = hashlib.sha256(CONTENT)


def test_a_file_of_a_case_is_stored_listed_and_handed_out(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    answer = api.http.post(place, data={"notes": "from the mail"}, files={"file": ("r\u00e9port.pdf", CONTENT, "a/b")})
    artifact = ok(answer, 201)
    assert answer.headers["location"] == f"{place}/{artifact['id']}"
    assert artifact["key"] == f"{place.split('/')[-2]}/{artifact['id']}/report.pdf"
    shown = ("bucket", "customer", "kind", "file_name", "content_type", "size_bytes", "sha256", "notes", "status")
    assert [artifact[name] for name in shown] == [
        "copilot-cases",
        "ACME",
        "evidence",
        "r\u00e9port.pdf",
        "a/b",
        len(CONTENT),
        DIGEST.hexdigest(),
        "from the mail",
        "stored",
    ]
    assert ok(api.http.get(f"{place}/{artifact['id']}")) == artifact
    assert ok(api.http.get(place))["items"] == ok(api.http.get(STORE))["items"] == [artifact]
    whole = api.http.get(f"{place}/{artifact['id']}/download")
    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert acts(api, place, artifact["id"]) == ["stored", "downloaded"]


def test_a_file_about_an_agent_is_found_there_and_across_agents(any_api: Api) -> None:
    api = any_api
    agent, other = stored_agent(api), stored_agent(api, "BETA")
    first = ok(api.http.post(UPLOAD, data={"agent_id": agent}, files={"file": ("a.raw", b"one")}), 201)
    second = ok(api.http.post(UPLOAD, data={"agent_id": other}, files={"file": ("b.raw", b"two")}), 201)
    assert first["bucket"] == "velociraptor-artifacts"

    def listed(path: str = STORE, **wanted: Any) -> list[str]:
        return [one["id"] for one in ok(api.http.get(path, params=wanted))["items"]]

    assert set(listed()) == {first["id"], second["id"]}
    assert listed(f"{STORE}/agent/{agent}/artifacts") == [first["id"]]
    assert listed(agent_id=other) == listed(customer="beta") == listed(sha256=second["sha256"]) == [second["id"]]
    assert listed(status="missing") == listed(case_id=agent) == []
    refused(api.http.get(STORE, params={"sha256": "12"}), 400, "invalid-input")
    refused(api.http.get(f"{STORE}/agent/{agent}/artifacts/{second['id']}"), 404, "not-found")
    page = ok(api.http.get(STORE, params={"limit": 1}))
    assert len(ok(api.http.get(STORE, params={"limit": 1, "cursor": page["next_cursor"]}))["items"]) == 1


def test_templates_and_configurations_have_places_of_their_own(any_api: Api) -> None:
    api = any_api
    template = ok(api.http.post(TEMPLATES, data={"customer": "ACME"}, files={"file": ("t.docx", b"t")}), 201)
    config = stored(api, "/api/sysmon_config/acme", "sysmon.xml")
    for one, bucket, place in (
        (template, "copilot-case-report-templates", TEMPLATES),
        (config, "sysmon-configs", "/api/sysmon_config/ACME"),
    ):
        assert (one["bucket"], one["customer"]) == (bucket, "ACME")
        assert ok(api.http.get(place))["items"] == [one]
        assert api.http.get(f"{place}/{one['id']}/download").status_code == 200
    assert ok(api.http.get(STORE))["items"] == []
    refused(api.http.get(f"{TEMPLATES}/{config['id']}"), 404, "not-found")
    refused(api.http.get(f"/api/sysmon_config/BETA/{config['id']}"), 404, "not-found")
    refused(api.http.post("/api/sysmon_config/NOBODY", files={"file": ("a", b"a")}), 404, "not-found")


def test_the_same_content_is_recognised_and_outlives_the_other(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    first, second = stored(api, place), stored(api, place)
    assert first["key"] != second["key"]
    assert second["same_content"] == [first["id"]]
    deleted = ok(api.http.delete(f"{place}/{first['id']}", params={"reason": "sent twice"}))
    assert (deleted["status"], deleted["reason"]) == ("deleted", "sent twice")
    assert api.http.get(f"{place}/{second['id']}/download").content == CONTENT
    gone = api.http.get(f"{place}/{first['id']}/download")
    assert refused(gone, 409, "no-file")["file_status"] == "deleted"
    refused(api.http.delete(f"{place}/{second['id']}"), 400, "invalid-input")
    reader = api.user("rita", scopes={Scope.ARTIFACTS_READ})
    refused(api.http.delete(f"{place}/{second['id']}", params={"reason": "mine"}, headers=reader), 403, "not-allowed")


def test_a_changed_byte_and_a_lost_object_are_told(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    artifact = stored(api, place)
    here, objects = f"{place}/{artifact['id']}", api.container.artifacts.objects
    assert ok(api.http.post(f"{here}/verify"))["verified_at"] is not None
    objects.put(artifact["bucket"], artifact["key"], [CONTENT[:-1] + b"!"])
    assert ok(api.http.post(f"{here}/verify"))["status"] == "corrupt"
    objects.delete(artifact["bucket"], artifact["key"])
    assert refused(api.http.get(f"{here}/download"), 404, "not-found")["kind"] == "object"
    assert ok(api.http.post(f"{here}/verify"))["status"] == "missing"
    assert acts(api, place, artifact["id"]) == ["stored", "verified", "verified", "verified"]


def test_a_bucket_that_is_away_says_nothing_of_its_files(api: Api) -> None:
    """As with a disk that is not mounted: no file is missing."""
    place = a_case(api)
    artifact = stored(api, place)
    here = f"{place}/{artifact['id']}"
    buckets = api.container.artifacts.objects._buckets  # type: ignore[attr-defined] # nobody takes a bucket away by code
    away = buckets.pop(artifact["bucket"])
    for answer in (
        api.http.get(f"{here}/download"),
        api.http.get(f"{here}/entries"),
        api.http.post(f"{here}/verify"),
        api.http.post(place, files={"file": ("a", b"a")}),
        api.http.post(f"{STORE}/uploads", json={"file_name": "a", "size_bytes": 1, "case_id": place.split("/")[-2]}),
    ):
        refused(answer, 503, "storage-unavailable")
    buckets[artifact["bucket"]] = away
    assert ok(api.http.get(here))["status"] == "stored"
    assert acts(api, place, artifact["id"]) == ["stored"]


def test_a_file_of_an_agent_becomes_part_of_a_case(any_api: Api) -> None:
    api = any_api
    place, agent = a_case(api), stored_agent(api)
    file = ok(api.http.post(UPLOAD, data={"agent_id": agent}, files={"file": ("a.raw", b"one")}), 201)
    linked = ok(api.http.post(f"{place}/{file['id']}/link"))
    assert linked["case_id"] == place.split("/")[-2]
    assert ok(api.http.get(place))["items"] == [linked]
    other = api.case(api.alert(2)["id"])["id"]
    answer = api.http.post(f"/api/incident_management/cases/{other}/data-store/{file['id']}/link")
    assert refused(answer, 409, "of-another-case")["case_id"] == linked["case_id"]


@pytest.mark.parametrize(
    ("wanted", "range_", "content"),
    [
        ("bytes=0-0", "0-0", CONTENT[:1]),
        ("bytes=2-5", "2-5", CONTENT[2:6]),
        ("bytes=199999-", "199999-199999", CONTENT[-1:]),
        ("bytes=-3", "199997-199999", CONTENT[-3:]),
        ("bytes=199998-300000", "199998-199999", CONTENT[-2:]),
        ("bytes=-900000", "0-199999", CONTENT),
    ],
)
def test_a_range_is_handed_out(api: Api, wanted: str, range_: str, content: bytes) -> None:
    place = a_case(api)
    here = f"{place}/{stored(api, place)['id']}/download"
    answer = api.http.get(here, headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (206, content)
    assert answer.headers["content-range"] == f"bytes {range_}/{len(CONTENT)}"
    assert answer.headers["content-length"] == str(len(content))


@pytest.mark.parametrize("wanted", ["bytes=1-2,4-5", "lines=1-2", "bytes=5-2", "bytes=-", "bytes=x-", "bytes"])
def test_ranges_that_are_not_known_are_all_of_it(api: Api, wanted: str) -> None:
    place = a_case(api)
    answer = api.http.get(f"{place}/{stored(api, place)['id']}/download", headers={"Range": wanted})
    assert (answer.status_code, answer.content) == (200, CONTENT)


@pytest.mark.parametrize("wanted", ["bytes=200000-", "bytes=200000-200001", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(api: Api, wanted: str) -> None:
    place = a_case(api)
    artifact = stored(api, place)
    answer = api.http.get(f"{place}/{artifact['id']}/download", headers={"Range": wanted})
    refused(answer, 416, "range-not-satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT)}"
    assert acts(api, place, artifact["id"]) == ["stored"]


def test_what_broke_off_is_taken_up_only_where_it_is_the_same(api: Api) -> None:
    place = a_case(api)
    artifact = stored(api, place)
    here = f"{place}/{artifact['id']}/download"
    etag = api.http.get(here).headers["etag"]
    for if_range, status in ((etag, 206), ('"another"', 200), (f"W/{etag}", 200)):
        answer = api.http.get(here, headers={"Range": "bytes=5-", "If-Range": if_range})
        assert answer.status_code == status
    for if_none_match, status in ((etag, 304), (f'"a", W/{etag}', 304), ("*", 304), ('"another"', 200)):
        assert api.http.get(here, headers={"If-None-Match": if_none_match}).status_code == status


def test_who_asks_for_the_head_alone_gets_no_byte_and_is_not_written_down(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    artifact = stored(api, place)
    head = api.http.head(f"{place}/{artifact['id']}/download")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(CONTENT)))
    assert acts(api, place, artifact["id"]) == ["stored"]
    api.http.get(f"{place}/{artifact['id']}/download")
    assert acts(api, place, artifact["id"]) == ["stored", "downloaded"]


HOSTILE = [
    "../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "C:\\Users\\boss\\evil.exe",
    "\\\\srv\\share\\evil.exe",
    "a\x00b.txt",
    "x" * 4_000 + ".evtx",
    "invoice\u202efdp.exe",
    "CON",
    "nul.txt",
    'x"; filename="y.exe',
    "a; filename*=UTF-8''b",
    "<script>alert(1)</script>",
    "\u65e5\u672c\u8a9e.zip",
    "%0d%0aSet-Cookie: a=b",
    "'; DROP TABLE artifacts; --",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_stored_safely_and_shown_faithfully(any_api: Api, name: str) -> None:
    api = any_api
    place = a_case(api)
    begun = api.http.post(
        f"{STORE}/uploads", json={"file_name": name, "size_bytes": 1, "case_id": place.split("/")[-2]}
    )
    upload = ok(begun, 201)["id"]
    ok(api.http.put(f"{begun.headers['location']}/parts/1", content=b"x"))
    artifact = ok(api.http.post(f"{begun.headers['location']}/complete", json={}))
    if '"' not in name:
        assert ok(sent(api, place, part("file", b"x", file_name=name), END), 201)["file_name"] == artifact["file_name"]
    safe = artifact["key"].split("/", 2)[2]
    assert artifact["key"] == f"{place.split('/')[-2]}/{upload}/{safe}"
    assert safe.isascii()
    assert "/" not in safe
    assert len(safe) <= 110
    assert artifact["file_name"] == name.replace("\x00", "\\u{0}").replace("\u202e", "\\u{202e}")
    answer = api.http.get(f"{place}/{upload}/download")
    disposition = answer.headers["content-disposition"]
    plain, _, extended = disposition.partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="{safe}"'
    assert ";" not in extended
    assert '"' not in extended
    shown = artifact["file_name"].replace("/", "_").replace("\\", "_")
    assert unquote(extended) in (shown, f"{shown[:120]}\u2026{shown[-30:]}")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


def test_what_is_sent_is_told_by_its_headers(api: Api) -> None:
    place = a_case(api)
    here = f"{place}/{stored(api, place, 'page.html', b'<script>')['id']}/download"
    headers = api.http.get(here).headers
    digest = hashlib.sha256(b"<script>").digest()
    assert headers["repr-digest"] == f"sha-256=:{b64encode(digest).decode()}:"
    assert (headers["etag"], headers["accept-ranges"]) == (f'"{digest.hex()}"', "bytes")
    assert "sandbox" in headers["content-security-policy"]


def test_what_is_about_nothing_or_two_customers_is_refused(any_api: Api) -> None:
    api = any_api
    place, theirs = a_case(api), stored_agent(api, "BETA")
    file = {"file": ("a", b"a")}
    assert refused(api.http.post(UPLOAD, files=file), 400, "invalid-input")["field"] == "agent_id"
    refused(api.http.post(place, data={"agent_id": theirs}, files=file), 409, "other-customer")
    nobodys = {"agent_id": "0192d1a1-0000-7000-8000-000000000000"}
    refused(api.http.post(UPLOAD, data=nobodys, files=file), 404, "not-found")
    refused(api.http.post(UPLOAD, data={"agent_id": "7"}, files=file), 400, "invalid-body")
    refused(api.http.post(place, data={"notes": "x" * 4_001}, files=file), 400, "invalid-input")
    no_name = part("file", b"a", file_name="") + END
    assert refused(sent(api, place, no_name), 400, "invalid-input")["field"] == "file_name"
    assert nothing_is_stored(api)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no form",
        END,
        part("notes", b"n") + END,
        part("file", CONTENT, file_name="a"),
        part("file", CONTENT, file_name="a")[:-1] + END,
        part("file", CONTENT, file_name="a") + END[:-6],
        part("file", CONTENT, file_name="a") + part("notes", b"too late") + END,
        part("file", CONTENT, file_name="a") + part("file", CONTENT, file_name="b") + END,
        part("notes", b"n") * 2 + part("file", CONTENT, file_name="a") + END,
        part("else", b"n") + part("file", CONTENT, file_name="a") + END,
        part("notes", b"\xff") + part("file", CONTENT, file_name="a") + END,
        part("notes", b"n" * 20_000) + part("file", CONTENT, file_name="a") + END,
        part("customer", b"ACME") + part("file", CONTENT, file_name="a") + END,
        part("file", CONTENT, file_name="a" * 20_000) + END,
    ],
)
def test_what_is_no_such_form_leaves_nothing(api: Api, body: bytes) -> None:
    answer = sent(api, a_case(api), body)
    refused(answer, 400, answer.json()["type"].removeprefix("/problems/"))
    assert answer.json()["type"] in ("/problems/invalid-body", "/problems/body-broken-off")
    assert nothing_is_stored(api)


def test_other_bodies_are_not_read(api: Api) -> None:
    place = a_case(api)
    refused(api.http.post(place, json={}), 415, "unsupported-media-type")
    gzipped = sent(api, place, part("file", b"a", file_name="a"), END, headers={"Content-Encoding": "gzip"})
    refused(gzipped, 415, "unsupported-media-type")


def test_what_is_too_long_is_refused_with_the_numbers(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    too_long = part("file", bytes(LIMITS.most_bytes + 1), file_name="a") + END
    assert refused(sent(api, place, too_long), 413, "file-too-large")["limit_bytes"] == LIMITS.most_bytes
    body = {"file_name": "a", "size_bytes": LIMITS.most_bytes + 1, "case_id": place.split("/")[-2]}
    refused(api.http.post(f"{STORE}/uploads", json=body), 413, "file-too-large")
    assert nothing_is_stored(api)


def test_a_customer_without_room_is_told_the_numbers(api: Api) -> None:
    place = a_case(api)
    for _ in range(2):
        stored(api, place, content=bytes(LIMITS.most_bytes))
    problem = refused(api.http.post(place, files={"file": ("a", b"a")}), 507, "customer-full")
    assert problem["limit_bytes"] == problem["used_bytes"] == LIMITS.most_bytes_of_customer


def test_who_is_sending_may_lose_the_right_to(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    files = {"file": ("a", CONTENT)}
    for headers in (api.user("rita", scopes={Scope.ARTIFACTS_READ}), api.user("otto", scopes={Scope.CASES_WRITE})):
        refused(api.http.post(place, files=files, headers=headers), 403, "not-allowed")
    beta = api.user("bea", customers=["BETA"])
    refused(api.http.post(place, files=files, headers=beta), 404, "not-found")
    assert nothing_is_stored(api)


MANY = f"{UPLOAD}/many"


def test_several_files_are_stored_together(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    case = {"case_id": place.split("/")[-2], "notes": "of one disk"}
    files = [("file", (f"{number}.log", f"line {number}".encode())) for number in range(30)]
    stored = ok(api.http.post(MANY, data=case, files=files), 201)["items"]
    assert [one["file_name"] for one in stored] == [f"{number}.log" for number in range(30)]
    assert {one["notes"] for one in stored} == {"of one disk"}
    assert {one["id"] for one in ok(api.http.get(place))["items"]} == {one["id"] for one in stored}
    assert api.http.get(f"{place}/{stored[7]['id']}/download").content == b"line 7"
    assert acts(api, place, stored[7]["id"]) == ["stored", "downloaded"]


@pytest.mark.parametrize(
    "last",
    [
        b"",
        part("notes", b"too late") + END,
        part("file", bytes(LIMITS.most_bytes + 1), file_name="c") + END,
        part("file", b"c", file_name="") + END,
        part("file", b"c", file_name="c")[:-1],
    ],
    ids=["cut off", "a field behind", "too long", "no name", "half"],
)
def test_of_several_files_all_or_none_are_stored(api: Api, last: bytes) -> None:
    case = part("case_id", a_case(api).split("/")[-2].encode())
    two = part("file", CONTENT, file_name="a") + part("file", CONTENT, file_name="b")
    assert sent(api, MANY, case, two, last).status_code in (400, 413)
    assert nothing_is_stored(api)
    assert len(ok(sent(api, MANY, case, two, END), 201)["items"]) == 2


def test_no_more_than_a_thousand_files_come_together(api: Api) -> None:
    case = part("case_id", a_case(api).split("/")[-2].encode())
    files = part("file", b"x", file_name="a") * 1_001
    refused(sent(api, MANY, case, files, END), 400, "invalid-body")
    refused(sent(api, MANY, case, END), 400, "invalid-body")
    assert nothing_is_stored(api)
