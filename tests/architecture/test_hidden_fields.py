"""What holds a secret shows it in no text that is made of it: such texts end up in logs and traces."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import attrs

import adapters
import entrypoints
import socdomain

_SECRET: Final = re.compile(
    r"(^|_)(password|password_hash|secret|secret_digest|token|api_key|cursor_key|database_url)$"
)
_SOME_TEXT: Final = re.compile(r"\b(str|bytes|Sealed)\b")


def attrs_classes() -> Iterator[type[Any]]:
    """Every attrs class of the product, once."""
    seen = set()
    for package in (socdomain, adapters, entrypoints):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # What the console says is words about secrets, the same for everybody.
            if module.name.endswith("migrations.env") or module.name.startswith("entrypoints.console.catalog"):
                continue
            for value in vars(import_module(module.name)).values():
                if isinstance(value, type) and attrs.has(value) and value.__module__ == module.name:
                    seen.add(value)
    yield from sorted(seen, key=lambda one: f"{one.__module__}.{one.__qualname__}")


def shown_secrets(kind: type[Any]) -> list[str]:
    """Fields whose name says that they hold a secret, and which a text of the object shows."""
    return [
        one.name
        for one in attrs.fields(kind)
        if one.repr and _SECRET.search(one.name) and _SOME_TEXT.search(str(one.type))
    ]


def test_no_text_of_an_object_shows_a_secret() -> None:
    found = {f"{kind.__module__}.{kind.__name__}": names for kind in attrs_classes() if (names := shown_secrets(kind))}
    assert found == {}


def test_a_shown_secret_is_seen() -> None:
    made = attrs.make_class("Made", {"password": attrs.field(type=str), "refresh_token": attrs.field(type=bytes)})
    assert shown_secrets(made) == ["password", "refresh_token"]
