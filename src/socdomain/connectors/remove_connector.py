"""Remove a connector."""

from __future__ import annotations

from attrs import evolve, frozen

from socdomain.audit_record import AuditRecord
from socdomain.connectors.connector_changes import ConnectorChanges, found_connector, require_connectors, shown
from socdomain.connectors.history import Happening
from socdomain.connectors.ports import ConnectorsWork
from socdomain.errors import StaleVersionError
from socdomain.ids import ConnectorId
from socdomain.principal import Principal, Scope


@frozen
class RemoveConnector:
    """Removes a connector with its secrets and its history; the audit log keeps what it was, without them.

    Of those that are left of its kind another becomes the default where it was: the first by name that is enabled, or
    the first by name where none is. It is the one that would be used, and so it is the one that is shown.
    """

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
            work.connectors.lock()
            present = found_connector(work, connector_id)
            if expected_version not in (None, present.version):
                raise StaleVersionError("connector", present)
            work.connectors.remove(connector_id, expected_version=present.version)
            record_id, now = self.changes.ids.new(), self.changes.clock.now()
            record = AuditRecord.of(by, "connector.removed", connector_id, id=record_id, at=now, before=shown(present))
            work.audit.add(record)
            if present.is_default:
                self._pass_on(work, present.kind, by)
            work.commit()

    def _pass_on(self, work: ConnectorsWork, kind: str, by: Principal) -> None:
        left = [one for one in work.connectors.all() if one.kind == kind]
        if left:
            heir = min(left, key=lambda one: (not one.is_enabled, one.name))
            after = evolve(heir, is_default=True, changed_at=self.changes.clock.now(), version=heir.version + 1)
            self.changes.put(work, heir, after, Happening.MADE_DEFAULT, by=by)
