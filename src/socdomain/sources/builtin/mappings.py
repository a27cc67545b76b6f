"""The mappings that come with the product."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from socdomain.sources.builtin.ecs import ECS
from socdomain.sources.builtin.graylog import GRAYLOG
from socdomain.sources.builtin.ocsf import OCSF
from socdomain.sources.builtin.suricata import SURICATA
from socdomain.sources.builtin.wazuh import WAZUH
from socdomain.sources.builtin.wazuh5 import WAZUH5
from socdomain.sources.mapping import SourceMapping

BUILTIN_MAPPINGS: Mapping[str, SourceMapping] = MappingProxyType(
    {mapping.name: mapping for mapping in (WAZUH, WAZUH5, SURICATA, ECS, OCSF, GRAYLOG)}
)
"""Each by the name of its source."""
