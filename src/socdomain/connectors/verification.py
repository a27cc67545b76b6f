"""Whether a connector works: what was found when it was tried, in words that say what to do."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import frozen

from socdomain.errors import WatchfloorError

MOST_SECONDS: Final = 10.0
"""How long trying a connector may take."""

SLOW_AFTER_S: Final = 5.0
"""A product that took longer than this to answer all that was asked works, but not well."""

LONGEST_ADVICE: Final = 300


class Outcome(StrEnum):
    """What became of trying a connector."""

    OK = "ok"
    UNREACHABLE = "unreachable"
    TLS_FAILED = "tls_failed"
    REFUSED_CREDENTIALS = "refused_credentials"
    FORBIDDEN = "forbidden"
    WRONG_PRODUCT = "wrong_product"
    UNSUPPORTED_VERSION = "unsupported_version"
    SLOW = "slow"
    ERROR = "error"

    @property
    def works(self) -> bool:
        """Whether the connector can be used."""
        return self in (Outcome.OK, Outcome.SLOW)


class ConnectorError(WatchfloorError):
    """A product could not be asked, or did not answer as it should; holds nothing that the product sent.

    Args:
        outcome: What sort of trouble it is; none of those that work.
        advice: What to do about it, in a sentence; at most 300 characters.
    """

    def __init__(self, outcome: Outcome, advice: str) -> None:
        super().__init__(advice[:LONGEST_ADVICE])
        self.outcome = outcome
        self.advice = advice[:LONGEST_ADVICE]


class ConnectorAnswerError(ConnectorError):
    """A product answered something that it should not, such as another form than it is documented to have.

    Args:
        advice: What was wrong with the answer, without quoting it.
    """

    def __init__(self, advice: str) -> None:
        super().__init__(Outcome.ERROR, advice)


class EventsLostError(ConnectorError):
    """Events could not all be sent on.

    Args:
        outcome: What sort of trouble it is.
        advice: What to do about it, in a sentence.
        handed_over: How many were, the first ones; all others are lost unless they are sent again.
    """

    def __init__(self, outcome: Outcome, advice: str, handed_over: int) -> None:
        super().__init__(outcome, advice)
        self.handed_over = handed_over


@frozen
class ProductFound:
    """What a product said of itself when it was asked with the connector's credential.

    Attributes:
        version: Its version, as it says it; empty where it does not say.
        remark: What an operator should know although it works, in a sentence; empty for nothing.
    """

    version: str = ""
    remark: str = ""


@frozen
class Verification:
    """What was found when a connector was tried.

    Attributes:
        at: When, aware UTC.
        outcome: What became of it.
        advice: What to do, in a sentence; for one that works, what was found.
        latency_ms: How long it took.
        product_version: The version that was found; empty for none.
    """

    at: datetime
    outcome: Outcome
    advice: str
    latency_ms: int
    product_version: str = ""
