"""What is written down about every change of state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import frozen

from socdomain.ids import CustomerId
from socdomain.principal import Principal, PrincipalKind


@frozen
class AuditRecord:
    """One change of state, or one refusal.

    Attributes:
        id: Identifier of the record (UUIDv7, so records sort by time).
        at: When, aware UTC.
        by_id: Identifier of the principal.
        by_name: Its name at that time.
        by_kind: What stands behind it.
        action: What was done, as ``<object>.<verb>``, such as ``alert.changed``.
        object_type: On what kind of thing, such as ``alert``.
        object_id: On which one.
        customer_id: Whose it is; None for what belongs to the platform.
        before: The changed fields as they were; never a secret.
        after: The changed fields as they are now; never a secret.
        by_role: The role that the principal acted in; empty where its scopes come from none.
        by_address: The network address that it asked from; empty for whoever was at the machine itself.
    """

    id: UUID
    at: datetime
    by_id: UUID
    by_name: str
    by_kind: PrincipalKind
    action: str
    object_type: str
    object_id: str
    customer_id: CustomerId | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    by_role: str = ""
    by_address: str = ""

    @classmethod
    def of(
        cls,
        by: Principal,
        action: str,
        object_id: object,
        *,
        id: UUID,  # noqa: A002 - the field's own name
        at: datetime,
        customer_id: CustomerId | None = None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> AuditRecord:
        """Writes down what a principal did.

        Args:
            by: Who.
            action: ``<object>.<verb>``; the part before the dot becomes the object's type.
            object_id: On which object.
            id: Identifier of the record.
            at: When, aware UTC.
            customer_id: Whose object it is.
            before: The changed fields as they were.
            after: The changed fields as they are now.
        """
        return cls(
            id=id,
            at=at,
            by_id=by.id,
            by_name=by.name,
            by_kind=by.kind,
            action=action,
            object_type=action.partition(".")[0],
            object_id=str(object_id),
            customer_id=customer_id,
            before=before,
            after=after,
            by_role=by.role,
            by_address=by.address,
        )
