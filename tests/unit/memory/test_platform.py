"""What is the memory's own: how threads share one store, and what is refused that a database would let pass."""

from collections.abc import Callable
from threading import Event, Thread

import pytest

from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.views import ChangesPosition
from socdomain.memory import MemoryPlatform, MemoryUnitOfWork
from socdomain.pages import PageRequest
from tests.builders import EVERYONE, a_customer, a_user, an_alert, an_audit_record

LONG_ENOUGH_S = 10.0


def in_thread(work: Callable[[], object]) -> Thread:
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_second_writer_waits_for_the_first_and_sees_what_it_wrote() -> None:
    works = MemoryPlatform().works()
    asked, seen = Event(), []

    def second() -> None:
        asked.set()
        with works(EVERYONE) as work:
            seen.append(work.users.exist())

    with works(EVERYONE) as work:
        thread = in_thread(second)
        assert asked.wait(LONG_ENOUGH_S)
        work.users.add(a_user())
        assert seen == []
        work.commit()
    thread.join(LONG_ENOUGH_S)
    assert seen == [True]


def test_many_threads_lose_no_write() -> None:
    platform = MemoryPlatform()
    works = platform.works()

    def write() -> None:
        for _ in range(25):
            with works(EVERYONE) as work:
                work.audit.add(an_audit_record())
                work.commit()

    threads = [in_thread(write) for _ in range(8)]
    for thread in threads:
        thread.join(LONG_ENOUGH_S)
    assert len(platform.audit_records) == 8 * 25


def test_a_reader_does_not_wait_for_a_writer() -> None:
    works = MemoryPlatform().works()
    with works(EVERYONE) as work:
        work.users.add(a_user())
        with works.reading(EVERYONE) as other:
            assert not other.users.exist()


def test_a_reader_sees_one_state_throughout() -> None:
    works = MemoryPlatform().works()
    with works.reading(EVERYONE) as reading:
        with works(EVERYONE) as work:
            work.users.add(a_user())
            work.commit()
        assert not reading.users.exist()


def test_a_thread_cannot_wait_for_itself() -> None:
    works = MemoryPlatform().works()
    with works(EVERYONE), pytest.raises(RuntimeError, match="this thread"):
        works(EVERYONE).__enter__()
    with works(EVERYONE) as work:
        assert not work.users.exist()


def test_a_unit_of_work_that_reads_cannot_write() -> None:
    works = MemoryPlatform().works()
    with works.reading(EVERYONE) as work, pytest.raises(RuntimeError, match="only reads"):
        work.users.add(a_user())


def test_nothing_is_written_after_the_commit() -> None:
    works = MemoryPlatform().works()
    with works(EVERYONE) as work:
        customers = work.customers
        work.commit()
        with pytest.raises(RuntimeError):
            _ = work.customers
        with pytest.raises(RuntimeError):
            customers.add(a_customer())
    with works(EVERYONE) as work:
        assert work.customers.page(PageRequest(), reach=EVERYONE).items == ()


def test_two_stores_have_nothing_in_common() -> None:
    first, second = MemoryPlatform().works(), MemoryPlatform().works()
    with first(EVERYONE) as work:
        work.users.add(a_user())
        work.commit()
    with second(EVERYONE) as work:
        assert not work.users.exist()


@pytest.mark.parametrize("read", ["page", "changes"])
def test_what_a_list_hands_out_is_a_copy(read: str) -> None:
    works = MemoryPlatform().works()
    customer = a_customer()
    alert = an_alert(customer, context={"groups": ["sshd"]})

    def groups(work: MemoryUnitOfWork) -> list[str]:
        if read == "page":
            shown = work.alerts.page(AlertFilter(), PageRequest(), reach=EVERYONE).items[0].alert
        else:
            shown = work.alerts.changes(ChangesPosition(0), 1, reach=EVERYONE).items[0].alert
        handed_out: list[str] = shown.context["groups"]
        return handed_out

    with works(EVERYONE) as work:
        work.customers.add(customer)
        work.alerts.add(alert)
        groups(work).append("changed")
        assert groups(work) == ["sshd"]
