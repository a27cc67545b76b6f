"""Watchfloor's commands, the same for people and for CI: `python3 -m pip install nox && nox`.

`nox` alone runs lint, types, package, tests and browser; `nox -l` lists the rest. Sessions share environments, because
installing takes most of a first run. An environment is made again only when what it was made from has changed.
"""

import hashlib
import json
import os
import re
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import nox

nox.needs_version = ">=2026.10.20"
nox.options.sessions = ["lint", "types", "package", "tests", "browser"]

ROOT: Final = Path(__file__).parent
PYPROJECT: Final = ROOT / "pyproject.toml"
CONSTRAINTS: Final = ROOT / "constraints.txt"
LIBRARY: Final = ROOT / "packaging" / "socdomain"
CHECKS: Final = ROOT / ".nox" / "checks"
VERIFIER: Final = ROOT / "packaging" / "watchfloor-verify"
LIBRARY_GUIDE: Final = ROOT / "docs" / "howto" / "use_as_a_library.md"

CHROMIUM: Final = Path("/usr/bin/chromium")
BROWSER_TESTS: Final = "tests/browser"

PROGRAMS: Final = "Scripts" if sys.platform == "win32" else "bin"
MADE_FROM: Final = "made-from.txt"

STOP_S: Final = 30.0
"""How long, in seconds, a program may take to end by itself after Ctrl-C; the demo stops several processes."""

PINS_HEADER: Final = """\
# Every package that Watchfloor, its tests and its tools run with: name and version, and no address, since where
# packages come from is the business of whoever installs them. To renew: `nox -s pins` takes the newest release of each
# that pyproject.toml allows and rewrites this file; then `nox`, and commit the file when all is green. A version that
# has to stay behind gets an upper bound in pyproject.toml, with the reason. Packages that only Windows or macOS need
# are not listed, for the file is written on Linux.
"""


@nox.session(venv_backend="none")
def lint(session: nox.Session) -> None:
    """Check style, layout and the direction of imports."""
    checks = environment(session, CHECKS, "dev")
    run(session, checks, "ruff", "check", ".")
    run(session, checks, "ruff", "format", "--check", ".")
    run(session, checks, "lint-imports", "--no-logo")


@nox.session(venv_backend="none")
def types(session: nox.Session) -> None:
    """Check the types of everything, strictly."""
    checks = environment(session, CHECKS, "dev")
    optional = [name for name in ("bench",) if (ROOT / name).is_dir()]
    packaging = ("packaging/socdomain/hatch_build.py", "packaging/watchfloor-verify/watchfloor_verify")
    run(session, checks, "mypy", "src", "tests", "noxfile.py", *packaging, *optional)


@nox.session(venv_backend="none")
def package(session: nox.Session) -> None:
    """Build all distributions, and use those that are installed alone as their guides say."""
    checks = environment(session, CHECKS, "dev")
    with tempfile.TemporaryDirectory(prefix="watchfloor-package-") as scratch:
        for project in (ROOT, LIBRARY, VERIFIER):
            with session.chdir(project):
                run(session, checks, "python", "-m", "hatchling", "build", "--directory", scratch)
        check_wheel(session, Path(scratch), "watchfloor", {"adapters", "entrypoints", "socdomain"})
        check_wheel(session, Path(scratch), "socdomain", {"socdomain"})
        check_wheel(session, Path(scratch), "watchfloor_verify", {"watchfloor_verify"}, VERIFIER)
        check_library(session, checks, Path(scratch) / "clean")
        check_verifier(session, checks, Path(scratch))


@nox.session(venv_backend="none")
def tests(session: nox.Session) -> None:
    """Run the tests, two at a time; arguments go to pytest: `nox -s tests -- tests/unit -k alert`."""
    checks = environment(session, CHECKS, "dev")
    run(session, checks, "pytest", f"--ignore={BROWSER_TESTS}", "-n", "2", "--dist", "worksteal", *session.posargs)


@nox.session(venv_backend="none")
def browser(session: nox.Session) -> None:
    """Look at the console in Debian's Chromium, on each kind of database; arguments go to pytest, as above."""
    if not CHROMIUM.exists():
        not_run(session, f"what needs a browser, since {CHROMIUM} is not there; Debian's package `chromium` has it")
        return
    checks = environment(session, CHECKS, "dev")
    # How workers share them is said beside them.
    run(session, checks, "pytest", "--override-ini", f"testpaths={BROWSER_TESTS}", "-n", "2", *session.posargs)


