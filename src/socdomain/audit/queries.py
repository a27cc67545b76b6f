"""Plain reads of the audit log."""

from __future__ import annotations

from socdomain.audit.trail import AuditFilter, AuditWork, ListedRecord
from socdomain.pages import Page, PageRequest
from socdomain.principal import Principal, Scope


def list_audit(work: AuditWork, wanted: AuditFilter, page: PageRequest, *, by: Principal) -> Page[ListedRecord]:
    """Returns a page of the records that the principal may see, the latest first.

    Who sees some customers sees their records and not those of the platform.
    """
    by.require_any_scope(Scope.AUDIT_READ)
    with work:
        return work.audit_trail.page(wanted, page, reach=by.reach)
