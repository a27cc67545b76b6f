"""``/api/audit``: what was done, by whom; as pages, and all of it as JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, cast
from uuid import UUID

from litestar import Request, Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Schema
from litestar.params import QueryParameter, SkipValidation
from litestar.response import Stream
from msgspec import Meta, Struct
from msgspec.json import encode

from entrypoints.api.answers import Time
from entrypoints.api.caller import needs
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import refusals
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.container import Container
from socdomain.audit.queries import list_audit
from socdomain.audit.trail import AuditFilter, ListedRecord
from socdomain.pages import LARGEST_PAGE, Page, PageRequest
from socdomain.principal import Principal, PrincipalKind, Scope

LONGEST_WORD: Final = 500
JSON: Final = "application/json"
JSON_LINES: Final = ("application/jsonl", "application/x-ndjson")


class AuditRecordOut(Struct):
    """One thing that was done, or refused; with all that its hash is made of."""

    id: UUID
    at: Time
    by_id: UUID
    by_name: str
    by_kind: PrincipalKind
    by_role: Annotated[str, Meta(description="The role it acted in; empty where it has none.")]
    by_address: Annotated[str, Meta(description="From where; empty for whoever was at the machine itself.")]
    action: Annotated[str, Meta(description="What was done.", examples=["alert.changed"])]
    object_type: str
    object_id: str
    customer: Annotated[str | None, Meta(description="Code of its customer; null for the platform's.")]
    before: Annotated[Any, Meta(description="The changed fields as they were.")]
    after: Annotated[Any, Meta(description="The changed fields as they became.")]
    chain: Annotated[UUID, Meta(description="In which chain it stands.")]
    sequence: Annotated[int, Meta(description="At which place, from 1.")]
    previous_hash: Annotated[str, Meta(description="Of the record before it, in hexadecimal digits.")]
    hash: Annotated[str, Meta(description="SHA-256, in hexadecimal digits.")]


class AuditPage(Struct):
    """A page of audit records, the latest first."""

    items: list[AuditRecordOut]
    next_cursor: NextCursor


@dataclass
class ListOperation(Operation):
    """Describes the lines beside the page."""

    def __post_init__(self) -> None:
        answer = (self.responses or {})["200"]
        if isinstance(answer, OpenAPIResponse) and answer.content is not None:
            text = Schema(type=OpenAPIType.STRING, description="All records that match, one AuditRecordOut a line.")
            answer.content.update({kind: OpenAPIMediaType(schema=text) for kind in JSON_LINES})


def _word(description: str) -> Any:
    return QueryParameter(description=description, max_length=LONGEST_WORD)


def asked_records(
    customer: Annotated[str | None, _word("Of the customer with this code.")] = None,
    actor: Annotated[str | None, _word("Of the principal with this name.")] = None,
    action: Annotated[str | None, _word("This action; `alert.` finds all that begin so.")] = None,
    object_type: Annotated[str | None, _word("On this kind of thing.")] = None,
    object_id: Annotated[str | None, _word("On the one with this identifier.")] = None,
    at_from: Annotated[datetime | None, QueryParameter(description="At this time or after.")] = None,
    at_until: Annotated[datetime | None, QueryParameter(description="Before this time.")] = None,
) -> AuditFilter:
    """Provides which records are wanted."""
    return AuditFilter(customer, actor, action, object_type, object_id, at_from, at_until)


@get(
    "/",
    summary="List audit records",
    **needs(Scope.AUDIT_READ),
    operation_class=ListOperation,
    dependencies={
        "page": Provide(page_asked, sync_to_thread=False),
        "wanted": Provide(asked_records, sync_to_thread=False),
    },
    responses=refusals(),
    sync_to_thread=True,
)
def list_all(
    request: Request[Any, Any, Any],
    wanted: NamedDependency[SkipValidation[AuditFilter]],
    page: Paged,
    by: By,
    container: UseCases,
) -> Response[AuditPage]:
    """Lists what was done within the caller's reach, the latest first.

    Records of the platform are for callers who see all customers. With `Accept: application/jsonl` or
    `application/x-ndjson` the answer is every record that matches, one a line, whatever `limit` says.
    """
    media_type = request.accept.best_match([JSON, *JSON_LINES], default=JSON)
    if media_type in JSON_LINES:
        lines = _lines(container, wanted, page.request, by)
        return cast("Response[AuditPage]", Stream(lines, media_type=media_type))
    found = _page(container, wanted, page.request, by)
    return Response(AuditPage([record_out(one) for one in found.items], page.cursor_after(found)))


def record_out(listed: ListedRecord) -> AuditRecordOut:
    """Returns a record as it is shown."""
    chained = listed.chained
    record = chained.record
    return AuditRecordOut(
        id=record.id,
        at=record.at,
        by_id=record.by_id,
        by_name=record.by_name,
        by_kind=record.by_kind,
        by_role=record.by_role,
        by_address=record.by_address,
        action=record.action,
        object_type=record.object_type,
        object_id=record.object_id,
        customer=listed.customer,
        before=record.before,
        after=record.after,
        chain=chained.chain,
        sequence=chained.sequence,
        previous_hash=chained.previous_hash.hex(),
        hash=chained.hash.hex(),
    )


def _page(container: Container, wanted: AuditFilter, page: PageRequest, by: Principal) -> Page[ListedRecord]:
    return list_audit(container.reading(by.reach), wanted, page, by=by)


def _lines(container: Container, wanted: AuditFilter, first: PageRequest, by: Principal) -> Iterator[bytes]:
    """Yields the records of one page after another, each page in a unit of work of its own."""
    after, has_more = first.after, True
    while has_more:
        found = _page(container, wanted, PageRequest(LARGEST_PAGE, after), by)
        yield b"".join(encode(record_out(one)) + b"\n" for one in found.items)
        after, has_more = found.next, found.next is not None


ROUTER = Router("/api/audit", route_handlers=[list_all], tags=["audit"])
