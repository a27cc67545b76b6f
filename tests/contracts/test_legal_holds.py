"""What every ``HoldRepository`` does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve

from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.customers.customer import Customer
from socdomain.errors import ConcurrentChangeError, NotFoundError, OtherCustomerError
from socdomain.ids import ArtifactId, CaseId, HoldId
from socdomain.pages import PageRequest
from socdomain.principal import Reach
from tests.builders import EVERYONE, IDS, NOW
from tests.contracts.backends import Works, committed
from tests.contracts.test_artifacts import a_stored_case, add, an_artifact


def a_hold(customer: Customer, **fields: Any) -> LegalHold:
    values: dict[str, Any] = {
        "case_id": None,
        "artifact_id": None,
        "reason": "SEC v. ACME",
        "placed_at": NOW,
        "placed_by": "anna",
    } | fields
    return LegalHold(HoldId(IDS.new()), values.pop("customer_id", customer.id), **values)


def place(works: Works, *holds: LegalHold) -> None:
    with committed(works) as work:
        for hold in holds:
            work.holds.lock(hold.customer_id)
            work.holds.add(hold)


def listed(works: Works, reach: Reach = EVERYONE, **wanted: Any) -> list[HoldId]:
    with works.reading(reach) as work:
        page = work.holds.page(HoldFilter(**wanted), PageRequest(200), reach=reach)
    return [hold.id for hold in page.items]


def test_a_hold_comes_back_as_it_was_placed(works: Works, acme: Customer, globex: Customer) -> None:
    case, artifact = a_stored_case(works, acme), an_artifact(acme)
    add(works, artifact)
    holds = [a_hold(acme, reason="ä" * 1_000), a_hold(acme, case_id=case.id), a_hold(acme, artifact_id=artifact.id)]
    place(works, *holds)
    theirs = Reach.only([globex.id])
    with works.reading(EVERYONE) as work:
        assert [work.holds.get(hold.id, reach=EVERYONE) for hold in holds] == holds
        with pytest.raises(NotFoundError):
            work.holds.get(HoldId(IDS.new()), reach=EVERYONE)
    with works.reading(theirs) as work, pytest.raises(NotFoundError):
        work.holds.get(holds[0].id, reach=theirs)
    assert listed(works, theirs) == []


def test_a_hold_is_on_things_of_its_customer(works: Works, acme: Customer, globex: Customer) -> None:
    case, artifact = a_stored_case(works, globex), an_artifact(globex)
    add(works, artifact)
    for fields in ({"case_id": case.id}, {"artifact_id": artifact.id}, {"artifact_id": ArtifactId(IDS.new())}):
        with pytest.raises(OtherCustomerError):
            place(works, a_hold(acme, **fields))
    assert listed(works) == []


def test_a_hold_is_lifted_once(works: Works, acme: Customer) -> None:
    hold = a_hold(acme)
    place(works, hold)
    lifted = evolve(hold, lifted_at=NOW + timedelta(days=1), lifted_by="bert", lift_reason="settled")
    with committed(works) as work:
        work.holds.lift(lifted)
    with works.reading(EVERYONE) as work:
        assert work.holds.get(hold.id, reach=EVERYONE) == lifted
    for again in (evolve(lifted, lift_reason="again"), evolve(lifted, id=HoldId(IDS.new()))):
        with pytest.raises(ConcurrentChangeError), committed(works) as work:
            work.holds.lift(again)


def test_a_file_is_under_the_holds_on_it_its_case_and_its_customer(
    works: Works, acme: Customer, globex: Customer
) -> None:
    case, other_case = a_stored_case(works, acme), a_stored_case(works, globex)
    mine, beside = an_artifact(acme, case_id=case.id), an_artifact(acme)
    theirs = an_artifact(globex, case_id=other_case.id)
    add(works, mine, beside, theirs)
    on_file = a_hold(acme, artifact_id=mine.id, placed_at=NOW + timedelta(hours=2))
    on_case = a_hold(acme, case_id=case.id, placed_at=NOW + timedelta(hours=1))
    on_customer = a_hold(acme)
    lifted = a_hold(acme, lifted_at=NOW, lifted_by="bert", lift_reason="settled")
    place(works, on_file, on_case, on_customer, lifted)
    with works.reading(EVERYONE) as work:
        assert list(work.holds.over(mine)) == [on_customer, on_case, on_file]
        assert list(work.holds.over(beside)) == [on_customer]
        assert list(work.holds.over(theirs)) == []
        assert {one: list(holds) for one, holds in work.holds.over_each([mine, beside, theirs]).items()} == {
            mine.id: [on_customer, on_case, on_file],
            beside.id: [on_customer],
            theirs.id: [],
        }
        assert dict(work.holds.over_each([])) == {}


def test_holds_are_found_by_what_they_are_on(works: Works, acme: Customer, globex: Customer) -> None:
    case, artifact = a_stored_case(works, acme), an_artifact(acme)
    add(works, artifact)
    on_case = a_hold(acme, case_id=case.id, placed_at=NOW + timedelta(hours=2))
    on_file = a_hold(acme, artifact_id=artifact.id, placed_at=NOW + timedelta(hours=1))
    theirs = a_hold(globex, lifted_at=NOW, lifted_by="bert", lift_reason="settled")
    place(works, theirs, on_case, on_file)
    assert listed(works) == [on_case.id, on_file.id, theirs.id]
    assert listed(works, customer="acme") == [on_case.id, on_file.id]
    assert listed(works, customer="nobody") == []
    assert listed(works, case_id=case.id) == [on_case.id]
    assert listed(works, case_id=CaseId(IDS.new())) == []
    assert listed(works, artifact_id=artifact.id) == [on_file.id]
    assert listed(works, holds=True) == [on_case.id, on_file.id]
    assert listed(works, holds=False) == [theirs.id]
    with works.reading(EVERYONE) as work:
        first = work.holds.page(HoldFilter(), PageRequest(2), reach=EVERYONE)
        rest = work.holds.page(HoldFilter(), PageRequest(2, first.next), reach=EVERYONE)
    assert [one.id for one in (*first.items, *rest.items)] == [on_case.id, on_file.id, theirs.id]
