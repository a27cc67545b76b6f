"""Somebody at a desk, who looks at pages and sends their forms."""

from __future__ import annotations

import html
import re
from typing import Any, Final

import httpx
from attrs import define

from tests.api.driving import Api
from tests.console.browsers import OUR_PAGE, Browser

PAGE: Final = {"Accept": "text/html"}
PART: Final = {"Accept": "text/html", "HX-Request": "true"}
_TAGS = re.compile(r"<(script|template)\b.*?</\1>|<[^>]*>", re.DOTALL)


@define
class Desk:
    """Somebody who is signed in at a browser, over an application with all pages; the API beside it is anna's.

    Attributes:
        api: The application.
        browser: Their browser.
    """

    api: Api
    browser: Browser

    def look(self, path: str, status: int = 200, headers: dict[str, str] = PAGE) -> str:
        """Looks at a page, and returns its HTML."""
        answer = self.browser.call("GET", path, headers, follow_redirects=False)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("text/html; charset=utf-8"), answer.headers["content-type"]
        return answer.text

    def send(self, path: str, **fields: Any) -> httpx.Response:
        """Sends a form of a page."""
        data = {"csrf_token": self.browser.csrf, **fields}
        return self.browser.call("POST", path, OUR_PAGE | PAGE, data=data, follow_redirects=False)

    def does(self, path: str, **fields: Any) -> str:
        """Sends a form that leads to another page, and returns what that says."""
        answer = self.send(path, **fields)
        assert answer.status_code == 303, answer.text
        return read(self.look(answer.headers["location"]))

    def as_user(self, login: str, **fields: Any) -> Desk:
        """Somebody else at a browser of their own."""
        self.api.user(login, **fields)
        browser = Browser(self.api)
        browser.sign_in(login)
        return Desk(self.api, browser)


def read(page: str) -> str:
    """What somebody reads on a page: its text without tags, with one space between words."""
    return " ".join(html.unescape(_TAGS.sub(" ", page)).split())


def field_value(page: str, name: str) -> str:
    """What stands in the first field of a name."""
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def desk_over(api: Api) -> Desk:
    """Carl at a desk, and anna, who calls the API."""
    api.sign_in()
    browser = Browser(api)
    browser.sign_in()
    return Desk(api, browser)
