"""The habits of CONTRIBUTING.md that a machine can check; each check has been seen red on a small sample."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

import pytest

from tests.architecture.tree import ROOT, SOURCE, imports, python_files

MOST_LINES_OF_A_FILE: Final = 250
MOST_LINES_OF_A_FUNCTION: Final = 60
"""A bound, not a goal: 40 is already long, and 10 is usual."""

FILE_NAMES_THAT_SAY_NOTHING: Final = {"common.py", "helpers.py", "misc.py", "universal.py", "util.py", "utils.py"}
READS_THE_ENVIRONMENT: Final = "entrypoints/settings.py"
KNOWS_THE_ADAPTERS: Final = {
    f"entrypoints/{name}.py" for name in ("bootstrap", "bootstrap_connectors", "bootstrap_jobs", "bootstrap_objects")
}

# Put together here so that this file is not the one that breaks the rule.
REGISTRIES: Final = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("golang", "org/proxy"),
        ("proxy", "golang", "org"),
        ("maven", "apache", "org"),
        ("deb", "debian", "org"),
    )
)
FOLDERS_OF_EVERY_MACHINE: Final = {Path(name) for name in ("/", "/home", "/opt", "/root", "/srv", "/tmp", "/usr/src")}


def long_file(code: str) -> Iterator[str]:
    """A file beyond the bound."""
    if (lines := len(code.splitlines())) > MOST_LINES_OF_A_FILE:
        yield f"{lines} lines"


def long_functions(code: str) -> Iterator[str]:
    """Functions beyond the bound."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield f"{node.name}: {lines} lines"


def prints(code: str) -> Iterator[str]:
    """Calls of print; what people read goes through the command line's console."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"line {node.lineno}"


def environment_reads(code: str) -> Iterator[str]:
    """Uses of the environment, by attribute or by import."""
    names = {"environ", "environb", "getenv", "getenvb", "putenv"}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute) and node.attr in names:
            yield f"line {node.lineno}"
    yield from (name for name in imports(code, "") if name.removeprefix("os.") in names and name.startswith("os."))


def adapter_imports(code: str) -> Iterator[str]:
    """Imports of adapters."""
    return (name for name in imports(code, "") if name.split(".")[0] == "adapters")


def memory_imports(code: str) -> Iterator[str]:
    """Imports of the in-memory versions of the ports."""
    return (name for name in imports(code, "") if name == "socdomain.memory" or name.startswith("socdomain.memory."))


def unexplained_exemptions(code: str) -> Iterator[str]:
    """`type: ignore` and `noqa` without a code, or without a reason behind it."""
    argued = re.compile(r"(type: ignore\[[\w, -]+\]|noqa: [A-Z]+\d+(, ?[A-Z]+\d+)*)\s+(#|--?) \S+")
    for number, line in enumerate(code.splitlines(), start=1):
        comment = re.search(r"#\s*(type:\s*ignore|noqa)\b.*", line)
        if comment and not argued.search(comment[0]):
            yield f"line {number}"


def addresses(text: str) -> Iterator[str]:
    """Names of package registries, and folders of the machine that this tree stands on."""
    yield from (registry for registry in REGISTRIES if registry in text)
    yield from (folder for folder in own_folders() if folder in text)


def own_folders() -> set[str]:
    """The folders that this tree and its environment stand in, unless every machine has them."""
    folders = {ROOT.parent} - FOLDERS_OF_EVERY_MACHINE
    if sys.prefix != sys.base_prefix:
        folders.add(Path(sys.prefix))
    return {f"{folder}/" for folder in folders}


MIGRATIONS = "adapters/database/migrations/"


def committed_files() -> list[Path]:
    """What git holds or would add; everything, where the tree is not a repository."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607  # whichever git there is
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        return [path for name in listing.stdout.splitlines() if (path := ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not path.relative_to(ROOT).parts[0].startswith(".")]


def broken_in_source(
    rule: Callable[[str], Iterator[str]], exempt: frozenset[str] = frozenset()
) -> dict[str, list[str]]:
    """Each file under src that breaks the rule, with where."""
    files = {path.relative_to(SOURCE).as_posix(): path for path in python_files(SOURCE)}
    found = {name: list(rule(path.read_text("utf-8"))) for name, path in files.items() if name not in exempt}
    return {name: places for name, places in found.items() if places}


@pytest.mark.parametrize("rule", [long_file, long_functions, prints, unexplained_exemptions])
def test_the_source_keeps_the_rule(rule: Callable[[str], Iterator[str]]) -> None:
    """But for migrations: one is a list of columns, as long as its table is wide, and never changes again."""
    broken = broken_in_source(rule)
    assert {name: places for name, places in broken.items() if not name.startswith(MIGRATIONS)} == {}


def test_only_the_settings_read_the_environment() -> None:
    assert broken_in_source(environment_reads, frozenset({READS_THE_ENVIRONMENT})) == {}


def test_only_the_wiring_knows_the_adapters() -> None:
    """Every other entrypoint gets use cases, so that what it runs on is decided in one place."""
    broken = broken_in_source(adapter_imports, frozenset(KNOWS_THE_ADAPTERS))
    assert {name: places for name, places in broken.items() if name.startswith("entrypoints/")} == {}


def test_the_product_does_not_run_on_the_memory_versions() -> None:
    """They are for tests, examples and programs that import the library."""
    broken = broken_in_source(memory_imports)
    assert {name: places for name, places in broken.items() if not name.startswith("socdomain/memory/")} == {}


def test_exemptions_outside_the_source_are_argued_too() -> None:
    files = {*python_files(ROOT / "tests"), ROOT / "noxfile.py"} - {Path(__file__)}
    found = {path.name: list(unexplained_exemptions(path.read_text("utf-8"))) for path in files}
    assert {name: places for name, places in found.items() if places} == {}


def test_no_file_is_named_after_nothing() -> None:
    named = {PurePosixPath(path.relative_to(ROOT).as_posix()) for path in python_files(SOURCE)}
    assert {path for path in named if path.name in FILE_NAMES_THAT_SAY_NOTHING} == set()


def test_committed_files_name_no_registry_and_no_folder_of_this_machine() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): names
        for path in committed_files()
        if (names := list(addresses(path.read_text("utf-8", errors="replace"))))
    }
    assert found == {}


