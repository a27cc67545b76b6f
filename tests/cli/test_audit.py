"""``watchfloor audit``, as whoever keeps the log uses it."""

from __future__ import annotations

import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from adapters.object_store.filesystem import FilesystemObjectStore
from socdomain.audit.stored_anchors import StoredAnchors
from tests.flows.floors import Floor

YEARS_US = 6 * 366 * 86_400_000_000


def by_sql(floor: Floor, statement: str, *values: object) -> None:
    """Changes the database as somebody who has the file."""
    with closing(sqlite3.connect(floor.url.removeprefix("sqlite:///"))) as database, database:
        assert database.execute(statement, values).rowcount > 0


def told(floor: Floor, *arguments: str, code: int = 0) -> Any:
    """What a command says as JSON."""
    done = floor.run("audit", *arguments, "--json")
    assert (done.returncode, done.stderr) == (code, ""), done.stderr
    return json.loads(done.stdout)


def test_what_was_done_is_listed(worked: Floor) -> None:
    everything = told(worked, "list")
    shown = worked.run("audit", "list").stdout

    assert everything[0]["action"] == "events.ingested"
    assert "source.created" in {one["action"] for one in everything}
    assert everything[0]["by_name"] in shown
    assert "events.ingested" in shown


def test_the_list_can_be_narrowed(worked: Floor) -> None:
    assert len(told(worked, "list", "--action", "events.")) == 1
    assert told(worked, "list", "--from", "2999-01-01T00:00:00Z") == []
    assert told(worked, "list", "--customer", "acme") == []
    done = worked.run("audit", "list", "--from", "yesterday")
    assert (done.returncode, "'yesterday' is not a time" in done.stderr) == (2, True)


def test_a_whole_log_is_told_to_be_whole(worked: Floor) -> None:
    signed = told(worked, "sign")["signed"]
    report = told(worked, "verify")

    assert [one["chain"] for one in signed] == ["platform"]
    assert told(worked, "sign") == {"signed": []}
    (chain,) = report["chains"]
    assert (report["ok"], chain["signed_until"]) == (True, chain["last"])
    assert worked.run("audit", "verify").stdout.startswith("ok      platform: ")


def test_the_row_that_was_edited_is_named(worked: Floor) -> None:
    by_sql(worked, "UPDATE audit_records SET by_name = 'mallory' WHERE action = 'events.ingested'")
    edited = told(worked, "list", "--action", "events.ingested")[0]

    (chain,) = told(worked, "verify", code=4)["chains"]
    (finding,) = chain["findings"]
    assert (finding["kind"], finding["id"], finding["at"]) == ("edited", edited["id"], edited["at"])
    done = worked.run("audit", "verify")
    assert done.returncode == 4
    assert f"edited: {edited['sequence']} (events.ingested, " in done.stdout
    assert edited["id"] in done.stdout


def anchors(floor: Floor) -> StoredAnchors:
    """The anchors that programs keep on a floor."""
    return StoredAnchors(FilesystemObjectStore(floor.folder / "objects"), "audit-anchors")


def test_what_was_signed_away_is_found_by_the_anchor(worked: Floor) -> None:
    kept = told(worked, "anchor")
    (anchor,) = anchors(worked).names()
    assert (kept["heads"], kept["key"], json.loads(anchors(worked).get(anchor))["type"]) == (
        1,
        anchor,
        "watchfloor.audit-anchor.1",
    )
    for table in ("audit_records", "audit_signatures", "audit_chains"):
        by_sql(worked, f"DELETE FROM {table}")  # noqa: S608 - the test's own

    (chain,) = told(worked, "verify", code=4)["chains"]
    assert [one["kind"] for one in chain["findings"]] == ["signature missing", "truncated"]


def test_old_records_are_pruned_and_the_rest_is_whole(worked: Floor) -> None:
    told(worked, "sign")
    assert told(worked, "prune") == {"pruned": []}
    done = worked.run("audit", "prune")
    assert (done.returncode, done.stdout) == (0, "Removed 0 records.\n")

    by_sql(worked, "UPDATE audit_records SET at = at - ?", YEARS_US)
    (refused,) = told(worked, "prune", code=4)["pruned"]
    assert (refused["records"], refused["refused"].split(":")[0]) == (0, "edited")


@pytest.mark.parametrize("command", ["list", "verify", "sign", "anchor", "prune"])
def test_nothing_is_made_where_there_is_no_platform(command: str, tmp_path: Path) -> None:
    nowhere = Floor(f"sqlite:///{tmp_path / 'no.db'}", tmp_path / "data")
    done = nowhere.run("audit", command)

    assert (done.returncode, "there is no database" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_an_anchor_that_was_kept_before_a_kill_does_no_harm(worked: Floor) -> None:
    """It is there and not written down; the next one is both."""
    killed = worked.run("object_store.kept", "1", "audit", "anchor", module="tests.crash_points")
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    told(worked, "anchor")
    assert len(told(worked, "list", "--action", "audit.anchored")) == 1
    assert len(list(anchors(worked).names())) == 2
    assert told(worked, "verify")["ok"]
