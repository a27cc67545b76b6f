"""How connectors are shown; a secret never is, but for that there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from entrypoints.api.answers import Time
from entrypoints.api.paging import NextCursor
from socdomain.connectors.capabilities import capability_name
from socdomain.connectors.catalogue import AskedField
from socdomain.connectors.connector import Connector
from socdomain.connectors.history import HistoryEntry
from socdomain.connectors.kind import ConnectorKind
from socdomain.connectors.verification import Verification
from socdomain.ids import CustomerId

OUTCOMES = (
    "`ok`, `slow`, `unreachable`, `tls_failed`, `refused_credentials`, `forbidden`, `wrong_product`, "
    "`unsupported_version` or `error`."
)


class FieldOut(Struct):
    """A value that a kind of connector asks for."""

    name: str
    label: str
    help: Annotated[str, Meta(description="Where it is found or what it looks like.")]
    form: Annotated[str, Meta(description="`text`, `url`, `port`, `flag`, `choice` or `file`.")]
    is_secret: Annotated[bool, Meta(description="Whether it is sealed, and never shown again.")]
    is_optional: bool
    says_where: Annotated[bool, Meta(description="Whether the secrets have to be given again with a change of it.")]
    choices: Annotated[list[str], Meta(description="What a `choice` takes.")]


class KindOut(Struct):
    """A kind of connector."""

    name: str
    title: Annotated[str, Meta(description="What people call the product.")]
    fields: list[FieldOut]
    capabilities: Annotated[list[str], Meta(description="What its connectors can do.")]
    guide: Annotated[str, Meta(description="How to get what it asks for, as Markdown.")]


class KindList(Struct):
    """All kinds of connectors, by name."""

    items: list[KindOut]


class VerificationOut(Struct):
    """What was found when a connector was tried."""

    outcome: Annotated[str, Meta(description=OUTCOMES)]
    advice: Annotated[str, Meta(description="What to do; for one that works, what was found.")]
    at: Time
    latency_ms: Annotated[int, Meta(description="How long it took, in milliseconds.")]
    product_version: Annotated[str | None, Meta(description="The version that the product says it has.")]


class ConnectorOut(Struct):
    """A connector."""

    id: UUID
    name: Annotated[str, Meta(description="What people call it.")]
    kind: Annotated[str, Meta(description="Name of its kind.")]
    title: Annotated[str, Meta(description="What people call the product.")]
    values: Annotated[dict[str, str], Meta(description="What it was given, but for secrets.")]
    secrets: Annotated[list[str], Meta(description="The secrets that it was given, by name.")]
    capabilities: Annotated[list[str], Meta(description="What it can do.")]
    enabled: Annotated[bool, Meta(description="Whether it is used.")]
    is_default: Annotated[bool, Meta(description="Whether it is the one that is meant where its kind is.")]
    customer: Annotated[str | None, Meta(description="Code of whose its finds are where nothing says so.")]
    org_customers: Annotated[
        dict[str, str], Meta(description="Code of whose the finds of each organisation of the product are.")
    ]
    connector_verified: Annotated[bool, Meta(description="Whether it was found to work as it is now.")]
    connector_last_updated: Annotated[Time, Meta(description="When what it is was last changed.")]
    verification: Annotated[
        VerificationOut | None, Meta(description="What was found last; null where it was not tried as it is now.")
    ]
    created_at: Time
    version: Annotated[int, Meta(description="Counts what people changed about it, from 1.")]


class ConnectorList(Struct):
    """All connectors: by kind, the default one of it first, then by name."""

    items: list[ConnectorOut]


class HistoryOut(Struct):
    """Something that happened to a connector."""

    id: UUID
    at: Time
    by: Annotated[str, Meta(description="Who did it.")]
    happening: Annotated[
        str,
        Meta(
            description="`added`, `changed`, `enabled`, `disabled`, `made_default`, `verified`, or `state_changed`: "
            "what was found differs from what was found before."
        ),
    ]
    version: Annotated[int, Meta(description="The connector's version then.")]
    detail: Annotated[dict[str, Any], Meta(description="More of it; secrets are never in it.")]


class HistoryPage(Struct):
    """A page of what has happened to a connector, the latest first."""

    items: list[HistoryOut]
    next_cursor: NextCursor


def kind_out(kind: ConnectorKind) -> KindOut:
    """Returns a kind as it is shown."""
    return KindOut(kind.name, kind.title, list(map(_field_out, kind.fields)), _names(kind.capabilities), kind.guide)


def connector_out(connector: Connector, kind: ConnectorKind | None, codes: Mapping[CustomerId, str]) -> ConnectorOut:
    """Returns a connector as it is shown.

    Args:
        connector: It.
        kind: Its kind; None where that is a plugin's which is not loaded now.
        codes: Codes of customers.
    """
    customer_id, found = connector.customer_id, connector.verification
    return ConnectorOut(
        id=connector.id,
        name=connector.name,
        kind=connector.kind,
        title=connector.kind if kind is None else kind.title,
        values=dict(connector.values),
        secrets=sorted(connector.secrets),
        capabilities=[] if kind is None else _names(kind.capabilities),
        enabled=connector.is_enabled,
        is_default=connector.is_default,
        customer=None if customer_id is None else codes.get(customer_id),
        org_customers={org: codes[owner] for org, owner in sorted(connector.org_customers.items()) if owner in codes},
        connector_verified=connector.is_verified,
        connector_last_updated=connector.changed_at,
        verification=None if found is None else _verification_out(found),
        created_at=connector.created_at,
        version=connector.version,
    )


def history_out(entry: HistoryEntry) -> HistoryOut:
    """Returns an entry of a history as it is shown."""
    return HistoryOut(entry.id, entry.at, entry.by, entry.happening.value, entry.version, dict(entry.detail))


def _verification_out(found: Verification) -> VerificationOut:
    return VerificationOut(found.outcome.value, found.advice, found.at, found.latency_ms, found.product_version or None)


def _field_out(asked: AskedField) -> FieldOut:
    return FieldOut(
        name=asked.name,
        label=asked.label,
        help=asked.help,
        form=asked.form.value,
        is_secret=asked.is_secret,
        is_optional=asked.is_optional,
        says_where=asked.says_where,
        choices=list(asked.choices),
    )


def _names(capabilities: Iterable[type]) -> list[str]:
    return sorted(map(capability_name, capabilities))
