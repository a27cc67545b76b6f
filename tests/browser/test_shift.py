"""A shift at the console, from signing in to the bundle, as somebody works it who was told nothing before."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from entrypoints.console.catalog import TEXT
from socdomain.artifacts.bundle.verify_bundle import VerifyBundle
from socdomain.auth.builtin_roles import ADMIN
from socdomain.connectors.queries import list_connectors
from tests.browser.browser_floor import BrowserFloor
from tests.browser.browsing import Browsing, fill_in
from tests.browser.fresh import fresh_alerts, fresh_person, fresh_rejected
from tests.browser.people import PASSWORD
from tests.browser.seeded import BROKEN_CONNECTOR, BY, SOURCE
from watchfloor_verify.bundle_file import BundleFile

SLOW_MS = 60_000.0
"""What a worker does, and what a product is asked for, takes its time where much else is done."""


def test_a_shift_from_sign_in_to_bundle(browsing: Browsing, floor: BrowserFloor, tmp_path: Path) -> None:
    person = fresh_person(floor, ADMIN)
    (alert,) = fresh_alerts(floor)
    page = browsing.open(accept_downloads=True)
    page.goto("/")
    fill_in(page, person.login, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text(TEXT.overview.title)

    _open_a_case(page, str(alert))
    bundle = _keep_evidence(page, tmp_path)
    _prove(floor, bundle)
    _mend_the_connector(page, floor)
    _run_a_job(page)
    _teach_the_source(page, floor)
    page.locator(".account summary").click()
    page.get_by_role("button", name=TEXT.shell.sign_out).click()
    expect(page.locator("#notices")).to_contain_text(TEXT.auth.signed_out)


def _open_a_case(page: Page, alert: str) -> None:
    page.get_by_role("link", name=TEXT.shell.alerts, exact=True).click()
    page.locator(f"#row-{alert} a[data-opens]").click()
    page.locator("#panel").get_by_role("button", name=TEXT.alert.take).click()
    expect(page.locator("#panel .notice")).to_have_text(TEXT.alert.done["changed"])
    page.locator("#panel").get_by_role("button", name=TEXT.alert.into_case).click()
    expect(page).to_have_url(re.compile("/console/cases/"))


def _keep_evidence(page: Page, folder: Path) -> Path:
    evidence = folder / "memory.raw"
    evidence.write_bytes(b"MZ" * 70_000)
    page.get_by_label(TEXT.artifacts.choose).set_input_files([evidence])
    page.get_by_role("button", name=TEXT.artifacts.send, exact=True).click()
    file = page.get_by_role("main").get_by_role("link", name=evidence.name)
    expect(file.first).to_be_visible(timeout=SLOW_MS)
    case = page.url
    file.first.click()
    page.get_by_role("button", name=TEXT.artifacts.verify, exact=True).click()
    expect(page.locator("#notices .good")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("link", name=TEXT.artifacts.download, exact=True).click()
    assert Path(downloading.value.path()).read_bytes() == evidence.read_bytes()
    page.goto(case)
    with page.expect_download() as downloading:
        page.get_by_role("link", name=TEXT.artifacts.bundle_export).click()
    return Path(downloading.value.path())


def _prove(floor: BrowserFloor, bundle: Path) -> None:
    keys = floor.platform.container.audit.make_keys()
    with bundle.open("rb") as content:
        assert VerifyBundle(keys).execute(BundleFile(content)).is_proved


def _mend_the_connector(page: Page, floor: BrowserFloor) -> None:
    page.get_by_role("link", name=TEXT.shell.connectors, exact=True).click()
    page.get_by_role("link", name=BROKEN_CONNECTOR).first.click()
    page.get_by_role("link", name=TEXT.connectors.edit, exact=True).click()
    page.locator("input[type=password]").first.fill(floor.simulators["graylog"].values["password"])
    page.get_by_role("button", name=TEXT.shell.save, exact=True).click()
    page.get_by_role("button", name=re.compile(f"^{TEXT.connectors.verify}")).click()
    expect(page.locator("#state")).to_contain_text(TEXT.connectors.outcomes["ok"], timeout=SLOW_MS)
    found = list_connectors(floor.platform.container.reading(BY.reach), by=BY)
    assert next(one for one in found if one.name == BROKEN_CONNECTOR).is_verified


def _run_a_job(page: Page) -> None:
    page.get_by_role("link", name=TEXT.shell.jobs, exact=True).click()
    page.get_by_role("button", name=TEXT.jobs.run_named.format(name="prune_outbox")).click()
    page.get_by_role("main").get_by_role("link", name=re.compile("prune_outbox")).first.click()
    expect(page.get_by_role("main")).to_contain_text("prune_outbox")


def _teach_the_source(page: Page, floor: BrowserFloor) -> None:
    fresh_rejected(floor)
    page.get_by_role("link", name=TEXT.sources.title, exact=True).click()
    page.get_by_role("link", name=TEXT.sources.rejected_title).first.click()
    page.locator(".narrowings").get_by_role("link", name=SOURCE).click()
    page.locator("tbody a").first.click()
    page.get_by_role("link", name=TEXT.sources.mend).click()
    mapping = page.get_by_label(TEXT.sources.mapping, exact=True)
    mapping.fill('{"title": ["headline"], "customer": [{"path": "site", "claim": "names"}]}')
    page.get_by_role("button", name=TEXT.sources.save, exact=True).click()
    page.get_by_role("button", name=TEXT.sources.replay_now).click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("became|alert"))
