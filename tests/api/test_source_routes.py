"""Sources and rejected events through the API."""

from typing import Any

import pytest

from entrypoints.api.rejected_events import shown_bytes
from socdomain.principal import Scope
from socdomain.sources.rejected_event import SHOWN_BYTES
from tests.api.driving import INGEST, NDJSON, Api, ok, refused, wazuh

MAPPING = {"title": ["headline"], "severity": [{"path": "level", "table": "words"}], "host": {"names": ["box"]}}


def test_a_source_is_added_read_and_changed(any_api: Api) -> None:
    added = any_api.http.put("/api/sources/mine", json={"mapping": MAPPING, "default_customer": "acme"})
    source = ok(added, 201)
    assert added.headers["location"] == "/api/sources/mine"
    assert (source["default_customer"], source["mapping"]["name"], source["mapping"]["version"]) == ("ACME", "mine", 1)

    shown = any_api.http.get("/api/sources/mine")
    body = {"mapping": ok(shown)["mapping"] | {"title": ["other"]}, "minimum_severity": "Low"}
    changed = any_api.http.put("/api/sources/mine", json=body, headers={"If-Match": shown.headers["etag"]})
    assert (ok(changed)["version"], ok(changed)["mapping"]["version"]) == (2, 2)
    assert (ok(changed)["minimum_severity"], ok(changed)["default_customer"]) == ("Low", None)
    assert "mine" in [one["name"] for one in ok(any_api.http.get("/api/sources"))["items"]]


def test_what_was_changed_of_a_source_is_written_down(api: Api) -> None:
    """A minimum hides alerts, and a default customer gives documents away, without a word in the mapping."""
    api.http.put("/api/sources/mine", json={"mapping": MAPPING, "default_customer": "acme"})
    mapping = ok(api.http.get("/api/sources/mine"))["mapping"]
    bodies: list[dict[str, Any]] = [
        {"mapping": mapping, "minimum_severity": "Critical", "minimum_level": 12},
        {"mapping": mapping | {"title": ["other"]}},
    ]
    for version, body in enumerate(bodies, start=1):
        ok(api.http.put("/api/sources/mine", json=body, headers={"If-Match": f'"{version}"'}))
    records = ok(api.http.get("/api/audit", params={"object_id": "mine"}))["items"]
    mapped, limited, created = [(one["before"], one["after"]) for one in records]

    acme = {"default_customer": str(api.customer_id("ACME")), "minimum_severity": None, "minimum_level": None}
    nobody = {"default_customer": None, "minimum_severity": None, "minimum_level": None}
    assert created == (None, {"mapping_version": 1, "mapping": mapping, **acme})
    strict = nobody | {"mapping_version": 1, "minimum_severity": "Critical", "minimum_level": 12}
    assert limited == ({"mapping_version": 1, **acme}, strict)
    later = mapping | {"title": ["other"], "version": 2}
    assert mapped == (strict | {"mapping": mapping}, {"mapping_version": 2, "mapping": later, **nobody})


