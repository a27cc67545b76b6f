"""``/api/auth/users``: who may sign in, and what they may do."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Response, delete, get, patch, post
from litestar.di import Provide
from litestar.params import BodyKwarg, FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT
from msgspec import UnsetType

from entrypoints.api.again import settled
from entrypoints.api.answers import ETAG_HEADER, LOCATION_HEADER, created, versioned
from entrypoints.api.auth.user_shapes import (
    CreatedUserOut,
    RoleList,
    UserOut,
    UserPage,
    created_user_out,
    role_out,
    user_out,
)
from entrypoints.api.bodies import JsonBody
from entrypoints.api.caller import needs
from entrypoints.api.etags import Presented, etag_of, expected_versions, matching, presenting
from entrypoints.api.incidents.alert_bodies import settable
from entrypoints.api.once import once_key
from entrypoints.api.paging import page_asked
from entrypoints.api.problem_docs import CHANGES_VERSION, CREATES_ONCE, refusals
from entrypoints.api.wired import By, Expected, Once, Paged, UseCases
from entrypoints.container import Container
from socdomain.auth.change_user import UserChange
from socdomain.auth.create_user import NewUser
from socdomain.auth.queries import customer_codes, customer_codes_of_each, get_user, list_roles, list_users
from socdomain.auth.user import User
from socdomain.errors import (
    ConcurrentChangeError,
    LastAdministratorError,
    NameTakenError,
    NotFoundError,
)
from socdomain.ids import PrincipalId
from socdomain.principal import Principal, Scope

Customers = Annotated[
    tuple[str, ...] | None, BodyKwarg(description="Codes of the customers whose data they see; null for every one.")
]


@frozen
class UserBody:
    """A new user."""

    login: Annotated[str, BodyKwarg(description="What they sign in as: 1 to 100 characters without spaces.")]
    role: Annotated[str, BodyKwarg(description="Name of a role.")]
    customers: Customers
    email: Annotated[str | None, BodyKwarg(description="Where they are reached.")] = None


@frozen
class UserPatch:
    """What to change; what is left out stays."""

    role: Annotated[str | UnsetType, BodyKwarg(description="Name of a role.")] = msgspec.UNSET
    email: Annotated[str | UnsetType | None, BodyKwarg(description="Where they are reached; null for nowhere.")] = (
        msgspec.UNSET
    )
    customers: Annotated[
        tuple[str, ...] | UnsetType | None,
        BodyKwarg(description="Codes of the customers whose data they see; null for every one."),
    ] = msgspec.UNSET
    is_disabled: Annotated[bool | UnsetType, BodyKwarg(description="Whether they may no longer sign in.")] = (
        msgspec.UNSET
    )


def _out(container: Container, user: User, by: Principal) -> UserOut:
    return user_out(user, customer_codes(container.reading(by.reach), user.customers, by=by))


@get(
    "/users",
    summary="List users",
    **needs(Scope.USERS_READ),
    dependencies={"page": Provide(page_asked, sync_to_thread=False)},
    responses=refusals(),
    sync_to_thread=True,
)
def list_all(page: Paged, by: By, container: UseCases) -> UserPage:
    """Lists the users, the latest added first; for callers who see every customer."""
    found = list_users(container.reading(by.reach), page.request, by=by)
    codes = customer_codes_of_each(container.reading(by.reach), [user.customers for user in found.items], by=by)
    return UserPage(list(map(user_out, found.items, codes)), page.cursor_after(found))


@post(
    "/users",
    summary="Add a user",
    **needs(Scope.USERS_WRITE),
    dto=JsonBody[UserBody],
    dependencies={"once": Provide(once_key)},
    response_headers=[ETAG_HEADER, LOCATION_HEADER],
    responses=refusals(NameTakenError, *CREATES_ONCE),
    sync_to_thread=True,
)
def create(data: JSONBody[UserBody], once: Once, by: By, container: UseCases) -> Response[CreatedUserOut]:
    """Adds a user, with a password that is shown this once and is good for choosing another one."""
    new = NewUser(data.login, data.role, data.email, data.customers)
    made = settled(container.create_user.execute, new, by=by, once=once)
    out = created_user_out(_out(container, made.user, by), made.password)
    return created(out, f"/api/auth/users/{made.user.id}", made.user.version)


@get(
    "/users/{user_id:uuid}",
    summary="Show a user",
    **needs(Scope.USERS_READ),
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError),
    sync_to_thread=True,
)
def show(user_id: FromPath[UUID], by: By, container: UseCases) -> Response[UserOut]:
    """Shows a user; for callers who see every customer."""
    user = get_user(container.reading(by.reach), PrincipalId(user_id), by=by)
    return versioned(_out(container, user, by), user.version)


@patch(
    "/users/{user_id:uuid}",
    summary="Change a user",
    **needs(Scope.USERS_WRITE),
    dto=JsonBody[UserPatch],
    dependencies={"versions": Provide(expected_versions, sync_to_thread=False)},
    response_headers=[ETAG_HEADER],
    responses=refusals(NotFoundError, NameTakenError, LastAdministratorError, *CHANGES_VERSION),
    sync_to_thread=True,
)
def change(
    user_id: FromPath[UUID], data: JSONBody[UserPatch], versions: Expected, by: By, container: UseCases
) -> Response[UserOut]:
    """Changes a user; another role or reach, and being disabled, end their sessions."""
    wanted = UserChange(
        role=settable(data.role),
        email=settable(data.email),
        customers=settable(data.customers),
        is_disabled=settable(data.is_disabled),
    )

    def presented(user: Any) -> Presented:
        return Presented(_out(container, user, by), etag_of(user.version))

    with presenting(presented):
        user = matching(
            versions,
            lambda version: settled(
                container.change_user.execute, PrincipalId(user_id), wanted, expected_version=version, by=by
            ),
        )
    return versioned(_out(container, user, by), user.version)


@delete(
    "/users/{user_id:uuid}",
    summary="Disable a user",
    **needs(Scope.USERS_WRITE),
    status_code=HTTP_204_NO_CONTENT,
    responses=refusals(NotFoundError, LastAdministratorError, ConcurrentChangeError),
    sync_to_thread=True,
)
def disable(user_id: FromPath[UUID], by: By, container: UseCases) -> None:
    """Disables a user and ends their sessions; what they did stays theirs."""
    # Meant for whatever version there is: nothing that the caller has not seen can be overwritten by it.
    settled(
        container.change_user.execute, PrincipalId(user_id), UserChange(is_disabled=True), expected_version=None, by=by
    )


@post(
    "/users/{user_id:uuid}/reset-password",
    summary="Give a user a new password",
    **needs(Scope.USERS_WRITE),
    status_code=HTTP_200_OK,
    responses=refusals(NotFoundError, ConcurrentChangeError),
    sync_to_thread=True,
)
def reset_password(user_id: FromPath[UUID], by: By, container: UseCases) -> CreatedUserOut:
    """Ends a user's sessions and gives them a password, shown this once, that is good for choosing another one."""
    made = settled(container.reset_password.execute, PrincipalId(user_id), by=by)
    return created_user_out(_out(container, made.user, by), made.password)


@get("/roles", summary="List roles", **needs(Scope.USERS_READ), responses=refusals(), sync_to_thread=True)
def list_all_roles(by: By, container: UseCases) -> RoleList:
    """Lists the roles by name, with what each may do."""
    return RoleList([role_out(role) for role in list_roles(container.reading(by.reach), by=by)])
