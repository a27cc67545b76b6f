"""The page of saved views: whatever was refused there is shown again where it was typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.clerks import Clerk
from tests.console.page_reader import element, elements, text_of

VIEWS = "/console/views"


def saved(clerk: Clerk, name: str, query: str = "status=OPEN", **more: Any) -> str:
    """Where a view is that was saved before."""
    clerk.send(VIEWS, name=name, query=query, **more)
    (form,) = [
        one
        for one in elements(clerk.look(VIEWS), "form")
        if one.attributes.get("data-asks") == f"Remove the view {name}?"
    ]
    return form.attributes["action"].removesuffix("/remove")


def named(page: str, view: str) -> dict[str, str]:
    """What the field for the name of a view is."""
    return element(page, "input", id=f"name-{view.rpartition('/')[2]}").attributes


def versions(page: str) -> list[str]:
    """The versions that the forms of a page are of."""
    return [one.attributes["value"] for one in elements(page, "input", name="version")]


def test_a_view_that_somebody_renamed_meanwhile_keeps_the_name_that_was_typed(any_clerk: Clerk) -> None:
    view = saved(any_clerk, "Open")
    any_clerk.send(view, version="1", name="Still open")
    page = any_clerk.send(view, 412, version="1", name="Undone").text
    assert "Somebody changed this while you were looking" in text_of(page)
    assert "stands now: Name Still open" in text_of(page)
    assert (named(page, view)["value"], versions(page)) == ("Undone", ["2"])
    assert "Still open" in any_clerk.look(VIEWS)
    # Whoever was told may save what they typed.
    any_clerk.send(view, version="2", name="Undone")
    assert named(any_clerk.look(VIEWS), view)["value"] == "Undone"


@pytest.mark.parametrize(
    ("name", "fault", "status"), [("Mine", "there is a view 'Mine' already", 409), ("", "1 to 80", 400)]
)
def test_a_name_that_will_not_do_is_told_at_its_view(clerk: Clerk, name: str, fault: str, status: int) -> None:
    view, other = saved(clerk, "Open"), saved(clerk, "Mine", "status=CLOSED")
    page = clerk.send(view, status, version="1", name=name).text
    field = named(page, view)
    assert (field["value"], field["aria-invalid"]) == (name, "true")
    assert fault in element(page, "p", id=field["aria-describedby"]).text
    assert "aria-invalid" not in named(page, other)
    assert versions(page) == ["1", "1"]


@pytest.mark.parametrize(
    ("customer", "fault"),
    [
        ("NOBODY", "There is no customer with the code NOBODY."),
        ("BETA", "must name no customer but the one that it is shared with"),
    ],
)
def test_a_view_that_cannot_be_shared_is_told_beside_it(clerk: Clerk, customer: str, fault: str) -> None:
    view = saved(clerk, "Of ACME", "customer=ACME")
    page = clerk.send(f"{view}/share", 400, customer=customer).text
    field = element(page, "input", id=f"with-{view.rpartition('/')[2]}").attributes
    assert field["aria-invalid"] == "true"
    assert fault in element(page, "p", id=field["aria-describedby"]).text
    assert field["value"] == customer


def test_a_view_that_cannot_be_saved_keeps_its_query(clerk: Clerk) -> None:
    saved(clerk, "Open")
    page = clerk.send(VIEWS, 409, name="Open", query="severity=High").text
    assert element(page, "input", name="query").attributes["value"] == "severity=High"
    assert element(page, "input", id="name").attributes["value"] == "Open"
    assert "there is a view 'Open' already" in element(page, "p", id="name-fault").text
    clerk.send(VIEWS, name="High", query="severity=High")
    assert "High" in text_of(clerk.look(VIEWS))
