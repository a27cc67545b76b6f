"""The secrets of connectors: sealed when they are given, opened when they are used."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from socdomain.connectors.connector import TABLE, Connector
from socdomain.connectors.kind import ConnectorKind, Setup
from socdomain.ids import ConnectorId
from socdomain.sealed import Sealed, SealsSecrets


def secret_names(kind: ConnectorKind) -> frozenset[str]:
    """Returns which fields of a kind are secrets."""
    return frozenset(asked.name for asked in kind.fields if asked.is_secret)


@frozen
class SecretValues:
    """Keeps what is secret among what was given apart from the rest.

    Attributes:
        box: Seals.
    """

    box: SealsSecrets

    def parted(
        self, kind: ConnectorKind, connector_id: ConnectorId, values: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, Sealed]]:
        """Returns what is no secret, and what is, sealed for that connector."""
        hidden = secret_names(kind)
        plain = {name: value for name, value in values.items() if name not in hidden}
        sealed = {
            name: self.box.seal(value.encode(), table=TABLE, row=str(connector_id), field=name)
            for name, value in values.items()
            if name in hidden
        }
        return plain, sealed

    def setup(self, connector: Connector) -> Setup:
        """Returns what a client of a connector is made from.

        Raises:
            SealBrokenError: A secret was changed where it is stored.
            UnknownKeyError: The key that a secret was sealed with is not there.
        """
        opened = {
            name: self.box.open(sealed, table=TABLE, row=str(connector.id), field=name).decode()
            for name, sealed in connector.secrets.items()
        }
        return Setup(connector.id, connector.version, connector.kind, {**connector.values, **opened})
