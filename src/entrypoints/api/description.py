"""The API's description (OpenAPI 3.1) at ``/schema``, with a page to browse it that needs no network and no script."""

from __future__ import annotations

from typing import Any

from litestar import Request, Router
from litestar.enums import MediaType
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import (
    Components,
    License,
    OAuthFlow,
    OAuthFlows,
    SecurityScheme,
    Server,
    Tag,
)

from entrypoints.api.api_settings import ApiSettings
from entrypoints.api.caller import PUBLIC, SECURITY_SCHEME
from entrypoints.api.description_page import page
from socdomain.principal import Scope
from socdomain.version import __version__

_SUMMARY = "Alerts come in from the tools that watch, analysts triage them, cases come out."
_DESCRIPTION = """\
Sign in at `POST /api/auth/token` and send the token as `Authorization: Bearer ...`.

Errors are problem documents (RFC 9457); `type` says which. Lists come in pages of 1 to 200: send `next_cursor` back as
`cursor`, with the same filter. Times are RFC 3339 in UTC. What can be changed comes with an `ETag`; send it back as
`If-Match`. `HEAD` is answered wherever `GET` is. A POST with an `Idempotency-Key` can be sent again within 24 hours
without creating twice. Parameters and members that a route does not know are refused. What belongs to a customer that
you may not see does not exist for you.
"""
_TAGS = {
    "alerts": "What analysts triage.",
    "cases": "What is done about one alert or several.",
    "views": "Filters of alerts with a name, one's own and shared.",
    "intake": "Documents in, alerts out.",
    "sources": "How documents of a source become alerts, and what could not be taken.",
    "customers": "The tenants.",
    "auth": "Signing in.",
    "connectors": "The products that are asked, and whether they can be.",
    "agents": "What watches hosts, for whichever product.",
    "artifacts": "Stored files: evidence of agents and cases, templates and configurations.",
    "scheduler": "What runs when, and what became of it.",
    "audit": "What was done, by whom.",
    "keys": "What signatures are verified with.",
    "health": "For load balancers.",
}


class DescriptionPage(OpenAPIRenderPlugin):
    """Serves the page."""

    def __init__(self) -> None:
        super().__init__(path="/", media_type=MediaType.HTML)

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Renders the page."""
        return page(openapi_schema).encode()


def description(settings: ApiSettings) -> OpenAPIConfig:
    """Says what is the same for all routes.

    Args:
        settings: Names the servers.
    """
    flow = OAuthFlow(token_url="/api/auth/token", scopes={scope.value: _meaning(scope) for scope in Scope})  # noqa: S106 - an address
    scheme = SecurityScheme(type="oauth2", flows=OAuthFlows(password=flow), description="A bearer token.")
    return OpenAPIConfig(
        title="Watchfloor",
        version=__version__,
        summary=_SUMMARY,
        description=_DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        components=Components(security_schemes={SECURITY_SCHEME: scheme}),
        servers=[Server(url=url) for url in settings.server_urls],
        tags=[Tag(name=name, description=text) for name, text in _TAGS.items()],
        use_handler_docstrings=True,
        render_plugins=[DescriptionPage(), JsonRenderPlugin()],
        openapi_router=Router(
            "/schema", route_handlers=[], include_in_schema=False, before_request=refuse_other_pages, **PUBLIC
        ),
    )


def refuse_other_pages(request: Request[Any, Any, Any]) -> None:
    """Refuses what is no page of the description, which the framework would answer with a page of its own.

    Raises:
        NotFoundException: The page is named by a parameter of the path, which ours do not have.
    """
    if request.path_params:
        raise NotFoundException


def _meaning(scope: Scope) -> str:
    thing, _, action = scope.value.partition(":")
    return f"{action.capitalize()} {thing}."
