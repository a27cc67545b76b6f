"""Switch a connector on or off, or have it be the one that is meant where its kind is."""

from __future__ import annotations

from attrs import evolve, frozen

from socdomain.connectors.connector import Connector
from socdomain.connectors.connector_changes import ConnectorChanges
from socdomain.connectors.history import Happening
from socdomain.connectors.ports import ConnectorsWork
from socdomain.ids import ConnectorId
from socdomain.principal import Principal


@frozen
class SwitchConnector:
    """Switches a connector on or off."""

    changes: ConnectorChanges

    def execute(self, connector_id: ConnectorId, *, is_enabled: bool, by: Principal) -> Connector:
        """Switches a connector, and returns it as it is then; one that is so already is left as it is.

        Args:
            connector_id: Which.
            is_enabled: Whether it is to be used.
            by: Who asks; needs ``connectors:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that identifier.
        """

        def switched(work: ConnectorsWork, present: Connector) -> Connector:
            if present.is_enabled is is_enabled:
                return present
            now = self.changes.clock.now()
            return evolve(present, is_enabled=is_enabled, changed_at=now, version=present.version + 1)

        happening = Happening.ENABLED if is_enabled else Happening.DISABLED
        return self.changes.make(connector_id, switched, happening, by=by)


@frozen
class MakeDefault:
    """Has a connector be the default one of its kind, in place of whichever was."""

    changes: ConnectorChanges

    def execute(self, connector_id: ConnectorId, *, by: Principal) -> Connector:
        """Makes a connector the default one, and returns it as it is then.

        Args:
            connector_id: Which.
            by: Who asks; needs ``connectors:write``, and to see every customer.

        Raises:
            NotFoundError: There is none of that identifier.
        """

        def preferred(work: ConnectorsWork, present: Connector) -> Connector:
            if present.is_default:
                return present
            now = self.changes.clock.now()
            for other in work.connectors.all():
                if other.kind == present.kind and other.is_default:
                    after = evolve(other, is_default=False, changed_at=now, version=other.version + 1)
                    self.changes.put(work, other, after, Happening.CHANGED, by=by)
            return evolve(present, is_default=True, changed_at=now, version=present.version + 1)

        return self.changes.make(connector_id, preferred, Happening.MADE_DEFAULT, by=by)
