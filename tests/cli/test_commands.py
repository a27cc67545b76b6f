"""Alerts, cases and customers, as a person or a script asks for them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.flows.floors import Floor


def listed(floor: Floor, *arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(floor.run(*arguments, "--json").stdout)
    return found


def test_alerts_are_listed_for_people_and_for_scripts(worked: Floor) -> None:
    alerts = listed(worked, "alerts")
    shown = worked.run("alerts").stdout

    assert len(alerts) == 3
    assert {one["event_count"] for one in alerts} == {3}
    assert all(one["id"] in shown for one in alerts)


def test_the_list_of_alerts_can_be_narrowed(worked: Floor) -> None:
    acme = listed(worked, "alerts", "--customer", "acme", "--status", "open")

    assert {one["customer"] for one in acme} == {"ACME"}
    assert listed(worked, "alerts", "--status", "closed") == []


def test_an_alert_becomes_a_case(worked: Floor) -> None:
    alert = listed(worked, "alerts")[0]

    opened = json.loads(worked.run("cases", "open", alert["id"], "--json").stdout)
    again = worked.run("cases", "open", alert["id"])

    assert (opened["number"], opened["name"], opened["customer"]) == (1, alert["title"], alert["customer"])
    assert (again.returncode, "case 1 is already open" in again.stderr) == (1, True)
    assert [one["id"] for one in listed(worked, "cases")] == [opened["id"]]
    assert "Case 1 of" in worked.run("cases", "show", opened["id"]).stdout
    assert json.loads(worked.run("alerts", "show", alert["id"], "--json").stdout)["cases"][0]["number"] == 1


def test_json_has_the_shapes_of_the_api(worked: Floor) -> None:
    """A script that reads one reads the other."""
    alert = listed(worked, "alerts")[0]
    detail = json.loads(worked.run("alerts", "show", alert["id"], "--json").stdout)
    case = json.loads(worked.run("cases", "open", alert["id"], "--json").stdout)
    case_in_list = listed(worked, "cases")[0]

    assert alert["asset"] in {asset["name"] for asset in detail["assets"]}
    assert alert["last_seen"].endswith("Z")
    assert {"id", "kind", "name", "event_count", "first_seen", "last_seen", "agent_ids"} == set(detail["assets"][0])
    assert {"id", "type", "value", "defanged", "internal"} == set(detail["observables"][0])
    assert {"id", "kind", "name"} == set(case["assets"][0])
    assert {"id", "type", "value", "defanged", "internal"} == set(case["observables"][0])
    assert (case_in_list["alert_count"], case_in_list["from_alert"]) == (1, alert["id"])


def test_a_list_goes_on_for_as_long_as_is_asked(worked: Floor) -> None:
    whole, all_of_them = worked.run("alerts", "--limit", "1000", "--json"), worked.run("alerts", "--all", "--json")
    part = worked.run("alerts", "--limit", "2", "--json")

    assert len(json.loads(whole.stdout)) == len(json.loads(all_of_them.stdout)) == 3
    assert (whole.stderr, all_of_them.stderr) == ("", "")
    assert len(json.loads(part.stdout)) == 2
    assert "There are more" in part.stderr


def test_what_a_list_leaves_out_is_said_beside_a_table_too(worked: Floor) -> None:
    for alert in listed(worked, "alerts")[:2]:
        assert worked.run("cases", "open", alert["id"]).returncode == 0

    for command in ("alerts", "cases"):
        part = worked.run(command, "--limit", "1")
        assert "There are more" in part.stderr
        assert "There are more" not in part.stdout


def test_what_is_not_there_is_said_without_a_traceback(worked: Floor) -> None:
    done = worked.run("cases", "show", "01990000-0000-7000-8000-000000000000")

    assert done.returncode == 1
    assert done.stderr.startswith("watchfloor: no case ")
    assert "Traceback" not in done.stderr


def test_a_name_of_the_system_is_not_taken_for_markup(worked: Floor) -> None:
    alert = listed(worked, "alerts")[0]

    done = worked.run("cases", "open", alert["id"], environment={"LOGNAME": "[/x]"})

    assert (done.returncode, "by local:[/x]" in done.stdout) == (0, True), done.stderr


def test_customers_are_added_and_listed(floor: Floor) -> None:
    done = floor.run("customers", "add", "INITECH", "--name", "Initech", "--further-code", "it-1")
    taken = floor.run("customers", "add", "other", "--further-code", "IT-1")

    assert done.returncode == 0
    assert (taken.returncode, "taken" in taken.stderr) == (1, True)
    added = listed(floor, "customers")[0]
    assert (added["code"], added["name"], added["further_codes"]) == ("INITECH", "Initech", ["it-1"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["alerts", "show", "nonsense"], "'nonsense' is not an identifier"),
        (["cases", "open", "nonsense"], "'nonsense' is not an identifier"),
        (["alerts", "--customer", "NOPE"], "there are ACME, GLOBEX"),
        (["cases", "--customer", "NOPE"], "there are ACME, GLOBEX"),
        (["alerts", "--text", "ab"], "at least 3 characters"),
        (["customers", "add", "no spaces"], "letters, digits"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(floor: Floor, arguments: list[str], says: str) -> None:
    done = floor.run(*arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
