"""Alerts through the API: listed, shown, changed."""

from datetime import timedelta
from typing import Any

import pytest

from tests.api.driving import ALERTS, CASES, INGEST, MANUAL, NDJSON, Api, lines, ok, refused, wazuh

NOBODY = "0192d1a1-0000-7000-8000-000000000000"


def titles(api: Api, **params: Any) -> list[str]:
    """The titles of the alerts that a filter finds."""
    return [one["title"] for one in ok(api.http.get(ALERTS, params=params))["items"]]


def changed(api: Api, alert_id: str, version: int, **fields: Any) -> dict[str, Any]:
    """Changes an alert and returns it."""
    return ok(api.http.patch(f"{ALERTS}/{alert_id}", json=fields, headers={"If-Match": f'"{version}"'}))


def test_an_alert_is_shown_with_all_that_belongs_to_it(any_api: Api) -> None:
    alert = any_api.alert(7, level=13)
    answer = any_api.http.get(f"{ALERTS}/{alert['id']}")
    detail = ok(answer)
    assert answer.headers["etag"] == '"1"'
    assert (detail["customer"], detail["severity"], detail["asset"]) == ("ACME", "High", "web01")
    assert detail["last_seen"] == "2026-08-20T07:59:00Z"
    assert [(one["name"], one["event_count"]) for one in detail["assets"]] == [("web01", 1)]
    (observable,) = detail["observables"]
    assert (observable["value"], observable["defanged"]) == ("203.0.113.9", "203[.]0[.]113[.]9")


def test_each_filter_narrows(any_api: Api) -> None:
    any_api.ingest(wazuh(1, level=3), wazuh(2, level=13, host="db01", data={"srcip": "198.51.100.7"}))
    any_api.ingest(wazuh(3), customer="BETA")
    second = ok(any_api.http.get(ALERTS, params={"severity": "High"}))["items"][0]
    changed(any_api, second["id"], 1, status="IN_PROGRESS", assignee="anna", add_tags=["brute"])
    for params in (
        {"status": "IN_PROGRESS"},
        {"severity": "High"},
        {"assignee": "anna"},
        {"tag": "brute"},
        {"asset": "DB01"},
        {"observable": "198[.]51[.]100[.]7"},
        {"text": "RULE 2"},
        {"severity": ["High", "Critical"], "status": ["IN_PROGRESS", "CLOSED"], "customer": "acme"},
    ):
        assert titles(any_api, **params) == ["rule 2 fired"], params
    assert titles(any_api, customer="BETA") == ["rule 3 fired"]
    assert titles(any_api, source="suricata") == []
    assert len(titles(any_api, assignee="")) == 2
    assert titles(any_api, seen_from="2026-08-20T10:00:00+02:00") == []
    assert len(titles(any_api, seen_until="2026-08-20T08:00:00Z")) == 3


def test_walking_the_pages_shows_every_alert_once(any_api: Api) -> None:
    any_api.ingest(*(wazuh(number) for number in range(1, 8)))
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 3, "status": ["OPEN", "IN_PROGRESS"]}
    while True:
        page = ok(any_api.http.get(ALERTS, params=params))
        seen += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        # The order of the filter's values does not make it another filter.
        params = {"limit": 2, "status": ["IN_PROGRESS", "OPEN"], "cursor": page["next_cursor"]}
    assert len(seen) == len(set(seen)) == 7


def test_an_alert_is_closed_and_taken_up_again(any_api: Api) -> None:
    alert = any_api.alert()
    url = f"{ALERTS}/{alert['id']}"
    closed = changed(any_api, alert["id"], 1, status="CLOSED", verdict="false_positive", verdict_reason="a test")
    assert (closed["verdict"], closed["verdict_reason"], closed["version"]) == ("false_positive", "a test", 2)
    refused(any_api.http.patch(url, json={"status": "OPEN"}, headers={"If-Match": '"2"'}), 409, "status-change")
    any_api.clock.advance(timedelta(minutes=5))
    any_api.ingest(wazuh(1, document_id="later", timestamp="2026-08-20T08:04:00Z"))
    again = any_api.http.patch(url, json={"status": "IN_PROGRESS", "reason": "it goes on"}, headers={"If-Match": '"2"'})
    holder = refused(again, 409, "fingerprint-held")["alert_id"]
    assert holder != alert["id"]
    ok(any_api.http.get(f"{ALERTS}/{holder}"))
    history = ok(any_api.http.get(f"{url}/history"))["items"]
    assert history[0]["before"]["status"] == "OPEN"
    assert history[0]["after"]["verdict"] == "false_positive"


