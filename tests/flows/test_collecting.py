"""From the index of a product to a case: a real database, a simulator behind TLS, the API, and runs of the job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from attrs import define
from litestar.testing import TestClient

from adapters.connectors.wazuh_indexer.sample_alerts import sample_alerts
from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
from entrypoints.api.app import create_app
from entrypoints.bootstrap import Platform, build, generate_keys
from entrypoints.prepare import prepare
from entrypoints.settings import Settings
from entrypoints.worker.doing import run_job_of
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.capabilities import FoundDocument
from socdomain.customers.create_customer import NewCustomer
from socdomain.ids import RunId
from socdomain.jobs.run import Run, RunStatus
from socdomain.memory import FixedClock
from tests.api.driving import ALERTS, FROM_ALERT, MANUAL, SETTINGS, Api, ok, refused
from tests.products import Products

AUTO = "/api/incident_alert/create/auto"
CONNECTORS = "/api/connectors"


@define
class Floor:
    """A platform with a connector to a simulator, and somebody who calls its API."""

    platform: Platform
    api: Api
    indexer: WazuhIndexerSimulator
    connector: dict[str, Any]

    def collect(self) -> Run:
        """Asks for a run, does it as a worker does, and returns it."""
        asked = ok(self.api.http.post(AUTO), 202)
        assert (asked["job"], asked["status"]) == ("collect_alerts", "queued")
        job = run_job_of(self.platform, lambda lease, *, within_s: nullcontext(), "a worker")
        done = job.execute(RunId(UUID(asked["id"])))
        assert done is not None
        return done

    def alerts(self) -> list[dict[str, Any]]:
        """Returns the alerts."""
        items: list[dict[str, Any]] = ok(self.api.http.get(ALERTS, params={"limit": 200}))["items"]
        return items


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    """A platform of its own, with the customers that the indexer's documents name."""
    settings = Settings(data_dir=tmp_path / "data", log_level="warning", connect_to_loopback=True)
    generate_keys(settings)
    with ExitStack() as ending:
        platform = build(settings)
        ending.callback(platform.close)
        prepare(platform)
        for code in ("ACME", "GLOBEX"):
            platform.container.create_customer.execute(NewCustomer(code, code), by=local_principal("test"))
        indexer = ending.enter_context(WazuhIndexerSimulator(alerts=400))
        app = create_app(platform.container, SETTINGS)
        clock = FixedClock(datetime.now(UTC))
        http = ending.enter_context(TestClient(app, raise_server_exceptions=False))
        api = Api(app, platform.container, clock, http, Products())
        api.sign_in()
        new = {"kind": "wazuh_indexer", "name": "Indexer", "values": indexer.values}
        yield Floor(platform, api, indexer, ok(api.http.post(CONNECTORS, json=new), 201))


def graylog_event(name: str, at: datetime, **changes: Any) -> FoundDocument:
    source = {
        "id": name,
        "timestamp": f"{at:%Y-%m-%d %H:%M:%S}.000",
        "event_definition_type": "aggregation-v1",
        "event_definition_id": "5d39b99c635e6d46f820cdb1",
        "origin_context": None,
        "message": "Many failed logins",
        "priority": 2,
        "fields": {"COPILOT_ALERT_ID": "NONE", "CUSTOMER_CODE": "ACME"},
    }
    return FoundDocument("gl-events_0", name, source | changes)


def as_graylog_has_events(indexer: WazuhIndexerSimulator) -> None:
    """As Graylog's own template for its events has their fields."""
    texts = {"texts": {"match_mapping_type": "string", "mapping": {"type": "keyword"}}}
    time = {"type": "date", "format": "uuuu-MM-dd HH:mm:ss.SSS||uuuu-MM-dd'T'HH:mm:ss.SSSX"}
    mappings = {"dynamic_templates": [texts], "properties": {"timestamp": time}}
    indexer.told("PUT", "/gl-events_0", {"mappings": mappings})


