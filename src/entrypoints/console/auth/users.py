"""``/console/users``: who may sign in, and adding somebody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from attrs import field, frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import address, next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.chosen_customers import EVERYONE, CustomerChoice, chosen_customers, customer_choice
from entrypoints.console.faults import REFUSED, Faults, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.lists import PAGED
from entrypoints.console.once_forms import new_once, once_of
from entrypoints.console.pages import Rendered
from entrypoints.container import Container
from socdomain.auth.create_user import CreatedUser, NewUser
from socdomain.auth.grants import require_users_write
from socdomain.auth.queries import customer_codes_of_each, list_roles, list_users
from socdomain.auth.user import User
from socdomain.principal import Principal, Scope


@frozen
class UserForm:
    """A new user, as typed."""

    login: str = ""
    email: str = ""
    role: str = ""
    reach: str = ""
    customers: tuple[str, ...] = ()
    others: str = ""
    once: str = field(factory=new_once)


@frozen
class ListedUser:
    """A user, as lists show them.

    Attributes:
        user: They.
        role: What people call their role.
        customers: Codes of the customers whose data they see; None for every one.
        is_reader: Whether it is the reader.
    """

    user: User
    role: str
    customers: list[str] | None
    is_reader: bool


@frozen
class UsersPage:
    """A page of users, the latest added first."""

    users: tuple[ListedUser, ...]
    next: str | None
    first: str


@frozen
class NewUserPage:
    """The form for a new user.

    Attributes:
        sent: What was typed.
        roles: Names and titles of the roles that the reader may hand out.
        choice: Whose data they are to see.
        faults: What is wrong with what was typed.
    """

    sent: UserForm
    roles: tuple[tuple[str, str], ...]
    choice: CustomerChoice
    faults: Faults


@frozen
class PasswordShown:
    """A password that is handed over.

    Attributes:
        user_id: Whose it is.
        login: Their login name.
        password: It; None where it was shown before.
    """

    user_id: UUID
    login: str
    password: str | None = field(repr=False)

    @classmethod
    def of(cls, made: CreatedUser) -> PasswordShown:
        """Returns what is shown of a user who was given a password."""
        return cls(made.user.id, made.user.login, made.password)


@get(
    "/",
    **needs(Scope.USERS_READ),
    dependencies=PAGED,
    sync_to_thread=True,
)
def show_list(
    request: Request[Any, Any, Any], page: Paged, by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Shows the users."""
    found = list_users(container.reading(by.reach), page.request, by=by)
    codes = customer_codes_of_each(container.reading(by.reach), [user.customers for user in found.items], by=by)
    titles = role_titles(container, by)
    users = tuple(
        ListedUser(user, titles.get(user.role, user.role), customers, is_reader=user.id == by.id)
        for user, customers in zip(found.items, codes, strict=True)
    )
    first = address("/users") if page.request.after else ""
    shown = UsersPage(users, next_address(request, page.cursor_after(found)), first)
    return pages.answer(request, "auth/users.html", shown)


@get("/new", **needs(Scope.USERS_WRITE), sync_to_thread=True)
def show_form(request: Request[Any, Any, Any], by: By, pages: Rendered, container: UseCases) -> Response[bytes]:
    """Shows the form for a new user."""
    # Asked here as well as in the use case: whoever would be refused fills in nothing.
    require_users_write(by)
    # Nobody is ticked, and not every customer either: whoever adds a user says whose data they see.
    page = NewUserPage(UserForm(), _roles(container, by), customer_choice(container, by, ()), Faults())
    return pages.answer(request, "auth/new_user.html", page)


@post("/", **needs(Scope.USERS_WRITE), dependencies=sends(UserForm), sync_to_thread=True)
def add(
    request: Request[Any, Any, Any],
    sent: NamedDependency[SkipValidation[UserForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Adds a user, and shows the password this once: no address may hold it, so that the answer itself does."""
    try:
        new = NewUser(sent.login, sent.role, sent.email or None, chosen_customers(sent))
        made = settled(container.create_user.execute, new, by=by, once=once_of(sent.once, sent, by))
    except REFUSED as error:
        chosen = None if sent.reach == EVERYONE else sent.customers
        choice = customer_choice(container, by, chosen, sent.others)
        page = NewUserPage(sent, _roles(container, by), choice, faults_of(error))
        return pages.answer(request, "auth/new_user.html", page, status=page.faults.status)
    return pages.answer(request, "auth/password_shown.html", PasswordShown.of(made))


def role_titles(container: Container, by: Principal) -> Mapping[str, str]:
    """Returns what people call each role, by its name."""
    return {role.name: role.title for role in list_roles(container.reading(by.reach), by=by)}


def grantable_roles(container: Container, by: Principal) -> tuple[tuple[str, str], ...]:
    """Returns names and titles of the roles that somebody may hand out: nobody gives what they do not have."""
    if Scope.USERS_READ not in by.scopes:
        return ()
    roles = list_roles(container.reading(by.reach), by=by)
    return tuple((role.name, role.title) for role in roles if role.scopes <= by.scopes)


def _roles(container: Container, by: Principal) -> tuple[tuple[str, str], ...]:
    # None is chosen until somebody chooses: the first would be that of administrators.
    return (("", TEXT.users.choose_role), *grantable_roles(container, by))


HANDLERS: list[HTTPRouteHandler] = [show_list, show_form, add]
