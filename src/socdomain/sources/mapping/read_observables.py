"""The observables of a document."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from socdomain.sources.mapping.field_reader import Found
from socdomain.sources.mapping.field_text import scalars, text_of
from socdomain.sources.mapping.slots import Slots
from socdomain.sources.mapping.source_mapping import SourceMapping
from socdomain.sources.observables import Observable, ObservableType, find_observables, normalise_observable

MOST_OBSERVABLES = 1_000
"""How many of one document are kept: what has more is a list of addresses, not something that happened."""

# Quicker than asking the enumeration.
_KINDS = {kind.value: kind for kind in ObservableType}
_MOST_REMEMBERED = 16_384
_LONGEST_REMEMBERED = 256


class ObservableReader:
    """Reads the observables of a document: mapped fields first, then what scanning finds.

    Args:
        mapping: Says where they are.
        slots: Where its fields get their slots.

    Attributes:
        marks: The paths of mapped fields, with their types joined by spaces.
        scans: The paths to scan, with the list that their texts belong to.
    """

    def __init__(self, mapping: SourceMapping, slots: Slots) -> None:
        self._identifiers = slots.add(mapping.identifiers)
        self._unless = slots.add(mapping.scan_unless)
        self._unless_count = len(mapping.scan_unless)
        wanted = tuple(dict.fromkeys(entry.types for entry in mapping.scan))
        self._scanned_types = tuple(frozenset(types) for types in wanted)
        self.marks = {entry.path: " ".join(entry.types) for entry in mapping.observables}
        self.scans = {entry.path: wanted.index(entry.types) for entry in mapping.scan}

    def read(self, found: Found) -> tuple[Observable, ...]:
        """Returns each observable once, in the order found.

        Args:
            found: What ``FieldReader.read`` found in the document.
        """
        observables: list[Observable] = []
        unreadable: list[str] = []
        for types, value in found.marked:
            for text in (value,) if type(value) is str else map(text_of, scalars(value)):
                observable = _read_again(types, text) if len(text) <= _LONGEST_REMEMBERED else _read(types, text)
                if observable is None:
                    unreadable.append(text)
                else:
                    observables.append(observable)
        if unreadable:
            observables += find_observables("\n".join(unreadable))
        if found.values[self._unless].count(None) == self._unless_count:
            self._scan(found.texts, observables)
        return self._kept(observables, found.values)

    def _scan(self, lists: list[list[str]], observables: list[Observable]) -> None:
        for texts, wanted in zip(lists, self._scanned_types, strict=True):
            if not texts:
                continue
            if wanted:
                # One scan over all texts: nothing that is found reaches over the end of a line.
                observables += [each for each in _find("\n".join(texts)) if each.type in wanted]
            else:
                for text in texts:
                    observables += _find(text)

    def _kept(self, observables: list[Observable], values: list[Any]) -> tuple[Observable, ...]:
        if not observables:
            return ()
        identifiers = [value for value in values[self._identifiers] if value is not None]
        if identifiers:
            texts = (text_of(scalar).lower() for value in identifiers for scalar in scalars(value))
            # Images of containers are named by digests that say how they were made.
            names = {text.removeprefix("sha256:") for text in texts}
            observables = [each for each in observables if each.value not in names]
        # Two of the same value are most often the same; to find out takes longer than to see that there are none.
        if len({each.value for each in observables}) < len(observables):
            observables = list(dict.fromkeys(observables))
        return tuple(observables[:MOST_OBSERVABLES])


def _read(types: str, text: str) -> Observable | None:
    for kind in types.split():
        observable = normalise_observable(_KINDS[kind], text)
        if observable is not None:
            return observable
    return None


def _find(text: str) -> tuple[Observable, ...]:
    return _find_again(text) if len(text) <= _LONGEST_REMEMBERED else find_observables(text)


# The same hosts, files, users and commands come again and again.
_read_again = lru_cache(maxsize=_MOST_REMEMBERED)(_read)
_find_again = lru_cache(maxsize=_MOST_REMEMBERED)(find_observables)
