"""Debian's Chromium, driven by Playwright: without a window, with a new profile, on loopback alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

CHROMIUM: Final = Path("/usr/bin/chromium")
PACKAGE: Final = "chromium"
"""Debian's package of it."""

_QUIET: Final = (
    # What it would ask of its maker's servers; the rule about names below would refuse it, and this does not even ask.
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-field-trial-config",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    # Nothing but this machine has a name or an address, whatever a page or a payload asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--no-proxy-server",
)


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Runs the browser for the length of the block.

    Playwright gives each start a profile folder of its own, which is removed with it. Each test has a context in it
    besides, which shares neither cookies nor storage nor cache with another.

    Raises:
        AssertionError: It is not installed; says which package to install.
    """
    assert CHROMIUM.exists(), f"{CHROMIUM} is not there; Debian's package {PACKAGE!r} has it"
    # As root there is no sandbox that it could build; nothing but our own pages is opened in it.
    rights = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=[*_QUIET, *rights])
        try:
            yield browser
        finally:
            browser.close()
