"""What a simulated Graylog holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from attrs import frozen

from adapters.connector_kit.graylog_api.times import for_query

DEFAULT_STREAM: Final = "000000000000000000000001"
EVENTS_STREAM: Final = "000000000000000000000002"
EVENT_INDEX: Final = "gl-events_0"

Fields = Mapping[str, Any]


@frozen
class SimulatedStream:
    """A stream that the simulator has.

    Attributes:
        id: Its identifier.
        title: Its title.
        description: What it is for.
        is_disabled: Whether it is paused.
    """

    id: str
    title: str
    description: str = ""
    is_disabled: bool = False


@frozen
class SimulatedInput:
    """An input that the simulator has.

    Attributes:
        id: Its identifier.
        title: Its title.
        type: Its class, as Graylog has it.
        type_title: What people call that.
        settings: Its settings; those of some inputs hold secrets.
    """

    id: str
    title: str
    type: str
    type_title: str
    settings: Fields


@frozen
class SimulatedDefinition:
    """An event definition that the simulator has.

    Attributes:
        id: Its identifier.
        title: Its title.
        description: What it is for.
        priority: 1 for low, 2 for normal, 3 for high.
        type: ``aggregation-v1`` for most.
        is_enabled: Whether it runs.
    """

    id: str
    title: str
    description: str = ""
    priority: int = 2
    type: str = "aggregation-v1"
    is_enabled: bool = True


@frozen
class SimulatedDocument:
    """An event or a message that the simulator has.

    Attributes:
        index: The index that holds it.
        id: Its identifier.
        at: Its time, aware UTC.
        fields: The rest of it.
    """

    index: str
    id: str
    at: datetime
    fields: Fields

    @property
    def is_event(self) -> bool:
        """Whether it is an event of Graylog's own."""
        return "event_definition_id" in self.fields

    @property
    def source(self) -> dict[str, Any]:
        """All of it as its index holds it, with a time that has no zone."""
        return {**self.fields, "timestamp": for_query(self.at)}


@frozen
class SimulatedLog:
    """All that a simulated Graylog holds.

    Attributes:
        streams: Its streams.
        inputs: Its inputs.
        definitions: Its event definitions.
        documents: Its events and messages.
    """

    streams: Sequence[SimulatedStream] = ()
    inputs: Sequence[SimulatedInput] = ()
    definitions: Sequence[SimulatedDefinition] = ()
    documents: Sequence[SimulatedDocument] = ()


def message(index: str, number: int, at: datetime, source: str, text: str, **fields: Any) -> SimulatedDocument:
    """Returns a message.

    Args:
        index: The index that holds it.
        number: From which its identifier is made; once in an index.
        at: Its time, aware UTC.
        source: The machine that it is from.
        text: What it says.
        fields: What else it has.
    """
    known = {"source": source, "message": text, "streams": [DEFAULT_STREAM], "gl2_remote_ip": "127.0.0.1"}
    return SimulatedDocument(index, f"a1b2c3d4-{number:04d}-11f0-9000-02420a000002", at, {**known, **fields})


def event(
    number: int, definition: SimulatedDefinition, origin: SimulatedDocument | None, at: datetime, **fields: str
) -> SimulatedDocument:
    """Returns an event, as an alert that nobody has taken yet.

    Args:
        number: From which its identifier is made; once in a Graylog.
        definition: Of which definition.
        origin: The message that it is about; None for one about many of them.
        at: Its time, aware UTC.
        fields: Its custom fields.
    """
    known: dict[str, Any] = {
        "id": f"01K3GRAYLOG00000000000{number:04d}",
        "event_definition_type": definition.type,
        "event_definition_id": definition.id,
        "origin_context": f"urn:graylog:message:es:{origin.index}:{origin.id}" if origin else None,
        "timestamp_processing": for_query(at + timedelta(seconds=4)),
        "timerange_start": None if origin else for_query(at - timedelta(minutes=5)),
        "timerange_end": None if origin else for_query(at),
        "streams": [EVENTS_STREAM],
        "source_streams": [DEFAULT_STREAM],
        "message": definition.title,
        "source": "graylog-1",
        "key_tuple": [],
        "key": "",
        "priority": definition.priority,
        "scores": {},
        "alert": True,
        "fields": {"COPILOT_ALERT_ID": "NONE", **fields},
        "group_by_fields": {},
    }
    return SimulatedDocument(EVENT_INDEX, str(known["id"]), at, known)
