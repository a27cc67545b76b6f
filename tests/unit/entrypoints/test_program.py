"""How the program that runs can be started again from where the person is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from entrypoints.cli.program import command_line, from_here


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the person is in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch, *, on_path: bool) -> Path:
    program = folder / "watchfloor"
    folder.mkdir(parents=True)
    program.touch(mode=0o755)
    monkeypatch.setattr(sys, "argv", [str(program), "demo"])
    monkeypatch.setenv("PATH", str(folder) if on_path else "/nowhere")
    return program


@pytest.mark.parametrize("on_path", [True, False])
def test_a_program_below_is_called_by_the_way_to_it(here: Path, monkeypatch: pytest.MonkeyPatch, on_path: bool) -> None:
    """Also where it is on the path: nox puts its own folders there, for nobody but itself."""
    installed(here / ".nox" / "demo" / "bin", monkeypatch, on_path=on_path)

    assert command_line("alerts") == ".nox/demo/bin/watchfloor alerts"


def test_a_program_on_the_path_is_called_by_its_name(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path / "bin", monkeypatch, on_path=True)

    assert command_line("alerts") == "watchfloor alerts"


def test_any_other_program_is_called_by_its_whole_path(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = installed(tmp_path / "my programs", monkeypatch, on_path=False)

    assert command_line("--data-dir", "a b", "alerts") == f"'{program}' --data-dir 'a b' alerts"


def test_a_module_is_called_as_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/entrypoints/cli/main.py", "demo"])

    assert command_line("alerts") == f"{sys.executable} -m entrypoints.cli.main alerts"


def test_a_path_is_as_short_as_it_can_be(here: Path, tmp_path: Path) -> None:
    assert from_here(Path("data")) == "data"
    assert from_here(here / "data") == "data"
    assert from_here(tmp_path / "data") == str(tmp_path / "data")
