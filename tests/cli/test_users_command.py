"""Users, as whoever is at the machine itself sees to them."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import pytest

from entrypoints.bootstrap import build
from entrypoints.settings import Settings
from socdomain.auth.session import Place
from socdomain.auth.session_starter import SignedIn
from socdomain.errors import NotSignedInError
from tests.flows.floors import Floor


def listed(floor: Floor) -> dict[str, dict[str, Any]]:
    found = json.loads(floor.run("users", "--json").stdout)
    return {user["login"]: user for user in found}


def password_of(floor: Floor, *arguments: str) -> str:
    """Runs a command, and returns the password that it shows."""
    done = floor.run("users", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout.rsplit(": ", 1)[1].strip()


def signed_in(floor: Floor, login: str, password: str) -> SignedIn:
    platform = build(Settings(data_dir=floor.folder, database_url=floor.url))
    with closing(platform):
        return platform.container.sign_in.execute(login, password, place=Place())


def test_a_user_is_added_disabled_enabled_and_given_another_password(floor: Floor) -> None:
    first = password_of(floor, "add", "carl", "--role", "analyst", "--customer", "acme", "--email", "c@example.com")
    assert signed_in(floor, "carl", first).session.step == "change_password"
    assert listed(floor)["carl"] == listed(floor)["carl"] | {"role": "analyst", "customers": ["ACME"]}
    assert "carl" in floor.run("users").stdout
    assert floor.run("users", "disable", "CARL").returncode == 0
    with pytest.raises(NotSignedInError):
        signed_in(floor, "carl", first)
    assert floor.run("users", "enable", "carl").returncode == 0
    second = password_of(floor, "reset-password", "carl")
    with pytest.raises(NotSignedInError):
        signed_in(floor, "carl", first)
    assert signed_in(floor, "carl", second).access_token


def test_the_name_of_the_scheduler_is_kept_free_before_it_is_there(floor: Floor) -> None:
    """Where preparing was broken off: whoever had the name could sign in as what scheduled jobs run as."""
    refused = floor.run("users", "add", "Scheduler", "--role", "analyst")
    assert (refused.returncode, "another user has this login" in refused.stderr) == (1, True)

    assert floor.run("migrate").returncode == 0
    assert listed(floor)["scheduler"]["is_system"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "x", "--role", "nobody"), "must be one of: admin"),
        (("add", "x", "--role", "analyst", "--customer", "NOBODY"), "there is no customer"),
        (("add", "x", "--role", "customer_user"), "must be named for a customer_user"),
        (("disable", "nobody"), "there is no user"),
    ],
)
def test_what_cannot_be_is_wrong_use(floor: Floor, arguments: tuple[str, ...], said: str) -> None:
    done = floor.run("users", *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_the_last_administrator_is_not_disabled(floor: Floor) -> None:
    for login in ("one", "two"):
        password_of(floor, "add", login, "--role", "admin")
    assert floor.run("users", "disable", "one").returncode == 0
    done = floor.run("users", "disable", "two")
    assert (done.returncode, "last administrator" in done.stderr) == (1, True)