@nox.session(venv_backend="none", default=False)
def pictures(session: nox.Session) -> None:
    """Take the pictures of docs/index.md anew."""
    run(session, environment(session, CHECKS, "dev"), "python", "-m", "tests.browser.pictures")


@nox.session(venv_backend="none", default=False)
def demo(session: nox.Session) -> None:
    """Start Watchfloor with sample alerts; Ctrl-C stops it. Arguments go to `watchfloor demo`."""
    application = environment(session, ROOT / ".nox" / "demo")
    run(session, application, "watchfloor", "demo", *session.posargs)


@nox.session(venv_backend="none", default=False)
def bench(session: nox.Session) -> None:
    """Measure, each figure against its own floor; arguments go to `python -m bench`."""
    run(session, environment(session, CHECKS, "dev"), "python", "-m", "bench", *session.posargs)


@nox.session(venv_backend="none", default=False)
def soak(session: nox.Session) -> None:
    """Disturb the processes of jobs for some minutes, and account for each run: `nox -s soak -- --minutes 3`."""
    run(session, environment(session, CHECKS, "dev"), "python", "-m", "tests.soak", *session.posargs)


@nox.session(venv_backend="none", default=False)
def dev(session: nox.Session) -> None:
    """Make .venv, with the project and all its tools, for an editor."""
    folder = ROOT / ".venv"
    if folder.exists() and not (folder / MADE_FROM).exists():
        session.error(f"{folder} was not made by this session; remove it first, or work in it as it is")
    environment(session, folder, "dev")


@nox.session(venv_backend="none", default=False)
def pins(session: nox.Session) -> None:
    """Write constraints.txt anew, with the newest releases that pyproject.toml allows."""
    with tempfile.TemporaryDirectory(prefix="watchfloor-pins-") as scratch:
        fresh = make_environment(session, Path(scratch), ["--upgrade", "--editable", ".", *requirements("dev")], {})
        listed = run(session, fresh, "pip", "freeze", "--exclude-editable", silent=True)
    CONSTRAINTS.write_text(PINS_HEADER + "\n".join(sorted(listed.split(), key=str.lower)) + "\n", encoding="utf-8")


def environment(session: nox.Session, folder: Path, *groups: str) -> Path:
    """An environment with the project, editable, and the named dependency groups.

    Returns:
        The folder of its programs.
    """
    source = (sys.version, folder, groups, PYPROJECT.read_text(encoding="utf-8"), CONSTRAINTS.read_text("utf-8"))
    made_from = hashlib.sha256(repr(source).encode()).hexdigest()
    record = folder / MADE_FROM
    if not (record.exists() and record.read_text(encoding="utf-8") == made_from):
        make_environment(session, folder, ["--editable", ".", *requirements(*groups)], pinned())
        record.write_text(made_from, encoding="utf-8")
    return folder / PROGRAMS


def make_environment(session: nox.Session, folder: Path, packages: list[str], variables: dict[str, str]) -> Path:
    """A new environment with the packages; returns the folder of its programs."""
    session.run(sys.executable, "-m", "virtualenv", "--clear", "--quiet", str(folder), external=True)
    run(session, folder / PROGRAMS, "pip", "install", "--quiet", *packages, variables=variables)
    return folder / PROGRAMS


def requirements(*groups: str) -> list[str]:
    """What the dependency groups ask for."""
    return list(nox.project.dependency_groups(nox.project.load_toml(PYPROJECT), *groups))


def pinned() -> dict[str, str]:
    """What makes pip respect the pins, for packages and for what builds them; older versions of pip know only one."""
    return {"PIP_CONSTRAINT": CONSTRAINTS.as_uri(), "PIP_BUILD_CONSTRAINT": CONSTRAINTS.as_uri()}


def run(
    session: nox.Session,
    programs: Path,
    program: str,
    *arguments: str,
    variables: dict[str, str] | None = None,
    silent: bool = False,
    codes: Sequence[int] = (0,),
) -> str:
    """Run a program of an environment, waiting for it to end by itself after Ctrl-C; returns its output if silent.

    Any exit code but those of ``codes`` is a failure.
    """
    usual = {
        "PATH": os.pathsep.join([str(programs), os.environ.get("PATH", "")]),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # Tests start hundreds of processes, and each would compile all that it imports where nothing may be kept.
        "PYTHONDONTWRITEBYTECODE": "",
    }
    output = session.run(
        str(programs / program),
        *arguments,
        env=usual | (variables or {}),
        external=True,
        silent=silent,
        interrupt_timeout=STOP_S,
        success_codes=codes,
    )
    return output if isinstance(output, str) else ""


