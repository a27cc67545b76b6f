"""Change what a connector is called, and what it is given."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from socdomain.connectors.connector import Connector, SecretsWantedError
from socdomain.connectors.connector_changes import ConnectorChanges, checked_name
from socdomain.connectors.given_values import checked_values, together
from socdomain.connectors.history import Happening
from socdomain.connectors.kind import ConnectorKind
from socdomain.connectors.ports import ConnectorsWork
from socdomain.errors import InvalidInputError
from socdomain.ids import ConnectorId
from socdomain.principal import Principal
from socdomain.unset import UNSET, Unset


@frozen
class ConnectorChange:
    """What to change; what is not given stays.

    Attributes:
        name: What to call it.
        values: By field, secrets in the clear; a field that is not named stays, and one that is None is emptied.
        customer: Code of whose its finds are where nothing says so; None for nobody's.
        files: What is given as files, by field, as they were sent.
        org_customers: Code of whose the finds of each organisation are, by its identifier in the product; all of them.
    """

    name: str | Unset = UNSET
    values: Mapping[str, str | None] = field(factory=dict, repr=False)
    customer: str | Unset | None = UNSET
    files: Mapping[str, bytes] = field(factory=dict, repr=False)
    org_customers: Mapping[str, str] | Unset = UNSET


@frozen
class ChangeConnector:
    """Changes a connector; what is found to work of it is then to be found anew."""

    changes: ConnectorChanges

    def execute(
        self, connector_id: ConnectorId, change: ConnectorChange, *, expected_version: int | None, by: Principal
    ) -> Connector:
        """Changes a connector, and returns it as it is then.

        Args:
            connector_id: Which.
            change: What to change.
            expected_version: The version that the caller saw; None for whichever it is.
            by: Who asks; needs ``connectors:write``, and to see every customer.

        Raises:
            NotFoundError: There is no such connector, or customer.
            StaleVersionError: It has changed since.
            InvalidInputError: A field is missing, or holds what it does not take.
            SecretsWantedError: It would lead elsewhere, and its secrets were not given again.
            ConnectorTakenError: Another one has the name.
        """

        def changed(work: ConnectorsWork, present: Connector) -> Connector:
            return self._changed(work, present, change)

        return self.changes.make(connector_id, changed, Happening.CHANGED, by=by, expected_version=expected_version)

    def _changed(self, work: ConnectorsWork, present: Connector, change: ConnectorChange) -> Connector:
        after = present
        if not isinstance(change.name, Unset) and change.name != present.name:
            self.changes.other_called(work, change.name, present.id)
            after = evolve(after, name=checked_name(change.name))
        if not isinstance(change.customer, Unset):
            after = evolve(after, customer_id=self.changes.customer_of(work, change.customer))
        if not isinstance(change.org_customers, Unset):
            after = evolve(after, org_customers=self.changes.org_customers(work, change.org_customers))
        if change.values or change.files:
            after = self._given(after, change)
        if after == present:
            return present
        return evolve(after, changed_at=self.changes.clock.now(), version=present.version + 1)

    def _given(self, present: Connector, change: ConnectorChange) -> Connector:
        kind = self.changes.kinds.get(present.kind)
        given = together(kind, change.values, change.files)
        readable = self.changes.secrets.readable(present)
        # What is stored for a field that the kind has no longer is dropped, and does not stand in the way.
        names = {asked.name for asked in kind.fields}
        before = {name: value for name, value in readable.items() if name in names}
        unreadable = (present.secrets.keys() & names) - before.keys()
        for name in sorted(unreadable - given.keys()):
            raise InvalidInputError(f"values.{name}", "cannot be read with the keys that are here, so give it again")
        values = checked_values(kind, {**before, **{name: value or "" for name, value in given.items()}})
        if values == before and not unreadable:
            return present
        missing = tuple(sorted(name for name in present.secrets if name in values and not given.get(name)))
        if missing and _leads_elsewhere(kind, before, values):
            raise SecretsWantedError(missing)
        plain, sealed = self.changes.secrets.parted(kind, present.id, values)
        # A secret that stays keeps its seal: nothing about it is new.
        kept = {
            name: old for name, old in present.secrets.items() if name in before and values.get(name) == before[name]
        }
        return evolve(present, values=plain, secrets={**sealed, **kept}, verification=None)


def _leads_elsewhere(kind: ConnectorKind, before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    return any(asked.says_where and before.get(asked.name) != after.get(asked.name) for asked in kind.fields)
