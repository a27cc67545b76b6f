"""All that Velociraptor is ever asked."""

from __future__ import annotations

from enum import StrEnum


class Question(StrEnum):
    """VQL, word for word: what varies is in the environment that goes with it, and never in the text."""

    INFO = "SELECT * FROM info()"
    VERSION = "SELECT config.version.version AS Version FROM scope()"
    ORGS = "SELECT OrgId, Name FROM orgs() ORDER BY OrgId"
    CLIENTS = (
        "SELECT client_id, os_info, agent_information, last_seen_at, last_ip, labels FROM clients() ORDER BY client_id"
    )
    CLIENT = (
        "SELECT client_id, os_info, agent_information, last_seen_at, last_ip, labels FROM clients(client_id=ClientId)"
    )
    ARTIFACTS = "SELECT name, description, type, built_in, parameters FROM artifact_definitions() ORDER BY name"
    ARTIFACT = "SELECT name, description, type, built_in, parameters FROM artifact_definitions(names=ArtifactName)"
