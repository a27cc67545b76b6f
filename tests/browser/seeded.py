"""What stands on the floor when the first test comes: the demo's day, and a little of everything that a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import frozen

from entrypoints.bootstrap import Platform
from entrypoints.cli.simulate import wire
from entrypoints.samples.day import CUSTOMERS, FURTHER_CODES
from entrypoints.samples.story import story
from socdomain.agents.sync_agents import SyncAgents
from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector
from socdomain.customers.create_customer import NewCustomer
from socdomain.ids import CaseId
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.incidents.queries import list_alerts
from socdomain.jobs.queries import get_run
from socdomain.jobs.run import Run
from socdomain.pages import PageRequest
from socdomain.sources.mapping import SourceMapping
from socdomain.sources.save_source import SourceSettings
from socdomain.sources.severity import Severity
from tests.browser.people import PEOPLE, add_people
from tests.flows.jobs_processes import wait_until

if TYPE_CHECKING:
    from adapters.connector_kit.kind import KindSimulator

BY: Final = local_principal("test")
KINDS: Final = ("graylog", "wazuh_manager")
"""The products that are stood in for."""

GOOD_CONNECTOR: Final = "Simulated Graylog"
BROKEN_CONNECTOR: Final = "Graylog of the branch office"
"""Has a password that its product refuses; the right one is ``simulators["graylog"].password``."""

SOURCE: Final = "doors"
"""A source whose mapping lacks the customer, so that its document is rejected: ``site`` holds the code."""
REJECTED_DOCUMENT: Final = b'{"headline": "Door forced open", "level": "high", "site": "ACME", "box": "gate-3"}'

FILE_NAME: Final = "memory of web-01.raw"
FILE: Final = b"MZ\x90\x00" * 16_384

Simulators = Mapping[str, "KindSimulator"]


@frozen
class Seeded:
    """What a seeded floor has.

    Attributes:
        case_id: A case of ACME with a file in it.
    """

    case_id: CaseId


def seed(platform: Platform, running: Simulators) -> Seeded:
    """Fills a platform that is prepared, and has stand-ins beside it."""
    container = platform.container
    for code, name in CUSTOMERS.items():
        container.create_customer.execute(NewCustomer(code, name, FURTHER_CODES[code]), by=BY)
    add_people(platform, *PEOPLE)
    for source, lines in story(container.clock.now()).items():
        container.ingest_documents.execute([lines], IngestRequest(source, backfill=True), by=BY)
    _reject(platform)
    _connect(platform, running)
    return Seeded(_open_case(platform))


def run_to_end(platform: Platform, schedule: str) -> Run:
    """Asks for a run of a schedule, and returns it once a worker of the platform has done it."""
    container = platform.container
    asked = container.jobs.request_run.execute(schedule, by=BY)

    def now() -> Run:
        return get_run(container.reading(BY.reach), asked.id, by=BY).run

    wait_until(lambda: now().status.is_end, f"{schedule} has run")
    return now()


def _reject(platform: Platform) -> None:
    mapping = SourceMapping(name=SOURCE, title=("headline",))
    platform.container.save_source.execute(SOURCE, SourceSettings(mapping), expected_version=None, by=BY)
    summary = platform.container.ingest_documents.execute([REJECTED_DOCUMENT], IngestRequest(SOURCE), by=BY)
    assert summary.rejected == 1, summary


def _connect(platform: Platform, running: Simulators) -> None:
    container = platform.container
    wire(platform, running)
    wrong = {**running["graylog"].values, "password": "of somebody else"}
    broken = container.connectors.add.execute(NewConnector("graylog", BROKEN_CONNECTOR, wrong), by=BY)
    for _ in container.connectors.verify.some([broken], by=BY):
        pass
    sync = SyncAgents(container.work, container.connectors.use, container.clock, container.ids)
    _, each = sync.execute(by=BY)
    assert [one.trouble for one in each] == [""]


def _open_case(platform: Platform) -> CaseId:
    container = platform.container
    worst = AlertFilter(severity=frozenset({Severity.CRITICAL}), customer="ACME")
    alert = list_alerts(container.reading(BY.reach), worst, PageRequest(1), by=BY).items[0].alert
    case_id = container.open_case_from_alert.execute(alert.id, by=BY).detail.case.id
    container.artifacts.store.execute(
        NewArtifact(FILE_NAME, case_id=case_id, notes="Taken while it ran."), [FILE], by=BY
    )
    container.comment_on_case.execute(case_id, "The server is off the network since noon.", by=BY)
    return case_id
