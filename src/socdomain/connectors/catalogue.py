"""What can be connected, and what each thing asks for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from attrs import asdict, frozen


class CatalogueKind(StrEnum):
    """What sort of thing can be connected."""

    CONNECTOR_KIND = "connector_kind"
    INTEGRATION = "integration"
    NETWORK_CONNECTOR = "network_connector"


class FieldForm(StrEnum):
    """What sort of value a field takes; all of them are kept as text."""

    TEXT = "text"
    URL = "url"
    PORT = "port"
    FLAG = "flag"
    CHOICE = "choice"
    FILE = "file"


@frozen
class AskedField:
    """One value that has to be given.

    Attributes:
        name: What it is kept under; unique within its entry, lower case with underscores.
        label: What people are asked for.
        is_secret: Whether it is sealed, and never shown again.
        help: Where it is found or what it looks like, in one sentence.
        form: What sort of value it takes.
        is_optional: Whether it may be left out.
        says_where: Whether it decides where secrets are sent, so that whoever changes it has to give them again.
        choices: What it takes, where it takes one of a few.
    """

    name: str
    label: str
    is_secret: bool = False
    help: str = ""
    form: FieldForm = FieldForm.TEXT
    is_optional: bool = False
    says_where: bool = False
    choices: tuple[str, ...] = ()


@frozen
class CatalogueEntry:
    """A thing that can be connected.

    Attributes:
        kind: What sort of thing.
        name: Unique within its kind.
        title: What people call it.
        fields: What it asks for, in the order in which it asks.
        version: Counts changes, from 1.
    """

    kind: CatalogueKind
    name: str
    title: str
    fields: tuple[AskedField, ...]
    version: int = 1


class CatalogueRepository(Protocol):
    """What can be connected; belongs to the platform, not to a customer."""

    def all(self, kind: CatalogueKind) -> tuple[CatalogueEntry, ...]:
        """Returns every entry of a kind, by name, compared character by character (by code point)."""
        ...

    def add(self, entry: CatalogueEntry) -> None:
        """Adds an entry.

        Raises:
            ConcurrentChangeError: One of that name was added meanwhile.
        """
        ...

    def replace(self, entry: CatalogueEntry, *, expected_version: int) -> None:
        """Replaces an entry.

        Raises:
            NotFoundError: There is none of that kind and name.
            StaleVersionError: Its version is no longer the expected one.
        """
        ...


def field_to_document(asked: AskedField) -> dict[str, Any]:
    """Writes a field as JSON: its attributes by their names, those that came later where they say anything."""
    always = ("name", "label", "is_secret", "help")
    plain = asdict(asked, value_serializer=lambda _, __, value: list(value) if isinstance(value, tuple) else value)
    return {name: value for name, value in plain.items() if name in always or value not in (FieldForm.TEXT, False, [])}


def field_from_document(document: Mapping[str, Any]) -> AskedField:
    """Reads a field that ``field_to_document`` wrote.

    Raises:
        TypeError: An attribute is missing, or is none.
        ValueError: It is of no form that there is.
    """
    form, choices = FieldForm(document.get("form", FieldForm.TEXT)), document.get("choices", [])
    if not isinstance(choices, list):
        raise TypeError("choices are a list")
    return AskedField(**{**document, "form": form, "choices": tuple(choices)})
