"""Points cost nothing until a test arms them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters import crash_points


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    crash_points.arm(None)


def test_a_point_that_nobody_armed_is_passed() -> None:
    crash_points.reach("test.nothing_happened")


def test_an_armed_hook_is_told_each_point_until_it_is_disarmed() -> None:
    passed: list[str] = []
    crash_points.arm(passed.append)
    crash_points.reach("test.first")
    crash_points.reach("test.second")
    crash_points.arm(None)
    crash_points.reach("test.third")

    assert passed == ["test.first", "test.second"]
