"""``watchfloor artifacts verify``, ``holds`` and ``customers retention``, and the jobs that keep files."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from attrs import evolve
from rich.console import Console

from entrypoints.cli.artifacts_verify import progress_on
from socdomain.artifacts.file_name import shown_name
from socdomain.artifacts.verify_artifacts import Checked
from tests.builders import a_customer
from tests.contracts.test_artifacts import an_artifact
from tests.flows.floors import Floor
from tests.flows.kept_files import KeptFiles, kept_files

UNKNOWN = "0192d1a1-0000-7000-8000-000000000000"


@pytest.fixture
def files(floor: Floor) -> KeptFiles:
    return kept_files(floor)


def told(files: KeptFiles, *arguments: str, code: int = 0) -> Any:
    """What a command tells as JSON."""
    done = files.floor.run(*arguments, "--json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def flip_a_bit(files: KeptFiles, artifact: Any) -> None:
    """Changes one bit on the disk."""
    path = files.path(artifact)
    content = bytearray(path.read_bytes())
    content[5] ^= 1
    path.write_bytes(content)


def test_one_byte_that_changed_on_disk_is_found_and_named(files: KeptFiles) -> None:
    good, bad, gone = (files.store(name, name.encode() * 1_000) for name in ("good.log", "bad\u202e.log", "gone.log"))
    assert told(files, "artifacts", "verify", "--all") == {"files": 3, "intact": 3, "damaged": [], "unread": []}
    flip_a_bit(files, bad)
    files.path(gone).unlink()
    done = files.floor.run("artifacts", "verify", "--case", str(files.case_id))
    assert done.returncode == 1
    assert done.stdout == "Verified 3 files: 1 as they were, 2 not.\n"
    assert f"{bad.id} (bad\\u{{202e}}.log) is corrupt: its SHA-256 is" in done.stderr
    assert f"{gone.id} (gone.log) is missing: the store has no such object" in done.stderr
    assert str(good.id) not in done.stderr
    one = told(files, "artifacts", "verify", str(bad.id), code=1)
    assert [found["status"] for found in one["damaged"]] == ["corrupt"]
    assert told(files, "artifacts", "verify", str(good.id))["intact"] == 1


@pytest.mark.parametrize("name", ["report[/final].pdf", "[red]report.pdf", "report\x1b[2J.pdf"])
def test_a_name_is_shown_on_a_terminal_as_it_is(name: str) -> None:
    shown = StringIO()
    artifact = evolve(an_artifact(a_customer()), file_name=name)
    with progress_on(Console(file=shown, force_terminal=True, width=200)) as tell:
        tell(artifact, Checked(intact=1))
    assert shown_name(name) in shown.getvalue()


def test_a_hold_keeps_what_retention_would_remove(files: KeptFiles) -> None:
    files.store("a.log", b"a", ago=timedelta(days=2))
    run = files.floor.run
    assert run("customers", "retention", "acme").stdout == "Files of ACME are kept for ever.\n"
    assert told(files, "customers", "retention", "acme", "--days", "1")["keep_days"] == 1
    hold = told(files, "holds", "place", "--case", str(files.case_id), "--reason", "SEC v. ACME")
    assert (hold["customer"], hold["case_id"], hold["lifted_at"]) == ("ACME", str(files.case_id), None)
    kept = run("jobs", "run", "expire_artifacts", "--inline").stdout
    assert ("0 files" in kept, "1 held" in kept) == (True, True), kept
    assert f"case {files.case_id} of ACME" in run("holds", "list", "--in-force").stdout
    assert told(files, "holds", "lift", hold["id"], "--reason", "settled")["lift_reason"] == "settled"
    assert told(files, "holds", "list", "--customer", "acme", "--in-force") == []
    removed = run("jobs", "run", "expire_artifacts", "--inline").stdout
    assert ("1 files" in removed, "0 held" in removed) == (True, True), removed
    (record,) = files.stored().records.values()
    assert (record.status.value, record.reason) == ("deleted", "retention: files are kept for 1 days")
    assert files.stored().keys == set()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["artifacts", "verify"], 2),
        (["artifacts", "verify", "--all", "--case", UNKNOWN], 2),
        (["artifacts", "verify", UNKNOWN], 1),
        (["artifacts", "verify", "--case", UNKNOWN], 1),
        (["holds", "place", "--reason", "none"], 2),
        (["holds", "place", "--customer", "ACME", "--case", UNKNOWN, "--reason", "x"], 2),
        (["holds", "place", "--customer", "nobody", "--reason", "x"], 2),
        (["holds", "lift", UNKNOWN, "--reason", "x"], 1),
        (["customers", "retention", "ACME", "--days", "0"], 2),
        (["customers", "retention", "ACME", "--days", "1", "--for-ever"], 2),
    ],
)
def test_wrong_use_is_told_apart_from_what_is_not_there(floor: Floor, arguments: list[str], code: int) -> None:
    done = floor.run(*arguments)
    assert done.returncode == code, done.stderr


def test_what_a_job_finds_is_in_its_log(files: KeptFiles) -> None:
    artifact = files.store("a.log", b"a" * 1_000, ago=timedelta(days=8))
    files.store("b.log", b"b", ago=timedelta(days=6))
    flip_a_bit(files, artifact)
    done = files.floor.run("jobs", "run", "verify_artifacts", "--inline").stdout
    assert ("1 files" in done, "1 corrupt" in done, f"{artifact.id} (a.log) is corrupt" in done) == (True,) * 3, done