def test_a_source_that_is_there_is_not_replaced_unseen(any_api: Api) -> None:
    refused(any_api.http.put("/api/sources/wazuh", json={"mapping": MAPPING}), 428, "version-needed")
    answer = any_api.http.put("/api/sources/wazuh", json={"mapping": MAPPING}, headers={"If-Match": '"7"'})
    assert refused(answer, 412, "stale-version")["present"] == ok(any_api.http.get("/api/sources/wazuh"))
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("mapping", "path"),
    [
        ({"headline": ["x"]}, "$.mapping.headline"),
        ({"title": ["ok", 5]}, "$.mapping.title[1]"),
        ({"title": ["a\x00b"]}, "$.mapping.title[0]"),
        ({"severity": [{"path": "x", "table": "none"}]}, "$.mapping.severity[0].table"),
        ({"window_s": 1}, "$.mapping.window"),
        ({"name": "other"}, "$.mapping.name"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_named_by_its_path(api: Api, mapping: dict[str, Any], path: str) -> None:
    answer = api.http.put("/api/sources/mine", json={"mapping": mapping})
    assert refused(answer, 400, "invalid-body")["errors"][0]["path"] == path


def test_a_mapping_is_for_its_own_source(api: Api) -> None:
    """One that is copied from another source has to be renamed, so that none says that it is for another."""
    copied = ok(api.http.get("/api/sources/wazuh"))["mapping"]
    for answer in (
        api.http.put("/api/sources/mine", json={"mapping": copied}),
        api.http.post("/api/sources/suricata/preview", json={"mapping": copied, "document": {}}),
    ):
        (error,) = refused(answer, 400, "invalid-body")["errors"]
        assert error["path"] == "$.mapping.name"
    ok(api.http.put("/api/sources/mine", json={"mapping": copied | {"name": "mine"}}), 201)


def test_a_mapping_nested_beyond_all_reason_is_refused(api: Api) -> None:
    content = b'{"mapping": {"title": ' + b"[" * 900 + b"]" * 900 + b"}}"
    answer = api.http.put("/api/sources/mine", content=content, headers={"Content-Type": "application/json"})
    refused(answer, 400, "invalid-body")


def test_a_preview_shows_what_a_document_would_become_and_stores_nothing(any_api: Api) -> None:
    url = "/api/sources/wazuh/preview"
    shown = ok(any_api.http.post(url, json={"document": wazuh(1, level=13)}))
    assert (shown["title"], shown["severity"], shown["asset"]["name"]) == ("rule 1 fired", "High", "web01")
    assert shown["observables"][0]["defanged"] == "203[.]0[.]113[.]9"
    as_text = '{"headline": "x", "level": "critical", "box": "ws01"}'
    draft = ok(any_api.http.post(url, json={"document": as_text, "mapping": MAPPING}))
    assert (draft["title"], draft["severity"], draft["asset"]["name"]) == ("x", "Critical", "ws01")
    assert ok(any_api.http.get("/api/incident_management/alerts"))["items"] == []


def test_whoever_may_write_sources_tries_a_mapping_before_there_is_a_source(any_api: Api) -> None:
    url, body = "/api/sources/mine/preview", {"document": {"headline": "x"}, "mapping": MAPPING}
    assert ok(any_api.http.post(url, json=body))["title"] == "x"
    refused(any_api.http.post(url, json={"document": {}}), 404, "not-found")
    reader = any_api.user("rita", scopes=[Scope.SOURCES_READ])
    refused(any_api.http.post(url, json=body, headers=reader), 404, "not-found")


def test_a_document_that_cannot_be_read_is_told_where(api: Api) -> None:
    problem = refused(
        api.http.post("/api/sources/wazuh/preview", json={"document": '{"a": x}'}), 400, "invalid-document"
    )
    assert (problem["field"], problem["problem"], problem["offset_bytes"]) == ("document", "not_json", 6)


def test_rejected_events_are_listed_by_source_and_reason(any_api: Api) -> None:
    content = b'7\n{"x": "\xff"}\n'
    headers = {"Content-Type": "application/x-ndjson"}
    ok(any_api.http.post(INGEST, params={"source": "wazuh"}, content=content, headers=headers))
    listed = ok(any_api.http.get("/api/sources/rejected", params={"source": "wazuh", "reason": "not_an_object"}))
    assert [(one["body"], one["size_bytes"], one["sent_by"]) for one in listed["items"]] == [("7", 1, "anna")]
    (broken,) = ok(any_api.http.get("/api/sources/rejected", params={"reason": "not_utf8"}))["items"]
    assert (broken["body"], broken["body_base64"]) == (None, "eyJ4IjogIv8ifQ==")
    assert ok(any_api.http.get("/api/sources/rejected", params={"source": "ecs"}))["items"] == []


def test_what_has_no_customer_is_seen_by_those_alone_who_see_all(any_api: Api) -> None:
    any_api.http.post(INGEST, params={"source": "wazuh"}, json=[wazuh(1)])
    beta_only = any_api.user("bea", customers=["BETA"])
    assert ok(any_api.http.get("/api/sources/rejected", headers=beta_only))["items"] == []
    assert len(ok(any_api.http.get("/api/sources/rejected"))["items"]) == 1


def test_replaying_what_is_still_wrong_leaves_it(any_api: Api) -> None:
    any_api.http.post(INGEST, params={"source": "wazuh"}, json=[wazuh(1)])
    (kept,) = ok(any_api.http.get("/api/sources/rejected"))["items"]
    body = ok(any_api.http.post("/api/sources/rejected/replay", json={"ids": [kept["id"]]}))
    assert (body["received"], body["rejected"]) == (1, 1)
    assert ok(any_api.http.get("/api/sources/rejected"))["items"][0]["id"] == kept["id"]


def test_a_text_cut_within_a_character_is_still_text() -> None:
    text = "a" + "é" * SHOWN_BYTES
    assert shown_bytes(text.encode()[:SHOWN_BYTES], is_cut=True) == (text[: SHOWN_BYTES // 2], None)
    assert shown_bytes(b"\xc3", is_cut=False) == (None, "ww==")


def test_more_rejected_events_than_a_thousand_are_not_named_at_once(api: Api) -> None:
    too_many = ["0192d1a1-0000-7000-8000-000000000000"] * 1_001
    answer = api.http.post("/api/sources/rejected/replay", json={"ids": too_many})
    assert refused(answer, 400, "invalid-input")["field"] == "ids"


def test_the_list_shows_the_beginning_of_a_document_and_how_long_it_is(any_api: Api) -> None:
    body = b'{"a": "' + b"x" * 100_000
    any_api.http.post(INGEST, params={"source": "wazuh"}, content=body, headers=NDJSON)
    (shown,) = ok(any_api.http.get("/api/sources/rejected"))["items"]
    assert (shown["reason"], shown["size_bytes"]) == ("truncated", len(body))
    assert shown["body"] == body[:SHOWN_BYTES].decode()
