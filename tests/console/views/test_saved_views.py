"""The page of saved views: whatever was refused there is shown again where it was typed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.page_reader import Reader, element, elements, text_of

VIEWS = "/console/views"


def saved(reader: Reader, name: str, query: str = "status=OPEN", **more: Any) -> str:
    """Where a view is that was saved before."""
    reader.send(VIEWS, name=name, query=query, **more)
    (form,) = [
        one
        for one in elements(reader.look(VIEWS), "form")
        if one.attributes.get("data-asks") == f"Remove the view {name}?"
    ]
    return form.attributes["action"].removesuffix("/remove")


def named(page: str, view: str) -> dict[str, str]:
    """What the field for the name of a view is."""
    return element(page, "input", id=f"name-{view.rpartition('/')[2]}").attributes


def versions(page: str) -> list[str]:
    """The versions that the forms of a page are of."""
    return [one.attributes["value"] for one in elements(page, "input", name="version")]


def test_a_view_that_somebody_renamed_meanwhile_keeps_the_name_that_was_typed(any_reader: Reader) -> None:
    view = saved(any_reader, "Open")
    any_reader.send(view, version="1", name="Still open")
    page = any_reader.send(view, 412, version="1", name="Undone").text
    assert "Somebody changed this while you were looking" in text_of(page)
    assert "stands now: Name Still open" in text_of(page)
    assert (named(page, view)["value"], versions(page)) == ("Undone", ["2"])
    assert "Still open" in any_reader.look(VIEWS)
    # Whoever was told may save what they typed.
    any_reader.send(view, version="2", name="Undone")
    assert named(any_reader.look(VIEWS), view)["value"] == "Undone"


@pytest.mark.parametrize(
    ("name", "fault", "status"), [("Mine", "there is a view 'Mine' already", 409), ("", "1 to 80", 400)]
)
def test_a_name_that_will_not_do_is_told_at_its_view(reader: Reader, name: str, fault: str, status: int) -> None:
    view, other = saved(reader, "Open"), saved(reader, "Mine", "status=CLOSED")
    page = reader.send(view, status, version="1", name=name).text
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
def test_a_view_that_cannot_be_shared_is_told_beside_it(reader: Reader, customer: str, fault: str) -> None:
    view = saved(reader, "Of ACME", "customer=ACME")
    page = reader.send(f"{view}/share", 400, customer=customer).text
    field = element(page, "input", id=f"with-{view.rpartition('/')[2]}").attributes
    assert field["aria-invalid"] == "true"
    assert fault in element(page, "p", id=field["aria-describedby"]).text
    assert field["value"] == customer


def test_a_view_that_cannot_be_saved_keeps_its_query(reader: Reader) -> None:
    saved(reader, "Open")
    page = reader.send(VIEWS, 409, name="Open", query="severity=High").text
    assert element(page, "input", name="query").attributes["value"] == "severity=High"
    assert element(page, "input", id="name").attributes["value"] == "Open"
    assert "there is a view 'Open' already" in element(page, "p", id="name-fault").text
    reader.send(VIEWS, name="High", query="severity=High")
    assert "High" in text_of(reader.look(VIEWS))
