"""What a product can collect from its agents, as it describes it."""

from __future__ import annotations

from attrs import frozen


@frozen
class ArtifactParameter:
    """What can be set when an artifact is collected.

    Attributes:
        name: What it is called.
        type: What sort of value it takes, as the product says it; empty where it does not say.
        default: What is taken where nothing is set.
        description: What it is for.
    """

    name: str
    type: str = ""
    default: str = ""
    description: str = ""


@frozen
class ArtifactDefinition:
    """What a product can collect under one name.

    Attributes:
        name: What it is referred to by.
        type: Where it is collected, as the product says it in lower case, such as ``client`` or ``server_event``.
        description: What it collects.
        is_built_in: Whether the product brings it along; None where it does not say.
        parameters: What can be set.
    """

    name: str
    type: str
    description: str = ""
    is_built_in: bool | None = None
    parameters: tuple[ArtifactParameter, ...] = ()
