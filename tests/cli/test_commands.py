"""The other commands, run as a person would."""

from __future__ import annotations

import json
import signal
import sqlite3
from pathlib import Path

import httpx
import pytest

from adapters.database import migrate
from entrypoints.samples.stream import documents
from tests.flows.floors import Floor, free_port, wait_until_ready


@pytest.fixture
def worked(floor: Floor, tmp_path: Path) -> Floor:
    """A floor with three alerts."""
    path = tmp_path / "documents"
    path.write_bytes(b"\n".join(documents(9, fingerprints=3)))
    assert floor.run("ingest", str(path), "--source", "wazuh").returncode == 0
    return floor


def test_alerts_are_listed_for_people_and_for_scripts(worked: Floor) -> None:
    listed = json.loads(worked.run("alerts", "--json").stdout)
    shown = worked.run("alerts").stdout

    assert len(listed) == 3
    assert {one["event_count"] for one in listed} == {3}
    assert all(one["id"] in shown for one in listed)


def test_the_list_of_alerts_can_be_narrowed(worked: Floor) -> None:
    acme = json.loads(worked.run("alerts", "--customer", "acme", "--status", "open", "--json").stdout)

    assert {one["customer"] for one in acme} == {"ACME"}
    assert json.loads(worked.run("alerts", "--status", "closed", "--json").stdout) == []


def test_an_alert_becomes_a_case(worked: Floor) -> None:
    alert = json.loads(worked.run("alerts", "--json").stdout)[0]

    opened = json.loads(worked.run("cases", "open", alert["id"], "--json").stdout)
    again = worked.run("cases", "open", alert["id"])

    assert (opened["number"], opened["name"], opened["customer"]) == (1, alert["title"], alert["customer"])
    assert (again.returncode, "case 1 is already open" in again.stderr) == (1, True)
    assert [one["id"] for one in json.loads(worked.run("cases", "--json").stdout)] == [opened["id"]]
    assert "Case 1 of" in worked.run("cases", "show", opened["id"]).stdout
    assert json.loads(worked.run("alerts", "show", alert["id"], "--json").stdout)["cases"][0]["number"] == 1


def test_what_is_not_there_is_said_without_a_traceback(worked: Floor) -> None:
    for arguments in (["alerts", "show", "nonsense"], ["cases", "show", "01990000-0000-7000-8000-000000000000"]):
        done = worked.run(*arguments)
        assert done.returncode == 1
        assert done.stderr.startswith("watchfloor: ")
        assert "Traceback" not in done.stderr


def test_customers_are_added_and_listed(floor: Floor) -> None:
    done = floor.run("customers", "add", "INITECH", "--name", "Initech", "--further-code", "it-1")
    taken = floor.run("customers", "add", "other", "--further-code", "IT-1")

    assert done.returncode == 0
    assert (taken.returncode, "taken" in taken.stderr) == (1, True)
    assert {"code": "INITECH", "name": "Initech", "further_codes": ["it-1"]} in json.loads(
        floor.run("customers", "--json").stdout
    )


def test_an_empty_database_says_what_to_do(tmp_path: Path) -> None:
    floor = Floor(f"sqlite:///{tmp_path / 'new.db'}", tmp_path)

    done = floor.run("alerts")

    assert done.returncode == 1
    assert "watchfloor migrate" in done.stderr


def test_migrate_prepares_an_empty_database_and_shows_the_password_once(database: str, tmp_path: Path) -> None:
    floor = Floor(database, tmp_path)

    first, second = floor.run("migrate"), floor.run("migrate", "--json")

    assert "Administrator: admin" in first.stderr
    assert "Password" in first.stderr
    assert "Password" not in second.stderr
    assert json.loads(second.stdout) == {"migrations": [], "sources": []}


def test_doctor_is_content_with_a_good_platform_and_names_the_remedy_for_a_bad_one(
    floor: Floor, tmp_path: Path
) -> None:
    assert floor.run("migrate").returncode == 0
    well = floor.run("doctor")
    bad = Floor(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "data").run("doctor", "--json")

    assert well.returncode == 0, well.stdout
    assert bad.returncode == 4
    assert "watchfloor migrate" in bad.stdout
    assert {one["check"] for one in json.loads(bad.stdout) if not one["ok"]} >= {"database"}


def test_an_unknown_setting_stops_every_command(floor: Floor) -> None:
    done = floor.run("alerts", environment={"WATCHFLOOR_PROT": "1"})

    assert done.returncode == 2
    assert "did you mean WATCHFLOOR_PORT?" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_up_serves_until_it_is_asked_to_stop(floor: Floor, number: signal.Signals) -> None:
    port = free_port()
    process = floor.start("up", "--port", str(port))

    wait_until_ready(f"http://127.0.0.1:{port}", process)
    assert httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False).status_code == 200
    process.send_signal(number)
    out, err = process.communicate(timeout=30)

    assert (process.returncode, "Stopping." in out) == (0, True), err
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)


def test_the_demo_loads_a_day_and_opens_a_case(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    floor = Floor(f"sqlite:///{folder / 'watchfloor.db'}", folder)

    done = floor.run("demo", "--keep", str(folder), "--no-serve")

    assert done.returncode == 0, done.stderr
    alerts = json.loads(floor.run("alerts", "--json").stdout)
    (case,) = json.loads(floor.run("cases", "--json").stdout)
    assert {one["customer"] for one in alerts} == {"ACME", "GLOBEX"}
    assert case["severity"] == "Critical"
    assert "http://localhost:" in done.stdout
    assert "password" in done.stdout
    assert floor.run("doctor").returncode == 0


def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    """A program from last month must not work on what next month's made."""
    url = f"sqlite:///{tmp_path / 'newer.db'}"
    migrate(url)
    with sqlite3.connect(tmp_path / "newer.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    connection.close()

    done = Floor(url, tmp_path).run("migrate")

    assert done.returncode == 1
    assert "9999_from_the_future" in done.stderr
    assert "Traceback" not in done.stderr
