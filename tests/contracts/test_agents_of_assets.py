"""Which agents every ``AlertRepository`` finds on the hosts that an alert names."""

from __future__ import annotations

from collections.abc import Sequence

from socdomain.agents.agent import Agent
from socdomain.customers.customer import Customer
from socdomain.ids import AgentId, ConnectorId
from socdomain.incidents.alert import Alert
from socdomain.incidents.asset import Asset, alias_of_agent
from socdomain.incidents.intake import IntakePlan
from socdomain.principal import Reach
from socdomain.sources.normalised_event import AssetKind
from tests.builders import IDS, NOW, a_share, an_agent, an_alert, an_alias, an_asset
from tests.contracts.backends import Works
from tests.contracts.stored import store_alerts, store_plan
from tests.contracts.test_agents import stored

WAZUH, HOUND = ConnectorId(IDS.new()), ConnectorId(IDS.new())


def stored_alert(works: Works, customer: Customer, *assets: Asset, aliases: Sequence[str] = ()) -> Alert:
    """An alert with assets, of which the first has further aliases."""
    alert = an_alert(customer)
    store_alerts(works, alert)
    plan = IntakePlan(
        new_assets=list(assets),
        new_aliases=[*map(an_alias, assets), *(an_alias(assets[0], alias) for alias in aliases)],
        asset_shares=[a_share(alert, asset) for asset in assets],
    )
    store_plan(works, plan)
    return alert


def agents_on(works: Works, alert: Alert) -> dict[str, tuple[AgentId, ...]]:
    """The agents of each of an alert's assets, as somebody sees them who sees its customer alone."""
    reach = Reach.only([alert.customer_id])
    with works.reading(reach) as work:
        return {one.asset.name: one.agent_ids for one in work.alerts.detail(alert.id, reach=reach).assets}


def an_agent_of(customer: Customer, name: str = "ws01", connector_id: ConnectorId = WAZUH, **fields: object) -> Agent:
    return an_agent(name, customer_id=customer.id, connector_id=connector_id, **fields)


def test_an_asset_has_the_agent_of_its_name_of_each_connector(works: Works, acme: Customer) -> None:
    assets = [an_asset(acme, name) for name in ("WS01.corp.local", "ws02", "ws03")]
    alert = stored_alert(works, acme, *assets)
    wazuh, hound = an_agent_of(acme), an_agent_of(acme, "WS01", HOUND, os_family="windows")
    other = an_agent_of(acme, "Ws02.elsewhere")
    stored(works, hound, wazuh, other, an_agent_of(acme, "ws"), an_agent_of(acme, "ws010"))
    assert agents_on(works, alert) == {
        "WS01.corp.local": tuple(sorted((wazuh.id, hound.id))),
        "ws02": (other.id,),
        "ws03": (),
    }


def test_no_agent_of_another_customer_nor_of_nobody_nor_one_that_has_vanished(
    works: Works, acme: Customer, globex: Customer
) -> None:
    alert = stored_alert(works, acme, an_asset(acme, "ws01"))
    stored(works, an_agent_of(globex), an_agent("ws01"), an_agent_of(acme, vanished_at=NOW))
    assert agents_on(works, alert) == {"ws01": ()}


def test_only_a_host_has_agents(works: Works, acme: Customer) -> None:
    alert = stored_alert(works, acme, an_asset(acme, "ws01", kind=AssetKind.USER))
    stored(works, an_agent_of(acme))
    assert agents_on(works, alert) == {"ws01": ()}


def test_of_several_of_the_name_none_is_unless_an_event_says_which(works: Works, acme: Customer) -> None:
    hound = an_agent_of(acme, connector_id=HOUND, vendor_id="001")
    stored(works, an_agent_of(acme, vendor_id="001"), an_agent_of(acme, vendor_id="01"), hound)
    alert = stored_alert(works, acme, an_asset(acme, "ws01"), aliases=["agent:main:1"])
    assert agents_on(works, alert) == {"ws01": (hound.id,)}


def test_an_event_s_agent_decides_among_those_of_the_name(works: Works, acme: Customer) -> None:
    first, second = an_agent_of(acme, vendor_id="001"), an_agent_of(acme, vendor_id="01")
    stored(works, first, second)
    alert = stored_alert(works, acme, an_asset(acme, "ws01"), aliases=[alias_of_agent("main:1", "01")])
    assert agents_on(works, alert) == {"ws01": (second.id,)}


def test_an_asset_that_has_another_one_s_name_is_known_by_its_agent(works: Works, acme: Customer) -> None:
    """A name means one asset: the second host of a name is known by its agent alone."""
    first, second = an_agent_of(acme, vendor_id="001"), an_agent_of(acme, vendor_id="002")
    stored(works, first, second)
    alert, other = an_alert(acme), an_asset(acme, "WS01.corp")
    store_alerts(works, alert)
    plan = IntakePlan(
        new_assets=[other],
        new_aliases=[an_alias(other, alias_of_agent("main", "002"))],
        asset_shares=[a_share(alert, other)],
    )
    store_plan(works, plan)
    assert agents_on(works, alert) == {"WS01.corp": (second.id,)}


def test_an_asset_is_known_by_its_other_names_too(works: Works, acme: Customer) -> None:
    agent = an_agent_of(acme, "renamed.corp")
    stored(works, agent)
    alert = stored_alert(works, acme, an_asset(acme, "ws01"), aliases=["host:renamed"])
    assert agents_on(works, alert) == {"ws01": (agent.id,)}


def test_where_events_named_two_of_the_name_none_is(works: Works, acme: Customer) -> None:
    stored(works, an_agent_of(acme, vendor_id="1"), an_agent_of(acme, vendor_id="2"))
    aliases = [alias_of_agent("main", vendor_id) for vendor_id in "12"]
    alert = stored_alert(works, acme, an_asset(acme, "ws01"), aliases=aliases)
    assert agents_on(works, alert) == {"ws01": ()}
