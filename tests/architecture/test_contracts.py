"""Every contract of import-linter holds on the tree, and has been seen red on a small tree that breaks it."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.tree import ROOT

CONTRACTS: Final = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]

PACKAGES: Final = (
    "socdomain/incidents",
    "socdomain/memory",
    "socdomain/sources",
    "adapters/connectors",
    "adapters/connectors/one_product",
    "adapters/connectors/other_product",
    "adapters/database",
    "adapters/secrets",
    "entrypoints/cli",
)
MODULES: Final = ("socdomain/errors", "socdomain/ids", "socdomain/version", "entrypoints/settings")

VIOLATIONS: Final = {
    "layers": {
        "socdomain/ids.py": "import adapters.database",
        "socdomain/incidents/__init__.py": "import entrypoints.settings",
        "adapters/database/__init__.py": "import entrypoints.settings",
    },
    "features": {
        "socdomain/sources/__init__.py": "import socdomain.incidents",
        "socdomain/incidents/__init__.py": "from socdomain import memory",
        "socdomain/errors.py": "import socdomain.sources",
        "socdomain/new_feature.py": "",
    },
    "technologies": {
        "adapters/database/__init__.py": "import adapters.secrets",
        "adapters/secrets/__init__.py": "from adapters import database",
        "adapters/new_technology.py": "",
    },
    "connectors": {
        "adapters/connectors/one_product/__init__.py": "import adapters.connectors.other_product",
        "adapters/connectors/other_product/client.py": "from adapters.connectors import one_product",
    },
    "cycles": {
        "socdomain/ids.py": "import socdomain.errors\n",
        "entrypoints/settings.py": "import entrypoints.cli",
    },
}
SECOND_HALF_OF_A_CYCLE: Final = {
    "socdomain/ids.py": ("socdomain/errors.py", "import socdomain.ids"),
    "entrypoints/settings.py": ("entrypoints/cli/__init__.py", "import entrypoints.settings"),
}


def lint(folder: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run import-linter in the folder, on the packages under its `src`."""
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
            "--no-logo",
            *chosen,
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    """The layout of the project with nothing in it, under the project's own contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / "src" / package).mkdir(parents=True, exist_ok=True)
    for folder in {(tmp_path / "src" / package).parent for package in PACKAGES}:
        (folder / "__init__.py").touch()
    for package in PACKAGES:
        (tmp_path / "src" / package / "__init__.py").touch()
    for module in MODULES:
        (tmp_path / "src" / f"{module}.py").touch()
    return tmp_path


def test_the_tree_keeps_every_contract() -> None:
    outcome = lint(ROOT)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_empty_layout_keeps_every_contract(small_tree: Path) -> None:
    """Otherwise the violations below could be red for another reason."""
    outcome = lint(small_tree)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_every_contract_has_a_violation_here() -> None:
    assert [contract["id"] for contract in CONTRACTS] == list(VIOLATIONS)


@pytest.mark.parametrize(
    ("contract", "file"), [(contract, file) for contract, files in VIOLATIONS.items() for file in files]
)
def test_a_violation_breaks_its_contract(contract: str, file: str, small_tree: Path) -> None:
    (small_tree / "src" / file).write_text(VIOLATIONS[contract][file], encoding="utf-8")
    if contract == "cycles":
        other_file, line = SECOND_HALF_OF_A_CYCLE[file]
        (small_tree / "src" / other_file).write_text(line, encoding="utf-8")
    outcome = lint(small_tree, contract)
    assert outcome.returncode == 1
    assert "BROKEN" in outcome.stdout, outcome.stdout + outcome.stderr
