"""Change what people say of an agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve, frozen

from socdomain.agents.agent import Agent, Criticality
from socdomain.agents.ports import AgentListing, AgentsWork
from socdomain.agents.queries import for_reader
from socdomain.agents.whose import Whose
from socdomain.audit_record import AuditRecord
from socdomain.clock import Clock
from socdomain.errors import NotAllowedError, StaleVersionError
from socdomain.ids import AgentId, Ids
from socdomain.principal import Principal, Reach, Scope
from socdomain.unset import UNSET, Unset


@frozen
class AgentChange:
    """What to change; what is not given stays.

    Attributes:
        customer: Code of whose it is, whatever its product says; None to go by what the product says again.
        criticality: How much depends on its host; None where nobody can say.
        note: What people should know of it.
    """

    customer: str | Unset | None = UNSET
    criticality: Criticality | Unset | None = UNSET
    note: str | Unset = UNSET


@frozen
class ChangeAgent:
    """Changes what people say of an agent; what its product says is not theirs to change."""

    work: Callable[[Reach], AgentsWork]
    clock: Clock
    ids: Ids

    def execute(self, agent_id: AgentId, change: AgentChange, *, expected_version: int, by: Principal) -> AgentListing:
        """Changes an agent, and returns it as it is then; no change is not written down.

        Args:
            agent_id: Which.
            change: What to change.
            expected_version: The version that the caller saw.
            by: Who asks; needs ``agents:write``. To go by what the product says again takes seeing every customer,
                since it may turn out to be anybody's.

        Raises:
            NotFoundError: The agent, or the customer, is not within reach.
            NotAllowedError: They may not.
            StaleVersionError: It has changed since.
            InvalidInputError: The note is too long.
        """
        by.require_any_scope(Scope.AGENTS_WRITE)
        if change.customer is None and not by.reach.is_everyone:
            raise NotAllowedError((Scope.AGENTS_WRITE,))
        with self.work(by.reach) as work:
            before = work.agents.for_change(agent_id, reach=by.reach)
            if before.version != expected_version:
                raise StaleVersionError("agent", for_reader(work.agents.detail(agent_id, reach=by.reach), by))
            after = self._changed(work, before, change, by)
            if after != before:
                after = evolve(after, version=before.version + 1)
                work.agents.save(after, expected_version=before.version, reach=by.reach)
                self._write_down(work, before, after, by)
            listing = for_reader(work.agents.detail(agent_id, reach=by.reach), by)
            if after != before:
                work.commit()
        return listing

    def _changed(self, work: AgentsWork, before: Agent, change: AgentChange, by: Principal) -> Agent:
        after = before
        if isinstance(change.customer, str):
            owner = work.customers.by_code(change.customer, reach=by.reach)
            after = evolve(after, customer_id=owner.id, customer_is_set=True)
        elif change.customer is None and before.customer_is_set:
            connector = work.connectors.get(before.connector_id)
            said = None if connector is None else Whose.read(work, connector, [before]).of(before)
            after = evolve(after, customer_id=said, customer_is_set=False)
        if not isinstance(change.criticality, Unset):
            after = evolve(after, criticality=change.criticality)
        return after if isinstance(change.note, Unset) else evolve(after, note=change.note)

    def _write_down(self, work: AgentsWork, before: Agent, after: Agent, by: Principal) -> None:
        now, old, new = self.clock.now(), _shown(before), _shown(after)
        changed = [name for name in new if new[name] != old[name]]
        # Whoever loses an agent is told as well as whoever gets it.
        for customer_id in dict.fromkeys((before.customer_id, after.customer_id)):
            work.audit.add(
                AuditRecord.of(
                    by,
                    "agent.changed",
                    after.id,
                    id=self.ids.new(),
                    at=now,
                    customer_id=customer_id,
                    before={name: old[name] for name in changed},
                    after={name: new[name] for name in changed},
                )
            )


def _shown(agent: Agent) -> dict[str, Any]:
    return {
        "customer": None if agent.customer_id is None else str(agent.customer_id),
        "customer_is_set": agent.customer_is_set,
        "criticality": agent.criticality and agent.criticality.value,
        "note": agent.note,
    }
