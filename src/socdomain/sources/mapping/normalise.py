"""Makes an event of a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from socdomain.sources.mapping.event_time import event_time
from socdomain.sources.mapping.field_reader import FieldReader
from socdomain.sources.mapping.field_text import LONGEST_NAME, first_block, first_line, line_of, scalars, text_of
from socdomain.sources.mapping.read_asset import AssetReader
from socdomain.sources.mapping.read_context import ContextReader
from socdomain.sources.mapping.read_observables import ObservableReader
from socdomain.sources.mapping.read_severity import SeverityReader
from socdomain.sources.mapping.slots import Slots
from socdomain.sources.mapping.source_mapping import SourceMapping
from socdomain.sources.normalised_event import CustomerClaim, CustomerMark, NormalisedEvent
from socdomain.sources.severity import Severity

ENVELOPE = "_source"
"""Where a search hit of OpenSearch or Elasticsearch holds the document, beside ``_id`` and ``_index``."""

LONGEST_TITLE = 300
LONGEST_DESCRIPTION = 4_000
LONGEST_FINGERPRINT_TEXT = 1_000
MOST_TECHNIQUES = 50
_MOST_REMEMBERED = 4096
_MOST_NORMALISERS = 64
_LONGEST_CODE = 200
_LONGEST_READ = 1_000
_MOST_CODES_PER_FIELD = 20
_LONGEST_DOCUMENT_ID = 512
"""OpenSearch and Elasticsearch allow no longer ``_id``."""

# https://attack.mitre.org: techniques and sub-techniques; a longer number is something else.
_TECHNIQUE = re.compile(r"(?<![A-Z0-9])T\d{4}(?:\.\d{3})?(?!\.?\d|[A-Z])", re.ASCII)

# Texts name processes and ports so ("Process '4321' hidden"), and it is the same finding with another of them.
_QUOTED_NUMBER = re.compile(r"'[0-9]+'")


def unwrap(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """Returns the document in a search hit, together with the hit's own fields; anything else as it is."""
    inner = document.get(ENVELOPE)
    if type(inner) is not dict:
        return document
    return {**{key: value for key, value in document.items() if key != ENVELOPE}, **inner}


