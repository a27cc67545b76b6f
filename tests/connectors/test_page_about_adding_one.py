"""The page that says how to add a connector, followed to the letter with a package of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.flows.floors import Floor, make_floor

PAGE: Final = Path(__file__).parents[2] / "docs" / "howto" / "add_a_connector.md"
MOST_LINES: Final = 40
"""Of code, without imports and blank lines."""


def block(language: str) -> str:
    """The page's block of code in some language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    return str(found)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder in which the page's package is installed, as it is built by what the page names."""
    project, package = tmp_path / "project", tmp_path / "project" / "watchfloor_printer"
    package.mkdir(parents=True)
    (project / "pyproject.toml").write_text(block("toml"), "utf-8")
    (package / "__init__.py").write_text(block("python"), "utf-8")
    (package / "guide.md").write_text("Ask the printer.\n", "utf-8")
    assert tomllib.loads(block("toml"))["build-system"]["build-backend"] == "hatchling.build"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel"], cwd=project, check=True, capture_output=True
    )
    (wheel,) = (project / "dist").glob("*.whl")
    folder = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture
def floor(sqlite_database: str, tmp_path: Path) -> Floor:
    """A floor on SQLite."""
    return make_floor(sqlite_database, tmp_path / "data")


def environment(installed: Path, **further: str) -> dict[str, str]:
    """Where the package is found, and that it is named."""
    path = os.pathsep.join(filter(None, (str(installed), os.environ.get("PYTHONPATH", ""))))
    return {"PYTHONPATH": path, "WATCHFLOOR_PLUGINS": "printer", **further}


@contextmanager
def simulated(floor: Floor, variables: dict[str, str]) -> Iterator[dict[str, str]]:
    """What leads to the package's stand-in, which runs for the length of the block."""
    process = floor.start("simulate", "printer", environment=variables)
    assert process.stdout is not None
    try:
        said = [process.stdout.readline().strip() for _ in range(3)]
        yield dict(line.split(" = ") for line in said[1:])
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_it_is_short(installed: Path) -> None:
    code = [line for line in block("python").splitlines() if line and not line.startswith(("from ", "import "))]
    assert len(code) <= MOST_LINES


def test_what_it_says_is_so(floor: Floor, installed: Path, tmp_path: Path) -> None:
    variables = environment(installed, WATCHFLOOR_CONNECT_TO_LOOPBACK="true")
    assert floor.run("migrate", environment=variables).returncode == 0
    kinds = json.loads(floor.run("connectors", "kinds", "--json", environment=variables).stdout)
    (printer,) = [kind for kind in kinds if kind["name"] == "printer"]
    assert (printer["capabilities"], printer["guide"]) == (["lists_rules"], "Ask the printer.\n")
    with simulated(floor, variables) as values:
        (tmp_path / "token.txt").write_text(values["api_key"])
        where = ("--value", f"url={values['url']}", "--file", f"api_key={tmp_path / 'token.txt'}")
        done = floor.run("connectors", "add", "printer", "Our printer", *where, environment=variables)
    assert (done.returncode, "ok 3.1" in done.stdout) == (0, True), done.stdout + done.stderr


def test_a_package_that_came_without_its_guide_is_shown_all_the_same(floor: Floor, installed: Path) -> None:
    """And keeps no other kind from being shown."""
    (installed / "watchfloor_printer" / "guide.md").unlink()
    done = floor.run("connectors", "kinds", "--json", environment=environment(installed))
    assert done.returncode == 0, done.stderr
    guides = {kind["name"]: kind["guide"] for kind in json.loads(done.stdout)}
    assert (guides["printer"], guides["grafana"].startswith("# Grafana")) == ("", True)


def test_the_code_of_a_package_that_is_not_named_never_runs(floor: Floor, installed: Path) -> None:
    (installed / "watchfloor_printer" / "__init__.py").write_text("raise SystemExit('it ran')\n")
    kinds = floor.run("connectors", "kinds", environment={**environment(installed), "WATCHFLOOR_PLUGINS": ""})
    assert (kinds.returncode, "printer" in kinds.stdout) == (0, False)
