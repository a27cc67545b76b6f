"""What answers of the console say of themselves."""

from __future__ import annotations

import pytest

from entrypoints.console.assets import Assets
from tests.console.browsers import Browser
from tests.console.clerks import PAGE


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/console/alerts", "text/html; charset=utf-8"),
        (Assets.read().url("console.css"), "text/css; charset=utf-8"),
        (Assets.read().url("console.js"), "text/javascript; charset=utf-8"),
        (Assets.read().url("mark.svg"), "image/svg+xml"),
    ],
)
def test_the_type_says_its_encoding_once(browser: Browser, path: str, said: str) -> None:
    answer = browser.call("GET", path, PAGE)
    assert (answer.status_code, answer.headers["content-type"]) == (200, said)