def test_leaving_a_field_out_is_not_emptying_it(api: Api) -> None:
    alert = api.alert()
    assert changed(api, alert["id"], 1, assignee="anna")["assignee"] == "anna"
    assert changed(api, alert["id"], 2, severity="Low")["assignee"] == "anna"
    assert changed(api, alert["id"], 3, assignee=None)["assignee"] is None


def test_a_stale_change_shows_the_alert_as_it_is_now(any_api: Api) -> None:
    alert = any_api.alert()
    changed(any_api, alert["id"], 1, assignee="anna")
    answer = any_api.http.patch(f"{ALERTS}/{alert['id']}", json={"assignee": "bea"}, headers={"If-Match": '"1"'})
    assert refused(answer, 412, "stale-version")["present"] == ok(any_api.http.get(f"{ALERTS}/{alert['id']}"))
    assert answer.headers["etag"] == '"2"'


def test_intake_does_not_make_an_analysts_version_stale(any_api: Api) -> None:
    alert = any_api.alert()
    any_api.ingest(wazuh(1, document_id="another"))
    assert changed(any_api, alert["id"], 1, assignee="anna")["event_count"] == 2


def test_events_keep_their_documents_byte_for_byte(any_api: Api) -> None:
    document = (
        b'{"id":"1.1", "rule":{"id":"1","level":3,"description":"exact"},"big":12345678901234567890.10,"a":1,"a":2}'
    )
    any_api.http.post(INGEST, params={"source": "wazuh", "customer": "ACME"}, content=document, headers=NDJSON)
    (alert,) = ok(any_api.http.get(ALERTS, params={"text": "exact"}))["items"]
    answer = any_api.http.get(f"{ALERTS}/{alert['id']}/events")
    assert b'"document":' + document in answer.content
    (event,) = ok(answer)["items"]
    assert (event["joined_by"], event["mapping_version"], event["flags"]) == ("opened", 1, ["time_missing"])
    assert event["deciding_fields"]
    assert (event["document_id"], event["document_kept"], event["document_base64"]) == ("1.1", True, None)


def test_the_summary_counts_what_is_there(any_api: Api) -> None:
    any_api.ingest(wazuh(1, level=13, rule={"id": "1", "level": 13, "description": "x", "mitre": {"id": ["T1110"]}}))
    any_api.clock.advance(timedelta(hours=2))
    summary = ok(any_api.http.get(f"{ALERTS}/summary", headers=any_api.user("later")))
    high = next(one for one in summary["severity_by_age"] if one["severity"] == "High")
    assert high["counts"] == [0, 1, 0, 0, 0]
    assert summary["age_bands_hours"] == [1, 4, 24, 168]
    assert summary["techniques"] == [{"technique": "T1110", "count": 1}]
    assert summary["source_by_hour"] == [{"source": "wazuh", "hours": [{"hour": "2026-08-20T08:00:00Z", "count": 1}]}]


def test_changes_are_followed_without_gap_or_repetition(any_api: Api) -> None:
    any_api.ingest(*(wazuh(number) for number in range(1, 6)))
    seen: list[str] = []
    page = ok(any_api.http.get(f"{ALERTS}/changes", params={"limit": 2}))
    while page["more"] or page["items"]:
        seen += [one["title"] for one in page["items"]]
        page = ok(any_api.http.get(f"{ALERTS}/changes", params={"limit": 2, "after": page["next"]}))
    assert sorted(seen) == [f"rule {number} fired" for number in range(1, 6)]
    any_api.ingest(wazuh(3, document_id="again"))
    (changed_one,) = ok(any_api.http.get(f"{ALERTS}/changes", params={"after": page["next"]}))["items"]
    assert (changed_one["title"], changed_one["event_count"]) == ("rule 3 fired", 2)


def test_many_are_changed_at_once_with_an_answer_for_each(any_api: Api) -> None:
    first, second = any_api.alert(1), any_api.alert(2)
    changed(any_api, second["id"], 1, status="CLOSED", verdict="true_positive")
    body = {"ids": [first["id"], second["id"], NOBODY], "change": {"status": "OPEN", "add_tags": ["t"]}}
    answers = ok(any_api.http.post(f"{ALERTS}/bulk", json=body))["answers"]
    assert [(one["id"], one["outcome"]) for one in answers] == [
        (first["id"], "changed"),
        (second["id"], "refused"),
        (NOBODY, "not_found"),
    ]
    assert answers[1]["detail"]


