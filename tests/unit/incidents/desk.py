"""A desk to work at: the use cases of incidents on memory, with a clock that stands still until told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from attrs import define, field

from socdomain.auth.local_principal import local_principal
from socdomain.customers.create_customer import CreateCustomer, NewCustomer
from socdomain.ids import AlertId
from socdomain.incidents.alert import Alert
from socdomain.incidents.alert_change import AlertChange
from socdomain.incidents.alert_filter import AlertFilter
from socdomain.incidents.change_alert import ChangeAlert
from socdomain.incidents.create_manual_alert import CreateManualAlert, NewAlert
from socdomain.incidents.event import Event
from socdomain.incidents.ingest_documents import IngestDocuments
from socdomain.incidents.ingest_summary import IngestRequest, IngestSummary
from socdomain.incidents.open_case_from_alert import OpenCaseFromAlert
from socdomain.incidents.queries import get_alert, list_alert_events, list_alerts
from socdomain.incidents.replay_rejected_events import ReplayRejectedEvents
from socdomain.incidents.status import Closing, Status, Verdict
from socdomain.incidents.views import AlertDetail, CaseDetail
from socdomain.memory import CountingIds, FixedClock, MemoryPlatform, MemoryWorks
from socdomain.pages import PageRequest
from socdomain.principal import Principal
from socdomain.sources.ports import RejectedFilter
from socdomain.sources.severity import Severity
from socdomain.startup.apply_seeds import ApplySeeds
from socdomain.startup.builtin_seeds import builtin_seeds
from tests.builders import EVERYONE

NOON: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)


def wazuh(number: int, at: datetime, **changes: Any) -> dict[str, Any]:
    """Returns a Wazuh 4 document; ``rule``, ``agent`` and ``data`` are merged into the usual ones."""
    document: dict[str, Any] = {
        "id": f"1.{number}",
        "timestamp": at.isoformat(),
        "rule": {"id": "5712", "level": 10, "description": "sshd: brute force"} | changes.pop("rule", {}),
        "agent": {"id": "007", "name": "web-01", "labels": {"customer": "ACME"}} | changes.pop("agent", {}),
        "data": {"srcip": "203.0.113.7"} | changes.pop("data", {}),
    }
    return document | changes


@define
class Desk:
    """Use cases on memory, and an analyst who sees everything."""

    platform: MemoryPlatform = field(factory=MemoryPlatform)
    clock: FixedClock = field(factory=lambda: FixedClock(NOON))
    ids: CountingIds = field(factory=CountingIds)
    me: Principal = field(factory=lambda: local_principal("analyst"))

    @property
    def works(self) -> MemoryWorks:
        """Makes units of work."""
        return self.platform.works()

    def open(self) -> Desk:
        """Adds the built-in sources and two customers."""
        ApplySeeds(self.works, self.clock, self.ids, builtin_seeds()).execute(by=local_principal("test"))
        for code in ("ACME", "GLOBEX"):
            self.add_customer(code)
        return self

    def ingest(
        self, *documents: Mapping[str, Any] | bytes, source: str = "wazuh", by: Principal | None = None, **request: Any
    ) -> IngestSummary:
        """Sends documents; JSON is written for those that are not bytes."""
        body = b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in documents)
        use_case = IngestDocuments(self.works, self.clock, self.ids)
        return use_case.execute([body], IngestRequest(source, **request), by=by or self.me)

    def alerts(self, wanted: AlertFilter | None = None) -> list[Alert]:
        """Returns the alerts, the first begun first."""
        page = list_alerts(self.works.reading(EVERYONE), wanted or AlertFilter(), PageRequest(200), by=self.me)
        return sorted((listing.alert for listing in page.items), key=lambda alert: alert.id)

    def alert(self) -> Alert:
        """Returns the only alert."""
        (alert,) = self.alerts()
        return alert

    def detail(self, alert: Alert) -> AlertDetail:
        """Returns an alert with all that belongs to it."""
        return get_alert(self.works.reading(EVERYONE), alert.id, by=self.me)

    def events(self, alert: Alert) -> list[Event]:
        """Returns an alert's events, the latest first."""
        return list(list_alert_events(self.works.reading(EVERYONE), alert.id, PageRequest(200), by=self.me).items)

    def change(self, alert: Alert, change: AlertChange) -> Alert:
        """Changes an alert as it is now."""
        use_case = ChangeAlert(self.works, self.clock, self.ids)
        return use_case.execute(alert.id, change, expected_version=alert.version, by=self.me).alert

    def close(self, alert: Alert, verdict: Verdict = Verdict.TRUE_POSITIVE, **closing: Any) -> Alert:
        """Closes an alert."""
        return self.change(alert, AlertChange(status=Status.CLOSED, closing=Closing(verdict, **closing)))

    def open_case(self, alert_id: AlertId, **options: Any) -> CaseDetail:
        """Opens a case from an alert."""
        use_case = OpenCaseFromAlert(self.works, self.clock, self.ids)
        return use_case.execute(alert_id, by=self.me, **options).detail

    def write_alert(self, **fields: Any) -> AlertDetail:
        """Adds an alert by hand."""
        values: dict[str, Any] = {"customer": "ACME", "title": "A call", "severity": Severity.LOW}
        written = NewAlert(**values | fields)
        return CreateManualAlert(self.works, self.clock, self.ids).execute(written, by=self.me)

    def add_customer(self, code: str) -> None:
        """Adds a customer."""
        CreateCustomer(self.works, self.clock, self.ids).execute(NewCustomer(code, code.title()), by=self.me)

    def replay(self) -> IngestSummary:
        """Tries again what was rejected."""
        return ReplayRejectedEvents(self.works, self.clock, self.ids).execute(RejectedFilter(), by=self.me)

    def later(self, **step: float) -> datetime:
        """Lets time pass, and returns the time then."""
        self.clock.advance(timedelta(**step))
        return self.clock.at
