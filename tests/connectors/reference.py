"""The page of reference about connectors, made from the kinds themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from adapters.connector_kit.kind import Kind
from adapters.connector_registry import connector_kinds
from socdomain.connectors.capabilities import capability_name
from socdomain.connectors.catalogue import AskedField, FieldForm

COMMAND: Final = "python -m tests.connectors.reference"
PAGE: Final = Path(__file__).parents[2] / "docs" / "reference" / "connectors.md"

_ABOVE: Final = f"""\
# Connectors

What can be connected, what it asks for, and what it can do. The page is made from the kinds themselves by

    {COMMAND}

and a test fails while it says something else. How they work: [the flow](../flows/connectors.md); how to add one of your
own: [the page about that](../howto/add_a_connector.md).
"""


def page(kinds: Iterable[Kind]) -> str:
    """Returns the page about kinds, in their order."""
    return _ABOVE + "".join(map(_section, kinds))


def _section(kind: Kind) -> str:
    can = ", ".join(f"`{name}`" for name in sorted(map(capability_name, kind.capabilities)))
    rows = "".join(f"{_row(asked)}\n" for asked in kind.fields)
    return f"""
## {kind.title} (`{kind.name}`)

Can: {can}.

| field | what it is | takes | help |
|---|---|---|---|
{rows}
{_below(kind.guide)}"""


def _row(asked: AskedField) -> str:
    takes = [", ".join(asked.choices) if asked.form is FieldForm.CHOICE else asked.form.value]
    takes += ["secret"] * asked.is_secret + ["may be left out"] * asked.is_optional
    takes += ["secrets have to be given again with it"] * asked.says_where
    return f"| `{asked.name}` | {asked.label} | {'; '.join(takes)} | {asked.help} |"


def _below(guide: str) -> str:
    """Returns a guide as a part of a section: its headings one level further down, its title left out."""
    lines = guide.strip().splitlines()
    if lines and lines[0].startswith("# "):
        lines = lines[1:]
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in lines).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(connector_kinds().values()), encoding="utf-8")
