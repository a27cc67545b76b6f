"""Stand-ins run, and connectors lead to them, whatever those were given before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.connectors.grafana.simulator import GrafanaSimulator
from entrypoints.bootstrap import Platform, build, generate_keys, prepare_database
from entrypoints.cli.simulate import wire
from entrypoints.settings import Settings
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.change_connector import ConnectorChange
from socdomain.connectors.connector import Connector
from socdomain.connectors.queries import list_connectors
from socdomain.connectors.verification import Outcome

ME = local_principal("test")


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform whose connectors may lead to this machine."""
    settings = Settings(data_dir=tmp_path, connect_to_loopback=True)
    prepare_database(settings)
    generate_keys(settings)
    with closing(build(settings)) as platform:
        yield platform


def the_one(platform: Platform) -> Connector:
    """The only connector that there is."""
    (one,) = list_connectors(platform.container.reading(ME.reach), by=ME)
    return one


def test_a_connector_leads_to_each_and_is_known_to_work(platform: Platform) -> None:
    with GrafanaSimulator() as grafana:
        wire(platform, {"grafana": grafana})
        one = the_one(platform)
        assert (one.name, one.values["url"], one.is_verified) == ("Simulated Grafana", grafana.url, True)


def test_one_that_is_there_leads_to_the_next_stand_in_whatever_it_was_given(platform: Platform) -> None:
    """Somebody may have tried a token, or a certificate, or written its name in another way."""
    change = platform.container.connectors.change
    with GrafanaSimulator() as grafana:
        wire(platform, {"grafana": grafana})
        first = the_one(platform)
        given = {"username": None, "password": None, "api_key": grafana.password, "certificate_sha256": "0" * 64}
        wanted = ConnectorChange(name="SIMULATED grafana", values={**given, "url": grafana.url})
        change.execute(first.id, wanted, expected_version=None, by=ME)
    with GrafanaSimulator() as grafana:
        wire(platform, {"grafana": grafana})
        again = the_one(platform)
        assert (again.id, again.values["url"], [*again.secrets]) == (first.id, grafana.url, ["password"])
        assert again.verification is not None
        assert again.verification.outcome is Outcome.OK
