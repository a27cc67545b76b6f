"""The shapes in which sources, and what documents would become, are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from entrypoints.api.answers import WORDS, SeverityWord, Time
from entrypoints.api.etags import Presented, etag_of
from socdomain.ids import CustomerId
from socdomain.sources.mapping.mapping_document import mapping_to_document
from socdomain.sources.normalised_event import AssetKind, AssetMention, CustomerClaim, NormalisedEvent
from socdomain.sources.observables import Observable, ObservableType, defang
from socdomain.sources.source import Source


class SourceOut(Struct):
    """A source of documents."""

    name: str
    default_customer: Annotated[str | None, Meta(description="Code of the customer of documents that name none.")]
    minimum_severity: Annotated[SeverityWord | None, Meta(description="Events below are not taken.")]
    minimum_level: Annotated[int | None, Meta(description="Events whose product level is below are not taken.")]
    mapping: Annotated[dict[str, Any], Meta(description="How its documents become events; has its own version.")]
    changed_at: Time
    version: Annotated[int, Meta(description="Counts changes, from 1.")]


class SourceList(Struct):
    """All sources, by name."""

    items: list[SourceOut]


class FoundObservable(Struct):
    """An observable that a document shows."""

    type: ObservableType
    value: str
    defanged: str
    internal: bool


class FoundAsset(Struct):
    """What a document happened to."""

    kind: AssetKind
    name: str
    agent_id: str | None


class CustomerMarkOut(Struct):
    """A code that may say whose a document is."""

    code: str
    claim: CustomerClaim
    path: Annotated[str, Meta(description="The field it was found in.")]


class FingerprintField(Struct):
    """A further field that decides whether two events are the same."""

    name: str
    value: str


class PreviewOut(Struct):
    """What a document would become."""

    title: str
    description: str
    severity: SeverityWord
    severity_known: bool
    level: int | None
    occurred_at: Annotated[datetime | None, Meta(description="The time in the document, if it can be read.")]
    rule_id: str | None
    techniques: list[str]
    customer_marks: list[CustomerMarkOut]
    index_name: str
    document_id: str | None
    asset: FoundAsset | None
    user: str | None
    observables: list[FoundObservable]
    fingerprint_fields: list[FingerprintField]
    context: dict[str, Any]


def source_out(source: Source, codes: Mapping[CustomerId, str]) -> SourceOut:
    """Returns a source as it is shown.

    Args:
        source: The source.
        codes: The codes of default customers that the caller may see.
    """
    least = source.minimum_severity
    customer_id = source.default_customer_id
    return SourceOut(
        name=source.name,
        default_customer=None if customer_id is None else codes.get(customer_id),
        minimum_severity=None if least is None else WORDS[least],
        minimum_level=source.minimum_level,
        mapping=mapping_to_document(source.mapping),
        changed_at=source.changed_at,
        version=source.version,
    )


def presented_source(source: Source, codes: Mapping[CustomerId, str]) -> Presented:
    """Returns a source as a stale change shows it."""
    return Presented(source_out(source, codes), etag_of(source.version))


def preview_out(event: NormalisedEvent) -> PreviewOut:
    """Returns what a document would become, as it is shown."""
    return PreviewOut(
        title=event.title,
        description=event.description,
        severity=WORDS[event.severity],
        severity_known=event.severity_known,
        level=event.level,
        occurred_at=event.occurred_at,
        rule_id=event.rule_id,
        techniques=list(event.techniques),
        customer_marks=[CustomerMarkOut(mark.code, mark.claim, mark.path) for mark in event.customer_marks],
        index_name=event.index_name,
        document_id=event.document_id,
        asset=None if event.asset is None else _found_asset(event.asset),
        user=event.user,
        observables=_found_observables(event.observables),
        fingerprint_fields=[FingerprintField(name, value) for name, value in event.fingerprint_fields],
        context=dict(event.context),
    )


def _found_asset(mention: AssetMention) -> FoundAsset:
    return FoundAsset(mention.kind, mention.name, mention.agent_id)


def _found_observables(observables: Iterable[Observable]) -> list[FoundObservable]:
    return [FoundObservable(one.type, one.value, defang(one), one.internal) for one in observables]
