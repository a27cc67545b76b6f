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


@pytest.mark.parametrize("name", [ANALYST, SCHEDULER, CUSTOMER_USER])
def test_nobody_else_touches_users_keys_or_the_audit(name: str) -> None:
    areas = {scope.value.partition(":")[0] for scope in BUILTIN_ROLES[name].scopes}
    assert areas.isdisjoint({"users", "keys", "audit"})


def test_a_customers_user_sees_alerts_and_works_on_cases_alone() -> None:
    assert BUILTIN_ROLES[CUSTOMER_USER].scopes == {Scope.ALERTS_READ, Scope.CASES_READ, Scope.CASES_WRITE}
