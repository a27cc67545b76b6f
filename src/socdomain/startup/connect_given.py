"""Make connectors of what an operator gave by the environment, once for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

from attrs import field, frozen

from socdomain.connectors.add_connector import AddConnector, NewConnector
from socdomain.connectors.connector import Connector, folded_name
from socdomain.connectors.given_values import checked_values
from socdomain.connectors.ports import ConnectorsWork
from socdomain.connectors.secret_values import secret_names
from socdomain.errors import InvalidInputError
from socdomain.principal import Principal, Reach
from socdomain.startup.seeds import AppliedSeed, Fate, Seed, StartupWork

CONNECTORS: Final = "connector"
"""The kind of seed by which it is remembered what was given; its key is a kind of connector."""


class GivenWork(ConnectorsWork, StartupWork, Protocol):
    """A unit of work over connectors, and what was applied of seeds."""


@frozen
class GivenConnector:
    """A connector that an operator gave by the environment.

    Attributes:
        kind: Name of its kind.
        values: What it is given for its kind's fields, secrets in the clear.
    """

    kind: str
    values: Mapping[str, str] = field(repr=False)


@frozen
class GivenFate:
    """What became of a connector that was given.

    Attributes:
        kind: Name of its kind.
        fate: What became of it; None where it was refused.
        refusal: What is wrong with it; quotes no secret.
    """

    kind: str
    fate: Fate | None
    refusal: InvalidInputError | None = None


@frozen
class ConnectGiven:
    """Adds what was given as connectors, as a seed is: once, and what people made of it since is left to them.

    What is remembered is what is no secret. A password that is given anew, by itself, is therefore not noticed.

    Attributes:
        work: Makes units of work.
        add: Adds connectors.
    """

    work: Callable[[Reach], GivenWork]
    add: AddConnector

    def execute(self, given: Iterable[GivenConnector], *, by: Principal) -> tuple[GivenFate, ...]:
        """Adds what was not there before, each in a unit of work of its own, and returns what became of each.

        Args:
            given: What was, one of each kind.
            by: Who asks; needs ``connectors:write``, and to see every customer.

        Raises:
            NotFoundError: There is no such kind.
        """
        return tuple(self._connect(one, by) for one in given)

    def _connect(self, given: GivenConnector, by: Principal) -> GivenFate:
        with self.work(by.reach) as work:
            # Whoever starts at the same moment waits here, and finds it done.
            work.connectors.lock()
            is_applied = any((one.kind, one.key) == (CONNECTORS, given.kind) for one in work.seeds.all())
            # Of each kind the default one comes first.
            present = next((one for one in work.connectors.all() if one.kind == given.kind), None)
            try:
                fate = self._fate(given, present, is_applied=is_applied)
            except InvalidInputError as error:
                return GivenFate(given.kind, None, error)
            if fate is Fate.ADDED:
                name = self._name(work, given)
                present = self.add.within(work, NewConnector(given.kind, name, given.values), by=by)
            if not is_applied and present is not None:
                work.seeds.put(AppliedSeed.of(Seed(CONNECTORS, given.kind, 1, _content(present))))
                work.commit()
        return GivenFate(given.kind, fate)

    def _fate(self, given: GivenConnector, present: Connector | None, *, is_applied: bool) -> Fate:
        if present is None and is_applied:
            return Fate.DELETED
        kind = self.add.changes.kinds.get(given.kind)
        values = checked_values(kind, given.values)
        if present is None:
            return Fate.ADDED
        plain = {name: value for name, value in values.items() if name not in secret_names(kind)}
        is_as_given = plain.items() <= present.values.items() and values.keys() - plain.keys() <= present.secrets.keys()
        return Fate.KEPT if is_as_given else Fate.CHANGED

    def _name(self, work: GivenWork, given: GivenConnector) -> str:
        title, taken = (
            self.add.changes.kinds.get(given.kind).title,
            {folded_name(o.name) for o in work.connectors.all()},
        )
        names = (title if number == 1 else f"{title} {number}" for number in range(1, len(taken) + 2))
        return next(name for name in names if folded_name(name) not in taken)


def _content(connector: Connector) -> dict[str, Any]:
    return {"values": dict(connector.values), "secrets": sorted(connector.secrets)}
