"""Trying connectors: what is found counts for the connector as it was when it was tried."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.connectors.connector import Connector
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import Outcome, Verification
from socdomain.errors import NotFoundError
from tests.products import PASSWORD, VERSION, kinds_of
from tests.unit.connectors.rack import GIVEN, NOON, URL, Rack

WORKS = Verification(NOON, Outcome.OK, "It works.", 10, VERSION)


def told(rack: Rack, connector: Connector) -> list[dict[str, Any]]:
    """What was found each time that a connector was tried, and what changed by it."""
    return [dict(entry.detail) for entry in rack.history(connector) if entry.happening != "added"]


def test_what_is_found_is_written_down_and_changes_no_version(rack: Rack) -> None:
    hound = rack.add()
    found = rack.verify(hound)

    assert found == rack.stored(hound)
    assert (found.verification, found.is_verified, found.version) == (WORKS, True, 1)
    assert found.changed_at == hound.changed_at
    assert told(rack, hound) == [
        {"outcome": "ok", "advice": "It works.", "latency_ms": 10, "product_version": VERSION},
    ]
    entry = rack.history(hound)[-1]
    assert (entry.happening, entry.by, entry.at, entry.version) == ("verified", "local:operator", NOON, 1)
    assert [action for action, _ in rack.audited()] == ["connector.added"]


def test_a_product_is_asked_with_the_very_credential(rack: Rack) -> None:
    hound = rack.add()
    rack.verify(hound)
    assert rack.products.opened == rack.products.left == [Setup(hound.id, 1, "hound", GIVEN)]


def test_what_does_not_work_is_found_too(rack: Rack) -> None:
    hound = rack.add(values={**GIVEN, "password": "wrong one"})
    found = rack.verify(hound)
    assert not found.is_verified
    assert found.verification == Verification(
        NOON, Outcome.REFUSED_CREDENTIALS, "It refuses the password: give another one.", 10
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_only_what_can_be_used_works(outcome: Outcome) -> None:
    assert outcome.works == (outcome.value in ("ok", "slow"))


def test_a_change_of_state_is_an_event_and_no_change_is_none(rack: Rack) -> None:
    hound = rack.add()
    for away in (False, False, True, True, False):
        rack.later(hours=1)
        rack.products.away = {URL} if away else set()
        rack.verify(hound)

    verified, changed = "verified", "state_changed"
    assert rack.happened(hound)[1:] == [verified, verified, verified, changed, verified, verified, changed]
    lost, found = (entry for entry in rack.history(hound) if entry.happening == changed)
    advice = "Nothing answers there: look whether it runs."
    assert lost.detail == {"before": "ok", "after": "unreachable", "advice": advice}
    assert found.detail == {"before": "unreachable", "after": "ok", "advice": "It works."}
    assert (found.at, found.by, found.version) == (rack.clock.at, "local:operator", 1)


def test_the_first_time_and_the_first_since_a_change_nothing_was_there_to_change(rack: Rack) -> None:
    hound = rack.verify(rack.add())
    rack.change(hound, {"password": "wrong one"})
    rack.verify(hound)
    assert rack.happened(hound) == ["added", "verified", "changed", "verified"]


def test_one_that_is_changed_meanwhile_stays_untried(rack: Rack) -> None:
    """What was found is about a password that it has no longer; who reads the history sees it all the same."""
    hound = rack.add()
    rack.products.meanwhile = lambda _: rack.change(hound, {"password": "wrong one"})
    found = rack.verify(hound)

    assert (found.version, found.verification) == (2, None)
    assert [(entry.happening, entry.version) for entry in rack.history(hound)] == [
        ("added", 1),
        ("changed", 2),
        ("verified", 1),
    ]


def test_one_that_is_changed_meanwhile_changes_no_state(rack: Rack) -> None:
    hound = rack.verify(rack.add())
    rack.products.away = {URL}
    rack.products.meanwhile = lambda _: rack.change(hound, name="Dog")
    found = rack.verify(hound)
    assert found.verification == WORKS
    assert "state_changed" not in rack.happened(hound)


@pytest.mark.parametrize(("ahead_s", "counts"), [(0, Outcome.OK), (60, Outcome.UNREACHABLE)])
def test_who_began_earlier_does_not_overrule_who_began_later(ahead_s: int, counts: Outcome, rack: Rack) -> None:
    """Such as the hourly job, which waits ten seconds for a product that is there again after five.

    A machine whose clock is ahead has tried it in the future, which is no reason to believe nobody else until then.
    """
    hound = rack.verify(rack.add())
    rack.later(hours=1)

    def meanwhile(_: Setup) -> None:
        rack.products.meanwhile = lambda _: None
        rack.later(seconds=5 + ahead_s)
        rack.verify(hound)
        rack.products.away = {URL}
        rack.later(seconds=5 - ahead_s)

    rack.products.meanwhile = meanwhile
    rack.verify(hound)
    found = rack.stored(hound).verification
    assert found is not None
    assert found.outcome is counts
    outcomes = sorted(detail["outcome"] for detail in told(rack, hound) if "outcome" in detail)
    assert outcomes == ["ok", "ok", "unreachable"]
    assert rack.happened(hound).count("state_changed") == (counts is not Outcome.OK)


def test_one_that_is_removed_meanwhile_is_not_found_and_leaves_nothing(rack: Rack) -> None:
    hound, other = rack.add(), rack.add("Other")
    rack.products.meanwhile = lambda _: rack.remove(hound)
    with pytest.raises(NotFoundError):
        rack.verify(hound)
    assert [one.name for one in rack.all()] == [other.name]
    assert rack.audited()[-2:] == [("connector.removed", str(hound.id)), ("connector.made_default", str(other.id))]


def test_all_that_are_enabled_are_tried_and_one_in_trouble_keeps_no_other_from_it(rack: Rack) -> None:
    rack.products.away = {"https://away"}
    rack.add("works")
    rack.add("off", is_enabled=False)
    rack.add("away", {**GIVEN, "url": "https://away"})
    lost = rack.add("lost")
    rack.break_seals(lost)
    rack.add("plugin", {"host": "a"}, kind="plain")
    rack.kinds = kinds_of()

    assert rack.verify_all() == {"lost": "error", "plugin": "error", "works": "ok", "away": "unreachable"}
    assert {one.name: one.verification and one.verification.outcome.value for one in rack.all()} == {
        "works": "ok",
        "off": None,
        "away": "unreachable",
        "lost": "error",
        "plugin": "error",
    }


def test_where_nothing_is_enabled_nothing_is_tried(rack: Rack) -> None:
    rack.add(is_enabled=False)
    assert rack.verify_all() == {}


def test_how_many_there_are_is_known_before_the_first_is_tried(rack: Rack) -> None:
    for name in ("one", "two", "three"):
        rack.add(name)
    count, tried = rack.use_cases.verify.all(by=rack.me)
    assert (count, rack.products.opened) == (3, [])
    first, became = next(tried)
    assert became.outcome is Outcome.OK
    # What is known is written down before the next is waited for.
    assert rack.stored(first).is_verified
    assert sum(one.is_verified for one in rack.all()) == 1
    assert len(list(tried)) == 2


def test_one_that_is_switched_off_can_still_be_tried(rack: Rack) -> None:
    assert rack.verify(rack.add(is_enabled=False)).is_verified


def test_secrets_that_cannot_be_read_are_said_to_be(rack: Rack) -> None:
    hound = rack.add()
    rack.break_seals(hound)
    found = rack.verify(hound)
    assert found.verification == Verification(
        NOON, Outcome.ERROR, "Its secrets cannot be read with the keys that are here: give them again.", 0
    )
    assert rack.products.opened == []
    rack.change(hound, {"password": PASSWORD})
    assert rack.verify(hound).is_verified


def test_all_but_those_that_were_changed_or_removed_meanwhile_get_what_was_found(rack: Rack) -> None:
    kept, changed, removed = (rack.add(name) for name in ("kept", "changed", "removed"))

    def meanwhile(setup: Setup) -> None:
        if setup.connector_id == kept.id:
            rack.change(changed, {"username": "other"})
            rack.remove(removed)

    # The last of the list is asked first: before the others are written down.
    rack.make_default(removed)
    rack.products.meanwhile = meanwhile
    rack.verify_all()
    assert {one.name: one.is_verified for one in rack.all()} == {"kept": True, "changed": False}


def test_who_is_told_what_another_found_asks_no_product_again(rack: Rack) -> None:
    hound = rack.add()
    found = rack.verify(hound)
    again = rack.use_cases.verify.execute(hound.id, by=rack.me, is_told=True)
    assert (again, len(rack.products.opened)) == (found, 1)
    assert rack.happened(hound) == ["added", "verified"]


def test_what_another_found_before_it_was_changed_does_not_count(rack: Rack) -> None:
    hound = rack.add()
    rack.verify(hound)
    rack.change(hound, {"username": "bert"})
    assert rack.use_cases.verify.execute(hound.id, by=rack.me, is_told=True).is_verified
    assert len(rack.products.opened) == 2
