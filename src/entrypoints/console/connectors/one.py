"""A connector: how it is, what it was given, and what has happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from attrs import frozen
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from markupsafe import Markup

from entrypoints.api.caller import needs
from entrypoints.api.connectors.shapes import ConnectorOut
from entrypoints.api.connectors.showing import shown
from entrypoints.api.wired import By, Paged, UseCases
from entrypoints.console.addresses import Done, address, next_address
from entrypoints.console.catalog import TEXT
from entrypoints.console.connectors.happenings import HistoryRow, history_row
from entrypoints.console.connectors.shown import (
    MOST_ENTRIES,
    ConnectorCard,
    Value,
    capability_words,
    card_of,
    values_of,
)
from entrypoints.console.guides import guide_html
from entrypoints.console.lists import PAGED
from entrypoints.console.pages import Rendered
from entrypoints.container import Container
from socdomain.connectors.connector import Connector
from socdomain.connectors.kind import ConnectorKind
from socdomain.connectors.queries import get_connector, list_history, list_trials
from socdomain.ids import ConnectorId
from socdomain.principal import Scope

_TOLD: Final[Mapping[str, str]] = {
    "added": TEXT.connectors.added,
    "changed": TEXT.connectors.changed,
    "enabled": TEXT.connectors.now_enabled,
    "disabled": TEXT.connectors.now_disabled,
    "default": TEXT.connectors.now_default,
    "tried": TEXT.connectors.tried,
}


@frozen
class ConnectorPage:
    """A connector.

    Attributes:
        card: How it is.
        kind: Name of its kind.
        is_known: Whether its kind is loaded; without it, it can neither be changed nor used.
        values: What it was given.
        capabilities: What it can do.
        org_customers: Whose the finds of each organisation are: identifier there, and code.
        created_at: When it was added.
        changed_at: When what it is was last changed.
        version: Counts what people changed about it.
        history: A page of what happened to it.
        next: Where the next page of that is.
        first: Where the first one is; None on it.
        guide: How to get what its kind asks for.
        told: What was done before.
    """

    card: ConnectorCard
    kind: str
    is_known: bool
    values: tuple[Value, ...]
    capabilities: tuple[str, ...]
    org_customers: tuple[tuple[str, str], ...]
    created_at: datetime
    changed_at: datetime
    version: int
    history: tuple[HistoryRow, ...]
    next: str | None
    first: str | None
    guide: Markup
    told: str


@get(
    "/{connector_id:uuid}",
    **needs(Scope.CONNECTORS_READ),
    dependencies=PAGED,
    sync_to_thread=True,
)
def show(
    request: Request[Any, Any, Any],
    connector_id: FromPath[UUID],
    page: Paged,
    by: By,
    container: UseCases,
    pages: Rendered,
    done: Done = None,
) -> Response[bytes]:
    """Shows a connector."""
    found = get_connector(container.reading(by.reach), ConnectorId(connector_id), by=by)
    trials = list_trials(container.reading(by.reach), found.id, MOST_ENTRIES, by=by)
    history = list_history(container.reading(by.reach), found.id, page.request, by=by)
    (out,) = shown(container, [found], by)
    kind = loaded_kind(container, found.kind)
    shown_page = ConnectorPage(
        card=card_of(out, trials),
        **_what_it_is(found, out, kind),
        history=tuple(map(history_row, history.items)),
        next=next_address(request, page.cursor_after(history)),
        first=address(f"/connectors/{found.id}") if page.request.after else None,
        told=_TOLD.get(done or "", ""),
    )
    return pages.answer(request, "connectors/one.html", shown_page)


def loaded_kind(container: Container, name: str) -> ConnectorKind | None:
    """Returns a kind; None where it is a plugin's which is not loaded now."""
    return next((kind for kind in container.connectors.kinds.all() if kind.name == name), None)


def _what_it_is(found: Connector, out: ConnectorOut, kind: ConnectorKind | None) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "is_known": kind is not None,
        "values": values_of(found, kind),
        "capabilities": capability_words(out.capabilities),
        "org_customers": tuple(out.org_customers.items()),
        "created_at": found.created_at,
        "changed_at": found.changed_at,
        "version": found.version,
        "guide": guide_html(kind.guide if kind else ""),
    }


HANDLERS: list[HTTPRouteHandler] = [show]
