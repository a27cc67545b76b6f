"""What templates may hold: no words, which stand in the catalog, and nothing that would run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from attrs import Attribute, fields, has

from entrypoints.console.catalog import TEXT
from tests.architecture.tree import SOURCE

CONSOLE = SOURCE / "entrypoints" / "console"
TEMPLATES = sorted((CONSOLE / "templates").rglob("*.html"))
MADE = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
SAID = {"aria-label", "title", "alt", "placeholder", "aria-description", "aria-roledescription", "label"}
LETTERS = re.compile(r"[^\W\d_]{2,}")
MADE_HERE = "auth/admin_parts.html"
"""Passwords and keys are copied as they are: they are made here, of letters that do nothing."""
NOT_SAID = {"Esc"}
"""Names of keys stand on keyboards, whatever the language."""


class Words(HTMLParser):
    """Collects what a page says by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SAID and value and LETTERS.search(value)]

    def handle_data(self, data: str) -> None:
        if LETTERS.search(data) and data.strip() not in NOT_SAID:
            self.found.append(data.strip())


def own_words(template: str) -> Iterator[str]:
    """Words that stand in a template itself."""
    reader = Words()
    reader.feed(MADE.sub(lambda made: "" if made[0].startswith("{%") else "{}", template))
    reader.close()
    yield from reader.found


def what_runs(template: str) -> Iterator[str]:
    """What a page could run that is no file of ours, and what would let others' texts run."""
    yield from (found[0] for found in re.finditer(r"\|\s*safe\b|\bautoescape\b", template))
    written = MADE.sub("", template)
    forbidden = (
        r"\sstyle\s*=",
        r"\son\w+\s*=",
        r"\bhx-on\b",
        r"\bhx-vals\s*=\s*['\"]?js:",
        r"javascript:",
        r"<style\b",
        r"<script\b(?![^>]*\bsrc=)",
        r"hx-trigger=['\"][^'\"]*\[",
    )
    for pattern in forbidden:
        yield from (found[0] for found in re.finditer(pattern, written, re.IGNORECASE))


def copied(template: str) -> Iterator[str]:
    """What goes to the clipboard as others have written it, and could act where it is put in."""
    yield from (found[0] for found in re.finditer(r'data-copies="(?![^"]*\| copyable }}")[^"]*"', template))


def unquoted(template: str) -> Iterator[str]:
    """Attributes whose value is filled in without quotes, which a space would end."""
    yield from (found[0] for found in re.finditer(r"[\w-]+={{", template))


def asked_by_scripts_alone(template: str) -> Iterator[str]:
    """Questions that nobody asks in a browser without scripts."""
    if template.count("data-asks=") > len(re.findall(r"{{ (?:ui\.)?ticked\(", template)):
        yield "data-asks without ticked()"


@pytest.mark.parametrize("rule", [own_words, what_runs, copied, unquoted, asked_by_scripts_alone])
def test_templates_keep_the_rule(rule: Callable[[str], Iterator[str]]) -> None:
    broken = {name_of(path): found for path in TEMPLATES if (found := list(rule(path.read_text("utf-8"))))}
    assert {name: found for name, found in broken.items() if (name, rule) != (MADE_HERE, copied)} == {}


@pytest.mark.parametrize(
    ("rule", "sample"),
    [
        (own_words, "<p>Hello {{ page.name }}</p>"),
        (own_words, '<a aria-label="Close it">{{ x }}</a>'),
        (own_words, '<input placeholder="Search" value="{{ x }}">'),
        (what_runs, "{{ page.title | safe }}"),
        (what_runs, '<p style="color: red">'),
        (what_runs, '<b onclick="x()">'),
        (what_runs, '<b hx-on:click="x()">'),
        (what_runs, "<script>x()</script>"),
        (what_runs, '<b hx-trigger="click[ctrlKey]">'),
        (what_runs, '<a href="javascript:x()">'),
        (copied, '<button data-copies="{{ one.value }}">'),
        (unquoted, "<a href={{ page.link }}>"),
        (asked_by_scripts_alone, '<form data-asks="{{ text.part.asks }}">'),
    ],
)
def test_a_breach_is_seen(rule: Callable[[str], Iterator[str]], sample: str) -> None:
    assert list(rule(sample))


def test_every_text_of_the_catalog_is_said_somewhere() -> None:
    """Else whoever translates it would do so for nobody."""
    files = [*TEMPLATES, *CONSOLE.rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in files if "catalog" not in path.parts or is_root(path))
    own = "\n".join(path.read_text("utf-8") for path in (CONSOLE / "catalog").glob("*.py"))
    said = re.compile(r"\b(?:text|TEXT)\.(\w+)\.(\w+)").findall(code)
    within = set(re.compile(r"\bself\.(\w+)").findall(own))
    names = {(part.name, one.name) for part in fields(type(TEXT)) for one in parts_of(part.name)}
    assert {pair for pair in names - set(said) if pair[1] not in within} == set()
    # And none is said that is not there, which a page would only tell when it is opened.
    assert {pair for pair in said if not hasattr(getattr(TEXT, pair[0], None), pair[1])} == set()


def parts_of(name: str) -> tuple[Attribute[Any], ...]:
    """The texts of a part of the catalog."""
    part = type(getattr(TEXT, name))
    assert has(part)
    return tuple(fields(part))


def is_root(path: Path) -> bool:
    """Whether a file of the catalog is the one that puts it together."""
    return path.name == "__init__.py"


def name_of(path: Path) -> str:
    """A template's name."""
    return path.relative_to(CONSOLE / "templates").as_posix()
