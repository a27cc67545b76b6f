"""``/console/audit``: what was done, by whom, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter, SkipValidation

from entrypoints.api.audit import LONGEST_WORD
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import address, asked, next_address
from entrypoints.console.audit.differences import MOST_ROWS, Difference, differences
from entrypoints.console.chosen_customers import known_customers
from entrypoints.console.faults import Faults, faults_of
from entrypoints.console.guard import PATH
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from entrypoints.console.preferences import zone_of
from entrypoints.console.typed_times import typed_time
from socdomain.audit.queries import list_audit
from socdomain.audit.trail import AuditFilter, ListedRecord
from socdomain.errors import InvalidInputError
from socdomain.principal import Scope

_Word = Annotated[str, QueryParameter(max_length=LONGEST_WORD)]
_PAGES: Final[Mapping[str, str]] = {"alert": "alerts", "case": "cases", "user": "users"}
"""Kinds of things that have a page of their own, by identifier."""
_SHOWN_OF_HASH: Final = 16


@frozen
class AskedRecords:
    """What stands in the filter, as typed."""

    customer: str
    actor: str
    action: str
    object_type: str
    object_id: str
    at_from: str
    at_until: str

    def filter(self, request: Request[Any, Any, Any]) -> AuditFilter:
        """Returns which records are wanted; what is empty does not narrow.

        Raises:
            InvalidInputError: A time is none.
        """
        zone = zone_of(request)
        return AuditFilter(
            self.customer.strip() or None,
            self.actor.strip() or None,
            self.action.strip() or None,
            self.object_type.strip() or None,
            self.object_id.strip() or None,
            typed_time(self.at_from, "at_from", zone),
            typed_time(self.at_until, "at_until", zone),
        )


@frozen
class ShownRecord:
    """A record, as lists show it.

    Attributes:
        at: When it was done.
        by_name: Who did it.
        by_role: The role that they acted in; empty where it has none.
        by_address: From where; empty for whoever was at the machine itself.
        action: What was done.
        object_type: On what kind of thing.
        object_id: On which one.
        path: Its page; None where it has none.
        customer: Code of its customer; None for the platform's.
        changes: What changed.
        more: How many more fields did.
        count: How many did in all.
        sequence: Its place in its chain.
        hash: The beginning of its hash.
    """

    at: datetime
    by_name: str
    by_role: str
    by_address: str
    action: str
    object_type: str
    object_id: str
    path: str | None
    customer: str | None
    changes: tuple[Difference, ...]
    more: int
    count: int
    sequence: int
    hash: str


@frozen
class AuditPage:
    """A page of the log, the latest first.

    Attributes:
        records: What was done.
        sent: What stands in the filter.
        faults: What is wrong with it.
        is_narrowed: Whether it leaves anything out.
        customers: Codes that the reader may filter by.
        zone: The zone in which times are typed.
        may_verify: Whether the reader may have the whole log verified.
        next: Where the list goes on.
        first: Where it begins; empty at its beginning.
    """

    records: tuple[ShownRecord, ...]
    sent: AskedRecords
    faults: Faults
    is_narrowed: bool
    customers: tuple[str, ...]
    zone: str
    may_verify: bool
    next: str | None
    first: str


def asked_records(
    customer: _Word = "",
    actor: _Word = "",
    action: _Word = "",
    object_type: _Word = "",
    object_id: _Word = "",
    at_from: _Word = "",
    at_until: _Word = "",
) -> AskedRecords:
    """Provides which records are wanted; forms send what is left empty, too."""
    return AskedRecords(customer, actor, action, object_type, object_id, at_from, at_until)


@get(
    "/",
    **needs(Scope.AUDIT_READ),
    dependencies=PAGED
    | {
        "wanted": Provide(asked_records, sync_to_thread=False),
    },
    sync_to_thread=True,
)
def show(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[SkipValidation[AskedRecords]],
    page: Paged,
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[bytes]:
    """Shows what was done within the reader's reach."""
    records: tuple[ShownRecord, ...] = ()
    following, faults = None, Faults()
    try:
        found = list_audit(container.reading(by.reach), wanted.filter(request), page.request, by=by)
        records = tuple(map(shown_record, found.items))
        following = next_address(request, page.cursor_after(found))
    except InvalidInputError as error:
        faults = faults_of(error)
    shown = AuditPage(
        records=records,
        sent=wanted,
        faults=faults,
        is_narrowed=any(value for _, value in asked(request, "limit")),
        customers=tuple(sorted(known_customers(container, by))),
        zone=str(zone_of(request)),
        may_verify=by.reach.is_everyone,
        next=following,
        first=address("/audit", asked(request)) if page.request.after else "",
    )
    return pages.answer(request, "audit/log.html", shown, status=faults.status)


def shown_record(listed: ListedRecord) -> ShownRecord:
    """Returns a record as it is shown."""
    chained, record = listed.chained, listed.chained.record
    changes = differences(record.before, record.after)
    return ShownRecord(
        at=record.at,
        by_name=record.by_name,
        by_role=record.by_role,
        by_address=record.by_address,
        action=record.action,
        object_type=record.object_type,
        object_id=record.object_id,
        path=_path(record.object_type, record.object_id, listed.customer),
        customer=listed.customer,
        changes=changes[:MOST_ROWS],
        more=max(0, len(changes) - MOST_ROWS),
        count=len(changes),
        sequence=chained.sequence,
        hash=chained.hash.hex()[:_SHOWN_OF_HASH],
    )


def _path(object_type: str, object_id: str, customer: str | None) -> str | None:
    if object_type == "customer":
        return f"{PATH}/customers/{customer}" if customer else None
    if object_type not in _PAGES:
        return None
    try:
        # A sign-in that was refused has a name there, which anybody may have typed.
        return f"{PATH}/{_PAGES[object_type]}/{UUID(object_id)}"
    except ValueError:
        return None


HANDLERS: list[HTTPRouteHandler] = [show]
