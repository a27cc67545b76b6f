"""``watchfloor connectors`` and ``simulate``: added, listed and tried on a machine without any product."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.connectors.grafana.simulator import GrafanaSimulator
from tests.flows.floors import Floor

PASSWORD = "pä ss@w/o:rd"
LOOPBACK = {"WATCHFLOOR_CONNECT_TO_LOOPBACK": "true"}


@pytest.fixture
def ready(floor: Floor) -> Floor:
    """A platform that is prepared."""
    assert floor.run("migrate").returncode == 0
    return floor


@pytest.fixture
def grafana() -> Iterator[GrafanaSimulator]:
    """A stand-in for a product."""
    with GrafanaSimulator(password=PASSWORD) as grafana:
        yield grafana


def run(floor: Floor, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a command whose connectors may lead to this machine."""
    return floor.run(*arguments, environment=LOOPBACK)


def add(
    floor: Floor, grafana: GrafanaSimulator, folder: Path, password: str = PASSWORD, *, careful: bool = False
) -> subprocess.CompletedProcess[str]:
    """Adds a connector that leads there."""
    (folder / "password").write_text(f"{password}\n")
    values = ("--value", f"url={grafana.url}", "--value", f"username={grafana.username}")
    secret = ("--file", f"password={folder / 'password'}")
    return floor.run(
        "connectors", "add", "grafana", "Boards", *values, *secret, environment={} if careful else LOOPBACK
    )


def test_one_that_works_is_added_tried_and_listed(ready: Floor, grafana: GrafanaSimulator, tmp_path: Path) -> None:
    done = add(ready, grafana, tmp_path)
    assert (done.returncode, "Added Boards." in done.stdout) == (0, True), done.stderr
    assert "Boards: ok" in done.stdout
    listed = json.loads(run(ready, "connectors", "list", "--json").stdout)
    assert [(one["name"], one["connector_verified"], one["secrets"]) for one in listed] == [
        ("Boards", True, ["password"])
    ]
    shown = run(ready, "connectors", "list").stdout
    assert PASSWORD not in shown + done.stdout + done.stderr
    assert "grafana  ok" in shown


def test_a_list_for_programs_says_whose_the_finds_are(ready: Floor, grafana: GrafanaSimulator, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORD)
    values = ("--value", f"url={grafana.url}", "--value", f"username={grafana.username}", "--customer", "ACME")
    run(ready, "connectors", "add", "grafana", "Boards", *values, "--file", f"password={tmp_path / 'password'}")
    (one,) = json.loads(run(ready, "connectors", "list", "--json").stdout)
    assert (one["name"], one["customer"]) == ("Boards", "ACME")


def test_one_that_does_not_work_says_what_to_do_and_ends_with_4(
    ready: Floor, grafana: GrafanaSimulator, tmp_path: Path
) -> None:
    assert add(ready, grafana, tmp_path, "wrong").returncode == 4
    done = run(ready, "connectors", "verify", "boards")
    assert (done.returncode, "refused_credentials" in done.stdout) == (4, True)
    assert run(ready, "connectors", "verify").returncode == 4
    grafana.password = "wrong"
    assert run(ready, "connectors", "verify").returncode == 0


def test_this_machine_is_led_to_only_where_a_setting_allows_it(
    ready: Floor, grafana: GrafanaSimulator, tmp_path: Path
) -> None:
    done = add(ready, grafana, tmp_path, careful=True)
    assert (done.returncode, "loopback" in done.stdout) == (4, True)
    assert grafana.requests == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "unicorn", "Horn"), "unicorn"),
        (("add", "grafana", "Boards"), "values.url"),
        (("add", "grafana", "Boards", "--value", "url"), "--value"),
        (("add", "grafana", "Boards", "--file", "password=/nowhere"), "--file"),
        (("verify", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_is_said(ready: Floor, arguments: tuple[str, ...], says: str) -> None:
    done = run(ready, "connectors", *arguments)
    assert (done.returncode != 0, says in done.stderr) == (True, True), done.stderr


def test_the_hourly_job_tries_all(ready: Floor, grafana: GrafanaSimulator, tmp_path: Path) -> None:
    add(ready, grafana, tmp_path)
    grafana.password = "another one"
    done = run(ready, "jobs", "run", "verify_connectors", "--inline")
    assert (done.returncode, "1 failing" in done.stdout) == (0, True), done.stdout
    (one,) = json.loads(run(ready, "connectors", "list", "--json").stdout)
    assert one["verification"]["outcome"] == "refused_credentials"


def test_stand_ins_run_until_they_are_stopped_and_say_how_they_are_reached(ready: Floor, tmp_path: Path) -> None:
    process = ready.start("simulate", "grafana")
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(4)]
    values = dict(line.split(" = ") for line in said[1:])
    (tmp_path / "password").write_text(values["password"])
    pairs = ("--value", f"url={values['url']}", "--value", f"username={values['username']}")
    done = run(ready, "connectors", "add", "grafana", "Boards", *pairs, "--file", f"password={tmp_path / 'password'}")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert (process.returncode, done.returncode) == (0, 0), done.stdout
