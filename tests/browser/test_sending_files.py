"""Files sent from a case's page: several at once, on lines that break, and taken up again after a reload."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from entrypoints.console.catalog import TEXT
from socdomain.artifacts.artifact import ArtifactStatus
from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import list_artifacts
from socdomain.ids import CaseId
from socdomain.object_parts import SMALLEST_PART_BYTES
from socdomain.pages import LARGEST_PAGE, PageRequest
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import PATIENCE_MS, Browsing
from tests.browser.fresh import fresh_person
from tests.browser.people import ADMINISTRATOR
from tests.browser.seeded import BY

PARTS: Final = "**/console/artifacts/uploads/*/parts/*"
UPLOAD: Final = re.compile(r"/console/artifacts/uploads/[^/]+$")
SECOND: Final = "**/console/artifacts/uploads/*/parts/2"
CUT_OFF: Final = "console: .*ERR_"
TWO_PARTS: Final = SMALLEST_PART_BYTES + 5
SMALL_PARTS: Final = f"document.getElementById('adding').dataset.partBytes = {SMALLEST_PART_BYTES}"
"""Large bodies pass slowly through what cuts lines here."""
KEPT: Final = "localStorage.getItem('watchfloor-uploads')"

on_sqlite = pytest.mark.parametrize("floor", ["sqlite"], indirect=True)


@pytest.fixture
def case_page(browsing: Browsing, floor: BrowserFloor) -> Page:
    """The page of a case, in a browser of its own."""
    page = browsing.open(ADMINISTRATOR, intercepted=True)
    page.goto(f"/console/cases/{floor.seeded.case_id}")
    return page


def a_file(folder: Path, name: str, size_bytes: int) -> Path:
    """A file of so many bytes."""
    made = folder / name
    made.write_bytes(bytes(size_bytes))
    return made


def send(page: Page, *files: Path) -> None:
    """Chooses files and sends them."""
    page.get_by_label(TEXT.artifacts.choose).set_input_files(files)
    page.get_by_role("button", name=TEXT.artifacts.send, exact=True).click()


def row(page: Page, name: str) -> Locator:
    """What is shown of a file on its way."""
    return page.locator("#sending li").filter(has_text=name)


def says(one: Locator, text: str) -> None:
    """It says so, sooner or later; a machine that has much to do takes its time."""
    expect(one).to_contain_text(text, timeout=PATIENCE_MS)


def statuses(floor: BrowserFloor, name: str) -> list[ArtifactStatus]:
    """How it stands with all files of a name."""
    wanted = ArtifactFilter(case_id=CaseId(floor.seeded.case_id))
    work = floor.platform.container.reading(BY.reach)
    found = list_artifacts(work, wanted, PageRequest(LARGEST_PAGE), by=BY).items
    return [one.artifact.status for one in found if one.artifact.file_name == name]


@contextmanager
def cut_off(page: Page, pattern: str) -> Iterator[None]:
    """The line is cut for some requests."""
    stop: Callable[[Route], None] = lambda route: route.abort("connectionfailed")  # noqa: E731 - named to be taken off
    page.route(pattern, stop)
    yield
    page.unroute(pattern, stop)


def test_several_files_are_sent_and_listed_without_a_reload(
    case_page: Page, floor: BrowserFloor, tmp_path: Path
) -> None:
    names = ["first.bin", "empty.bin", "<img src=x onerror=alert(1)>.bin"]
    send(case_page, *(a_file(tmp_path, name, size) for name, size in zip(names, (9, 0, 30), strict=True)))
    for name in names:
        says(row(case_page, name), TEXT.artifacts.done)
        expect(case_page.locator("#files table")).to_contain_text(name)
        assert statuses(floor, name)[0] is ArtifactStatus.STORED
    assert case_page.evaluate(KEPT) == "[]"
    expect(case_page.get_by_role("link", name=TEXT.artifacts.bundle_export)).to_be_visible()


@on_sqlite
def test_a_lost_connection_is_waited_for(browsing: Browsing, case_page: Page, tmp_path: Path) -> None:
    browsing.noticed.expect(CUT_OFF)
    case_page.evaluate(SMALL_PARTS)
    with cut_off(case_page, SECOND):
        send(case_page, a_file(tmp_path, "waits.bin", TWO_PARTS))
        says(row(case_page, "waits.bin"), "Waiting for the connection, at 99 %")
    case_page.evaluate("dispatchEvent(new Event('online'))")
    says(row(case_page, "waits.bin"), TEXT.artifacts.done)


@on_sqlite
def test_what_broke_off_goes_on_after_a_reload(
    browsing: Browsing, case_page: Page, floor: BrowserFloor, tmp_path: Path
) -> None:
    browsing.noticed.expect(CUT_OFF)
    file = a_file(tmp_path, "later.bin", TWO_PARTS)
    case_page.on("dialog", lambda dialog: dialog.accept())
    case_page.evaluate(SMALL_PARTS)
    with cut_off(case_page, SECOND):
        send(case_page, file)
        says(row(case_page, "later.bin"), "Waiting for the connection")
        case_page.reload()
    says(row(case_page, "later.bin"), "Broken off at 99 %. Choose the same file again")
    case_page.evaluate(SMALL_PARTS)
    sent: list[str] = []
    case_page.on("request", lambda request: sent.append(request.url) if "/parts/" in request.url else None)
    send(case_page, file)
    says(row(case_page, "later.bin"), TEXT.artifacts.done)
    assert [url.rsplit("/", 1)[1] for url in sent] == ["2"]
    assert statuses(floor, "later.bin") == [ArtifactStatus.STORED]


@on_sqlite
def test_it_is_paused_and_resumed_by_its_buttons(case_page: Page, tmp_path: Path) -> None:
    def hold(route: Route) -> None:
        """Neither lets it pass nor cuts it off."""

    case_page.route(PARTS, hold)
    send(case_page, a_file(tmp_path, "paused.bin", 9))
    case_page.get_by_role("button", name="Pause paused.bin").click()
    says(row(case_page, "paused.bin"), "Paused at 0 %")
    case_page.unroute(PARTS, hold)
    resume = case_page.get_by_role("button", name="Resume paused.bin")
    expect(resume).to_be_focused()
    resume.press("Enter")
    says(row(case_page, "paused.bin"), TEXT.artifacts.done)


@on_sqlite
def test_what_is_given_up_is_asked_once_and_leaves_nothing(
    browsing: Browsing, case_page: Page, floor: BrowserFloor, tmp_path: Path
) -> None:
    browsing.noticed.expect(CUT_OFF)
    with cut_off(case_page, PARTS):
        send(case_page, a_file(tmp_path, "unwanted.bin", 9))
        says(row(case_page, "unwanted.bin"), "Waiting for the connection")
        case_page.get_by_role("button", name="Give up unwanted.bin").click()
        asked = case_page.get_by_role("dialog")
        expect(asked).to_contain_text("Give up sending unwanted.bin?")
        asked.get_by_role("button", name=TEXT.artifacts.give_up).click()
        says(row(case_page, "unwanted.bin"), TEXT.artifacts.given_up)
    assert statuses(floor, "unwanted.bin") == [ArtifactStatus.FAILED]
    assert case_page.evaluate(KEPT) == "[]"


@on_sqlite
@pytest.mark.parametrize(("status", "told"), [(503, TEXT.artifacts.not_given_up), (401, TEXT.artifacts.signed_out)])
def test_what_could_not_be_given_up_is_still_there_and_can_be_later(
    browsing: Browsing, case_page: Page, floor: BrowserFloor, tmp_path: Path, status: int, told: str
) -> None:
    browsing.noticed.expect(CUT_OFF)
    browsing.noticed.expect(f"console: .*status of {status}")
    name = f"still-{status}.bin"

    def fail(route: Route) -> None:
        """The server is away, or knows the session no more."""
        if route.request.method != "DELETE":
            return route.fallback()
        return route.fulfill(status=status, content_type="application/problem+json", body="{}")

    def give_up() -> None:
        case_page.get_by_role("button", name=f"Give up {name}").click()
        case_page.get_by_role("dialog").get_by_role("button", name=TEXT.artifacts.give_up).click()

    with cut_off(case_page, PARTS):
        send(case_page, a_file(tmp_path, name, 9))
        says(row(case_page, name), "Waiting for the connection")
        case_page.route(UPLOAD, fail)
        give_up()
        says(row(case_page, name), told)
        assert name in case_page.evaluate(KEPT)
        assert statuses(floor, name) == [ArtifactStatus.PENDING]
        case_page.unroute(UPLOAD, fail)
        give_up()
        says(row(case_page, name), TEXT.artifacts.given_up)
    assert statuses(floor, name) == [ArtifactStatus.FAILED]
    assert case_page.evaluate(KEPT) == "[]"


@on_sqlite
def test_signing_out_leaves_no_names_of_files_in_the_browser(
    browsing: Browsing, floor: BrowserFloor, tmp_path: Path
) -> None:
    # A session of their own, since it ends.
    case_page = browsing.open(intercepted=True)
    browsing.sign_in(case_page, fresh_person(floor))
    case_page.goto(f"/console/cases/{floor.seeded.case_id}")
    browsing.noticed.expect("console: .*status of 401")
    case_page.route(PARTS, lambda route: route.fulfill(status=401, content_type="application/problem+json", body="{}"))
    send(case_page, a_file(tmp_path, "secret-name.bin", 9))
    says(row(case_page, "secret-name.bin"), "You are signed out. Sign in")
    assert "secret-name.bin" in case_page.evaluate(KEPT)
    case_page.locator("details.account summary").click()
    case_page.get_by_role("button", name=TEXT.shell.sign_out).click()
    expect(case_page.get_by_role("button", name=TEXT.auth.sign_in)).to_be_visible()
    assert case_page.evaluate(KEPT) is None


@on_sqlite
def test_what_is_refused_is_told_in_words(browsing: Browsing, case_page: Page, tmp_path: Path) -> None:
    browsing.noticed.expect("console: .*status of 507")
    full = '{"type": "/problems/customer-full", "detail": "a customer may have 5 bytes here"}'
    case_page.route(
        "**/console/artifacts/uploads",
        lambda route: route.fulfill(status=507, content_type="application/problem+json", body=full),
    )
    send(case_page, a_file(tmp_path, "refused.bin", 9))
    says(row(case_page, "refused.bin"), "Not stored: a customer may have 5 bytes here")
    expect(row(case_page, "refused.bin").get_by_role("button")).to_have_count(0)


@on_sqlite
def test_whoever_is_signed_out_meanwhile_is_told_how_to_go_on(
    browsing: Browsing, case_page: Page, tmp_path: Path
) -> None:
    browsing.noticed.expect("console: .*status of 401")
    case_page.route(PARTS, lambda route: route.fulfill(status=401, content_type="application/problem+json", body="{}"))
    send(case_page, a_file(tmp_path, "signed-out.bin", 9))
    says(row(case_page, "signed-out.bin"), "You are signed out. Sign in")
    kept = case_page.evaluate(KEPT)
    assert "signed-out.bin" in kept
    assert "token" not in kept


@on_sqlite
def test_without_scripts_the_form_sends_its_files(browsing: Browsing, floor: BrowserFloor, tmp_path: Path) -> None:
    page = browsing.open(ADMINISTRATOR, java_script_enabled=False)
    page.goto(f"/console/cases/{floor.seeded.case_id}")
    send(page, a_file(tmp_path, "plain-1.bin", 9), a_file(tmp_path, "plain-2.bin", 9))
    expect(page.get_by_text("The files were stored.")).to_be_visible()
    assert statuses(floor, "plain-1.bin") == statuses(floor, "plain-2.bin") == [ArtifactStatus.STORED]
