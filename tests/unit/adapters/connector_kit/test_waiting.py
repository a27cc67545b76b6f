"""How long is waited before a product is asked again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.connector_kit.kit_limits import KitLimits
from adapters.connector_kit.waiting import backoff_s, retry_after_s

NOW = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("\u0663", None),
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("9" * 400, 999_999_999.0),
        ("Thu, 26 Nov 2026 10:00:30 GMT", 30.0),
        ("Thu, 26 Nov 2026 10:00:30 -0000", 30.0),
        ("Thu, 26 Nov 2026 09:00:00 GMT", 0.0),
        ("Thu, 99 Nov 2026 09:00:00 GMT", None),
        ("Thu, 26 Nov 2026 10:00:30 +9999", None),
        (f"Thu, 26 Nov 2026 10:00:30 +{'9' * 20}", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header, now=NOW) == seconds


def test_waits_lie_anywhere_below_a_bound_that_doubles() -> None:
    limits = KitLimits(backoff_s=1.0, longest_backoff_s=5.0)
    for attempt, bound_s in ((1, 1.0), (2, 2.0), (3, 4.0), (4, 5.0), (400, 5.0)):
        waits = [backoff_s(attempt, limits) for _ in range(400)]
        assert 0 <= min(waits) < bound_s / 4
        assert bound_s * 3 / 4 < max(waits) <= bound_s
