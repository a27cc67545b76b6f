"""What every ``AuditLog`` does."""

from socdomain.customers.customer import Customer
from tests.builders import EVERYONE, an_audit_record
from tests.contracts.backends import Backend, committed


def test_records_come_back_as_they_were_written(backend: Backend, acme: Customer) -> None:
    of_the_platform = an_audit_record()
    of_a_customer = an_audit_record(
        action="alert.changed",
        customer_id=acme.id,
        before={"assignee": None, "tags": ["a", "b"]},
        after={"assignee": "Änne", "tags": [], "deeper": {"yes": True, "number": 1.5}},
    )
    with committed(backend.works) as work:
        work.audit.add(of_the_platform)
        work.audit.add(of_a_customer)
    assert backend.audit_records() == [of_the_platform, of_a_customer]


def test_a_record_falls_with_its_unit_of_work(backend: Backend) -> None:
    with backend.works(EVERYONE) as work:
        work.audit.add(an_audit_record())
    assert backend.audit_records() == []


def test_a_record_that_was_written_does_not_change_with_what_it_was_made_of(backend: Backend) -> None:
    after = {"tags": ["a"]}
    with committed(backend.works) as work:
        work.audit.add(an_audit_record(after=after))
        after["tags"].append("b")
    assert backend.audit_records()[0].after == {"tags": ["a"]}
