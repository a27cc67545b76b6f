"""The browser, the floors that it comes to, and what a test has of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.browser_floor import BrowserFloor, HostileFloor, browser_floor, hostile_floor
from tests.browser.browsing import PATIENCE_MS, Browsing, SignedIn
from tests.browser.chromium import running_chromium
from tests.browser.layout_shift import largest_said
from tests.browser.noticed import Noticed
from tests.browser.people import ADMINISTRATOR
from tests.browser.screenshots import Screenshots
from tests.browser.sharing import KINDS, FloorScheduling
from tests.servers import (
    APPLICATION,
    OWNER,
    postgres_database_from_template,
    sqlite_database_from_template,
    sqlite_template,
)

NewDatabase = Callable[[str], str]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Lets whoever runs the tests say where pictures of pages go."""
    parser.addoption(
        "--screenshots", type=Path, help="Folder for pictures of pages.  [default: build/screenshots of the tree]"
    )


def pictures_of(config: pytest.Config) -> Path:
    """Returns the folder for pictures of pages."""
    given: Path | None = config.getoption("screenshots")
    return (given or config.rootpath / "build" / "screenshots").absolute()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Removes the pictures of the run before, but none from a folder that somebody named."""
    if not hasattr(session.config, "workerinput") and session.config.getoption("screenshots") is None:
        for old in pictures_of(session.config).glob("*.png"):
            old.unlink()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FloorScheduling:
    """Has each floor be that of one worker, where several share the tests."""
    return FloorScheduling(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says how much pages have moved, and where their pictures are."""
    reports = [one for some in terminalreporter.stats.values() for one in some if isinstance(one, pytest.TestReport)]
    for path, shift in largest_said(report.capstdout for report in reports).items():
        terminalreporter.write_line(f"layout shift of {path}: at most {shift:.4f}")
    folder = pictures_of(config)
    if made := list(folder.glob("**/*.png")):
        terminalreporter.write_line(f"{len(made)} pictures of pages are in {folder}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once; see ``running_chromium``."""
    expect.set_options(timeout=PATIENCE_MS)
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, database_names: Iterator[str]) -> Iterator[NewDatabase]:
    """What makes a migrated database of a kind, which is there until the run ends, and gives its URL."""
    with ExitStack() as ending:

        def made(kind: str) -> str:
            name = next(database_names)
            if kind == "sqlite":
                run = request.getfixturevalue("run_folder")
                template = sqlite_template(run, request.getfixturevalue("migrate"))
                return ending.enter_context(sqlite_database_from_template(template, run, name))
            server = request.getfixturevalue("postgres_server")
            template = request.getfixturevalue("postgres_roles_and_template")
            ending.enter_context(postgres_database_from_template(server, template, name, owner=OWNER))
            return str(server.dsn_as(APPLICATION, name))

        yield made


@pytest.fixture(scope="session", params=KINDS)
def floor(
    request: pytest.FixtureRequest, new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserFloor]:
    """A running platform, once for each kind of database; what one test changes there is there for the next."""
    with browser_floor(new_database(request.param), tmp_path_factory.mktemp(request.param)) as running:
        yield running


@pytest.fixture(scope="session")
def hostile(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileFloor]:
    """A running platform in which every text is hostile."""
    with hostile_floor(new_database("sqlite"), tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture(scope="session")
def signed_in() -> SignedIn:
    """Those who have signed in, at whichever floor."""
    return {}


@pytest.fixture
def browsing(chromium: Browser, floor: BrowserFloor, signed_in: SignedIn) -> Iterator[Browsing]:
    """Browsers that come to the floor; the test fails where something goes wrong in one that it did not expect."""
    made = Browsing(chromium, floor.origin, signed_in, Noticed(floor.origin))
    yield made
    made.close()


@pytest.fixture
def page(browsing: Browsing) -> Page:
    """A page of a browser in which an administrator has signed in, as large as a desktop."""
    return browsing.open(ADMINISTRATOR)


@pytest.fixture(scope="session")
def screenshots(request: pytest.FixtureRequest) -> Screenshots:
    """Keeps pictures of pages."""
    return Screenshots(pictures_of(request.config))
