"""What the roles that come with the product may do."""

import pytest

from socdomain.auth.builtin_roles import ADMIN, ANALYST, AUDITOR, BUILTIN_ROLES, CUSTOMER_USER, SCHEDULER
from socdomain.principal import Scope


def test_the_administrator_may_do_everything() -> None:
    assert BUILTIN_ROLES[ADMIN].scopes == set(Scope)


def test_the_auditor_reads_everything_and_writes_nothing() -> None:
    scopes = BUILTIN_ROLES[AUDITOR].scopes
    assert scopes == {scope for scope in Scope if scope.value.endswith(":read")}
    assert Scope.AUDIT_READ in scopes


@pytest.mark.parametrize("name", [ANALYST, CUSTOMER_USER])
def test_no_analyst_touches_users_keys_the_audit_or_jobs(name: str) -> None:
    areas = {scope.value.partition(":")[0] for scope in BUILTIN_ROLES[name].scopes}
    assert areas.isdisjoint({"users", "keys", "audit", "jobs"})


def test_the_scheduler_may_do_what_jobs_do_and_gives_nobody_a_right() -> None:
    """Pruning sessions is a change of users, which says nothing of keys; nobody signs in as it."""
    scopes = BUILTIN_ROLES[SCHEDULER].scopes
    assert scopes >= {Scope.USERS_WRITE, Scope.AUDIT_READ, Scope.AUDIT_WRITE, Scope.JOBS_READ, Scope.JOBS_WRITE}
    assert scopes.isdisjoint({Scope.KEYS_READ, Scope.KEYS_WRITE, Scope.CASES_WRITE, Scope.CUSTOMERS_WRITE})


def test_a_customers_user_sees_alerts_and_works_on_cases_alone() -> None:
    assert BUILTIN_ROLES[CUSTOMER_USER].scopes == {Scope.ALERTS_READ, Scope.CASES_READ, Scope.CASES_WRITE}
