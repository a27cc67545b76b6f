"""Observables: one normal form each, shown defanged, found in mapped fields and in free text."""

from socdomain.sources.observables.fang import defang, refang
from socdomain.sources.observables.find import find_observables
from socdomain.sources.observables.names import account_name
from socdomain.sources.observables.normalise import normalise_observable
from socdomain.sources.observables.observable import Observable, ObservableType

__all__ = [
    "Observable",
    "ObservableType",
    "account_name",
    "defang",
    "find_observables",
    "normalise_observable",
    "refang",
]
