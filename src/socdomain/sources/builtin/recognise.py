"""Tells by its fields which tool a document is from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from socdomain.sources.builtin.mappings import BUILTIN_MAPPINGS
from socdomain.sources.mapping import unwrap
from socdomain.sources.mapping.field_reader import FieldReader

# Those with fields of their own come first: a Wazuh 5 finding is ECS as well.
_ORDER = ("wazuh5", "wazuh", "graylog", "ocsf", "suricata", "ecs")
_SHAPES = tuple((name, FieldReader(BUILTIN_MAPPINGS[name].shape)) for name in _ORDER)


def recognise(document: Mapping[str, Any]) -> str | None:
    """Returns the built-in source whose shape a document has; None where it has none of them.

    Args:
        document: Any JSON object as ``json.loads`` returns it.
    """
    inner = unwrap(document)
    for name, reader in _SHAPES:
        if None not in reader.read(inner).values:
            return name
    return None
