"""The kinds of connectors that there are: a folder each under ``connectors/``, and those of packages that are named."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.metadata import entry_points
from typing import Final

from adapters import connectors
from adapters.connector_kit.kind import Kind
from socdomain.errors import WatchfloorError

PLUGIN_GROUP: Final = "watchfloor.connectors"
"""The group of entry points by which a package offers kinds; each leads to a ``Kind``."""


class PluginError(WatchfloorError):
    """A package of connectors that is named cannot be used."""


def connector_kinds(plugins: Sequence[str] = ()) -> Mapping[str, Kind]:
    """Returns every kind, by name, in that order.

    Args:
        plugins: Entry points of packages to load; the code of no other package runs.

    Raises:
        PluginError: There is none of a name, it cannot be loaded, or two kinds have one name.
    """
    found: dict[str, Kind] = {}
    for kind in (*_own(), *map(_of_plugin, plugins)):
        if kind.name in found:
            raise PluginError(f"two kinds of connectors are called {kind.name}")
        found[kind.name] = kind
    return dict(sorted(found.items()))


def _own() -> Iterator[Kind]:
    for module in pkgutil.iter_modules(connectors.__path__, f"{connectors.__name__}."):
        if module.ispkg:
            kind: Kind = import_module(module.name).KIND
            yield kind


def _of_plugin(name: str) -> Kind:
    offered = entry_points(group=PLUGIN_GROUP, name=name)
    if len(offered) != 1:
        trouble = "no package that is installed offers" if not offered else "more than one package offers"
        raise PluginError(f"{trouble} connectors by the name {name}")
    (entry_point,) = offered
    try:
        kind = entry_point.load()
    except Exception as error:  # what a package of somebody else raises is not known here
        raise PluginError(f"the package of connectors {name} cannot be loaded: {type(error).__name__}") from error
    if not isinstance(kind, Kind):
        raise PluginError(f"the package of connectors {name} offers no kind of connector")
    return kind
