"""``watchfloor users``: who may sign in, for whoever is at the machine itself."""

from __future__ import annotations

import click

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import Exit, out, write_json_list, write_table
from entrypoints.cli.listing import walked
from entrypoints.cli.platform import current_settings, opened, person_here
from socdomain.auth.change_user import UserChange
from socdomain.auth.create_user import CreatedUser, NewUser
from socdomain.auth.queries import customer_codes_of_each, list_users
from socdomain.auth.user import User, folded_name
from socdomain.errors import InvalidInputError


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Write them as JSON.")
@click.pass_context
def users(context: click.Context, as_json: bool) -> int:
    """List users, or add, enable and disable one, or reset a password."""
    if context.invoked_subcommand is not None:
        return Exit.DONE
    with opened(current_settings()) as platform:
        every = _all(platform)
        found = list(zip(every, _customers(platform, every), strict=True))
    if as_json:
        # What API and scripts have in common loads the web framework, which nothing else here needs.
        from entrypoints.api.auth.user_shapes import user_out

        write_json_list(user_out(user, codes) for user, codes in found)
    else:
        rows = [[user.login, user.role, _named(codes), _state(user)] for user, codes in found]
        write_table(["login", "role", "customers", "state"], rows)
    return Exit.DONE


@users.command()
@click.argument("login")
@click.option("--role", required=True, help="Name of the role, such as analyst.")
@click.option("--email", help="Where they are reached.")
@click.option("--customer", "codes", multiple=True, help="Whose data they see; can be repeated.  [default: everyone's]")
def add(login: str, role: str, email: str | None, codes: tuple[str, ...]) -> int:
    """Add the user LOGIN, and show a password that is good for choosing another."""
    with opened(current_settings()) as platform:
        new = NewUser(login, role, email, codes or None)
        _show(platform.container.create_user.execute(new, by=person_here()))
    return Exit.DONE


@users.command("reset-password")
@click.argument("login")
def reset_password(login: str) -> int:
    """End the sessions of LOGIN, and show a password that is good for choosing another."""
    with opened(current_settings()) as platform:
        user = _user(platform, login)
        _show(platform.container.reset_password.execute(user.id, by=person_here()))
    return Exit.DONE


@users.command()
@click.argument("login")
def disable(login: str) -> int:
    """End the sessions of LOGIN, who may no longer sign in."""
    return _change(login, UserChange(is_disabled=True), "Disabled")


@users.command()
@click.argument("login")
def enable(login: str) -> int:
    """Let LOGIN sign in again."""
    return _change(login, UserChange(is_disabled=False), "Enabled")


def _change(login: str, change: UserChange, done: str) -> int:
    with opened(current_settings()) as platform:
        user = _user(platform, login)
        platform.container.change_user.execute(user.id, change, expected_version=user.version, by=person_here())
    out.print(f"{done} {user.login}.")
    return Exit.DONE


def _show(made: CreatedUser) -> None:
    out.print(f"User: {made.user.login}")
    out.print(f"Password (shown this once): {made.password}")


def _all(platform: Platform) -> list[User]:
    reading, by = platform.container.reading, person_here()
    return list(walked(lambda page: list_users(reading(by.reach), page, by=by), limit=None))


def _user(platform: Platform, login: str) -> User:
    wanted = folded_name(login)
    found = next((user for user in _all(platform) if folded_name(user.login) == wanted), None)
    if found is None:
        raise InvalidInputError("login", f"there is no user {login!r}")
    return found


def _customers(platform: Platform, every: list[User]) -> list[list[str] | None]:
    by = person_here()
    return customer_codes_of_each(platform.container.reading(by.reach), [user.customers for user in every], by=by)


def _named(codes: list[str] | None) -> str:
    return "everyone's" if codes is None else ", ".join(codes)


def _state(user: User) -> str:
    if user.is_system:
        return "part of the platform"
    if user.is_disabled:
        return "disabled"
    return "has to choose a password" if user.must_change_password else "enabled"
