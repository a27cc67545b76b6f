"""What is sent to do the same to several alerts."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final
from uuid import UUID

from attrs import frozen

from entrypoints.console.catalog import TEXT
from socdomain.errors import InvalidInputError
from socdomain.ids import AlertId
from socdomain.incidents.status import Verdict

_ONE: Final = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9]{1,9})")


class Act(StrEnum):
    """What is done."""

    TAKE = "take"
    START = "start"
    CLOSE = "close"
    CASE = "case"
    TAG = "tag"
    ASSIGN = "assign"

    @property
    def asks(self) -> bool:
        """Whether there is more to say than which alerts."""
        return self not in (Act.TAKE, Act.START)


@frozen
class BulkForm:
    """What to do, and to which alerts.

    Attributes:
        act: What to do.
        ids: The alerts, each with a point and the version that was looked at.
        back: The page to go back to.
        given: Whether what the act asks for was asked.
        verdict: What they turned out to be.
        verdict_reason: Why.
        duplicate_of: The alert that they repeat.
        case_id: The case to put them into; none for a new one.
        add_tags: Words between spaces.
        remove_tags: Words between spaces.
        assignee: Who works on them from now on; none for nobody.
    """

    act: Act
    ids: tuple[str, ...]
    back: str = ""
    given: bool = False
    verdict: Verdict | None = None
    verdict_reason: str | None = None
    duplicate_of: UUID | None = None
    case_id: UUID | None = None
    add_tags: str = ""
    remove_tags: str = ""
    assignee: str | None = None

    def versions(self) -> dict[AlertId, int]:
        """Returns the alerts, in their order, each with the version that was looked at.

        Raises:
            InvalidInputError: There are none, or one is none.
        """
        found = {}
        for text in self.ids:
            one = _ONE.fullmatch(text)
            if one is None:
                raise InvalidInputError("ids", TEXT.queue.choose_anew)
            found[AlertId(UUID(one[1]))] = int(one[2])
        if not found:
            raise InvalidInputError("ids", TEXT.queue.choose_none)
        return found
