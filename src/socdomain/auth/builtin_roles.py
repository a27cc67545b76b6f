"""The roles that come with the product."""

from __future__ import annotations

from typing import Final

from socdomain.auth.role import Role
from socdomain.principal import Scope

ADMIN: Final = "admin"
ANALYST: Final = "analyst"
SCHEDULER: Final = "scheduler"
CUSTOMER_USER: Final = "customer_user"
AUDITOR: Final = "auditor"

_ROLES: Final = (
    Role(ADMIN, "Administrator", frozenset(Scope)),
    Role(
        ANALYST,
        "Analyst",
        frozenset(
            {
                Scope.ALERTS_READ,
                Scope.ALERTS_WRITE,
                Scope.CASES_READ,
                Scope.CASES_WRITE,
                # Replaying what was rejected is intake, and an analyst's work.
                Scope.EVENTS_INGEST,
                Scope.SOURCES_READ,
                Scope.CUSTOMERS_READ,
                # That a tool is out of order explains what does not come in.
                Scope.CONNECTORS_READ,
                Scope.AGENTS_READ,
                # Saying whose an agent is, and how much depends on its host.
                Scope.AGENTS_WRITE,
                Scope.ARTIFACTS_READ,
                Scope.ARTIFACTS_WRITE,
            }
        ),
    ),
    Role(
        SCHEDULER,
        "Scheduler",
        frozenset(
            {
                Scope.ALERTS_READ,
                Scope.CASES_READ,
                Scope.EVENTS_INGEST,
                Scope.SOURCES_READ,
                # Pruning the bytes of old events is a change of what a source keeps.
                Scope.SOURCES_WRITE,
                Scope.CUSTOMERS_READ,
                # Pruning sessions is a change of users; pruning and anchoring the audit log reads it whole.
                Scope.USERS_WRITE,
                Scope.AUDIT_READ,
                Scope.AUDIT_WRITE,
                Scope.JOBS_READ,
                Scope.JOBS_WRITE,
                Scope.CONNECTORS_READ,
                Scope.CONNECTORS_WRITE,
                Scope.AGENTS_READ,
                Scope.AGENTS_WRITE,
                Scope.ARTIFACTS_READ,
                Scope.ARTIFACTS_WRITE,
            }
        ),
    ),
    Role(
        CUSTOMER_USER,
        "Customer's user",
        # Writing to cases is what a remark takes; their reach keeps it to cases of their own.
        frozenset({Scope.ALERTS_READ, Scope.CASES_READ, Scope.CASES_WRITE}),
    ),
    Role(AUDITOR, "Auditor", frozenset(scope for scope in Scope if scope.value.endswith(":read"))),
)

BUILTIN_ROLES: Final = {role.name: role for role in _ROLES}
"""Each role by its name. Whoever changes one raises its seed's version in ``startup.builtin_seeds``."""
