"""Whether hostile text has stayed text on a page: what can be seen of it beside what the browser says by itself."""

from __future__ import annotations

import re
from typing import Any, Final

from playwright.sync_api import Page

from tests.browser.noticed import settle
from tests.browser.payloads import HOST, INJECTED, MARK

_LOOKS: Final = r"""([host, injected]) => {
    const leads = ["href", "src", "action", "formaction", "data", "xlink:href", "content", "style"];
    const program = /^[\u0000-\u0020]*(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:/i;
    // In a query it is a text like any other.
    const elsewhere = new RegExp("^[^?#]*" + host);
    const isBad = (name, value) =>
        name.startsWith("on") || name === "srcdoc" || name === injected || /^(?:data-)?hx-on/.test(name)
        || /^(?:data-)?hx-/.test(name) && (elsewhere.test(value) || /^\s*js:/.test(value))
        || leads.includes(name) && (program.test(value) || elsewhere.test(value));
    return [...document.querySelectorAll("*")].flatMap(one => [...one.attributes]
        .filter(({name, value}) => isBad(name.toLowerCase(), value))
        .map(({name}) => `${name} of ${one.outerHTML.slice(0, 200)}`));
}"""


def assert_unharmed(page: Page) -> None:
    """Fails where a text has become a part of a page, even one that the content security policy keeps from running.

    A test with ``browsing`` sees by itself what has run, what the policy has refused, and what was asked of others.
    """
    settle(page)
    harm = harm_at(page)
    assert harm == [], f"at {page.url}:\n" + "\n".join(harm)


def harm_at(page: Page) -> list[str]:
    """Returns what has become a part of a page that has not to."""
    found: list[Any] = page.evaluate(_LOOKS, [HOST, INJECTED])
    evaluated = re.findall(re.escape(MARK) + r"\d+", page.content())
    return [*map(str, found), *(f"a template has made {one}" for one in evaluated)]
