"""Connectors as a process has them: wired to its database and its keys, with the kinds that there are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from attrs import evolve

from adapters.connector_registry import connector_kinds
from adapters.connectors.grafana.simulator import GrafanaSimulator
from adapters.queue.server_files import write_private
from entrypoints.bootstrap import Platform, build, generate_keys, prepare_database
from entrypoints.bootstrap_connectors import own_addresses
from entrypoints.connector_use_cases import ConnectorUseCases
from entrypoints.settings import Settings
from socdomain.auth.local_principal import local_principal
from socdomain.connectors.add_connector import NewConnector
from socdomain.connectors.capabilities import ListsDashboards, ListsRules
from socdomain.connectors.verification import ConnectorError, Outcome
from socdomain.errors import NotFoundError
from tests.products import HOUND, PASSWORD, kinds_of

ME = local_principal("test")
VALUES = {"url": "https://hound.example.org", "username": "watchfloor", "password": PASSWORD}


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform that is migrated, with its keys."""
    settings = Settings(data_dir=tmp_path)
    prepare_database(settings)
    generate_keys(settings)
    platform = build(settings)
    yield platform
    platform.close()


@pytest.fixture
def hounds(platform: Platform) -> ConnectorUseCases:
    """Its use cases, with a kind of connectors."""
    return evolve(platform.container.connectors, kinds=kinds_of(HOUND))


def test_the_kinds_are_those_of_the_registry(platform: Platform) -> None:
    assert platform.container.connectors.kinds.all() == tuple(connector_kinds().values())


def test_secrets_are_sealed_with_the_platforms_key(platform: Platform, hounds: ConnectorUseCases) -> None:
    added = hounds.add.execute(NewConnector("hound", "Hound", VALUES), by=ME)
    sealed = added.secrets["password"]
    box = platform.secret_box()
    assert box.open(sealed, table="connectors", row=str(added.id), field="password") == PASSWORD.encode()
    assert (added.values, sealed.startswith("wf1.")) == ({name: VALUES[name] for name in ("url", "username")}, True)


def test_each_use_case_works_on_the_same_database(hounds: ConnectorUseCases) -> None:
    first = hounds.add.execute(NewConnector("hound", "Hound", VALUES), by=ME)
    second = hounds.add.execute(NewConnector("hound", "Other", VALUES), by=ME)
    hounds.switch.execute(second.id, is_enabled=False, by=ME)
    hounds.make_default.execute(second.id, by=ME)
    hounds.remove.execute(first.id, by=ME)
    assert hounds.use.having(ListsRules) == ()
    hounds.switch.execute(second.id, is_enabled=True, by=ME)
    assert [one.name for one in hounds.use.having(ListsRules)] == ["Other"]


def test_what_is_of_no_kind_that_there_is_can_be_neither_opened_nor_found_to_work(hounds: ConnectorUseCases) -> None:
    added = hounds.add.execute(NewConnector("hound", "Hound", VALUES), by=ME)
    tried = hounds.verify.execute(added.id, by=ME)
    assert tried.verification is not None
    assert tried.verification.outcome is Outcome.ERROR
    with pytest.raises(NotFoundError), hounds.use.opened(added.id, ListsRules):  # type: ignore[type-abstract]  # that is what it is for
        pass


@pytest.mark.parametrize(("url", "port"), [("https://files.example.org", 443), ("http://127.0.0.1:9000", 9000)])
def test_no_connector_leads_to_where_files_are_kept(tmp_path: Path, url: str, port: int) -> None:
    settings = Settings(data_dir=tmp_path, s3_url=url, s3_access_key="a", s3_secret_key="b")
    assert (urlsplit(url).hostname, port) in set(own_addresses(settings))


def test_what_speaks_s3_is_loaded_only_where_it_is_used() -> None:
    program = "import sys; from entrypoints import bootstrap; from entrypoints.settings import Settings;"
    program += "bootstrap.build(Settings(data_dir='/nowhere', **{})).close(); print('minio' in sys.modules)"
    with_s3 = program.replace("{}", "{'s3_url': 'http://h', 's3_access_key': 'a', 's3_secret_key': 'b'}")
    said = [subprocess.run([sys.executable, "-c", one], capture_output=True, check=True) for one in (program, with_s3)]
    assert [one.stdout.strip() for one in said] == [b"False", b"True"]


def test_no_part_of_the_platform_is_a_product(tmp_path: Path) -> None:
    """In whatever form a URL leads to it: the database takes several, and a connector must reach none."""
    settings = Settings(
        data_dir=tmp_path,
        host="0.0.0.0",  # noqa: S104  # as a server behind a proxy has it
        port=8000,
        database_url="postgres://app:p#a/s@db.example.org/watchfloor",
        owner_database_url="postgresql://owner@/watchfloor?host=db-1.example.org&host=db-2.example.org:5433",
        redis_url="rediss://:pass@redis.example.org/0",
    )
    assert set(own_addresses(settings)) == {
        ("0.0.0.0", 8000),  # noqa: S104  # as above
        ("db.example.org", 5432),
        ("db-1.example.org", 5432),
        ("db-1.example.org", 5433),
        ("db-2.example.org", 5432),
        ("db-2.example.org", 5433),
        ("redis.example.org", 6379),
    }


def test_a_part_of_the_platform_that_starts_later_is_none_either(tmp_path: Path) -> None:
    """The queue that comes along says its port when it starts, which may be after whoever leads somewhere first."""
    settings = Settings(data_dir=tmp_path, connect_to_loopback=True)
    prepare_database(settings)
    generate_keys(settings)
    with closing(build(settings)) as platform, GrafanaSimulator(password=PASSWORD) as grafana:
        use_cases = platform.container.connectors
        added = use_cases.add.execute(NewConnector("grafana", "Boards", grafana.values), by=ME)
        assert use_cases.verify.execute(added.id, by=ME).is_verified

        settings.queue_folder.mkdir()
        url = f"redis://:{'0' * 64}@{urlsplit(grafana.url).netloc}/0"
        write_private(settings.queue_folder / "url", url)
        found = use_cases.verify.execute(added.id, by=ME).verification
        assert found is not None
        assert "part of Watchfloor itself" in found.advice
        with use_cases.use.opened(added.id, ListsDashboards) as client, pytest.raises(ConnectorError, match="itself"):  # type: ignore[type-abstract]  # that is what it is for
            client.orgs()
