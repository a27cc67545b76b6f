"""Values of connectors that an operator gives by the environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import asdict, field, fields, frozen

from socdomain.connectors.kind import ConnectorKind
from socdomain.errors import InvalidInputError
from socdomain.startup.connect_given import GivenConnector


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

    White space around a value does not count, as with settings.

    Args:
        kinds: The kinds that there are; no other variable is looked at.
        environ: The environment.
    """
    found = {
        kind.name: ConnectorValues(
            **{one.name: environ.get(_variable(kind.name, one.name), "").strip() for one in fields(ConnectorValues)}
        )
        for kind in kinds
    }
    return {name: values for name, values in found.items() if values != ConnectorValues()}


def given_connectors(values: Mapping[str, ConnectorValues]) -> tuple[GivenConnector, ...]:
    """Returns the connectors that the values are for; each value is kept under the field of its name.

    Args:
        values: By the name of their kind.
    """
    return tuple(
        GivenConnector(kind, {name: value for name, value in asdict(one).items() if value})
        for kind, one in sorted(values.items())
    )


def refused_value(kind: str, refusal: InvalidInputError) -> str:
    """Says which variable cannot be meant and why, in a sentence that holds no value.

    Args:
        kind: Name of the kind of connector.
        refusal: What is wrong.
    """
    name = refusal.field.removeprefix("values.")
    if name in {one.name for one in fields(ConnectorValues)}:
        between = " " if refusal.reason.startswith("must") else ": "
        return f"{_variable(kind, name)}{between}{refusal.reason}; no connector was made"
    return f"no variable gives a {kind} its {name}, which {refusal.reason}; no connector was made"


def _variable(kind: str, name: str) -> str:
    return f"{kind}_{name}".upper()
