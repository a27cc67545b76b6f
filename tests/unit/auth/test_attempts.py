"""How long attempts to sign in have to wait."""

from datetime import timedelta

import pytest

from socdomain.auth.attempts import FORGOTTEN_AFTER, OF_ADDRESS, OF_PAIR, none_yet, subjects_of
from tests.builders import NOW


def waits(count: int) -> list[int]:
    """The seconds that each of so many attempts leaves the next one to wait."""
    attempts, found = none_yet("pair:1", NOW), []
    for _ in range(count):
        attempts = attempts.after_another(NOW, OF_PAIR)
        found.append(int((attempts.next_at - NOW).total_seconds()))
    return found


def test_a_few_attempts_are_free_and_each_further_one_waits_longer() -> None:
    assert waits(13) == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_wait_stays_bounded_however_often_somebody_tries() -> None:
    assert OF_PAIR.wait_after(1_000_000) == timedelta(seconds=60)
    assert OF_ADDRESS.wait_after(1_000_000) == timedelta(seconds=30)


def test_attempts_are_forgotten_after_a_while() -> None:
    attempts = none_yet("pair:1", NOW)
    for _ in range(9):
        attempts = attempts.after_another(NOW, OF_PAIR)
    later = NOW + FORGOTTEN_AFTER
    assert attempts.after_another(later - timedelta(seconds=1), OF_PAIR).count == 10
    assert attempts.after_another(later, OF_PAIR).count == 1


def pair(login: str, address: str) -> str:
    return subjects_of(login, address)[0][0]


def test_attempts_count_by_account_and_address() -> None:
    assert pair("anna", "192.0.2.1") == pair("ANNA", "192.0.2.1")
    assert len({pair("anna", "192.0.2.1"), pair("anna", "192.0.2.2"), pair("ben", "192.0.2.1")}) == 3


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("192.0.2.1", "address:192.0.2.1"),
        ("::ffff:192.0.2.1", "address:192.0.2.1"),
        ("2001:db8::1", "address:2001:db8::/64"),
        ("2001:db8::ffff:1", "address:2001:db8::/64"),
        ("2001:db8:0:1::1", "address:2001:db8:0:1::/64"),
        ("", "address:"),
        ("testclient", "address:testclient"),
    ],
)
def test_of_version_6_a_caller_has_a_whole_network(address: str, subject: str) -> None:
    assert subjects_of("anna", address)[1][0] == subject


def test_a_login_name_is_not_kept() -> None:
    assert "hunter2" not in repr(subjects_of("hunter2", "192.0.2.1"))
