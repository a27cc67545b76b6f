"""What goes wrong in a browser while a test uses it, which no assertion of the test would see."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Final
from urllib.parse import urlsplit

from attrs import define, field, frozen
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, WebError

_TOLD_BY_PAGES: Final = "__watchfloor_violation"
_OWNED: Final = "__owned"
"""What every payload of ``tests.browser.payloads`` calls, with its number."""

_HEARS_VIOLATIONS: Final = f"""
document.addEventListener("securitypolicyviolation", event => window.{_TOLD_BY_PAGES}(JSON.stringify({{
    directive: event.effectiveDirective, blocked: event.blockedURI, source: event.sourceFile, line: event.lineNumber,
    sample: event.sample}})));
"""
# A page that nobody sees, behind another one, has no next frame.
_SETTLES: Final = "() => new Promise(done => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 500); })"
_ON_ITS_WAY: Final = "context was destroyed"
_MOST_S: Final = 15.0
_BETWEEN_MS: Final = 20.0
_WITHOUT_AN_ORIGIN: Final = ("about", "blob", "data")


@frozen
class Notice:
    """Something that went wrong.

    Attributes:
        kind: ``console``, ``error`` of a script, ``violation`` of the content security policy, ``request`` to somebody
            else, or ``payload`` that ran.
        text: What, as the browser says it.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        """Both."""
        return f"{self.kind}: {self.text}"


# Playwright keeps something of its own at whoever listens.
@define(slots=False)
class Noticed:
    """What went wrong, and what of it a test has expected.

    Attributes:
        origin: The only one that may be asked: scheme, host and port.
        notices: All that went wrong so far.
        expected: What may, and has to.
    """

    origin: str
    notices: list[Notice] = field(factory=list)
    expected: list[re.Pattern[str]] = field(factory=list)

    def expect(self, pattern: str) -> None:
        """Lets a test go on in which something goes wrong on purpose; it has to, at least once.

        Args:
            pattern: A regular expression that is found in the notice, such as ``console: .*status of 401``.
        """
        self.expected.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        """Listens to a context, and to all pages that are or will be in it."""
        context.on("console", self._hear)
        context.on("weberror", self._fail)
        context.on("request", self._ask)
        context.expose_binding(_TOLD_BY_PAGES, lambda _, told: self._add("violation", _said(told)))
        context.expose_binding(_OWNED, lambda source, number=None: self._own(source["page"], number))
        context.add_init_script(_HEARS_VIOLATIONS)

    def check(self) -> None:
        """Fails where something went wrong that was not expected, or did not go wrong that was."""
        unexpected = [one for one in self.notices if not any(pattern.search(str(one)) for pattern in self.expected)]
        assert unexpected == [], "the browser says:\n" + "\n".join(map(str, dict.fromkeys(unexpected)))
        missing = [one.pattern for one in self.expected if not any(one.search(str(told)) for told in self.notices)]
        assert missing == [], f"expected of the browser, and not said: {missing}"

    def of_kind(self, kind: str) -> list[str]:
        """What went wrong of one kind."""
        return [one.text for one in self.notices if one.kind == kind]

    def _add(self, kind: str, text: str) -> None:
        self.notices.append(Notice(kind, text))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self._add("console", f"{message.text} ({message.location.get('url', '')})")

    def _fail(self, error: WebError) -> None:
        self._add("error", str(error.error))

    def _ask(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in _WITHOUT_AN_ORIGIN and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self._add("request", f"{request.method} {request.url}")

    def _own(self, page: Page, number: Any) -> None:
        self._add("payload", f"number {number} ran at {page.url}")


def settle(page: Page) -> None:
    """Waits until a page has drawn what it has, and has said what it has to say by now; it needs scripts."""
    until = time.monotonic() + _MOST_S
    while time.monotonic() < until:
        try:
            page.evaluate(_SETTLES)
        except Error as error:
            # It was on its way to another one, which is waited for in its place; on a machine that has much to do it is
            # on its way for some time, in which the page that it comes from says that it is loaded.
            if _ON_ITS_WAY not in str(error):
                raise
            page.wait_for_load_state()
            page.wait_for_timeout(_BETWEEN_MS)
        else:
            return
    raise AssertionError(f"{page.url} leads from page to page without an end")


def _said(told: str) -> str:
    return ", ".join(f"{name} {value}" for name, value in json.loads(told).items() if value)
