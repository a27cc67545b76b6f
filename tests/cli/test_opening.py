"""What a command finds before it can work: settings, a folder, and a database as the program needs it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from uuid import uuid4

import pytest

from adapters.database import migrate
from tests.flows.floors import Floor

ID = str(uuid4())
EMBEDDED = {"WATCHFLOOR_DATABASE_URL": ""}
READING = [["alerts"], ["cases"], ["customers"], ["alerts", "show", ID], ["cases", "open", ID], ["prune"], ["api"]]
INGEST = ["ingest", __file__, "--source", "wazuh"]


def at_revision(folder: Path, revision: str) -> Floor:
    """A floor whose database another version of the program has made."""
    file = folder / "other.db"
    migrate(f"sqlite:///{file}")
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
    return Floor(f"sqlite:///{file}", folder / "data")


@pytest.mark.parametrize("command", [*READING, INGEST, ["doctor"]])
def test_a_folder_that_is_not_there_is_said_and_not_made(tmp_path: Path, command: list[str]) -> None:
    typo = tmp_path / "typo"

    done = Floor("", tmp_path).run("--data-dir", str(typo), *command, environment=EMBEDDED)

    assert done.returncode == (4 if command == ["doctor"] else 1)
    assert str(typo) in done.stdout + done.stderr
    assert "watchfloor migrate" in done.stdout + done.stderr
    assert not typo.exists()


@pytest.mark.parametrize("command", [["alerts"], ["doctor"]])
def test_a_folder_without_a_database_stays_without(tmp_path: Path, command: list[str]) -> None:
    empty = tmp_path / "empty"
    empty.mkdir(mode=0o700)

    done = Floor("", empty).run(*command)

    assert done.returncode == (4 if command == ["doctor"] else 1)
    assert "watchfloor migrate" in done.stdout + done.stderr
    assert list(empty.iterdir()) == []


def test_a_database_that_was_never_migrated_says_what_to_do(empty_postgres_database: str, tmp_path: Path) -> None:
    done = Floor(empty_postgres_database, tmp_path / "data").run("alerts")

    assert done.returncode == 1
    assert "watchfloor migrate" in done.stderr


@pytest.mark.parametrize("name", ["q?dir", "50%20off", "sp ace", "#hash", "ü"])
def test_a_folder_of_any_name_holds_its_database(tmp_path: Path, name: str) -> None:
    done = Floor("", tmp_path / name).run("migrate")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / name / "watchfloor.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert Floor("", tmp_path / name).run("alerts", "--json").stdout == "[]\n"


@pytest.mark.parametrize("command", [*READING, INGEST, ["migrate"]])
def test_a_newer_database_is_refused_and_not_touched(tmp_path: Path, command: list[str]) -> None:
    """A program from last month must not work on what next month's made."""
    done = at_revision(tmp_path, "9999_from_the_future").run(*command)

    assert done.returncode == 1
    assert "9999_from_the_future" in done.stderr
    assert "a later one" in done.stderr
    assert "watchfloor migrate" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [*READING, INGEST])
def test_an_older_database_is_to_be_migrated_first(tmp_path: Path, command: list[str]) -> None:
    done = at_revision(tmp_path, "0000").run(*command)

    assert (done.returncode, "watchfloor migrate" in done.stderr) == (1, True)


@pytest.mark.parametrize(("revision", "remedy"), [("0000", "watchfloor migrate"), ("9999", "a later one")])
def test_doctor_names_the_remedy_for_a_database_of_another_version(tmp_path: Path, revision: str, remedy: str) -> None:
    floor = at_revision(tmp_path, revision)
    floor.folder.mkdir(mode=0o700)

    done = floor.run("doctor", "--json")

    assert done.returncode == 4
    (problem,) = [one for one in json.loads(done.stdout) if not one["ok"]]
    assert problem["check"] == "database"
    assert remedy in problem["remedy"]


def test_doctor_is_content_with_a_good_platform(floor: Floor) -> None:
    assert floor.run("migrate").returncode == 0

    done = floor.run("doctor")

    assert done.returncode == 0, done.stdout


def test_doctor_finds_a_key_that_others_can_read(floor: Floor) -> None:
    assert floor.run("migrate").returncode == 0
    (floor.folder / "keys" / "access_token.key").chmod(0o644)

    done = floor.run("doctor", "--json")

    assert done.returncode == 4
    assert "can be read by others" in done.stdout


def test_migrate_shows_the_password_once_and_on_its_own_output(database: str, tmp_path: Path) -> None:
    floor = Floor(database, tmp_path)

    first, second = floor.run("migrate"), floor.run("migrate", "--json")

    assert "Administrator: admin" in first.stdout
    assert "Password" in first.stdout
    assert first.stderr == "", "standard error is where the log goes"
    told = json.loads(second.stdout)
    assert told["administrator"] is None
    assert {step["outcome"] for step in told["steps"]} == {"already so"}


def test_migrate_for_a_script_has_the_password_in_its_json(tmp_path: Path) -> None:
    done = Floor("", tmp_path).run("migrate", "--json")

    administrator = json.loads(done.stdout)["administrator"]
    assert (administrator["login"], len(administrator["password"]) > 20) == ("admin", True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("foo", "cannot be read"),
        ("mysql://u:hunter2@h/d", "'mysql'"),
        ("postgresql://u:hunter2@h:abc/d", "cannot be read"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("sqlite:////nowhere/a.db?x=1", "must name a file"),
    ],
)
@pytest.mark.parametrize("command", [["alerts"], ["migrate"], ["doctor"]])
def test_a_wrong_address_of_the_database_is_one_line(tmp_path: Path, command: list[str], url: str, says: str) -> None:
    done = Floor(url, tmp_path).run(*command)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("watchfloor: WATCHFLOOR_DATABASE_URL ")
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("owner", "says"),
    [
        ("foo", "cannot be read"),
        ("sqlite:////srv/a.db", "must name a user"),
        ("postgresql://o:hunter2@127.0.0.1:9/other", "must name the same database"),
        ("postgresql://u:hunter2@127.0.0.1:9/d", "must name another user"),
    ],
)
@pytest.mark.parametrize("command", [["migrate"], ["up"]])
def test_an_owner_of_something_else_stops_the_program_before_it_does_anything(
    tmp_path: Path, command: list[str], owner: str, says: str
) -> None:
    """It would migrate that database, and the application's stay empty."""
    floor = Floor("postgresql://u:hunter2@127.0.0.1:9/d", tmp_path / "data", has_keys=False)

    done = floor.run(*command, environment={"WATCHFLOOR_OWNER_DATABASE_URL": owner})

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("watchfloor: WATCHFLOOR_OWNER_DATABASE_URL ")
    assert says in done.stderr
    assert "hunter2" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_setting_stops_every_command(floor: Floor) -> None:
    done = floor.run("alerts", environment={"WATCHFLOOR_PROT": "1"})

    assert done.returncode == 2
    assert "did you mean WATCHFLOOR_PORT?" in done.stderr


@pytest.mark.parametrize("command", [[], ["alerts"], ["alerts", "show"], ["cases", "open"], ["up"]])
def test_help_is_shown_whatever_the_settings(tmp_path: Path, command: list[str]) -> None:
    done = Floor("", tmp_path).run(*command, "--help", environment={"WATCHFLOOR_FOO": "1"})

    assert done.returncode == 0, done.stderr
    assert "Usage: watchfloor" in done.stdout


def test_help_says_where_data_lies(tmp_path: Path) -> None:
    assert "~/.local/share/watchfloor" in Floor("", tmp_path).run("--help").stdout
