"""Values of connectors that an operator gives by the environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, fields, frozen

from socdomain.connectors.kind import ConnectorKind


@frozen
class ConnectorValues:
    """How a connector is reached, as the environment says; what it does not say is empty.

    Attributes:
        url: From ``<KIND>_URL``.
        username: From ``<KIND>_USERNAME``.
        password: From ``<KIND>_PASSWORD``.
        api_key: From ``<KIND>_API_KEY``.
    """

    url: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)


def values_of(kinds: Iterable[ConnectorKind], environ: Mapping[str, str]) -> dict[str, ConnectorValues]:
    """Returns what the environment says about connectors, by their kind's name; those without a value are left out.

    Args:
        kinds: The kinds that there are; no other variable is looked at.
        environ: The environment.
    """
    found = {
        kind.name: ConnectorValues(
            **{one.name: environ.get(f"{kind.name}_{one.name}".upper(), "") for one in fields(ConnectorValues)}
        )
        for kind in kinds
    }
    return {name: values for name, values in found.items() if values != ConnectorValues()}
