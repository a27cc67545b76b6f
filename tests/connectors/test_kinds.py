"""What every kind says of itself holds."""

from __future__ import annotations

import re
from contextlib import ExitStack
from uuid import uuid4

import pytest

from adapters.connector_kit.kind import Kind
from adapters.connector_kit.opening import ClientsByKind
from adapters.connector_registry import connector_kinds
from socdomain.connectors import capabilities, keeps_events
from socdomain.connectors.given_values import checked_values
from socdomain.connectors.kind import Setup
from socdomain.ids import ConnectorId
from tests.connectors.trials import LOOPBACK, nothing_left

KINDS = connector_kinds()


@pytest.fixture(params=list(KINDS.values()), ids=list(KINDS))
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def test_a_kind_is_called_as_its_folder(kind: Kind) -> None:
    assert re.fullmatch("[a-z][a-z0-9_]*", kind.name)
    assert kind.package == f"adapters.connectors.{kind.name}"
    assert KINDS[kind.name] is kind


def test_its_fields_can_be_asked_for(kind: Kind) -> None:
    names = [asked.name for asked in kind.fields]
    assert len(names) == len(set(names)) > 0
    for asked in kind.fields:
        assert re.fullmatch("[a-z][a-z0-9_]*", asked.name)
        assert asked.label


def test_what_sounds_like_a_secret_is_one(kind: Kind) -> None:
    for asked in kind.fields:
        assert asked.is_secret or not re.search("secret|password|token|api_key", asked.name), asked.name


def test_whoever_leads_it_elsewhere_gives_its_secrets_anew(kind: Kind) -> None:
    leading = {"url", "host", "port", "ca_certificate", "certificate_sha256"}
    for asked in kind.fields:
        assert asked.says_where or asked.name not in leading, asked.name


def test_its_guide_is_a_page(kind: Kind) -> None:
    assert kind.guide.startswith(f"# {kind.title}\n")
    assert kind.guide.endswith("\n")


def test_its_client_can_do_what_it_says(kind: Kind) -> None:
    defined = {**vars(capabilities), **vars(keeps_events)}
    offered = {one for one in defined.values() if getattr(one, "_is_runtime_protocol", False)}
    with nothing_left(), ExitStack() as ending:
        simulator = kind.simulator()
        simulator.start()
        ending.callback(simulator.stop)
        setup = Setup(ConnectorId(uuid4()), 1, kind.name, checked_values(kind, simulator.values))
        client = ending.enter_context(ClientsByKind(lambda: KINDS, LOOPBACK)(setup))

        assert {one for one in offered if isinstance(client, one)} == set(kind.capabilities)
