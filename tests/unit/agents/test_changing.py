"""What people say of agents, and who may."""

from __future__ import annotations

from typing import Any

import pytest

from socdomain.agents.agent import LONGEST_NOTE, Agent, Criticality
from socdomain.agents.ports import AgentFilter, AgentListing
from socdomain.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleVersionError
from socdomain.principal import Principal, Reach, Scope
from tests.builders import a_principal
from tests.unit.agents.yard import Yard, seen


@pytest.fixture
def agent(yard: Yard) -> Agent:
    yard.customer("ACME")
    yard.customer("Globex")
    yard.connector("Watch", seen(groups=("acme",)))
    yard.synced()
    return yard.agents()["1"]


def one_of(yard: Yard, *codes: str, **fields: Any) -> Principal:
    with yard.works.reading(Reach.everyone()) as work:
        owners = [work.customers.by_code(code, reach=Reach.everyone()).id for code in codes]
    return a_principal(reach=Reach.only(owners), **fields)


def test_what_is_not_given_stays(yard: Yard, agent: Agent) -> None:
    agent = yard.change(agent, note="look", criticality=Criticality.CRITICAL)
    assert (agent.note, agent.criticality, agent.version) == ("look", Criticality.CRITICAL, 2)
    agent = yard.change(agent, note="")
    assert (agent.note, agent.criticality, agent.version) == ("", Criticality.CRITICAL, 3)
    agent = yard.change(agent, criticality=None)
    assert (agent.note, agent.criticality, agent.version) == ("", None, 4)
    assert yard.agents()["1"] == agent


def test_no_change_is_no_version_and_not_written_down(yard: Yard, agent: Agent) -> None:
    before = len(yard.platform.audit_records)
    assert yard.change(agent, note="", criticality=None, customer=None) == agent
    assert len(yard.platform.audit_records) == before


def test_a_change_is_written_down_for_whoever_loses_the_agent_and_whoever_gets_it(yard: Yard, agent: Agent) -> None:
    after = yard.change(agent, customer="GLOBEX", note="moved")
    records = [one for one in yard.platform.audit_records if one.action == "agent.changed"]
    assert {one.customer_id for one in records} == {agent.customer_id, after.customer_id}
    for record in records:
        assert record.object_id == str(agent.id)
        assert record.before == {"customer": str(agent.customer_id), "customer_is_set": False, "note": ""}
        assert record.after == {"customer": str(after.customer_id), "customer_is_set": True, "note": "moved"}


def test_a_change_of_an_older_version_is_refused_with_the_present_one(yard: Yard, agent: Agent) -> None:
    after = yard.change(agent, note="first")
    with pytest.raises(StaleVersionError) as stale:
        yard.change(agent, note="second")
    assert isinstance(stale.value.present, AgentListing)
    assert stale.value.present.agent == after


def test_a_note_has_a_longest_length(yard: Yard, agent: Agent) -> None:
    yard.change(agent, note="x" * LONGEST_NOTE)
    with pytest.raises(InvalidInputError, match="note"):
        yard.change(agent, note="x" * (LONGEST_NOTE + 1), version=2)


def test_who_sees_some_customers_moves_agents_among_those(yard: Yard, agent: Agent) -> None:
    with pytest.raises(NotFoundError, match="customer"):
        yard.change(agent, customer="globex", by=one_of(yard, "ACME"))
    with pytest.raises(NotFoundError, match="agent"):
        yard.change(agent, customer="globex", by=one_of(yard, "globex"))
    moved = yard.change(agent, customer="globex", by=one_of(yard, "ACME", "Globex"))
    assert moved.customer_id != agent.customer_id


def test_only_who_sees_everyone_leaves_it_to_the_product_again(yard: Yard, agent: Agent) -> None:
    """It could turn out to be anybody's, or nobody's."""
    with pytest.raises(NotAllowedError):
        yard.change(agent, customer=None, by=one_of(yard, "ACME", "Globex"))


def test_it_takes_a_scope_to_read_and_another_one_to_change(yard: Yard, agent: Agent) -> None:
    for scope in (Scope.AGENTS_READ, Scope.AGENTS_WRITE):
        without = a_principal(scopes=frozenset(Scope) - {scope})
        with pytest.raises(NotAllowedError):
            yard.listings(by=without) if scope is Scope.AGENTS_READ else yard.change(agent, note="x", by=without)


def test_what_connectors_are_called_is_for_who_sees_everyone(yard: Yard, agent: Agent) -> None:
    (shown,) = yard.listings(AgentFilter(customer="acme"))
    assert (shown.connector_name, shown.connector_kind) == ("Watch", "watchman")
    (shown,) = yard.listings(by=one_of(yard, "ACME"))
    assert (shown.connector_name, shown.connector_kind) == (None, "watchman")
