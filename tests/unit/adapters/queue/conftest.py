"""A server for the tests of the queue."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.valkey import ValkeyServer, valkey_server


@pytest.fixture(scope="module")
def module_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    """A server that the tests of a file share."""
    with valkey_server(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture
def server(module_server: ValkeyServer) -> ValkeyServer:
    """The shared server, empty."""
    with module_server.client() as client:
        client.flushall()
    return module_server


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ValkeyServer]:
    """A server for this test alone, which it may break."""
    with valkey_server(tmp_path / "queue") as server:
        yield server
