"""The page of permissions is true, and knows every route."""

from litestar import get

from entrypoints.api.caller import needs
from socdomain.principal import Scope
from tests.api.driving import memory_api
from tests.api.tenancy.endpoints import endpoints
from tests.api.tenancy.permissions import COMMAND, FOR_EVERYONE, FOR_USERS, PAGE, page


def test_the_page_says_what_the_routes_ask_for() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(memory_api().app), f"write it anew: {COMMAND}"


def test_a_route_that_is_added_is_on_the_page() -> None:
    @get("/api/things", **needs(Scope.ALERTS_READ, Scope.AUDIT_READ), sync_to_thread=False)
    def things() -> None: ...

    app = memory_api().app
    app.register(things)
    row = "| GET | `/api/things` | `alerts:read`, `audit:read` |  | admin, analyst, scheduler, customer_user, auditor |"
    assert row in page(app).splitlines()


def test_what_is_said_of_routes_is_said_of_routes_that_there_are() -> None:
    assert {str(endpoint) for endpoint in endpoints(memory_api().app)} >= FOR_EVERYONE | FOR_USERS
