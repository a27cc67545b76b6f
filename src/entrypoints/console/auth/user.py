"""``/console/users/{user_id}``: one user, what they may do, and whether they may sign in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from attrs import evolve, frozen
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation

from entrypoints.api.again import settled
from entrypoints.api.caller import needs
from entrypoints.api.wired import By, UseCases
from entrypoints.console.addresses import Done, address
from entrypoints.console.auth.users import PasswordShown, grantable_roles, role_titles
from entrypoints.console.catalog import TEXT
from entrypoints.console.chosen_customers import EVERYONE, CustomerChoice, chosen_customers, customer_choice
from entrypoints.console.faults import NO_FAULTS, REFUSED, Faults, Standing, changed_meanwhile, faults_of
from entrypoints.console.forms import sends
from entrypoints.console.pages import Rendered
from entrypoints.console.seeing import see
from entrypoints.container import Container
from socdomain.auth.change_user import UserChange
from socdomain.auth.queries import customer_codes, get_user
from socdomain.auth.user import User
from socdomain.errors import StaleVersionError
from socdomain.ids import PrincipalId
from socdomain.principal import Principal, Scope
from socdomain.unset import UNSET

_TOLD: Final[Mapping[str, str]] = {
    "saved": TEXT.users.told_saved,
    "disabled": TEXT.users.told_disabled,
    "enabled": TEXT.users.told_enabled,
}


@frozen
class ChangeForm:
    """What a user may do, as typed."""

    version: int
    email: str = ""
    role: str = ""
    role_was: str = ""
    reach: str = ""
    customers: tuple[str, ...] = ()
    others: str = ""


@frozen
class UserPage:
    """One user.

    Attributes:
        user: They.
        role: What people call their role.
        customers: Codes of the customers whose data they see; None for every one.
        roles: Names and titles of the roles that they may be given.
        choice: Whose data they are to see.
        sent: What stands in the form.
        faults: What is wrong with it.
        told: What was done before.
    """

    user: User
    role: str
    customers: list[str] | None
    roles: tuple[tuple[str, str], ...]
    choice: CustomerChoice
    sent: ChangeForm
    faults: Faults
    told: str = ""


@get("/{user_id:uuid}", **needs(Scope.USERS_READ), sync_to_thread=True)
def show(
    request: Request[Any, Any, Any],
    user_id: FromPath[UUID],
    by: By,
    pages: Rendered,
    container: UseCases,
    done: Done = None,
) -> Response[bytes]:
    """Shows a user."""
    return pages.answer(request, "auth/user.html", _page(container, user_id, by, told=_TOLD.get(done or "", "")))


@post("/{user_id:uuid}", **needs(Scope.USERS_WRITE), dependencies=sends(ChangeForm), sync_to_thread=True)
def change(
    request: Request[Any, Any, Any],
    user_id: FromPath[UUID],
    sent: NamedDependency[SkipValidation[ChangeForm]],
    by: By,
    pages: Rendered,
    container: UseCases,
) -> Response[Any]:
    """Changes a user's role, reach and address."""
    try:
        # A role that they have already may hold more than the reader could give.
        role = UNSET if sent.role == sent.role_was else sent.role
        wanted = UserChange(role=role, email=sent.email or None, customers=chosen_customers(sent))
        settled(container.change_user.execute, PrincipalId(user_id), wanted, expected_version=sent.version, by=by)
    except REFUSED as error:
        page = _page(container, user_id, by, sent, faults_of(error))
        return pages.answer(request, "auth/user.html", page, status=page.faults.status)
    except StaleVersionError:
        page = _meanwhile(_page(container, user_id, by, sent))
        return pages.answer(request, "auth/user.html", page, status=page.faults.status)
    return see(_of(user_id, "saved"))


@post("/{user_id:uuid}/disable", **needs(Scope.USERS_WRITE), sync_to_thread=True)
def disable(
    request: Request[Any, Any, Any], user_id: FromPath[UUID], by: By, pages: Rendered, container: UseCases
) -> Response[Any]:
    """Disables a user, and ends their sessions."""
    return _switch(request, user_id, by, pages, container, is_disabled=True)


@post("/{user_id:uuid}/enable", **needs(Scope.USERS_WRITE), sync_to_thread=True)
def enable(
    request: Request[Any, Any, Any], user_id: FromPath[UUID], by: By, pages: Rendered, container: UseCases
) -> Response[Any]:
    """Lets a user sign in again."""
    return _switch(request, user_id, by, pages, container, is_disabled=False)


@post("/{user_id:uuid}/reset-password", **needs(Scope.USERS_WRITE), sync_to_thread=True)
def reset_password(
    request: Request[Any, Any, Any], user_id: FromPath[UUID], by: By, pages: Rendered, container: UseCases
) -> Response[bytes]:
    """Gives a user a new password, and shows it this once."""
    made = settled(container.reset_password.execute, PrincipalId(user_id), by=by)
    return pages.answer(request, "auth/password_shown.html", PasswordShown.of(made))


def _switch(
    request: Request[Any, Any, Any],
    user_id: UUID,
    by: Principal,
    pages: Rendered,
    container: Container,
    *,
    is_disabled: bool,
) -> Response[Any]:
    wanted = UserChange(is_disabled=is_disabled)
    try:
        # Meant for whatever version there is: nothing that the reader has not seen can be overwritten by it.
        settled(container.change_user.execute, PrincipalId(user_id), wanted, expected_version=None, by=by)
    except REFUSED as error:
        page = _page(container, user_id, by, faults=faults_of(error))
        return pages.answer(request, "auth/user.html", page, status=page.faults.status)
    return see(_of(user_id, "disabled" if is_disabled else "enabled"))


def _page(
    container: Container,
    user_id: UUID,
    by: Principal,
    sent: ChangeForm | None = None,
    faults: Faults = NO_FAULTS,
    told: str = "",
) -> UserPage:
    user = get_user(container.reading(by.reach), PrincipalId(user_id), by=by)
    codes = customer_codes(container.reading(by.reach), user.customers, by=by)
    if sent is None:
        reach = EVERYONE if codes is None else ""
        sent = ChangeForm(user.version, user.email or "", user.role, user.role, reach, tuple(codes or ()))
    titles = role_titles(container, by)
    roles = grantable_roles(container, by)
    # Shown, so that saving an address does not give another role; whether it may stay is decided there.
    also = [role for role in dict.fromkeys((user.role, sent.role)) if role in titles and role not in dict(roles)]
    roles = (*((role, titles[role]) for role in also), *roles)
    chosen = None if sent.reach == EVERYONE else sent.customers
    choice = customer_choice(container, by, chosen, sent.others)
    return UserPage(user, titles.get(user.role, user.role), codes, roles, choice, sent, faults, told)


def _meanwhile(page: UserPage) -> UserPage:
    """Returns what was typed once more, for the version that is there, beside how that stands."""
    words, codes = TEXT.fields, page.customers
    whose = words.every_customer if codes is None else ", ".join(codes) or words.no_customer
    now: Standing = (
        (TEXT.users.role, page.role),
        (words.sees, whose),
        (TEXT.users.email, page.user.email or ""),
    )
    # Whoever saves it means the role that they chose, also where it is the one that was there first.
    sent = evolve(page.sent, version=page.user.version, role_was=page.user.role)
    return evolve(page, sent=sent, faults=changed_meanwhile(now))


def _of(user_id: UUID, done: str) -> str:
    return address(f"/users/{user_id}", [("done", done)])


HANDLERS: list[HTTPRouteHandler] = [show, change, disable, enable, reset_password]
