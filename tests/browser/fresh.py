"""What a test makes for itself, so that it neither needs nor disturbs what another one has."""

from __future__ import annotations

import json
import secrets
from typing import Any, Final

from socdomain.artifacts.new_artifact import NewArtifact
from socdomain.auth.builtin_roles import ANALYST
from socdomain.ids import AlertId, ArtifactId, CaseId
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.ingest_summary import IngestRequest
from socdomain.incidents.queries import list_alerts
from socdomain.jobs.run import Run
from socdomain.pages import PageRequest
from tests.browser.browser_floor import BrowserFloor
from tests.browser.people import Person, add_people
from tests.browser.seeded import BY, REJECTED_DOCUMENT, SOURCE, run_to_end

_CONSONANTS: Final = "bcdfghjkmnpqrstvwxz"


def fresh_name(word: str) -> str:
    """Returns a name that nothing else has, and that holds no word; digits of base 16 would say ``ada`` at times."""
    return f"{word}-{''.join(secrets.choice(_CONSONANTS) for _ in range(8))}"


def fresh_person(floor: BrowserFloor, role: str = ANALYST, **fields: Any) -> Person:
    """Adds a user for one test, who sees everyone unless ``customers`` says otherwise."""
    person = Person(fresh_name("somebody"), role, **fields)
    add_people(floor.platform, person)
    return person


def fresh_alerts(floor: BrowserFloor, number: int = 1, *, customer: str = "ACME", **fields: Any) -> list[AlertId]:
    """Sends events of one rule each, which become alerts seen just now, and returns those; the last is the latest.

    Args:
        floor: Where.
        number: How many.
        customer: Code of whose they are.
        **fields: Further members of the documents.
    """
    titles = [fresh_name("Something happened") for _ in range(number)]
    now = floor.platform.container.clock.now().isoformat()
    documents = [
        {
            "timestamp": now,
            "id": title,
            "rule": {"id": title, "level": 10, "description": title},
            "agent": {"id": "009", "name": "ws-09", "labels": {"customer": customer}},
            "data": {"srcip": "203.0.113.9"},
            **fields,
        }
        for title in titles
    ]
    body = b"".join(json.dumps(document).encode() + b"\n" for document in documents)
    summary = floor.platform.container.ingest_documents.execute([body], IngestRequest("wazuh"), by=BY)
    assert summary.created == number, summary
    return [_found(floor, title) for title in titles]


def fresh_case(floor: BrowserFloor, *, customer: str = "ACME") -> CaseId:
    """Opens a case from an alert of its own, and returns it."""
    (alert_id,) = fresh_alerts(floor, customer=customer)
    return floor.platform.container.open_case_from_alert.execute(alert_id, by=BY).detail.case.id


def fresh_file(floor: BrowserFloor, case_id: CaseId, content: bytes = b"evidence") -> ArtifactId:
    """Stores a file in a case, and returns it."""
    wanted = NewArtifact(fresh_name("file") + ".bin", case_id=case_id)
    return floor.platform.container.artifacts.store.execute(wanted, [content], by=BY).id


def fresh_rejected(floor: BrowserFloor) -> str:
    """Sends a document that is rejected, for want of a customer in its source's mapping, and returns its headline."""
    headline = fresh_name("Door forced open")
    document = json.dumps({**json.loads(REJECTED_DOCUMENT), "headline": headline}).encode()
    summary = floor.platform.container.ingest_documents.execute([document], IngestRequest(SOURCE), by=BY)
    assert summary.rejected == 1, summary
    return headline


def finished_run(floor: BrowserFloor, schedule: str = "prune_outbox") -> Run:
    """Asks for a run of a schedule, and returns it once a worker has done it."""
    return run_to_end(floor.platform, schedule)


def _found(floor: BrowserFloor, title: str) -> AlertId:
    reading = floor.platform.container.reading(BY.reach)
    (found,) = list_alerts(reading, AlertFilter(text=title), PageRequest(5), by=BY).items
    return found.alert.id