class Normaliser:
    """Reads documents by one mapping; made once and used for all of them, by any number of threads.

    Args:
        mapping: How documents become events.
    """

    def __init__(self, mapping: SourceMapping) -> None:
        self.mapping = mapping
        slots = Slots()
        self._observables = ObservableReader(mapping, slots)
        self._severity = SeverityReader(mapping, slots)
        self._asset = AssetReader(mapping, slots)
        self._context = ContextReader(mapping, slots)
        self._title = slots.add(mapping.title)
        self._fallback_title = slots.add(mapping.fallback_title_fields)
        self._description = slots.add(mapping.description)
        self._time = slots.add(mapping.time)
        self._customer = slots.add(entry.path for entry in mapping.customer)
        self._mark_of = [_marks_of(entry.claim, entry.path) for entry in mapping.customer]
        self._index_name = slots.add(mapping.index_name)
        self._document_id = slots.add(mapping.document_id)
        self._rule_id = slots.add(mapping.rule_id)
        self._techniques = slots.add(mapping.techniques)
        self._fingerprint = slots.add(mapping.fingerprint)
        self._fields = FieldReader(
            slots.paths,
            marks=self._observables.marks,
            scans=self._observables.scans,
            not_scanned=mapping.scan_except,
        )

    def normalise(self, document: Mapping[str, Any]) -> NormalisedEvent:
        """Makes an event of a document; whatever cannot be read is passed over, and never raises.

        Args:
            document: Any JSON object as ``json.loads`` returns it. A search hit is taken for the document in it. The
                event's context is read from it later, so that it must not be changed.
        """
        found = self._fields.read(unwrap(document))
        values = found.values
        rule_id = first_line(values[self._rule_id], LONGEST_NAME)
        severity = self._severity.severity(values)
        user = self._asset.user(values)
        return NormalisedEvent(
            title=self._title_of(values, rule_id),
            description=first_block(values[self._description], LONGEST_DESCRIPTION),
            severity=Severity.MEDIUM if severity is None else severity,
            severity_known=severity is not None,
            level=self._severity.level(values),
            occurred_at=self._time_of(values),
            rule_id=rule_id,
            techniques=self._techniques_of(values),
            customer_marks=self._customer_marks(values),
            index_name=first_line(values[self._index_name], LONGEST_NAME) or "",
            document_id=self._document_id_of(values),
            asset=self._asset.asset(values, user),
            user=user,
            observables=self._observables.read(found),
            fingerprint_fields=self._fingerprint_fields(values),
            context=self._context.read(values),
        )

    def _title_of(self, values: list[Any], rule_id: str | None) -> str:
        title = first_line(values[self._title], LONGEST_TITLE)
        if title is not None:
            return title
        detail = f"rule {rule_id}" if rule_id else first_line(values[self._fallback_title], LONGEST_NAME)
        fallback = self.mapping.fallback_title
        return line_of(f"{fallback} ({detail})", LONGEST_TITLE) if detail else fallback

    def _document_id_of(self, values: list[Any]) -> str | None:
        # A longer one is not cut: two documents could come to share it, and one of them would be refused.
        found = first_line(values[self._document_id], _LONGEST_DOCUMENT_ID + 1)
        return None if found is None or len(found) > _LONGEST_DOCUMENT_ID else found

    def _time_of(self, values: list[Any]) -> datetime | None:
        for value in values[self._time]:
            if value is not None:
                for scalar in scalars(value):
                    moment = event_time(scalar)
                    if moment is not None:
                        return moment
        return None

    def _techniques_of(self, values: list[Any]) -> tuple[str, ...]:
        texts: list[str] = []
        for value in values[self._techniques]:
            if value is not None:
                texts += map(text_of, scalars(value))
        if not texts:
            return ()
        text = "\n".join(texts)
        return _techniques_again(text) if len(text) <= _LONGEST_READ else _techniques_in(text)

    def _customer_marks(self, values: list[Any]) -> tuple[CustomerMark, ...]:
        marks: list[CustomerMark] = []
        for mark_of, value in zip(self._mark_of, values[self._customer], strict=True):
            if value is not None:
                for scalar in (value,) if type(value) is str else scalars(value)[:_MOST_CODES_PER_FIELD]:
                    mark = mark_of(text_of(scalar)[:_LONGEST_READ])
                    if mark.code:
                        marks.append(mark)
        return tuple(marks)

    def _fingerprint_fields(self, values: list[Any]) -> tuple[tuple[str, str], ...]:
        found = values[self._fingerprint]
        # Few documents have any of them.
        if found.count(None) == len(found):
            return ()
        fields: list[tuple[str, str]] = []
        for path, value in zip(self.mapping.fingerprint, found, strict=True):
            if value is not None:
                text = line_of(", ".join(map(text_of, scalars(value))), LONGEST_FINGERPRINT_TEXT)
                fields.append((path, _QUOTED_NUMBER.sub("'#'", text)))
        return tuple(fields)


@lru_cache(maxsize=_MOST_NORMALISERS)
def normaliser_for(mapping: SourceMapping) -> Normaliser:
    """Returns the normaliser of a mapping, made at most once while it is in use: making one takes milliseconds."""
    return Normaliser(mapping)


def _techniques_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_TECHNIQUE.findall(text.upper())))[:MOST_TECHNIQUES]


# The same rules fire again and again, for the same customers.
_techniques_again = lru_cache(maxsize=_MOST_REMEMBERED)(_techniques_in)


def _marks_of(claim: CustomerClaim, path: str) -> Callable[[str], CustomerMark]:
    @lru_cache(maxsize=_MOST_REMEMBERED)
    def mark_of(text: str) -> CustomerMark:
        return CustomerMark(line_of(text, _LONGEST_CODE), claim, path)

    return mark_of
