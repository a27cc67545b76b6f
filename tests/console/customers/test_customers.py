"""Customers by pages: adding one, its codes, for how long its files are kept, and legal holds."""

from __future__ import annotations

from socdomain.artifacts.hold_queries import HoldListing, list_holds
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.customers.queries import get_customer
from socdomain.pages import PageRequest
from socdomain.principal import Scope
from tests.builders import EVERYONE, a_principal
from tests.console.clerks import ABSENT, HOSTILE, Clerk, Fields, is_marked, notices, said, text_in, value_of


def holds(clerk: Clerk) -> list[HoldListing]:
    """All legal holds."""
    reading = clerk.api.container.reading(EVERYONE)
    return list(list_holds(reading, HoldFilter(), PageRequest(200), by=a_principal()).items)


def retention_version(page: str) -> str:
    """The version that the form of how long files are kept is of."""
    return value_of(page[page.index('action="/console/customers/ACME/retention"') :], "version")


def test_a_customer_is_added_once_and_changed(any_clerk: Clerk) -> None:
    assert "ACME Acme" in any_clerk.read("/console/customers")
    once = value_of(any_clerk.look("/console/customers/_new"), "once")
    fields: Fields = {"code": "NEW", "name": HOSTILE, "further_codes": " new-1 \r\n\r\nnew-2", "once": once}
    for _ in range(2):
        added = any_clerk.send("/console/customers", **fields).headers["location"]
        assert added == "/console/customers/NEW?done=added"
    # Whoever goes back and types something else means another customer.
    other = any_clerk.send("/console/customers", **fields | {"code": "OTHER", "further_codes": ""})
    assert other.headers["location"] == "/console/customers/OTHER?done=added"
    page = any_clerk.look("/console/customers/NEW?done=added")
    assert "The customer was added" in notices(page)
    assert HOSTILE in said(page)
    assert HOSTILE not in page
    assert text_in(page, "further_codes") == "new-1\nnew-2"

    changed = any_clerk.does(
        "/console/customers/NEW", version=value_of(page, "version"), name="Newer", further_codes="new-3"
    )
    assert "Newer NEW" in changed
    customer = get_customer(any_clerk.api.container.reading(EVERYONE), "NEW", by=a_principal())
    assert (customer.name, customer.further_codes, customer.version) == ("Newer", ("new-3",), 2)
    stale = any_clerk.send("/console/customers/NEW", 412, version=1, name="Late", further_codes="late-1").text
    assert "Somebody changed this" in said(stale)
    assert "stands now: Name Newer Further codes new-3" in said(stale)
    # What was typed is there still, and whoever was told may save it.
    typed = {"version": value_of(stale, "version"), "name": value_of(stale, "name")}
    assert typed == {"version": "2", "name": "Late"}
    assert text_in(stale, "further_codes") == "late-1"
    assert "Late NEW" in any_clerk.does("/console/customers/NEW", **typed, further_codes="late-1")


def test_what_cannot_be_is_told_at_its_field_and_stays_there(clerk: Clerk) -> None:
    wrong = clerk.send("/console/customers", 400, code="a b", name="Spaced").text
    assert is_marked(wrong, "code")
    assert value_of(wrong, "name") == "Spaced"
    taken = clerk.send("/console/customers", 409, code="acme", name="Twice").text
    assert is_marked(taken, "code")
    other = clerk.send("/console/customers", 409, code="FRESH", name="Twice", further_codes="acme").text
    assert is_marked(other, "further_codes")
    change = clerk.send("/console/customers/BETA", 409, version=1, name="Beta 2", further_codes="x\nacme").text
    assert is_marked(change, "further_codes")
    assert text_in(change, "further_codes") == "x\nacme"
    assert value_of(change, "name") == "Beta 2"


