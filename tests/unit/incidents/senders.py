"""Who sends to the desk, and what was not taken of it."""

from __future__ import annotations

from socdomain.ids import PrincipalId
from socdomain.pages import PageRequest
from socdomain.principal import Principal, PrincipalKind, Reach, Scope
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import list_rejected_events
from socdomain.sources.rejected_event import RejectedEvent
from tests.builders import EVERYONE
from tests.unit.incidents.desk import Desk


def only(desk: Desk, code: str) -> Principal:
    """Returns a principal who may see one customer only."""
    with desk.works.reading(EVERYONE) as work:
        customer = work.customers.by_code(code, reach=Reach.everyone())
    return Principal(
        PrincipalId(desk.ids.new()), f"{code}-sender", PrincipalKind.USER, frozenset(Scope), Reach.only([customer.id])
    )


def rejected(desk: Desk, by: Principal | None = None) -> list[RejectedEvent]:
    """Returns the documents that were not taken and that somebody may see, the latest received first."""
    by = by or desk.me
    page = list_rejected_events(desk.works.reading(EVERYONE), RejectedFilter(), PageRequest(200), by=by)
    with desk.works.reading(EVERYONE) as work:
        whole = {one.id: one for one in work.rejected_events.whole([one.id for one in page.items], reach=by.reach)}
    return [whole[one.id] for one in page.items]
