"""Rules, as a manager lists them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from adapters.connectors.wazuh_manager.client import PAGE_SIZE
from adapters.connectors.wazuh_manager.fixtures.managers import asked, client_of
from adapters.connectors.wazuh_manager.simulated_fleet import RULES, SimulatedRule
from adapters.connectors.wazuh_manager.simulator import WazuhManagerSimulator
from socdomain.connectors.capabilities import Named
from socdomain.connectors.verification import ConnectorError, Outcome


@pytest.fixture
def manager() -> Iterator[WazuhManagerSimulator]:
    with WazuhManagerSimulator() as simulator:
        yield simulator


def test_rules_come_by_number(manager: WazuhManagerSimulator) -> None:
    with client_of(manager) as client:
        found = list(client.rules())
    assert [one.id for one in found] == sorted((str(one.number) for one in RULES), key=int)
    detail = {"level": "12", "groups": "local", "file": "local_rules.xml", "status": "enabled"}
    assert found[-1] == Named("100001", "Somebody signed in as an emergency user.", detail)
    assert found[1].detail["mitre"] == "T1078"


def test_rules_come_in_pages_and_a_rule_that_replaces_another_counts() -> None:
    """Wazuh lists both, the one of the operator's own file after the other."""
    rules = [SimulatedRule(number, 3, "of Wazuh", ("ossec",)) for number in range(1, 2 * PAGE_SIZE - 1)]
    # One within a page, one whose two stand on two pages, and one on a page of its own.
    own = [SimulatedRule(number, 0, "of ours", ("local",)) for number in (7, PAGE_SIZE - 1, 2 * PAGE_SIZE - 2)]
    with WazuhManagerSimulator(rules=[*rules, *own]) as manager, client_of(manager) as client:
        found = list(client.rules())
    assert [one.id for one in found] == [str(one.number) for one in rules]
    assert [one.id for one in found if one.title == "of ours"] == [str(one.number) for one in own]
    assert asked(manager, "/rules") == 3


def test_a_manager_without_rules_says_so() -> None:
    with (
        WazuhManagerSimulator(version="5.0.1") as manager,
        client_of(manager) as client,
        pytest.raises(ConnectorError, match=r"5\.0") as raised,
    ):
        list(client.rules())
    assert raised.value.outcome is Outcome.UNSUPPORTED_VERSION
