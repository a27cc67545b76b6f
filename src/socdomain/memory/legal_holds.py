"""Legal holds in memory."""

from __future__ import annotations

from collections.abc import Collection

from attrs import evolve, frozen

from socdomain.artifacts.artifact import Artifact
from socdomain.artifacts.legal_hold import LegalHold
from socdomain.artifacts.upkeep_ports import HoldFilter
from socdomain.errors import ConcurrentChangeError, NotFoundError
from socdomain.ids import ArtifactId, CustomerId, HoldId
from socdomain.memory.customers import customer_of_code
from socdomain.memory.pages import page_of
from socdomain.memory.state import State, check_link
from socdomain.pages import Page, PageRequest, Position
from socdomain.principal import Reach


@frozen
class MemoryHoldRepository:
    """The legal holds, as ``HoldRepository``."""

    _state: State

    def lock(self, customer_id: CustomerId) -> None:
        """Keeps nobody away: only one unit of work writes at a time."""

    def add(self, hold: LegalHold) -> None:
        """Adds a hold."""
        self._state.check_customer(hold.customer_id)
        check_link(self._state.cases, hold.case_id, hold.customer_id)
        check_link(self._state.artifacts, hold.artifact_id, hold.customer_id)
        self._state.holds[hold.id] = hold

    def get(self, hold_id: HoldId, *, reach: Reach) -> LegalHold:
        """Returns a hold."""
        found = self._state.holds.get(hold_id)
        if found is None or not reach.sees(found.customer_id):
            raise NotFoundError("legal hold", hold_id)
        return found

    def lift(self, hold: LegalHold) -> None:
        """Writes when a hold was lifted, by whom and why."""
        stored = self._state.holds.get(hold.id)
        if stored is None or stored.lifted_at is not None:
            raise ConcurrentChangeError("the legal hold was lifted meanwhile")
        self._state.holds[hold.id] = evolve(
            stored, lifted_at=hold.lifted_at, lifted_by=hold.lifted_by, lift_reason=hold.lift_reason
        )

    def over(self, artifact: Artifact) -> tuple[LegalHold, ...]:
        """Returns the holds that a file is under, those that were placed first first."""
        found = [hold for hold in self._state.holds.values() if is_over(hold, artifact)]
        return tuple(sorted(found, key=lambda hold: (hold.placed_at, hold.id.int)))

    def over_each(self, artifacts: Collection[Artifact]) -> dict[ArtifactId, tuple[LegalHold, ...]]:
        """Returns the holds that each of some files is under."""
        return {artifact.id: self.over(artifact) for artifact in artifacts}

    def page(self, wanted: HoldFilter, page: PageRequest, *, reach: Reach) -> Page[LegalHold]:
        """Returns a page of holds within reach, the latest first."""
        found = [hold for hold in self._state.holds.values() if reach.sees(hold.customer_id)]
        fitting = (hold for hold in found if self._fits(hold, wanted))
        return page_of(fitting, page, lambda hold: Position(hold.placed_at, hold.id))

    def _fits(self, hold: LegalHold, wanted: HoldFilter) -> bool:
        if wanted.customer is not None:
            customer = customer_of_code(self._state, wanted.customer)
            if customer is None or customer.id != hold.customer_id:
                return False
        asked = (
            (wanted.case_id, hold.case_id),
            (wanted.artifact_id, hold.artifact_id),
            (wanted.holds, hold.lifted_at is None),
        )
        return all(value is None or value == present for value, present in asked)


def is_over(hold: LegalHold, artifact: Artifact) -> bool:
    """Tells whether a hold is in force, and a file under it."""
    if hold.lifted_at is not None or hold.customer_id != artifact.customer_id:
        return False
    if hold.artifact_id is not None:
        return hold.artifact_id == artifact.id
    return hold.case_id is None or hold.case_id == artifact.case_id
