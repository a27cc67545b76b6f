"""Try connectors, and write down what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from attrs import frozen

from socdomain.clock import Clock
from socdomain.connectors.connector import Connector
from socdomain.connectors.connector_changes import found_connector, require_connectors
from socdomain.connectors.history import Happening, happened
from socdomain.connectors.kind import Setup
from socdomain.connectors.ports import ConnectorsWork
from socdomain.connectors.secret_values import SecretValues, UnreadableSecretsError
from socdomain.connectors.verification import Outcome, Verification
from socdomain.ids import ConnectorId, Ids
from socdomain.principal import Principal, Reach, Scope


@frozen
class Tried:
    """What became of trying a connector.

    Attributes:
        outcome: What.
        advice: What to do, in a sentence; for one that works, what was found.
        latency_ms: How long it took.
        product_version: The version that was found; empty for none.
    """

    outcome: Outcome
    advice: str
    latency_ms: int = 0
    product_version: str = ""


class TriesConnectors(Protocol):
    """Asks products, all at the same time, whether they can be used; it takes ten seconds at most."""

    def __call__(self, setups: Sequence[Setup]) -> Iterator[tuple[Setup, Tried]]:
        """Yields what became of each, as soon as it is known; raises nothing that a product does."""
        ...


@frozen
class VerifyConnectors:
    """Tries connectors.

    What is found counts for the connector as it was when it was tried: one that was changed meanwhile stays untried. Of
    two who try it at the same time, what the one found counts who began later.

    Attributes:
        work: Makes units of work; none is open while products are asked.
        secrets: Opens secrets.
        tries: Asks products.
        clock: Tells the time.
        ids: Makes identifiers.
    """

    work: Callable[[Reach], ConnectorsWork]
    secrets: SecretValues
    tries: TriesConnectors
    clock: Clock
    ids: Ids

    def execute(self, connector_id: ConnectorId, *, by: Principal, is_told: bool = False) -> Connector:
        """Tries one connector, enabled or not, and returns it as it is then.

        Args:
            connector_id: Which.
            by: Who asks; needs ``connectors:write``, and to see every customer.
            is_told: Whether somebody has tried it since this was asked for: what they found is not found again.

        Raises:
            NotFoundError: There is none of that identifier, or no longer.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        with self.work(by.reach) as work:
            connector = found_connector(work, connector_id)
        # One that was changed meanwhile is untried as it is.
        if is_told and connector.verification is not None:
            return connector
        for _ in self._tried([connector], by):
            pass
        with self.work(by.reach) as work:
            return found_connector(work, connector_id)

    def all(self, *, by: Principal) -> tuple[int, Iterator[tuple[Connector, Tried]]]:
        """Tries all that are enabled, at the same time.

        Args:
            by: Who asks; needs ``connectors:write``, and to see every customer.

        Returns:
            How many there are, and each with what became of it, as soon as that is known and written down.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        with self.work(by.reach) as work:
            enabled = [one for one in work.connectors.all() if one.is_enabled]
        return len(enabled), self._tried(enabled, by)

    def some(self, connectors: Sequence[Connector], *, by: Principal) -> Iterator[tuple[Connector, Tried]]:
        """Tries some, enabled or not, at the same time, and yields each as ``all`` does.

        Args:
            connectors: Which.
            by: Who asks; needs ``connectors:write``, and to see every customer.
        """
        require_connectors(by, Scope.CONNECTORS_WRITE)
        return self._tried(connectors, by)

    def _tried(self, connectors: Sequence[Connector], by: Principal) -> Iterator[tuple[Connector, Tried]]:
        setups, by_id = [], {one.id: one for one in connectors}
        for one in connectors:
            try:
                setups.append(self.secrets.setup(one))
            except UnreadableSecretsError as error:
                unreadable = Tried(error.outcome, error.advice)
                self._note(one, unreadable, self.clock.now(), by)
                yield one, unreadable
        since = self.clock.now()
        for setup, tried in self.tries(setups):
            connector = by_id[setup.connector_id]
            self._note(connector, tried, since, by)
            yield connector, tried

    def _note(self, connector: Connector, tried: Tried, since: datetime, by: Principal) -> None:
        now = self.clock.now()
        found = Verification(now, tried.outcome, tried.advice, tried.latency_ms, tried.product_version)
        with self.work(by.reach) as work:
            work.connectors.lock()
            present = work.connectors.get(connector.id)
            if present is None:
                return
            self._tell(work, Happening.VERIFIED, connector, _shown(found), now, by)
            was = present.verification.outcome if present.verification else None
            is_current = not _is_overtaken(present, since, now) and work.connectors.note_verification(
                connector.id, found, version=connector.version
            )
            if is_current and was is not None and was is not found.outcome:
                detail = {"before": was.value, "after": found.outcome.value, "advice": found.advice}
                self._tell(work, Happening.STATE_CHANGED, connector, detail, now, by)
            work.commit()

    def _tell(
        self,
        work: ConnectorsWork,
        happening: Happening,
        connector: Connector,
        detail: dict[str, Any],
        at: datetime,
        by: Principal,
    ) -> None:
        entry = happened(happening, connector.id, connector.version, detail, id=self.ids.new(), at=at, by=by)
        work.connector_history.add(entry)


def _is_overtaken(present: Connector, since: datetime, now: datetime) -> bool:
    """Returns whether somebody began to try a connector later than since then, and knew more before now.

    One that seems to have been tried after now was tried by a machine whose clock is ahead, at some time.
    """
    found = present.verification
    return found is not None and since < found.at - timedelta(milliseconds=found.latency_ms) and found.at <= now


def _shown(found: Verification) -> dict[str, Any]:
    return {
        "outcome": found.outcome.value,
        "advice": found.advice,
        "latency_ms": found.latency_ms,
        "product_version": found.product_version,
    }
