"""The secrets of connectors: sealed when they are given, opened when they are used."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from attrs import frozen

from socdomain.connectors.connector import TABLE, Connector
from socdomain.connectors.kind import ConnectorKind, Setup
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import SealBrokenError, UnknownKeyError
from socdomain.ids import ConnectorId
from socdomain.sealed import Sealed, SealsSecrets


class UnreadableSecretsError(ConnectorError):
    """A connector whose secrets were changed where they are stored, or sealed with a key that is not there."""

    def __init__(self) -> None:
        super().__init__(Outcome.ERROR, "Its secrets cannot be read with the keys that are here: give them again.")


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
            UnreadableSecretsError: A secret cannot be opened.
        """
        try:
            opened = {name: self._opened(connector, name) for name in connector.secrets}
        except (SealBrokenError, UnknownKeyError) as error:
            raise UnreadableSecretsError from error
        return Setup(connector.id, connector.version, connector.kind, {**connector.values, **opened})

    def readable(self, connector: Connector) -> dict[str, str]:
        """Returns what a connector was given, secrets in the clear, but for those that cannot be opened."""
        values = dict(connector.values)
        for name in connector.secrets:
            with suppress(SealBrokenError, UnknownKeyError):
                values[name] = self._opened(connector, name)
        return values

    def _opened(self, connector: Connector, name: str) -> str:
        return self.box.open(connector.secrets[name], table=TABLE, row=str(connector.id), field=name).decode()
