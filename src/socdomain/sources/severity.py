"""How bad: five steps, the same words in every layer."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """Severity of an event, an alert or a case; a greater number is worse.

    The words and their order are those of OCSF ``severity_id`` 1 to 5 (https://schema.ocsf.io).
    """

    INFORMATIONAL = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5

    @property
    def word(self) -> str:
        """The word that people read, such as ``High``."""
        return self.name.capitalize()

    @classmethod
    def from_word(cls, word: str) -> Severity:
        """Reads a severity from its word, without regard to case.

        Raises:
            ValueError: There is no such severity.
        """
        try:
            return cls[word.strip().upper()]
        except KeyError:
            raise ValueError(f"{word!r} is not one of {', '.join(s.word for s in cls)}") from None
