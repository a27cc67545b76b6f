"""Plain reads of sources and of rejected events."""

from __future__ import annotations

from collections.abc import Mapping

from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope
from socdomain.sources.ports import RejectedFilter, SourcesWork
from socdomain.sources.rejected_event import RejectReason, ShownRejectedEvent
from socdomain.sources.source import Source


def list_sources(work: SourcesWork, *, by: Principal) -> tuple[Source, ...]:
    """Returns every source, by name."""
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        return work.sources.all()


def get_source(work: SourcesWork, name: str, *, by: Principal) -> Source:
    """Returns a source.

    Raises:
        NotFoundError: There is none of that name.
    """
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        return work.sources.get(name)


def list_rejected_events(
    work: SourcesWork, wanted: RejectedFilter, page: PageRequest, *, by: Principal
) -> Page[ShownRejectedEvent]:
    """Returns a page of rejected events, the latest received first."""
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        return work.rejected_events.page(wanted, page, reach=by.reach)


def count_rejected_events(work: SourcesWork, *, by: Principal) -> Mapping[RejectReason, int]:
    """Returns how many rejected events there are, by reason."""
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        return work.rejected_events.counts(reach=by.reach)
