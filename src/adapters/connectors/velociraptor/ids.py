"""Identifiers of Velociraptor: text that has been looked at, so that nothing else stands in a question."""

from __future__ import annotations

import re
from typing import Final, NewType

ClientId = NewType("ClientId", str)
"""An agent, such as ``C.5f0c1a2b3c4d5e6f``; of an organisation that is not the root, with ``-`` and that behind it."""
FlowId = NewType("FlowId", str)
"""A collection on an agent, such as ``F.CEV6I8LHAT83O``; of a hunt, with ``.H`` behind it."""
ArtifactName = NewType("ArtifactName", str)
"""A definition of what to collect, such as ``Windows.System.Pslist``."""
OrgId = NewType("OrgId", str)
"""An organisation, such as ``OABCD``, or ``root``."""

ROOT: Final = OrgId("root")

_CLIENT: Final = re.compile(r"C\.[0-9A-Za-z]{1,64}(-[0-9A-Za-z_]{1,64})?")
_FLOW: Final = re.compile(r"F\.[0-9A-Za-z]{1,64}(\.H)?")
_ARTIFACT: Final = re.compile(r"[0-9A-Za-z_-]+(\.[0-9A-Za-z_-]+)*")
_ORG: Final = re.compile(r"[0-9A-Za-z_]{1,64}")
_LONGEST_ARTIFACT: Final = 250


def client_id(text: str) -> ClientId:
    """Returns the identifier of an agent.

    Raises:
        ValueError: It is none; it is not quoted.
    """
    return ClientId(_checked(text, _CLIENT, "an agent's identifier"))


def flow_id(text: str) -> FlowId:
    """Returns the identifier of a collection.

    Raises:
        ValueError: It is none; it is not quoted.
    """
    return FlowId(_checked(text, _FLOW, "a collection's identifier"))


def artifact_name(text: str) -> ArtifactName:
    """Returns the name of an artifact.

    Raises:
        ValueError: It is none; it is not quoted.
    """
    return ArtifactName(_checked(text[: _LONGEST_ARTIFACT + 1], _ARTIFACT, "an artifact's name", _LONGEST_ARTIFACT))


def org_id(text: str) -> OrgId:
    """Returns the identifier of an organisation; older versions leave that of the root empty.

    Raises:
        ValueError: It is none; it is not quoted.
    """
    return OrgId(_checked(text, _ORG, "an organisation's identifier")) if text else ROOT


def org_of(client: ClientId) -> OrgId:
    """Returns the organisation that an agent's identifier speaks of."""
    _, _, org = client.partition("-")
    return OrgId(org) if org else ROOT


def _checked(text: str, form: re.Pattern[str], what: str, longest: int = 200) -> str:
    if len(text) > longest or not form.fullmatch(text):
        raise ValueError(f"this is not {what}")
    return text
