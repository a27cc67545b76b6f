"""``/api/scheduler``: schedules and runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from socdomain.jobs.catalog import CATALOG
from tests.api.driving import Api, ok, refused

SCHEDULER = "/api/scheduler"
RUNS = f"{SCHEDULER}/runs"
OTHER = {"job": "retry_rejected_events", "job_id": "retry_wazuh", "interval": 5, "arguments": {"source": "wazuh"}}


def shown(api: Api, name: str = "prune_audit") -> tuple[dict[str, Any], dict[str, str]]:
    """A schedule, and the header with which this version of it is changed."""
    answer = api.http.get(f"{SCHEDULER}/{name}")
    return ok(answer), {"If-Match": answer.headers["etag"]}


def changed(api: Api, name: str, body: dict[str, Any]) -> Any:
    """The answer to a change of the version that is there now."""
    return api.http.put(f"{SCHEDULER}/update/{name}", json=body, headers=shown(api, name)[1])


def test_every_job_comes_with_a_schedule(any_api: Api) -> None:
    items = ok(any_api.http.get(SCHEDULER))["items"]
    assert [one["job_id"] for one in items] == sorted(CATALOG)
    for one in items:
        assert (one["enabled"], one["is_builtin"], one["arguments"]) == (True, True, {})
        assert one["next_run_at"] is not None
        assert one["summary"].endswith(".")
    assert shown(any_api)[0]["interval"] == 1440


def test_another_interval_moves_the_next_run(any_api: Api) -> None:
    after = ok(changed(any_api, "prune_audit", {"interval": 60}))
    assert (after["interval"], after["next_run_at"], after["version"]) == (60, "2026-08-20T09:00:00Z", 2)
    assert ok(any_api.http.get(f"{SCHEDULER}/next_run/prune_audit"))["next_run_at"] == "2026-08-20T09:00:00Z"


def test_cron_is_meant_in_its_zone(any_api: Api) -> None:
    after = ok(changed(any_api, "prune_audit", {"cron": "30 3 * * *", "zone": "Europe/Berlin"}))
    assert (after["interval"], after["cron"], after["zone"]) == (None, "30 3 * * *", "Europe/Berlin")
    assert after["next_run_at"] == "2026-08-21T01:30:00Z"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"interval": 0}, "interval"),
        ({"interval": -1}, "interval"),
        ({"interval": 10**9}, "interval"),
        ({"cron": "nonsense"}, "cron"),
        ({"cron": "99 * * * *"}, "cron"),
        ({"cron": "0 0 30 2 *"}, "cron"),
        ({"cron": "* " * 200}, "cron"),
        ({"cron": "* * * * *", "zone": "Middle/Earth"}, "zone"),
        ({"zone": "UTC"}, "zone"),
        ({"interval": 5, "cron": "* * * * *"}, "cron"),
        ({"arguments": {"source": "wazuh"}}, "arguments.source"),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(api: Api, body: dict[str, Any], field: str) -> None:
    before = shown(api)[0]
    assert refused(changed(api, "prune_audit", body), 400, "invalid-input")["field"] == field
    assert shown(api)[0] == before


def test_a_change_of_another_version_is_refused(api: Api) -> None:
    _, old = shown(api)
    ok(changed(api, "prune_audit", {"interval": 60}))
    answer = api.http.put(f"{SCHEDULER}/update/prune_audit", json={"interval": 5}, headers=old)
    assert refused(answer, 412, "stale-version")["present"]["interval"] == 60


def test_a_job_can_have_another_schedule_with_arguments_of_its_own(any_api: Api) -> None:
    answer = any_api.http.post(f"{SCHEDULER}/add", json=OTHER)
    added = ok(answer, 201)
    assert answer.headers["location"] == f"{SCHEDULER}/retry_wazuh"
    assert (added["job"], added["is_builtin"], added["next_run_at"]) == (OTHER["job"], False, "2026-08-20T08:05:00Z")
    assert added["arguments"] == {"source": "wazuh"}
    refused(any_api.http.post(f"{SCHEDULER}/add", json=OTHER), 409, "schedule-taken")
    assert any_api.http.delete(f"{SCHEDULER}/retry_wazuh").status_code == 204
    refused(any_api.http.get(f"{SCHEDULER}/retry_wazuh"), 404, "not-found")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"job": "launch_rocket"}, "job"),
        ({"job_id": "runs"}, "job_id"),
        ({"job_id": "Of One's Own"}, "job_id"),
        ({"arguments": {"source": 5}}, "arguments.source"),
        ({"arguments": {"target": "moon"}}, "arguments.target"),
        ({"interval": 0}, "interval"),
        ({"interval": -1}, "interval"),
        ({"interval": 10**9}, "interval"),
        ({"interval": None, "cron": "nonsense"}, "cron"),
        ({"interval": None, "cron": "0 0 30 2 *"}, "cron"),
    ],
)
def test_a_schedule_that_cannot_be_is_not_added(api: Api, change: dict[str, Any], field: str) -> None:
    answer = api.http.post(f"{SCHEDULER}/add", json=OTHER | change)
    assert refused(answer, 400, "invalid-input")["field"] == field


def test_what_came_with_its_job_is_paused_and_not_deleted(api: Api) -> None:
    refused(api.http.delete(f"{SCHEDULER}/prune_audit"), 409, "builtin-schedule")
    assert ok(api.http.post(f"{SCHEDULER}/pause/prune_audit"))["next_run_at"] is None
    assert ok(api.http.post(f"{SCHEDULER}/start/prune_audit"))["next_run_at"] == "2026-08-21T08:00:00Z"


def test_a_reset_brings_back_how_the_job_comes(any_api: Api) -> None:
    ok(changed(any_api, "prune_audit", {"interval": 60}))
    ok(any_api.http.post(f"{SCHEDULER}/pause/prune_audit"))
    after = ok(any_api.http.post(f"{SCHEDULER}/reset/prune_audit"))
    assert (after["interval"], after["enabled"]) == (1440, True)


def test_a_run_can_be_asked_for_also_while_the_schedule_is_paused(any_api: Api) -> None:
    ok(any_api.http.post(f"{SCHEDULER}/pause/prune_outbox"))
    run = ok(any_api.http.post(f"{SCHEDULER}/jobs/run/prune_outbox"), 202)
    assert (run["status"], run["cause"], run["asked_by"]) == ("queued", "request", "anna")
    assert "paused" in run["note"]
    assert ok(any_api.http.get(f"{RUNS}/{run['id']}"))["run"] == run
    assert [one["id"] for one in ok(any_api.http.get(RUNS, params={"status": "queued"}))["items"]] == [run["id"]]
    found = ok(any_api.http.get(RUNS, params={"job_id": "prune_outbox"}))["items"]
    assert [one["id"] for one in found] == [run["id"]]
    assert ok(any_api.http.get(RUNS, params={"job": "prune_audit", "status": "queued"}))["items"] == []


def test_a_run_that_is_asked_for_again_by_the_same_key_is_the_same(any_api: Api) -> None:
    path, keyed = f"{SCHEDULER}/jobs/run/prune_outbox", {"Idempotency-Key": "once"}
    first = ok(any_api.http.post(path, headers=keyed), 202)
    any_api.clock.advance(timedelta(minutes=1))
    assert ok(any_api.http.post(path, headers=keyed), 202) == first
    assert ok(any_api.http.post(path), 202)["id"] != first["id"]
    other = any_api.http.post(f"{SCHEDULER}/jobs/run/prune_audit", headers=keyed)
    refused(other, 422, "idempotency-key-reused")
    assert len(ok(any_api.http.get(RUNS, params={"status": "queued"}))["items"]) == 2


def test_who_asks_for_a_thousand_runs_gets_a_hundred(any_api: Api) -> None:
    """The others of whom nobody knows yet whether they are needed would keep all other jobs waiting."""
    path = f"{SCHEDULER}/jobs/run/prune_outbox"
    answers = []
    for _ in range(102):
        answers.append(any_api.http.post(path))
        any_api.clock.advance(timedelta(milliseconds=1))
    assert {answer.status_code for answer in answers[:100]} == {202}
    for answer in answers[100:]:
        refused(answer, 409, "enough-runs-wait")
    ok(any_api.http.post(f"{SCHEDULER}/jobs/run/prune_audit"), 202)


def test_what_is_not_there_is_not_found(api: Api) -> None:
    nothing = "0198c0de-0000-7000-8000-000000000000"
    for method, path in (
        ("GET", "/none"),
        ("GET", "/next_run/none"),
        ("DELETE", "/none"),
        ("POST", "/jobs/run/none"),
        ("POST", "/start/none"),
        ("POST", "/pause/none"),
        ("POST", "/reset/none"),
        ("GET", f"/runs/{nothing}"),
        ("GET", f"/runs/{nothing}/events"),
        ("GET", "/runs?job_id=none"),
    ):
        refused(api.http.request(method, SCHEDULER + path), 404, "not-found")


def test_every_change_is_written_down(any_api: Api) -> None:
    ok(any_api.http.post(f"{SCHEDULER}/add", json=OTHER), 201)
    ok(changed(any_api, "retry_wazuh", {"interval": 60}))
    ok(any_api.http.post(f"{SCHEDULER}/pause/retry_wazuh"))
    ok(any_api.http.post(f"{SCHEDULER}/jobs/run/retry_wazuh"), 202)
    any_api.http.delete(f"{SCHEDULER}/retry_wazuh")
    records = ok(any_api.http.get("/api/audit", params={"object_id": "retry_wazuh"}))["items"]
    assert [record["action"] for record in records] == [
        "schedule.removed",
        "schedule.run",
        "schedule.paused",
        "schedule.changed",
        "schedule.created",
    ]
    assert (records[3]["before"]["interval"], records[3]["after"]["interval"]) == (5, 60)
