"""Velociraptor's client, against its simulator."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import grpc
import pytest
from pyvelociraptor import api_pb2, api_pb2_grpc

from adapters.connector_kit.opening import ClientsByKind
from adapters.connectors.velociraptor import KIND
from adapters.connectors.velociraptor.api import PAGE_ROWS
from adapters.connectors.velociraptor.api_file import ApiClientFile
from adapters.connectors.velociraptor.client import VelociraptorClient
from adapters.connectors.velociraptor.protocol import FIELDS, messages
from adapters.connectors.velociraptor.questions import Question
from adapters.connectors.velociraptor.simulated_fleet import ARTIFACTS, CLIENTS, SEEN_AT, VERSION, SimulatedClient
from adapters.connectors.velociraptor.simulator import Asked, Fault, VelociraptorSimulator
from adapters.connectors.velociraptor.way import SERVER_NAME
from socdomain.connectors.artifact_definition import ArtifactDefinition, ArtifactParameter
from socdomain.connectors.capabilities import AgentSeen, Named
from socdomain.connectors.kind import Setup
from socdomain.connectors.verification import ConnectorAnswerError, ConnectorError, Outcome
from socdomain.ids import ConnectorId
from tests.connectors.trials import LOOPBACK, nothing_left


@contextmanager
def client_of(simulator: VelociraptorSimulator) -> Iterator[VelociraptorClient]:
    opens = ClientsByKind(lambda: {KIND.name: KIND}, LOOPBACK)
    with opens(Setup(ConnectorId(uuid4()), 1, KIND.name, simulator.values)) as client:
        assert isinstance(client, VelociraptorClient)
        yield client


@pytest.fixture
def velociraptor() -> Iterator[VelociraptorSimulator]:
    with nothing_left(), VelociraptorSimulator() as simulator:
        yield simulator


def test_it_is_verified_by_reading_what_it_runs_on(velociraptor: VelociraptorSimulator) -> None:
    with client_of(velociraptor) as client:
        assert client.verify().version == VERSION
    assert [one.text for one in velociraptor.requests] == ["SELECT * FROM info()", Question.VERSION]


@pytest.mark.parametrize("fault", [Fault(texts=('[{"Version": null}]',)), Fault(log="VQL Error: x"), Fault("UNKNOWN")])
def test_a_version_that_is_kept_back_is_no_trouble(fault: Fault, velociraptor: VelociraptorSimulator) -> None:
    velociraptor.next_faults.extend([Fault(texts=('[{"Hostname": "velo"}]',)), fault])
    with client_of(velociraptor) as client:
        assert client.verify().version == ""


def test_organisations_come_with_their_names(velociraptor: VelociraptorSimulator) -> None:
    with client_of(velociraptor) as client:
        assert client.orgs() == (Named("OACME", "Acme"), Named("OGLBX", "Globex"), Named("root", "<root>"))


def test_an_older_version_says_nothing_for_the_root(velociraptor: VelociraptorSimulator) -> None:
    velociraptor.next_faults.append(Fault(texts=('[{"OrgId": "", "Name": ""}]',)))
    with client_of(velociraptor) as client:
        assert client.orgs() == (Named("root", "root"),)


def test_every_client_of_every_organisation_is_an_agent(velociraptor: VelociraptorSimulator) -> None:
    with client_of(velociraptor) as client:
        agents = list(client.agents())

    assert len(agents) == len(CLIENTS)
    assert {one.vendor_id: one.org for one in agents} == {one.id: one.org for one in CLIENTS}
    assert [(one.org, one.vendor_id) for one in agents] == sorted((one.org, one.vendor_id) for one in agents)
    known = {one.hostname: one for one in agents}
    assert known["acme-mac-7"] == AgentSeen(
        vendor_id="C.5f9b1d3e7a4c6802-OACME",
        hostname="acme-mac-7",
        os="macOS 15.1",
        os_family="macos",
        address="10.20.0.9",
        version=VERSION,
        last_seen=SEEN_AT,
        groups=("finance",),
        org="OACME",
    )
    assert known["acme-web-1"].address == "2001:db8:31::21"
    assert (known["GLBX-WS-101"].last_seen, known["GLBX-WS-101"].status) == (None, "never_connected")
    assert known["GLBX-WS-101"].os_family == "windows"
    assert [one.org for one in velociraptor.requests] == ["", "OACME", "OGLBX", "root"]


@pytest.mark.parametrize("count", [0, 1, PAGE_ROWS, PAGE_ROWS + 1, 3 * PAGE_ROWS])
def test_clients_come_in_pages(count: int) -> None:
    many = [SimulatedClient(f"C.{number:016x}", f"host-{number}") for number in range(count)]
    with nothing_left(), VelociraptorSimulator(clients=many) as velociraptor, client_of(velociraptor) as client:
        assert [one.vendor_id for one in client.agents()] == [one.id for one in many]


def test_one_client_is_asked_for_by_the_environment(velociraptor: VelociraptorSimulator) -> None:
    wanted = CLIENTS[2]
    with client_of(velociraptor) as client:
        found = client.agent(wanted.id)
        assert (found and found.hostname, found and found.org) == (wanted.hostname, "OACME")
        assert client.agent("C.0000000000000000") is None
    # Its identifier says its organisation; one that is nowhere is looked for everywhere.
    asked = [(one.environment, one.org) for one in velociraptor.requests if one.text == Question.CLIENT]
    assert asked[0] == ({"ClientId": wanted.id}, "OACME")
    assert [org for _, org in asked[1:]] == ["root", "OACME", "OGLBX"]


@pytest.mark.parametrize("text", ["", "server", "C.", "C.1' OR 1=1", "C.1\n", 'C.") SELECT * FROM execve(argv="id")'])
def test_what_is_no_identifier_is_not_asked(text: str, velociraptor: VelociraptorSimulator) -> None:
    with client_of(velociraptor) as client:
        assert client.agent(text) is None
        assert client.artifact(text.replace("server", "")) is None
    assert velociraptor.requests == []


def test_only_questions_that_stand_there_are_asked(velociraptor: VelociraptorSimulator) -> None:
    with client_of(velociraptor) as client:
        client.verify()
        client.agent(CLIENTS[0].id)
        client.artifact("Windows.System.Pslist")
        list(client.artifacts("pslist"))
        list(client.agents())
    assert {one.text for one in velociraptor.requests} == set(Question)


def test_artifacts_come_by_name(velociraptor: VelociraptorSimulator) -> None:
    with client_of(velociraptor) as client:
        names = [one.name for one in client.artifacts()]
        found = list(client.artifacts("SYS.cron"))

    assert names == [one["name"] for one in ARTIFACTS]
    parameter = ArtifactParameter("cronTabGlob", "", "/etc/crontab,/etc/cron.d/**", "Where crontabs lie.")
    assert found == [ArtifactDefinition("Linux.Sys.Crontab", "client", "Lines of crontabs.", True, (parameter,))]


def test_one_artifact_is_asked_for_by_the_environment(velociraptor: VelociraptorSimulator) -> None:
    with client_of(velociraptor) as client:
        found = client.artifact("Server.Monitor.Health")
        assert (found and found.type, found and found.is_built_in) == ("server_event", True)
        assert client.artifact("Windows.Nowhere") is None
    assert velociraptor.requests[0] == Asked(Question.ARTIFACT, {"ArtifactName": "Server.Monitor.Health"}, "")


def test_an_artifact_that_is_nowhere_may_be_logged_as_that(velociraptor: VelociraptorSimulator) -> None:
    velociraptor.next_faults.append(Fault(log="artifact_definitions: Artifact Windows.Nowhere not known"))
    with client_of(velociraptor) as client:
        assert client.artifact("Windows.Nowhere") is None


@pytest.mark.parametrize(
    ("row", "seen"),
    [
        ({"last_seen_at": "1764108930000000"}, datetime(2025, 11, 25, 22, 15, 30, tzinfo=UTC)),
        ({"last_seen_at": 0}, None),
        ({}, None),
    ],
)
def test_a_client_that_says_little_is_one(
    row: dict[str, Any], seen: datetime | None, velociraptor: VelociraptorSimulator
) -> None:
    velociraptor.next_faults.append(Fault(texts=('[{"OrgId": "root"}]',)))
    velociraptor.next_faults.append(Fault(texts=(json.dumps([{"client_id": "C.1", "os_info": None, **row}]),)))
    with client_of(velociraptor) as client:
        assert [(one.vendor_id, one.hostname, one.last_seen) for one in client.agents()] == [("C.1", "", seen)]


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"client_id": 7},
        {"client_id": "' OR 1=1"},
        {"client_id": "C.1", "last_seen_at": "yesterday"},
        {"client_id": "C.1", "last_seen_at": 10**30},
        {"client_id": "C.1", "os_info": []},
    ],
)
def test_what_is_no_client_is_an_answer_that_should_not_be(
    row: dict[str, Any], velociraptor: VelociraptorSimulator
) -> None:
    velociraptor.next_faults.append(Fault(texts=('[{"OrgId": "root"}]',)))
    velociraptor.next_faults.append(Fault(texts=(json.dumps([row]),)))
    with client_of(velociraptor) as client, pytest.raises(ConnectorAnswerError):
        list(client.agents())


def test_an_organisation_that_is_not_the_user_s_is_no_empty_one(velociraptor: VelociraptorSimulator) -> None:
    """Otherwise all of its agents would seem to have gone."""
    orgs = Fault(texts=('[{"OrgId": "root"}]',))
    for denial in (Fault("PERMISSION_DENIED"), Fault(log="clients: Permission denied: [READ_RESULTS]")):
        velociraptor.next_faults.extend([orgs, denial])
        with client_of(velociraptor) as client, pytest.raises(ConnectorError) as refused:
            list(client.agents())
        assert refused.value.outcome is Outcome.FORBIDDEN


def test_velociraptor_s_own_package_has_the_same_messages() -> None:
    for name, fields in FIELDS.items():
        theirs = getattr(api_pb2, name).DESCRIPTOR.fields_by_name
        for called, number, kind, label, of in fields:
            found = theirs[called]
            assert (found.number, found.type, found.is_repeated) == (number, kind, label == 3), (name, called)
            assert (found.message_type.name if found.message_type else "") == of


def test_the_simulator_answers_velociraptor_s_own_package(velociraptor: VelociraptorSimulator) -> None:
    """So that client and simulator cannot agree on a protocol that nobody else speaks."""
    file = ApiClientFile.of(velociraptor.file())
    credentials = grpc.ssl_channel_credentials(
        file.ca_certificate.encode(), file.client_key.encode(), file.client_certificate.encode()
    )
    options = (("grpc.ssl_target_name_override", SERVER_NAME),)
    with grpc.secure_channel(f"127.0.0.1:{velociraptor.port}", credentials, options) as channel:
        request = api_pb2.VQLCollectorArgs(
            org_id="OACME",
            max_wait=1,
            max_row=100,
            Query=[api_pb2.VQLRequest(Name="Test", VQL=Question.CLIENT)],
            env=[{"key": "ClientId", "value": CLIENTS[2].id}],
        )
        answers = list(api_pb2_grpc.APIStub(channel).Query(request, timeout=10))
    (row,) = json.loads("".join(one.Response for one in answers))
    assert row["os_info"]["hostname"] == CLIENTS[2].hostname
    assert velociraptor.requests == [Asked(Question.CLIENT, {"ClientId": CLIENTS[2].id}, "OACME")]


def test_what_is_heavy_is_loaded_when_a_client_asks() -> None:
    program = (
        "import sys; from adapters.connector_registry import connector_kinds; connector_kinds();"
        "sys.exit(str(sorted({'grpc', 'google.protobuf'} & sys.modules.keys())))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603  # our own program
    assert ended.stderr.strip() == "[]"
    assert messages().request.DESCRIPTOR.full_name == "proto.VQLCollectorArgs"
