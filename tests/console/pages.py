"""What a page holds, as whoever reads it finds it: its texts, links and forms."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import httpx
from attrs import define, field

from tests.console.browsers import Browser

_NEVER_CLOSED = {"input", "meta", "link", "br", "hr", "img"}
_HTML = {"Accept": "text/html"}


@define
class Form:
    """A form, with what is in its fields before anybody fills them in.

    Attributes:
        action: Where it is sent.
        fields: Names and values, in order.
        buttons: Names and values of its buttons, by their text.
        html_id: Its identifier in the page.
    """

    action: str
    fields: list[tuple[str, str]] = field(factory=list)
    buttons: dict[str, tuple[str, str]] = field(factory=dict)
    html_id: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.links: list[tuple[str, str]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.attributes: list[tuple[str, dict[str, str]]] = []
        self.said: list[str] = []
        self.apart: list[tuple[str, tuple[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes.append((tag, given))
        if tag not in _NEVER_CLOSED:
            self.open.append((tag, given))
        if tag == "form":
            self.form = Form(given.get("action", ""), html_id=given.get("id", ""))
            self.forms.append(self.form)
        if tag in ("input", "textarea") and "name" in given:
            pair = (given["name"], given.get("value", ""))
            is_chosen = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if "form" in given:
                self.apart.append((given["form"], pair))
            elif self.form is not None and is_chosen:
                self.form.fields.append(pair)
        if tag == "option" and "selected" in given and self.form is not None:
            name = next(one.get("name", "") for kind, one in reversed(self.open) if kind == "select")
            self.form.fields.append((name, given.get("value", "")))
        if tag == "a":
            self.links.append((given.get("href", ""), given.get("aria-label", "")))
            self.said.append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            kind, _ = self.open.pop()
            if kind == tag:
                break
        if tag == "form":
            self.form = None

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text:
            return
        if any(kind == "a" for kind, _ in self.open):
            self.said[-1] += f" {text}"
        self.texts.append((tuple(given.get("id", "") for _, given in self.open), text))
        if self.open and self.open[-1][0] == "button" and self.form is not None:
            given = self.open[-1][1]
            self.form.buttons[text] = (given.get("name", ""), given.get("value", ""))


@define
class Page:
    """A page that a browser was shown."""

    answer: httpx.Response
    _reader: _Reader

    @classmethod
    def of(cls, answer: httpx.Response) -> Page:
        """Reads a page."""
        assert answer.headers["content-type"].startswith("text/html"), answer.text
        reader = _Reader()
        reader.feed(answer.text)
        reader.close()
        return cls(answer, reader)

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.answer.status_code

    @property
    def text(self) -> str:
        """All that can be read, piece by piece."""
        return "\n".join(text for _, text in self._reader.texts)

    def within(self, html_id: str) -> str:
        """All that can be read within an element."""
        return " ".join(text for ids, text in self._reader.texts if html_id in ids)

    @property
    def links(self) -> list[str]:
        """Where it leads."""
        return [address for address, _ in self._reader.links]

    def form(self, action: str, *holding: str) -> Form:
        """Returns its first form that is sent there and has fields, or a button, of these names or texts."""
        forms = [one for one in self._reader.forms if urlsplit(one.action).path == action]
        for one in forms:
            names = {name for name, _ in one.fields} | set(one.buttons)
            if names.issuperset(holding):
                return one
        raise AssertionError(f"no form for {action} with {holding}: {self._reader.forms}")

    def counted(self) -> list[tuple[str, int]]:
        """The links to lists of alerts whose text, or name, ends in a number, with that number."""
        found = []
        for (address, name), text in zip(self._reader.links, self._reader.said, strict=True):
            number = re.search(r"([0-9,]+)(?: alerts?(?: are not closed| is not closed)?)?$", (name or text).strip())
            if number and "/alerts?" in address:
                found.append((address, int(number[1].replace(",", ""))))
        return found

    @property
    def actions(self) -> list[str]:
        """Where its forms are sent."""
        return [one.action for one in self._reader.forms]

    def rows(self) -> list[str]:
        """What can be selected in its list, such as alerts; a box also holds the version that is shown."""
        return [value.partition(".")[0] for _, (_, value) in self._reader.apart]

    def boxes(self, *ids: str) -> list[tuple[str, str]]:
        """What its form sends where these are selected."""
        return [pair for _, pair in self._reader.apart if pair[1].partition(".")[0] in ids]


def look(browser: Browser, path: str, **headers: str) -> Page:
    """Opens a page, as it answers at once."""
    return Page.of(browser.call("GET", path, _HTML | headers, follow_redirects=False))


def led(answer: httpx.Response) -> str:
    """Where a browser is led."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def send(
    browser: Browser, form: Form, *, button: str = "", further: list[tuple[str, str]] | None = None, **fields: Any
) -> httpx.Response:
    """Sends a form with its hidden fields, these and nothing else, without following where it leads.

    Args:
        browser: Whose.
        form: The form.
        button: The text of the button that is pressed.
        further: Names that come several times.
        fields: What is filled in, by name.
    """
    kept = [(name, value) for name, value in form.fields if name not in fields]
    pressed = [form.buttons[button]] if button and form.buttons[button][0] else []
    pairs = [*kept, *fields.items(), *(further or []), *pressed]
    content = httpx.QueryParams([(name, str(value)) for name, value in pairs])
    headers = _HTML | {"Origin": browser.origin, "Content-Type": "application/x-www-form-urlencoded"}
    return browser.call("POST", form.action, headers, content=str(content).encode(), follow_redirects=False)
