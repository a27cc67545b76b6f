"""Sealed secrets in memory: a table of values, for programs that have no key."""

from __future__ import annotations

from itertools import count

from attrs import field, frozen

from socdomain.errors import SealBrokenError, UnknownKeyError
from socdomain.sealed import Sealed

_FORMAT = "wf1"
_KEY_ID = "memory"


@frozen
class MemorySecretBox:
    """Keeps secrets to itself and hands out tickets for them, as ``SealsSecrets``."""

    _kept: dict[str, tuple[tuple[str, str, str], bytes]] = field(factory=dict, init=False, repr=False)
    _numbers: count[int] = field(factory=lambda: count(1), init=False, repr=False)

    def seal(self, plain: bytes, *, table: str, row: str, field: str) -> Sealed:
        """Returns what can be opened in the same place alone."""
        sealed = Sealed(f"{_FORMAT}.{_KEY_ID}.{next(self._numbers)}")
        self._kept[sealed] = ((table, row, field), plain)
        return sealed

    def open(self, sealed: Sealed, *, table: str, row: str, field: str) -> bytes:
        """Returns the secret."""
        parts = sealed.split(".")
        if len(parts) == 3 and parts[0] == _FORMAT and parts[1] != _KEY_ID:
            raise UnknownKeyError(parts[1])
        place, plain = self._kept.get(sealed, (None, b""))
        if place != (table, row, field):
            raise SealBrokenError(table, field)
        return plain
