"""What a browser says by itself fails a test, and so does what axe finds and what moves; seen on pages that are bad."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page

from tests.browser.accessibility import assert_accessible
from tests.browser.browsing import Browsing
from tests.browser.careless import served
from tests.browser.layout_shift import MOST, Shift, largest_said, largest_window, layout_shift
from tests.browser.noticed import Noticed, settle
from tests.browser.screenshots import Screenshots

_HEAD = "<!doctype html><html lang=en><head><title>A page</title>"
_POLICY = "<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\">"
PAGES = {
    "/good": f"{_HEAD}</head><body><main><h1>Good</h1><p>Nothing is wrong here.</p></main>",
    "/console": f"{_HEAD}<script>console.error('something failed')</script>",
    "/warning": f"{_HEAD}<script>console.warn('something is odd')</script>",
    "/error": f"{_HEAD}<script>setTimeout(() => {{ throw new Error('it broke') }})</script>",
    "/rejection": f"{_HEAD}<script>Promise.reject(new Error('nobody caught it'))</script>",
    "/violation": f"{_HEAD}{_POLICY}<script>1</script>",
    "/request": f"{_HEAD}<img src=http://elsewhere.test/x>",
    "/payload": f"{_HEAD}<script>window.__owned(7)</script>",
    "/unlabelled": f"{_HEAD}</head><body><main><h1>Bad</h1><input><img src=data:,></main>",
    "/moving": f"{_HEAD}</head><body><div id=one style=height:0></div><p>This moves.</p><p>So does this.</p>"
    # What was never drawn at its first place has not moved, however long a busy machine takes to draw it.
    "<script>const move = () => { one.style.height = '400px'; };"
    "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(move)))</script>",
}


@pytest.fixture
def browsing(chromium: Browser) -> Iterator[Browsing]:
    """Browsers that come to bad pages; what goes wrong there fails no test by itself."""
    with served(lambda path: PAGES.get(path, "")) as origin:
        browsing = Browsing(chromium, origin, {}, Noticed(origin))
        yield browsing
        browsing.noticed.notices.clear()
        browsing.noticed.expected.clear()
        browsing.close()


def seen(browsing: Browsing, path: str) -> Page:
    """Opens a page, and waits until it has said what it has to say."""
    page = browsing.open()
    page.goto(path)
    settle(page)
    return page


BAD = {
    "/console": "console: something failed",
    "/warning": "console: something is odd",
    "/error": "error: it broke",
    "/rejection": "error: nobody caught it",
    "/violation": "violation: directive script-src-elem, blocked inline",
    "/request": "request: GET http://elsewhere.test/x",
    "/payload": "payload: number 7 ran",
}


@pytest.mark.parametrize(("path", "says"), BAD.items(), ids=[path.strip("/") for path in BAD])
def test_what_goes_wrong_fails_a_test_that_does_not_expect_it(browsing: Browsing, path: str, says: str) -> None:
    seen(browsing, path)
    with pytest.raises(AssertionError, match=says):
        browsing.noticed.check()
    browsing.noticed.expect(says)
    # A policy and a network say of each violation and failure in the console, too.
    browsing.noticed.expect("console|error|violation|request|payload")
    browsing.noticed.check()


def test_what_is_expected_has_to_go_wrong(browsing: Browsing) -> None:
    seen(browsing, "/good")
    browsing.noticed.check()
    browsing.noticed.expect("console: something failed")
    with pytest.raises(AssertionError, match="expected of the browser, and not said"):
        browsing.noticed.check()


def test_closing_waits_for_what_is_still_to_be_said(browsing: Browsing) -> None:
    browsing.open().goto("/error")
    with pytest.raises(AssertionError, match="it broke"):
        browsing.close()


@pytest.mark.parametrize("host", ["elsewhere.test", "192.0.2.1", "[2001:db8::1]"])
def test_nothing_but_this_machine_is_reached(browsing: Browsing, host: str) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        browsing.open().goto(f"http://{host}/")


def test_browsers_of_one_test_share_nothing(browsing: Browsing) -> None:
    one, other = seen(browsing, "/good"), seen(browsing, "/good")
    one.evaluate("localStorage.it = 'kept'; document.cookie = 'it=kept'")
    assert other.evaluate("[localStorage.it ?? '', document.cookie]") == ["", ""]


def test_axe_finds_what_cannot_be_used(browsing: Browsing) -> None:
    assert_accessible(seen(browsing, "/good"))
    with pytest.raises(AssertionError, match=r"(?s)image-alt.*img.*label.*input"):
        assert_accessible(seen(browsing, "/unlabelled"))


def test_a_page_that_moves_is_found_out(browsing: Browsing, capsys: pytest.CaptureFixture[str]) -> None:
    assert layout_shift(seen(browsing, "/good")) == 0
    moving = browsing.open()
    moving.goto("/moving")
    moving.wait_for_function("window.__watchfloor_shifts.length")
    found = layout_shift(moving)
    # Not to be shown as what the product does.
    said = capsys.readouterr().out
    assert found > MOST
    assert "<p>This moves.</p>" in said
    largest = {"/good": 0.05, "/moving": pytest.approx(found, abs=1e-4)}
    assert largest_said([said, "layout shift of /good: 0.0500", "else"]) == largest


@pytest.mark.parametrize(
    ("shifts", "largest"),
    [
        ([], 0.0),
        ([Shift(100, 0.05), Shift(900, 0.04)], 0.09),
        # A second without one ends a window.
        ([Shift(100, 0.05), Shift(1_100, 0.04)], 0.05),
        # So do five seconds.
        ([Shift(second * 900.0, 0.01) for second in range(12)], 0.06),
        # What somebody has just asked for does not count.
        ([Shift(100, 0.05), Shift(200, 0.9, is_asked=True), Shift(300, 0.02)], 0.07),
    ],
)
def test_the_worst_window_counts(shifts: list[Shift], largest: float) -> None:
    assert largest_window(shifts) == pytest.approx(largest)


def test_a_page_is_shot_four_times_and_then_as_it_was(browsing: Browsing, screenshots: Screenshots) -> None:
    page = seen(browsing, "/good")
    before = page.viewport_size
    made = screenshots.shoot(page, "a-good-page")
    assert sorted(one.name for one in made) == [
        f"a-good-page-{theme}-{width}.png" for theme in ("dark", "light") for width in (1280, 360)
    ]
    assert len({one.read_bytes() for one in made}) >= 2
    assert page.viewport_size == before
    for one in made:
        one.unlink()
