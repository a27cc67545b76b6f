"""Agents are what products name, told of each without regard to the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve

from socdomain.agents.agent import Criticality
from socdomain.agents.ports import AgentsWork
from socdomain.agents.seen import LONGEST_TEXT, MOST_WORDS
from socdomain.agents.sync_agents import BATCH, MOST_ATTEMPTS, Synced
from socdomain.connectors.capabilities import AgentSeen
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import ConcurrentChangeError, NotAllowedError, OtherCustomerError
from socdomain.jobs.catalog import CATALOG
from socdomain.principal import Reach, Scope
from socdomain.sealed import Sealed
from tests.builders import NOW, a_principal
from tests.products import HOUND
from tests.unit.agents.yard import NOON, Yard, seen

AWAY = ConnectorError(Outcome.UNREACHABLE, "Nothing answers there.")


def many(count: int) -> list[AgentSeen]:
    return [seen(str(number), f"ws-{number}") for number in range(count)]


def test_what_a_product_says_of_an_agent_is_kept(yard: Yard) -> None:
    said = seen(
        "007",
        "WS-7.acme.local",
        os="Windows 11",
        os_family="windows",
        address="10.0.0.7",
        version="4.12.0",
        status="disconnected",
        last_seen=NOW,
        groups=("default", "office"),
        labels={"site": "Berlin"},
        org="O1",
    )
    connector = yard.connector("Watch", said)
    assert yard.synced() == {"Watch": Synced("Watch", agents=1, added=1)}
    agent = yard.agents()["007"]
    assert (agent.connector_id, agent.hostname, agent.agent_version) == (connector.id, "WS-7.acme.local", "4.12.0")
    for name in ("os", "os_family", "address", "status", "last_seen", "groups", "labels", "org"):
        assert getattr(agent, name) == getattr(said, name)
    assert (agent.created_at, agent.synced_at, agent.vanished_at, agent.version) == (
        yard.clock.at,
        yard.clock.at,
        None,
        1,
    )


def test_an_agent_that_is_named_again_is_the_same_with_what_is_said_of_it_now(yard: Yard) -> None:
    connector = yard.connector("Watch", seen("1", "old", groups=("a",)), seen("2"))
    yard.synced()
    before = yard.agents()
    yard.says[connector.id] = [seen("2"), seen("1", "new", status="disconnected")]
    assert yard.synced() == {"Watch": Synced("Watch", agents=2)}
    after = yard.agents()
    changed: dict[str, Any] = {"hostname": "new", "status": "disconnected", "groups": (), "synced_at": yard.clock.at}
    assert after["1"] == evolve(before["1"], **changed)
    assert after["2"] == evolve(before["2"], synced_at=yard.clock.at)


def test_the_same_identifier_at_another_connector_is_another_agent(yard: Yard) -> None:
    yard.connector("A", seen("1", "a"))
    yard.connector("B", seen("1", "b"))
    for _ in range(2):
        yard.synced()
    assert sorted(one.agent.hostname for one in yard.listings()) == ["a", "b"]


def test_an_agent_that_is_named_twice_is_there_once(yard: Yard) -> None:
    yard.connector("Watch", seen("1", "first"), *many(BATCH), seen("1", "last"))
    yard.synced()
    with yard.works.reading(Reach.everyone()) as work:
        known = work.agents.known(next(iter(yard.says)), [str(number) for number in range(BATCH)])
    assert len(known) == BATCH
    assert known["1"].hostname == "last"


@pytest.mark.parametrize("count", [0, 1, BATCH, BATCH + 1, 2 * BATCH + 7])
def test_however_many_there_are_each_is_kept(yard: Yard, count: int) -> None:
    connector = yard.connector("Watch", *many(count))
    assert yard.synced() == {"Watch": Synced("Watch", agents=count, added=count)}
    yard.says[connector.id] = [seen("new")]
    assert yard.synced()["Watch"] == Synced("Watch", agents=1, added=1, vanished=count)


def test_they_are_taken_as_they_come_and_never_all_held(yard: Yard) -> None:
    """What has been told is written before more is asked for."""
    told: list[tuple[int, int]] = []
    named = 0

    def naming() -> Iterator[AgentSeen]:
        nonlocal named
        for one in many(3 * BATCH):
            named += 1
            yield one

    connector = yard.connector()
    yard.says[connector.id] = naming()
    _, each = yard.sync.execute(by=yard.me, tell=lambda _, count: told.append((count, named)))
    assert [one.added for one in each] == [3 * BATCH]
    assert told == [(count, count) for count in (BATCH, 2 * BATCH, 3 * BATCH)]


def test_one_that_is_named_no_more_has_vanished_and_comes_back(yard: Yard) -> None:
    connector = yard.connector("Watch", seen("1"), seen("2"))
    yard.synced()
    before = yard.agents()
    yard.change(before["2"], note="look", criticality=Criticality.HIGH)
    yard.says[connector.id] = [seen("1")]
    assert yard.synced()["Watch"].vanished == 1
    at = yard.clock.at
    gone = yard.agents()["2"]
    assert (gone.vanished_at, gone.synced_at, gone.note) == (at, before["2"].synced_at, "look")
    assert yard.synced()["Watch"].vanished == 0
    assert yard.agents()["2"] == gone
    yard.says[connector.id] = [seen("1"), seen("2")]
    assert yard.synced()["Watch"] == Synced("Watch", agents=2)
    assert yard.agents()["2"] == evolve(gone, vanished_at=None, synced_at=yard.clock.at)


def test_what_was_heard_before_a_product_broke_off_is_kept(yard: Yard) -> None:
    yard.connector("Watch", *many(BATCH + 2), AWAY)
    synced = yard.synced()["Watch"]
    assert (synced.agents, synced.added, synced.trouble) == (BATCH + 2, BATCH + 2, "Nothing answers there.")


def test_the_label_that_says_whose_it_is_is_kept_however_many_there_are(yard: Yard) -> None:
    globex = yard.customer("GLOBEX")
    acme = yard.customer("ACME")
    labels = {f"l{number}": "x" for number in range(MOST_WORDS)} | {"customer": "GLOBEX"}
    yard.connector("Watch", seen("1", labels=labels), customer_id=acme)
    yard.synced()
    assert yard.agents()["1"].customer_id == globex


def test_a_product_that_breaks_off_has_no_agent_vanish(yard: Yard) -> None:
    connector = yard.connector("Watch", *many(BATCH + 2))
    yard.synced()
    yard.says[connector.id] = [*many(BATCH), AWAY]
    synced = yard.synced()["Watch"]
    assert (synced.agents, synced.vanished, synced.trouble) == (BATCH, 0, "Nothing answers there.")
    assert {one.agent.vanished_at for one in yard.listings()} == {None}
    yard.says[connector.id] = many(BATCH)
    assert yard.synced()["Watch"].vanished == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AWAY, "Nothing answers there."),
        (ValueError("hunter2"), "Its connector has a fault and raised ValueError: report it."),
        (ConcurrentChangeError("not ours"), "Its connector has a fault and raised ConcurrentChangeError: report it."),
    ],
)
def test_one_that_fails_neither_stops_nor_hides_the_others(yard: Yard, error: Exception, said: str) -> None:
    yard.connector("A", seen("a"))
    yard.connector("B", seen("b"), error)
    yard.connector("C", seen("c"))
    yard.connector("D", secrets={"token": Sealed("wf1.lost.1")})
    synced = yard.synced()
    assert {name: one.trouble for name, one in synced.items()} == {
        "A": "",
        "B": said,
        "C": "",
        "D": "Its secrets cannot be read with the keys that are here: give them again.",
    }
    assert yard.agents().keys() == {"a", "b", "c"}


def test_only_connectors_that_are_enabled_and_list_agents_are_asked(yard: Yard) -> None:
    yard.connector("Off", seen(), is_enabled=False)
    yard.connector("Other", seen(), kind=HOUND.name)
    yard.connector("A plugin's", seen(), kind="not-loaded")
    assert yard.synced() == {}
    assert yard.listings() == ()


def test_the_agents_of_one_that_is_switched_off_stay_as_they_are(yard: Yard) -> None:
    connector = yard.connector("Watch", seen())
    yard.synced()
    before = yard.agents()
    yard.save(evolve(connector, is_enabled=False, version=2))
    yard.synced()
    assert yard.sync.of_removed_connectors(by=yard.me) == 0
    assert yard.agents() == before


def test_a_connector_that_is_removed_meanwhile_adds_no_more(yard: Yard) -> None:
    connector = yard.connector("Watch", *many(2))
    yard.synced()
    yard.meanwhile = lambda: yard.remove(connector)
    yard.says[connector.id] = many(4)
    assert yard.synced()["Watch"] == Synced("Watch", agents=4, trouble="It was removed meanwhile.")
    assert yard.agents().keys() == {"0", "1"}


def test_the_agents_of_a_removed_connector_vanish_and_are_not_lost(yard: Yard) -> None:
    connector = yard.connector("Watch", *many(2))
    yard.connector("Other", seen("other"))
    yard.synced()
    yard.remove(connector)
    yard.synced()
    assert yard.sync.of_removed_connectors(by=yard.me) == 2
    assert yard.sync.of_removed_connectors(by=yard.me) == 0
    vanished = {vendor_id: one.vanished_at is not None for vendor_id, one in yard.agents().items()}
    assert vanished == {"0": True, "1": True, "other": False}


def test_one_that_is_synchronised_while_it_is_synchronised_doubles_and_loses_nothing(yard: Yard) -> None:
    """The second runs as a whole when the first has asked, and knows of an agent that the first does not."""
    connector = yard.connector("Watch", seen("1"), seen("2"))

    def again() -> None:
        yard.meanwhile = lambda: None
        first = yard.says[connector.id]
        yard.says[connector.id] = [seen("2"), seen("3")]
        yard.synced(seconds=1)
        yard.says[connector.id] = first

    yard.meanwhile = again
    yard.synced()
    assert {name: one.vanished_at for name, one in yard.agents().items()} == dict.fromkeys("123")
    yard.synced()
    assert {name: one.vanished_at is None for name, one in yard.agents().items()} == {"1": True, "2": True, "3": False}


@pytest.mark.parametrize("error", [ConcurrentChangeError("met"), OtherCustomerError("gone")], ids=repr)
def test_what_meets_another_writer_is_tried_again_and_not_for_ever(yard: Yard, error: Exception) -> None:
    connector, left = yard.connector("Watch", seen("1")), [MOST_ATTEMPTS - 1]

    def work(reach: Reach) -> AgentsWork:
        if left[0]:
            left[0] -= 1
            raise error
        return yard.works(reach)

    sync = evolve(yard.sync, work=work)
    assert [one.added for one in sync.execute(by=yard.me)[1]] == [1]
    yard.says[connector.id], left[0] = [], MOST_ATTEMPTS - 1
    yard.clock.advance(CATALOG["sync_agents"].timeout)
    assert [one.agents for one in sync.execute(by=yard.me)[1]] == [0]
    assert yard.agents()["1"].vanished_at is not None
    yard.says[connector.id], left[0] = [seen("2")], MOST_ATTEMPTS
    with pytest.raises(type(error)):
        list(sync.execute(by=yard.me)[1])


def test_a_clock_that_goes_back_has_nothing_vanish_that_was_named(yard: Yard) -> None:
    connector = yard.connector("Watch", seen("1"))

    def back() -> None:
        yard.clock.at = NOON

    yard.meanwhile = back
    yard.synced(hours=2)
    assert yard.says[connector.id]
    assert yard.agents()["1"].vanished_at is None


@pytest.mark.parametrize("vendor_id", ["", "a\x00b", "a\ud800", "x" * (LONGEST_TEXT + 1)])
def test_an_agent_that_cannot_be_known_again_is_counted_and_passed_over(yard: Yard, vendor_id: str) -> None:
    yard.connector("Watch", seen(vendor_id), seen("x" * LONGEST_TEXT))
    assert yard.synced()["Watch"] == Synced("Watch", agents=2, added=1, unusable=1)


def test_what_no_database_would_take_is_cut_and_cleaned(yard: Yard) -> None:
    long = "y" * 10_000
    said: dict[str, Any] = {
        "os": "a\x00b\ud800c",
        "address": long,
        "groups": tuple(f"{number}" for number in range(1_000)),
        "labels": {long: long},
    }
    yard.connector("Watch", seen("1", long, **said))
    yard.synced()
    agent = yard.agents()["1"]
    assert (agent.hostname, agent.address, agent.os) == (long[:LONGEST_TEXT], long[:LONGEST_TEXT], "a b c")
    assert agent.labels == {long[:LONGEST_TEXT]: long[:LONGEST_TEXT]}
    assert agent.groups == said["groups"][:MOST_WORDS]


@pytest.mark.parametrize(
    "by",
    [
        a_principal(scopes=frozenset(Scope) - {Scope.AGENTS_WRITE}),
        a_principal(reach=Reach.nothing()),
    ],
    ids=["scope", "reach"],
)
def test_who_does_not_see_everyone_or_may_not_synchronises_nothing(yard: Yard, by: Any) -> None:
    yard.connector("Watch", seen())
    with pytest.raises(NotAllowedError):
        yard.sync.execute(by=by)
    with pytest.raises(NotAllowedError):
        yard.sync.of_removed_connectors(by=by)
    assert yard.listings() == ()
