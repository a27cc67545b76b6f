"""Wires what connectors need to its adapters, as ``bootstrap_jobs`` does for jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache, partial

from adapters.connector_registry import connector_kinds
from adapters.database import SqlWorks
from adapters.secrets.platform_keys import PlatformKeys
from entrypoints.connector_use_cases import ConnectorUseCases
from socdomain.clock import Clock
from socdomain.connectors.kind import ConnectorClient, ConnectorKind, ConnectorKinds, Setup
from socdomain.connectors.verification import Outcome
from socdomain.connectors.verify_connectors import Tried
from socdomain.errors import NotFoundError
from socdomain.ids import Ids
from socdomain.sealed import SealsSecrets


def connector_use_cases(
    works: SqlWorks, clock: Clock, ids: Ids, make_keys: Callable[[], PlatformKeys]
) -> ConnectorUseCases:
    """Returns the use cases of connectors; keys are looked for, and kinds are loaded, when they are used."""
    return ConnectorUseCases(
        work=works,
        reading=works.reading,
        clock=clock,
        ids=ids,
        make_box=cache(partial(_secret_box, make_keys)),
        kinds=ConnectorKinds(cache(_kinds)),
        opens=_opens,
        tries=_tries,
    )


def _secret_box(make_keys: Callable[[], PlatformKeys]) -> SealsSecrets:
    # Cryptography takes 10 MiB, which commands without secrets have no use for.
    from adapters.secrets.secret_box import AesGcmSecretBox

    keys = make_keys()
    return AesGcmSecretBox(keys.key("secrets"), *keys.retired("secrets"))


def _kinds() -> Mapping[str, ConnectorKind]:
    return {kind.name: kind for kind in connector_kinds()}


def _opens(setup: Setup, *, within_s: float | None = None) -> AbstractContextManager[ConnectorClient]:
    # There is no kind yet.
    raise NotFoundError("connector kind", setup.kind)


def _tries(setups: Sequence[Setup]) -> Iterator[tuple[Setup, Tried]]:
    # As above.
    for setup in setups:
        yield setup, Tried(Outcome.ERROR, f"There is no kind of connector called {setup.kind} here.")
