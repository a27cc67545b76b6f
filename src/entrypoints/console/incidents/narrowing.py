"""Narrowing the queue by a form: what is left empty does not narrow, and the address says the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from entrypoints.api.caller import needs
from entrypoints.api.incidents.alert_list import LONGEST_OBSERVABLE
from entrypoints.console.addresses import address, asked
from entrypoints.console.incidents.chips import TIMES
from entrypoints.console.incidents.queue_address import BELOW
from entrypoints.console.preferences import zone_of
from entrypoints.console.seeing import see
from entrypoints.console.times import written
from entrypoints.console.typed_times import typed_time
from socdomain.principal import Scope

_NOBODY: Final = "unassigned"

Several = Annotated[list[str] | None, QueryParameter(max_items=10)]
One = Annotated[str | None, QueryParameter(max_length=LONGEST_OBSERVABLE)]


@get("/narrow", **needs(Scope.ALERTS_READ), sync_to_thread=True)
def narrow(
    request: Request[Any, Any, Any],
    status: Several = None,
    severity: Several = None,
    source: One = None,
    customer: One = None,
    assignee: One = None,
    unassigned: One = None,
    verdict: One = None,
    tag: One = None,
    asset: One = None,
    observable: One = None,
    technique: One = None,
    text: One = None,
    seen_from: One = None,
    seen_until: One = None,
    opened_from: One = None,
    opened_until: One = None,
) -> Response[Any]:
    """Leads to the queue that a form asks for."""
    # The names are parameters so that no other is taken; that they belong together, the queue's own filter says.
    return see(address(BELOW, _given(request, zone_of(request))))


def _given(request: Request[Any, Any, Any], zone: tzinfo) -> Iterator[tuple[str, str]]:
    pairs = [(name, value.strip()) for name, value in asked(request)]
    is_nobody = any(name == _NOBODY and value for name, value in pairs)
    for name, value in pairs:
        if value and name not in (_NOBODY, *TIMES) and not (name == "assignee" and is_nobody):
            yield name, value
        elif name in TIMES and (at := typed_time(value, name, zone)):
            yield name, written(at)
    if is_nobody:
        yield "assignee", ""


HANDLERS: list[HTTPRouteHandler] = [narrow]
