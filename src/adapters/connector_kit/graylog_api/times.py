"""Times as Graylog writes and takes them: UTC, to the millisecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from socdomain.connectors.verification import ConnectorAnswerError

_MILLISECOND = timedelta(milliseconds=1)


def read_time(text: object) -> datetime:
    """Returns a time of Graylog's, aware UTC; one without a zone is in UTC.

    Raises:
        ConnectorAnswerError: It is none.
    """
    try:
        time = datetime.fromisoformat(str(text))
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        # In UTC, the first and the last of all days may be in no year that can be told.
        raise ConnectorAnswerError("It gives a document without a time that can be read.") from None


def to_millisecond(time: datetime) -> datetime:
    """Returns the first whole millisecond that is not before a time: whatever is kept to it is on the same side."""
    beyond = timedelta(microseconds=time.microsecond % 1000)
    return time - beyond + _MILLISECOND if beyond else time


def for_range(time: datetime) -> str:
    """Returns a time as a range of Graylog's has it, such as ``2026-08-20T08:00:00.000Z``."""
    return f"{_plain(time, 'T')}Z"


def for_query(time: datetime) -> str:
    """Returns a time as a query has it, such as ``2026-08-20 08:00:00.000``, which is how its indices read times."""
    return _plain(time, " ")


def _plain(time: datetime, separator: str) -> str:
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(separator, "milliseconds")
