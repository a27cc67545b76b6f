"""The manager's client, against its simulator; what every kind has in common is tried in ``tests/connectors``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from adapters.connector_kit.errors import UnknownFormError
from adapters.connector_kit.simulated_messages import Reply
from adapters.connectors.wazuh_manager.client import WazuhManagerClient
from adapters.connectors.wazuh_manager.fixtures.managers import INFO, TOKEN, a_page, client_of
from adapters.connectors.wazuh_manager.payloads import ApiInfo, PoliciesAnswer
from adapters.connectors.wazuh_manager.session import AUTHENTICATE
from adapters.connectors.wazuh_manager.simulator import READ_ONLY, VERSION, WazuhManagerSimulator
from socdomain.connectors.verification import ConnectorError, Outcome


@pytest.fixture
def manager() -> Iterator[WazuhManagerSimulator]:
    with WazuhManagerSimulator() as simulator:
        yield simulator


@pytest.mark.parametrize("version", [VERSION, "5.0.1"])
def test_it_is_verified_with_a_token_by_its_version_and_the_users_rights(version: str) -> None:
    with WazuhManagerSimulator(version=version) as manager, client_of(manager) as client:
        found = client.verify()
    assert (found.version, found.remark) == (version, "")
    assert [(one.method, one.path, one.headers["authorization"].split()[0]) for one in manager.requests] == [
        ("POST", AUTHENTICATE, "Basic"),
        ("GET", "/", "Bearer"),
        ("GET", "/security/users/me/policies", "Bearer"),
        ("GET", "/agents", "Bearer"),
    ]


@pytest.mark.parametrize(("said", "major", "version"), [("v4.5.0", 4, "4.5.0"), ("5.0.0-beta1", 5, "5.0.0-beta1")])
def test_a_version_is_read_with_and_without_its_letter(said: str, major: int, version: str) -> None:
    assert (ApiInfo(said).major, ApiInfo(said).version) == (major, version)


@pytest.mark.parametrize("said", ["", " ", "v"])
def test_what_says_no_version_is_another_product(said: str, manager: WazuhManagerSimulator) -> None:
    manager.next_replies.extend([TOKEN, Reply(200, {"data": {"api_version": said}})])
    with client_of(manager) as client, pytest.raises(UnknownFormError, match="api_version"):
        client.verify()


@pytest.mark.parametrize("said", ["beta", "4", "v.5", "-1.2", "two words"])
def test_a_version_that_cannot_be_read_is_told(said: str, manager: WazuhManagerSimulator) -> None:
    """The specification has any text there. What only some versions know is not asked for."""
    manager.version, manager.rights = "5.0.0", {}
    unreadable = Reply(200, {"data": {"api_version": said}})
    manager.next_replies.extend([TOKEN, unreadable, Reply(200, {"message": "said"})])
    with client_of(manager) as client:
        found = client.verify()
        assert (found.version, found.remark) == (said.removeprefix("v"), "It says no version that can be read.")
        manager.rights = READ_ONLY
        manager.next_replies.append(unreadable)
        assert len(list(client.agents())) == len(manager.agents)
    assert not {"os.uname", "os.type"} & {name for one in manager.requests for name in one.one("select").split(",")}


def test_what_failed_without_a_number_has_not_failed(manager: WazuhManagerSimulator) -> None:
    """The specification has any name where the number stands, and any total."""
    data = {"affected_items": [], "total_affected_items": 0, "total_failed_items": 7}
    made_up = {**data, "failed_items": [{"error": {"sit": {"code": 3}}, "id": ["amet"]}]}
    with client_of(manager) as client:
        manager.next_replies.extend([TOKEN, INFO, Reply(200, {"data": made_up})])
        assert list(client.agents()) == []
        manager.next_replies.extend([INFO, Reply(200, {"data": data})])
        with pytest.raises(ConnectorError, match="failed"):
            list(client.agents())


def test_rights_that_are_not_said_are_told(manager: WazuhManagerSimulator) -> None:
    """The specification has nothing there; whether the user may read agents is then found out by reading one."""
    manager.next_replies.extend([TOKEN, INFO, Reply(200, {"message": "said"})])
    with client_of(manager) as client:
        assert client.verify().remark == "It does not say what its user may."


def test_a_list_without_numbers_is_read_as_it_comes(manager: WazuhManagerSimulator) -> None:
    """The specification has any text as an agent's identifier, so that it cannot be told where such a list goes on."""
    page = a_page({"id": "elit", "name": "a"}, {"id": "sit", "name": "b"}, {"id": "001", "name": "c"})
    manager.next_replies.extend([TOKEN, INFO, page])
    with client_of(manager) as client:
        assert [one.vendor_id for one in client.agents()] == ["elit", "sit", "001"]


