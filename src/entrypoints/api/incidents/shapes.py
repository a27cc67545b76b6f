"""What alerts and cases share in the shapes in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from entrypoints.api.answers import Time
from entrypoints.api.paging import NextCursor
from socdomain.incidents.activity import Comment, HistoryEntry
from socdomain.incidents.asset import Asset
from socdomain.incidents.views import ShownObservable
from socdomain.sources.normalised_event import AssetKind
from socdomain.sources.observables import Observable, ObservableType, defang

OptionalTime = Annotated[datetime | None, Meta(description="RFC 3339, UTC.")]


class AssetOut(Struct):
    """A host, user or mailbox."""

    id: UUID
    kind: AssetKind
    name: Annotated[str, Meta(description="The name it was first seen by.")]


class ObservableOut(Struct):
    """What an analyst looks up, blocks or searches for."""

    id: UUID
    type: ObservableType
    value: Annotated[str, Meta(description="The normal form.", examples=["evil.example"])]
    defanged: Annotated[
        str, Meta(description="The same, so that nobody follows it by accident.", examples=["evil[.]example"])
    ]
    internal: Annotated[bool, Meta(description="Whether it means something within a private network only.")]


class CommentOut(Struct):
    """A remark."""

    id: UUID
    at: Time
    by: Annotated[str, Meta(description="Login name of who wrote it.")]
    text: str


class HistoryEntryOut(Struct):
    """One change."""

    id: UUID
    at: Time
    by: Annotated[str, Meta(description="Login name of who did it.")]
    action: Annotated[str, Meta(description="Such as `changed`, `commented` or `linked`.")]
    before: Annotated[dict[str, Any], Meta(description="The changed fields as they were.")]
    after: Annotated[dict[str, Any], Meta(description="The changed fields as they became.")]


class HistoryPage(Struct):
    """A page of changes, the latest first."""

    items: list[HistoryEntryOut]
    next_cursor: NextCursor


def asset_out(asset: Asset) -> AssetOut:
    """Returns an asset as it is shown."""
    return AssetOut(asset.id, asset.kind, asset.name)


def observable_out(shown: ShownObservable) -> ObservableOut:
    """Returns an observable as it is shown."""
    one: Observable = shown.observable
    return ObservableOut(shown.id, one.type, one.value, defang(one), one.internal)


def comment_out(comment: Comment) -> CommentOut:
    """Returns a remark as it is shown."""
    return CommentOut(comment.id, comment.at, comment.by, comment.text)


def history_out(entries: Iterable[HistoryEntry], next_cursor: str | None) -> HistoryPage:
    """Returns a page of changes as it is shown."""
    items = [HistoryEntryOut(one.id, one.at, one.by, one.action, dict(one.before), dict(one.after)) for one in entries]
    return HistoryPage(items, next_cursor)
