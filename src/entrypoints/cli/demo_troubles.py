"""What is wrong in the demo, for whoever wants to put it right: a connector that is refused, and a source to teach."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from entrypoints.bootstrap import Platform
from entrypoints.cli.console import out
from entrypoints.cli.platform import person_here
from entrypoints.samples.doors import MAPPING, SOURCE, doors
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector
from socdomain.connectors.queries import list_connectors
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.sources.save_source import SourceSettings

if TYPE_CHECKING:
    from entrypoints.bootstrap_connectors import KindSimulator
    from entrypoints.settings import Settings

KINDS: Final = ("graylog", "wazuh_manager")
BROKEN: Final = "Graylog of the branch office"
_BROKEN_KIND: Final = "graylog"
_WRONG: Final = "the-one-before-this-one"


def reject_some(platform: Platform) -> None:
    """Adds a source whose mapping lacks something, and sends events that are rejected for want of it."""
    container, by = platform.container, person_here()
    container.save_source.execute(SOURCE, SourceSettings(MAPPING), expected_version=None, by=by)
    lines = doors(container.clock.now())
    summary = container.ingest_documents.execute([lines], IngestRequest(SOURCE, backfill=True), by=by)
    out.print(f"  {SOURCE}: {summary.received} documents, {summary.rejected} rejected: its mapping lacks the customer")


@contextmanager
def products(settings: Settings) -> Iterator[dict[str, KindSimulator]]:
    """Runs stand-ins for some products for the length of a block."""
    # What simulates loads what speaks HTTP, which no other command needs.
    from entrypoints.bootstrap_connectors import simulators
    from entrypoints.cli.simulate import simulating

    with simulating(simulators(settings), KINDS) as running:
        yield running


def connect(platform: Platform, running: dict[str, KindSimulator]) -> str:
    """Has connectors lead to the stand-ins, one of them with a password that is refused; returns the right one."""
    from entrypoints.cli.simulate import wire

    wire(platform, running)
    connectors, by, right = platform.container.connectors, person_here(), running[_BROKEN_KIND].values
    wrong = {**right, "password": _WRONG}
    present = list_connectors(platform.container.reading(by.reach), by=by)
    broken: Connector | None = next((one for one in present if one.name == BROKEN), None)
    if broken is None:
        broken = connectors.add.execute(NewConnector(_BROKEN_KIND, BROKEN, wrong), by=by)
    else:
        broken = connectors.change.execute(broken.id, ConnectorChange(values=wrong), expected_version=None, by=by)
    for _ in connectors.verify.some([broken], by=by):
        pass
    return right["password"]
