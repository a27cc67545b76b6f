"""A browser without JavaScript that reads pages and sends their forms; and what is found in what it reads."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx
from attrs import define, field, frozen

from tests.console.browsers import Browser

HTML = {"Accept": "text/html"}
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
INLINE = {"a", "code", "option", "span", "strong", "time"}
VOID = {"br", "input", "link", "meta"}


@frozen
class Element:
    """An element of a page, with all the text that is within it."""

    tag: str
    attributes: dict[str, str]
    text: str


@define
class _Finder(HTMLParser):
    found: list[Element] = field(factory=list)
    open: list[tuple[str, dict[str, str], list[str]]] = field(factory=list)

    def __attrs_pre_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag not in INLINE:
            self.handle_data(" ")
        self.open.append((tag, attributes, []))
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.handle_data(" ")
        while self.open:
            name, attributes, texts = self.open.pop()
            self.found.append(Element(name, attributes, " ".join("".join(texts).split())))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        for _, _, texts in self.open:
            texts.append(data)


def elements(html: str, tag: str, **attributes: str) -> list[Element]:
    """The elements of a tag that have all of these attributes, in the order in which they end."""
    finder = _Finder()
    finder.feed(html)
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return [one for one in finder.found if one.tag == tag and wanted.items() <= one.attributes.items()]


def element(html: str, tag: str, **attributes: str) -> Element:
    """The only such element."""
    (one,) = elements(html, tag, **attributes)
    return one


def text_of(html: str) -> str:
    """What a page says within its main part."""
    return element(html, "main").text


def row_texts(html: str) -> list[str]:
    """What the rows of a page's tables say, but for their heads."""
    return [one.text for one in elements(html, "tr") if one.text]


@define
class Reader(Browser):
    """A browser at pages; it sends what forms send, and follows nothing by itself."""

    def look(self, path: str, status: int = 200) -> str:
        """A page."""
        answer = self.call("GET", path, HTML, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer.text

    def part(self, method: str, path: str, status: int = 200) -> httpx.Response:
        """A part of a page, as a script asks for it."""
        headers = PART | HTML | {"Origin": self.origin, "X-CSRF-Token": self.csrf}
        answer = self.call(method, path, headers, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def send(self, path: str, status: int = 303, /, **fields: str) -> httpx.Response:
        """The answer to a form."""
        body = urlencode({"csrf_token": self.csrf, **fields})
        headers = HTML | {"Origin": self.origin, "Content-Type": "application/x-www-form-urlencoded"}
        answer = self.call("POST", path, headers, content=body, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def send_parts(
        self, path: str, fields: dict[str, str], files: dict[str, bytes], status: int = 303
    ) -> httpx.Response:
        """The answer to a form with files."""
        parts: dict[str, Any] = {
            **{name: (None, text) for name, text in {"csrf_token": self.csrf, **fields}.items()},
            **{name: (f"{name}.txt", content) for name, content in files.items()},
        }
        headers = HTML | {"Origin": self.origin}
        answer = self.call("POST", path, headers, files=parts, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def follow(self, answer: httpx.Response) -> str:
        """The page that an answer leads to."""
        return self.look(answer.headers["location"])
