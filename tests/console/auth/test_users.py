"""Users by pages: who may sign in, what they may do, and passwords that are shown once."""

from __future__ import annotations

import re

from socdomain.auth.queries import list_users
from socdomain.auth.user import User
from socdomain.pages import PageRequest
from socdomain.principal import Scope
from tests.api.driving import NOW
from tests.builders import EVERYONE, a_principal
from tests.console.clerks import ABSENT, HOSTILE, Clerk, Fields, at_browser, is_marked, notices, said, value_of


def user(clerk: Clerk, login: str) -> User:
    """A user as they are."""
    found = list_users(clerk.api.container.reading(EVERYONE), PageRequest(200), by=a_principal()).items
    return next(one for one in found if one.login == login)


def password_in(page: str) -> str:
    """The password that a page shows."""
    found = re.search(r'data-copies="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_a_user_is_added_and_their_password_is_shown_once(any_clerk: Clerk) -> None:
    once = value_of(any_clerk.look("/console/users/new"), "once")
    fields: Fields = {"login": "nora", "role": "analyst", "reach": "named", "customers": ["ACME", "BETA"], "once": once}
    shown = any_clerk.send("/console/users", 200, email="nora@soc.example", **fields)
    assert shown.headers["cache-control"] == "no-store"
    password = password_in(shown.text)
    again = any_clerk.send("/console/users", 200, email="nora@soc.example", **fields).text
    assert password not in again
    assert "sent twice" in said(again)
    added = user(any_clerk, "nora")
    assert (added.role, added.must_change_password, added.email) == ("analyst", True, "nora@soc.example")
    assert added.customers == frozenset(map(any_clerk.api.customer_id, ("ACME", "BETA")))
    assert "nora Analyst ACME BETA" in any_clerk.read("/console/users")
    assert any_clerk.api.headers("nora", password)
    assert password not in any_clerk.look(f"/console/users/{added.id}")


def test_whoever_adds_a_user_says_whose_data_they_see(clerk: Clerk) -> None:
    """An empty choice must not come to mean everybody's."""
    for chosen in (Fields(), Fields(reach="named")):
        page = clerk.send("/console/users", 400, login="nora", role="analyst", **chosen).text
        assert "must be at least one, or every customer" in said(page)
    page = clerk.send("/console/users", 400, login="nora", reach="everyone").text
    assert is_marked(page, "role")
    assert "selected" not in page[
        page.index('name="role"') : page.index("</select>", page.index('name="role"'))
    ].replace('<option value="" selected>', "")
    clerk.send("/console/users", 200, login="nora", role="analyst", reach="everyone")
    assert user(clerk, "nora").customers is None


def test_what_cannot_be_is_told_at_its_field_and_stays_there(clerk: Clerk) -> None:
    taken = clerk.send("/console/users", 409, login="CARL", role="analyst", reach="everyone").text
    assert is_marked(taken, "login")
    assert value_of(taken, "login") == "CARL"
    wrong = clerk.send("/console/users", 400, login="x", email=HOSTILE, role="analyst", reach="everyone").text
    assert is_marked(wrong, "email")
    assert HOSTILE not in wrong
    roles = clerk.send("/console/users", 400, login="x", role="king", reach="named", customers=["BETA"]).text
    assert is_marked(roles, "role")
    assert re.search(r'value="BETA" checked', roles)


def test_a_user_is_changed_disabled_and_enabled(any_clerk: Clerk) -> None:
    any_clerk.api.user("nora", role="analyst")
    nora = at_browser(any_clerk.api, "nora")
    path = f"/console/users/{user(any_clerk, 'nora').id}"
    version = value_of(any_clerk.look(path), "version")
    fields: Fields = {
        "version": version,
        "role": "auditor",
        "role_was": "analyst",
        "reach": "named",
        "customers": ["BETA"],
    }
    assert "The user was changed" in notices(any_clerk.look(any_clerk.send(path, **fields).headers["location"]))
    changed = user(any_clerk, "nora")
    assert (changed.role, changed.customers) == ("auditor", frozenset([any_clerk.api.customer_id("BETA")]))
    assert nora.browser.get("/console/session").status_code == 401
    assert "Disabled" in any_clerk.does(f"{path}/disable")
    assert user(any_clerk, "nora").disabled_at == NOW
    assert "Enable" in any_clerk.read(path)
    any_clerk.does(f"{path}/enable")
    assert not user(any_clerk, "nora").is_disabled


def test_a_user_whom_somebody_changed_meanwhile_keeps_what_was_typed(any_clerk: Clerk) -> None:
    any_clerk.api.user("nora", role="analyst")
    path = f"/console/users/{user(any_clerk, 'nora').id}"
    before = any_clerk.look(path)
    typed: Fields = {"version": value_of(before, "version"), "role_was": "analyst", "reach": "named"}
    any_clerk.send(path, role="auditor", customers=["ACME"], **typed)
    stale = any_clerk.send(path, 412, role="analyst", customers=["BETA"], email="n@soc.example", **typed).text
    assert "Somebody changed this while you were looking" in said(stale)
    assert "stands now: Role Auditor Whose data ACME Email address none" in said(stale)
    assert user(any_clerk, "nora").role == "auditor"
    assert '<option value="analyst" selected>' in stale
    assert (re.findall(r'value="(\w+)" checked', stale), value_of(stale, "email")) == (
        ["named", "BETA"],
        "n@soc.example",
    )
    # Whoever was told may save what they typed, the role that was there before too.
    typed = {"version": value_of(stale, "version"), "role_was": value_of(stale, "role_was"), "reach": "named"}
    any_clerk.send(path, role="analyst", customers=["BETA"], email="n@soc.example", **typed)
    assert (user(any_clerk, "nora").role, user(any_clerk, "nora").email) == ("analyst", "n@soc.example")


def test_a_role_that_was_typed_stays_chosen_for_who_could_not_give_it(clerk: Clerk) -> None:
    """Else the first of those that they may give would be chosen for them."""
    clerk.api.user("nora", role="analyst")
    helper = clerk.another("hella", scopes=[Scope.USERS_READ, Scope.USERS_WRITE])
    path = f"/console/users/{user(clerk, 'nora').id}"
    typed: Fields = {"version": 1, "role_was": "analyst", "reach": "everyone"}
    clerk.send(path, role="auditor", **typed)
    stale = helper.send(path, 412, role="analyst", **typed).text
    assert '<option value="analyst" selected>' in stale


def test_a_password_is_reset_and_shown_once(clerk: Clerk) -> None:
    clerk.api.user("nora", role="analyst")
    shown = clerk.send(f"/console/users/{user(clerk, 'nora').id}/reset-password", 200).text
    assert clerk.api.headers("nora", password_in(shown))
    assert user(clerk, "nora").must_change_password


def test_the_last_administrator_stays(clerk: Clerk) -> None:
    clerk.api.user("root", role="admin")
    root = user(clerk, "root")
    page = clerk.send(f"/console/users/{root.id}/disable", 409).text
    assert "last administrator" in said(page)
    # No field is marked, so that nothing is said of what is.
    assert ("Nothing was changed." in said(page), "Mend what is marked" in said(page)) == (True, False)
    assert not user(clerk, "root").is_disabled


def test_a_role_that_one_could_not_give_stays_when_an_address_is_changed(clerk: Clerk) -> None:
    """Whoever may not hand out a role may still mend an address of somebody who has it."""
    clerk.api.user("root", role="admin")
    clerk.api.user("other", role="admin")
    helper = clerk.another("hella", scopes=[Scope.USERS_READ, Scope.USERS_WRITE])
    path = f"/console/users/{user(clerk, 'root').id}"
    page = helper.look(path)
    assert '<option value="admin" selected>' in page
    fields: Fields = {"version": value_of(page, "version"), "role": "admin", "role_was": "admin", "reach": "everyone"}
    helper.send(path, email="root@soc.example", **fields)
    assert (user(clerk, "root").role, user(clerk, "root").email) == ("admin", "root@soc.example")
    clerk.api.user("nora", role="analyst")
    nora = user(clerk, "nora")
    grants: Fields = {"version": nora.version, "role": "admin", "role_was": "analyst", "reach": "everyone"}
    helper.send(f"/console/users/{nora.id}", 403, **grants)


def test_whoever_may_not_is_refused(clerk: Clerk) -> None:
    clerk.api.user("nora", role="analyst")
    path = f"/console/users/{user(clerk, 'nora').id}"
    reader = clerk.another("rita", scopes=[Scope.USERS_READ])
    assert "/console/users/new" not in reader.look("/console/users")
    assert "<form" not in (page := reader.look(path))[page.index("<main") : page.index("</main>")]
    reader.look("/console/users/new", status=403)
    reader.send("/console/users", 403, login="x", role="analyst", reach="everyone")
    for act in ("", "/disable", "/enable", "/reset-password"):
        reader.send(f"{path}{act}", 403, version=1)
    clerk.another("andy", customers=["ACME"]).look("/console/users", status=403)
    clerk.look(f"/console/users/{ABSENT}", status=404)
    clerk.another("anna", scopes=[Scope.ALERTS_READ]).look("/console/users", status=403)
