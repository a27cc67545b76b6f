"""What a caller may know and change about themselves."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from attrs import field, frozen
from litestar import delete, get, put
from litestar.di import Provide
from litestar.params import BodyKwarg, FromPath, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Meta, Struct

from entrypoints.api.again import settled
from entrypoints.api.answers import Time
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import own
from entrypoints.api.paging import NextCursor, page_asked
from entrypoints.api.problem_docs import TAKES_BODY, refusals
from entrypoints.api.wired import By, Paged, ShownBy, UseCases
from entrypoints.container import Container
from socdomain.auth.queries import customer_codes, list_sessions
from socdomain.auth.session import Session
from socdomain.auth.tokens import TokenKind
from socdomain.errors import ConcurrentChangeError, NotFoundError, TooManyAttemptsError
from socdomain.ids import SessionId
from socdomain.principal import Principal


class CallerOut(Struct):
    """Who is calling."""

    id: UUID
    name: Annotated[str, Meta(description="The login name, or `key:` and the name of a key.")]
    kind: Annotated[str, Meta(description="`user` or `key`.", examples=["user"])]
    role: Annotated[str, Meta(description="Name of the role; empty for a key.")]
    scopes: Annotated[list[str], Meta(description="What they may do.")]
    customers: Annotated[list[str] | None, Meta(description="Codes of the customers they see; null for every one.")]
    source: Annotated[str | None, Meta(description="The only source that a key may send documents of.")]


class SessionOut(Struct):
    """A session."""

    id: UUID
    kind: Annotated[str, Meta(description="`bearer` or `browser`.", examples=["bearer"])]
    created_at: Time
    last_used_at: Annotated[Time, Meta(description="To the minute.")]
    expires_at: Time
    address: Annotated[str, Meta(description="Where it was begun.")]
    agent: Annotated[str, Meta(description="What the client called itself then.")]
    is_this: Annotated[bool, Meta(description="Whether it is the one whose token was shown.")]


class SessionPage(Struct):
    """A page of sessions that can be used now, the latest begun first."""

    items: list[SessionOut]
    next_cursor: NextCursor


@frozen
class PasswordBody:
    """The present password and the next; neither is in any text made of it."""

    current_password: Annotated[str, BodyKwarg(description="The present one.")] = field(repr=False)
    new_password: Annotated[str, BodyKwarg(description="12 to 256 characters, any of Unicode, hard to guess.")] = field(
        repr=False
    )


@get("/me", summary="Who am I?", **own(), responses=refusals(), sync_to_thread=True)
def show_me(by: By, container: UseCases) -> CallerOut:
    """Says who is calling, what they may do, and whose data they see, as it is now."""
    return caller_out(by, container)


def caller_out(by: Principal, container: Container) -> CallerOut:
    """Returns a caller as they are shown."""
    return CallerOut(
        id=by.id,
        name=by.name,
        kind=by.kind.value,
        role=by.role,
        scopes=sorted(by.scopes),
        customers=customer_codes(container.reading(by.reach), by.reach.customers, by=by),
        source=by.source,
    )


@put(
    "/password",
    summary="Choose another password",
    **own(TokenKind.ACCESS, TokenKind.CHANGE_PASSWORD),
    dto=JsonBody[PasswordBody],
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(*TAKES_BODY, TooManyAttemptsError, ConcurrentChangeError),
    sync_to_thread=True,
)
def change_password(data: JSONBody[PasswordBody], by: By, container: UseCases) -> None:
    """Replaces the caller's password, and ends every session of theirs; sign in again with the new one."""
    settled(container.change_password.execute, data.current_password, data.new_password, by=by)


@get(
    "/sessions",
    summary="List my sessions",
    **own(),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(),
    sync_to_thread=True,
)
def list_own_sessions(page: Paged, caller: ShownBy, container: UseCases) -> SessionPage:
    """Lists the caller's sessions that can be used now, the latest begun first."""
    by = caller.principal
    found = list_sessions(container.reading(by.reach), container.clock.now(), page.request, by=by)
    return SessionPage([_session_out(session, caller.session) for session in found.items], page.cursor_after(found))


@delete(
    "/sessions/{session_id:uuid}",
    summary="End a session of mine",
    **own(),
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def end_session(session_id: FromPath[UUID], by: By, container: UseCases) -> None:
    """Ends one of the caller's sessions; its tokens are good for nothing from then on."""
    settled(container.end_sessions.execute, SessionId(session_id), by=by)


def _session_out(session: Session, shown: Session | None) -> SessionOut:
    return SessionOut(
        id=session.id,
        kind=session.kind.value,
        created_at=session.created_at,
        last_used_at=session.last_used_at,
        expires_at=session.expires_at,
        address=session.place.address,
        agent=session.place.agent,
        is_this=shown is not None and shown.id == session.id,
    )
