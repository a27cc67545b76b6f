"""Remove a connector."""

from __future__ import annotations

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.connectors.connector_changes import ConnectorChanges, found_connector, require_connectors, shown
from socdomain.errors import StaleVersionError
from socdomain.ids import ConnectorId
from socdomain.principal import Principal, Scope


@frozen
class RemoveConnector:
    """Removes a connector with its secrets and its history; the audit log keeps what it was, without them."""

    changes: ConnectorChanges

    def execute(self, connector_id: ConnectorId, *, expected_version: int | None = None, by: Principal) -> None:
        """Removes a connector.

        Args:
            connector_id: Which.
            expected_version: The version that the caller saw; None for whichever it is.
            by: Who asks; needs ``connectors:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that identifier.
            StaleVersionError: It has changed since.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        with self.changes.work(by.reach) as work:
            present = found_connector(work, connector_id)
            if expected_version not in (None, present.version):
                raise StaleVersionError("connector", present)
            work.connectors.remove(connector_id, expected_version=present.version)
            record_id, now = self.changes.ids.new(), self.changes.clock.now()
            record = AuditRecord.of(by, "connector.removed", connector_id, id=record_id, at=now, before=shown(present))
            work.audit.add(record)
            work.commit()