def test_a_token_of_another_form_is_shown_as_it_is(manager: WazuhManagerSimulator) -> None:
    manager.next_replies.extend([Reply(200, {"data": {"token": "amet (dolor) sit"}}), INFO])
    with client_of(manager) as client:
        client.verify()
    assert manager.requests[1].headers["authorization"] == "Bearer amet (dolor) sit"


def test_a_version_before_tokens_is_not_supported() -> None:
    """It answers the question for a token with 404, as another product would."""
    with (
        WazuhManagerSimulator(version="3.13.6") as manager,
        client_of(manager) as client,
        pytest.raises(ConnectorError, match=r"4\.0") as raised,
    ):
        client.verify()
    assert raised.value.outcome is Outcome.UNSUPPORTED_VERSION


def test_a_version_that_is_too_old_and_gives_tokens_is_not_supported(manager: WazuhManagerSimulator) -> None:
    manager.next_replies.extend([TOKEN, Reply(200, {"data": {"api_version": "v3.99.0"}})])
    with client_of(manager) as client, pytest.raises(ConnectorError) as raised:
        client.verify()
    assert raised.value.outcome is Outcome.UNSUPPORTED_VERSION


@pytest.mark.parametrize("lacking", ["agent:read", "group:read"])
def test_who_may_not_read_is_told_from_who_is_not_known(lacking: str) -> None:
    """The manager itself answers such a one as if there were no agents."""
    rights = {right: effects for right, effects in READ_ONLY.items() if right != lacking}
    with (
        WazuhManagerSimulator(rights=rights) as manager,
        client_of(manager) as client,
        pytest.raises(ConnectorError, match=lacking) as raised,
    ):
        client.verify()
    assert raised.value.outcome is Outcome.FORBIDDEN


@pytest.mark.parametrize(("version", "is_remarked"), [(VERSION, True), ("5.0.1", False)])
def test_who_may_not_read_rules_is_told_where_there_are_rules(version: str, is_remarked: bool) -> None:
    rights = {right: effects for right, effects in READ_ONLY.items() if right != "rules:read"}
    with WazuhManagerSimulator(version=version, rights=rights) as manager, client_of(manager) as client:
        assert ("rules:read" in client.verify().remark) is is_remarked


@pytest.mark.parametrize(
    ("policies", "is_allowed"),
    [
        ({}, False),
        ({"rbac_mode": "black"}, True),
        ({"rbac_mode": "white", "agent:read": {}}, False),
        ({"rbac_mode": "white", "agent:read": {"agent:group:acme": "allow"}}, True),
        ({"rbac_mode": "white", "agent:read": {"agent:id:*": "deny"}}, False),
        ({"rbac_mode": "black", "agent:read": {"agent:id:*": "deny"}}, False),
        ({"rbac_mode": "black", "agent:read": {"agent:id:007": "deny"}}, True),
        ({"rbac_mode": "white", "agent:read": "allow"}, False),
    ],
)
def test_rights_are_read_as_the_manager_judges_by_them(policies: dict[str, Any], is_allowed: bool) -> None:
    assert PoliciesAnswer(policies).allows("agent:read") is is_allowed


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (a_page(error=1), Outcome.ERROR),
        (a_page(code=1731), Outcome.ERROR),
        (a_page(error=1, code=4000), Outcome.FORBIDDEN),
    ],
)
@pytest.mark.parametrize("lists", [WazuhManagerClient.agents, WazuhManagerClient.rules])
def test_an_answer_with_success_that_failed_is_a_failure(
    lists: Callable[[WazuhManagerClient], Iterator[object]],
    reply: Reply,
    outcome: Outcome,
    manager: WazuhManagerSimulator,
) -> None:
    manager.next_replies.extend([TOKEN, INFO, reply])
    with client_of(manager) as client, pytest.raises(ConnectorError) as raised:
        list(lists(client))
    assert raised.value.outcome is outcome
    assert "words" not in str(raised.value)


@pytest.mark.parametrize(
    ("version", "parameters"),
    [
        (VERSION, {"colour": "red"}),
        (VERSION, {"limit": 0}),
        (VERSION, {"limit": 100_001}),
        (VERSION, {"select": "labels"}),
        (VERSION, {"select": "os.type"}),
        ("5.0.1", {"select": "os.uname"}),
        (VERSION, {"sort": "colour"}),
    ],
)
def test_the_simulator_refuses_what_a_manager_does(version: str, parameters: dict[str, str | int]) -> None:
    """Otherwise nobody would see that the client asks for something that there is not."""
    refused = pytest.raises(ConnectorError, match="status 400")
    with WazuhManagerSimulator(version=version) as manager, client_of(manager) as client, refused:
        client.session.get("/agents", parameters)
