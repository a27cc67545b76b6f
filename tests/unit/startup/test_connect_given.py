"""What an operator gives by the environment becomes connectors, once, and stays as people want it."""

from __future__ import annotations

import pytest

from socdomain.connectors.connector import Connector
from socdomain.errors import InvalidInputError, NotAllowedError
from socdomain.principal import Scope
from socdomain.startup.connect_given import ConnectGiven, GivenConnector, GivenFate
from socdomain.startup.seeds import Fate
from tests.builders import a_principal
from tests.products import PASSWORD, TOKEN
from tests.unit.connectors.rack import GIVEN, URL, Rack

ELSEWHERE = {**GIVEN, "url": "https://elsewhere.example.org"}


@pytest.fixture
def rack() -> Rack:
    """Use cases on memory, without a connector."""
    return Rack()


def connect(rack: Rack, values: dict[str, str] = GIVEN, kind: str = "hound") -> GivenFate:
    """What becomes of one connector that is given."""
    connects = ConnectGiven(rack.works, rack.use_cases.add)
    (fate,) = connects.execute([GivenConnector(kind, values)], by=rack.me)
    return fate


def only(rack: Rack) -> Connector:
    """The one connector that there is."""
    (one,) = rack.all()
    return one


def test_it_is_added_with_its_secrets_sealed_and_written_down(rack: Rack) -> None:
    assert connect(rack) == GivenFate("hound", Fate.ADDED)
    one = only(rack)
    assert (one.name, one.is_default, one.is_enabled, one.values["url"]) == ("Hound", True, True, URL)
    assert (set(one.secrets), rack.given(one)) == ({"password"}, GIVEN)
    assert rack.happened(one) == ["added"]
    assert rack.audited() == [("connector.added", str(one.id))]
    assert PASSWORD not in repr(rack.platform.audit_records)


def test_it_is_added_once(rack: Rack) -> None:
    connect(rack)
    one = only(rack)
    assert connect(rack) == GivenFate("hound", Fate.KEPT)
    assert only(rack) == one


def test_what_somebody_changed_is_never_overwritten(rack: Rack) -> None:
    connect(rack)
    changed = rack.change(only(rack), ELSEWHERE, name="Ours")
    assert connect(rack) == GivenFate("hound", Fate.CHANGED)
    assert only(rack) == changed
    assert connect(rack, ELSEWHERE) == GivenFate("hound", Fate.KEPT)


def test_who_signs_in_in_another_way_than_was_given_has_changed_it(rack: Rack) -> None:
    connect(rack)
    rack.change(only(rack), {"password": None, "token": TOKEN})
    assert connect(rack).fate is Fate.CHANGED


def test_what_somebody_removed_is_never_made_again(rack: Rack) -> None:
    connect(rack)
    rack.remove(only(rack))
    for values in (GIVEN, ELSEWHERE, {"url": "no URL"}):
        assert connect(rack, values) == GivenFate("hound", Fate.DELETED)
    assert rack.all() == []


def test_one_that_somebody_added_themselves_is_left_and_not_made_again_either(rack: Rack) -> None:
    own = rack.add("Mine", ELSEWHERE)
    assert connect(rack).fate is Fate.CHANGED
    assert only(rack) == own
    rack.remove(own)
    assert connect(rack).fate is Fate.DELETED
    assert rack.all() == []


def test_a_name_that_is_taken_is_numbered(rack: Rack) -> None:
    for name in ("HOUND", "hound 2"):
        rack.add(name, {"host": "h"}, kind="plain")
    connect(rack)
    assert [one.name for one in rack.all() if one.kind == "hound"] == ["Hound 3"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({**GIVEN, "url": f"https://anna:{TOKEN}@h"}, "values.url"),
        ({"password": PASSWORD}, "values.url"),
        ({**GIVEN, "token": TOKEN}, "values.token"),
        ({**GIVEN, "colour": TOKEN}, "values.colour"),
    ],
)
def test_what_cannot_be_used_is_told_and_tried_again_later(values: dict[str, str], field: str, rack: Rack) -> None:
    fate = connect(rack, values)
    assert isinstance(fate.refusal, InvalidInputError)
    assert (fate.fate, fate.refusal.field) == (None, field)
    assert TOKEN not in str(fate.refusal)
    assert PASSWORD not in repr((fate, GivenConnector("hound", values)))
    assert rack.all() == []
    assert connect(rack).fate is Fate.ADDED


def test_of_several_those_are_added_that_can_be(rack: Rack) -> None:
    given = [GivenConnector("hound", {}), GivenConnector("plain", {"host": "h"})]
    fates = ConnectGiven(rack.works, rack.use_cases.add).execute(given, by=rack.me)
    assert [(one.kind, one.fate) for one in fates] == [("hound", None), ("plain", Fate.ADDED)]
    assert only(rack).kind == "plain"


def test_who_may_not_add_connectors_connects_nothing(rack: Rack) -> None:
    by = a_principal(scopes=frozenset(Scope) - {Scope.CONNECTORS_WRITE})
    with pytest.raises(NotAllowedError):
        ConnectGiven(rack.works, rack.use_cases.add).execute([GivenConnector("hound", GIVEN)], by=by)
    with rack.works.reading(rack.me.reach) as work:
        assert (work.connectors.all(), work.seeds.all()) == ((), ())
