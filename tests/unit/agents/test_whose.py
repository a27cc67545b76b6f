"""Whose an agent is."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from socdomain.ids import CustomerId
from tests.builders import IDS
from tests.unit.agents.yard import Yard, seen


@pytest.mark.parametrize(
    ("said", "whose"),
    [
        ({"labels": {"customer": "ACME"}}, "acme"),
        ({"labels": {"customer": " acme "}}, "acme"),
        ({"labels": {"customer": "acme-cloud"}}, "acme"),
        ({"labels": {"customer": "globex"}, "groups": ("acme",)}, "globex"),
        ({"labels": {"Customer": "globex"}}, None),
        ({"groups": ("default", "Acme")}, "acme"),
        ({"groups": ("acme", "acme-cloud")}, "acme"),
        ({"groups": ("acme", "globex")}, None),
        ({"groups": ("servers",)}, None),
        ({"labels": {"customer": ""}, "groups": ("acme",)}, "acme"),
        ({}, None),
    ],
)
@pytest.mark.parametrize("has_default", [False, True])
def test_the_label_says_it_then_the_one_group_then_the_connector(
    yard: Yard, said: dict[str, Any], whose: str | None, has_default: bool
) -> None:
    owners = {
        "acme": yard.customer("ACME", further_codes=("acme-cloud",)),
        "globex": yard.customer("Globex"),
        "default": yard.customer("initech"),
    }
    yard.connector("Watch", seen(**said), customer_id=owners["default"] if has_default else None)
    yard.synced()
    wanted = owners[whose] if whose else owners["default"] if has_default else None
    assert yard.agents()["1"].customer_id == wanted


def test_a_label_that_names_nobody_leaves_an_agent_nobody_s(yard: Yard) -> None:
    """Somebody is meant who is not known here; to give it to another one would show it to them."""
    yard.connector("Watch", seen(labels={"customer": "umbrella"}, groups=("acme",)), customer_id=yard.customer("ACME"))
    yard.synced()
    assert yard.agents()["1"].customer_id is None
    umbrella = yard.customer("Umbrella")
    yard.synced()
    assert yard.agents()["1"].customer_id == umbrella


def test_an_organisation_is_whose_the_connector_says(yard: Yard) -> None:
    acme, globex = yard.customer("ACME"), yard.customer("Globex")
    connector = yard.connector(
        "Watch",
        seen("1", org="O1", groups=("globex",), labels={"customer": "globex"}),
        seen("2", org="O2"),
        org_customers={"O1": acme, "o2": acme},
    )
    yard.synced()
    assert {name: one.customer_id for name, one in yard.agents().items()} == {"1": acme, "2": None}
    yard.save(evolve(connector, customer_id=globex, org_customers={"O2": acme}, version=2))
    yard.synced()
    assert {name: one.customer_id for name, one in yard.agents().items()} == {"1": globex, "2": acme}


def test_a_customer_that_is_there_no_more_is_nobody(yard: Yard) -> None:
    gone = CustomerId(IDS.new())
    yard.connector("Watch", seen("1", org="O1"), org_customers={"O1": gone})
    yard.synced()
    assert yard.agents()["1"].customer_id is None


def test_what_somebody_decided_stays_until_they_leave_it_to_the_product_again(yard: Yard) -> None:
    acme, globex = yard.customer("ACME"), yard.customer("Globex")
    connector = yard.connector("Watch", seen(groups=("acme",)))
    yard.synced()
    agent = yard.change(yard.agents()["1"], customer="globex")
    assert (agent.customer_id, agent.customer_is_set, agent.version) == (globex, True, 2)
    yard.says[connector.id] = [seen(groups=("acme", "more"))]
    yard.synced()
    assert (yard.agents()["1"].customer_id, yard.agents()["1"].groups) == (globex, ("acme", "more"))
    agent = yard.change(yard.agents()["1"], customer=None)
    assert (agent.customer_id, agent.customer_is_set, agent.version) == (acme, False, 3)
    yard.change(agent, customer="globex")
    yard.remove(connector)
    agent = yard.change(yard.agents()["1"], customer=None)
    assert (agent.customer_id, agent.customer_is_set) == (None, False)
