"""What stands around every page."""

from __future__ import annotations

from attrs import frozen


@frozen
class ShellText:
    """The same on every page."""

    product: str = "Watchfloor"
    page_title: str = "{title} · Watchfloor"
    skip: str = "Skip to the page"
    places: str = "Parts of the console"
    account: str = "Signed in as {login}"
    sessions: str = "My sessions"
    change_password: str = "Change password"  # noqa: S105 - a label
    sign_out: str = "Sign out"
    theme: str = "Colours"
    theme_system: str = "As the system"
    theme_light: str = "Light"
    theme_dark: str = "Dark"
    use_theme: str = "Use these colours"
    overview: str = "Overview"
    alerts: str = "Alerts"
    cases: str = "Cases"
    agents: str = "Agents"
    connectors: str = "Connectors"
    jobs: str = "Jobs"
    offline: str = "No connection to Watchfloor. What you see may be out of date; this line goes away by itself."
    failed: str = "That did not reach Watchfloor. Nothing was changed; try again."
    working: str = "Working…"
    copied: str = "Copied"
    copy: str = "Copy"
    close: str = "Close"
    cancel: str = "Cancel"
    confirm: str = "Are you sure?"
    pages: str = "Pages of the list"
    next_page: str = "Older"
    first_page: str = "Back to the newest"
    nobody: str = "nobody"
    none: str = "none"
    unknown: str = "unknown"
    save: str = "Save"
    remove: str = "Remove"
