"""The audit log by pages: what was done, what it was before, and whether the log is whole."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from entrypoints.api.api_errors import TooBusyError
from entrypoints.console.audit.differences import LONGEST_VALUE, Difference, differences
from entrypoints.console.audit.verifications import MOST_KEPT, Verification, Verifications
from socdomain.audit.findings import AuditReport
from socdomain.customers.change_customer import CustomerChange
from socdomain.ids import PrincipalId
from socdomain.memory import FixedClock
from socdomain.principal import Scope
from tests.api.driving import NOW
from tests.builders import EVERYONE, IDS, a_principal
from tests.console.clerks import ABSENT, HOSTILE, PART, Clerk, is_marked, said, value_of

WAIT_S = 30
WHOLE = AuditReport(())


def rename(clerk: Clerk, code: str, name: str) -> None:
    """Changes a customer, which is written down."""
    with clerk.api.container.reading(EVERYONE) as work:
        version = work.customers.by_code(code, reach=EVERYONE).version
    change = clerk.api.container.change_customer
    change.execute(code, CustomerChange(name=name), expected_version=version, by=a_principal())


def test_what_was_done_is_shown_with_what_it_was_before(any_clerk: Clerk) -> None:
    rename(any_clerk, "ACME", HOSTILE)
    page = any_clerk.look("/console/audit?action=customer.changed")
    assert f"name Acme {HOSTILE}" in said(page)
    assert HOSTILE not in page
    assert "/console/customers/ACME" in page
    assert "user.signed_in" not in page
    assert "customer.created" in any_clerk.read("/console/audit?action=customer.&customer=")
    assert "customer.created" not in any_clerk.read("/console/audit?action=customer.&at_from=2026-08-21T00:00")
    assert "customer.created" in any_clerk.read("/console/audit?action=customer.&at_until=2026-08-21T00:00")
    assert "Nothing was done that fits" in any_clerk.read("/console/audit?actor=nobody")


def test_a_long_log_is_read_page_by_page(clerk: Clerk) -> None:
    for number in range(60):
        rename(clerk, "BETA", f"Beta {number}")
    page = clerk.look("/console/audit?action=customer.changed&customer=BETA")
    assert page.count('<details class="differences">') == 50
    following = page[page.index('rel="next" href="') + len('rel="next" href="') :].split('"')[0].replace("&amp;", "&")
    assert "Beta 9 " in (rest := clerk.read(following))
    assert "Beta 10 " not in rest


def test_a_time_that_is_none_is_told_at_its_field(clerk: Clerk) -> None:
    page = clerk.look("/console/audit?at_from=soon&actor=carl", status=400)
    assert is_marked(page, "at_from")
    assert (value_of(page, "at_from"), value_of(page, "actor")) == ("soon", "carl")


def test_the_log_is_verified_and_what_was_found_is_said(any_clerk: Clerk) -> None:
    begun = any_clerk.send("/console/audit/verify").headers["location"]
    page = until_finished(any_clerk, begun)
    assert "The log is as it was written." in said(page)
    assert "Customer ACME" in said(page)
    assert "The platform" in said(page)
    assert "<html" not in any_clerk.look(begun, headers=PART)


def test_whoever_does_not_see_everybody_reads_their_own_and_verifies_nothing(clerk: Clerk) -> None:
    rename(clerk, "BETA", "Beta 2")
    acme = clerk.another("andy", customers=["ACME"])
    shown = acme.read("/console/audit")
    assert "customer.created" in shown
    assert "BETA" not in shown
    assert "Verify the log" not in shown
    acme.send("/console/audit/verify", 403)
    begun = clerk.send("/console/audit/verify").headers["location"]
    acme.look(begun, status=403)
    other = clerk.another("olga")
    assert "Nothing is known of this verification" in other.read(begun)
    assert "Nothing is known of this verification" in clerk.read(f"/console/audit/verify/{ABSENT}")
    clerk.another("rita", scopes=[Scope.ALERTS_READ]).look("/console/audit", status=403)
    until_finished(clerk, begun)


def until_finished(clerk: Clerk, path: str) -> str:
    """Looks at a verification until it has ended, without end only as long as a test may take."""
    ended = threading.Event()
    timer = threading.Timer(WAIT_S, ended.set)
    timer.start()
    try:
        while not ended.is_set():
            page = clerk.look(path)
            if "Reading the log" not in page:
                return page
    finally:
        timer.cancel()
    pytest.fail("the verification does not end")


class Halting:
    """A verification that waits until it is told to end."""

    def __init__(self) -> None:
        self.told = threading.Event()
        self.goes_on = threading.Event()

    def __call__(self, tell: Callable[[int], None]) -> AuditReport:
        tell(3)
        tell(4)
        self.told.set()
        assert self.goes_on.wait(WAIT_S)
        return WHOLE


def test_a_verification_says_how_far_it_is_and_two_run_at_most() -> None:
    verifications, by = Verifications(FixedClock(NOW)), [PrincipalId(IDS.new()) for _ in range(3)]
    first, second = Halting(), Halting()
    begun = verifications.begin(first, by[0])
    assert verifications.begin(second, by[0]) is begun
    verifications.begin(second, by[1])
    assert first.told.wait(WAIT_S)
    assert (begun.records, begun.finished_at, begun.report) == (7, None, None)
    with pytest.raises(TooBusyError):
        verifications.begin(first, by[2])
    first.goes_on.set()
    second.goes_on.set()
    wait_for(begun)
    assert begun.report == WHOLE
    assert verifications.find(begun.id, by[1]) is None


def test_one_that_fails_says_so_and_old_ones_are_forgotten() -> None:
    verifications, by = Verifications(FixedClock(NOW)), PrincipalId(IDS.new())

    def fail(_: Callable[[int], None]) -> AuditReport:
        raise ValueError("the key is gone")

    begun = verifications.begin(fail, by)
    wait_for(begun)
    assert (begun.report, begun.finished_at) == (None, NOW)
    for _ in range(MOST_KEPT):
        wait_for(verifications.begin(lambda tell: WHOLE, by))
    assert verifications.find(begun.id, by) is None


def wait_for(one: Verification) -> None:
    """Waits until a verification has ended."""
    assert one.ended.wait(WAIT_S)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, None, []),
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [("b", "2", "3")]),
        (None, {"a": None, "b": "x"}, [("a", None, "null"), ("b", None, "x")]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, [("a.c", "2", None)]),
        ({"a": ["x", "y"]}, {"a": ["y", "z"]}, [("a", '["x"]', '["z"]')]),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}, [("a", '["x", "y"]', '["y", "x"]')]),
        ({"a": "x" * 1_000}, {}, [("a", "x" * LONGEST_VALUE + "…", None)]),
        ({"a": {}}, {"a": {"b": 1}}, [("a", "{}", '{"b": 1}')]),
    ],
)
def test_what_differs_is_told_field_by_field(
    before: object, after: object, shown: list[tuple[str, str | None, str | None]]
) -> None:
    assert list(differences(before, after)) == [Difference(*one) for one in shown]
