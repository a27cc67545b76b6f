"""What Graylog answers (5.0 to 7.2), as far as it is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from adapters.connector_kit.payloads import called
from socdomain.connectors.capabilities import FoundDocument, Named

ID_OF_MESSAGE = "_id"
"""Put beside a message's fields by Graylog; its index holds no such field."""


@frozen
class SystemOverview:
    """``GET /api/system``; who else has a version has no node and no cluster beside it.

    ``facility`` is ``graylog-server`` up to 6.x and the product's name, which an operator may change, from 7.x on.
    """

    facility: str
    version: str
    node_id: str
    cluster_id: str
    is_processing: bool = True


@frozen
class UserSummary:
    """``GET /api/users/{username}``: all that its roles, and what is shared with it, allow it."""

    username: str
    permissions: tuple[str, ...] = ()


@frozen
class Stream:
    """A stream."""

    id: str
    title: str
    description: str = ""
    is_disabled: bool = field(default=False, metadata=called("disabled"))
    index_set_id: str = ""

    def named(self) -> Named:
        """Returns it as the domain has it."""
        state = "paused" if self.is_disabled else "running"
        return _named(self.id, self.title, description=self.description, state=state, index_set=self.index_set_id)


@frozen
class StreamPage:
    """``GET /api/streams/paginated``; 5.0 calls what it lists ``streams``, later versions ``elements``."""

    total: int
    streams: tuple[Stream, ...] = ()
    elements: tuple[Stream, ...] = ()

    def named(self) -> tuple[Named, ...]:
        """Returns what it lists, as the domain has it."""
        return tuple(one.named() for one in (*self.streams, *self.elements))


@frozen
class Input:
    """An input; its settings may hold secrets, so that nothing but where it listens is taken of them."""

    id: str
    title: str
    type: str = ""
    type_title: str = field(default="", metadata=called("name"))
    is_global: bool = field(default=False, metadata=called("global"))
    node: str = ""
    settings: dict[str, Any] = field(factory=dict, metadata=called("attributes"))

    def named(self) -> Named:
        """Returns it as the domain has it."""
        listens = {name: str(self.settings[name]) for name in ("bind_address", "port") if name in self.settings}
        node = "every node" if self.is_global else self.node
        return _named(self.id, self.title, type=self.type_title or self.type, node=node, **listens)


@frozen
class InputList:
    """``GET /api/system/inputs``: all of those that the credential may read, in no order."""

    inputs: tuple[Input, ...]


@frozen
class EventDefinition:
    """An event definition; ``config`` has a form for each type of them."""

    id: str
    title: str
    description: str = ""
    priority: int = 0
    state: str = ""
    config: dict[str, Any] = field(factory=dict)

    def named(self) -> Named:
        """Returns it as the domain has it."""
        priority = str(self.priority) if self.priority else ""
        return _named(
            self.id,
            self.title,
            description=self.description,
            type=str(self.config.get("type", "")),
            priority=priority,
            state=self.state.lower(),
        )


@frozen
class EventDefinitionPage:
    """``GET /api/events/definitions``."""

    total: int
    definitions: tuple[EventDefinition, ...] = field(metadata=called("event_definitions"))

    def named(self) -> tuple[Named, ...]:
        """Returns what it lists, as the domain has it."""
        return tuple(one.named() for one in self.definitions)


@frozen
class FoundEvent:
    """An entry of what ``POST /api/events/search`` found."""

    event: dict[str, Any]
    index: str = field(metadata=called("index_name"))

    def document(self) -> FoundDocument:
        """Returns it as the domain has it."""
        return FoundDocument(self.index, str(self.event.get("id", "")), self.event)


@frozen
class EventsFound:
    """``POST /api/events/search``."""

    total: int = field(metadata=called("total_events"))
    events: tuple[FoundEvent, ...]
    used_indices: tuple[str, ...] = ()


@frozen
class FoundMessage:
    """An entry of what ``GET /api/search/universal/absolute`` found."""

    message: dict[str, Any]
    index: str

    def document(self) -> FoundDocument:
        """Returns it as the domain has it."""
        return FoundDocument(self.index, str(self.message.get(ID_OF_MESSAGE, "")), _without_id(self.message))


@frozen
class MessagesFound:
    """``GET /api/search/universal/absolute``; ``since`` is later than asked where an operator bounds searches."""

    total: int = field(metadata=called("total_results"))
    messages: tuple[FoundMessage, ...]
    since: str = field(metadata=called("from"))


@frozen
class MessageFields:
    """The message of ``SingleMessage``."""

    fields: dict[str, Any]


@frozen
class SingleMessage:
    """``GET /api/messages/{index}/{id}``."""

    message: MessageFields
    index: str

    def source(self) -> Mapping[str, Any]:
        """Returns the message's fields, as its index holds them."""
        return _without_id(self.message.fields)


def _without_id(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name != ID_OF_MESSAGE}


def _named(identifier: str, title: str, **detail: str) -> Named:
    return Named(identifier, title, {name: value for name, value in detail.items() if value})
