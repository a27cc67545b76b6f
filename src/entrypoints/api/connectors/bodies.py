"""What is sent about connectors."""

from __future__ import annotations

from typing import Annotated

import msgspec
from attrs import field, frozen
from litestar.params import BodyKwarg
from msgspec import UnsetType


@frozen
class ConnectorBody:
    """A new connector."""

    kind: Annotated[str, BodyKwarg(description="Name of its kind; see `GET /api/connectors/kinds`.")]
    name: Annotated[str, BodyKwarg(description="What to call it, 1 to 80 characters.")]
    values: Annotated[dict[str, str], BodyKwarg(description="What it is given for the fields of its kind.")] = field(
        repr=False
    )
    customer: Annotated[str | None, BodyKwarg(description="Code of whose its finds are where nothing says so.")] = None
    enabled: Annotated[bool, BodyKwarg(description="Whether it is used at once.")] = True
    org_customers: Annotated[
        dict[str, str],
        BodyKwarg(description="Code of whose the finds of each organisation are, by its identifier in the product."),
    ] = field(factory=dict)


@frozen
class ConnectorPatch:
    """What to change; what is left out stays."""

    name: Annotated[str | UnsetType, BodyKwarg(description="What to call it, 1 to 80 characters.")] = msgspec.UNSET
    values: Annotated[
        dict[str, str | None],
        BodyKwarg(description="A field that is left out stays, a secret too; one that is null is emptied."),
    ] = field(factory=dict, repr=False)
    customer: Annotated[
        str | UnsetType | None,
        BodyKwarg(description="Code of whose its finds are where nothing says so; null for nobody's."),
    ] = msgspec.UNSET
    org_customers: Annotated[
        dict[str, str] | UnsetType,
        BodyKwarg(description="Code of whose the finds of each organisation are, by its identifier; all of them."),
    ] = msgspec.UNSET
