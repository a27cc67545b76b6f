"""``/api/auth/keys``: by which machines show who they are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from attrs import frozen
from litestar import Response, delete, get, post
from litestar.di import Provide
from litestar.params import BodyKwarg, FromPath, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import LOCATION_HEADER, Time, created
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.once import once_key
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import CREATES_ONCE, refusals
from entrypoints.api.wired import By, Once, Paged, UseCases
from entrypoints.container import Container
from socdomain.auth.api_key import ApiKey
from socdomain.auth.create_key import NewKey
from socdomain.auth.queries import customer_codes, customer_codes_of_each, get_key, list_keys
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import KeyId
from socdomain.principal import Principal, Scope


class KeyOut(Struct):
    """A key, without what it is shown by."""

    id: UUID
    name: str
    scopes: Annotated[list[str], Meta(description="What it may do.")]
    customers: Annotated[list[str] | None, Meta(description="Codes of the customers it sees; null for every one.")]
    source: Annotated[str | None, Meta(description="The only source that it may send documents of.")]
    created_at: Time
    expires_at: Annotated[Time | None, Meta(description="When it stops being good; null for never.")]
    last_used_at: Annotated[Time | None, Meta(description="To the minute; null for never.")]
    revoked_at: Annotated[Time | None, Meta(description="When it was taken back; null while it is good.")]


class CreatedKeyOut(Struct):
    """A key, and what the machine has to show."""

    key: KeyOut
    token: Annotated[
        str | None,
        Meta(description="Shown this once; send it as `Authorization: Bearer ...`. Null when the request came again."),
    ]


class KeyPage(Struct):
    """A page of keys, the latest made first."""

    items: list[KeyOut]
    next_cursor: NextCursor


@frozen
class KeyBody:
    """A new key."""

    name: Annotated[str, BodyKwarg(description="What people call it; 1 to 100 characters.")]
    scopes: Annotated[tuple[Scope, ...], BodyKwarg(description="What it may do; at least one.")]
    customers: Annotated[
        tuple[str, ...] | None,
        BodyKwarg(description="Codes of the customers whose data it sees and writes; null for every one."),
    ]
    source: Annotated[str | None, BodyKwarg(description="The only source that it may send documents of.")] = None
    expires_at: Annotated[datetime | None, BodyKwarg(description="When it stops being good; RFC 3339.")] = None


def _out(container: Container, key: ApiKey, by: Principal) -> KeyOut:
    return _key_out(key, customer_codes(container.reading(by.reach), key.customers, by=by))


def _key_out(key: ApiKey, customers: list[str] | None) -> KeyOut:
    return KeyOut(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        customers=customers,
        source=key.source,
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
    )


@get(
    "/keys",
    summary="List keys",
    **needs(Scope.KEYS_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(),
    sync_to_thread=True,
)
def list_all(page: Paged, by: By, container: UseCases) -> KeyPage:
    """Lists the keys, the latest made first; for callers who see every customer."""
    found = list_keys(container.reading(by.reach), page.request, by=by)
    codes = customer_codes_of_each(container.reading(by.reach), [key.customers for key in found.items], by=by)
    return KeyPage(list(map(_key_out, found.items, codes)), page.cursor_after(found))


@post(
    "/keys",
    summary="Make a key",
    **needs(Scope.KEYS_WRITE),
    dto=JsonBody[KeyBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[LOCATION_HEADER],
    responses=refusals(*CREATES_ONCE),
    sync_to_thread=True,
)
def create(data: JSONBody[KeyBody], once: Once, by: By, container: UseCases) -> Response[CreatedKeyOut]:
    """Makes a key; what the machine has to show is shown this once, and kept nowhere."""
    new = NewKey(data.name, frozenset(data.scopes), data.customers, data.source, data.expires_at)
    made = settled(container.create_key.execute, new, by=by, once=once)
    return created(CreatedKeyOut(_out(container, made.key, by), made.text), f"/api/auth/keys/{made.key.id}")


@get(
    "/keys/{key_id:uuid}",
    summary="Show a key",
    **needs(Scope.KEYS_READ),
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(key_id: FromPath[UUID], by: By, container: UseCases) -> KeyOut:
    """Shows a key; for callers who see every customer."""
    return _out(container, get_key(container.reading(by.reach), KeyId(key_id), by=by), by)


@delete(
    "/keys/{key_id:uuid}",
    summary="Take back a key",
    **needs(Scope.KEYS_WRITE),
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def revoke(key_id: FromPath[UUID], by: By, container: UseCases) -> None:
    """Takes back a key, for good."""
    settled(container.revoke_key.execute, KeyId(key_id), by=by)
