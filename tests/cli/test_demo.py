"""``watchfloor demo``: a day of samples, and commands that work as they are printed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from tests.flows.floors import Floor
from tests.flows.jobs_processes import wait_until

PROGRAM = Path(sys.executable).with_name("watchfloor")
ELSEWHERE = {
    "WATCHFLOOR_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "WATCHFLOOR_OWNER_DATABASE_URL": "postgresql://owner@127.0.0.1:1/nothing",
    "WATCHFLOOR_BOOTSTRAP_DATABASE_URL": "postgresql://postgres@127.0.0.1:1/postgres",
    "WATCHFLOOR_REDIS_URL": "redis://127.0.0.1:1/0",
}
ENVIRONMENT = {**os.environ, "PATH": os.defpath, **ELSEWHERE}


def demo(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(PROGRAM), "demo", *arguments]
    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def printed(output: str, words: str) -> str:
    """The command that the demo prints behind some words."""
    found = re.search(rf"^  {words}  +(.+)$", output, re.MULTILINE)
    assert found is not None, output
    return found[1]


def test_the_demo_loads_a_day_and_opens_a_case(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    floor = Floor("", folder)

    done = floor.run("demo", "--keep", str(folder), "--no-serve")

    assert done.returncode == 0, done.stderr
    alerts = json.loads(floor.run("alerts", "--json").stdout)
    (case,) = json.loads(floor.run("cases", "--json").stdout)
    assert {one["customer"] for one in alerts} == {"ACME", "GLOBEX"}
    assert case["severity"] == "Critical"
    assert "password" in done.stdout
    assert "http://" not in done.stdout, "nothing runs there"
    assert floor.run("doctor").returncode == 0


def test_what_the_demo_prints_can_be_typed_as_it_is(tmp_path: Path) -> None:
    """In a folder whose name a shell would split, with other servers set and the program not on the path."""
    done = demo("--keep", "my demo", "--no-serve", cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    for words, says in (("list the alerts", "Critical"), ("look at the case", "Critical")):
        command = ["/bin/sh", "-c", printed(done.stdout, words)]
        assert all(f"{name}= " in command[-1] for name in ELSEWHERE)
        shown = subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        assert (shown.returncode, says in shown.stdout) == (0, True), shown.stderr
    for words, given in (("store evidence", "seen at the gate"), ("export what it has", "")):
        command = ["/bin/sh", "-c", printed(done.stdout, words)]
        made = subprocess.run(
            command, cwd=tmp_path, env=ENVIRONMENT, input=given, capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
    assert [path.suffix for path in tmp_path.iterdir() if path.is_file()] == [".zip"]


def test_a_folder_that_is_loaded_already_is_said_to_be(tmp_path: Path) -> None:
    demo("--keep", "kept", "--no-serve", cwd=tmp_path)

    again = demo("--keep", "kept", "--no-serve", cwd=tmp_path)

    assert again.returncode == 0
    assert "kept holds data already" in again.stdout
    assert "password" in again.stdout, "and where the password is"


def test_a_demo_does_its_jobs_by_a_queue_of_its_own(tmp_path: Path) -> None:
    """Whatever Redis is set: a worker of the demo would take the runs of another platform there, and not know them."""
    process = Floor("", tmp_path).start("demo", "--keep", str(tmp_path), environment=ELSEWHERE)
    assert process.stdout is not None
    try:
        lines = iter(process.stdout.readline, "")
        address = next(found[0] for line in lines if (found := re.search(r"http://localhost:\d+", line)))

        def is_there() -> bool:
            # A connector does not work, and is not to.
            told = httpx.get(f"{address}/health/ready", trust_env=False, timeout=30).json()["dependencies"]
            return bool(next(one for one in told if one["name"] == "queue")["ok"])

        wait_until(is_there, "its own queue")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


def test_a_demo_that_neither_serves_nor_keeps_is_refused(tmp_path: Path) -> None:
    done = demo("--no-serve", cwd=tmp_path)

    assert done.returncode == 2
    assert "--keep" in done.stderr


def test_the_demo_tells_its_address_when_it_answers_there(tmp_path: Path) -> None:
    process = Floor("", tmp_path).start("demo")
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    address = next(found[0] for line in lines if (found := re.search(r"http://localhost:\d+", line)))

    assert httpx.get(f"{address}/health/ready", trust_env=False).is_success
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)

    assert (process.returncode, "Stopping." in out) == (0, True), err
