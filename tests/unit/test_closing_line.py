"""The last line of CI tells of every session, and never of less than went wrong."""

import pytest

from tests.closing_line import closing_line

LINT = ["nox > Running session lint", "All checks passed!", "nox > Session lint was successful in 5 seconds."]
TESTS = [
    "nox > Running session tests",
    "bringing up nodes...",
    "===== 10035 passed, 8 skipped in 1642.10s (0:27:22) =====",
    "nox > Session tests was successful in 27 minutes.",
]
BROWSER = [
    "nox > Running session browser",
    "===== 40 passed, 1 skipped in 90.40s (0:01:30) =====",
    "nox > Session browser was successful in 2 minutes.",
]


def ended(session: list[str], *, closing: str = "", how: str = "failed.") -> list[str]:
    """A session that did not succeed, with another closing line, or none."""
    name = session[0].rpartition(" ")[2]
    return [session[0], *([closing] if closing else []), f"nox > Session {name} {how}"]


@pytest.mark.parametrize(
    ("log", "exit_code", "line"),
    [
        (
            [*LINT, *TESTS, *BROWSER],
            0,
            "10075 passed, 9 skipped in 1732.50s (sessions with tests: tests, browser)",
        ),
        (
            [*LINT, *ended(TESTS, closing="= 2 failed, 10033 passed, 1 error in 1642.10s ="), *BROWSER],
            1,
            "2 failed, 10073 passed, 1 skipped, 1 error in 1732.50s "
            "(sessions with tests: tests, browser; not successful: tests)",
        ),
        (
            [*LINT, *TESTS, *ended(BROWSER, closing="= 39 passed, 2 errors in 90.40s =")],
            1,
            "10074 passed, 8 skipped, 2 errors in 1732.50s "
            "(sessions with tests: tests, browser; not successful: browser)",
        ),
        # What is left out, breaks off, or has no tests to fail, is an error all the same.
        (
            [*LINT, *TESTS, *ended(BROWSER)],
            1,
            "10035 passed, 8 skipped, 1 error in 1642.10s (sessions with tests: tests; not successful: browser)",
        ),
        (
            [*ended(LINT), *TESTS, *BROWSER],
            1,
            "10075 passed, 9 skipped, 1 error in 1732.50s (sessions with tests: tests, browser; not successful: lint)",
        ),
        (
            [*LINT, *TESTS, *BROWSER[:2]],
            -9,
            "10075 passed, 9 skipped, 1 error in 1732.50s "
            "(sessions with tests: tests, browser; not successful: browser)",
        ),
        (
            [*TESTS, *ended(BROWSER, closing="===== 40 passed in 90.40s =====", how="aborted.")],
            1,
            "10075 passed, 8 skipped, 1 error in 1732.50s "
            "(sessions with tests: tests, browser; not successful: browser)",
        ),
        ([*LINT, *TESTS], 3, "10035 passed, 8 skipped, 1 error in 1642.10s (sessions with tests: tests)"),
        (["ERROR: no such package"], 1, "1 error in 0.00s (sessions with tests: none)"),
        ([], 0, "no tests ran in 0.00s (sessions with tests: none)"),
    ],
)
def test_all_sessions_are_in_it(log: list[str], exit_code: int, line: str) -> None:
    assert closing_line(log, exit_code) == line


def test_a_session_without_tests_that_match_says_so() -> None:
    """`nox -- -k something` leaves all of one session out; pytest then ends with another code than 0."""
    log = ended(BROWSER, closing="===== 41 deselected in 0.40s =====")
    assert closing_line(log, 1).startswith("41 deselected, 1 error in 0.40s")


def test_what_tests_print_is_not_taken_for_the_end() -> None:
    log = [TESTS[0], "2 failed, 1 passed in 3.00s", *TESTS[1:]]
    assert closing_line(log, 0) == "10035 passed, 8 skipped in 1642.10s (sessions with tests: tests)"
