"""The floor has what tests count on, on each kind of database, and what a test makes for itself is there at once."""

from __future__ import annotations

from socdomain.artifacts.ports import ArtifactFilter
from socdomain.artifacts.queries import list_artifacts
from socdomain.connectors.queries import list_connectors
from socdomain.connectors.verification import Outcome
from socdomain.incidents.queries import get_alert, get_case
from socdomain.jobs.run import RunStatus
from socdomain.pages import PageRequest
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.queries import list_rejected_events
from tests.browser.browser_floor import BrowserFloor
from tests.browser.fresh import finished_run, fresh_alerts, fresh_case, fresh_file, fresh_rejected
from tests.browser.seeded import BROKEN_CONNECTOR, BY, GOOD_CONNECTOR, SOURCE
from tests.browser.things import things_of


def test_there_is_something_of_everything(floor: BrowserFloor) -> None:
    # Keys of machines are made by people who are signed in.
    assert {name for name, some in things_of(floor.platform).items() if not some} == {"key_id"}


def test_one_connector_works_and_one_is_refused(floor: BrowserFloor) -> None:
    found = list_connectors(floor.platform.container.reading(BY.reach), by=BY)
    outcomes = {one.name: one.verification.outcome for one in found if one.verification}
    assert outcomes[GOOD_CONNECTOR] is Outcome.OK
    assert outcomes[BROKEN_CONNECTOR] is Outcome.REFUSED_CREDENTIALS


def test_a_worker_does_what_it_is_asked_for(floor: BrowserFloor) -> None:
    run = finished_run(floor, "prune_sessions")
    assert (run.status, run.error) == (RunStatus.FINISHED, "")


def test_what_a_test_makes_is_its_own(floor: BrowserFloor) -> None:
    reading = floor.platform.container.reading
    ids = fresh_alerts(floor, 3, customer="GLOBEX")
    details = [get_alert(reading(BY.reach), one, by=BY) for one in ids]
    assert [one.customer_code for one in details] == ["GLOBEX"] * 3
    assert len({one.alert.title for one in details}) == 3

    case_id = fresh_case(floor)
    file_id = fresh_file(floor, case_id)
    assert get_case(reading(BY.reach), case_id, by=BY).customer_code == "ACME"
    of_case = list_artifacts(reading(BY.reach), ArtifactFilter(case_id=case_id), PageRequest(5), by=BY)
    assert [one.artifact.id for one in of_case.items] == [file_id]

    headline = fresh_rejected(floor)
    rejected = list_rejected_events(reading(BY.reach), RejectedFilter(source=SOURCE), PageRequest(50), by=BY)
    assert any(headline.encode() in one.beginning for one in rejected.items)
