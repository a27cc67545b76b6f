"""axe, which finds what people could not use who see, hear or move otherwise."""

from __future__ import annotations

from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""WCAG 2.2, levels A and AA, with what it has of 2.0 and 2.1, and what axe advises beyond it."""

_OPTIONS: Final = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations", "incomplete"]}
_MOST_PLACES: Final = 10
_AXE: Final = Axe()


def assert_accessible(page: Page) -> None:
    """Fails where axe finds something on a page as it is now, and says what and where.

    What axe cannot decide by itself is printed and is no failure. Its script is evaluated by the browser's own tools,
    which a content security policy does not bind; as an element of the page it would be refused.
    """
    found = _AXE.run(page, options=_OPTIONS).response
    for unsure in found["incomplete"]:
        print(f"axe cannot tell at {page.url}: {_told(unsure)}")
    violations = found["violations"]
    assert violations == [], f"axe at {page.url}:\n" + "\n".join(map(_told, violations))


def violations_of(page: Page) -> list[str]:
    """Returns the names of the rules that a page breaks."""
    return [one["id"] for one in _AXE.run(page, options=_OPTIONS).response["violations"]]


def _told(finding: dict[str, Any]) -> str:
    nodes = finding["nodes"]
    places = [f"{_selector(node)}: {' '.join(node.get('failureSummary', '').split())}" for node in nodes[:_MOST_PLACES]]
    rest = [f"and {len(nodes) - _MOST_PLACES} more"] if len(nodes) > _MOST_PLACES else []
    head = f"{finding['id']} ({finding['impact']}): {finding['help']}, {finding['helpUrl']}"
    return "\n    ".join([head, *places, *rest])


def _selector(node: dict[str, Any]) -> str:
    # A list within a list leads through frames and shadows.
    return " ".join(one if isinstance(one, str) else " >> ".join(one) for one in node["target"])
