"""A file that comes by parts."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from socdomain.ids import ArtifactId, CustomerId, PrincipalId


@frozen
class PartUpload:
    """How a file comes whose record is pending.

    Attributes:
        artifact_id: Which file.
        customer_id: Whose it is.
        by_id: Who sends it; nobody else adds to it.
        upload: What the object store calls it.
        expires_at: Until when parts may come, aware UTC.
    """

    artifact_id: ArtifactId
    customer_id: CustomerId
    by_id: PrincipalId
    upload: str
    expires_at: datetime
