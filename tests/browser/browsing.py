"""Windows of a browser: who sits there, how large they are, and what goes wrong in them."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from attrs import define, field
from playwright.sync_api import Browser, BrowserContext, Page, Route, StorageState, ViewportSize

from entrypoints.console.catalog import TEXT
from entrypoints.console.failures import SIGN_IN
from tests.browser.layout_shift import RECORDS_SHIFTS
from tests.browser.noticed import Noticed, settle
from tests.browser.people import PASSWORD, Person
from tests.browser.screenshots import DESKTOP, Theme

PATIENCE_MS: Final = 15_000.0
"""Within which everything is there that a test waits for."""

_NOWHERE: Final = "**/no-page-has-this-address"
"""What is stopped of a window from its beginning: nothing, so that more can be at any time."""

SignedIn = dict[tuple[str, str], StorageState]
"""What a browser keeps of each person who has signed in, by origin and login name."""


@define
class Browsing:
    """What a test does in browsers; at its end all windows are closed, and it fails where something went wrong in one.

    Attributes:
        chromium: The browser.
        origin: Of the floor that it comes to.
        signed_in: What was kept of those who have signed in.
        noticed: What went wrong.
    """

    chromium: Browser
    origin: str
    signed_in: SignedIn
    noticed: Noticed
    _contexts: list[BrowserContext] = field(factory=list, init=False)
    _scripted: list[BrowserContext] = field(factory=list, init=False)

    def open(
        self,
        person: Person | None = None,
        *,
        size: ViewportSize = DESKTOP,
        theme: Theme = "light",
        intercepted: bool = False,
        **how: Any,
    ) -> Page:
        """Opens a browser of its own, with nothing in it but the session of whoever sits there.

        The session is shared by all tests that open one for the same person; whoever signs out, or changes a password,
        signs in by themselves (``sign_in``), as somebody of their own.

        Args:
            person: Who has signed in; nobody where None.
            size: Of the window, in pixels of CSS.
            theme: What the system prefers.
            intercepted: Whether the test stops requests of this window (``Page.route``) or answers them itself. What a
                page sends just after the first such wish can pass it by, unless that came before the page.
            **how: See ``Browser.new_context``; such as ``java_script_enabled=False`` or ``reduced_motion="reduce"``.
        """
        state = None if person is None else self._state_of(person)
        page = self._open(storage_state=state, viewport=size, color_scheme=theme, **how)
        if intercepted:
            page.route(_NOWHERE, Route.fallback)
        return page

    def sign_in(self, page: Page, person: Person, password: str = PASSWORD) -> None:
        """Signs in on a page that is open, through the form, and so has a session that is nobody else's to end."""
        page.goto(SIGN_IN)
        fill_in(page, person.login, password)
        page.wait_for_url(lambda url: urlsplit(url).path != SIGN_IN)

    def close(self) -> None:
        """Closes all windows, once they have said what they have to say, and fails where that is not expected."""
        try:
            for page in (page for context in self._scripted for page in context.pages):
                settle(page)
        finally:
            for context in self._contexts:
                context.close()
        self.noticed.check()

    def _open(self, **how: Any) -> Page:
        context = self.chromium.new_context(base_url=self.origin, **how)
        self._contexts.append(context)
        if how.get("java_script_enabled", True):
            self._scripted.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(RECORDS_SHIFTS)
        self.noticed.watch(context)
        return context.new_page()

    def _state_of(self, person: Person) -> StorageState:
        key = self.origin, person.login
        if key not in self.signed_in:
            context = self.chromium.new_context(base_url=self.origin)
            self.sign_in(context.new_page(), person)
            self.signed_in[key] = context.storage_state()
            context.close()
        return self.signed_in[key]


def fill_in(page: Page, login: str, password: str) -> None:
    """Sends the form that a page to sign in at has."""
    page.get_by_label(TEXT.auth.login).fill(login)
    page.get_by_label(TEXT.auth.password).fill(password)
    page.get_by_role("button", name=TEXT.auth.sign_in).click()