@pytest.mark.parametrize("distribution", ["socdomain", "watchfloor-verify"])
def test_the_licence_is_the_same_in_all_distributions(distribution: str) -> None:
    copy, application = ROOT / "packaging" / distribution / "LICENSE", ROOT / "LICENSE"
    assert copy.read_text("utf-8") == application.read_text("utf-8")


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (long_file, "x = 1\n" * (MOST_LINES_OF_A_FILE + 1)),
        (long_functions, "def f():\n" + "    x = 1\n" * MOST_LINES_OF_A_FUNCTION),
        (long_functions, "class A:\n    async def f(self):\n" + "        x = 1\n" * MOST_LINES_OF_A_FUNCTION),
        (prints, "def f():\n    print('x')"),
        (environment_reads, "import os\nos.environ['A']"),
        (environment_reads, "import os\nos.getenv('A')"),
        (environment_reads, "from os import environ"),
        (adapter_imports, "def late():\n    from adapters.database import engine"),
        (memory_imports, "from socdomain import memory"),
        (memory_imports, "from socdomain.memory.work import MemoryWork"),
        (unexplained_exemptions, "x = 1  # noqa"),
        (unexplained_exemptions, "x = 1  # noqa: S101"),
        (unexplained_exemptions, "x = 1  # type: ignore"),
        (unexplained_exemptions, "x = 1  # type: ignore[arg-type]"),
        (addresses, f"see https://{REGISTRIES[0]}/project"),
    ],
)
def test_a_broken_rule_is_seen(rule: Callable[[str], Iterator[str]], code: str) -> None:
    assert list(rule(code)) != []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (long_file, "x = 1\n" * MOST_LINES_OF_A_FILE),
        (long_functions, "def f():\n" + "    x = 1\n" * (MOST_LINES_OF_A_FUNCTION - 1)),
        (prints, "console.print('x')"),
        (environment_reads, "import os\nos.path.join('a', 'b')"),
        (unexplained_exemptions, "x = 1  # type: ignore[arg-type]  # the stub lacks the overload"),
        (unexplained_exemptions, "x = 1  # noqa: S101, S102  # only on this path"),
        (unexplained_exemptions, "x = 1  # noqa: S101 - only on this path"),
        (addresses, "see https://example.org/"),
    ],
)
def test_a_kept_rule_is_left_alone(rule: Callable[[str], Iterator[str]], code: str) -> None:
    assert list(rule(code)) == []


def test_a_folder_of_this_machine_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/somewhere/environment")
    assert list(addresses("python = /somewhere/environment/bin/python")) != []