def test_how_long_files_are_kept_is_said_and_changed(any_clerk: Clerk) -> None:
    page = any_clerk.look("/console/customers/ACME")
    assert "For ever, until somebody says otherwise" in said(page)
    for typed in ("0", "soon", "99999"):
        wrong = any_clerk.send("/console/customers/ACME/retention", 400, version=1, keep_days=typed).text
        assert is_marked(wrong, "keep_days")
        assert value_of(wrong, "keep_days") == typed
    assert "90 days after it was stored." in any_clerk.does(
        "/console/customers/ACME/retention", version=1, keep_days=" 90 "
    )
    stale = any_clerk.send("/console/customers/ACME/retention", 412, version=1, keep_days="1").text
    assert "90 days after it was stored." in said(stale).partition("stands now:")[2]
    assert (value_of(stale, "keep_days"), retention_version(stale)) == ("1", "2")
    # A fault that has nothing to do with the version tells nobody of a newer one.
    wrong = any_clerk.send("/console/customers/ACME/retention", 400, version=1, keep_days="soon").text
    assert retention_version(wrong) == "1"
    assert "For ever" in any_clerk.does("/console/customers/ACME/retention", version=2, keep_days="")


def test_a_hold_is_placed_once_and_lifted_with_a_reason(any_clerk: Clerk) -> None:
    once = value_of(any_clerk.look("/console/customers/ACME"), "once")
    assert is_marked(any_clerk.send("/console/customers/ACME/holds", 400, reason=" ").text, "reason")
    any_clerk.send("/console/customers/ACME/holds", reason=HOSTILE, once=once)
    shown = any_clerk.does("/console/customers/ACME/holds", reason=HOSTILE, once=once)
    assert f"All its files {HOSTILE}" in shown
    assert any_clerk.read("/console/customers/BETA").count(HOSTILE) == 0
    (listing,) = holds(any_clerk)
    lift = f"/console/customers/ACME/holds/{listing.hold.id}/lift"
    assert is_marked(any_clerk.send(lift, 400, reason=" ").text.replace('id="hold-reason"', ""), "reason")
    any_clerk.send(lift.replace("ACME", "BETA"), 404, reason="over")
    assert holds(any_clerk)[0].hold.lifted_at is None
    assert "Lifted" in any_clerk.does(lift.replace("ACME", "acme"), reason="over")
    assert holds(any_clerk)[0].hold.lift_reason == "over"


def test_whoever_may_not_change_is_offered_nothing_and_refused(clerk: Clerk) -> None:
    reader = clerk.another("rita", scopes=[Scope.CUSTOMERS_READ, Scope.ARTIFACTS_READ])
    page = reader.look("/console/customers/ACME")
    assert "<form" not in page[page.index("<main") : page.index("</main>")]
    assert "/console/customers/_new" not in reader.look("/console/customers")
    reader.send("/console/customers/ACME", 403, version=1, name="x")
    reader.send("/console/customers", 403, code="X", name="x")
    reader.send("/console/customers/ACME/retention", 403, version=1)
    reader.send("/console/customers/ACME/holds", 403, reason="x")
    reader.send(f"/console/customers/ACME/holds/{ABSENT}/lift", 403, reason="x")
    assert "For how long" not in clerk.another("rolf", scopes=[Scope.CUSTOMERS_READ]).read("/console/customers/ACME")


def test_whoever_sees_some_customers_sees_those(clerk: Clerk) -> None:
    acme = clerk.another("andy", customers=["ACME"])
    assert "BETA" not in acme.read("/console/customers")
    page = acme.look("/console/customers/ACME")
    # Further codes decide whose a document is, whoever sends it.
    assert 'name="further_codes"' not in page
    assert "Renamed" in acme.does("/console/customers/ACME", version=value_of(page, "version"), name="Renamed")
    acme.look("/console/customers/BETA", status=404)
    acme.send("/console/customers/BETA", 404, version=1, name="x")
    acme.send("/console/customers/BETA/retention", 404, version=1)
    acme.send("/console/customers/BETA/holds", 404, reason="x")
    acme.send("/console/customers", 403, code="X", name="x")
