"""Somebody who works by pages: looks at them, and sends their forms as a browser without scripts does."""

from __future__ import annotations

import html
import re
from typing import Any, Final
from urllib.parse import urlencode

import httpx
from attrs import define

from tests.api.driving import Api
from tests.console.browsers import OUR_PAGE, Browser

PAGE: Final = {"Accept": "text/html"}
PART: Final = PAGE | {"HX-Request": "true", "HX-Request-Type": "partial"}
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
ABSENT: Final = "0192d1a1-0b5e-7000-8000-00000000dead"
HOSTILE: Final = "<img src=x onerror=alert(1)>"
Fields = dict[str, Any]
"""What a form sends, by name; a list is a field that comes several times."""
_TAG: Final = re.compile(r"<(script|template)\b.*?</\1>|<[^>]*>", re.DOTALL)
_TOLD: Final = '<div id="notices"'


@define
class Clerk:
    """Somebody who is signed in at a browser; it follows nothing by itself.

    Attributes:
        api: The application, with all pages.
        browser: Their browser.
    """

    api: Api
    browser: Browser

    def look(self, path: str, status: int = 200, headers: dict[str, str] = PAGE) -> str:
        """Looks at a page, and returns its HTML."""
        answer = self.browser.call("GET", path, headers, follow_redirects=False)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return answer.text

    def read(self, path: str) -> str:
        """Looks at a page, and returns what it says."""
        return said(self.look(path))

    def part(self, method: str, path: str, status: int = 200) -> httpx.Response:
        """Asks for a part of a page, as a script does."""
        headers = PART | OUR_PAGE | {"X-CSRF-Token": self.browser.csrf}
        answer = self.browser.call(method, path, headers, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def send(self, path: str, status: int = 303, headers: dict[str, str] = PAGE, /, **fields: Any) -> httpx.Response:
        """Sends a form; a list is a field that comes several times."""
        body = urlencode({"csrf_token": self.browser.csrf, **fields}, doseq=True)
        answer = self.browser.call("POST", path, OUR_PAGE | FORM | headers, content=body, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def send_files(
        self, path: str, fields: dict[str, str], files: dict[str, bytes], status: int = 303
    ) -> httpx.Response:
        """Sends a form with files."""
        parts: dict[str, Any] = {
            **{name: (None, text) for name, text in {"csrf_token": self.browser.csrf, **fields}.items()},
            **{name: (f"{name}.txt", content) for name, content in files.items()},
        }
        answer = self.browser.call("POST", path, OUR_PAGE | PAGE, files=parts, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def does(self, path: str, /, **fields: Any) -> str:
        """Sends a form that leads to a page, and returns what that says."""
        return self.read(self.send(path, **fields).headers["location"])

    def follow(self, answer: httpx.Response) -> str:
        """Looks at the page that an answer leads to, and returns its HTML."""
        return self.look(answer.headers["location"])

    def another(self, login: str, **fields: Any) -> Clerk:
        """Somebody else at a browser of their own."""
        self.api.user(login, **fields)
        return at_browser(self.api, login)


def said(page: str) -> str:
    """What a page says, with what is told above it: its text without tags, with one space between words."""
    whole = page[page.index(_TOLD) :] if _TOLD in page else page
    return " ".join(html.unescape(_TAG.sub(" ", whole)).split())


def notices(page: str) -> str:
    """What is told above a page."""
    return said(page[page.index(_TOLD) : page.index("<main")])


def value_of(page: str, name: str) -> str:
    """What stands in the first field of a name."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert found is not None, name
    value = re.search(r' value="([^"]*)"', found[0])
    return html.unescape(value[1]) if value else ""


def text_in(page: str, name: str) -> str:
    """What stands in the text area of a name."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found is not None, name
    return html.unescape(found[1])


def is_marked(page: str, name: str) -> bool:
    """Tells whether a field is marked as wrong, and says by what."""
    found = re.search(rf'<(input|textarea|select)[^>]*name="{name}"[^>]*>', page)
    assert found is not None, name
    told = re.search(r'aria-describedby="([^"]*)"', found[0])
    ids = told[1].split() if told else []
    return 'aria-invalid="true"' in found[0] and any(f'id="{one}"' in page and one.endswith("-fault") for one in ids)


def at_browser(api: Api, login: str) -> Clerk:
    """Returns somebody who has signed in."""
    browser = Browser(api)
    browser.sign_in(login)
    return Clerk(api, browser)
