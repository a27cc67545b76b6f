"""Show what a document would become, and store nothing."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from socdomain.principal import Principal, Reach, Scope
from socdomain.sources.documents import parse_document
from socdomain.sources.mapping import SourceMapping, normaliser_for
from socdomain.sources.normalised_event import NormalisedEvent
from socdomain.sources.ports import SourcesWork


@frozen
class PreviewDocument:
    """Reads a pasted document with a source's mapping, or with a draft of one."""

    work: Callable[[Reach], SourcesWork]

    def execute(
        self, source: str, body: bytes, *, by: Principal, draft: SourceMapping | None = None
    ) -> NormalisedEvent:
        """Returns what the document would become.

        Args:
            source: Name of the source.
            body: One JSON object.
            by: Who asks; needs ``sources:read``.
            draft: A mapping to use instead of the stored one; whoever may write sources tries it before there is one.

        Raises:
            NotFoundError: There is no such source.
            DocumentError: The body is not one JSON object; says where.
        """
        by.require_any_scope(Scope.SOURCES_READ)
        return normaliser_for(self._mapping(source, draft, by)).normalise(parse_document(body))

    def _mapping(self, source: str, draft: SourceMapping | None, by: Principal) -> SourceMapping:
        if draft is not None and Scope.SOURCES_WRITE in by.scopes:
            return draft
        with self.work(by.reach) as work:
            stored = work.sources.get(source).mapping
        return draft or stored
