"""Removing connectors, switching them on and off, and which is the one that is meant where its kind is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given, settings, strategies as st

from socdomain.connectors.connector import Connector
from socdomain.errors import NotAllowedError, NotFoundError, StaleVersionError
from socdomain.ids import CustomerId
from socdomain.pages import PageRequest
from socdomain.principal import Principal, Reach, Scope
from tests.builders import EVERYONE, IDS, a_connector, a_principal
from tests.unit.connectors.rack import URL, Rack

MASK = "********"


def defaults(rack: Rack) -> list[str]:
    """Names of the connectors that are defaults."""
    return [one.name for one in rack.all() if one.is_default]


def test_a_connector_is_removed_with_its_history_and_the_audit_log_keeps_what_it_was(rack: Rack) -> None:
    hound = rack.verify(rack.add())
    rack.remove(hound)

    assert rack.all() == []
    with rack.works.reading(EVERYONE) as work:
        assert not work.connector_history.page(hound.id, PageRequest()).items
    record = rack.platform.audit_records[-1]
    assert (record.action, record.object_id, record.after) == ("connector.removed", str(hound.id), None)
    assert record.before == {
        "name": "Hound",
        "kind": "hound",
        "values": {"url": URL, "username": "watchfloor", "password": MASK},
        "is_enabled": True,
        "is_default": True,
        "customer": None,
        "org_customers": {},
    }
    assert rack.add().name == "Hound"


def test_a_version_that_is_no_longer_is_not_removed(rack: Rack) -> None:
    hound = rack.add()
    changed = rack.change(hound, name="Dog")
    with pytest.raises(StaleVersionError) as stale:
        rack.remove(hound, version=1)
    assert stale.value.present == changed
    rack.remove(hound, version=2)
    assert rack.all() == []


def test_where_the_default_is_removed_the_next_by_name_becomes_it(rack: Rack) -> None:
    """Of those that are used: else nobody would know which is meant, and it would be this one all the same."""
    first, *_ = (rack.add(name) for name in ("m", "z", "b", "a"))
    rack.switch(next(one for one in rack.all() if one.name == "a"), is_enabled=False)
    other = rack.add("another kind", {"host": "a"}, kind="plain")
    rack.later(minutes=1)
    rack.remove(first)

    assert defaults(rack) == ["b", other.name]
    heir = next(one for one in rack.all() if one.name == "b")
    assert (heir.version, heir.changed_at) == (2, rack.clock.at)
    assert rack.happened(heir) == ["added", "made_default"]
    assert rack.history(heir)[-1].detail == {"before": {"is_default": False}, "after": {"is_default": True}}
    assert [action for action, _ in rack.audited()[-2:]] == ["connector.removed", "connector.made_default"]


def test_where_none_that_is_left_is_used_the_first_by_name_becomes_the_default(rack: Rack) -> None:
    first = rack.add("m")
    rack.add("z", is_enabled=False)
    rack.add("b", is_enabled=False)
    rack.remove(first)
    assert defaults(rack) == ["b"]


def test_where_another_is_removed_the_default_stays(rack: Rack) -> None:
    first, second = rack.add("m"), rack.add("a")
    rack.remove(second)
    assert defaults(rack) == ["m"]
    assert rack.stored(first) == first


def test_another_becomes_the_default_and_both_say_so(rack: Rack) -> None:
    first, second, third = (rack.add(name) for name in ("one", "two", "three"))
    other = rack.add("another kind", {"host": "a"}, kind="plain")
    changed_at = rack.later(minutes=1)
    preferred = rack.make_default(second)

    assert preferred == evolve(second, is_default=True, changed_at=changed_at, version=2)
    assert rack.stored(second) == preferred
    assert rack.stored(first) == evolve(first, is_default=False, changed_at=changed_at, version=2)
    assert (rack.stored(third), rack.stored(other)) == (third, other)
    gained = {"before": {"is_default": False}, "after": {"is_default": True}}
    lost = {"before": {"is_default": True}, "after": {"is_default": False}}
    assert [(rack.happened(one)[-1], rack.history(one)[-1].detail) for one in (second, first)] == [
        ("made_default", gained),
        ("changed", lost),
    ]
    assert rack.audited()[-2:] == [("connector.changed", str(first.id)), ("connector.made_default", str(second.id))]


def test_what_is_the_default_already_is_left_as_it_is(rack: Rack) -> None:
    hound = rack.add()
    rack.later(minutes=1)
    assert rack.make_default(hound) == hound
    assert rack.happened(hound) == ["added"]


def test_a_connector_is_switched_off_and_on(rack: Rack) -> None:
    hound = rack.verify(rack.add())
    rack.later(minutes=1)
    off = rack.switch(hound, is_enabled=False)
    assert off == evolve(hound, is_enabled=False, changed_at=rack.clock.at, version=2)
    assert rack.switch(hound, is_enabled=False) == off
    on = rack.switch(hound, is_enabled=True)
    assert on == evolve(hound, changed_at=rack.clock.at, version=3)
    assert rack.switch(hound, is_enabled=True) == rack.stored(hound) == on

    assert rack.happened(hound) == ["added", "verified", "disabled", "enabled"]
    assert rack.history(hound)[2].detail == {"before": {"is_enabled": True}, "after": {"is_enabled": False}}
    assert [action for action, _ in rack.audited()] == ["connector.added", "connector.disabled", "connector.enabled"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "plain", "remove", "make default", "switch"]), st.integers(0, 3)), max_size=15
)


@settings(max_examples=60)
@given(STEPS)
def test_whatever_is_done_a_kind_has_one_default_as_long_as_it_has_a_connector(steps: list[tuple[str, int]]) -> None:
    rack = Rack()
    for number, (step, which) in enumerate(steps):
        present = rack.all()
        if step == "add":
            rack.add(f"number {number}")
        elif step == "plain":
            rack.add(f"number {number}", {"host": "a"}, kind="plain")
        elif present:
            one = present[which % len(present)]
            DONE[step](rack, one)
        assert sorted(one.kind for one in rack.all() if one.is_default) == sorted({one.kind for one in rack.all()})
    assert all(rack.history(one)[-1].version == one.version for one in rack.all())


DONE: dict[str, Callable[[Rack, Connector], object]] = {
    "add": lambda rack, _: rack.add("theirs"),
    "change": lambda rack, hound: rack.change(hound, name="Dog"),
    "switch": lambda rack, hound: rack.switch(hound, is_enabled=not hound.is_enabled),
    "make default": lambda rack, hound: rack.make_default(hound),
    "remove": lambda rack, hound: rack.remove(hound),
    "verify": lambda rack, hound: rack.verify(hound),
    "verify all": lambda rack, _: rack.verify_all(),
}


@pytest.mark.parametrize("what", DONE)
@pytest.mark.parametrize(
    "by",
    [
        a_principal(scopes=frozenset(Scope) - {Scope.CONNECTORS_WRITE}),
        a_principal(reach=Reach.only([CustomerId(IDS.new())])),
    ],
    ids=["without the scope", "without everyone's reach"],
)
def test_who_may_not_write_connectors_or_does_not_see_everyone_changes_nothing(
    rack: Rack, by: Principal, what: str
) -> None:
    rack.add("default")
    hound = rack.add()
    before = rack.all(), rack.history(hound), rack.audited(), list(rack.products.opened)
    operator, rack.me = rack.me, by
    with pytest.raises(NotAllowedError):
        DONE[what](rack, hound)
    rack.me = operator
    assert (rack.all(), rack.history(hound), rack.audited(), rack.products.opened) == before


@pytest.mark.parametrize("what", sorted(DONE.keys() - {"add", "verify all"}))
def test_what_there_is_not_is_not_found(rack: Rack, what: str) -> None:
    with pytest.raises(NotFoundError):
        DONE[what](rack, a_connector())


def test_nothing_but_the_audit_log_says_that_there_was_one(rack: Rack) -> None:
    hound = rack.add()
    rack.remove(hound)
    with pytest.raises(NotFoundError):
        rack.history(hound)
    assert rack.audited() == [("connector.added", str(hound.id)), ("connector.removed", str(hound.id))]
