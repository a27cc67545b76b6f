"""Where the console leads: nobody is offered a part of it that refuses them."""

from __future__ import annotations

import re
from typing import Final

import pytest

from socdomain.auth.builtin_roles import BUILTIN_ROLES
from socdomain.principal import Scope
from tests.console.clerks import Clerk, notices

EVERYONE: Final = None
NAV: Final = re.compile(r'<nav class="places".*?</nav>', re.DOTALL)


def places(page: str) -> list[str]:
    """The addresses of the parts that a page offers."""
    found = NAV.search(page)
    assert found is not None
    return [one.replace("&amp;", "&") for one in re.findall(r'href="([^"]*)"', found[0])]


@pytest.mark.parametrize("reach", [EVERYONE, ["ACME"]])
@pytest.mark.parametrize("role", BUILTIN_ROLES)
def test_every_place_that_is_offered_opens(clerk: Clerk, role: str, reach: list[str] | None) -> None:
    somebody = clerk.another("sam", role=role, customers=reach)
    offered = places(somebody.look("/console"))
    assert "/console" in offered
    for path in offered:
        somebody.look(path)


def test_what_takes_seeing_every_customer_is_offered_to_who_does(clerk: Clerk) -> None:
    """The test above would be content with an empty list."""
    everything = set(places(clerk.look("/console")))
    limited = set(places(clerk.another("andy", customers=["ACME"]).look("/console")))
    assert everything - limited == {"/console/connectors", "/console/jobs", "/console/users"}


@pytest.mark.parametrize("path", ["/console/users/new", "/console/sources/_new"])
def test_a_form_is_not_shown_to_whoever_it_would_refuse(clerk: Clerk, path: str) -> None:
    clerk.look(path)
    clerk.another("andy", customers=["ACME"]).look(path, status=403)


def test_a_source_that_nobody_may_add_is_not_tried_either(clerk: Clerk) -> None:
    andy = clerk.another("andy", scopes=[Scope.SOURCES_READ, Scope.SOURCES_WRITE], customers=["ACME"])
    andy.send("/console/sources/_new/preview", 403, mapping="{}", document="{}")


def test_a_message_that_is_not_known_is_not_said(clerk: Clerk) -> None:
    assert "ended" in notices(clerk.look("/console/sessions?done=ended"))
    assert "ended" not in notices(clerk.look("/console/sessions?done=anything"))
