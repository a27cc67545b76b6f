"""Preparing goes step by step, tells each one, and stops at what fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from socdomain.errors import ConcurrentChangeError, NotAllowedError, StorageUnavailableError
from socdomain.principal import Scope
from socdomain.startup.prepare_platform import Done, Outcome, PreparePlatform, Step, StepReport
from tests.builders import a_principal

ME = a_principal()


def step(name: str, run: Callable[[], Done] = Done) -> Step:
    return Step(name, run, f"Mend {name}.")


def failing(error: Exception, times: int) -> Callable[[], Done]:
    left = [error] * times

    def run() -> Done:
        if left:
            raise left.pop()
        return Done()

    return run


def test_each_step_is_told_as_it_ended() -> None:
    changed = Done(("made it",), ("look at it",))
    told: list[StepReport] = []

    reports = PreparePlatform((step("keys"), step("database", lambda: changed))).execute(by=ME, tell=told.append)

    assert list(reports) == told
    assert told == [StepReport("keys", Outcome.ALREADY_SO), StepReport("database", Outcome.DONE, changed)]


@pytest.mark.parametrize("error", [StorageUnavailableError("gone"), OSError("full")], ids=["ours", "system"])
def test_what_fails_is_told_with_its_remedy_and_nothing_comes_after(error: Exception) -> None:
    begun: list[str] = []

    def note() -> Done:
        begun.append("begun")
        return Done()

    reports = PreparePlatform((step("keys"), step("database", failing(error, 9)), step("seeds", note))).execute(by=ME)

    assert begun == []
    assert [report.outcome for report in reports] == [Outcome.ALREADY_SO, Outcome.FAILED]
    assert (reports[-1].error, reports[-1].remedy) == (error, "Mend database.")


def test_a_defect_of_the_program_is_not_passed_off_as_a_failed_step() -> None:
    with pytest.raises(ZeroDivisionError):
        PreparePlatform((step("keys", failing(ZeroDivisionError(), 1)),)).execute(by=ME)


@pytest.mark.parametrize(("times", "outcome"), [(1, Outcome.ALREADY_SO), (4, Outcome.ALREADY_SO), (5, Outcome.FAILED)])
def test_who_comes_second_looks_again(times: int, outcome: Outcome) -> None:
    (report,) = PreparePlatform((step("seeds", failing(ConcurrentChangeError("met"), times)),)).execute(by=ME)
    assert report.outcome is outcome


def test_the_end_of_each_step_can_be_passed() -> None:
    passed: list[str] = []
    steps = (step("a"), step("b"), step("c", failing(OSError(), 9)))

    PreparePlatform(steps, lambda: passed.append("end")).execute(by=ME, tell=lambda report: passed.append(report.step))

    assert passed == ["a", "end", "b", "end", "c"]


def test_who_may_not_add_users_may_not_prepare() -> None:
    with pytest.raises(NotAllowedError):
        PreparePlatform(()).execute(by=a_principal(scopes=frozenset(Scope) - {Scope.USERS_WRITE}))
