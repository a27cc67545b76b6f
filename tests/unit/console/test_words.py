"""What pages call things: one word for each kind, and a name for each field that is refused."""

from __future__ import annotations

from entrypoints.console.catalog import TEXT
from entrypoints.console.faults import Faults, faults_of
from socdomain.errors import InvalidInputError
from socdomain.sources.observables import ObservableType


def test_each_kind_of_observable_is_told_in_words() -> None:
    assert TEXT.incidents.observable_kinds.keys() == {one.value for one in ObservableType}
    assert TEXT.incidents.observable_kinds["user_account"] == "User account"


def test_what_is_refused_names_its_field_as_people_see_it() -> None:
    error = InvalidInputError("close_alerts.verdict_reason", "must be shorter")
    assert faults_of(error).beside() == ("Reason: must be shorter",)
    faults = Faults({"further_codes": "must not repeat a code", "other": "is odd", "": "nothing of it"})
    assert faults.beside() == ("Further codes: must not repeat a code", "other: is odd", "nothing of it")
