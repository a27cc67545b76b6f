"""Counting alerts in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from socdomain.incidents.alert import Alert
from socdomain.incidents.views import AgeBand, AlertSummary
from socdomain.sources.severity import Severity

MOST_TECHNIQUES = 50

_HOUR = timedelta(hours=1)
_BANDS = tuple(hours * _HOUR for hours in AgeBand.HOURS)


def summary_of(alerts: Iterable[Alert], now: datetime) -> AlertSummary:
    """Counts alerts.

    Args:
        alerts: All those that may be seen.
        now: When, aware UTC.
    """
    ages = {severity: [0] * (len(_BANDS) + 1) for severity in Severity}
    by_hour: defaultdict[str, Counter[datetime]] = defaultdict(Counter)
    techniques: Counter[str] = Counter()
    end = _hour_of(now) + _HOUR
    for alert in alerts:
        if alert.status.is_live:
            ages[alert.severity][bisect_right(_BANDS, now - alert.opened_at)] += 1
        if end - 24 * _HOUR <= alert.opened_at < end:
            by_hour[alert.source][_hour_of(alert.opened_at)] += 1
            techniques.update(alert.techniques)
    ranked = sorted(techniques.items(), key=lambda item: (-item[1], item[0]))
    return AlertSummary(
        at=now,
        severity_by_age={severity: tuple(counts) for severity, counts in ages.items()},
        source_by_hour={source: dict(hours) for source, hours in by_hour.items()},
        techniques=tuple(ranked[:MOST_TECHNIQUES]),
    )


def _hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
