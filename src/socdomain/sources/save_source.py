"""Add a source, or change how its documents are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError
from socdomain.ids import Ids
from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.mapping.mapping_document import mapping_to_document
from socdomain.sources.ports import SourcesWork
from socdomain.sources.severity import Severity
from socdomain.sources.source import Source

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
RESERVED_NAMES = frozenset({"manual", "rejected"})


@frozen
class SourceSettings:
    """What a source is given.

    Attributes:
        mapping: How its documents become events; its version is counted here, whatever it says.
        default_customer: Code of the customer of documents that name none.
        minimum_severity: As in ``Source``.
        minimum_level: As in ``Source``.
    """

    mapping: SourceMapping
    default_customer: str | None = None
    minimum_severity: Severity | None = None
    minimum_level: int | None = None


@frozen
class SaveSource:
    """Adds or replaces a source; only for principals who see all customers, since it reads documents of all."""

    work: Callable[[Reach], SourcesWork]
    clock: Clock
    ids: Ids

    def execute(
        self, name: str, settings: SourceSettings, *, expected_version: int | None, by: Principal
    ) -> tuple[Source, bool]:
        """Adds or replaces a source.

        Args:
            name: 1 to 50 lower-case letters, digits, underscores or hyphens.
            settings: What it is given.
            expected_version: The version that the caller saw; None to add one that is not there.
            by: Who asks; needs ``sources:write`` and the reach over every customer.

        Returns:
            The source, and whether it is new.

        Raises:
            StaleVersionError: It is there and has another version; carries the source as it is now.
            NotFoundError: The default customer is not there, or the source to replace is not.
        """
        by.require_any_scope(Scope.SOURCES_WRITE)
        if not by.reach.is_everyone:
            raise NotAllowedError((Scope.SOURCES_WRITE,))
        if not _NAME.fullmatch(name) or name in RESERVED_NAMES:
            raise InvalidInputError("source", "must be 1 to 50 lower-case letters, digits, underscores or hyphens")
        with self.work(by.reach) as work:
            present = self._present(work, name)
            if (present.version if present else None) != expected_version:
                if present is None:
                    raise NotFoundError("source", name)
                raise StaleVersionError("source", present)
            source = self._source(work, name, settings, present)
            if present is None:
                work.sources.add(source)
            else:
                work.sources.save(source, expected_version=present.version)
            work.audit.add(self._record(source, present, by))
            work.commit()
        return source, present is None

    def _present(self, work: SourcesWork, name: str) -> Source | None:
        try:
            return work.sources.get(name)
        except NotFoundError:
            return None

    def _source(self, work: SourcesWork, name: str, settings: SourceSettings, present: Source | None) -> Source:
        code = settings.default_customer
        customer_id = work.customers.by_code(code, reach=Reach.everyone()).id if code else None
        if present is None:
            mapping = evolve(settings.mapping, version=1)
        elif evolve(settings.mapping, version=present.mapping.version) == present.mapping:
            mapping = present.mapping
        else:
            mapping = evolve(settings.mapping, version=present.mapping.version + 1)
        return Source(
            name=name,
            mapping=mapping,
            changed_at=self.clock.now(),
            default_customer_id=customer_id,
            minimum_severity=settings.minimum_severity,
            minimum_level=settings.minimum_level,
            version=present.version + 1 if present else 1,
        )

    def _record(self, source: Source, present: Source | None, by: Principal) -> AuditRecord:
        return AuditRecord.of(
            by,
            "source.changed" if present else "source.created",
            source.name,
            id=self.ids.new(),
            at=self.clock.now(),
            before=_shown(present, beside=source) if present else None,
            after=_shown(source, beside=present),
        )


def _shown(source: Source, *, beside: Source | None) -> dict[str, Any]:
    """Returns what an audit record says of a source; the mapping, which is long, where the other has another one."""
    shown: dict[str, Any] = {
        "mapping_version": source.mapping.version,
        "default_customer": None if source.default_customer_id is None else str(source.default_customer_id),
        "minimum_severity": None if source.minimum_severity is None else source.minimum_severity.word,
        "minimum_level": source.minimum_level,
    }
    if beside is None or beside.mapping != source.mapping:
        shown["mapping"] = mapping_to_document(source.mapping)
    return shown
