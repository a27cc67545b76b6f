"""A source as it is edited, beside a document to try it with."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Standing
from entrypoints.console.sources.mapping_text import mapping_text, read_mapping
from socdomain.errors import InvalidInputError
from socdomain.sources.mapping.source_mapping import check_mapping_name
from socdomain.sources.save_source import SourceSettings
from socdomain.sources.severity import Severity
from socdomain.sources.source import Source

_MOST_DIGITS: Final = 9


@frozen
class SourceForm:
    """A source, as typed.

    Attributes:
        name: Its name, where it is a new one.
        version: The version that was seen; None for a new one.
        mapping: Its mapping, as JSON.
        default_customer: Code of the customer of documents that name none.
        minimum_severity: The word of the least severity.
        minimum_level: The least level.
        document: The document to try it with.
        rejected: The rejected event that the document is of.
    """

    name: str = ""
    version: int | None = None
    mapping: str = ""
    default_customer: str = ""
    minimum_severity: str = ""
    minimum_level: str = ""
    document: str = ""
    rejected: UUID | None = None

    @classmethod
    def of(cls, source: Source, customer: str | None, document: str, rejected: UUID | None) -> SourceForm:
        """Returns the form of a source as it is stored."""
        least = source.minimum_severity
        return cls(
            version=source.version,
            mapping=mapping_text(source.mapping),
            default_customer=customer or "",
            minimum_severity="" if least is None else least.word,
            minimum_level="" if source.minimum_level is None else str(source.minimum_level),
            document=document,
            rejected=rejected,
        )

    def standing(self) -> Standing:
        """Returns how the source stands, for whoever would have saved an older version of it."""
        words = TEXT.sources
        severity = TEXT.incidents.severities.get(self.minimum_severity, words.any_severity)
        return (
            (words.default_customer, self.default_customer),
            (words.minimum_severity, severity),
            (words.minimum_level, self.minimum_level),
            (words.mapping, self.mapping),
        )

    def settings(self, source: str) -> SourceSettings:
        """Returns what the source would be given.

        Args:
            source: Its name.

        Raises:
            InvalidInputError: A field cannot be meant.
        """
        if self.version is None:
            # The name of a new source is typed, too; of the others, the mapping alone can be wrong.
            check_mapping_name(source)
        return SourceSettings(
            mapping=read_mapping(self.mapping, source),
            default_customer=self.default_customer.strip() or None,
            minimum_severity=_severity(self.minimum_severity),
            minimum_level=_level(self.minimum_level.strip()),
        )


def _severity(word: str) -> Severity | None:
    try:
        return Severity.from_word(word) if word else None
    except ValueError as error:
        raise InvalidInputError("minimum_severity", str(error)) from error


def _level(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InvalidInputError("minimum_level", TEXT.fields.whole_number)
    return int(text)
