"""``watchfloor simulate``: stand-ins for products on this machine, to try everything with none installed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final

import click

from entrypoints.bootstrap import Platform
from entrypoints.bootstrap_connectors import simulators
from entrypoints.cli.console import Exit, complain, out
from entrypoints.cli.platform import current_settings, person_here
from entrypoints.cli.processes import StopRequested, stop_on_signals
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import folded_name
from socdomain.connectors.queries import list_connectors
from socdomain.customers.create_customer import NewCustomer
from socdomain.errors import CodeTakenError, NotFoundError, WatchfloorError

if TYPE_CHECKING:
    from entrypoints.bootstrap_connectors import KindSimulator

CUSTOMERS: Final = ("Acme", "Globex", "Initech")
"""Codes of those that the stand-ins speak of."""


@click.command()
@click.argument("kinds", nargs=-1)
def simulate(kinds: tuple[str, ...]) -> int:
    """Run stand-ins for the products KINDS, or for all of them, until Ctrl-C.

    They answer as the products do, with data that is made up, and listen on this machine alone. Connectors lead to them
    where WATCHFLOOR_CONNECT_TO_LOOPBACK is true.
    """
    try:
        with stop_on_signals(), simulating(simulators(current_settings()), kinds) as running:
            for name, simulator in running.items():
                out.print(name, style="bold")
                for field, value in simulator.values.items():
                    # A certificate has lines of its own, and goes into a file.
                    out.print(f"  {field} = {value}" if "\n" not in value else f"  {field} =\n{value}")
            out.print("Ctrl-C stops them.")
            while True:
                time.sleep(1)
    except StopRequested:
        return Exit.DONE


@contextmanager
def simulating(
    makers: Mapping[str, Callable[..., KindSimulator]], kinds: tuple[str, ...] = ()
) -> Iterator[dict[str, KindSimulator]]:
    """Runs stand-ins for the length of a block.

    Args:
        makers: Those that there are, by kind.
        kinds: Of which products; none for all of them.

    Raises:
        NotFoundError: There is no such kind.
    """
    with ExitStack() as ending:
        running = {}
        for name in kinds or tuple(makers):
            if name not in makers:
                raise NotFoundError("connector kind", name)
            simulator = makers[name]()
            try:
                simulator.start()
            except WatchfloorError as error:
                # Such as a program that it needs and that is not installed; whoever wants all makes do with the others.
                if kinds:
                    raise
                complain(f"{name} is passed over: {error}")
                continue
            ending.callback(simulator.stop)
            running[name] = simulator
        yield running


def wire(platform: Platform, running: Mapping[str, KindSimulator]) -> None:
    """Has connectors lead to stand-ins: one of each kind, added or changed, whose name says what it is; and tries them.

    What somebody gave such a connector beside that is emptied, such as a token where the stand-in has a password. The
    customers that stand-ins speak of are added where there are none of those codes.
    """
    use_cases, by = platform.container.connectors, person_here()
    for code in CUSTOMERS:
        with suppress(CodeTakenError):
            platform.container.create_customer.execute(NewCustomer(code, f"{code} (simulated)"), by=by)
    present = {folded_name(one.name): one for one in list_connectors(platform.container.reading(by.reach), by=by)}
    wired = []
    for name, simulator in running.items():
        kind = use_cases.kinds.get(name)
        title = f"Simulated {kind.title}"
        if (found := present.get(folded_name(title))) is not None:
            nothing: dict[str, str | None] = dict.fromkeys(asked.name for asked in kind.fields)
            change = ConnectorChange(values={**nothing, **simulator.values})
            wired.append(use_cases.change.execute(found.id, change, expected_version=None, by=by))
        else:
            # Only a product that has organisations has a stand-in that says whose they are.
            orgs = getattr(simulator, "org_customers", {})
            new = NewConnector(name, title, simulator.values, org_customers=orgs)
            wired.append(use_cases.add.execute(new, by=by))
    for _ in use_cases.verify.some(wired, by=by):
        pass
