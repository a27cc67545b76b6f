"""Files that people send by parts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx

from socdomain.object_parts import LARGEST_PART_BYTES, SMALLEST_PART_BYTES
from tests.api.driving import LIMITS, Api, ok, refused
from tests.api.files import STORE, UPLOADS, a_case, acts, nothing_is_stored

FIRST, LAST = b"\x01" * SMALLEST_PART_BYTES, b"the end"
WHOLE = FIRST + LAST
DIGEST = hashlib.sha256(WHOLE).hexdigest()


def begun(api: Api, place: str, **fields: Any) -> str:
    """Begins to send a file, and returns where."""
    body = {"file_name": "disk.img", "size_bytes": len(WHOLE), "case_id": place.split("/")[-2]} | fields
    answer = api.http.post(UPLOADS, json=body)
    upload = ok(answer, 201)
    assert (upload["parts"], upload["largest_part_bytes"]) == ([], LARGEST_PART_BYTES)
    return str(answer.headers["location"])


def put(api: Api, here: str, number: int, content: bytes, **headers: str) -> httpx.Response:
    return api.http.put(f"{here}/parts/{number}", content=content, headers=headers)


def test_a_file_is_made_of_its_parts(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    here = begun(api, place)
    ok(put(api, here, 2, LAST))
    # What broke off is asked for, and taken up.
    assert ok(api.http.get(here))["parts"] == [{"number": 2, "size_bytes": len(LAST)}]
    assert ok(put(api, here, 1, FIRST)) == {"number": 1, "size_bytes": len(FIRST)}
    artifact = ok(api.http.post(f"{here}/complete", json={"sha256": DIGEST.upper()}))
    assert (artifact["sha256"], artifact["status"], artifact["size_bytes"]) == (DIGEST, "stored", len(WHOLE))
    assert ok(api.http.post(f"{here}/complete", json={})) == artifact
    assert api.http.get(f"{place}/{artifact['id']}/download").content == WHOLE
    assert acts(api, place, artifact["id"]) == ["begun", "stored", "downloaded"]
    assert refused(put(api, here, 1, FIRST), 409, "not-pending")["file_status"] == "stored"


def test_what_is_not_whole_is_not_made(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    here = begun(api, place)
    for parts in ((), ((2, LAST),), ((1, FIRST[:-1]),)):
        for number, content in parts:
            ok(put(api, here, number, content))
        refused(api.http.post(f"{here}/complete", json={}), 400, "invalid-input")
    ok(put(api, here, 1, FIRST))
    problem = refused(api.http.post(f"{here}/complete", json={"sha256": "00" * 32}), 422, "other-content")
    assert problem["sha256"] == DIGEST
    (failed,) = ok(api.http.get(place))["items"]
    assert failed["status"] == "failed"
    assert not list(api.container.artifacts.objects.list("copilot-cases"))


def test_tiny_parts_cost_their_own_request_and_nothing_lasting(api: Api) -> None:
    place = a_case(api)
    here = begun(api, place)
    for number in (1, 2):
        ok(put(api, here, number, b"x"))
    # A file of this length has no more parts, however small they are.
    refused(put(api, here, 3, b"x"), 400, "invalid-input")
    refused(put(api, here, 10_001, b"x"), 400, "invalid-input")
    refused(api.http.post(f"{here}/complete", json={}), 400, "invalid-input")
    assert api.http.delete(here).status_code == 204
    assert not list(api.container.artifacts.objects.uploads("copilot-cases"))
    (failed,) = ok(api.http.get(place))["items"]
    assert (failed["status"], failed["reason"]) == ("failed", "its sender has given it up")


def test_a_part_is_bytes_and_not_too_many(api: Api) -> None:
    here = begun(api, a_case(api), size_bytes=LIMITS.most_bytes)
    too_long = put(api, here, 1, bytes(LARGEST_PART_BYTES + 1))
    assert refused(too_long, 413, "body-too-large")["limit_bytes"] == LARGEST_PART_BYTES
    refused(put(api, here, 1, b"{}", **{"Content-Type": "application/json"}), 415, "unsupported-media-type")
    refused(put(api, here, 1, b"x", **{"Content-Encoding": "gzip"}), 415, "unsupported-media-type")
    assert ok(api.http.get(here))["parts"] == []


def test_parts_come_for_a_day(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    here = begun(api, place)
    ok(put(api, here, 1, FIRST))
    api.clock.advance(timedelta(days=1))
    headers = api.headers("anna")
    late = api.http.put(f"{here}/parts/2", content=LAST, headers=headers)
    assert refused(late, 409, "not-pending")["file_status"] == "pending"
    refused(api.http.post(f"{here}/complete", json={}, headers=headers), 409, "not-pending")


def test_what_somebody_sends_is_theirs(any_api: Api) -> None:
    api = any_api
    here = begun(api, a_case(api))
    for headers in (api.user("otto"), api.user("bea", customers=["BETA"])):
        for answer in (
            api.http.get(here, headers=headers),
            api.http.put(f"{here}/parts/1", content=FIRST, headers=headers),
            api.http.post(f"{here}/complete", json={}, headers=headers),
            api.http.delete(here, headers=headers),
        ):
            refused(answer, 404, "not-found")
    assert ok(api.http.get(here))["parts"] == []


def test_what_cannot_be_begun_leaves_nothing(api: Api) -> None:
    place = a_case(api)
    case = {"case_id": place.split("/")[-2]}
    for fields, status, problem in (
        ({"size_bytes": 1}, 400, "invalid-input"),
        ({"size_bytes": -1, **case}, 400, "invalid-input"),
        ({"size_bytes": 1, "file_name": "", **case}, 400, "invalid-input"),
        ({"size_bytes": 1, "content_type": "x" * 300, **case}, 400, "invalid-input"),
        ({"size_bytes": "1", **case}, 400, "invalid-body"),
        ({"size_bytes": 1, "bucket": "sysmon-configs", **case}, 400, "invalid-body"),
    ):
        refused(api.http.post(UPLOADS, json={"file_name": "a", **fields}), status, problem)
    assert nothing_is_stored(api)
    assert api.http.get(f"{STORE}/uploads").status_code == 405


def test_parts_are_no_longer_than_the_file(any_api: Api) -> None:
    api = any_api
    place = a_case(api)
    nothing = begun(api, place, size_bytes=0)
    assert refused(put(api, nothing, 1, b"x"), 400, "invalid-input")["field"] == "size_bytes"
    here = begun(api, place)
    ok(put(api, here, 1, FIRST))
    refused(put(api, here, 2, LAST + b"!"), 400, "invalid-input")
    ok(put(api, here, 1, FIRST))
    ok(put(api, here, 2, LAST))
    assert ok(api.http.get(here))["parts"][1]["size_bytes"] == len(LAST)


def test_a_part_has_an_hour(api: Api) -> None:
    here = begun(api, a_case(api))

    def coming() -> Iterator[bytes]:
        yield b"slow"
        api.clock.advance(timedelta(hours=1, seconds=1))
        yield FIRST

    refused(api.http.put(f"{here}/parts/1", content=coming()), 408, "upload-too-slow")
    assert ok(api.http.get(here, headers=api.headers("anna")))["parts"] == []
