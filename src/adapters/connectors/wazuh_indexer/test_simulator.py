"""The indexer's simulator: believable alerts, and a process that never outlives it."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psutil
import pytest
from attrs import evolve

from adapters.connectors.wazuh_indexer.osmem import SimulatorMissingError
from adapters.connectors.wazuh_indexer.sample_alerts import RULES, sample_alerts
from adapters.connectors.wazuh_indexer.simulator import ALERTS, WazuhIndexerSimulator
from adapters.connectors.wazuh_indexer.test_wazuh_indexer import client_of
from socdomain.connectors.capabilities import EventQuery
from socdomain.connectors.verification import ConnectorError, Outcome

NOW = datetime(2026, 8, 20, 9, 30, tzinfo=UTC)
GONE_WITHIN_S = 20.0

LEFT_ALONE = """
import sys, psutil
from adapters.connectors.wazuh_indexer.simulator import WazuhIndexerSimulator
WazuhIndexerSimulator(alerts=0).start()
sys.stdout.write(f"{psutil.Process().children()[0].pid}\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def children() -> set[int]:
    return {one.pid for one in psutil.Process().children() if "osmem" in one.name()}


def test_its_alerts_are_those_of_a_day_as_wazuh_4_writes_them() -> None:
    alerts = list(sample_alerts(1_000, NOW))

    times = [datetime.fromisoformat(one.source["timestamp"]) for one in alerts]
    assert times == sorted(times)
    assert (times[0], times[-1] < NOW) == (NOW - timedelta(days=1), True)
    assert {one.index for one in alerts} == {"wazuh-alerts-4.x-2026.08.19", "wazuh-alerts-4.x-2026.08.20"}
    assert len({one.id for one in alerts}) == len({one.source["id"] for one in alerts}) == 1_000
    levels = [one.source["rule"]["level"] for one in alerts]
    assert {min(levels), max(levels)} == {3, 15}
    assert {one.source["rule"]["id"] for one in alerts} == {rule.id for rule in RULES}
    assert not [one for one in alerts if "{" in one.source["full_log"]]


def test_they_are_the_same_each_time() -> None:
    assert list(sample_alerts(200, NOW)) == list(sample_alerts(200, NOW))


def test_its_alerts_are_found_in_the_last_day() -> None:
    with WazuhIndexerSimulator() as indexer, client_of(indexer) as client:
        now = datetime.now(UTC)
        last_day = EventQuery(("wazuh-alerts-*",), now - timedelta(days=1, minutes=5), now)
        high = EventQuery(last_day.indices, last_day.since, now, at_least={"rule.level": 12})
        assert client.count_events(last_day) == ALERTS
        assert {one.source["rule"]["level"] for one in client.search_events(high)} == {12, 15}


@pytest.mark.parametrize("level", [0, 12])
def test_its_pages_are_whole_and_by_time(level: int) -> None:
    """It looks for them in spans of time, some of which are empty."""
    with WazuhIndexerSimulator(alerts=1_500) as indexer, client_of(indexer) as client:
        now = datetime.now(UTC)
        query = EventQuery(("wazuh-alerts-*",), now - timedelta(days=3), now, page_size=100)
        found = list(client.search_events(evolve(query, at_least={"rule.level": level})))

    times = [one.source["timestamp"] for one in found]
    assert times == sorted(times)
    expected = [one.id for one in sample_alerts(1_500, now) if one.source["rule"]["level"] >= level]
    assert [one.id for one in found] == expected
    pages = [one for one in indexer.requests if one.path == "/_search"]
    assert len(pages) == len(expected) // 100 + 1


def test_nobody_gets_past_its_front_without_the_password() -> None:
    with WazuhIndexerSimulator(alerts=1) as indexer, client_of(indexer) as client:
        indexer.password = "another"
        for ask in (client.verify, client.indices, lambda: client.fetch_document("i", "a")):
            with pytest.raises(ConnectorError) as raised:
                ask()
            assert raised.value.outcome is Outcome.REFUSED_CREDENTIALS


def test_its_process_ends_with_it() -> None:
    before = children()
    with WazuhIndexerSimulator(alerts=1):
        assert len(children() - before) == 1
    assert children() == before


def test_its_process_ends_when_it_cannot_start() -> None:
    before = children()
    with WazuhIndexerSimulator(alerts=1) as first:
        port = int(first.url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            WazuhIndexerSimulator(alerts=1, port=port).start()
        assert len(children() - before) == 1


def test_its_process_ends_with_one_that_was_killed() -> None:
    starter = subprocess.Popen(  # noqa: S603  # this Python
        [sys.executable, "-c", LEFT_ALONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with starter:
        assert starter.stdout is not None
        osmem = psutil.Process(int(starter.stdout.readline()))
        assert "osmem" in osmem.name()
        starter.send_signal(signal.SIGKILL)
    osmem.wait(GONE_WITHIN_S)


def test_a_package_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "osmem_server", None)
    with pytest.raises(SimulatorMissingError, match=r"watchfloor\[simulators\]"):
        WazuhIndexerSimulator().start()


def test_a_program_that_does_not_start_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSMEM_SERVER_BIN", sys.executable)
    before = children()
    with pytest.raises(SimulatorMissingError, match="does not start"):
        WazuhIndexerSimulator().start()
    assert children() == before
