"""Browsers that call the console: each keeps its cookies, and says whose page makes a call."""

from __future__ import annotations

from http.cookies import Morsel, SimpleCookie
from typing import Any

import httpx
from attrs import define, field

from tests.api.driving import PASSWORD, Api, ok

SESSION, CHANGE = "/console/session", "/console/session/password"
SITE, HERE = "https://soc.example", "http://localhost:8080"
NEXT = "an entirely different thought 7"
OF_DEVICE = "-device"
OUR_PAGE: dict[str, str] = {"Origin": SITE}


@define
class Browser:
    """A browser at our own pages, unless a call says otherwise.

    Attributes:
        api: What it calls.
        origin: Where it reaches it.
        cookies: What it keeps of its session, by name.
        known: What it keeps of earlier sign-ins, by name.
        csrf: What its pages carry.
    """

    api: Api
    origin: str = SITE
    cookies: dict[str, str] = field(factory=dict)
    known: dict[str, str] = field(factory=dict)
    csrf: str = ""

    @property
    def cookie(self) -> str:
        """What it shows its session with."""
        (value,) = self.cookies.values()
        return value

    def call(self, method: str, path: str, headers: dict[str, str] | None = None, **sent: Any) -> httpx.Response:
        """Calls with these headers and the cookies, and keeps what is set."""
        scheme, _, host = self.origin.partition("://")
        shown = {"Host": host}
        if kept := self.cookies | self.known:
            shown["Cookie"] = "; ".join(f"{name}={value}" for name, value in kept.items())
        # The client for tests reads no address of version 6 in a URL.
        url = f"{scheme}://testserver.local{path}"
        answer = self.api.http.request(method, url, headers=shown | (headers or {}), **sent)
        for morsel in set_cookies(answer):
            self.cookies.pop(morsel.key, None)
            if morsel["max-age"] != "0":
                self.cookies[morsel.key] = morsel.value
        self.known |= {morsel.key: morsel.value for morsel in device_cookies(answer)}
        # Which cookies are sent is decided here alone.
        self.api.http.cookies.clear()
        return answer

    def get(self, path: str = SESSION) -> httpx.Response:
        """Looks at a page."""
        return self.call("GET", path)

    def do(self, method: str, path: str = SESSION, **sent: Any) -> httpx.Response:
        """Calls as one of our own pages does."""
        return self.call(method, path, {"Origin": self.origin, "X-CSRF-Token": self.csrf}, **sent)

    def sign_in(self, login: str = "carl", password: str = PASSWORD) -> dict[str, Any]:
        """Signs in, and keeps what the pages carry."""
        body = ok(self.do("POST", json={"login": login, "password": password}))
        self.csrf = body["csrf_token"]
        return body

    def change_password(self, current: str = PASSWORD, new: str = NEXT) -> httpx.Response:
        """Chooses another password."""
        return self.do("PUT", CHANGE, json={"current_password": current, "new_password": new})


def set_cookies(answer: httpx.Response) -> list[Morsel[str]]:
    """The cookies of sessions that an answer sets."""
    return [morsel for morsel in _morsels(answer) if not morsel.key.endswith(OF_DEVICE)]


def device_cookies(answer: httpx.Response) -> list[Morsel[str]]:
    """The cookies of known browsers that an answer sets."""
    return [morsel for morsel in _morsels(answer) if morsel.key.endswith(OF_DEVICE)]


def _morsels(answer: httpx.Response) -> list[Morsel[str]]:
    return [morsel for text in answer.headers.get_list("set-cookie") for morsel in SimpleCookie(text).values()]