def check_wheel(session: nox.Session, folder: Path, name: str, expected: set[str], source: Path = ROOT / "src") -> None:
    """The wheel holds the expected packages whole, with their type markers, and nothing else."""
    (wheel,) = folder.glob(f"{name}-*.whl")
    files = {file for file in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in file}
    if (found := {file.partition("/")[0] for file in files}) != expected:
        session.error(f"{wheel.name} holds {sorted(found)} where {sorted(expected)} are expected")
    ours = (path for package in expected for path in (source / package).rglob("*"))
    wanted = {path.relative_to(source).as_posix() for path in ours if path.is_file() and is_product(path)}
    if missing := wanted - files:
        session.error(f"{wheel.name} lacks {sorted(missing)}")
    if surplus := files - wanted:
        session.error(f"{wheel.name} should not hold {sorted(surplus)}")


def is_product(path: Path) -> bool:
    """Whether a file under src belongs into a wheel; a connector's tests and fixtures stand beside it and do not."""
    beside_a_connector = "connectors" in path.parts and ("fixtures" in path.parts or path.name.startswith("test_"))
    return "__pycache__" not in path.parts and not beside_a_connector


def check_library(session: nox.Session, checks: Path, clean: Path) -> None:
    """Installed as its users do, into an empty environment, the library brings what it says and its guide works."""
    session.run(sys.executable, "-m", "virtualenv", "--no-seed", "--quiet", str(clean), external=True)
    pip = ("-m", "pip", "--python", str(clean))
    run(session, checks, "python", *pip, "install", "--quiet", f"./{LIBRARY.relative_to(ROOT)}", variables=pinned())
    listed = run(session, checks, "python", *pip, "list", "--format=json", silent=True)
    if (brought := {entry["name"] for entry in json.loads(listed)}) != {"attrs", "idna", "socdomain"}:
        session.error(f"installing socdomain brings {sorted(brought)}")
    if not LIBRARY_GUIDE.exists():
        not_run(session, f"the library's guide, {LIBRARY_GUIDE.relative_to(ROOT)} is not there")
        return
    for position, example in enumerate(python_examples(LIBRARY_GUIDE)):
        script = clean / f"example_{position}.py"
        script.write_text(example, encoding="utf-8")
        run(session, clean / PROGRAMS, "python", "-I", str(script))


def check_verifier(session: nox.Session, checks: Path, scratch: Path) -> None:
    """Where nothing else of ours is, what verifies proves the example, and finds a changed byte in it."""
    alone = scratch / "alone"
    session.run(sys.executable, "-m", "virtualenv", "--no-seed", "--quiet", str(alone), external=True)
    pip = ("-m", "pip", "--python", str(alone))
    wheels = [str(next(scratch.glob(f"{name}-*.whl"))) for name in ("socdomain", "watchfloor_verify")]
    run(session, checks, "python", *pip, "install", "--quiet", *wheels, variables=pinned())
    listed = run(session, checks, "python", *pip, "list", "--format=json", silent=True)
    brought = {entry["name"] for entry in json.loads(listed)}
    if surplus := brought - {"attrs", "cffi", "cryptography", "idna", "pycparser", "socdomain", "watchfloor-verify"}:
        session.error(f"installing watchfloor-verify brings {sorted(surplus)}")
    bundle, keys = VERIFIER / "example" / "evidence.zip", VERIFIER / "example" / "keys.json"
    changed = scratch / "changed.zip"
    content = bytearray(bundle.read_bytes())
    content[100] ^= 1
    changed.write_bytes(content)
    for arguments, code in (((bundle, "--key", keys), 0), ((changed, "--key", keys), 1), ((bundle,), 3)):
        run(session, alone / PROGRAMS, "watchfloor-verify", *map(str, arguments), codes=(code,))


def python_examples(page: Path) -> list[str]:
    """The Python blocks of a Markdown page."""
    return re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def not_run(session: nox.Session, what: str) -> None:
    """Say that something was left out; in CI that is a failure."""
    message = f"NOT RUN: {what}"
    if os.environ.get("CI"):
        session.error(message)
    session.warn(message)
