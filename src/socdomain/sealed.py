"""Secrets at rest: sealed, and bound to the place in the database that they belong to."""

from __future__ import annotations

from typing import NewType, Protocol

Sealed = NewType("Sealed", str)
"""What is stored instead of a secret: visible ASCII characters without white space."""


class SealsSecrets(Protocol):
    """Seals secrets, so that a copy of the database does not hold them."""

    def seal(self, plain: bytes, *, table: str, row: str, field: str) -> Sealed:
        """Returns what can be opened in the same place alone.

        Args:
            plain: The secret; may be empty.
            table: Name of the table that it is kept in.
            row: Key of its row.
            field: Name of its column, or of the field within.
        """
        ...

    def open(self, sealed: Sealed, *, table: str, row: str, field: str) -> bytes:
        """Returns the secret.

        Args:
            sealed: What was stored.
            table: See ``seal``.
            row: See ``seal``.
            field: See ``seal``.

        Raises:
            SealBrokenError: It was changed, belongs elsewhere, or was never sealed.
            UnknownKeyError: The key that it was sealed with is not there.
        """
        ...
