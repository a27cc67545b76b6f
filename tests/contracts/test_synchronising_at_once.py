"""Agents that are synchronised by several at once, over every store."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from socdomain.agents.ports import AgentFilter
from socdomain.agents.sync_agents import BATCH
from socdomain.connectors.capabilities import AgentSeen
from socdomain.customers.customer import Customer
from tests.builders import EVERYONE
from tests.contracts.backends import Works
from tests.contracts.lists import walked
from tests.unit.agents.yard import Yard, seen

COUNT = 2 * BATCH + 100
WAIT_S = 60.0


def stored(works: Works) -> dict[str, bool]:
    """Whether each agent has vanished, by the product's identifier; none may be there twice."""
    with works.reading(EVERYONE) as work:
        found = walked(lambda page: work.agents.page(AgentFilter(), page, reach=EVERYONE), limit=200)
    assert len({one.agent.vendor_id for one in found}) == len(found)
    return {one.agent.vendor_id: one.agent.vanished_at is not None for one in found}


def test_nothing_is_doubled_or_lost_by_two_at_once(works: Works, acme: Customer) -> None:
    """They meet before each batch, so that both find that none of it is there."""
    meet = Barrier(2, timeout=WAIT_S)

    class Named:
        """What the product names, to each who asks anew."""

        def __iter__(self) -> Iterator[AgentSeen | Exception]:
            for number in range(COUNT):
                if number % BATCH == BATCH - 1:
                    meet.wait()
                yield seen(str(number), f"ws-{number}", groups=("acme",))

    yard = Yard(works=works)
    connector = yard.connector()
    yard.says[connector.id] = Named()

    def sync() -> int:
        _, each = yard.sync.execute(by=yard.me)
        (one,) = each
        assert (one.agents, one.trouble) == (COUNT, "")
        return one.added

    with ThreadPoolExecutor(2) as threads:
        added = [done.result(WAIT_S) for done in [threads.submit(sync) for _ in range(2)]]
    assert sum(added) == COUNT
    assert stored(works) == {str(number): False for number in range(COUNT)}
    yard.says[connector.id] = [seen("0")]
    assert yard.synced()["Watch"].vanished == COUNT - 1
    assert stored(works) == {str(number): number > 0 for number in range(COUNT)}