def test_a_filter_with_its_time_puts_alerts_into_a_case(any_api: Api) -> None:
    case = any_api.case(any_api.alert(1)["id"])
    any_api.ingest(wazuh(2), wazuh(3))
    body = {"filter": {"status": ["OPEN"]}, "as_of": "2026-08-20T08:00:00Z", "case_id": case["id"]}
    assert len(ok(any_api.http.post(f"{ALERTS}/bulk", json=body))["answers"]) == 3
    assert ok(any_api.http.get(f"{CASES}/{case['id']}"))["alert_count"] == 3


def test_a_bulk_change_by_filter_goes_on_with_its_cursor(any_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socdomain.incidents.change_alerts_in_bulk.MOST_ALERTS", 2)
    any_api.ingest(*(wazuh(number) for number in range(5)))
    body = {"filter": {"source": "wazuh"}, "as_of": "2026-08-20T08:00:00Z", "change": {"add_tags": ["swept"]}}

    first = ok(any_api.http.post(f"{ALERTS}/bulk", json=body))
    second = ok(any_api.http.post(f"{ALERTS}/bulk", json={**body, "cursor": first["next_cursor"]}))
    third = ok(any_api.http.post(f"{ALERTS}/bulk", json={**body, "cursor": second["next_cursor"]}))

    assert [len(page["answers"]) for page in (first, second, third)] == [2, 2, 1]
    assert third["next_cursor"] is None
    assert len(ok(any_api.http.get(ALERTS, params={"tag": "swept"}))["items"]) == 5
    other = {**body, "filter": {"source": "suricata"}, "cursor": first["next_cursor"]}
    assert refused(any_api.http.post(f"{ALERTS}/bulk", json=other), 400, "invalid-input")["field"] == "cursor"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"change": {"assignee": "a"}}, "ids"),
        ({"ids": [NOBODY], "filter": {}, "as_of": "2026-08-20T08:00:00Z", "change": {"assignee": "a"}}, "ids"),
        ({"filter": {}, "change": {"assignee": "a"}}, "as_of"),
        ({"ids": [NOBODY]}, "change"),
        ({"ids": [NOBODY] * 1001, "change": {"assignee": "a"}}, "ids"),
        ({"ids": [NOBODY], "change": {"verdict_reason": "why"}}, "verdict"),
    ],
)
def test_a_bulk_change_that_cannot_be_meant_is_refused(api: Api, body: dict[str, Any], field: str) -> None:
    assert refused(api.http.post(f"{ALERTS}/bulk", json=body), 400, "invalid-input")["field"] == field


def test_an_alert_is_written_by_hand(any_api: Api) -> None:
    body = {
        "customer": "ACME",
        "title": "A caller asked for a password",
        "severity": "High",
        "tags": ["Phone"],
        "observables": [{"type": "domain", "value": "evil[.]example"}],
        "asset_name": "helpdesk",
    }
    answer = any_api.http.post(MANUAL, json=body)
    alert = ok(answer, 201)
    assert answer.headers["location"] == f"{ALERTS}/{alert['id']}"
    assert (alert["source"], alert["tags"], alert["observables"][0]["value"]) == ("manual", ["phone"], "evil.example")
    assert ok(any_api.http.get(answer.headers["location"])) == alert


def test_an_observable_that_is_none_is_named_by_its_place(api: Api) -> None:
    body = {"customer": "ACME", "title": "x", "severity": "Low", "observables": [{"type": "ipv4", "value": "999"}]}
    assert refused(api.http.post(MANUAL, json=body), 400, "invalid-input")["field"] == "observables[0].value"


def test_an_unknown_customer_is_not_found(api: Api) -> None:
    body = {"customer": "NONE", "title": "x", "severity": "Low"}
    assert refused(api.http.post(MANUAL, json=body), 404, "not-found")["kind"] == "customer"


def test_lines_of_every_kind_end_in_alerts(api: Api) -> None:
    content = lines(wazuh(1), wazuh(2)).replace(b"\n", b"\r\n")
    answer = api.http.post(INGEST, params={"source": "wazuh", "customer": "ACME"}, content=content, headers=NDJSON)
    assert ok(answer)["created"] == 2
