"""The table of techniques (ATT&CK for Enterprise, https://attack.mitre.org)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

from attrs import frozen

TACTICS: Final[Mapping[str, str]] = {
    "reconnaissance": "Reconnaissance",
    "resource-development": "Resource Development",
    "initial-access": "Initial Access",
    "execution": "Execution",
    "persistence": "Persistence",
    "privilege-escalation": "Privilege Escalation",
    "defense-evasion": "Defense Evasion",
    "credential-access": "Credential Access",
    "discovery": "Discovery",
    "lateral-movement": "Lateral Movement",
    "collection": "Collection",
    "command-and-control": "Command and Control",
    "exfiltration": "Exfiltration",
    "impact": "Impact",
}
"""The tactics in the order of the matrix; proper names, which are not translated."""


@frozen
class Technique:
    """A technique.

    Attributes:
        id: Such as ``T1059`` or ``T1059.001``.
        name: Its name; of a sub-technique after that of its technique. The identifier, where it is not known.
        tactics: What it is used for, as keys of ``TACTICS``.
    """

    id: str
    name: str
    tactics: tuple[str, ...] = ()


def technique_of(technique_id: str) -> Technique:
    """Returns what is known of a technique; of one that the table does not hold, its identifier."""
    return _table().get(technique_id, Technique(technique_id, technique_id))


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Technique]:
    text = files("entrypoints.console.attack").joinpath("techniques.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    names = {row[0]: row[1] for row in rows}
    return {
        technique_id: Technique(technique_id, _name(technique_id, name, names), tuple(tactics.split(",")))
        for technique_id, name, tactics in rows
    }


def _name(technique_id: str, name: str, names: Mapping[str, str]) -> str:
    above, _, below = technique_id.partition(".")
    return f"{names[above]}: {name}" if below and above in names else name
