"""What every change of a connector has in common: who may make it, and what is written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.connectors.connector import Connector, ConnectorTakenError, folded_name
from socdomain.connectors.history import Happening, happened
from socdomain.connectors.kind import ConnectorKinds
from socdomain.connectors.ports import ConnectorsWork
from socdomain.connectors.secret_values import SecretValues
from socdomain.customers.customer import folded
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError
from socdomain.ids import ConnectorId, CustomerId, Ids
from socdomain.principal import Principal, Reach, Scope

LONGEST_NAME = 80
LONGEST_ORG = 200
MOST_ORGS = 1_000
_HIDDEN = "********"


def require_connectors(by: Principal, scope: Scope) -> None:
    """Refuses whoever may not see or change connectors; it takes seeing every customer, whose data all come by them.

    Raises:
        NotAllowedError: They may not.
    """
    by.require_any_scope(scope)
    if not by.reach.is_everyone:
        raise NotAllowedError((scope,))


def found_connector(work: ConnectorsWork, connector_id: ConnectorId) -> Connector:
    """Returns a connector.

    Raises:
        NotFoundError: There is none of that identifier.
    """
    found = work.connectors.get(connector_id)
    if found is None:
        raise NotFoundError("connector", connector_id)
    return found


def checked_name(name: str) -> str:
    """Returns what a connector can be called.

    Raises:
        InvalidInputError: It cannot be called so.
    """
    if not 1 <= len(name) <= LONGEST_NAME or name != name.strip() or not name.isprintable():
        raise InvalidInputError("name", f"must be 1 to {LONGEST_NAME} printable characters, without spaces around them")
    return name


def shown(connector: Connector) -> dict[str, Any]:
    """Returns what may be written down about a connector: that it has secrets, and none of them."""
    return {
        "name": connector.name,
        "kind": connector.kind,
        "values": {**connector.values, **dict.fromkeys(sorted(connector.secrets), _HIDDEN)},
        "is_enabled": connector.is_enabled,
        "is_default": connector.is_default,
        "customer": None if connector.customer_id is None else str(connector.customer_id),
        "org_customers": {org: str(customer_id) for org, customer_id in sorted(connector.org_customers.items())},
    }


@frozen
class ConnectorChanges:
    """Makes changes of connectors.

    Attributes:
        work: Makes units of work.
        kinds: The kinds that there are.
        secrets: Seals what is secret.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ConnectorsWork]
    kinds: ConnectorKinds
    secrets: SecretValues
    clock: Clock
    ids: Ids

    def make(
        self,
        connector_id: ConnectorId,
        change: Callable[[ConnectorsWork, Connector], Connector],
        happening: Happening,
        *,
        by: Principal,
        expected_version: int | None = None,
    ) -> Connector:
        """Changes a connector, and returns it as it is then; no change is not written down.

        Args:
            connector_id: Which.
            change: Returns it as it should be, with the next version where that differs.
            happening: What is written down as done.
            by: Who asks; needs ``connectors:write``, and to see every customer.
            expected_version: The version that the caller saw; None for whichever it is.

        Raises:
            NotFoundError: There is none of that identifier.
            StaleVersionError: It has changed since.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        with self.work(by.reach) as work:
            work.connectors.lock()
            present = found_connector(work, connector_id)
            if expected_version not in (None, present.version):
                raise StaleVersionError("connector", present)
            after = change(work, present)
            if after != present:
                self.put(work, present, after, happening, by=by)
                work.commit()
        return after

    def put(
        self, work: ConnectorsWork, present: Connector, after: Connector, happening: Happening, *, by: Principal
    ) -> None:
        """Replaces a connector that was read under the lock, and writes it down.

        Args:
            work: Where.
            present: The connector as it is.
            after: As it should be, with the next version.
            happening: What is done.
            by: Who does it.
        """
        work.connectors.save(after, expected_version=present.version)
        self.settle(work, present, after, happening, by=by)

    def settle(
        self,
        work: ConnectorsWork,
        before: Connector | None,
        after: Connector,
        happening: Happening,
        *,
        by: Principal,
    ) -> None:
        """Writes down what was done to a connector.

        Args:
            work: Where the change has just been made.
            before: The connector as it was; None for a new one.
            after: As it is.
            happening: What was done.
            by: Who did it.
        """
        now = self.clock.now()
        old, new = _differences(None if before is None else shown(before), shown(after))
        if before is not None and (secrets := _given_anew(before, after)):
            new = {**new, "secrets_given": secrets}
        detail = new if before is None else {"before": old, "after": new}
        entry = happened(happening, after.id, after.version, detail, id=self.ids.new(), at=now, by=by)
        work.connector_history.add(entry)
        action = f"connector.{happening}"
        work.audit.add(
            AuditRecord.of(
                by, action, after.id, id=self.ids.new(), at=now, before=None if before is None else old, after=new
            )
        )

    def other_called(self, work: ConnectorsWork, name: str, connector_id: ConnectorId | None) -> None:
        """Refuses a name that another connector has.

        Raises:
            ConnectorTakenError: One has it.
        """
        folded = folded_name(name)
        if any(folded_name(one.name) == folded and one.id != connector_id for one in work.connectors.all()):
            raise ConnectorTakenError(name)

    def customer_of(self, work: ConnectorsWork, code: str | None) -> CustomerId | None:
        """Returns whose a connector's finds are.

        Raises:
            NotFoundError: There is no customer of that code.
        """
        return None if code is None else work.customers.by_code(code, reach=Reach.everyone()).id

    def org_customers(self, work: ConnectorsWork, codes: Mapping[str, str]) -> dict[str, CustomerId]:
        """Returns whose the finds of each organisation are.

        Args:
            work: Where the customers are.
            codes: A customer's code for each organisation, by its identifier in the product.

        Raises:
            InvalidInputError: An organisation cannot be called so, or there are more than 1,000.
            NotFoundError: There is no customer of a code.
        """
        if len(codes) > MOST_ORGS:
            raise InvalidInputError("org_customers", f"must be at most {MOST_ORGS:,}")
        for org in codes:
            if not 1 <= len(org) <= LONGEST_ORG or org != org.strip() or not org.isprintable():
                reason = f"each must be 1 to {LONGEST_ORG} printable characters, without spaces around them"
                raise InvalidInputError("org_customers", reason)
        owners = work.customers.owners({folded(code) for code in codes.values()})
        for code in codes.values():
            if folded(code) not in owners:
                raise NotFoundError("customer", code)
        return {org: owners[folded(code)] for org, code in codes.items()}


def _differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if before is None:
        return {}, dict(after)
    changed = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _given_anew(before: Connector, after: Connector) -> list[str]:
    return sorted(name for name, sealed in after.secrets.items() if before.secrets.get(name) != sealed)
