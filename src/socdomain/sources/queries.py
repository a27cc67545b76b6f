"""Plain reads of sources and of rejected events."""

from __future__ import annotations

from collections.abc import Mapping

from socdomain.errors import NotFoundError
from socdomain.ids import RejectedEventId
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope
from socdomain.sources.ports import RejectedFilter, SourcesWork
from socdomain.sources.rejected_event import RejectedEvent, RejectReason, ShownRejectedEvent
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


def count_rejected_events(work: SourcesWork, wanted: RejectedFilter, *, by: Principal) -> Mapping[RejectReason, int]:
    """Returns how many rejected events are wanted, by reason."""
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        return work.rejected_events.counts(wanted, reach=by.reach)


def count_rejected_by_source(work: SourcesWork, wanted: RejectedFilter, *, by: Principal) -> Mapping[str, int]:
    """Returns how many rejected events are wanted, by source."""
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        return work.rejected_events.counts_by_source(wanted, reach=by.reach)


def get_rejected_event(work: SourcesWork, event_id: RejectedEventId, *, by: Principal) -> RejectedEvent:
    """Returns a rejected event with all its bytes.

    Raises:
        NotFoundError: There is none within reach; it may have been taken after all.
    """
    by.require_any_scope(Scope.SOURCES_READ)
    with work:
        found = work.rejected_events.whole([event_id], reach=by.reach)
    if not found:
        raise NotFoundError("rejected event", event_id)
    return found[0]
