"""What an event of Graylog was made of, and what of the event stays the same.

The forms of origins are those of graylog2-server (org.graylog.events.event.EventOriginContext).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

MARK: Final = "COPILOT_ALERT_ID"
"""The field, below ``fields``, that says which alert was made of an event."""

# A document's identifier has 512 bytes at most; halves of characters, which JSON may hold, can be asked for nowhere.
_ORIGIN: Final = re.compile(
    r"urn:graylog:(?P<kind>message|event):es:(?P<index>[^:\ud800-\udfff]{1,255}):(?P<id>[^\ud800-\udfff]{1,512})"
)


@frozen
class GraylogOrigin:
    """A document that an event was made of.

    Attributes:
        index: The index that holds it.
        id: Its identifier there.
        is_event: Whether it is an event itself, and no message.
    """

    index: str
    id: str
    is_event: bool


def origin_of(event: Mapping[str, Any]) -> GraylogOrigin | None:
    """Returns what an event was made of; None for an aggregation, which no single document stands behind.

    Args:
        event: A document of ``gl-events*``.
    """
    context = event.get("origin_context")
    found = _ORIGIN.fullmatch(context) if isinstance(context, str) else None
    return None if found is None else GraylogOrigin(found["index"], found["id"], found["kind"] == "event")


def customer_code_of(event: Mapping[str, Any]) -> str:
    """Returns the code of the customer that an event's definition gives to it; empty for none."""
    fields = event.get("fields")
    code = fields.get("CUSTOMER_CODE") if isinstance(fields, Mapping) else event.get("fields.CUSTOMER_CODE")
    return code.strip() if isinstance(code, str) else ""


def without_mark(event: Mapping[str, Any]) -> dict[str, Any]:
    """Returns an event as it was before it was marked: it is the same event as after it."""
    left = {name: value for name, value in event.items() if name != f"fields.{MARK}"}
    if isinstance(fields := left.get("fields"), Mapping):
        left["fields"] = {name: value for name, value in fields.items() if name != MARK}
    return left
