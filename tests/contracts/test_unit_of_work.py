"""What every unit of work does: all or nothing, and nothing unless told."""

import pytest

from socdomain.errors import NotFoundError
from socdomain.job_request import JobRequest
from tests.builders import EVERYONE, a_customer, a_role
from tests.contracts.backends import Backend, Works, committed
from tests.contracts.lists import FIRST

JOB = JobRequest("case_opened", {"case_id": "c-1", "attempts": 3, "urgent": True, "note": None})


class GoneWrongError(Exception):
    """Anything that may happen inside a unit of work."""


def test_nothing_is_kept_without_a_commit(works: Works) -> None:
    with works(EVERYONE) as work:
        work.customers.add(a_customer())
    with works(EVERYONE) as work:
        assert work.customers.page(FIRST, reach=EVERYONE).items == ()


def test_nothing_is_kept_when_an_error_leaves_the_block(works: Works) -> None:
    def go_wrong() -> None:
        with works(EVERYONE) as work:
            work.customers.add(a_customer())
            work.roles.add(a_role())
            raise GoneWrongError

    with pytest.raises(GoneWrongError):
        go_wrong()
    with works(EVERYONE) as work:
        assert work.customers.page(FIRST, reach=EVERYONE).items == ()
        assert work.roles.all() == ()


def test_an_error_after_the_commit_takes_nothing_back(works: Works) -> None:
    def go_wrong() -> None:
        with works(EVERYONE) as work:
            work.roles.add(a_role())
            work.commit()
            raise GoneWrongError

    with pytest.raises(GoneWrongError):
        go_wrong()
    with works(EVERYONE) as work:
        assert work.roles.all()


def test_everything_is_kept_at_once(works: Works) -> None:
    with committed(works) as work:
        work.customers.add(a_customer())
        work.roles.add(a_role())
        with works.reading(EVERYONE) as other:
            assert other.customers.page(FIRST, reach=EVERYONE).items == ()
            assert other.roles.all() == ()
    with works.reading(EVERYONE) as other:
        assert len(other.customers.page(FIRST, reach=EVERYONE).items) == 1
        assert other.roles.all()


def test_a_unit_of_work_sees_what_it_has_written(works: Works) -> None:
    customer = a_customer()
    with works(EVERYONE) as work:
        work.customers.add(customer)
        assert work.customers.by_code("acme", reach=EVERYONE) == customer


def test_an_error_of_a_repository_leaves_the_next_unit_of_work_alone(works: Works) -> None:
    with pytest.raises(NotFoundError), works(EVERYONE) as work:
        work.customers.by_code("nobody", reach=EVERYONE)
    with committed(works) as work:
        work.roles.add(a_role())
    with works(EVERYONE) as work:
        assert work.roles.all()


def test_a_job_is_asked_for_by_the_commit(backend: Backend) -> None:
    second = JobRequest("case_opened", {"case_id": "c-2"})
    with backend.works(EVERYONE) as work:
        work.after_commit(JOB)
        work.after_commit(second)
        assert backend.jobs() == []
        work.commit()
    assert backend.jobs() == [JOB, second]


def test_a_job_does_not_change_with_what_it_was_made_of(backend: Backend) -> None:
    arguments: dict[str, str | int | bool | None] = {"case_id": "c-1"}
    with committed(backend.works) as work:
        work.after_commit(JobRequest("case_opened", arguments))
        arguments["case_id"] = "c-2"
    assert backend.jobs() == [JobRequest("case_opened", {"case_id": "c-1"})]


def test_no_job_is_asked_for_without_a_commit(backend: Backend) -> None:
    def go_wrong() -> None:
        with backend.works(EVERYONE) as work:
            work.after_commit(JOB)
            raise GoneWrongError

    with backend.works(EVERYONE) as work:
        work.after_commit(JOB)
    with pytest.raises(GoneWrongError):
        go_wrong()
    assert backend.jobs() == []


def test_nothing_is_done_outside_the_block(works: Works) -> None:
    work = works(EVERYONE)
    with pytest.raises(RuntimeError):
        _ = work.users
    with work:
        pass
    with pytest.raises(RuntimeError):
        work.commit()


def test_a_unit_of_work_that_has_begun_cannot_begin_again(works: Works) -> None:
    with works(EVERYONE) as work, pytest.raises(RuntimeError):
        work.__enter__()
