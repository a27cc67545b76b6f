"""What every page has around it: who is signed in, where they may go, and how they like to read."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Final

from attrs import field, frozen
from litestar import Request

from entrypoints.api.caller import caller_of
from entrypoints.console.catalog import TEXT
from entrypoints.console.cookies import shown_secret
from entrypoints.console.csrf_masks import masked
from entrypoints.console.guard import PATH
from entrypoints.console.preferences import Theme, theme_of, zone_of
from socdomain.auth.csrf import csrf_token_of
from socdomain.principal import Principal, Scope


@frozen
class Place:
    """A part of the console.

    Attributes:
        name: What it is called.
        path: Where it is.
        is_here: Whether the page belongs to it.
    """

    name: str
    path: str
    is_here: bool = False


@frozen
class Shell:
    """What stands around a page.

    Attributes:
        by: Who is signed in; None for nobody.
        places: Where they may go.
        csrf_token: What their forms carry; empty for nobody.
        theme: The colours that they have chosen.
        zone: In which times are shown.
        now: The present time, aware UTC.
        address: Where the page can be seen again.
    """

    by: Principal | None
    places: tuple[Place, ...]
    csrf_token: str = field(repr=False)
    theme: Theme
    zone: tzinfo
    now: datetime
    address: str

    def may(self, scope: str) -> bool:
        """Tells whether whoever is signed in may do something; what they may not is not offered."""
        return self.by is not None and Scope(scope) in self.by.scopes


_PLACES: Final[tuple[tuple[str, str, str, Scope | None], ...]] = (
    (TEXT.shell.overview, "", "", None),
    (TEXT.shell.alerts, "/alerts", "?status=OPEN&status=IN_PROGRESS", Scope.ALERTS_READ),
    (TEXT.shell.cases, "/cases", "?status=OPEN&status=IN_PROGRESS", Scope.CASES_READ),
    (TEXT.shell.agents, "/agents", "", Scope.AGENTS_READ),
    (TEXT.shell.connectors, "/connectors", "", Scope.CONNECTORS_READ),
    (TEXT.shell.jobs, "/jobs", "", Scope.JOBS_READ),
    (TEXT.sources.title, "/sources", "", Scope.SOURCES_READ),
    (TEXT.customers.title, "/customers", "", Scope.CUSTOMERS_READ),
    (TEXT.users.title, "/users", "", Scope.USERS_READ),
    (TEXT.audit.title, "/audit", "", Scope.AUDIT_READ),
)
"""What each part is called, its path below the console, what is asked for there, and the scope that leads there."""
_FOR_EVERYONE: Final = frozenset({"/connectors", "/jobs", "/users"})
"""What takes seeing every customer, beside the scope."""


def shell_of(request: Request[Any, Any, Any], now: datetime) -> Shell:
    """Returns what stands around the page that a call asks for."""
    by, secret = caller_of(request), shown_secret(request)
    query = request.scope.get("query_string", b"").decode("ascii", "replace")
    path = request.scope["path"]
    return Shell(
        by=by,
        places=_places_of(by, path),
        csrf_token="" if by is None or secret is None else masked(csrf_token_of(secret)),
        theme=theme_of(request),
        zone=zone_of(request),
        now=now,
        address=_again(request, f"{path}?{query}" if query else path),
    )


def _again(request: Request[Any, Any, Any], address: str) -> str:
    """Returns where a page can be seen again; what answers a form cannot, and is followed by the first page."""
    return address if request.method in ("GET", "HEAD") else PATH


def _places_of(by: Principal | None, path: str) -> tuple[Place, ...]:
    if by is None:
        return ()
    return tuple(
        Place(name, f"{PATH}{below}{query}", is_here=_is_within(path, below))
        for name, below, query, scope in _PLACES
        if scope is None or (scope in by.scopes and (by.reach.is_everyone or below not in _FOR_EVERYONE))
    )


def _is_within(path: str, below: str) -> bool:
    return path.startswith(f"{PATH}{below}") if below else path == PATH
