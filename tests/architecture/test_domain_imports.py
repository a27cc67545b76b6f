"""What the domain may import: itself, two small libraries, and standard library modules that touch nothing outside."""

from pathlib import Path
from typing import Final

import pytest

from tests.architecture.tree import SOURCE, imports, package_of, python_files

ALLOWED: Final = {
    "socdomain",
    "attrs",
    "idna",
    # The quiet standard library: no files, no network, no clock, no environment, no threads, no chance.
    "__future__",
    "abc",
    "base64",
    "bisect",
    "collections",
    "contextlib",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "ipaddress",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "string",
    "struct",
    "textwrap",
    "types",
    "typing",
    "unicodedata",
    "urllib.parse",
    "uuid",
    "zlib",
    "zoneinfo",
}

ALLOWED_IN: Final = {
    # Counts refused calls, which come in on several threads; no thread is started.
    "socdomain.audit": {"threading.Lock"},
    # Works over one store queue up, since a door under test serves from several threads; no thread is started.
    "socdomain.memory": {"threading.Lock", "threading.get_ident"},
}

FORBIDDEN: Final = {
    "uuid.uuid1": "reads the clock and the network card; ids come through a port",
    "uuid.uuid4": "rolls dice; ids come through a port",
    "uuid.uuid6": "reads the clock; ids come through a port",
    "uuid.uuid7": "reads the clock; ids come through a port",
    "uuid.getnode": "reads the network card",
    "zoneinfo.available_timezones": "lists files",
}

CLOCK_CALLS: Final = ("datetime.now(", "datetime.utcnow(", "datetime.today(", "date.today(", "uuid.uuid")


def refused_imports(code: str, package: str) -> list[str]:
    """What the module imports and a domain module may not."""
    return [name for name in imports(code, package) if name in FORBIDDEN or not _is_allowed(name, package)]


def _is_allowed(name: str, package: str) -> bool:
    allowed_here = ALLOWED | ALLOWED_IN.get(package, set())
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in allowed_here)


@pytest.mark.parametrize("path", python_files(SOURCE / "socdomain"), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_domain_module_imports_only_what_is_listed(path: Path) -> None:
    """A new name in the list is a decision about what the library asks of those who use it."""
    code = path.read_text(encoding="utf-8")
    assert refused_imports(code, package_of(path)) == []
    assert [call for call in CLOCK_CALLS if call in code] == []


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "import socket",
        "import logging",
        "import random",
        "import threading",
        "import time",
        "import urllib.request",
        "from urllib import request",
        "import sqlalchemy",
        "import cattrs",
        "from adapters.database import engine",
        "from uuid import uuid4",
        "def late():\n    import os",
        "if True:\n    from pathlib import Path",
        "from ... import adapters",
    ],
)
def test_a_forbidden_import_is_seen(line: str) -> None:
    assert refused_imports(line, "socdomain.sources") != []


@pytest.mark.parametrize(
    "line",
    [
        "from collections.abc import Iterator",
        "from urllib.parse import urlsplit",
        "from urllib import parse",
        "from uuid import UUID",
        "from . import origin",
        "from .. import errors",
        "from socdomain.errors import WatchfloorError",
    ],
)
def test_an_allowed_import_passes(line: str) -> None:
    assert refused_imports(line, "socdomain.sources") == []
