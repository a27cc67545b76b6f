"""constraints.txt pins everything that pyproject.toml asks for, and says nothing but names and versions."""

import re
import tomllib
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

LINES: Final = [
    line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")
]
PINS: Final = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in LINES)}
APPLICATION: Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
VERIFIER: Final = tomllib.loads((ROOT / "packaging" / "watchfloor-verify" / "pyproject.toml").read_text("utf-8"))
LIBRARY: Final = tomllib.loads((ROOT / "packaging" / "socdomain" / "pyproject.toml").read_text("utf-8"))

GROUPS: Final = APPLICATION["dependency-groups"].values()
ASKED_FOR: Final = sorted(
    {
        *APPLICATION["project"]["dependencies"],
        *LIBRARY["project"]["dependencies"],
        *(text for extra in APPLICATION["project"]["optional-dependencies"].values() for text in extra),
        *APPLICATION["build-system"]["requires"],
        *LIBRARY["build-system"]["requires"],
        *(requirement for group in GROUPS for requirement in group if isinstance(requirement, str)),
    }
)


@pytest.mark.parametrize("line", LINES)
def test_a_pin_is_a_name_and_a_version(line: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_-]+", line)


@pytest.mark.parametrize("text", ASKED_FOR)
def test_what_is_asked_for_is_pinned_within_its_range(text: str) -> None:
    requirement = Requirement(text)
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)], prereleases=True)


def test_the_library_asks_for_two_packages_in_the_application_s_range() -> None:
    """Otherwise a program that has both distributions' needs met by one of them could break the other."""
    library = LIBRARY["project"]["dependencies"]
    assert sorted(Requirement(text).name for text in library) == ["attrs", "idna"]
    assert set(library) <= set(APPLICATION["project"]["dependencies"])


def test_what_verifies_asks_for_the_library_and_for_what_verifies_signatures() -> None:
    """The library has no number: both come from one tree, and are installed together."""
    asked = set(VERIFIER["project"]["dependencies"])
    assert {Requirement(text).name for text in asked} == {"cryptography", "socdomain"}
    assert asked - {"socdomain"} <= set(APPLICATION["project"]["dependencies"])


def test_all_distributions_ask_for_the_same_python() -> None:
    """What one of them leaves out for its errors breaks the others as well, since all read with the library."""
    (asked,) = {project["project"]["requires-python"] for project in (APPLICATION, LIBRARY, VERIFIER)}
    # Before 3.11.5 what splits documents matches too much (python/cpython#106052).
    assert [SpecifierSet(asked).contains(version) for version in ("3.11.4", "3.11.5")] == [False, True]


def test_all_distributions_take_their_version_from_one_file() -> None:
    paths = {
        (ROOT / folder / project["tool"]["hatch"]["version"]["path"]).resolve()
        for folder, project in (
            (".", APPLICATION),
            ("packaging/socdomain", LIBRARY),
            ("packaging/watchfloor-verify", VERIFIER),
        )
    }
    assert paths == {ROOT / "src" / "socdomain" / "version.py"}
