"""Wires what connectors need to its adapters, as ``bootstrap_jobs`` does for jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import evolve

from adapters.connector_registry import connector_kinds
from adapters.database import SqlWorks
from adapters.database.engine import database_servers
from adapters.secrets.platform_keys import PlatformKeys
from entrypoints.bootstrap_jobs import redis_address
from entrypoints.connector_use_cases import ConnectorUseCases
from entrypoints.setting_rules import listed
from entrypoints.settings import Settings
from socdomain.clock import Clock
from socdomain.connectors.kind import ConnectorClient, ConnectorKinds, Setup
from socdomain.connectors.verify_connectors import Tried
from socdomain.errors import QueueUnavailableError
from socdomain.ids import Ids
from socdomain.sealed import SealsSecrets

if TYPE_CHECKING:
    from adapters.connector_kit.kind import Kind, KindSimulator as KindSimulator
    from adapters.connector_kit.opening import ClientsByKind

_REDIS_PORT = 6379
_WEB_PORTS = {"http": 80, "https": 443}


def connector_use_cases(
    settings: Settings, works: SqlWorks, clock: Clock, ids: Ids, make_keys: Callable[[], PlatformKeys]
) -> ConnectorUseCases:
    """Returns the use cases of connectors; keys are looked for, kinds and clients are loaded, when they are used."""
    kinds = cache(partial(connector_kinds, tuple(listed(settings.plugins))))
    first = cache(partial(_clients, settings, kinds))

    def clients() -> ClientsByKind:
        # The queue that comes along may have started, or moved to another port, since this process did.
        own = tuple(own_addresses(settings))
        return evolve(first(), addresses=evolve(first().addresses, own=own))

    def opens(setup: Setup, *, within_s: float | None = None) -> AbstractContextManager[ConnectorClient]:
        return clients()(setup, within_s=within_s)

    def tries(setups: Sequence[Setup]) -> Iterator[tuple[Setup, Tried]]:
        from adapters.connector_kit.trying import TriesInThreads

        return TriesInThreads(clients())(setups)

    return ConnectorUseCases(
        work=works,
        reading=works.reading,
        clock=clock,
        ids=ids,
        make_box=cache(partial(_secret_box, make_keys)),
        kinds=ConnectorKinds(kinds),
        opens=opens,
        tries=tries,
    )


def _secret_box(make_keys: Callable[[], PlatformKeys]) -> SealsSecrets:
    # Cryptography takes 10 MiB, which commands without secrets have no use for.
    from adapters.secrets.secret_box import AesGcmSecretBox

    keys = make_keys()
    return AesGcmSecretBox(keys.key("secrets"), *keys.retired("secrets"))


def _clients(settings: Settings, kinds: Callable[[], Mapping[str, Kind]]) -> ClientsByKind:
    # So does what speaks HTTP.
    from adapters.connector_kit.addresses import AddressRules
    from adapters.connector_kit.opening import ClientsByKind

    return ClientsByKind(kinds, AddressRules(allows_loopback=settings.connect_to_loopback))


def simulators(settings: Settings) -> Mapping[str, Callable[..., KindSimulator]]:
    """Returns what makes stand-ins for products, by kind."""
    return {name: kind.simulator for name, kind in connector_kinds(tuple(listed(settings.plugins))).items()}


def own_addresses(settings: Settings) -> Iterator[tuple[str, int]]:
    """Yields hosts and ports of the platform's own parts, which no connector may lead to."""
    yield settings.host, settings.port
    for database in (settings.url, settings.owner_database_url, settings.bootstrap_database_url):
        if database:
            yield from database_servers(database)
    files = urlsplit(settings.s3_url)
    if files.hostname:
        yield files.hostname, files.port or _WEB_PORTS[files.scheme]
    # The one that comes along may not run, and has no port then.
    with suppress(QueueUnavailableError):
        queue = urlsplit(redis_address(settings))
        if queue.hostname:
            yield queue.hostname, queue.port or _REDIS_PORT
