"""The difference between leaving a field as it is and emptying it."""

from __future__ import annotations

from enum import Enum
from typing import Final


class Unset(Enum):
    """Stands for a field that a change leaves as it is."""

    UNSET = "unset"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET
