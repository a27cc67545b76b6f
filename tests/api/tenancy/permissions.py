"""``docs/reference/permissions.md``, as the routes declare it.

``python -m tests.api.tenancy.permissions`` writes it anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from litestar import Litestar

from socdomain.auth.builtin_roles import BUILTIN_ROLES
from tests.api.driving import memory_api
from tests.api.tenancy.endpoints import Endpoint, endpoints

PAGE: Final = Path(__file__).parents[3] / "docs" / "reference" / "permissions.md"
COMMAND: Final = f"python -m {__spec__.name if __name__ == '__main__' else __name__}"

FOR_EVERYONE: Final = frozenset(
    {
        "GET /api/auth/users",
        "POST /api/auth/users",
        "GET /api/auth/users/{user_id:uuid}",
        "PATCH /api/auth/users/{user_id:uuid}",
        "DELETE /api/auth/users/{user_id:uuid}",
        "POST /api/auth/users/{user_id:uuid}/reset-password",
        "GET /api/auth/keys",
        "POST /api/auth/keys",
        "GET /api/auth/keys/{key_id:uuid}",
        "DELETE /api/auth/keys/{key_id:uuid}",
        "POST /api/customers",
        "PUT /api/sources/{source:str}",
        "GET /api/scheduler",
        "POST /api/scheduler/add",
        "GET /api/scheduler/next_run/{job_id:str}",
        "PUT /api/scheduler/update/{job_id:str}",
        "POST /api/scheduler/start/{job_id:str}",
        "POST /api/scheduler/pause/{job_id:str}",
        "POST /api/scheduler/reset/{job_id:str}",
        "POST /api/scheduler/jobs/run/{job_id:str}",
        "GET /api/scheduler/runs",
        "GET /api/scheduler/runs/{run_id:uuid}",
        "GET /api/scheduler/runs/{run_id:uuid}/events",
        "GET /api/scheduler/{job_id:str}",
        "DELETE /api/scheduler/{job_id:str}",
        "GET /api/connectors",
        "POST /api/connectors",
        "POST /api/connectors/upload",
        "POST /api/connectors/{connector_id:uuid}/files/{field:str}",
        "GET /api/connectors/kinds",
        "GET /api/connectors/{connector_id:uuid}",
        "PATCH /api/connectors/{connector_id:uuid}",
        "DELETE /api/connectors/{connector_id:uuid}",
        "POST /api/connectors/{connector_id:uuid}/enable",
        "POST /api/connectors/{connector_id:uuid}/disable",
        "POST /api/connectors/{connector_id:uuid}/default",
        "GET /api/connectors/{connector_id:uuid}/history",
        "POST /api/connectors/verify/{connector_id:uuid}",
        "POST /api/connectors/verify",
        "POST /api/incident_alert/create/auto",
        "GET /console/connectors",
        "POST /console/connectors/verify",
        "GET /console/connectors/new",
        "POST /console/connectors/new/{kind:str}",
        "GET /console/connectors/new/{kind:str}",
        "GET /console/connectors/{connector_id:uuid}",
        "POST /console/connectors/{connector_id:uuid}/edit",
        "GET /console/connectors/{connector_id:uuid}/edit",
        "POST /console/connectors/{connector_id:uuid}/verify",
        "POST /console/connectors/{connector_id:uuid}/enable",
        "POST /console/connectors/{connector_id:uuid}/disable",
        "POST /console/connectors/{connector_id:uuid}/default",
        "POST /console/connectors/{connector_id:uuid}/remove",
        "GET /console/jobs",
        "GET /console/jobs/schedules/{job_id:str}",
        "GET /console/jobs/new",
        "POST /console/jobs/new/{job:str}",
        "GET /console/jobs/new/{job:str}",
        "POST /console/jobs/schedules/{job_id:str}/edit",
        "GET /console/jobs/schedules/{job_id:str}/edit",
        "POST /console/jobs/schedules/{job_id:str}/run",
        "POST /console/jobs/schedules/{job_id:str}/pause",
        "POST /console/jobs/schedules/{job_id:str}/start",
        "POST /console/jobs/schedules/{job_id:str}/reset",
        "POST /console/jobs/schedules/{job_id:str}/remove",
        "GET /console/jobs/runs",
        "GET /console/jobs/runs/{run_id:uuid}",
        "POST /console/agents/{agent_id:uuid}/customer/leave",
        "GET /console/sources/_new",
        "POST /console/sources/_new",
        "POST /console/sources/_new/preview",
        "POST /console/sources/{source:str}",
        "GET /console/customers/_new",
        "POST /console/customers",
        "GET /console/users",
        "GET /console/users/new",
        "POST /console/users",
        "GET /console/users/{user_id:uuid}",
        "POST /console/users/{user_id:uuid}",
        "POST /console/users/{user_id:uuid}/disable",
        "POST /console/users/{user_id:uuid}/enable",
        "POST /console/users/{user_id:uuid}/reset-password",
        "GET /console/keys",
        "GET /console/keys/new",
        "POST /console/keys",
        "POST /console/keys/{key_id:uuid}/revoke",
        "POST /console/audit/verify",
        "GET /console/audit/verify/{verification_id:uuid}",
    }
)
"""What takes the reach over every customer; the walk over all routes holds it to be so."""

FOR_USERS: Final = frozenset(
    {
        "POST /api/views",
        "PATCH /api/views/{view_id:uuid}",
        "DELETE /api/views/{view_id:uuid}",
        "POST /api/views/{view_id:uuid}/share",
    }
)
"""What keys are refused, whatever their scopes; the walk over all routes holds it to be so."""

_ABOVE: Final = f"""\
# Permissions

What each route asks of whoever calls it. The table is made from the routes themselves by

    {COMMAND}

and a test fails while it says something else, or lacks a route.

- **Authentication.** Send an access token or an API key as a bearer token (RFC 6750). Without a good one the answer is
  401, on every route but those for *anyone*.
- **Scopes** (RFC 6749 section 3.3) say which kinds of things somebody may do. Any one of those listed suffices. Without
  one the answer is 403, and its `needed` names them.
- **Roles** (role-based access control) are named sets of scopes. A user has one role. What it holds is read from the
  database at each request and never from a token, so that a change holds at once. The roles below are those that come
  with the product; `GET /api/auth/roles` shows those that there are.
- **Reach** is the tenant boundary: the customers whose data a user or a key sees and writes, or every customer. It
  narrows every route, whatever the role, an administrator's too. What is out of reach does not exist: the answer is the
  one for an unknown id, code or filter value, in status and body, and a list or a count leaves it out. Rows of no
  customer, the platform's own, are for the reach over every customer. A route marked with *all customers* is only for
  callers with that reach, since what it changes concerns everybody, or may be of several; others get 403.
- **API keys** have scopes and a reach of their own, and no role: never more than their maker had when they were made. A
  key that is bound to a source sends and replays documents of no other. Keys make no keys, no users and no passwords,
  and have no session or password. They read the views that are shared with them, and keep, share and change none (403).
- **Own** routes are about the caller and nobody else, and take no scope. With a password that has to be changed, the
  token is good for choosing another and for signing out.
- **The console**, below `/console`, takes a browser's session by its cookie and never a bearer; the API never a cookie
  ([how](../flows/auth.md#browser-sessions)).

Some use cases ask for more than their route, where the body says so: to put alerts into a case by
`POST /api/incident_management/alerts/bulk` takes `cases:write` too, to close alerts with their case `alerts:write`, to
change a customer's further codes the reach over every customer, and nobody hands out scopes that they do not hold. To
change or remove a view that is shared takes `alerts:write`, and to have shared it, or `users:write`; to share one with
those who see everyone, that reach.

| method | path | any scope of | reach | roles that hold one |
|---|---|---|---|---|
"""


def page(app: Litestar) -> str:
    """Returns the page about an application, its routes by path and method."""
    found = sorted(endpoints(app), key=lambda one: (one.path, one.method))
    return _ABOVE + "".join(f"{_row(endpoint)}\n" for endpoint in found)


def _row(endpoint: Endpoint) -> str:
    if endpoint.is_public:
        scopes, reach, roles = "anyone", "", ""
    elif endpoint.is_own:
        scopes, reach, roles = "own", "", "all"
    else:
        scopes = ", ".join(f"`{scope}`" for scope in endpoint.scopes)
        reach = "all customers" if str(endpoint) in FOR_EVERYONE else ""
        roles = ", ".join(role.name for role in BUILTIN_ROLES.values() if not role.scopes.isdisjoint(endpoint.scopes))
    return f"| {endpoint.method} | `{endpoint.path}` | {scopes} | {reach} | {roles} |"


if __name__ == "__main__":
    PAGE.write_text(page(memory_api().app), encoding="utf-8")
