"""A mapping of an imagined tool, that the tests here share."""

from __future__ import annotations

from typing import Any

from socdomain.sources.mapping import (
    ContextField,
    CustomerField,
    HostFields,
    Normaliser,
    ObservableField,
    ScanField,
    SourceMapping,
)
from socdomain.sources.normalised_event import CustomerClaim, NormalisedEvent
from socdomain.sources.observables import ObservableType

TOOL = SourceMapping(
    name="tool",
    title=("title", "name"),
    fallback_title="Tool event",
    fallback_title_fields=("kind",),
    description=("text", "more"),
    time=("at", "received"),
    customer=(CustomerField("tenant", CustomerClaim.NAMES), CustomerField("site", CustomerClaim.HINTS)),
    index_name=("_index",),
    document_id=("_id", "id"),
    host=HostFields(
        agent_ids=("agent.id",),
        agent_names=("agent.name",),
        collector_ids=("000",),
        names=("computer", "hostname"),
        addresses=("target", "origin"),
    ),
    user=("user", "login"),
    mailbox=("mailbox",),
    observables=(
        ObservableField("ip", (ObservableType.IPV4, ObservableType.IPV6)),
        ObservableField("hash", (ObservableType.SHA256, ObservableType.MD5)),
        ObservableField("file", (ObservableType.FILENAME,)),
    ),
    scan=(ScanField("log"), ScanField("data", (ObservableType.IPV4, ObservableType.URL))),
    scan_except=("data.advice",),
    scan_unless=("inventory",),
    identifiers=("container",),
    rule_id=("rule", "signature"),
    techniques=("attack", "attack2"),
    fingerprint=("kind", "port"),
    context=(ContextField("Port", ("port", "sport")), ContextField("Groups", ("groups",))),
)
NORMALISER = Normaliser(TOOL)


def event(**document: Any) -> NormalisedEvent:
    """What the tool's mapping makes of a document with these fields."""
    return NORMALISER.normalise(document)


def values(found: NormalisedEvent) -> list[str]:
    """Type and value of each observable, in order."""
    return [f"{observable.type.value} {observable.value}" for observable in found.observables]
