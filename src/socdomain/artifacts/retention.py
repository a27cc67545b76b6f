"""For how long the files of a customer are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from attrs import frozen

from socdomain.errors import InvalidInputError
from socdomain.ids import CustomerId

MOST_DAYS: Final = 36_500


@frozen
class ArtifactRetention:
    """For how long evidence of a customer is kept after it was stored.

    Attributes:
        customer_id: Whose.
        keep_days: For how many days, 1 to 36,500; None for ever.
        changed_at: When somebody said so, aware UTC; None where nobody has.
        changed_by: Name of who did; empty for nobody.
        version: Counts changes, from 1, which is where nobody has said anything yet.
    """

    customer_id: CustomerId
    keep_days: int | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    version: int = 1

    def __attrs_post_init__(self) -> None:
        if self.keep_days is not None and not 1 <= self.keep_days <= MOST_DAYS:
            raise InvalidInputError("keep_days", f"must be from 1 to {MOST_DAYS}, or null for ever")