def test_events_flow_from_an_index_to_a_case(floor: Floor) -> None:
    run = floor.collect()
    assert (run.status, run.error) == (RunStatus.FINISHED, "")
    # Those of level 7 and above, of the 100 that are in each round.
    assert run.counts["received"] == run.counts["created"] + run.counts["joined"] == 4 * 12
    alerts = floor.alerts()
    assert sum(one["event_count"] for one in alerts) == 48
    assert {one["customer"] for one in alerts} == {"ACME", "GLOBEX"}
    case = ok(floor.api.http.post(FROM_ALERT, json={"alert_id": alerts[0]["id"]}), 201)
    assert case["number"] == 1

    again = floor.collect()
    assert (again.counts["created"], again.counts["joined"]) == (0, 0)


def test_an_event_of_graylog_leads_to_its_document_and_is_marked(floor: Floor) -> None:
    as_graylog_has_events(floor.indexer)
    at = datetime.now(UTC) - timedelta(minutes=30)
    message = {"timestamp": at.isoformat(), "rule_level": 12, "rule_description": "A web shell", "rule_id": "9"}
    floor.indexer.load(
        [
            FoundDocument("graylog_35", "m1", message),
            graylog_event("e1", at, origin_context="urn:graylog:message:es:graylog_35:m1"),
            graylog_event("e2", at, origin_context="urn:graylog:message:es:graylog_1:rotated"),
            graylog_event("e3", at, fields={"COPILOT_ALERT_ID": "17", "CUSTOMER_CODE": "ACME"}),
        ]
    )
    run = floor.collect()
    assert (run.status, run.counts["marked"]) == (RunStatus.FINISHED, 2)
    by_title = {one["title"]: one for one in floor.alerts()}
    shell, logins = by_title["A web shell"], by_title["Many failed logins"]
    assert (shell["source"], shell["severity"], logins["source"]) == ("wazuh", "High", "graylog")
    (event,) = ok(floor.api.http.get(f"{ALERTS}/{logins['id']}/events"))["items"]
    assert event["flags"] == ["origin_missing"]
    assert floor.collect().counts["marked"] == 0


def test_a_product_that_is_away_fails_the_run_which_says_so(floor: Floor) -> None:
    floor.indexer.stop()
    run = floor.collect()
    assert run.status is not RunStatus.FINISHED
    assert "Indexer: " in run.error
    floor.indexer.start()


def test_an_alert_is_made_of_a_document_that_is_named(floor: Floor) -> None:
    document = next(one for one in sample_alerts(5, datetime.now(UTC)) if one.source["rule"]["level"] == 3)
    floor.indexer.load([document])
    named = {"index_name": document.index, "alert_id": document.id}
    made = floor.api.http.post(MANUAL, json=named)
    shown = ok(made, 201)
    assert made.headers["location"] == f"{ALERTS}/{shown['id']}"
    assert shown["title"] == document.source["rule"]["description"]
    assert ok(floor.api.http.post(MANUAL, json=named), 200)["id"] == shown["id"]


@pytest.mark.parametrize(
    ("named", "status", "problem"),
    [
        ({"index_name": "wazuh-alerts-4.x-2020.01.01", "alert_id": "a"}, 404, "not-found"),
        ({"index_name": ".opendistro_security", "alert_id": "a"}, 400, "invalid-input"),
        ({"index_name": "wazuh-alerts-*", "alert_id": "a"}, 400, "invalid-input"),
        ({"index_name": "wazuh-alerts-1"}, 400, "invalid-body"),
        ({"alert_id": "a"}, 400, "invalid-body"),
        ({"index_name": "wazuh-alerts-1", "alert_id": "a", "title": "T"}, 400, "invalid-body"),
        ({"index_name": "strange", "alert_id": "s"}, 422, "document-rejected"),
    ],
)
def test_a_document_that_cannot_be_meant_is_refused(
    floor: Floor, named: dict[str, str], status: int, problem: str
) -> None:
    floor.indexer.load([FoundDocument("strange", "s", {"a": 1})])
    refused(floor.api.http.post(MANUAL, json=named), status, problem)


def test_who_names_a_document_is_told_of_a_product_that_is_away(floor: Floor) -> None:
    floor.indexer.stop()
    named = {"index_name": "wazuh-alerts-1", "alert_id": "a"}
    told = refused(floor.api.http.post(MANUAL, json=named), 502, "connector-failed")
    assert told["outcome"] == "unreachable"
    floor.indexer.start()
